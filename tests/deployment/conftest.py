"""Installations as an operator has them, and a log with something in it, kept in a backup."""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from infrastructure.database import Database
from tests.conftest import Store
from tests.deployment.containers import Image, built
from tests.deployment.keeping import restored, taken
from tests.interfaces.world import build, decision, noted, serving
from tests.processes.installation import Installation
from tests.processes.nursery import Nursery

KEY = {"Idempotency-Key": '"kept"'}
A_DECISION = decision(noted("Kim Ek informerar."), heading="Information")


@pytest.fixture
def sqlite_installation(sqlite_store: Store, tmp_path: Path, processes: Nursery) -> Installation:
    """Return an installation for what is the same whatever database it has."""
    return Installation(sqlite_store, tmp_path, processes)


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """Return a backup, taken from SQLite, of a small log with texts and a kept answer."""
    folder = tmp_path_factory.mktemp("kept")
    shutil.copy(sqlite_template, folder / "samsyn.db")
    with closing(Database(f"sqlite:///{folder / 'samsyn.db'}")) as database:
        with serving(database) as api:
            build(api)
            assert api.post("/decisions", A_DECISION, headers=KEY).status == 201
        taken(database, folder / "kept.samsyn")
    return folder / "kept.samsyn"


@pytest.fixture
def told(database: Database, kept: Path) -> Database:
    """Return a database, of each kind, with the log of `kept` in it."""
    restored(database, kept)
    return database


@pytest.fixture(params=["sqlite", "postgres"])
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Open a second database, of each kind, where there is nothing yet: no file, no schema."""
    if request.param == "sqlite":
        with closing(Database(f"sqlite:///{tmp_path / 'other' / 'samsyn.db'}")) as database:
            yield database
        return
    url, schema = request.getfixturevalue("postgres_url"), f"other_{uuid4().hex}"
    with closing(Database(url, schema=schema)) as database:
        yield database
    with psycopg.connect(url) as connection:
        connection.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE'.encode())


@pytest.fixture(scope="session")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    """Build the image once for all the processes that run these tests: it takes a while."""
    # A worker's own folder lies in the folder of the run.
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    kept = shared / "image.pickle"
    with (shared / "image.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            root = shared / "image"
            shutil.rmtree(root, ignore_errors=True)
            root.mkdir()
            kept.write_bytes(pickle.dumps(built(root)))
    found: Image = pickle.loads(kept.read_bytes())
    return found
