"""The composition root: settings → database → log → application. Nothing else wires anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from application.queries import Queries
from domain.catalogue import EVENTS, evolve
from infrastructure.database import Database
from infrastructure.event_log import EventLog
from infrastructure.migrate import require_newest
from infrastructure.projector import project
from infrastructure.reader import Reader
from infrastructure.settings import Settings
from infrastructure.soundness import require_sound
from interfaces.http.answering import Service
from interfaces.http.app import create_app

OPERATOR = "local"
"""Who records, until there are logins: the one local operator."""


def now() -> datetime:
    """Return the present time, in UTC."""
    return datetime.now(UTC)


def open_database(settings: Settings) -> Database:
    """Return the database of an installation; nothing is read yet."""
    return Database(
        settings.database, schema=settings.log_schema, lock_timeout=settings.lock_timeout
    )


def open_log(
    database: Database, clock: Callable[[], datetime] = now, rehearse_timeout: float = 3.0
) -> EventLog:
    """Return the log on a database, with its read models."""
    return EventLog(
        database,
        EVENTS,
        evolve=evolve,
        project=project,
        reader=_reader,
        clock=clock,
        rehearse_timeout=rehearse_timeout,
    )


def _reader(connection: Any) -> Queries:
    return Reader(connection)


def build(settings: Settings) -> Any:
    """Return the web application of an installation.

    Raises:
        CorruptStream: the end of the log is not what it was.
        Unavailable: the database cannot be read, does not protect the log, or is of another
            revision than the program.
    """
    database = open_database(settings)
    require_newest(database)
    require_sound(database)
    log = open_log(database, rehearse_timeout=settings.rehearse_timeout)
    return create_app(Service(log=log, clock=now, operator=OPERATOR))


def application() -> Any:
    """Return the web application of the environment's settings, for a server of several workers."""
    return build(Settings())
