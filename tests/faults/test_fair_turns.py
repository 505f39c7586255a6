"""Processes that are as busy as each other get on; none is left standing."""

from __future__ import annotations

import fcntl
import signal
import time
from pathlib import Path
from typing import Final

from tests.conftest import Store
from tests.faults.aftermath import registered, the_log_is_whole
from tests.processes.nursery import LONGEST_SECONDS, Child, Nursery

PROCESSES: Final = 4
ENOUGH: Final = 50
ROUNDS: Final = 20


def test_no_process_starves_while_another_has_its_fill(funded: Store, processes: Nursery) -> None:
    busy = [
        processes.start("take_turns", funded, name=str(number), enough=ENOUGH)
        for number in range(PROCESSES)
    ]
    for one in busy:
        one.wait_for("ready")
    for one in busy:
        one.signal(signal.SIGUSR1)
    busy[0].wait_until(lambda _: any(_turns(one) >= ENOUGH for one in busy))
    shares = [_turns(one) for one in busy]
    assert min(shares) > 0, shares  # how many, the scheduler of the machine has a say in

    for one in busy:
        one.wait_for("told", ENOUGH)
    told = {key: answer.encode() for one in busy for key, answer in one.told("told")}
    assert the_log_is_whole(funded.open(), told, ()) == told.keys()
    assert len(told) == PROCESSES * ENOUGH


def test_who_waits_for_a_file_is_before_the_one_that_lets_go_and_comes_back_at_once(
    sqlite_funded_store: Store, processes: Nursery
) -> None:
    """SQLite would let by whoever comes first; that the queue does not, no scheduler decides."""
    store = sqlite_funded_store
    greedy = processes.start("hold_again", store, name="greedy", times=ROUNDS + 1)
    patient = processes.start("take_when_asked", store, name="patient", times=ROUNDS)
    patient.wait_for("ready")
    for number in range(ROUNDS):
        greedy.wait_for("holding", number + 1)
        patient.signal(signal.SIGUSR1)
        _wait_until_somebody_is_next(store.path)
        greedy.signal(signal.SIGUSR1)
        patient.wait_for("told", number + 1)
    greedy.wait_for("holding", ROUNDS + 1)
    greedy.signal(signal.SIGUSR1)
    greedy.wait_for("committed", ROUNDS + 1)
    taken = [str(one.envelope["heading"]) for one in registered(store.open())]
    in_turn = [f"{who}-{number}" for number in range(ROUNDS) for who in ("greedy", "patient")]
    assert taken[-2 * ROUNDS - 1 :] == [*in_turn, f"greedy-{ROUNDS}"]


def _turns(process: Child) -> int:
    return len(process.told("told"))


def _wait_until_somebody_is_next(path: Path) -> None:
    """Wait until the file that only the next in turn has locked cannot be locked."""
    deadline = time.monotonic() + LONGEST_SECONDS
    with Path(f"{path}.next").open("rb") as following:
        while time.monotonic() < deadline:
            try:
                fcntl.flock(following, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            fcntl.flock(following, fcntl.LOCK_UN)
            time.sleep(0.002)
    raise AssertionError("Nobody waits")
