"""Statements compiled once: SQLAlchemy says what is asked, and the driver is asked directly.

SQLAlchemy spends several times as long on each statement as SQLite does on answering it: it looks
the compiled form up by its structure, binds each value by name and sets up a result that could be
of any kind. What is executed a second time is a statement that was built once; its text, the order
of its values and the conversions of its types are kept here, by the statement itself
(docs/adr/0022).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final, NamedTuple
from weakref import ref

from sqlalchemy import Connection, Dialect, Engine, Insert, SelectBase, Update
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.elements import RollbackToSavepointClause

_MOST_UNSENT: Final = 1_000
"""How many rows wait in memory at most: a decision writes far fewer, a rebuild far more."""
_PIPELINED: Final = "postgresql"
"""The dialect whose driver sends several statements before it waits for an answer."""

_DIRECT: Final[tuple[type[Any], ...]] = (SelectBase, Insert, Update)

PLANNED_EACH_TIME: Final[Mapping[str, bool]] = {"planned_each_time": True}
"""Execution options of a statement that PostgreSQL is to plan by its values.

After some executions it plans once for all values, and takes it that few positions are known and
few texts match. Of a list that is filtered and counted it then walks what it should look up.
"""
_ANSWERED_ALIKE: Final[tuple[Mapping[str, bool], ...]] = ({}, PLANNED_EACH_TIME)
"""Options of a statement that do not change what it answers."""

_Values = Mapping[str, Any]
_Conversion = tuple[int, Callable[[Any], Any]]
_NOTHING: Final[_Values] = {}
_UNPREPARED: Final[_Values] = {"prepare": False}
"""Has psycopg let the server plan by the values."""


class Prepared(NamedTuple):
    """The text of a statement, where each of its values comes from, and how its rows are read."""

    text: str
    values: Callable[[_Values], Any]
    keys: SimpleResultMetaData | None
    conversions: tuple[_Conversion, ...]
    options: Mapping[str, Any]
    """What the driver's `execute` is told besides."""

    def rows(self, found: Sequence[Sequence[Any]]) -> Iterator[Any]:
        """Return the driver's rows with each value of the type that its column says."""
        if not self.conversions:
            return iter(found)
        return (_converted(list(row), self.conversions) for row in found)


def _converted(values: list[Any], conversions: tuple[_Conversion, ...]) -> list[Any]:
    for place, convert in conversions:
        values[place] = convert(values[place])
    return values


class _Asked(NamedTuple):
    """A statement with the values of one row, or of `many`."""

    prepared: Prepared
    values: Any
    many: bool

    def ask(self, cursor: Any) -> None:
        if self.many:
            cursor.executemany(self.prepared.text, self.values)
        else:
            cursor.execute(self.prepared.text, self.values, **self.prepared.options)


class _Known:
    """A statement that has been executed: its prepared forms, by which values it is given."""

    __slots__ = ("forms", "lists", "statement")

    def __init__(self, statement: ref[Any]) -> None:
        self.statement: Final = statement
        self.lists: tuple[str, ...] | None = None
        self.forms: dict[tuple[Any, ...], Prepared] = {}


_KNOWN: Final[dict[str, dict[int, _Known]]] = {}
"""By dialect and by the statement's identity; a statement built for one question goes with it."""


class PreparedConnection(Connection):
    """A connection on which what is executed again is not worked out again.

    It gives what `Connection.execute` gives, except that rows are read at once, and that there is
    no result where there are no rows: what such a statement writes is sent, where the driver can,
    together with all that is written before something is read or committed.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._unsent: Final[list[_Asked]] = []
        self._rows_unsent = 0
        self._known: Final = _KNOWN.setdefault(self.dialect.name, {})
        self._is_watched: Final = bool(self.dispatch.before_cursor_execute)

    def execute(
        self,
        statement: Any,
        parameters: Any = None,
        *,
        execution_options: Any = None,
    ) -> Any:
        """Execute a statement with the values of one row, or of each of a list of rows.

        Raises:
            DBAPIError: as the driver says it, of this statement or of what was not sent before.
        """
        many = isinstance(parameters, list | tuple) and len(parameters) > 0
        first: _Values = (parameters[0] if many else parameters) or _NOTHING
        prepared = None
        if not execution_options and self._directly(statement):
            prepared = _prepared(self._known, statement, first, self.dialect)
        if prepared is None:
            if isinstance(statement, RollbackToSavepointClause):
                self._unsent.clear()  # written since the savepoint, which sent what was before it
                self._rows_unsent = 0
            self._send()
            return super().execute(statement, parameters, execution_options=execution_options)
        if many and len(parameters) > 1:
            return self._ask(_Asked(prepared, list(map(prepared.values, parameters)), many=True))
        return self._ask(_Asked(prepared, prepared.values(first), many=False))

    def exec_driver_sql(self, *asked: Any, **options: Any) -> Any:
        """Execute the driver's own SQL, as `Connection` does."""
        self._send()
        return super().exec_driver_sql(*asked, **options)

    def commit(self) -> None:
        """Send what is unsent, and commit."""
        self._send()
        super().commit()

    def rollback(self) -> None:
        """Forget what is unsent, and roll back."""
        self._unsent.clear()
        self._rows_unsent = 0
        super().rollback()

    def _directly(self, statement: Any) -> bool:
        """Tell whether nothing but the statement and its values decides what is done."""
        return (
            isinstance(statement, _DIRECT)
            and not self._is_watched
            and self.in_transaction()
            and not self.get_execution_options()
            and statement.get_execution_options() in _ANSWERED_ALIKE
        )

    def _ask(self, asked: _Asked) -> Any:
        keys = asked.prepared.keys
        if keys is None and self.dialect.name == _PIPELINED:
            self._unsent.append(asked)
            self._rows_unsent += len(asked.values) if asked.many else 1
            if self._rows_unsent >= _MOST_UNSENT:
                self._send()
            return None
        self._send()
        cursor = self._cursor()
        try:
            asked.ask(cursor)
            if keys is None:
                return None
            return IteratorResult(keys, asked.prepared.rows(cursor.fetchall()))
        except self.dialect.loaded_dbapi.Error as error:
            raise self._told(error, asked) from error
        finally:
            cursor.close()

    def _cursor(self) -> Any:
        """Return a cursor that takes a statement as it was prepared."""
        if self.dialect.name == _PIPELINED:
            return self.dialect.loaded_dbapi.RawCursor(self.connection.driver_connection)
        return self.connection.cursor()

    def _send(self) -> None:
        """Send what was written and is unsent, in one go."""
        if not self._unsent:
            return
        unsent = tuple(self._unsent)
        self._unsent.clear()
        self._rows_unsent = 0
        driver: Any = self.connection.driver_connection
        try:
            with driver.pipeline(), self._cursor() as cursor:
                for asked in unsent:
                    asked.ask(cursor)
        except self.dialect.loaded_dbapi.Error as error:
            raise self._told(error, unsent[0]) from error

    def _told(self, error: Exception, asked: _Asked) -> BaseException:
        """Return a driver's error as SQLAlchemy tells it, without the values."""
        return DBAPIError.instance(
            asked.prepared.text,
            None,
            error,
            self.dialect.loaded_dbapi.Error,
            hide_parameters=True,
            dialect=self.dialect,
        )


