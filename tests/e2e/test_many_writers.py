"""Eight writers at once: every position once, every rule still true, no number twice."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, Final

import httpx2
import pytest

from domain.budget.events import BudgetAllocated, ProgramFunded
from domain.decision import DecisionTaken
from domain.recorded import Recorded
from infrastructure.rebuild import check
from interfaces.main import open_log
from tests.e2e import dalsland
from tests.e2e.writing import (
    LONGEST_SECONDS,
    NO_MONEY_LEFT,
    take_all_there_is,
    write_in_a_process,
)
from tests.processes.installation import Installation, Store, client, free_port

WRITERS: Final = 8
PROCESSES: Final = 2
FUNDED: Final = 1_000_000
ORE: Final = 100


# --- Servers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("servers", [1, 2])
def test_eight_clients_share_the_last_money_of_their_servers_and_no_rule_gives_way(
    servers: int, installation: Installation
) -> None:
    with ExitStack() as stack:
        others = [replace(installation, port=free_port()) for _ in range(1, servers)]
        serving = [stack.enter_context(one.serving()) for one in (installation, *others)]
        server = serving[0]
        a_funded_program(server.base)

        def write(writer: int) -> list[str]:
            with client(serving[writer % servers].base) as posting:
                return take_all_there_is(writer, lambda body: asked_over_http(posting, body))

        with ThreadPoolExecutor(WRITERS) as threads:
            numbers = [number for found in threads.map(write, range(WRITERS)) for number in found]
        with client(server.base) as asking:
            budget = dalsland.get(asking, dalsland.BUDGET, validAt="2026-12-31")["data"]
    assert budget["reserve"][0]["available"] == dalsland.kronor(0)
    assert budget["reserve"][0]["allocated"] == dalsland.kronor(FUNDED)
    every_rule_held(installation.store, numbers)


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


# --- Two processes ------------------------------------------------------------------------------


def test_eight_writers_in_two_processes_share_the_last_money_and_no_rule_gives_way(
    installation: Installation,
) -> None:
    with installation.serving() as server:
        a_funded_program(server.base)
    store, context = installation.store, multiprocessing.get_context("spawn")
    together, told = context.Barrier(PROCESSES), context.Queue()
    share = WRITERS // PROCESSES
    processes = [
        context.Process(
            target=write_in_a_process,
            args=(store.url, store.schema, range(one * share, (one + 1) * share), together, told),
        )
        for one in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    try:
        numbers = [number for _ in processes for number in told.get(timeout=LONGEST_SECONDS)]
    finally:
        for process in processes:
            process.join(LONGEST_SECONDS)
            process.close()
        told.close()
    every_rule_held(store, numbers)


# --- What must hold -----------------------------------------------------------------------------


def every_rule_held(store: Store, numbers: list[str]) -> None:
    database = store.open()
    events = list(open_log(database).read_events())
    positions_and_versions_are_without_a_hole(events)
    no_number_is_given_twice(events, numbers)
    allocations_never_exceed_funding(events)
    head, differences = check(database, lambda _done, _of: None)
    assert (head, differences) == (len(events), ())


def positions_and_versions_are_without_a_hole(events: list[Recorded]) -> None:
    assert [one.position for one in events] == list(range(1, len(events) + 1))
    versions: Counter[str] = Counter()
    for one in events:
        versions[one.stream] += 1
        assert one.version == versions[one.stream]
    assert [one.recorded for one in events] == sorted(one.recorded for one in events)


def no_number_is_given_twice(events: list[Recorded], numbers: list[str]) -> None:
    recorded = [one.event.number for one in events if isinstance(one.event, DecisionTaken)]
    year = recorded[0].partition("-")[0]
    expected = [f"{year}-{number:03}" for number in range(1, len(recorded) + 1)]
    assert recorded == expected
    assert sorted(numbers) == sorted(recorded)[len(recorded) - len(numbers) :]


def allocations_never_exceed_funding(events: list[Recorded]) -> None:
    funded = allocated = 0
    for one in events:
        match one.event:
            case ProgramFunded(amount=amount):
                funded += amount
            case BudgetAllocated(amount=amount):
                allocated += amount
        assert 0 <= allocated <= funded
    assert allocated == funded == FUNDED * ORE
