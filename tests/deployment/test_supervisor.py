"""Who watches over several workers: whatever becomes of one, the others answer and all can end."""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from uvicorn.config import STARTUP_FAILURE

from tests.conftest import Store
from tests.deployment.workers import (
    LONGEST_SECONDS,
    WORKERS,
    events,
    gone,
    serve_all,
    until,
    workers_of,
)
from tests.processes.installation import Installation, Server, client
from tests.processes.nursery import Nursery

NO_APPLICATION: Final = "os.environ['SAMSYN_DATABASE'] = 'mysql://nowhere'"


def wrong_at_first(tmp_path: Path, does: str, *, always: bool) -> dict[str, str]:
    """Return the settings with which the first worker does something as it starts; or all do."""
    folder = tmp_path / "wrong"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(
        f"""
import os, sys
if any("spawn_main" in word for word in sys.orig_argv):
    try:
        os.mkdir({str(folder / "been here")!r})
        first = True
    except FileExistsError:
        first = False
    if first or {always}:
        {does}
"""
    )
    return {"PYTHONPATH": str(folder)}


@contextmanager
def started_ignoring(number: signal.Signals) -> Iterator[None]:
    """Let what is started in the block ignore a signal."""
    before = signal.signal(number, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(number, before)


@pytest.mark.parametrize("does", [NO_APPLICATION, "os._exit(1)", "os.kill(os.getpid(), 9)"])
def test_workers_that_cannot_start_end_the_server(
    sqlite_installation: Installation, tmp_path: Path, does: str
) -> None:
    """As when a setting can be read once only, or the program's files are gone."""
    settings = wrong_at_first(tmp_path, does, always=True)
    ended = sqlite_installation.by_command.run("serve", "--workers", str(WORKERS), **settings)
    assert ended.returncode == STARTUP_FAILURE
    assert "workers_cannot_start" in ended.stderr
    assert ('"worker_cannot_start"' in ended.stderr) == (does == NO_APPLICATION)


@pytest.mark.parametrize("does", [NO_APPLICATION, "os._exit(1)", "os.kill(os.getpid(), 9)"])
def test_a_worker_that_cannot_start_does_not_end_one_that_can(
    sqlite_installation: Installation, tmp_path: Path, does: str
) -> None:
    settings = wrong_at_first(tmp_path, does, always=False)
    serving = sqlite_installation.by_command.serving("--workers", str(WORKERS), **settings)
    with serving as server:
        until(lambda: serve_all(server))
        assert len(events(server, "worker_ended")) == 1
    assert server.process.returncode == 0


def test_a_worker_that_cannot_be_replaced_for_a_while_is_when_it_can(
    postgres_store: Store, tmp_path: Path, processes: Nursery
) -> None:
    password = tmp_path / "password"
    password.write_text("anything: the server of the tests asks for none")
    installation = Installation(postgres_store, tmp_path, processes)
    settings = {"SAMSYN_DATABASE_PASSWORD_FILE": str(password)}
    serving = installation.by_command.serving("--workers", str(WORKERS), **settings)
    with serving as server, client(server.base) as asking:
        until(lambda: serve_all(server))
        password.rename(tmp_path / "away")  # which all of them have read
        os.kill(min(workers_of(server)), signal.SIGKILL)
        until(lambda: server.said().count("worker_cannot_start") >= 2)
        assert server.process.poll() is None
        assert asking.get("/health").status_code == 200
        (tmp_path / "away").rename(password)
        until(lambda: serve_all(server, WORKERS + 1))
        assert asking.get("/health").status_code == 200
    assert server.process.returncode == 0


def test_a_server_that_may_start_no_process_goes_on_with_the_workers_it_has(
    sqlite_installation: Installation,
) -> None:
    with sqlite_installation.by_command.serving("--workers", str(WORKERS)) as server:
        until(lambda: serve_all(server))
        pid = server.process.pid
        open_now = len(list(Path(f"/proc/{pid}/fd").iterdir()))
        before = _, most = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (open_now, most))
        os.kill(min(workers_of(server)), signal.SIGKILL)
        until(lambda: events(server, "worker_cannot_start") != [])
        with client(server.base) as asking:
            assert asking.get("/health").status_code == 200
        resource.prlimit(pid, resource.RLIMIT_NOFILE, before)
        until(lambda: serve_all(server, WORKERS + 1))
    assert server.process.returncode == 0


