"""Turns taken in interleaved rounds in random order, so that a slow minute slows everything."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Final

_SEED: Final = 1

Say = Callable[[str], None]
"""Shows how far a run has come."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What was done in one turn: how many, in how many seconds, and how long each took (s).

    `processor` is what the process that did it used of its own time (s).
    """

    done: int
    elapsed: float
    durations: Sequence[float]
    processor: float = 0.0


@dataclass
class Contestant:
    """One thing that is measured, a turn of it in every round."""

    name: str
    turn: Callable[[], Turn]
    turns: list[Turn] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """How many are done in a second: the median of the rounds."""
        return median(map(_rate, self.turns))

    def quantile(self, hundredth: int) -> float:
        """Return the duration (s) that so many in a hundred stay below, of all the rounds."""
        durations = [one for turn in self.turns for one in turn.durations]
        return quantiles(durations, n=100, method="inclusive")[hundredth - 1]

    @property
    def processor(self) -> float:
        """The processor's time (s) for each that is done, of all the rounds."""
        return sum(turn.processor for turn in self.turns) / sum(turn.done for turn in self.turns)

    def rate_to(self, baseline: Contestant) -> float:
        """Return how many times as many are done in a second as of `baseline` in a round."""
        both = zip(self.turns, baseline.turns, strict=True)
        return median(_rate(own) / _rate(other) for own, other in both)

    def quantile_to(self, baseline: Contestant, hundredth: int) -> float:
        """Return how many times as long `quantile` is as that of `baseline`."""
        return self.quantile(hundredth) / baseline.quantile(hundredth)


def interleave(contestants: Sequence[Contestant], rounds: int, say: Say) -> None:
    """Take rounds of all, in another order each time, after one that does not count."""
    order = random.Random(_SEED)
    for one in contestants:
        say(f"  warm-up: {one.name}")
        one.turn()
    for number in range(1, rounds + 1):
        say(f"  round {number} / {rounds}")
        for one in order.sample(contestants, len(contestants)):
            one.turns.append(one.turn())


def timed(acts: Sequence[Callable[[], object]]) -> Turn:
    """Do each of `acts` once, one after the other."""
    durations = []
    for act in acts:
        started = time.perf_counter()
        act()
        durations.append(time.perf_counter() - started)
    return Turn(len(durations), sum(durations), durations)


def _rate(turn: Turn) -> float:
    return turn.done / turn.elapsed
