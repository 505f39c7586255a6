"""The API of an empty log, and of a world that is built once for each kind of database."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from infrastructure.database import Database
from infrastructure.tables import metadata
from tests.conftest import Store
from tests.interfaces.world import Api, Clock, build, serving


def _build(database: Database) -> None:
    with serving(database) as api:
        build(api)
    database.close()


@pytest.fixture(scope="session")
def sqlite_world(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """Build the world in an SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("world") / "samsyn.db"
    shutil.copy(sqlite_template, path)
    _build(Database(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_world(
    postgres_url: str, postgres_script: Callable[[str], str]
) -> Iterator[Callable[[str], None]]:
    """Build the world in a PostgreSQL schema; return what copies it into another."""
    schema = f"world_{uuid4().hex}"
    with psycopg.connect(postgres_url) as connection:
        connection.execute(postgres_script(schema).encode())
    _build(Database(postgres_url, schema=schema))

    def copy(to: str) -> None:
        with psycopg.connect(postgres_url) as connection:
            # Replicas run no triggers: the log's would refuse rows that do not come in order.
            connection.execute("SET LOCAL session_replication_role = replica")
            connection.execute(f'DELETE FROM "{to}".log_head'.encode())
            for table in metadata.sorted_tables:
                insert = f'INSERT INTO "{to}".{table.name} SELECT * FROM "{schema}".{table.name}'
                connection.execute(insert.encode())

    yield copy
    with psycopg.connect(postgres_url) as connection:
        connection.execute(f'DROP SCHEMA "{schema}" CASCADE'.encode())


@pytest.fixture
def world_store(request: pytest.FixtureRequest, store: Store) -> Store:
    """Say where one test's copy of the world is kept, on each database."""
    if store.is_sqlite:
        shutil.copy(request.getfixturevalue("sqlite_world"), store.path)
    else:
        request.getfixturevalue("postgres_world")(store.schema)
    return store


@pytest.fixture
def empty(database: Database) -> Iterator[Api]:
    """Serve an empty log."""
    with serving(database) as api:
        yield api


@pytest.fixture
def api(world_store: Store) -> Iterator[Api]:
    """Serve the world."""
    clock = Clock()
    clock.advance()
    with serving(world_store.open(), clock) as served:
        yield served
