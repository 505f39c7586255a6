"""The log in an SQLite file: how it is opened, and how processes take turns to write."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from pysqlite3 import dbapi2 as sqlite3  # brings its own SQLite: docs/adr/0021
from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import InvalidatePoolError

from infrastructure.sqlite_wal import damage_of
from infrastructure.store_faults import DAMAGED, LOCKED, fault_of_file
from infrastructure.wrong_setting import WrongSetting

_POLL_SECONDS: Final = 0.001

_EVERY_CONNECTION: Final = (
    "PRAGMA foreign_keys = ON",
    # Without it INSERT OR REPLACE deletes the row it replaces and no DELETE trigger sees it.
    "PRAGMA recursive_triggers = ON",
)
_WRITER: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # in WAL the default may lose the last commits at a power cut
)
_WRITER_OF_WHAT_IS_THROWN_AWAY: Final = (
    "PRAGMA journal_mode = MEMORY",
    "PRAGMA synchronous = OFF",
)
_READER: Final = ("PRAGMA query_only = ON",)


class SqliteFile:
    """One SQLite file; `url` may say ``?mode=ro`` for a file that is only read."""

    def __init__(self, url: URL, *, lasting: bool) -> None:
        if url.database in (None, "", ":memory:"):
            raise WrongSetting(
                "SAMSYN_DATABASE",
                "Loggen behöver en fil: sqlite:///<fil>.",
                "The log needs a file: sqlite:///<file>.",
            )
        self.path: Final = Path(str(url.database)).absolute()
        self._mode: Final = str(url.query.get("mode", "rw"))
        self._pragmas: Final = _WRITER if lasting else _WRITER_OF_WHAT_IS_THROWN_AWAY
        self._looked_into = False

    def exists(self) -> bool:
        """Tell whether the file is there."""
        return self.path.exists()

    def create(self) -> None:
        """Create the file and its folder when they do not exist.

        Raises:
            Unavailable: they cannot be created.
        """
        if self.exists():
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.touch()
        except OSError as error:
            raise fault_of_file(error).raised() from error

    def prepare(self, connection: Connection) -> None:
        """Do nothing: the file is all there is to create."""

    def writer(self) -> Engine:
        """Return the engine of the one connection that writes."""
        return self._engine("BEGIN IMMEDIATE", self._pragmas, most=1, wait=1.0)

    def reader(self, most: int, wait: float) -> Engine:
        """Return the engine of at most `most` connections that read, each got within `wait` s."""
        return self._engine("BEGIN DEFERRED", _READER, most=most, wait=wait)

    @contextmanager
    def turn(self, deadline: float) -> Iterator[None]:
        """Hold the file that processes queue by, until the block ends.

        SQLite itself lets whoever comes by take a free lock, so that one of two busy processes
        may wait for ever. Here one of those that wait is always the next: whoever lets go has
        to become the next too, which it cannot before the one that waits has had its turn.

        Raises:
            Unavailable: other processes held it until `deadline` (of `time.monotonic`).
        """
        turn = self._open_beside("lock")
        try:
            following = self._open_beside("next")
            try:
                _lock(following, deadline)
                _lock(turn, deadline)
            finally:
                os.close(following)
            yield
        finally:
            os.close(turn)  # which also lets go of the lock

    def bound(self, connection: Connection, seconds: float) -> None:
        """Let `connection` wait at most `seconds` for a lock that a foreign program holds."""
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")

    def version(self, connection: Connection) -> str:
        """Return the version of the library that reads and writes the file."""
        return f"SQLite {connection.exec_driver_sql('SELECT sqlite_version()').scalar_one()}"

    def flaw(self, connection: Connection) -> str | None:
        """Return the first flaw in the file: every page, every row, every index is read."""
        found: str = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
        return None if found == "ok" else found

    def _open_beside(self, suffix: str) -> int:
        try:
            self.path.stat()  # no lock is left beside a file that is not there
            return os.open(f"{self.path}.{suffix}", os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise fault_of_file(error).raised() from error

    def _engine(self, begin: str, pragmas: tuple[str, ...], most: int, wait: float) -> Engine:
        engine = create_engine(
            "sqlite://",
            module=sqlite3,
            creator=self._connect,
            poolclass=QueuePool,
            pool_size=most,
            max_overflow=0,
            pool_timeout=wait,
            hide_parameters=True,  # they hold names and amounts, and errors are logged
        )
        self._watch(engine, pragmas)

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

        return engine

    def _connect(self) -> Any:
        self._look_into_what_was_not_finished()
        # No transaction control by the driver: it would begin at the first write, not before
        # the first read. mode=rw: a file that is gone is a fault, never a new and empty log.
        return sqlite3.connect(
            f"file:{quote(str(self.path))}?mode={self._mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
        )

    def _look_into_what_was_not_finished(self) -> None:
        """Refuse, before the first connection, a file whose write-ahead file has lost commits.

        SQLite would forget them without a word, and remove that file when it is closed.
        """
        if not self._looked_into:
            damage = damage_of(Path(f"{self.path}-wal"))
            if damage is not None:
                raise DAMAGED.raised(f"{self.path.name}-wal: {damage}")
            self._looked_into = True

    def _watch(self, engine: Engine, pragmas: tuple[str, ...]) -> None:
        """Set up each new connection; drop one whose file was replaced; end what it left open.

        A connection to a removed file works, and what it writes is lost.
        """

        @event.listens_for(engine, "connect")
        def _connected(driver: Any, record: Any) -> None:
            record.info["file"] = self._identity()
            for pragma in (*_EVERY_CONNECTION, *(pragmas if self._mode == "rw" else ())):
                driver.execute(pragma)

        @event.listens_for(engine, "checkout")
        def _checked_out(_driver: Any, record: Any, _proxy: Any) -> None:
            if record.info["file"] != self._identity():
                raise InvalidatePoolError

        @event.listens_for(engine, "checkin")
        def _checked_in(driver: Any, _record: Any) -> None:
            # A COMMIT that fails leaves SQLite's transaction open, which SQLAlchemy thinks ended.
            if driver is not None and driver.in_transaction:
                driver.rollback()

    def _identity(self) -> tuple[int, int] | None:
        with suppress(OSError):
            found = self.path.stat()
            return found.st_dev, found.st_ino
        return None


def _lock(handle: int, deadline: float) -> None:
    """Lock an open file, or raise `Unavailable` when it is not to be had until `deadline`."""
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise LOCKED.raised() from None
            time.sleep(_POLL_SECONDS)
        else:
            return
