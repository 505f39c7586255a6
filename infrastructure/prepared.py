"""Statements compiled once: SQLAlchemy says what is asked, and the driver is asked directly.

SQLAlchemy spends several times as long on each statement as SQLite does on answering it: it looks
the compiled form up by its structure, binds each value by name and sets up a result that could be
of any kind. What is executed a second time is a statement that was built once; its text, the order
of its values and the conversions of its types are kept here, by the statement itself
(docs/adr/0022).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Dialect, Engine, Insert, SelectBase, Update
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.exc import DBAPIError

_PIPELINED: Final = "postgresql"
"""The dialect whose driver sends several statements before it waits for an answer."""

_Values = Mapping[str, Any]
_NOTHING: Final[_Values] = {}


class Prepared(NamedTuple):
    """The text of a statement, where each of its values comes from, and how its rows are read."""

    text: str
    binds: tuple[_Bind, ...]
    named: bool
    keys: SimpleResultMetaData | None
    conversions: tuple[tuple[int, Callable[[Any], Any]], ...]

    def bound(self, given: _Values) -> Any:
        """Return the values in the form and order that the driver takes."""
        if self.named:
            return {bind.name: bind.value(given) for bind in self.binds}
        return [bind.value(given) for bind in self.binds]

    def rows(self, found: Sequence[Sequence[Any]]) -> Iterator[Any]:
        """Return the driver's rows with each value of the type that its column says."""
        return iter(found) if not self.conversions else map(self._row, found)

    def _row(self, row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for place, convert in self.conversions:
            values[place] = convert(values[place])
        return values


class _Bind(NamedTuple):
    """One value of a statement: given under `key` (and `item` of a list), or constant."""

    name: str
    key: str | None
    item: int | None
    constant: Any
    convert: Callable[[Any], Any] | None

    def value(self, given: _Values) -> Any:
        value = self.constant if self.key is None else given[self.key]
        if self.item is not None:
            value = value[self.item]
        return value if self.convert is None else self.convert(value)


class _Asked(NamedTuple):
    """A statement with the values of one row, or of `many`."""

    prepared: Prepared
    values: Any
    many: bool

    def ask(self, cursor: Any) -> None:
        if self.many:
            cursor.executemany(self.prepared.text, self.values)
        else:
            cursor.execute(self.prepared.text, self.values)


class _Known:
    """A statement that has been executed: its prepared forms, by which values it is given."""

    __slots__ = ("forms", "lists")

    def __init__(self) -> None:
        self.lists: tuple[str, ...] | None = None
        self.forms: dict[tuple[Any, ...], Prepared] = {}


_KNOWN: Final[dict[str, WeakKeyDictionary[Any, _Known]]] = {}
"""By dialect. Weakly, so that a statement built for one question goes with it."""


class PreparedConnection(Connection):
    """A connection on which what is executed again is not worked out again.

    It gives what `Connection.execute` gives, except that rows are read at once, and that there is
    no result where there are no rows: what such a statement writes is sent, where the driver can,
    together with all that is written before something is read or committed.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._unsent: Final[list[_Asked]] = []

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
            prepared = _prepared(statement, first, self.dialect)
        if prepared is None:
            self._send()
            return super().execute(statement, parameters, execution_options=execution_options)
        if many and len(parameters) > 1:
            values = [prepared.bound(one) for one in parameters]
            return self._ask(_Asked(prepared, values, many=True))
        return self._ask(_Asked(prepared, prepared.bound(first), many=False))

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
        super().rollback()

    def _directly(self, statement: Any) -> bool:
        """Tell whether nothing but the statement and its values decides what is done."""
        return (
            isinstance(statement, SelectBase | Insert | Update)
            and self.in_transaction()
            and not self.get_execution_options()
            and not self.dispatch.before_cursor_execute
        )

    def _ask(self, asked: _Asked) -> Any:
        keys = asked.prepared.keys
        if keys is None and self.dialect.name == _PIPELINED:
            self._unsent.append(asked)
            return None
        self._send()
        with self._cursor(asked.prepared.text) as cursor:
            asked.ask(cursor)
            if keys is None:
                return None
            return IteratorResult(keys, asked.prepared.rows(cursor.fetchall()))

    def _send(self) -> None:
        """Send what was written and is unsent, in one go."""
        if not self._unsent:
            return
        unsent = tuple(self._unsent)
        self._unsent.clear()
        driver: Any = self.connection.driver_connection
        with self._cursor(unsent[0].prepared.text) as cursor, driver.pipeline():
            for asked in unsent:
                asked.ask(cursor)

    @contextmanager
    def _cursor(self, text: str) -> Iterator[Any]:
        """Open one of the driver's cursors; tell its errors as SQLAlchemy does, without values."""
        error_class = self.dialect.loaded_dbapi.Error
        cursor = self.connection.cursor()
        try:
            yield cursor
        except error_class as error:
            raise DBAPIError.instance(
                text,
                None,
                error,
                error_class,
                hide_parameters=True,
                dialect=self.dialect,
            ) from error
        finally:
            cursor.close()


def _prepared(statement: Any, first: _Values, dialect: Dialect) -> Prepared | None:
    """Return the prepared form of a statement that has been executed before, or None."""
    statements = _KNOWN.setdefault(dialect.name, WeakKeyDictionary())
    known = statements.get(statement)
    if known is None:
        statements[statement] = _Known()
        return None
    if known.lists is None:
        known.lists = _lists(statement)
    lengths = tuple(len(first[name]) for name in known.lists)
    form = (*first, lengths) if _is_of_values(statement) else lengths
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
    compiled = statement.compile(dialect=dialect, column_keys=keys)
    state = compiled.construct_expanded_state(first)
    items = {
        name: (bind, item)
        for bind, names in state.parameter_expansion.items()
        for item, name in enumerate(names)
    }

    def bound(name: str) -> _Bind:
        bind, item = items.get(name, (name, None))
        given = bind in first
        return _Bind(
            name,
            bind if given else None,
            item if given else None,
            state.parameters[name],
            compiled.binds[bind].type.dialect_impl(dialect).bind_processor(dialect),
        )

    columns = statement.exported_columns
    return Prepared(
        text=state.statement,
        binds=tuple(map(bound, state.positiontup or state.parameters)),
        named=state.positiontup is None,
        keys=SimpleResultMetaData(tuple(columns.keys())) if columns else None,
        conversions=tuple(_conversions(columns.values(), dialect)),
    )


def _conversions(columns: Any, dialect: Dialect) -> Iterator[tuple[int, Callable[[Any], Any]]]:
    for place, column in enumerate(columns):
        convert = column.type.dialect_impl(dialect).result_processor(dialect, None)
        if convert is not None:
            yield place, convert
