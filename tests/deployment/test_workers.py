"""Several workers on one log: as one server, only more of it."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Final

import httpx2

from interfaces.main import threads_of_each
from tests.deployment.keeping import is_whole
from tests.deployment.workers import (
    WORKERS,
    environment_of,
    gone,
    lines,
    serve_all,
    until,
    workers_of,
)
from tests.e2e import dalsland
from tests.e2e.aftermath import every_rule_held
from tests.e2e.writing import a_funded_program, asked_over_http, take_all_there_is
from tests.processes.installation import Installation, client

CLIENTS: Final = 8
CLOSED: Final = (httpx2.ReadError, httpx2.RemoteProtocolError, httpx2.WriteError)
"""How it shows that a server has closed a connection that it had taken."""


def test_many_clients_of_several_workers_share_the_last_money_and_no_rule_gives_way(
    installation: Installation,
) -> None:
    with installation.by_command.serving("--workers", str(WORKERS)) as server:
        until(lambda: len(workers_of(server)) == WORKERS)
        a_funded_program(server.base)

        def write(writer: int) -> list[str]:
            with client(server.base) as posting:
                return take_all_there_is(writer, lambda body: asked_over_http(posting, body))

        with ThreadPoolExecutor(CLIENTS) as threads:
            numbers = [number for found in threads.map(write, range(CLIENTS)) for number in found]
        pids = workers_of(server)
        with client(server.base) as asking:
            head = asking.get("/health").json()["position"]
        for _ in range(2 * WORKERS):  # no worker is behind another, whichever it is that answers
            with client(server.base) as asking:
                assert asking.get("/health").json()["position"] == head
    assert gone(pids)
    every_rule_held(installation.store, numbers)
    said = lines(server)
    [starting] = [one for one in said if one["event"] == "starting"]
    assert starting["workers"] == WORKERS
    assert starting["position"] == 0
    assert {one["event"] for one in said} >= {"request"}, "each worker logs as the one would"


def test_workers_are_replaced_one_after_the_other_and_somebody_answers_at_all_times(
    installation: Installation,
) -> None:
    """A connection from which nothing has been read yet may be closed; none is refused."""
    with installation.by_command.serving("--workers", str(WORKERS)) as server:
        until(lambda: serve_all(server))
        before, replaced = workers_of(server), threading.Event()
        statuses: list[int] = []

        def ask() -> None:
            while not replaced.is_set():  # each on a connection of its own
                with client(server.base) as asking, suppress(*CLOSED):
                    statuses.append(asking.get("/health").status_code)

        with ThreadPoolExecutor(1) as asking:
            asked = asking.submit(ask)
            server.process.send_signal(signal.SIGHUP)
            try:
                until(lambda: len(workers_of(server)) == WORKERS and gone(before))
            finally:
                replaced.set()
            asked.result()
        assert set(statuses) == {200}


def test_a_worker_has_its_part_of_the_threads_and_so_of_the_connections(
    installation: Installation,
) -> None:
    """Or a few workers take all the connections that PostgreSQL has for anybody."""
    assert [threads_of_each(workers) for workers in (1, 2, 4, 8, 64)] == [40, 20, 10, 8, 8]
    # … one more of them while another is replaced
    assert max((workers + 1) * (threads_of_each(workers) + 1) for workers in range(1, 10)) <= 90
    with installation.by_command.serving("--workers", str(WORKERS)) as server:
        until(lambda: len(workers_of(server)) == WORKERS)
        told = [environment_of(pid)["SAMSYN_WORKERS"] for pid in workers_of(server)]
        assert told == [str(WORKERS)] * WORKERS


def test_a_worker_that_dies_is_replaced_and_nothing_recorded_is_lost(
    installation: Installation,
) -> None:
    with installation.by_command.serving(SAMSYN_WORKERS=str(WORKERS)) as server:
        until(lambda: len(workers_of(server)) == WORKERS)
        before = workers_of(server)
        with client(server.base) as posting:
            for request in dalsland.founding():
                dalsland.post(posting, request)
        victim = min(before)
        os.kill(victim, signal.SIGKILL)
        until(lambda: len(workers_of(server) - {victim}) == 2)
        server.wait_until_ready()
        for _ in range(6):  # each on a connection of its own, so that either may take it
            with client(server.base) as posting:
                dalsland.post(
                    posting, dalsland.Request("/decisions", dalsland.decision(dalsland.text("§")))
                )
    decided = len(list(dalsland.founding())) + 6
    with installation.store.open().read() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM entry").scalar_one()
    assert found == decided
    assert is_whole(installation.store.open()) > decided


def test_workers_keep_the_rule_of_loopback(sqlite_installation: Installation) -> None:
    refused = sqlite_installation.run("serve", "--workers", "2", "--host", "0.0.0.0")
    assert refused.returncode == 2
    assert "SAMSYN_ALLOW_REMOTE" in refused.stderr
