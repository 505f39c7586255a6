"""Several workers on one listening socket: uvicorn's supervisor, and how they end."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from socket import socket
from typing import Any, Final
from weakref import WeakKeyDictionary

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

As long as it may take to start many on a machine that is busy.
"""
_PAUSE: Final = 5
"""Seconds between two attempts to start a worker that could not."""
_LEEWAY: Final = 5
"""Seconds that a worker has to end in, beside those in which it finishes what is begun."""
_logger: Final = structlog.get_logger("samsyn")


@dataclass
class _Pulse:
    """What a worker has said of itself. It is asked now and then, and never waited for.

    Who waits for one that hangs, or that dies before it has answered, hears no signal meanwhile.
    """

    _asked: float | None = None  # of `time.monotonic`; None when it has answered
    serves: bool = False

    def silence(self, worker: Process) -> float:
        """Return for how many seconds a worker has owed an answer, and ask it if it owes none."""
        while worker.parent_conn.poll():
            self.serves = worker.parent_conn.recv()
            self._asked = None
        if self._asked is None:
            worker.parent_conn.send(b"ping")
            self._asked = time.monotonic()
        return time.monotonic() - self._asked


class _Workers(Multiprocess):
    """Workers that are replaced when they die, and refuse what comes when they are to end.

    One that cannot start ends them all when none serves: it would not start the next time either.
    While others serve they go on, and it is tried again now and then: what is in its way may pass.
    """

    def __init__(self, config: Config, listening: socket) -> None:
        super().__init__(config, [listening])
        self.could_not_start = False
        self._next_try = 0.0  # of `time.monotonic`, of one that could not start
        self._pulses: WeakKeyDictionary[Process, _Pulse] = WeakKeyDictionary()

    def keep_subprocess_alive(self) -> None:
        """Replace the workers that have died or hang, unless all of them are to end."""
        if self.should_exit.is_set():
            return
        for place, one in enumerate(self.processes):
            failed = one.exitcode == STARTUP_FAILURE
            if (failed and time.monotonic() < self._next_try) or self._lives(one):
                continue
            one.kill()
            one.join()
            if one.exitcode != STARTUP_FAILURE or self._others_serve():
                self.processes[place] = self._successor_of(one)
            else:
                self.could_not_start = True
                self.should_exit.set()
                return

    def _lives(self, one: Process) -> bool:
        return one.exitcode is None and self._pulse_of(one).silence(one) < LONGEST_SILENCE

    def _others_serve(self) -> bool:
        return any(self._pulse_of(one).serves for one in self.processes if one.exitcode is None)

    def _pulse_of(self, one: Process) -> _Pulse:
        return self._pulses.setdefault(one, _Pulse())

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

    def join_all(self) -> None:
        """Wait until every worker has ended; one that takes longer than it may is killed."""
        latest = time.monotonic() + (self.config.timeout_graceful_shutdown or 0) + _LEEWAY
        for one in self.processes:
            one.process.join(max(0.0, latest - time.monotonic()))
            if one.exitcode is None:
                one.kill()
                _logger.warning("worker_killed", worker=one.pid)
        super().join_all()


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
