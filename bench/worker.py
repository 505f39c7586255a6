"""A process that works in turns: it is asked on its input, and answers on its output.

Only the standard library, since the stock modules are measured in an environment of their own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, TextIO

from bench.rounds import Turn

_ROOT: Final = Path(__file__).parents[1]
_PATIENCE: Final = 60  # s

Act = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Task:
    """What can be done in turns: `acts` makes an act for each of so many threads.

    `settings` tells how durable it is, as its own connection says.
    """

    acts: Callable[[int], Sequence[Act]]
    settings: Callable[[], str]


def serve(tasks: Mapping[str, Task], asked: TextIO = sys.stdin, told: TextIO = sys.stdout) -> None:
    """Answer every line of `asked` with one of JSON, until there are no more."""
    made: dict[tuple[str, int], Sequence[Act]] = {}
    for line in asked:
        question = json.loads(line)
        if "settings" in question:
            answer: Any = tasks[question["settings"]].settings()
        else:
            key = question["task"], question["threads"]
            if key not in made:
                made[key] = tasks[key[0]].acts(key[1])
            answer = asdict(run(made[key], question["seconds"]))
        print(json.dumps(answer), file=told, flush=True)


def run(acts: Sequence[Act], seconds: float) -> Turn:
    """Do each of `acts` over and over for so long, each in a thread of its own.

    Raises:
        RuntimeError: one of them failed.
    """
    durations: list[list[float]] = [[] for _ in acts]
    faults: list[BaseException] = []
    started, used = time.perf_counter(), time.process_time()
    deadline = started + seconds

    def work(number: int) -> None:
        try:
            _repeat(acts[number], deadline, durations[number])
        except BaseException as fault:  # noqa: BLE001 - raised again below
            faults.append(fault)

    if len(acts) == 1:
        work(0)
    else:
        _all_of([threading.Thread(target=work, args=(number,)) for number in range(len(acts))])
    if faults:
        raise RuntimeError("A turn failed") from faults[0]
    every = [one for each in durations for one in each]
    elapsed = time.perf_counter() - started
    return Turn(len(every), elapsed, every, time.process_time() - used)


def _repeat(act: Act, deadline: float, durations: list[float]) -> None:
    """Do it once at least: a thread may get its turn when the time is nearly up."""
    ended = time.perf_counter()
    while not durations or ended < deadline:
        began = ended
        act()
        ended = time.perf_counter()
        durations.append(ended - began)


def _all_of(threads: Sequence[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@dataclass(frozen=True, slots=True)
class Worker:
    """A process that serves tasks."""

    process: subprocess.Popen[str]

    def begin(self, **question: Any) -> None:
        """Ask something, without waiting for the answer."""
        _pipe(self.process.stdin).write(json.dumps(question) + "\n")
        _pipe(self.process.stdin).flush()

    def answer(self) -> Any:
        """Return the answer to what was asked first.

        Raises:
            RuntimeError: the process has ended instead; what it said is above on the terminal.
        """
        line = _pipe(self.process.stdout).readline()
        if not line:
            raise RuntimeError(f"The worker ended: {self.process.args!r}")
        return json.loads(line)

    def ask(self, **question: Any) -> Any:
        """Ask something and return the answer."""
        self.begin(**question)
        return self.answer()


@contextmanager
def working(*command: str) -> Iterator[Worker]:
    """Start a worker at the root of the repository; end it at the end of the block."""
    process = subprocess.Popen(
        command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield Worker(process)
    finally:
        _pipe(process.stdin).close()
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def turn_of(workers: Sequence[Worker], task: str, threads: int, seconds: float) -> Turn:
    """Have all of `workers` do a task at once, each with so many threads."""
    for each in workers:
        each.begin(task=task, threads=threads, seconds=seconds)
    turns = [Turn(**each.answer()) for each in workers]
    return Turn(
        sum(one.done for one in turns),
        max(one.elapsed for one in turns),
        [duration for one in turns for duration in one.durations],
        sum(one.processor for one in turns),
    )


def _pipe(pipe: Any) -> Any:
    if pipe is None:
        raise RuntimeError("The worker has no pipe")
    return pipe
