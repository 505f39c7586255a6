"""What the writers of the tests do, in threads or in a process of their own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from typing import Any, Final

import httpx2

from application.decisions import take_in
from domain.decision import Decision
from domain.errors import Refused
from infrastructure.database import Database
from infrastructure.event_log import EventLog
from interfaces.http.reading import parse
from interfaces.main import open_log
from tests.e2e import dalsland
from tests.processes.installation import client

FUNDED: Final = 1_000_000
AMOUNTS: Final = (11_000, 7_000, 1_000)  # each writer asks for less when it gets no more
NO_MONEY_LEFT: Final = "allocation_above_funding"
LONGEST_SECONDS: Final = 240

Ask = Callable[[dict[str, Any]], str | None]
"""Posts a decision; returns its number, or None when there is not enough money for it."""


def take_all_there_is(writer: int, ask: Ask) -> list[str]:
    """Allocate to one of the projects until nothing is left; the numbers of the decisions."""
    project = (dalsland.SIX, dalsland.OF_FOUR)[writer % 2]
    numbers: list[str] = []
    for amount in AMOUNTS:
        body = dalsland.decision(dalsland.allocate(project, amount), heading=f"Till {writer}")
        while number := ask(body):
            numbers.append(number)
    return numbers


def a_funded_program(base: str) -> None:
    with client(base) as posting:
        for request in (*dalsland.founding(), *dalsland.program(FUNDED)):
            dalsland.post(posting, request)


def asked_over_http(posting: httpx2.Client, body: dict[str, Any]) -> str | None:
    answer = posting.post(f"{dalsland.API}/decisions", json=body)
    if answer.status_code == httpx2.codes.CONFLICT:
        assert answer.json()["code"] == NO_MONEY_LEFT, answer.text
        return None
    assert answer.status_code == httpx2.codes.CREATED, answer.text
    return str(answer.json()["data"]["number"])


def write_in_a_process(
    url: str,
    schema: str,
    writers: Iterable[int],
    together: Barrier,
    told: Queue[list[str]],
) -> None:
    """Write with several threads through a log of this process's own."""
    database = Database(url, schema=schema, lock_timeout=LONGEST_SECONDS)
    log = open_log(database)
    mine = list(writers)
    together.wait(LONGEST_SECONDS)
    with ThreadPoolExecutor(len(mine)) as threads:
        found = threads.map(
            lambda writer: take_all_there_is(writer, lambda body: asked_of_the_log(log, body)),
            mine,
        )
        told.put([number for numbers in found for number in numbers])
    database.close()


def asked_of_the_log(log: EventLog, body: dict[str, Any]) -> str | None:
    decision = parse(Decision, json.dumps(body).encode())
    try:
        with log.transaction() as transaction:
            return take_in(transaction, decision, "local").number
    except Refused as refusal:
        if refusal.code != NO_MONEY_LEFT:
            raise
        return None
