"""Processes that are as busy as each other get on as well as each other."""

from __future__ import annotations

import signal
from typing import Final

from tests.conftest import Store
from tests.faults.aftermath import the_log_is_whole
from tests.faults.nursery import Child, Nursery

PROCESSES: Final = 4
ENOUGH: Final = 50
FAIR_SHARE: Final = 15
"""The fewest turns of anybody when the first has had enough: a third of as many, about."""


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
    assert min(shares) >= FAIR_SHARE, shares

    for one in busy:
        one.wait_for("told", ENOUGH)
    told = {key: answer.encode() for one in busy for key, answer in one.told("told")}
    assert the_log_is_whole(funded.open(), told, ()) == told.keys()
    assert len(told) == PROCESSES * ENOUGH


def _turns(process: Child) -> int:
    return len(process.told("told"))
