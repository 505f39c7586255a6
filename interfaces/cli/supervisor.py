"""Who starts several workers, watches over them, replaces them and tells them to end.

It waits for none of them: one that hangs, or takes long to start or to end, would keep the signals
waiting that came meanwhile. Each round looks at every worker, and at what has been asked for.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import inf
from multiprocessing import connection, resource_tracker
from queue import Empty, SimpleQueue
from socket import socket
from typing import Final

import structlog
from uvicorn import Config, Server
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors.multiprocess import Process

from interfaces.cli.opening import at_hangup

LONGEST_SILENCE: Final = 30
"""Seconds within which a worker has to answer that it lives, or it is killed.

As long as it may take to start many on a machine that is busy.
"""
PAUSE: Final = 5
"""Seconds between two attempts to start a worker that could not."""
LEEWAY: Final = 5
"""Seconds that a worker has to end in, beside those in which it finishes what is begun."""
_ROUND: Final = 0.5  # s, unless a signal comes
_TO_END: Final = (signal.SIGTERM, signal.SIGINT)
_FROM_TERMINALS: Final = (signal.SIGINT, signal.SIGHUP)  # which send them to all of a group
_logger: Final = structlog.get_logger("samsyn")


class Worker(Process):
    """A process that serves, as uvicorn has it; times are of `time.monotonic`."""

    def __init__(self, config: Config, listening: socket) -> None:
        super().__init__(config, [listening])
        self.begun = time.monotonic()
        self.latest_end = inf
        self._asked: float | None = None  # None when it has answered
        self._has_served = False

    @property
    def is_there(self) -> bool:
        return self.exitcode is None

    @property
    def serves(self) -> bool:
        """Whether it has said that it serves, and has not ended since."""
        return self._has_served and self.is_there

    @property
    def failed(self) -> bool:
        """Whether it ended before it served."""
        return not self._has_served and not self.is_there

    @property
    def earliest_successor(self) -> float:
        """When another may be started in its place: not at once if it never served."""
        return self.begun + (0 if self._has_served else PAUSE)

    def target(self, sockets: list[socket] | None = None) -> None:
        """Serve, in its own process."""
        for number in _FROM_TERMINALS:
            signal.signal(number, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _FROM_TERMINALS)
        self._server = Server(self.config)  # or the thread that answers might make another
        super().target(sockets)

    def start(self) -> None:
        """Start it, deaf to what a terminal tells: it is its supervisor who tells it to end.

        Raises:
            OSError: there may be no more processes.
        """
        with _blocked(_FROM_TERMINALS):
            super().start()

    def lives(self) -> bool:
        """Tell whether it is there and has answered lately; kill one that hangs."""
        if self.parent_conn.closed:
            return False
        if self._silence() < LONGEST_SILENCE and self.is_there:
            return True
        self.kill()
        return False

    def kill(self) -> None:
        """End it at once: it gets to do nothing more."""
        super().kill()
        self.process.join(_ROUND)  # longer only while the system does something for it

    def _silence(self) -> float:
        """Return for how many seconds it has owed an answer, and ask it if it owes none."""
        while self.parent_conn.poll():
            self._has_served = self.parent_conn.recv()
            self._asked = None
        if self._asked is None:
            self.parent_conn.send(b"ping")
            self._asked = time.monotonic()
        return time.monotonic() - self._asked


class Supervisor:
    """Keeps as many workers as are asked for on one socket, until it is told to end.

    SIGTERM and SIGINT end them all. SIGHUP replaces them, one after the other, each when its
    successor serves; one that does not within `LONGEST_SILENCE` stops that.
    """

    def __init__(self, config: Config, listening: socket, workers: int) -> None:
        self._config = config
        self._listening = listening
        self._places = range(workers)
        self._workers: list[Worker] = []
        self._leaving: list[Worker] = []
        self._outgoing: Sequence[int] = ()  # places whose worker is to be replaced
        self._successor: Worker | None = None  # of the first of them
        self._next_try = 0.0  # of `time.monotonic`, after the system would start no more
        self._told: SimpleQueue[int] = SimpleQueue()

    def run(self) -> int:
        """Serve, and return how to end: 0 when told to, `STARTUP_FAILURE` when none can start.

        Raises:
            OSError: the system would not start as many processes; those that are there have ended.
        """
        self._listen_to_signals()
        try:
            for _ in self._places:
                self._workers.append(self._started())
            while True:
                told = self._told_within(_ROUND)
                if told in _TO_END:
                    return 0
                if told == signal.SIGHUP:
                    self._replace_all()
                self._replace_those_that_ended()
                self._replace_those_that_are_to_go()
                self._see_off()
                if all(one.failed for one in self._every()):
                    statuses = [one.exitcode for one in self._workers]
                    _logger.error("workers_cannot_start", statuses=statuses)
                    return STARTUP_FAILURE  # the next would not start either
        finally:
            self._end_all()

    def _listen_to_signals(self) -> None:
        def hear(told: int, _frame: object) -> None:
            self._told.put(told)

        for number in _TO_END:
            signal.signal(number, hear)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # ignored, no end of a process is told
        at_hangup(hear)

    def _every(self) -> list[Worker]:
        """Return those that serve or are to serve."""
        return self._workers + ([] if self._successor is None else [self._successor])

    def _told_within(self, seconds: float) -> int | None:
        try:
            return self._told.get(timeout=seconds)
        except Empty:
            return None

    def _started(self) -> Worker:
        worker = Worker(self._config, self._listening)
        worker.start()
        return worker

    def _successor_if_any(self) -> Worker | None:
        """Return one more worker; None when the system would start none, and for a while after."""
        if time.monotonic() < self._next_try:
            return None
        try:
            return self._started()
        except OSError:
            _logger.exception("worker_cannot_start")
            self._next_try = time.monotonic() + PAUSE
            return None

    def _replace_those_that_ended(self) -> None:
        """Start others in the places of those that have died or hang.

        One that failed has to wait while none serves: what became of the others decides.
        """
        serving = any(one.serves for one in self._workers)
        for place, one in enumerate(self._workers):
            if one.lives() or time.monotonic() < one.earliest_successor:
                continue
            if (serving or not one.failed) and (successor := self._successor_if_any()):
                self._workers[place] = successor
                _logger.warning("worker_ended", worker=one.pid, status=one.exitcode)

    def _replace_all(self) -> None:
        """Begin to replace all, with such as have started since this was asked for."""
        self._outgoing = self._places
        if self._successor is not None:
            self._dismiss(self._successor)
            self._successor = None

    def _replace_those_that_are_to_go(self) -> None:
        """Go on with the replacement of all: at most one worker more than there are places."""
        if not self._outgoing:
            return
        if self._successor is None:
            if not self._leaving:
                self._successor = self._successor_if_any()
        elif not self._successor.lives() or self._is_late(self._successor):
            _logger.error("workers_not_replaced", worker=self._successor.pid)
            self._dismiss(self._successor)
            self._successor, self._outgoing = None, ()
        elif self._successor.serves:
            place, *self._outgoing = self._outgoing
            self._dismiss(self._workers[place])
            self._workers[place], self._successor = self._successor, None

    def _is_late(self, one: Worker) -> bool:
        return not one.serves and time.monotonic() > one.begun + LONGEST_SILENCE

    def _dismiss(self, one: Worker) -> None:
        """Tell a worker to end, when it has finished what is begun."""
        one.terminate()
        graceful = self._config.timeout_graceful_shutdown or 0
        one.latest_end = time.monotonic() + graceful + LEEWAY
        self._leaving.append(one)

    def _see_off(self) -> None:
        """Forget those that have ended, and kill those that take longer to than they may."""
        still_there = [one for one in self._leaving if one.is_there]
        self._leaving = [one for one in still_there if time.monotonic() < one.latest_end]
        for one in still_there:
            if one not in self._leaving:
                one.kill()
                _logger.warning("worker_killed", worker=one.pid)

    def _end_all(self) -> None:
        """Tell every worker to end, and wait until all have.

        Connections are taken for as long as any process has the socket, this one too, which
        answers none. So it lets go first; each worker lets go before it finishes what is begun.
        """
        self._listening.close()
        for one in self._every():
            self._dismiss(one)
        while self._leaving:
            connection.wait([one.process.sentinel for one in self._leaving], _ROUND)
            self._see_off()


@contextmanager
def _blocked(numbers: Sequence[int]) -> Iterator[None]:
    """Let some signals wait, and with them those to a process that is started in the block."""
    resource_tracker.ensure_running()  # which else starts with it, and lets SIGINT through
    before = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
