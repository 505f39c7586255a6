"""How much is killed: once round in ``make test``, and as often as one likes in ``make torture``.

SAMSYN_TORTURE_ROUNDS is how many rounds, SAMSYN_TORTURE_SEED what the first draws its chances
from; the next one's seed is one more. What a process happens to be doing when it is killed no
seed decides: a failure that is run again may take some rounds to come.
"""

from __future__ import annotations

import os
import random
from typing import Final

ROUNDS: Final = int(os.environ.get("SAMSYN_TORTURE_ROUNDS", "1"))
SEED: Final = int(os.environ.get("SAMSYN_TORTURE_SEED", "0"))
SEEDS: Final = range(SEED, SEED + ROUNDS)

SERVER_KILLS: Final = 10
"""Times that ``samsyn serve`` is killed in a round, on each database."""

WRITER_KILLS: Final = 90
"""Times that a process that writes beside others is killed in a round, on each database."""


def seeded(seed: int) -> random.Random:
    """Return the chances of a round, and print how to run it again."""
    print(f"To run this again: make torture ROUNDS=1 SEED={seed}")  # noqa: T201
    return random.Random(seed)
