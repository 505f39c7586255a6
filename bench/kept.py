"""Filled logs: filled once on SQLite, copied to PostgreSQL, and taken over by later runs."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from bench.filling import fill
from bench.places import KEPT, SQLITE, Place, Places
from bench.rounds import Say
from bench.years import Shape, history
from infrastructure.migrate import migrate, newest
from infrastructure.tables import metadata

_EVERY: Final = 10  # s between two lines of progress
_BATCH: Final = 1000
_WHOLE: Final = "copied whole"
_SAMPLE: Final = Shape(1_000, programs=2, years=2)
"""Whoever changes what is filled changes this history too."""


def filled(everywhere: Places, database: str, shape: Shape, say: Say) -> Place:
    """Return a log of a shape that is filled already, or fill it.

    It may be kept for other runs: read it, and record nothing in it.
    """
    name = _name(shape)
    file = everywhere.kept / f"{name}.db"
    if not file.exists():
        _fill(file, shape, say)
    on_file = Place(f"sqlite:///{file}")
    if database == SQLITE:
        return on_file
    place = Place(everywhere.postgres_url, name)
    if not _is_there(place):
        say(f"  copy {shape.entries:,} entries to {database}")
        copy(on_file, place)
    return place


def copy_of(everywhere: Places, database: str, name: str, shape: Shape, say: Say) -> Place:
    """Return a log of a shape that is this run's own, to record in."""
    original = filled(everywhere, SQLITE, shape, say)
    place = everywhere.place(database, name)
    if place.is_sqlite:
        copy_file(original.path, place.path)
    else:
        copy(original, place)
    return place


def _name(shape: Shape) -> str:
    """Return a name that tells apart logs of other shapes, revisions, tables and histories."""
    told = f"{shape!r} {newest()} {_made()!r} {list(history(_SAMPLE))!r}".encode()
    return f"{KEPT}{shape.entries}_{hashlib.sha256(told).hexdigest()[:12]}"


def _made() -> list[str]:
    """Return what makes the tables, with their keys and their indexes."""
    made: list[ExecutableDDLElement] = []
    for table in metadata.sorted_tables:
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        made += [CreateTable(table), *map(CreateIndex, indexes)]
    return [str(one.compile(dialect=sqlite_dialect.dialect())) for one in made]


def _fill(file: Path, shape: Shape, say: Say) -> None:
    """Fill a file that gets its name when it is whole."""
    aside = file.with_suffix(".filling")
    for left in file.parent.glob(f"{aside.name}*"):
        left.unlink()
    place, started, shown = Place(f"sqlite:///{aside}"), time.monotonic(), 0.0

    def progress(position: int) -> None:
        nonlocal shown
        spent = time.monotonic() - started
        if spent - shown > _EVERY:
            shown = spent
            say(
                f"  filled {position:,} of some {shape.entries:,}, {position / spent:,.0f} a second"
            )

    say(f"  fill {shape.entries:,} entries")
    fill(place, shape, progress)
    place.close()
    copy_file(aside, file)
    for left in file.parent.glob(f"{aside.name}*"):
        left.unlink()


def copy_file(source: Path, target: Path) -> None:
    """Copy an SQLite file with all that is committed to it."""
    with sqlite.connect(str(source)) as one, sqlite.connect(str(target)) as other:
        one.backup(other)
    one.close()
    other.close()


def copy(source: Place, target: Place) -> None:
    """Copy a log with its read models, table by table, from a file to a schema without one."""
    database = target.open()
    migrate(database)
    target.close()
    read = sqlite.connect(f"file:{source.path}?mode=ro", uri=True)
    try:
        with psycopg.connect(target.url, options=f"-c search_path={target.schema}") as connection:
            connection.execute("DELETE FROM log_head")
            for table in metadata.sorted_tables:
                names = [column.name for column in table.columns]
                # The log grows at its end only, and the tables are written as they grew.
                _copy_table(connection, table.name, names, _rows(read, table.name, names))
    finally:
        read.close()
    with psycopg.connect(
        target.url, options=f"-c search_path={target.schema}", autocommit=True
    ) as connection:
        connection.execute("VACUUM ANALYZE")
        said = f"COMMENT ON SCHEMA \"{target.schema}\" IS '{_WHOLE}'"
        connection.execute(said.encode())


def _rows(read: Any, table: str, names: Sequence[str]) -> Iterator[Sequence[Any]]:
    order = " ORDER BY position" if table == "events" else ""
    # With its table, or SQLite takes a name that it does not know for a text.
    columns = ", ".join(f'"{table}"."{name}"' for name in names)
    cursor = read.execute(f'SELECT {columns} FROM "{table}"{order}')
    while batch := cursor.fetchmany(_BATCH):
        yield from batch


def _copy_table(
    connection: psycopg.Connection[Any],
    table: str,
    names: Sequence[str],
    rows: Iterator[Sequence[Any]],
) -> None:
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with connection.cursor().copy(into) as copying:
        for row in rows:
            copying.write_row(row)


def _is_there(place: Place) -> bool:
    """Tell whether a schema is there whole; one that is half copied is removed."""
    asked = "SELECT obj_description(oid) FROM pg_namespace WHERE nspname = %s"
    with psycopg.connect(place.url) as connection:
        found = connection.execute(asked, (place.schema,)).fetchone()
        if found is not None and found[0] != _WHOLE:
            connection.execute(f'DROP SCHEMA "{place.schema}" CASCADE'.encode())
            return False
    return found is not None
