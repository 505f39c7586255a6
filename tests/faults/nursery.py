"""Real processes that start at once: one that has imported everything forks those to be killed.

``python -m tests.faults.nursery`` reads a job from each line of its standard input, forks a
process that does it, and answers with its id. What a process tells goes into a file, a line of
JSON at a time, so that it stands whatever becomes of the process.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Final

import alembic.command  # noqa: F401 - imported late by what needs it, as users who may not read it

from infrastructure.database import Database
from tests.e2e.server import Store

ROOT: Final = Path(__file__).parents[2]
LONGEST_SECONDS: Final = 120
_POLL_SECONDS: Final = 0.005


class Tell:
    """Writes what a process tells, one whole line of JSON in each call."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def __call__(self, *words: Any) -> None:
        os.write(self._file, json.dumps(words).encode() + b"\n")


# --- Those who ask for processes ----------------------------------------------------------------


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


class Nursery:
    """The process that forks the others, and the folder for what they tell."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process = process
        self._folder = folder
        self._numbers = count(1)
        self._started: list[Child] = []

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
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        self._started.append(Child(int(self._process.stdout.readline()), path))
        return self._started[-1]

    def empty(self) -> None:
        """End every process that still lives."""
        for child in self._started:
            if child.alive:
                child.kill()
        self._started.clear()


@contextmanager
def nursery(folder: Path) -> Iterator[Nursery]:
    """Open a nursery; whatever it has forked is ended with it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.nursery"],
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


# --- The process itself -------------------------------------------------------------------------


def main() -> None:
    """Fork a process for each line, until there are no more; then end those that are left."""
    from tests.faults import jobs  # noqa: PLC0415 - imported once here, and then forked

    living: set[int] = set()

    def bury(_signal: int, _frame: Any) -> None:
        with suppress(ChildProcessError):
            while pid := os.waitpid(-1, os.WNOHANG)[0]:
                living.discard(pid)

    signal.signal(signal.SIGCHLD, bury)
    for line in sys.stdin:
        signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGCHLD,))
        pid = os.fork()
        if pid == 0:
            _live(jobs, json.loads(line))
        living.add(pid)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGCHLD,))
        print(pid, flush=True)  # noqa: T201 - the answer
    for pid in tuple(living):
        os.kill(pid, signal.SIGKILL)


def _live(jobs: Any, asked: dict[str, Any]) -> None:
    """Do a job and end, without anything of the process that was forked."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGCHLD,))
    errors = os.open(asked["told"].replace(".told", ".err"), os.O_WRONLY | os.O_CREAT, 0o600)
    nothing = os.open(os.devnull, os.O_RDWR)
    for inherited, own in ((0, nothing), (1, nothing), (2, errors)):
        os.dup2(own, inherited)
    status = 1
    try:
        database = Database(asked["url"], schema=asked["schema"], **asked["options"])
        getattr(jobs, asked["job"])(database, Tell(asked["told"]), **asked["arguments"])
        database.close()
        status = 0
    except BaseException:  # noqa: BLE001 - whatever it is, the test is to see it
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
