"""A log that is built once for each kind of database, and copied for each test; quietly."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

from infrastructure.database import Database
from infrastructure.tables import metadata

Build = Callable[[Database], None]
"""Writes a log into a database that is migrated and empty."""


def in_file(build: Build, template: Path, folder: Path) -> Path:
    """Build a log in an SQLite file, a copy of a migrated one; its path."""
    path = folder / "samsyn.db"
    shutil.copy(template, path)
    with closing(Database(f"sqlite:///{path}")) as database:
        build(database)
    return path


@contextmanager
def in_schema(build: Build, url: str, script: Callable[[str], str]) -> Iterator[str]:
    """Build a log in a PostgreSQL schema that lasts for the block; its name."""
    schema = f"built_{uuid4().hex}"
    with psycopg.connect(url) as connection:
        connection.execute(script(schema).encode())
    try:
        with closing(Database(url, schema=schema)) as database:
            build(database)
        yield schema
    finally:
        with psycopg.connect(url) as connection:
            connection.execute(f'DROP SCHEMA "{schema}" CASCADE'.encode())


def copy_rows(url: str, source: str, target: str) -> None:
    """Copy every row of a schema into another that is migrated and empty."""
    with psycopg.connect(url) as connection:
        # Replicas run no triggers: the log's would refuse rows that do not come in order.
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(f'DELETE FROM "{target}".log_head'.encode())
        for table in metadata.sorted_tables:
            insert = f'INSERT INTO "{target}".{table.name} SELECT * FROM "{source}".{table.name}'
            connection.execute(insert.encode())


def quiet(done: int, total: int) -> None:
    """Show no progress."""
    del done, total
