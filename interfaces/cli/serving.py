"""Serve the API."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from math import ceil
from socket import socket
from typing import Annotated, Any, Final, NoReturn

import structlog
import typer

from infrastructure import logging
from infrastructure.database import Database
from infrastructure.event_log import read_head
from infrastructure.migrate import require_newest
from infrastructure.settings import MOST_WORKERS, Settings, unknown
from infrastructure.soundness import require_sound
from interfaces.cli.listening import listen, place_of, refuse_to_be_reached, who_reaches
from interfaces.cli.opening import at_hangup, err, opened, settings_said_plainly
from interfaces.main import build
from interfaces.version import VERSION

_logger: Final = structlog.get_logger("samsyn")


def serve(
    host: Annotated[
        str | None, typer.Option(help="Address, default loopback. Adress, annars loopback.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port, default 8000. Port, annars 8000.")
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=MOST_WORKERS, help="Processes, default 1. Processer, annars 1."),
    ] = None,
) -> None:
    """Serve the API. Starta API:et."""
    with settings_said_plainly():
        settings = Settings()
    logging.configure(settings.log_format, settings.log_level)
    for name, resembles in unknown(os.environ).items():
        _logger.warning("unknown_setting", name=name, resembles=resembles)
    address, at_port = host or settings.host, port or settings.port
    refuse_to_be_reached(address, allowed=settings.allow_remote)
    if workers is not None:
        settings = settings.model_copy(update={"workers": workers})
    with opened(settings) as database:
        require_newest(database)
        require_sound(database)
        listening = listen(address, at_port)
        _say_what_starts(settings, database, address, at_port)
    _end_with(partial(_run, settings, listening))


def _run(settings: Settings, listening: socket) -> int:
    """Serve until asked to end, and return how to; what is begun is finished, in a stated time."""
    import uvicorn  # noqa: PLC0415 - of use to this command alone

    # uvicorn raises the signal that ended it anew: to be asked to end is no fault.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    common: dict[str, Any] = {
        "log_config": None,
        "access_log": False,
        "timeout_graceful_shutdown": ceil(settings.stop_timeout),
    }
    if settings.workers > 1:
        from interfaces.cli.workers import run_workers  # noqa: PLC0415 - as above

        return run_workers(settings.workers, listening, common)
    at_hangup(lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    server = uvicorn.Server(uvicorn.Config(build(settings), **common))
    with suppress(KeyboardInterrupt):  # which uvicorn raises anew as well
        server.run(sockets=[listening])
    return 0


def _end_with(run: Callable[[], int]) -> NoReturn:
    """Serve, and end the process with all its threads, whatever happens.

    One that waits for the log, on behalf of a request that has been given up, would hold it.
    """
    try:
        status = run()
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    except Exception:
        _logger.exception("server_failed")
        status = 1
    sys.stderr.flush()
    os._exit(status)


def _say_what_starts(settings: Settings, database: Database, address: str, port: int) -> None:
    """Say it in a line of the log and, to a person, in words."""
    with database.read() as connection:
        position, store = read_head(connection).position, database.version(connection)
    _logger.info(
        "starting",
        version=VERSION,
        database=store,
        position=position,
        workers=settings.workers,
        address=place_of(address, port),
        reach=who_reaches(address)[1],
    )
    if logging.for_people(settings.log_format):
        base = f"http://{place_of(address, port)}/samsyn/v1"
        err.print(f"Samsyn: {base}/openapi.json\n{' '.join(who_reaches(address))}")
