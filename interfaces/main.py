"""The composition root: settings → database → log → application. Nothing else wires anything."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from domain.catalogue import EVENTS, evolve
from infrastructure import logging
from infrastructure.database import Database
from infrastructure.event_log import EventLog
from infrastructure.migrate import require_newest
from infrastructure.projector import project
from infrastructure.reader import Reader
from infrastructure.settings import Settings

_NET_ALLOCATIONS: Final = (20_000, 20, 20)
"""How many, and how many rounds of each generation, before the next is looked through."""
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
        settings.database_url(), schema=settings.log_schema, lock_timeout=settings.lock_timeout
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
    app = create_app(serving)
    collect_garbage_seldom()
    return app


def collect_garbage_seldom() -> None:
    """Let few requests wait while Python looks for garbage, as a server does once it has started.

    What is loaded by now stays for good and is not looked through again: it would take some thirty
    milliseconds. Nearly all that a request makes is gone with it anyway, without being looked for,
    and an answer of some size would else be the one that waits.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_NET_ALLOCATIONS)


def application() -> Any:
    """Return the web application of the environment's settings, in a process of its own.

    A server of several workers calls it in each of them. A worker whose parent is gone, killed
    say, ends as if it had been asked to: it would hold the port for ever.
    """
    settings = Settings()
    logging.configure(settings.log_format, settings.log_level)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    return build(settings)


def _end_with(parent: Any) -> None:
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
