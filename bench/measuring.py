"""What every section is given: where, how long, and how it says how far it has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench.places import Places
from bench.rounds import Say


@dataclass(frozen=True)
class Measuring:
    """One run: `seconds` is a turn, and `sizes` are the entries of the logs that are read."""

    everywhere: Places
    rounds: int
    seconds: float
    sizes: Sequence[int]
    say: Say
