"""Statements compiled once: SQLAlchemy says what is asked, and the driver is asked directly.

SQLAlchemy spends several times as long on each statement as SQLite does on answering it: it looks
the compiled form up by its structure, binds each value by name and sets up a result that could be
of any kind. What is executed a second time is a statement that was built once; its text, the order
of its values and the conversions of its types are kept here, by the statement itself
(docs/adr/0022).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Dialect, Insert, SelectBase, Update
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.exc import DBAPIError

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


class Changed(NamedTuple):
    """What a statement that returns no rows has done."""

    rowcount: int


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

    It gives what `Connection.execute` gives, except that rows are read at once, and that what
    returns none tells only its `rowcount`.
    """

    def execute(
        self,
        statement: Any,
        parameters: Any = None,
        *,
        execution_options: Any = None,
    ) -> Any:
        """Execute a statement with the values of one row, or of each of a list of rows.

        Raises:
            DBAPIError: as the driver says it.
        """
        if execution_options or not self._directly(statement):
            return super().execute(statement, parameters, execution_options=execution_options)
        many = isinstance(parameters, list | tuple)
        first: _Values = (parameters[0] if many else parameters) or _NOTHING
        prepared = _prepared(statement, first, self.dialect)
        if prepared is None:
            return super().execute(statement, parameters)
        if many and len(parameters) > 1:
            return self._ask(prepared, [prepared.bound(one) for one in parameters], many=True)
        return self._ask(prepared, prepared.bound(first))

    def _directly(self, statement: Any) -> bool:
        """Tell whether nothing but the statement and its values decides what is done."""
        return (
            isinstance(statement, SelectBase | Insert | Update)
            and self.in_transaction()
            and not self.get_execution_options()
            and not self.dispatch.before_cursor_execute
        )

    def _ask(self, prepared: Prepared, values: Any, *, many: bool = False) -> Any:
        cursor = self.connection.cursor()
        try:
            if many:
                cursor.executemany(prepared.text, values)
            else:
                cursor.execute(prepared.text, values)
            if prepared.keys is None:
                return Changed(cursor.rowcount)
            return IteratorResult(prepared.keys, prepared.rows(cursor.fetchall()))
        except self.dialect.loaded_dbapi.Error as error:
            raise self._told(prepared.text, error) from error
        finally:
            cursor.close()

    def _told(self, text: str, error: Exception) -> BaseException:
        """Return the driver's error as SQLAlchemy tells it, without the values."""
        return DBAPIError.instance(
            text,
            None,
            error,
            cast("type[Exception]", self.dialect.loaded_dbapi.Error),
            hide_parameters=True,
            dialect=self.dialect,
        )


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

    selects = isinstance(statement, SelectBase)
    columns = statement.selected_columns if selects else {}
    return Prepared(
        text=state.statement,
        binds=tuple(map(bound, state.positiontup or state.parameters)),
        named=state.positiontup is None,
        keys=SimpleResultMetaData(tuple(columns.keys())) if selects else None,
        conversions=tuple(_conversions(columns.values(), dialect)),
    )


def _conversions(columns: Any, dialect: Dialect) -> Iterator[tuple[int, Callable[[Any], Any]]]:
    for place, column in enumerate(columns):
        convert = column.type.dialect_impl(dialect).result_processor(dialect, None)
        if convert is not None:
            yield place, convert