@pytest.mark.parametrize("first", [None, signal.SIGHUP])
def test_a_worker_that_hangs_does_not_keep_the_server_from_ending(
    sqlite_installation: Installation, first: signal.Signals | None
) -> None:
    patient = {"SAMSYN_STOP_TIMEOUT": "3"}
    server = sqlite_installation.by_command.start("--workers", str(WORKERS), **patient)
    try:
        until(lambda: serve_all(server))
        hanging = min(workers_of(server))
        os.kill(hanging, signal.SIGSTOP)
        if first is not None:
            server.process.send_signal(first)
        time.sleep(1)  # in which it is asked whether it lives, and another takes its place
        server.process.send_signal(signal.SIGTERM)
    finally:
        assert server.stop() == 0
    assert [one["worker"] for one in events(server, "worker_killed")] == [hanging]


def test_what_a_terminal_sends_to_all_of_them_ends_them_in_order(
    sqlite_installation: Installation,
) -> None:
    """Also while they start: Ctrl-C must not be passed by, nor tell of where it came."""
    one = sqlite_installation.by_command
    log = one.folder / "server.log"
    words = ("serve", "--port", str(one.port), "--workers", str(2 * WORKERS))
    server = Server(one.processes.samsyn(words, one.environment(), log, log), "", log)
    try:
        until(lambda: len(workers_of(server)) > 0)
        for process in (server.process.pid, *workers_of(server)):
            os.kill(process, signal.SIGINT)
        assert server.process.wait(LONGEST_SECONDS) == 0
    finally:
        server.kill()
    assert "Traceback" not in server.said()


def test_a_second_wish_to_replace_all_is_met_by_workers_that_start_after_it(
    sqlite_installation: Installation,
) -> None:
    """As when a file that they read is exchanged, and exchanged again."""
    with sqlite_installation.by_command.serving("--workers", str(WORKERS)) as server:
        until(lambda: serve_all(server))
        before = workers_of(server)
        server.process.send_signal(signal.SIGHUP)
        until(lambda: workers_of(server) > before)
        earlier = workers_of(server)
        server.process.send_signal(signal.SIGHUP)
        until(lambda: gone(earlier) and len(workers_of(server)) == WORKERS)
    assert server.process.returncode == 0


def test_a_server_that_was_started_deaf_to_the_end_of_processes_notices_it(
    sqlite_installation: Installation,
) -> None:
    """What starts it may ignore SIGCHLD, and a process inherits what is ignored."""
    with started_ignoring(signal.SIGCHLD):
        server = sqlite_installation.by_command.start("--workers", str(WORKERS))
    try:
        until(lambda: serve_all(server))
        os.kill(min(workers_of(server)), signal.SIGKILL)
        until(lambda: serve_all(server, WORKERS + 1))
    finally:
        assert server.stop() == 0
    assert events(server, "worker_killed") == []


@pytest.mark.parametrize("workers", [1, WORKERS])
def test_a_server_that_is_to_outlive_its_terminal_does(
    sqlite_installation: Installation, workers: int
) -> None:
    """``nohup`` lets it ignore SIGHUP, which is then neither to end nor to begin anew."""
    with started_ignoring(signal.SIGHUP):
        server = sqlite_installation.by_command.start("--workers", str(workers))
    try:
        until(lambda: serve_all(server, workers))
        server.process.send_signal(signal.SIGHUP)
        time.sleep(1)  # in which it would have ended, or replaced one
        server.wait_until_ready()
        assert server.process.poll() is None
    finally:
        assert server.stop() == 0
    assert not serve_all(server, workers + 1)


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
