"""Real processes that start at once: those that `tests.processes.forking` forks.

They are jobs of `tests.faults.jobs` on a database, which may be killed, and ``samsyn``.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Final

from tests.processes.installation import Store

ROOT: Final = Path(__file__).parents[2]
LONGEST_SECONDS: Final = 120
NOBODY: Final = 65534
"""The user to run as who may do nothing but what everybody may."""
_POLL_SECONDS: Final = 0.005


@dataclass(eq=False)
class Child:
    """A process of the nursery, and the file it tells into."""

    pid: int
    path: Path
    _ended: bool = False  # and then its id may be another's
    _read: int = 0  # bytes of the file
    _lines: list[list[Any]] = field(default_factory=list)

    def told(self, word: str | None = None) -> list[list[Any]]:
        """Return what it has told in whole lines; of those that begin with `word`, the rest."""
        if self.path.exists():
            with self.path.open("rb") as file:
                file.seek(self._read)
                *whole, _ = file.read().split(b"\n")
            self._read += sum(len(line) + 1 for line in whole)
            self._lines += map(json.loads, whole)
        if word is None:
            return list(self._lines)
        return [line[1:] for line in self._lines if line[0] == word]

    def wait_until(self, true: Callable[[Child], bool]) -> None:
        """Wait until something is true of the process.

        Raises:
            RuntimeError: it has ended without, or takes too long; with what went wrong in it.
        """
        deadline = time.monotonic() + LONGEST_SECONDS
        while not true(self):
            if not self.alive and not true(self):
                raise RuntimeError(f"Process {self.pid} has ended: {self.said()}")
            if time.monotonic() > deadline:
                raise RuntimeError(f"Process {self.pid} takes too long: {self.said()}")
            time.sleep(_POLL_SECONDS)

    def wait_for(self, word: str, times: int = 1) -> None:
        """Wait until it has told `word` so many times."""
        self.wait_until(lambda child: len(child.told(word)) >= times)

    @property
    def alive(self) -> bool:
        try:
            self.signal(0)
        except ProcessLookupError:
            self._ended = True
        return not self._ended

    def signal(self, number: int) -> None:
        """Send it a signal: SIGSTOP lets it hang where it is, and SIGCONT go on."""
        if not self._ended:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once: it gets to do nothing more."""
        with suppress(ProcessLookupError):
            self.signal(signal.SIGKILL)
        self.wait_until(lambda child: not child.alive)

    def said(self) -> str:
        errors = self.path.with_suffix(".err")
        return errors.read_text(encoding="utf-8") if errors.exists() else ""


@dataclass(eq=False)
class Samsyn:
    """A process of ``samsyn``; it is asked as a `subprocess.Popen` is."""

    pid: int
    _ended: Path
    returncode: int | None = None

    def poll(self) -> int | None:
        """Return how it ended; None while it runs."""
        if self.returncode is None and self._ended.exists():
            self.returncode = int(self._ended.read_text(encoding="utf-8"))
        return self.returncode

    def wait(self, timeout: float = LONGEST_SECONDS) -> int:
        """Wait until it has ended, and return how.

        Raises:
            subprocess.TimeoutExpired: it takes more seconds.
        """
        deadline = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("samsyn", timeout)
            time.sleep(_POLL_SECONDS)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class Nursery:
    """The process that forks the others, and the folder for what they tell."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process = process
        self._folder = folder
        self._numbers = count(1)
        self._asking = threading.Lock()
        self._started: list[Child] = []
        self._serving: list[Samsyn] = []

    def start(self, job: str, store: Store, *, options: Any = None, **arguments: Any) -> Child:
        """Start a process that does a job of `tests.faults.jobs` on a database of its own."""
        path = self._folder / f"child-{next(self._numbers):05}.told"
        asked = {
            "job": job,
            "told": str(path),
            "url": store.url,
            "schema": store.schema,
            "options": {"lock_timeout": LONGEST_SECONDS, **(options or {})},
            "arguments": arguments,
        }
        self._started.append(Child(self._forked(asked), path))
        return self._started[-1]

    def samsyn(
        self, words: Sequence[str], environment: Mapping[str, str], output: Path, errors: Path
    ) -> Samsyn:
        """Start ``samsyn`` with some words; what it says is added to two files, or to one."""
        ended = self._folder / f"samsyn-{next(self._numbers):05}.ended"
        asked = {
            "words": list(words),
            "environment": dict(environment),
            "output": str(output),
            "errors": str(errors),
            "ended": str(ended),
        }
        self._serving.append(Samsyn(self._forked(asked), ended))
        return self._serving[-1]

    def _forked(self, asked: dict[str, Any]) -> int:
        """Have a process forked; its id."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._asking:
            self._process.stdin.write(json.dumps(asked) + "\n")
            self._process.stdin.flush()
            return int(self._process.stdout.readline())

    def empty(self) -> None:
        """End every process that still lives."""
        for child in self._started:
            if child.alive:
                child.kill()
        self._started.clear()
        for process in self._serving:
            process.kill()
        self._serving.clear()


@contextmanager
def nursery(folder: Path) -> Iterator[Nursery]:
    """Open a nursery; whatever it has forked is ended with it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.processes.forking"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        with process:
            yield Nursery(process, folder)
            assert process.stdin is not None
            process.stdin.close()
    finally:
        process.kill()