def _prepared(
    every: dict[int, _Known], statement: Any, first: _Values, dialect: Dialect
) -> Prepared | None:
    """Return the prepared form of a statement that has been executed before, or None."""
    identity = id(statement)
    known = every.get(identity)
    if known is None:
        every[identity] = _Known(ref(statement, lambda _: every.pop(identity, None)))
        return None
    if known.lists is None:
        known.lists = _lists(statement)
    lengths = tuple(len(first[name]) for name in known.lists)
    form = (*first, lengths)
    prepared = known.forms.get(form)
    if prepared is None:
        prepared = known.forms[form] = _prepare(statement, first, dialect)
    return prepared


def _is_of_values(statement: Any) -> bool:
    """Tell whether a statement inserts the values that it is given, and so those columns."""
    return isinstance(statement, Insert) and statement.select is None


def _lists(statement: Any) -> tuple[str, ...]:
    """Return the names under which a statement is given lists of values."""
    binds = statement.compile().binds.items()
    return tuple(name for name, bind in binds if bind.expanding and bind.required)


def _prepare(statement: Any, first: _Values, dialect: Dialect) -> Prepared:
    keys = list(first) if _is_of_values(statement) else None
    compiled = statement.compile(dialect=_numbered(dialect), column_keys=keys)
    state = compiled.construct_expanded_state(first)
    items = {
        name: (bind, item)
        for bind, names in state.parameter_expansion.items()
        for item, name in enumerate(names)
    }

    def source(name: str) -> _Source:
        bind, item = items.get(name, (name, None))
        convert = compiled.binds[bind].type.dialect_impl(dialect).bind_processor(dialect)
        if bind in first:
            return _Source(bind, item, None, convert)
        constant = state.parameters[name]
        return _Source(None, None, constant if convert is None else convert(constant), None)

    columns = statement.exported_columns
    return Prepared(
        text=state.statement,
        values=_in_order(tuple(map(source, state.positiontup or ()))),
        keys=SimpleResultMetaData(tuple(columns.keys())) if columns else None,
        conversions=tuple(_conversions(columns.values(), dialect)),
        options=_UNPREPARED if _is_planned_each_time(statement, dialect) else _NOTHING,
    )


def _is_planned_each_time(statement: Any, dialect: Dialect) -> bool:
    return dialect.name == _PIPELINED and bool(statement.get_execution_options())


def _numbered(dialect: Dialect) -> Dialect:
    """Return the dialect to write in: PostgreSQL's with places numbered as the server wants."""
    kind: Any = type(dialect)
    written: Dialect = kind(paramstyle="numeric_dollar") if dialect.name == _PIPELINED else dialect
    return written


class _Source(NamedTuple):
    """Where one value comes from: given under `key` (and `item` of a list), or constant."""

    key: str | None
    item: int | None
    constant: Any
    convert: Callable[[Any], Any] | None

    def of(self, given: _Values) -> Any:
        if self.key is None:
            return self.constant
        value = given[self.key] if self.item is None else given[self.key][self.item]
        return value if self.convert is None else self.convert(value)


def _in_order(sources: Sequence[_Source]) -> Callable[[_Values], Any]:
    """Return what puts the values in the order of their places."""
    keys = [one.key for one in sources if one.key is not None and one.item is None]
    if len(keys) < max(len(sources), 2):
        return lambda given: [one.of(given) for one in sources]
    given_in_order = itemgetter(*keys)
    conversions = tuple((n, one.convert) for n, one in enumerate(sources) if one.convert)
    if not conversions:
        return given_in_order
    return lambda given: _converted(list(given_in_order(given)), conversions)


def _conversions(columns: Any, dialect: Dialect) -> Iterator[_Conversion]:
    for place, column in enumerate(columns):
        convert = column.type.dialect_impl(dialect).result_processor(dialect, None)
        if convert is not None:
            yield place, convert
