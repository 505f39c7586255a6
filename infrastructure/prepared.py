"""Statements compiled once: SQLAlchemy says what is asked, and the driver can be asked directly.

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

from sqlalchemy import Dialect, Insert
from sqlalchemy.engine.result import SimpleResultMetaData

POSTGRESQL: Final = "postgresql"
"""The dialect of numbered places, whose driver sends several statements before it waits."""

PLANNED_EACH_TIME: Final[Mapping[str, bool]] = {"planned_each_time": True}
"""Execution options of a statement that PostgreSQL is to plan by its values.

After some executions it plans once for all values, and takes it that few positions are known and
few texts match. Of a list that is filtered and counted it then walks what it should look up.
"""
_ANSWERED_ALIKE: Final[tuple[Mapping[str, bool], ...]] = ({}, PLANNED_EACH_TIME)

Values = Mapping[str, Any]
_Conversion = tuple[int, Callable[[Any], Any]]
NOTHING: Final[Values] = {}
_UNPREPARED: Final[Values] = {"prepare": False}
"""Has psycopg let the server plan by the values."""


class Prepared(NamedTuple):
    """The text of a statement, where each of its values comes from, and how its rows are read."""

    text: str
    values: Callable[[Values], Any]
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


class Known:
    """A statement that has been executed: its prepared forms, by which values it is given."""

    __slots__ = ("forms", "lists", "statement")

    def __init__(self, statement: ref[Any]) -> None:
        self.statement: Final = statement
        self.lists: tuple[str, ...] | None = None
        self.forms: dict[tuple[Any, ...], Prepared] = {}


KNOWN: Final[dict[str, dict[int, Known]]] = {}
"""By dialect and by the statement's identity; a statement built for one question goes with it."""


def can_be_prepared(statement: Any) -> bool:
    """Tell whether no option of a statement changes what it answers: only how it is planned."""
    return statement.get_execution_options() in _ANSWERED_ALIKE


def prepared_form(
    every: dict[int, Known], statement: Any, first: Values, dialect: Dialect
) -> Prepared | None:
    """Return the prepared form of a statement that has been executed before, or None."""
    identity = id(statement)
    known = every.get(identity)
    if known is None:
        every[identity] = Known(ref(statement, lambda _: every.pop(identity, None)))
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


def _prepare(statement: Any, first: Values, dialect: Dialect) -> Prepared:
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
        options=_UNPREPARED if _is_planned_each_time(statement, dialect) else NOTHING,
    )


def _is_planned_each_time(statement: Any, dialect: Dialect) -> bool:
    return dialect.name == POSTGRESQL and statement.get_execution_options() == PLANNED_EACH_TIME


def _numbered(dialect: Dialect) -> Dialect:
    """Return the dialect to write in: PostgreSQL's with places numbered as the server wants."""
    kind: Any = type(dialect)
    written: Dialect = kind(paramstyle="numeric_dollar") if dialect.name == POSTGRESQL else dialect
    return written


class _Source(NamedTuple):
    """Where one value comes from: given under `key` (and `item` of a list), or constant."""

    key: str | None
    item: int | None
    constant: Any
    convert: Callable[[Any], Any] | None

    def of(self, given: Values) -> Any:
        if self.key is None:
            return self.constant
        value = given[self.key] if self.item is None else given[self.key][self.item]
        return value if self.convert is None else self.convert(value)


def _in_order(sources: Sequence[_Source]) -> Callable[[Values], Any]:
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
