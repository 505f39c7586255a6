"""The log in a PostgreSQL schema: how connections are set up, and how long they may wait."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, Connection, Engine, create_engine, text

from infrastructure.wrong_setting import WrongSetting

_CONNECT_SECONDS: Final = 5
_NAME: Final = re.compile(r"(?!pg_)[a-z_][a-z0-9_]{0,62}")

_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended(:schema, 0))")
_EXISTS: Final = text("SELECT 1 FROM pg_namespace WHERE nspname = :schema")
_BOUND: Final = text("SELECT set_config('lock_timeout', :wait, true)")


class PostgresSchema:
    """One schema of one PostgreSQL database. All times are in seconds."""

    def __init__(
        self, url: URL, schema: str, lock_timeout: float, statement_timeout: float
    ) -> None:
        if not _NAME.fullmatch(schema):
            raise WrongSetting(
                "SAMSYN_SCHEMA",
                f"{schema!r} kan inte vara namnet på ett schema: små bokstäver a–z, siffror och _, "
                "först en bokstav eller _ men inte pg_, och högst 63 tecken.",
                f"{schema!r} cannot be the name of a schema: small letters a–z, digits and _, "
                "first a letter or _ but not pg_, and at most 63 characters.",
            )
        _require_options(url)
        self.schema: Final = schema
        self._url: Final = url.set(drivername="postgresql+psycopg")
        self._lock_timeout: Final = lock_timeout
        self._statement_timeout: Final = statement_timeout

    def exists(self) -> bool:
        """Say yes: a server that is not there is found out when it is asked."""
        return True

    def create(self) -> None:
        """Do nothing: the schema is created within the transaction that makes its tables."""

    def prepare(self, connection: Connection) -> None:
        """Create the schema when it does not exist; the transaction may take its time."""
        connection.execute(_LOCK, {"schema": self.schema})
        # Asked first, since IF NOT EXISTS still demands the right to create.
        if connection.execute(_EXISTS, {"schema": self.schema}).first() is None:
            connection.exec_driver_sql(f'CREATE SCHEMA "{self.schema}"')
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")

    def writer(self) -> Engine:
        """Return the engine of the one connection that writes.

        READ COMMITTED: what it reads after the head's row is locked is what was committed
        before; REPEATABLE READ would fail whenever another process had written meanwhile. A
        process that hangs inside its transaction lets go after the statement timeout.
        """
        return self._engine(
            1,
            self._lock_timeout,
            default_transaction_isolation="read committed",
            lock_timeout=_milliseconds(self._lock_timeout),
            idle_in_transaction_session_timeout=_milliseconds(self._statement_timeout),
        )

    def reader(self, most: int, wait: float) -> Engine:
        """Return the engine of at most `most` connections that read, each got within `wait` s."""
        return self._engine(
            most,
            wait,
            default_transaction_isolation="repeatable read",
            default_transaction_read_only="on",
        )

    @contextmanager
    def turn(self, deadline: float) -> Iterator[None]:
        """Do nothing: processes wait for the head's row, and the server wakes them in order."""
        del deadline
        yield

    def bound(self, connection: Connection, seconds: float) -> None:
        """Let this transaction wait at most `seconds` for a lock."""
        if abs(self._lock_timeout - seconds) > self._lock_timeout / 10:  # or save a round trip
            connection.execute(_BOUND, {"wait": f"{_milliseconds(seconds)}ms"})

    def version(self, connection: Connection) -> str:
        """Return the server's version, and whether it tells that a page has been damaged."""
        version = connection.exec_driver_sql("SHOW server_version").scalar_one()
        checksums = connection.exec_driver_sql("SHOW data_checksums").scalar_one()
        return f"PostgreSQL {version}, data_checksums {checksums}"

    def flaw(self, connection: Connection) -> str | None:
        """Return None: the server tells of a damaged page when it is read, and all will be."""
        del connection
        return None

    def _engine(self, most: int, wait: float, **settings: str) -> Engine:
        always = {
            "search_path": self.schema,
            "TimeZone": "UTC",
            "jit": "off",  # compiling takes longer than any question of ours, and is done each time
            "statement_timeout": _milliseconds(self._statement_timeout),
        }
        return create_engine(
            self._url,
            connect_args={
                "options": _options(always | settings),
                "connect_timeout": _CONNECT_SECONDS,
                "application_name": f"samsyn {self.schema}",  # as the server's monitor shows it
            },
            pool_size=most,
            max_overflow=0,
            pool_timeout=wait,
            hide_parameters=True,  # they hold names and amounts, and errors are logged
            pool_pre_ping=True,
            use_native_hstore=False,
        )


def _require_options(url: URL) -> None:
    """Check that what an address says beside the place are options of a connection.

    Raises:
        WrongSetting: one of them is none.
    """
    for name in url.query:
        try:
            make_conninfo(**{name: ""})
        except psycopg.Error:
            raise WrongSetting(
                "SAMSYN_DATABASE",
                f"{name!r} är inget som en anslutning till PostgreSQL kan ställas in med.",
                f"{name!r} is not an option of a connection to PostgreSQL.",
            ) from None


def _milliseconds(seconds: float) -> str:
    return str(max(1, round(seconds * 1000)))


def _options(settings: dict[str, str]) -> str:
    """Return the settings as libpq's start options, which cost no round trip."""
    escaped = {name: value.replace(" ", r"\ ") for name, value in settings.items()}
    return " ".join(f"-c {name}={value}" for name, value in escaped.items())
