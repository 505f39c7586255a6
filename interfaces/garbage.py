"""When Python looks for garbage in a process that serves."""

from __future__ import annotations

import gc
from typing import Final

_NET_ALLOCATIONS: Final = (20_000, 20, 20)
"""How many, and how many rounds of each generation, before the next is looked through."""


def collect_garbage_seldom() -> None:
    """Let few requests wait while Python looks for garbage, as a server does once it has started.

    What is loaded by now stays for good and is not looked through again: it would take some thirty
    milliseconds. Nearly all that a request makes is gone with it anyway, without being looked for,
    and an answer of some size would else be the one that waits.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_NET_ALLOCATIONS)
