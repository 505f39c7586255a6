"""A program with money on each database, and installations that have it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.built import copy_rows, in_file, in_schema
from tests.conftest import Store
from tests.faults.posting import fund
from tests.processes.installation import Installation
from tests.processes.nursery import Nursery


@pytest.fixture(scope="session")
def sqlite_funded(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """Build the funded program in an SQLite file, to be copied."""
    return in_file(fund, sqlite_template, tmp_path_factory.mktemp("funded"))


@pytest.fixture(scope="session")
def postgres_funded(postgres_url: str, postgres_script: Callable[[str], str]) -> Iterator[str]:
    """Build the funded program in a PostgreSQL schema, to be copied; its name."""
    with in_schema(fund, postgres_url, postgres_script) as schema:
        yield schema


@pytest.fixture
def sqlite_funded_store(sqlite_store: Store, sqlite_funded: Path) -> Store:
    """Say where one test's copy of the funded program is kept, in a file."""
    shutil.copy(sqlite_funded, sqlite_store.path)
    return sqlite_store


@pytest.fixture
def postgres_funded_store(postgres_store: Store, postgres_funded: str) -> Store:
    """Say where one test's copy of the funded program is kept, in a schema."""
    copy_rows(postgres_store.url, postgres_funded, postgres_store.schema)
    return postgres_store


@pytest.fixture(params=["sqlite", "postgres"])
def funded(request: pytest.FixtureRequest) -> Store:
    """Say where one test's copy of the funded program is kept, on each database."""
    found: Store = request.getfixturevalue(f"{request.param}_funded_store")
    return found


@pytest.fixture
def installed(funded: Store, tmp_path: Path, processes: Nursery) -> Installation:
    """Return an installation with the funded program."""
    return Installation(funded, tmp_path, processes)
