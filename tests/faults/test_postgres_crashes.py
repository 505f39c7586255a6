"""A PostgreSQL server that crashes in the middle of decisions: none lost, none half."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest

from domain.errors import Unavailable
from interfaces.main import open_log
from tests.conftest import Store
from tests.faults.aftermath import the_log_is_whole
from tests.faults.commands import refuses
from tests.faults.jobs import taken
from tests.faults.posting import fund
from tests.faults.torture import SEEDS, seeded
from tests.processes.nursery import Nursery
from tests.processes.postgres import postgres_server

CRASHES: Final = 6
WRITERS: Final = 4
LONGEST_SECONDS: Final = 120


@pytest.fixture
def crashing(postgres_url: str, postgres_script: Callable[[str], str]) -> Iterator[Any]:
    """Start a server of this test's own, set as an installation's is: to lose nothing."""
    with postgres_server() as server:
        with psycopg.connect(server.get_uri()) as connection:
            connection.execute(postgres_script("samsyn").encode())
        fund(Store(server.get_uri(), "samsyn").open())
        yield server


@pytest.mark.parametrize("seed", SEEDS)
def test_a_postgres_server_that_crashes_again_and_again_loses_no_acknowledged_decision(
    seed: int, crashing: Any
) -> None:
    chance = seeded(seed)
    store = Store(crashing.get_uri(), "samsyn")
    log = open_log(store.open(lock_timeout=LONGEST_SECONDS))
    told: dict[str, bytes] = {}
    failed: list[str] = []
    over = threading.Event()

    def write(writer: int) -> None:
        number = 0
        while not over.is_set():
            try:
                key = f"{writer}-{number}"
                told[key] = taken(log, key)
                number += 1
            except Unavailable as error:
                failed.append(error.code)
                time.sleep(0.02)

    with ThreadPoolExecutor(WRITERS) as threads:
        writing = [threads.submit(write, writer) for writer in range(WRITERS)]
        try:
            for _ in range(CRASHES):
                crash(store, chance)
                wait_for_more(told, chance.randint(1, 8))
        finally:
            over.set()
    for one in writing:
        one.result()
    assert set(failed) == {"store_is_gone"}
    asked = {f"{writer}-{number}" for writer in range(WRITERS) for number in range(len(told) + 1)}
    the_log_is_whole(store.open(), told, asked)
    store.close()


def crash(store: Store, chance: random.Random) -> None:
    """Kill the process that serves the log's writer: the server ends all others and recovers."""
    ask = (
        "SELECT pid FROM pg_stat_activity WHERE application_name = 'samsyn samsyn' "
        "AND query NOT LIKE 'BEGIN%' ORDER BY random() LIMIT 1"
    )
    deadline = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < deadline:
        time.sleep(chance.uniform(0, 0.05))
        try:
            with psycopg.connect(store.url) as connection:
                found = connection.execute(ask).fetchone()
        except psycopg.OperationalError:  # it is still recovering
            continue
        if found:
            os.kill(found[0], signal.SIGKILL)
            return
    raise AssertionError("The server does not come back")


def wait_for_more(told: dict[str, bytes], more: int) -> None:
    deadline, wanted = time.monotonic() + LONGEST_SECONDS, len(told) + more
    while len(told) < wanted:
        assert time.monotonic() < deadline, "The writers do not get on"
        time.sleep(0.005)


def test_a_page_that_postgres_finds_damaged_is_told_of_and_nothing_is_served(
    crashing: Any, processes: Nursery
) -> None:
    store = Store(crashing.get_uri(), "samsyn")
    database = store.open()
    with database.read() as connection:
        assert "data_checksums on" in database.version(connection)
        ask = "SELECT pg_relation_filepath('events')"
        path = Path(crashing.pgdata) / connection.exec_driver_sql(ask).scalar_one()
    store.close()
    crashing.stop()
    before = path.read_bytes()
    path.write_bytes(before[:4000] + b"\xff" * 200 + before[4200:])
    crashing.start()
    for command in ("serve", "check"):
        assert "skadad" in refuses(processes, store, command)
