"""Processes killed in the middle of their decisions, while others go on with theirs."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from typing import Final

import pytest

from tests.conftest import Store
from tests.faults.aftermath import the_log_is_whole
from tests.faults.torture import SEEDS, WRITER_KILLS, seeded
from tests.processes.nursery import Child, Nursery

AT_ONCE: Final = 2
THREADS: Final = 2
ALL_AT_ONCE: Final = 0.2  # how often none is left that has the database open


@dataclass
class Crowd:
    """Processes that take decisions at once; those killed are replaced.

    A key whose answer was lost is either sent again by the one that comes in its place, or left.
    """

    nursery: Nursery
    store: Store
    chance: random.Random
    kills: int = 0
    met: int = 0
    told: dict[str, bytes] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    _born: int = 0
    living: list[Child] = field(default_factory=list)

    def grow(self, again: list[str]) -> None:
        self._born += 1
        self.living.append(
            self.nursery.start(
                "decide", self.store, name=str(self._born), again=again, threads=THREADS
            )
        )

    def kill(self, *victims: Child) -> None:
        """Kill processes at some moment of their work, and let others take their place."""
        for victim in victims:
            victim.wait_for("told", self.chance.randint(0, 2))
        time.sleep(self.chance.uniform(0, 0.04))
        for victim in victims:
            victim.kill()
        for victim in victims:
            self.living.remove(victim)
            unanswered = self._hear(victim)
            self.met += bool(unanswered)
            self.kills += 1
            self.grow([key for key in unanswered if self.chance.random() < 0.5])

    def _hear(self, dead: Child) -> list[str]:
        """Take in what a dead process has told; return what it asked for without an answer."""
        for key, answer in dead.told("told"):
            assert self.told.setdefault(key, answer.encode()) == answer.encode()
        asked = {key for (key,) in dead.told("asking")}
        self.lost |= asked
        return sorted(asked - self.told.keys())

    def end(self) -> None:
        """Kill those that are left."""
        for child in tuple(self.living):
            child.kill()
            self._hear(child)


@pytest.mark.parametrize("seed", SEEDS)
def test_writers_killed_at_any_moment_lose_no_acknowledged_decision_and_leave_no_half_one(
    seed: int, funded: Store, processes: Nursery
) -> None:
    chance = seeded(seed)
    crowd = Crowd(processes, funded, chance)
    for _ in range(AT_ONCE):
        crowd.grow([])
    while crowd.kills < WRITER_KILLS:
        everyone = chance.random() < ALL_AT_ONCE
        crowd.kill(*crowd.living if everyone else [chance.choice(crowd.living)])
    crowd.end()
    assert crowd.met > WRITER_KILLS // 2, "The kills met no decision under way"
    assert len(crowd.told) > WRITER_KILLS // 2

    the_log_is_whole(funded.open(), crowd.told, crowd.lost)
