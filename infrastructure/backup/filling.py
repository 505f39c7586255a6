"""Fill tables with many rows as they are stored, on either database, within a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, text

from infrastructure.event_log.append_only import protect


@contextmanager
def open_to_be_filled(connection: Connection) -> Iterator[None]:
    """Let the log be emptied and filled until the block ends, in this transaction only.

    Elsewhere the triggers stand until it is committed, when they stand here again.
    """
    if connection.dialect.name == "sqlite":
        triggers = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'events'"
        ).scalars()
        for name in triggers.all():
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        yield
        protect(connection)
        return
    connection.exec_driver_sql("ALTER TABLE events DISABLE TRIGGER USER")
    yield
    connection.exec_driver_sql("ALTER TABLE events ENABLE TRIGGER USER")


def emptied(connection: Connection, table: str) -> None:
    """Delete every row.

    Row by row: TRUNCATE would take them from those who are reading, too.
    """
    connection.exec_driver_sql(f'DELETE FROM "{table}"')  # noqa: S608 - a name of ours


def moved(connection: Connection, named: Sequence[str], head: Sequence[Any]) -> None:
    """Put the head where it is to be, in its own row.

    On PostgreSQL whoever waits to write waits for that row: were it another one afterwards,
    they would find that the log has no head.
    """
    values = dict(zip(named, head, strict=True))
    columns = ", ".join(f'"{name}"' for name in named)
    marks = ", ".join(f":{name}" for name in named)
    new = ", ".join(f'"{name}" = excluded."{name}"' for name in named)
    statement = (
        f"INSERT INTO log_head ({columns}) VALUES ({marks}) "  # noqa: S608 - names of ours
        f"ON CONFLICT (id) DO UPDATE SET {new}"
    )
    connection.execute(text(statement), values)


def filled(
    connection: Connection, table: str, named: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Add rows, given as SQLite holds them, without keeping them in memory."""
    columns = ", ".join(f'"{name}"' for name in named)
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(named))
        driver.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', rows)  # noqa: S608
        return
    with (
        driver.cursor() as cursor,
        cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row(row)
