"""Where the log is kept: one writer at a time, readers of one snapshot, on SQLite or PostgreSQL."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, Engine, make_url

from infrastructure.postgres_schema import PostgresSchema
from infrastructure.prepared_connection import PreparedConnection
from infrastructure.sqlite_file import SqliteFile
from infrastructure.store_faults import CROWDED, DAMAGED, GONE, LOCKED, fault_of, said_plainly
from infrastructure.wrong_setting import WrongSetting

_SHORTEST_WAIT: Final = 0.001


class Database:
    """A file or a schema that holds one log and its read models.

    Times are in seconds. `readers` is the most that read at once in this process; it should be
    no fewer than the threads that serve requests. At most half as many wait to write: were all
    the threads to wait for a log that somebody holds, nobody could read. Connections are made
    when first needed. A file that is not `lasting` is worth nothing once the process has ended:
    writing it waits for no disk, and nobody may read it meanwhile.

    Raises:
        WrongSetting: `url` or `schema` is not one that can hold a log.
    """

    def __init__(
        self,
        url: str,
        *,
        schema: str = "samsyn",
        lock_timeout: float = 10.0,
        statement_timeout: float = 60.0,
        readers: int = 40,
        lasting: bool = True,
    ) -> None:
        self.lock_timeout: Final = lock_timeout
        self._store: Final = _store(url, schema, lock_timeout, statement_timeout, lasting=lasting)
        self._mutex: Final = threading.Lock()
        self._waiting_room: Final = threading.BoundedSemaphore(max(1, readers // 2))
        self.writer: Final[Engine] = self._store.writer()
        self.reader: Final[Engine] = self._store.reader(readers, lock_timeout)

    @contextmanager
    def set_up(self) -> Iterator[Connection]:
        """As `write`, for making tables: the file or schema is created when it is not there.

        One process at a time, and for as long as it takes.

        Raises:
            Unavailable: it cannot be created, reached or written.
        """
        self._store.create()
        with self.write() as connection:
            self._store.prepare(connection)
            yield connection

    def exists(self) -> bool:
        """Tell whether there is a file; of a schema, only its tables tell."""
        return self._store.exists()

    @contextmanager
    def write(self, timeout: float | None = None) -> Iterator[Connection]:
        """Take the turn to write and begin; commit at the end, or roll back on any exception.

        Waits at most `timeout` s (by default the lock timeout) for the other threads and, on
        SQLite, for the other processes. On PostgreSQL a process waits where it locks a row, for
        what is left of the time. The block may itself commit or roll back, as its last act.

        Raises:
            Unavailable: the turn was not to be had, or the store failed.
        """
        wait = self.lock_timeout if timeout is None else timeout
        deadline = time.monotonic() + wait
        with (
            self._turn_of_this_process(wait),
            said_plainly(),
            self._store.turn(deadline),
            PreparedConnection(self.writer) as connection,
        ):
            left = max(_SHORTEST_WAIT, deadline - time.monotonic())
            self._store.bound(connection, left)
            yield from _transaction(connection)

    @contextmanager
    def _turn_of_this_process(self, wait: float) -> Iterator[None]:
        """Take the turn among the threads of this process."""
        if not self._waiting_room.acquire(blocking=False):
            raise CROWDED.raised()
        try:
            if not self._mutex.acquire(timeout=wait):
                raise LOCKED.raised()
            try:
                yield
            finally:
                self._mutex.release()
        finally:
            self._waiting_room.release()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Begin to read one snapshot of what is committed; nothing can be written in it.

        Raises:
            Unavailable: the store cannot be read.
        """
        with said_plainly(), PreparedConnection(self.reader) as connection:
            yield from _transaction(connection)

    def version(self, connection: Connection) -> str:
        """Return which database it is, and of which version: ``SQLite 3.53.4``."""
        return self._store.version(connection)

    def flaw(self, connection: Connection) -> str | None:
        """Return the first flaw that the database finds in its own files; linear in their size."""
        return self._store.flaw(connection)

    def close(self) -> None:
        """Close the connections that are not in use."""
        self.writer.dispose()
        self.reader.dispose()


def _store(
    url: str, schema: str, lock_timeout: float, statement_timeout: float, *, lasting: bool
) -> SqliteFile | PostgresSchema:
    parsed = make_url(url.replace("postgres://", "postgresql://", 1))
    match parsed.get_backend_name():
        case "sqlite":
            return SqliteFile(parsed, lasting=lasting)
        case "postgresql":
            return PostgresSchema(parsed, schema, lock_timeout, statement_timeout)
        case other:
            raise WrongSetting(
                "SAMSYN_DATABASE",
                f"En logg lagras i SQLite eller PostgreSQL, inte i {other}.",
                f"A log is kept in SQLite or PostgreSQL, not in {other}.",
            )


def _transaction(connection: Connection) -> Iterator[Connection]:
    """Yield the connection within a transaction; leave none that is broken to the next one."""
    try:
        if not connection.in_transaction():  # `bound` may have begun it
            connection.begin()
        yield connection
        if connection.in_transaction():
            connection.commit()
    except BaseException as error:
        if fault_of(error) in (GONE, DAMAGED):
            connection.invalidate()
        raise
