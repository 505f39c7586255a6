"""A server that is asked to end finishes what is begun, takes nothing new, and ends in time."""

from __future__ import annotations

import signal
from typing import Final

import pytest

from tests.faults.aftermath import the_log_is_whole
from tests.faults.wire import Wire
from tests.processes.installation import Installation
from tests.processes.nursery import LONGEST_SECONDS, Nursery

REQUESTS: Final = 4


@pytest.mark.parametrize("workers", [1, 2])
def test_a_server_that_is_asked_to_end_answers_what_is_begun_and_takes_nothing_new(
    installed: Installation, processes: Nursery, workers: int
) -> None:
    patient = {"SAMSYN_LOCK_TIMEOUT": "100", "SAMSYN_STOP_TIMEOUT": "100"}
    server = installed.by_command.start("--workers", str(workers), **patient)
    try:
        holder = processes.start("hold", installed.store, key="before")
        holder.wait_for("holding")
        begun = [Wire(server.base, f"begun {number}").send() for number in range(REQUESTS)]
        server.process.send_signal(signal.SIGTERM)
        server.wait_until_it_refuses()
        assert server.process.poll() is None, "It has ended without answering"
        holder.signal(signal.SIGUSR1)
        told = {wire.key: wire.hear() for wire in begun}
        assert server.process.wait(LONGEST_SECONDS) == 0
    finally:
        server.kill()
    assert {reply.status if reply else None for reply in told.values()} == {201}
    answers = {key: reply.body for key, reply in told.items() if reply}
    recorded = the_log_is_whole(installed.store.open(), answers, {"before"})
    assert recorded == {"before", *answers}


def test_a_server_that_is_asked_to_end_does_not_wait_for_ever(
    installed: Installation, processes: Nursery
) -> None:
    server = installed.start(SAMSYN_LOCK_TIMEOUT="600", SAMSYN_STOP_TIMEOUT="1")
    try:
        holder = processes.start("hold", installed.store, key="stalled")
        holder.wait_for("holding")
        wire = Wire(server.base, "not in time").send()
        server.process.send_signal(signal.SIGTERM)
        reply = wire.hear()
        assert server.process.wait(LONGEST_SECONDS) == 0
        holder.kill()
    finally:
        server.kill()
    assert reply is not None
    assert (reply.status, reply.problem["code"]) == (503, "server_is_ending")
    assert the_log_is_whole(installed.store.open(), {}, ()) == set()


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_server_with_nothing_to_do_ends_without_a_fault(
    installed: Installation, asked: signal.Signals
) -> None:
    server = installed.start()
    server.process.send_signal(asked)
    assert server.process.wait(LONGEST_SECONDS) == 0
    assert "Traceback" not in server.said()
