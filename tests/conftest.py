"""A database for each test, on SQLite and on PostgreSQL, migrated once and copied.

PostgreSQL comes with the development packages and is started once for each worker;
SAMSYN_TEST_POSTGRES_URL names another server to use. Without either, tests fail: none is skipped.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import event

from infrastructure.database import Database
from infrastructure.migrate import migrate
from tests.processes.installation import Installation
from tests.processes.nursery import Nursery, nursery
from tests.processes.postgres import postgres_server

# No test is judged by its time: neither by hypothesis.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

_UNSAFE_AND_FAST = ("fsync", "synchronous_commit", "full_page_writes")


@dataclass
class Store:
    """Where one test's log is kept: opens a `Database` on it, as each process would."""

    url: str
    schema: str = "samsyn"
    _opened: list[Database] = field(default_factory=list)

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite")

    @property
    def path(self) -> Path:
        return Path(self.url.removeprefix("sqlite:///"))

    def open(self, **options: Any) -> Database:
        database = Database(self.url, schema=self.schema, **options)
        self._opened.append(database)
        return database

    def close(self) -> None:
        for database in self._opened:
            database.close()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Start a PostgreSQL server, or take the one given; its address."""
    given = os.environ.get("SAMSYN_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    with postgres_server() as server:
        _hurry(server.get_uri())
        yield server.get_uri()


@pytest.fixture(scope="session")
def postgres_script(postgres_url: str) -> Callable[[str], str]:
    """Take from one migration the statements that make a migrated schema of any name."""
    template = f"template_{uuid4().hex}"
    database = Database(postgres_url, schema=template)
    ran: list[tuple[str, Any]] = []

    @event.listens_for(database.writer, "before_cursor_execute")
    def _ran(_c: Any, _cursor: Any, statement: str, values: Any, _context: Any, _m: Any) -> None:
        ran.append((statement, values))

    migrate(database)
    database.close()
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f'DROP SCHEMA "{template}" CASCADE')
        cursor = psycopg.ClientCursor(connection)
        made = [cursor.mogrify(*one) for one in ran if not one[0].lstrip().startswith("SELECT")]
    script = ";\n".join([made[0], f'SET LOCAL search_path = "{template}"', *made[1:]])
    return lambda schema: script.replace(template, schema)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "samsyn.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.close()
    return path


@pytest.fixture
def sqlite_store(tmp_path: Path, sqlite_template: Path) -> Iterator[Store]:
    """Make a migrated SQLite file."""
    path = tmp_path / "samsyn.db"
    shutil.copy(sqlite_template, path)
    store = Store(f"sqlite:///{path}")
    yield store
    store.close()


@pytest.fixture
def postgres_store(postgres_url: str, postgres_script: Callable[[str], str]) -> Iterator[Store]:
    """Make a migrated PostgreSQL schema."""
    store = Store(postgres_url, f"test_{uuid4().hex}")
    with psycopg.connect(postgres_url) as connection:
        connection.execute(postgres_script(store.schema).encode())
    yield store
    store.close()
    with psycopg.connect(postgres_url) as connection:
        connection.execute(f'DROP SCHEMA "{store.schema}" CASCADE')


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest) -> Store:
    """Say where one test's migrated log is kept, on each database."""
    found: Store = request.getfixturevalue(f"{request.param}_store")
    return found


@pytest.fixture
def database(store: Store) -> Database:
    """Open a migrated database with nothing in its log, of each kind."""
    return store.open()


@pytest.fixture(params=["sqlite", "postgres"])
def empty_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Say where there is no log yet: no file, no schema."""
    if request.param == "sqlite":
        yield Store(f"sqlite:///{tmp_path / 'new' / 'samsyn.db'}")
        return
    url = request.getfixturevalue("postgres_url")
    store = Store(url, f"test_{uuid4().hex}")
    yield store
    store.close()
    with psycopg.connect(url) as connection:
        connection.execute(f'DROP SCHEMA IF EXISTS "{store.schema}" CASCADE')


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Make a folder that everybody may look into and nobody else write to."""
    path = Path(tempfile.mkdtemp(prefix="samsyn-open-"))
    path.chmod(0o755)
    yield path
    path.chmod(0o755)
    shutil.rmtree(path)


@pytest.fixture(scope="session")
def open_nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Open the nursery of all tests: it takes a while to open."""
    with nursery(tmp_path_factory.mktemp("nursery")) as opened:
        yield opened


@pytest.fixture
def processes(open_nursery: Nursery) -> Iterator[Nursery]:
    """Return a nursery of processes, which end with the test."""
    yield open_nursery
    open_nursery.empty()


@pytest.fixture
def bare_installation(empty_store: Store, tmp_path: Path, processes: Nursery) -> Installation:
    """Return an installation whose database does not exist yet."""
    return Installation(empty_store, tmp_path, processes)


@pytest.fixture
def installation(store: Store, tmp_path: Path, processes: Nursery) -> Installation:
    """Return an installation whose database has been made."""
    return Installation(store, tmp_path, processes)


def _hurry(url: str) -> None:
    """Let the server forget all at a power cut: it lives as long as the tests."""
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in _UNSAFE_AND_FAST:
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
