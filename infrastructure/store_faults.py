"""What the drivers report, said as `Unavailable`: one code for each thing a person can do."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final, NamedTuple

import psycopg
from pysqlite3 import dbapi2 as sqlite3
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from domain.errors import Unavailable


class Fault(NamedTuple):
    """A code of `Unavailable` with its two sentences."""

    code: str
    sv: str
    en: str

    def raised(self, why: str = "") -> Unavailable:
        """Return the problem to raise; `why` is for whoever runs the database, in English."""
        more = f" ({why})" if why else ""
        return Unavailable(self.code, self.sv + more, self.en + more)


LOCKED: Final = Fault(
    "store_is_locked",
    "En annan registrering pågår och blev inte klar i tid. Inget har registrerats; försök igen.",
    "Another entry is being recorded and was not done in time. Nothing was recorded; try again.",
)
CROWDED: Final = Fault(
    "store_is_crowded",
    "Fler vill registrera än som kan vänta på sin tur. Inget har registrerats; försök igen om en "
    "stund.",
    "More want to record than can wait for their turn. Nothing was recorded; try again in a while.",
)
BUSY: Final = Fault(
    "store_is_busy",
    "Databasen hann inte svara. Inget har registrerats; försök igen om en stund.",
    "The database did not answer in time. Nothing was recorded; try again in a while.",
)
READ_ONLY: Final = Fault(
    "store_is_read_only",
    "Databasen kan läsas men inte skrivas. Inget har registrerats.",
    "The database can be read but not written. Nothing was recorded.",
)
FULL: Final = Fault(
    "store_is_full",
    "Databasen har inget utrymme kvar. Inget har registrerats.",
    "The database has no space left. Nothing was recorded.",
)
GONE: Final = Fault(
    "store_is_gone",
    "Databasen kan inte nås. Om något hann registreras syns när den är tillbaka.",
    "The database cannot be reached. Whether anything was recorded shows when it is back.",
)
DAMAGED: Final = Fault(
    "store_is_damaged",
    "Databasens filer är skadade. Återställ en säkerhetskopia och verifiera loggen.",
    "The database's files are damaged. Restore a backup and verify the log.",
)

_MOVED: Final = 1032  # SQLITE_READONLY_DBMOVED, which the driver does not name
_SQLITE: Final[Mapping[int, Fault]] = {
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_PROTOCOL: LOCKED,
    sqlite3.SQLITE_PERM: READ_ONLY,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: GONE,
    sqlite3.SQLITE_CANTOPEN: GONE,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
}

_NO_TEXT: Final = "Could not decode to UTF-8"

_POSTGRES: Final[Mapping[str, Fault]] = {
    "55P03": LOCKED,  # lock_not_available
    "40001": LOCKED,  # serialization_failure
    "40P01": LOCKED,  # deadlock_detected
    "57014": BUSY,  # query_canceled, by statement_timeout
    "25006": READ_ONLY,  # read_only_sql_transaction: a standby
    "42501": READ_ONLY,  # insufficient_privilege
    "53100": FULL,  # disk_full
    "57P01": GONE,  # admin_shutdown
    "57P02": GONE,  # crash_shutdown
    "57P05": GONE,  # idle_session_timeout
    "25P03": GONE,  # idle_in_transaction_session_timeout
    "58030": GONE,  # io_error
    "XX001": DAMAGED,  # data_corrupted
    "XX002": DAMAGED,  # index_corrupted
}

_TOO_MANY: Final = ("too many clients", "too many connections", "remaining connection slots")
"""What PostgreSQL says, in English, to who would connect when it takes no more."""

_OPERATING_SYSTEM: Final[Mapping[int, Fault]] = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: READ_ONLY,
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
}


def fault_of(error: BaseException) -> Fault | None:
    """Return what a driver's error says of the store.

    None for an error that is ours (a constraint, a missing table, a wrong statement): that is
    no state of the store, and reads as the fault it is.
    """
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _sqlite_fault(cause)
    if isinstance(cause, psycopg.Error):
        return _postgres_fault(cause)
    if isinstance(cause, PoolTimeout):
        return BUSY
    return GONE if isinstance(cause, DisconnectionError) else None


def fault_of_file(error: OSError) -> Fault:
    """Return what the operating system's error says of the store's file or folder."""
    return _OPERATING_SYSTEM.get(error.errno or 0, GONE)


@contextmanager
def said_plainly() -> Iterator[None]:
    """Turn a driver's error into the `Unavailable` that says what it means.

    Raises:
        Unavailable: with the driver's error as its cause.
    """
    try:
        yield
    except (DBAPIError, DisconnectionError, PoolTimeout, sqlite3.Error, psycopg.Error) as error:
        fault = fault_of(error)
        if fault is None:
            raise
        raise fault.raised() from error


def _sqlite_fault(error: sqlite3.Error) -> Fault | None:
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code is None:  # an error of the module's own: that a text is none is told by no code
        return DAMAGED if _NO_TEXT in str(error) else None
    if code == _MOVED:  # the file was moved away from under us
        return GONE
    return _SQLITE.get(code & 0xFF)


def _postgres_fault(error: psycopg.Error) -> Fault | None:
    if error.sqlstate is None:  # no connection: what libpq says of that has no state
        if not isinstance(error, psycopg.OperationalError):
            return None
        return BUSY if any(said in str(error) for said in _TOO_MANY) else GONE
    if error.sqlstate.startswith("08"):  # connection_exception
        return GONE
    return _POSTGRES.get(error.sqlstate)
