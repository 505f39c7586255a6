"""Walk the rows of tables in the order of their keys, a few in memory at a time.

Both databases sort a key's columns alike: numbers, days, and text by code point.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, Table, insert, select

AT_ONCE: Final = 500
"""How many rows of a table are fetched, and written, at a time."""

_Row: TypeAlias = tuple[Any, ...]
_LONGEST_EXAMPLE: Final = 300


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that only the log's rebuilt read models have, or only those that serve."""

    table: str
    missing: int
    unexpected: int
    example: str


def rows_by_key(table: Table, connection: Connection) -> Iterator[_Row]:
    """Yield every row of a table in the order of its key, fetched a few hundred at a time."""
    ordered = select(table).order_by(*table.primary_key.columns)
    # Of the statement, not of the connection, whose other statements may not be streamed.
    with connection.execute(ordered.execution_options(yield_per=AT_ONCE)) as rows:
        for row in rows:
            yield tuple(row)


def difference(table: Table, serving: Connection, rebuilt: Connection) -> Difference | None:
    """Walk a table on both sides in the order of its key and tell what differs, or None."""
    missing = unexpected = 0
    first: _Row | None = None
    for has, should in _paired(table, rows_by_key(table, serving), rows_by_key(table, rebuilt)):
        if has != should:
            missing += should is not None
            unexpected += has is not None
            first = first or should or has
    if first is None:
        return None
    return Difference(table.name, missing, unexpected, repr(first)[:_LONGEST_EXAMPLE])


def _paired(
    table: Table, left: Iterator[_Row], right: Iterator[_Row]
) -> Iterator[tuple[_Row | None, _Row | None]]:
    """Pair rows of the same key from two walks; a row without its like is paired with None."""
    columns = list(table.columns)
    places = [columns.index(column) for column in table.primary_key.columns]
    key = itemgetter(*places)
    one, other = next(left, None), next(right, None)
    while one is not None or other is not None:
        if other is None or (one is not None and key(one) < key(other)):
            yield one, None
            one = next(left, None)
        elif one is None or key(other) < key(one):
            yield None, other
            other = next(right, None)
        else:
            yield one, other
            one, other = next(left, None), next(right, None)


def copy_rows(table: Table, source: Connection, target: Connection) -> None:
    """Insert every row of a table that is empty in `target`, a few hundred at a time."""
    names = [column.name for column in table.columns]
    written = insert(table)
    rows = source.execute(select(table).execution_options(yield_per=AT_ONCE))
    for some in rows.partitions():
        target.execute(written, [dict(zip(names, row, strict=True)) for row in some])


def analyse(connection: Connection, tables: Iterable[Table]) -> None:
    """Let the database look at what tables hold now, or it plans for what they once held."""
    if connection.dialect.name == "sqlite":  # a sample is enough, as on PostgreSQL
        connection.exec_driver_sql("PRAGMA analysis_limit = 1000")
    for table in tables:
        connection.exec_driver_sql(f"ANALYZE {table.name}")
