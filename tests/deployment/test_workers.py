"""Several workers on one log: as one server, only more of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import httpx2
from uvicorn.config import STARTUP_FAILURE

from infrastructure.event_log import lock_head
from interfaces.main import threads_of_each
from tests.conftest import Store
from tests.deployment.keeping import is_whole
from tests.e2e import dalsland
from tests.e2e.aftermath import every_rule_held
from tests.e2e.writing import a_funded_program, asked_over_http, take_all_there_is
from tests.processes.installation import Installation, Server, client
from tests.processes.nursery import Nursery

WORKERS: Final = 2
CLIENTS: Final = 8
LONGEST_SECONDS: Final = 60
CLOSED: Final = (httpx2.ReadError, httpx2.RemoteProtocolError, httpx2.WriteError)
"""How it shows that a server has closed a connection that it had taken."""


def workers_of(server: Server) -> set[int]:
    """Return the processes that a server has started to serve."""
    pid = server.process.pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return set()
    return {int(child) for child in children if "spawn_main" in _command(int(child))}


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode()
    except OSError:
        return ""


def _environment(pid: int) -> dict[str, str]:
    variables = Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0")
    return dict(one.split("=", 1) for one in variables if "=" in one)


def until(true: Callable[[], bool]) -> None:
    """Wait until something is so; how long is not the question."""
    deadline = time.monotonic() + LONGEST_SECONDS
    while not true():
        assert time.monotonic() < deadline, "It never came to be so"
        time.sleep(0.02)


def gone(pids: set[int]) -> bool:
    return not any(_command(pid) for pid in pids)


def lines(server: Server) -> list[dict[str, Any]]:
    """Return the log, each line of which is JSON."""
    return [json.loads(line) for line in server.said().splitlines()]


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
        until(lambda: len(workers_of(server)) == WORKERS)
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
    assert max(workers * (threads_of_each(workers) + 1) for workers in range(1, 11)) <= 90
    with installation.by_command.serving("--workers", str(WORKERS)) as server:
        until(lambda: len(workers_of(server)) == WORKERS)
        told = [_environment(pid)["SAMSYN_WORKERS"] for pid in workers_of(server)]
        assert told == [str(WORKERS)] * WORKERS


def test_workers_that_cannot_start_end_the_server_which_says_so() -> None:
    """As when a setting can be read once only: by the process that starts them."""
    start = (
        "from interfaces.cli.listening import listen\n"
        "from interfaces.cli.workers import run_workers\n"
        "run_workers(2, listen('127.0.0.1', 0), {})"
    )
    ended = subprocess.run(
        [sys.executable, "-c", start],
        env={**os.environ, "SAMSYN_DATABASE": "mysql://nowhere"},
        capture_output=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    assert ended.returncode == STARTUP_FAILURE
    assert b"worker_cannot_start" in ended.stderr


def test_a_worker_that_cannot_be_replaced_for_a_while_is_when_it_can(
    postgres_store: Store, tmp_path: Path, processes: Nursery
) -> None:
    password = tmp_path / "password"
    password.write_text("anything: the server of the tests asks for none")
    installation = Installation(postgres_store, tmp_path, processes)
    settings = {"SAMSYN_DATABASE_PASSWORD_FILE": str(password)}
    serving = installation.by_command.serving("--workers", str(WORKERS), **settings)
    with serving as server, client(server.base) as asking:
        until(lambda: server.said().count("Application startup complete") == WORKERS)
        password.rename(tmp_path / "away")  # which all of them have read
        os.kill(min(workers_of(server)), signal.SIGKILL)
        until(lambda: server.said().count("worker_cannot_start") >= 2)
        assert server.process.poll() is None
        assert asking.get("/health").status_code == 200
        (tmp_path / "away").rename(password)
        until(lambda: server.said().count("Application startup complete") == WORKERS + 1)
        assert asking.get("/health").status_code == 200
    assert server.process.returncode == 0


def test_a_worker_that_hangs_does_not_keep_the_server_from_ending(
    sqlite_installation: Installation,
) -> None:
    impatient = {"SAMSYN_STOP_TIMEOUT": "1"}
    server = sqlite_installation.by_command.start("--workers", str(WORKERS), **impatient)
    try:
        until(lambda: server.said().count("Application startup complete") == WORKERS)
        hanging, *others = workers_of(server)
        os.kill(hanging, signal.SIGSTOP)
        time.sleep(1)  # in which it is asked whether it lives
        server.process.send_signal(signal.SIGTERM)
        until(lambda: gone(set(others)))
        assert not gone({hanging}), "It was first waited for, until it was given up"
    finally:
        assert server.stop() == 0
    assert [one["worker"] for one in lines(server) if one["event"] == "worker_killed"] == [hanging]


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


def test_workers_asked_to_end_finish_what_is_begun_and_take_nothing_new(
    installation: Installation,
) -> None:
    patient = {"SAMSYN_LOCK_TIMEOUT": "100", "SAMSYN_STOP_TIMEOUT": "100"}
    server = installation.by_command.start("--workers", "2", **patient)
    try:
        until(lambda: len(workers_of(server)) == 2)
        pids = workers_of(server)
        with client(server.base) as posting:
            agreement, *_ = dalsland.founding()
            database = installation.store.open()
            with ThreadPoolExecutor(1) as threads:
                with database.write() as connection:
                    lock_head(connection)
                    sent = threading.Event()
                    answer = threads.submit(_post, posting, agreement, sent)
                    assert sent.wait(LONGEST_SECONDS)
                    server.process.send_signal(signal.SIGTERM)
                    server.wait_until_it_refuses()
                    assert not answer.done()
                    assert server.process.poll() is None, "It has ended without answering"
                assert answer.result(LONGEST_SECONDS) == httpx2.codes.CREATED
    finally:
        assert server.stop() == 0
    assert gone(pids)
    assert is_whole(installation.store.open()) == 1


def _post(posting: httpx2.Client, request: dalsland.Request, sent: threading.Event) -> int:
    """Post a request, tell when all of it has been sent, and return its status."""

    def body() -> Iterator[bytes]:
        yield json.dumps(request.body).encode()
        sent.set()  # asked for more: what was given is on its way

    answer = posting.post(
        dalsland.API + request.path,
        content=body(),
        headers={"Content-Type": "application/json"},
    )
    return int(answer.status_code)


def test_workers_whose_parent_was_killed_end_and_leave_the_port_free(
    sqlite_installation: Installation,
) -> None:
    server = sqlite_installation.by_command.start("--workers", "2")
    until(lambda: len(workers_of(server)) == 2)
    pids = workers_of(server)
    server.kill()
    until(lambda: gone(pids))
    with sqlite_installation.serving() as again, client(again.base) as asking:
        assert asking.get("/health").is_success


def test_workers_keep_the_rule_of_loopback(sqlite_installation: Installation) -> None:
    refused = sqlite_installation.run("serve", "--workers", "2", "--host", "0.0.0.0")
    assert refused.returncode == 2
    assert "SAMSYN_ALLOW_REMOTE" in refused.stderr
