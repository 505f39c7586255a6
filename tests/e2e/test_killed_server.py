"""A server that is killed in the middle of a stream of decisions loses none and halves none."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from typing import Any, Final

import httpx2

from domain.recorded import Recorded
from infrastructure.rebuild import check
from interfaces.main import open_log
from tests.e2e import dalsland
from tests.e2e.server import Installation, Store, client

KILLS: Final = 20
WRITERS: Final = 4
MOST_BETWEEN_KILLS: Final = 8
LONGEST_WAIT_SECONDS: Final = 60

ALLOCATED: Final = 500_000
MOVED: Final = 1  # what each decision moves, in all, from the project of six to that of four
TOPICS: Final = ["decision.taken", "budget.reallocated", "budget.reallocated"]


def a_decision(heading: str) -> dalsland.Request:
    """Return a § of several resolutions, so that half of it would show."""
    body = dalsland.decision(
        dalsland.reallocate(dalsland.SIX, dalsland.OF_FOUR, 2 * MOVED),
        dalsland.text("Projekten ska samordnas."),
        dalsland.reallocate(dalsland.OF_FOUR, dalsland.SIX, MOVED),
        heading=heading,
    )
    return dalsland.Request("/decisions", body)


class Stream:
    """Decisions that several writers post at once; what each was answered stands here.

    A writer whose answer is lost either sends the same key again until it is answered (one of
    the `repeated`), or goes on as if nothing had happened (one of the `unanswered`).
    """

    def __init__(self, base: str) -> None:
        self._base = base
        self._changed = threading.Condition()
        self._over = threading.Event()
        self.acknowledged: dict[str, dict[str, Any]] = {}
        self.unanswered: set[str] = set()
        self.repeated: set[str] = set()

    @contextmanager
    def flowing(self) -> Iterator[None]:
        """Let the writers write until the block ends."""
        with ThreadPoolExecutor(WRITERS) as threads:
            writing = [threads.submit(self._write, writer) for writer in range(WRITERS)]
            try:
                yield
            finally:
                self._over.set()
        for one in writing:
            one.result()

    def wait_for(self, more: int) -> None:
        """Wait until so many more decisions have been acknowledged."""
        with self._changed:
            wanted = len(self.acknowledged) + more
            arrived = self._changed.wait_for(
                lambda: len(self.acknowledged) >= wanted, LONGEST_WAIT_SECONDS
            )
        assert arrived, "The writers have stopped"

    def _write(self, writer: int) -> None:
        chance = random.Random(writer)
        with client(self._base) as posting:
            for number in count(1):
                if self._over.is_set():
                    return
                self._post(posting, f"{writer}-{number}", chance)

    def _post(self, posting: httpx2.Client, key: str, chance: random.Random) -> None:
        while not self._over.is_set():
            try:
                recorded = dalsland.post(posting, a_decision(key), key)
            except httpx2.ConnectError:  # nobody got it: the server is down
                self._over.wait(0.02)
            except httpx2.TransportError:  # whether it was recorded, only the log knows
                if chance.random() < 0.5:
                    self.unanswered.add(key)
                    return
                self.repeated.add(key)
            else:
                with self._changed:
                    self.acknowledged[key] = recorded
                    self._changed.notify_all()
                return


def test_a_server_killed_twenty_times_loses_no_acknowledged_decision_and_leaves_no_half_one(
    installation: Installation,
) -> None:
    chance = random.Random(0)
    server = installation.start()
    with client(server.base) as posting:
        for request in (*dalsland.founding(), *dalsland.program(ALLOCATED, ALLOCATED)):
            dalsland.post(posting, request)

    stream = Stream(server.base)
    with stream.flowing():
        for _ in range(KILLS):
            stream.wait_for(chance.randint(1, MOST_BETWEEN_KILLS))
            time.sleep(chance.uniform(0, 0.02))
            server.kill()
            server = installation.start()
        stream.wait_for(1)

    try:
        assert stream.unanswered | stream.repeated, "No kill met a decision under way"
        with client(server.base) as asking:
            every_key_gives_exactly_one_decision(asking, stream)
            the_register_holds_what_was_acknowledged(asking, stream)
            the_money_is_what_the_decisions_make_it(asking, len(stream.acknowledged))
    finally:
        server.stop()
    the_log_is_whole(installation.store, len(stream.acknowledged))


def every_key_gives_exactly_one_decision(asking: httpx2.Client, stream: Stream) -> None:
    """Send every key whose answer was lost again, and some of those that were answered."""
    answered = dict(stream.acknowledged)
    for key in sorted(stream.unanswered):
        stream.acknowledged[key] = dalsland.post(asking, a_decision(key), key)
    for key in [*sorted(stream.repeated & answered.keys()), next(iter(answered))]:
        assert dalsland.post(asking, a_decision(key), key) == answered[key]
    headings = Counter(one["envelope"]["heading"] for one in register(asking))
    assert {key: headings[key] for key in stream.acknowledged} == dict.fromkeys(
        stream.acknowledged, 1
    )
    assert set(headings) - {"Beslut"} == set(stream.acknowledged)


def the_register_holds_what_was_acknowledged(asking: httpx2.Client, stream: Stream) -> None:
    recorded = {one["decisionId"]: one for one in register(asking)}
    for told in stream.acknowledged.values():
        assert recorded[told["decisionId"]] == told
    numbers = Counter(one["number"] for one in recorded.values())
    assert set(numbers.values()) == {1}


def the_money_is_what_the_decisions_make_it(asking: httpx2.Client, decisions: int) -> None:
    budget = dalsland.get(asking, dalsland.BUDGET, validAt="2026-12-31")["data"]
    allocated = {one["projectId"]: one["allocated"] for one in budget["projects"]}
    assert allocated == {
        dalsland.SIX: dalsland.kronor(ALLOCATED - decisions * MOVED),
        dalsland.OF_FOUR: dalsland.kronor(decisions * MOVED),
    }


def the_log_is_whole(store: Store, decisions: int) -> None:
    """Every position once and in order, every entry together and complete, models that agree."""
    database = store.open()
    events = list(open_log(database).read_events())
    assert [one.position for one in events] == list(range(1, len(events) + 1))

    entries = by_entry(events)
    streamed = [one for one in entries if [event.event.TOPIC for event in one] == TOPICS]
    assert len(streamed) == decisions
    for taken, *caused in streamed:
        assert len(taken.event.resolutions) == 3
        assert [one.cause.resolution for one in caused] == [1, 3]
        assert [one.position - taken.position for one in caused] == [1, 2]
    at_the_start = len([*dalsland.founding(), *dalsland.program(ALLOCATED, ALLOCATED)])
    assert len(entries) == decisions + at_the_start

    head, differences = check(database, lambda _done, _of: None)
    assert (head, differences) == (len(events), ())


def by_entry(events: list[Recorded]) -> list[list[Recorded]]:
    entries: dict[Any, list[Recorded]] = defaultdict(list)
    for event in events:
        entries[event.cause.entry].append(event)
    return list(entries.values())


def register(asking: httpx2.Client) -> list[dict[str, Any]]:
    """Return every decision of the register, page by page."""
    found: list[dict[str, Any]] = []
    for page in count(1):
        answer = dalsland.get(asking, "/decisions", page=page, limit=500, validAt="2027-12-31")
        found += answer["data"]
        if len(found) >= answer["meta"]["total"]:
            return found
    raise AssertionError
