"""Several workers on one listening socket: uvicorn's supervisor, and how they end."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Mapping
from socket import socket
from typing import Any, Final

import structlog
from uvicorn import Config
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from infrastructure import logging
from infrastructure.settings import Settings
from interfaces.main import build

LONGEST_SILENCE: Final = 30
"""Seconds within which a worker has to answer that it lives, or it is replaced.

As long as it may take to start many on a machine that is busy. One that hangs keeps those that
watch over it from ending for as long.
"""
_logger: Final = structlog.get_logger("samsyn")


class _Workers(Multiprocess):
    """Workers that are replaced when they die, and refuse what comes when they are to end."""

    def terminate_all(self) -> None:
        """Tell every worker to end.

        Connections are taken for as long as any process has the socket, the parent too, which
        answers none. So it lets go first; each worker lets go before it finishes what is begun.
        """
        for listening in self.sockets:
            listening.close()
        super().terminate_all()


def run_workers(workers: int, listening: socket, options: Mapping[str, Any]) -> None:
    """Serve with several processes until asked to end; `options` are those of uvicorn.

    All of them take from the one socket. Each reads the settings of the environment, which then
    say how many there are.

    Raises:
        SystemExit: a worker could not start, and another one could not either.
    """
    os.environ["SAMSYN_WORKERS"] = str(workers)
    config = Config(
        f"{__name__}:worker",
        factory=True,
        workers=workers,
        timeout_worker_healthcheck=LONGEST_SILENCE,
        **options,
    )
    every = _Workers(config, [listening])
    every.run()
    if any(one.exitcode == STARTUP_FAILURE for one in every.processes):
        sys.exit(STARTUP_FAILURE)


def worker() -> Any:
    """Return the application of one worker, or end it so that it is not replaced again and again.

    A worker whose parent is gone, killed say, ends as if it had been asked to: it would hold the
    port for ever.

    Raises:
        SystemExit: there is no application by these settings.
    """
    try:
        settings = Settings()
        logging.configure(settings.log_format, settings.log_level)
        threading.Thread(target=_end_with_parent, daemon=True).start()
        return build(settings)
    except Exception:
        _logger.exception("worker_cannot_start")
        sys.exit(STARTUP_FAILURE)


def _end_with_parent() -> None:
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
