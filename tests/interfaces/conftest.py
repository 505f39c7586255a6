"""The API of an empty log, and of a world that is built once for each kind of database."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from infrastructure.database import Database
from interfaces.demo.story import tell
from interfaces.main import open_log
from tests.built import copy_rows, in_file, in_schema, quiet
from tests.conftest import Store
from tests.interfaces.world import Api, Clock, build, serving


def _build(database: Database) -> None:
    with serving(database) as api:
        build(api)


def _tell(database: Database) -> None:
    tell(partial(open_log, database), quiet)


@pytest.fixture(scope="session")
def sqlite_world(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """Build the world in an SQLite file, to be copied."""
    return in_file(_build, sqlite_template, tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="session")
def postgres_world(postgres_url: str, postgres_script: Callable[[str], str]) -> Iterator[str]:
    """Build the world in a PostgreSQL schema, to be copied; its name."""
    with in_schema(_build, postgres_url, postgres_script) as schema:
        yield schema


@pytest.fixture(scope="session")
def sqlite_dalsland(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """Tell the Dalsland case into an SQLite file, to be read or copied."""
    return in_file(_tell, sqlite_template, tmp_path_factory.mktemp("dalsland"))


@pytest.fixture(scope="session")
def postgres_dalsland(postgres_url: str, postgres_script: Callable[[str], str]) -> Iterator[str]:
    """Tell the Dalsland case into a PostgreSQL schema, to be read or copied; its name."""
    with in_schema(_tell, postgres_url, postgres_script) as schema:
        yield schema


@pytest.fixture
def dalsland_store(request: pytest.FixtureRequest, store: Store) -> Store:
    """Say where one test's copy of the Dalsland case is kept, on each database."""
    if store.is_sqlite:
        shutil.copy(request.getfixturevalue("sqlite_dalsland"), store.path)
    else:
        copy_rows(store.url, request.getfixturevalue("postgres_dalsland"), store.schema)
    return store


@pytest.fixture
def world_store(request: pytest.FixtureRequest, store: Store) -> Store:
    """Say where one test's copy of the world is kept, on each database."""
    if store.is_sqlite:
        shutil.copy(request.getfixturevalue("sqlite_world"), store.path)
    else:
        copy_rows(store.url, request.getfixturevalue("postgres_world"), store.schema)
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
