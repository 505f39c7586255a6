"""Several workers on one listening socket: uvicorn's supervisor, and how they end."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from socket import socket
from typing import Any, Final

import structlog
from uvicorn import Config
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import Process

from infrastructure import logging
from infrastructure.settings import Settings
from interfaces.main import build

LONGEST_SILENCE: Final = 30
"""Seconds within which a worker has to answer that it lives, or it is replaced.

As long as it may take to start many on a machine that is busy. One that hangs keeps those that
watch over it from ending for as long.
"""
_SOON: Final = 5  # s, for a worker that serves
_PAUSE: Final = 5
"""Seconds between two attempts to start a worker that could not."""
_logger: Final = structlog.get_logger("samsyn")


class _Workers(Multiprocess):
    """Workers that are replaced when they die, and refuse what comes when they are to end.

    One that cannot start ends them all when none serves: it would not start the next time either.
    While others serve they go on, and it is tried again now and then: what is in its way may pass.
    """

    def __init__(self, config: Config, listening: socket) -> None:
        super().__init__(config, [listening])
        self.could_not_start = False
        self._next_try = 0.0  # of `time.monotonic`, of one that could not start

    def keep_subprocess_alive(self) -> None:
        """Replace the workers that have died or hang."""
        for place, one in enumerate(self.processes):
            failed = one.exitcode == STARTUP_FAILURE
            if self.should_exit.is_set():
                return
            if (failed and time.monotonic() < self._next_try) or one.is_alive(LONGEST_SILENCE):
                continue
            one.kill()
            one.join()
            if one.exitcode != STARTUP_FAILURE or self._others_serve():
                self.processes[place] = self._successor_of(one)
            else:
                self.could_not_start = True
                self.should_exit.set()

    def _others_serve(self) -> bool:
        return any(one.is_ready(_SOON) for one in self.processes if one.exitcode is None)

    def _successor_of(self, one: Process) -> Process:
        _logger.warning("worker_ended", worker=one.pid, status=one.exitcode)
        self._next_try = time.monotonic() + _PAUSE
        successor = Process(self.config, self.sockets)
        successor.start()
        return successor

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
        SystemExit: a worker could not start, and none serves.
    """
    os.environ["SAMSYN_WORKERS"] = str(workers)
    config = Config(
        f"{__name__}:worker",
        factory=True,
        workers=workers,
        timeout_worker_healthcheck=LONGEST_SILENCE,
        **options,
    )
    every = _Workers(config, listening)
    every.run()
    if every.could_not_start:
        sys.exit(STARTUP_FAILURE)


def worker() -> Any:
    """Return the application of one worker, or end it as one that cannot start.

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
