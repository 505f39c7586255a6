"""The composition root: settings → database → log → application. Nothing else wires anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from domain.catalogue import EVENTS, evolve
from infrastructure.database import Database
from infrastructure.event_log import EventLog
from infrastructure.migrate import require_newest
from infrastructure.projector import project
from infrastructure.reader import Reader
from infrastructure.settings import Settings
from interfaces.garbage import collect_garbage_seldom

_THREADS: Final = 40
"""How many requests are answered at once, each in a thread that may read on its own connection."""
_FEWEST_THREADS: Final = 8
OPERATOR = "local"
"""Who records, until there are logins: the one local operator."""


def now() -> datetime:
    """Return the present time, in UTC."""
    return datetime.now(UTC)


def open_database(settings: Settings) -> Database:
    """Return the database of an installation; nothing is read yet.

    Raises:
        WrongSetting: the settings name no database that can hold a log.
    """
    return Database(
        settings.database_url(),
        schema=settings.log_schema,
        lock_timeout=settings.lock_timeout,
        readers=threads_of_each(settings.workers),
    )


def threads_of_each(workers: int) -> int:
    """Return how many threads each of `workers` processes has to answer with.

    Together they have as many as one alone: a hundred connections are all that PostgreSQL takes
    unless it is told otherwise, and each thread may have one.
    """
    return max(_FEWEST_THREADS, _THREADS // workers)


def open_log(
    database: Database, clock: Callable[[], datetime] = now, rehearse_timeout: float = 3.0
) -> EventLog:
    """Return the log on a database, with its read models."""
    return EventLog(
        database,
        EVENTS,
        evolve=evolve,
        project=project,
        reader=Reader,
        clock=clock,
        rehearse_timeout=rehearse_timeout,
    )


def build(settings: Settings) -> Any:
    """Return the web application of an installation.

    The database is not asked: a server that starts while it is away says so, and is ready
    when it is back.
    """
    # Here, so that a command that serves nothing starts in half of the time.
    from interfaces.http.answering import Service  # noqa: PLC0415
    from interfaces.http.app import create_app  # noqa: PLC0415

    database = open_database(settings)
    log = open_log(database, rehearse_timeout=settings.rehearse_timeout)
    serving = Service(
        log=log, clock=now, operator=OPERATOR, ready=partial(require_newest, database)
    )
    app = create_app(serving, threads_of_each(settings.workers))
    collect_garbage_seldom()
    return app
