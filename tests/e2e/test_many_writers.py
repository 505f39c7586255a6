"""Eight writers at once: every position once, every rule still true, no number twice."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from typing import Final

import pytest

from tests.e2e import dalsland
from tests.e2e.aftermath import every_rule_held
from tests.e2e.writing import (
    FUNDED,
    LONGEST_SECONDS,
    a_funded_program,
    asked_over_http,
    take_all_there_is,
    write_in_a_process,
)
from tests.processes.installation import Installation, client, free_port

WRITERS: Final = 8
PROCESSES: Final = 2


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
