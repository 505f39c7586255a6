"""Eight writers at once: every position once, every rule still true, no number twice."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.context import SpawnContext
from typing import Any, Final

import httpx2

from application.decisions import take_in
from application.queries import At, Page
from domain.decision import Decision
from domain.errors import Refused
from domain.model import Position
from infrastructure.database import Database
from infrastructure.rebuild import check
from interfaces.http.reading import parse
from interfaces.main import open_log
from tests.conftest import Store
from tests.e2e import dalsland
from tests.e2e.server import API, Installation, client

WRITERS: Final = 8
PROCESSES: Final = 2
FUNDED: Final = 1_000_000
AMOUNTS: Final = (30_000, 20_000, 10_000, 1)  # each writer asks for less when it gets no more
LONGEST_SECONDS: Final = 120

Ask = Callable[[dict[str, Any]], str | None]
"""Posts a decision; returns its number, or None when a rule refuses it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What one writer got: the number of the decision and whole kronor."""

    number: str
    amount: int


def take_all_there_is(writer: int, ask: Ask) -> list[Taken]:
    """Allocate until nothing is left, in ever smaller amounts, to one project or the other."""
    taken: list[Taken] = []
    project = (dalsland.SIX, dalsland.OF_FOUR)[writer % 2]
    for amount in AMOUNTS[:3]:
        while number := ask(an_allocation(project, amount, f"{writer}")):
            taken.append(Taken(number, amount))
    return taken


def an_allocation(project: str, amount: int, heading: str) -> dict[str, Any]:
    return dalsland.decision(dalsland.allocate(project, amount), heading=f"Till {heading}")
