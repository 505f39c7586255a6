"""Samples of durations, taken in interleaved rounds so that a slow minute slows everything."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Final

_SHUFFLE_SEED: Final = 1


@dataclass
class Series:
    """One thing that is timed: `act` is done `each_round` times in every round."""

    name: str
    act: Callable[[], None]
    each_round: int
    rounds: list[list[float]] = field(default_factory=list)

    def warm_up(self) -> None:
        """Do it a few times without timing it."""
        for _ in range(max(1, self.each_round // 5)):
            self.act()

    def take_round(self) -> None:
        """Time one round, after once untimed: a connection may have to be opened again."""
        self.act()
        self.rounds.append([_timed(self.act) for _ in range(self.each_round)])

    @property
    def median(self) -> float:
        """The median of every sample, in seconds."""
        return median(self._samples())

    @property
    def p90(self) -> float:
        """The duration that nine samples in ten stay below, in seconds."""
        return quantiles(self._samples(), n=10)[-1]

    def ratio_to(self, baseline: Series) -> float:
        """Return how many times as long it takes as `baseline`: the median of the rounds."""
        both = zip(self.rounds, baseline.rounds, strict=True)
        return median(median(own) / median(others) for own, others in both)

    def p90_ratio_to(self, baseline: Series) -> float:
        """Return the same of the p90, of all rounds together."""
        return self.p90 / baseline.p90

    def _samples(self) -> list[float]:
        return [sample for samples in self.rounds for sample in samples]


def interleave(series: Sequence[Series], rounds: int, progress: Callable[[str], None]) -> None:
    """Take rounds of all series, in another order each time."""
    order = random.Random(_SHUFFLE_SEED)
    for one in series:
        progress(f"warm-up: {one.name}")
        one.warm_up()
    for number in range(1, rounds + 1):
        progress(f"round {number} / {rounds}")
        for one in order.sample(series, len(series)):
            one.take_round()


def _timed(act: Callable[[], None]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started
