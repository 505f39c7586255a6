"""The API of an empty log, and of a world that is built once for each kind of database."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from infrastructure.database import Database
from infrastructure.tables import metadata
from interfaces.demo.story import tell
from interfaces.main import open_log
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
    yield partial(_copy_rows, postgres_url, schema)
    with psycopg.connect(postgres_url) as connection:
        connection.execute(f'DROP SCHEMA "{schema}" CASCADE'.encode())


def _copy_rows(url: str, source: str, target: str) -> None:
    """Copy every row of a schema into another that is migrated and empty."""
    with psycopg.connect(url) as connection:
        # Replicas run no triggers: the log's would refuse rows that do not come in order.
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(f'DELETE FROM "{target}".log_head'.encode())
        for table in metadata.sorted_tables:
            insert = f'INSERT INTO "{target}".{table.name} SELECT * FROM "{source}".{table.name}'
            connection.execute(insert.encode())


@pytest.fixture(scope="session")
def sqlite_dalsland(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """Tell the Dalsland case into an SQLite file, to be read or copied."""
    path = tmp_path_factory.mktemp("dalsland") / "samsyn.db"
    shutil.copy(sqlite_template, path)
    with closing(Database(f"sqlite:///{path}")) as database:
        tell(partial(open_log, database), quiet)
    return path


@pytest.fixture(scope="session")
def postgres_dalsland(postgres_url: str, postgres_script: Callable[[str], str]) -> Iterator[str]:
    """Tell the Dalsland case into a PostgreSQL schema, to be read or copied; its name."""
    schema = f"dalsland_{uuid4().hex}"
    with psycopg.connect(postgres_url) as connection:
        connection.execute(postgres_script(schema).encode())
    with closing(Database(postgres_url, schema=schema)) as database:
        tell(partial(open_log, database), quiet)
    yield schema
    with psycopg.connect(postgres_url) as connection:
        connection.execute(f'DROP SCHEMA "{schema}" CASCADE'.encode())


def quiet(done: int, total: int) -> None:
    """Show no progress."""


@pytest.fixture
def dalsland_store(request: pytest.FixtureRequest, store: Store) -> Store:
    """Say where one test's copy of the Dalsland case is kept, on each database."""
    if store.is_sqlite:
        shutil.copy(request.getfixturevalue("sqlite_dalsland"), store.path)
    else:
        _copy_rows(store.url, request.getfixturevalue("postgres_dalsland"), store.schema)
    return store


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
