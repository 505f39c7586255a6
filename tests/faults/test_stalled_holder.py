"""A process that hangs while it holds the log: the others wait so long, are told, and go on."""

from __future__ import annotations

import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import pytest

from domain.errors import Unavailable
from interfaces.main import open_log
from tests.conftest import Store
from tests.faults.aftermath import the_log_is_whole
from tests.faults.jobs import taken
from tests.faults.posting import position_of, sent
from tests.faults.wire import Reply, Wire
from tests.processes.installation import Installation, client
from tests.processes.installation import Store as AnyStore
from tests.processes.nursery import LONGEST_SECONDS, Child, Nursery

WRITERS: Final = 8


def stalled(processes: Nursery, store: AnyStore, **options: float) -> Child:
    """Start a process that stands still in the middle of a transaction, its decision written."""
    holder = processes.start("hold", store, options=options, key="held")
    holder.wait_for("holding")
    holder.signal(signal.SIGSTOP)
    return holder


@pytest.mark.parametrize("end", ["goes on", "is killed"])
def test_writers_are_told_in_time_and_go_on_when_the_one_that_hangs(
    end: str, installed: Installation, processes: Nursery
) -> None:
    with installed.serving(SAMSYN_LOCK_TIMEOUT="0.5", SAMSYN_REHEARSE_TIMEOUT="0.5") as server:
        holder = stalled(processes, installed.store)
        with client(server.base) as asking:
            before = position_of(asking)
            answer = sent(asking, "refused")
            assert (answer.status_code, answer.json()["code"]) == (503, "store_is_locked")
            assert int(answer.headers["retry-after"]) > 0
            assert answer.json()["sv"] != answer.json()["en"]
            with ThreadPoolExecutor(WRITERS) as threads:  # each waits its own time, not a sum
                codes = list(
                    threads.map(lambda _: sent(asking, "refused").status_code, range(WRITERS))
                )
            assert codes == [503] * WRITERS
            assert position_of(asking) == before, "reading does not go on"

            if end == "goes on":
                holder.signal(signal.SIGCONT)
                holder.signal(signal.SIGUSR1)
                holder.wait_for("committed")
            else:
                holder.kill()
            told = {"refused": posted_in_time(server.base, "refused")}
    held = {"held"} if end == "goes on" else set()
    assert the_log_is_whole(installed.store.open(), told, held) == told.keys() | held


def posted_in_time(base: str, key: str) -> bytes:
    """Post until the log is free: PostgreSQL takes a moment to see that a client has died."""
    with client(base) as asking:
        for _ in range(LONGEST_SECONDS):
            answer = sent(asking, key)
            if answer.status_code != 503:
                break
        assert answer.status_code == 201, answer.text
        return answer.content


def test_more_writers_than_may_wait_are_told_at_once_and_reading_goes_on(
    installed: Installation, processes: Nursery
) -> None:
    """Forty requests are served at a time: they must not all be writers that wait."""
    with installed.serving(SAMSYN_LOCK_TIMEOUT=str(LONGEST_SECONDS)) as server:
        holder = processes.start("hold", installed.store, key="held")
        holder.wait_for("holding")
        wires = [Wire(server.base, f"one of many {number}").send() for number in range(60)]
        told: list[tuple[str, Reply | None]] = []
        listening = [
            threading.Thread(target=lambda one=wire: told.append((one.key, one.hear())))
            for wire in wires
        ]
        for each in listening:
            each.start()
        with client(server.base) as asking:
            position_of(asking)  # while none of those that wait has had the log
            assert not {reply.status for _, reply in told if reply} & {201}
            holder.signal(signal.SIGUSR1)
            for each in listening:
                each.join()
    answers = {key: reply.body for key, reply in told if reply and reply.status == 201}
    turned_away = [reply for _, reply in told if reply and reply.status != 201]
    assert answers
    assert turned_away
    assert {one.problem["code"] for one in turned_away} == {"store_is_crowded"}
    recorded = the_log_is_whole(installed.store.open(), answers, {"held"})
    assert recorded == {"held", *answers}


def test_postgres_takes_the_log_from_one_that_hangs_for_too_long(
    postgres_funded_store: Store, processes: Nursery
) -> None:
    holder = stalled(processes, postgres_funded_store, statement_timeout=0.5)
    log = open_log(postgres_funded_store.open(lock_timeout=LONGEST_SECONDS))
    told = {"next": taken(log, "next")}
    holder.signal(signal.SIGCONT)
    holder.signal(signal.SIGUSR1)
    holder.wait_until(lambda child: not child.alive)
    assert "store_is_gone" in holder.said()
    assert not holder.told("committed")
    assert the_log_is_whole(postgres_funded_store.open(), told, ()) == {"next"}


def test_a_file_is_waited_for_in_vain_until_the_one_that_hangs_is_killed(
    sqlite_funded_store: Store, processes: Nursery
) -> None:
    """A file has no server that could end a transaction: somebody has to end the process."""
    holder = stalled(processes, sqlite_funded_store)
    log = open_log(sqlite_funded_store.open(lock_timeout=0.1))
    for _ in range(3):
        with pytest.raises(Unavailable) as error:
            taken(log, "next")
        assert error.value.code == "store_is_locked"
    holder.kill()
    told = {"next": taken(log, "next")}
    assert the_log_is_whole(sqlite_funded_store.open(), told, ()) == {"next"}
