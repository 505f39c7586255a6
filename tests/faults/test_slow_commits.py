"""Readers that follow the log while several processes commit slowly miss nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, cast

import httpx2
import psycopg

from domain.recorded import Recorded
from infrastructure.event_log import EventLog
from interfaces.main import open_log
from tests.conftest import Store
from tests.e2e.dalsland import get
from tests.processes.installation import Installation, client
from tests.processes.nursery import LONGEST_SECONDS, Nursery

WRITERS: Final = 3
SLOW_SECONDS: Final = 0.02
FOLLOWED: Final = 90  # positions that each reader follows

SLOW_ON_POSTGRES: Final = """
CREATE FUNCTION "{0}".slow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_sleep(random() * {1}); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON "{0}".events
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "{0}".slow();
"""
"""The server itself takes its time with each commit."""


def test_nothing_is_missed_or_told_twice_by_those_who_follow_a_log_whose_commits_are_slow(
    funded: Store, installed: Installation, processes: Nursery
) -> None:
    if not funded.is_sqlite:
        with psycopg.connect(funded.url) as connection:
            connection.execute(SLOW_ON_POSTGRES.format(funded.schema, SLOW_SECONDS).encode())
    log = open_log(funded.open())
    with installed.serving() as server, client(server.base) as asking:
        for number in range(WRITERS):
            processes.start(
                "decide", funded, name=str(number), again=[], threads=2, slow=SLOW_SECONDS
            )
        readers: tuple[Callable[[], list[tuple[int, str]]], ...] = (
            lambda: subscribed(log),
            lambda: polled(log),
            lambda: asked_for(asking),
        )
        with ThreadPoolExecutor(len(readers)) as threads:
            found = [one.result() for one in [threads.submit(read) for read in readers]]
        processes.empty()
    written = [(one.position, one.event.TOPIC) for one in log.read_events()]
    assert [position for position, _ in written] == list(range(1, len(written) + 1))
    for seen in found:
        assert len(seen) >= FOLLOWED
        assert seen == written[: len(seen)]


def subscribed(log: EventLog) -> list[tuple[int, str]]:
    """Follow by the library's subscription."""
    seen: list[tuple[int, str]] = []
    subscription = log.recorder.subscribe(gt=None)
    giving_up = threading.Timer(LONGEST_SECONDS, subscription.stop)
    giving_up.start()
    with subscription:
        for notification in subscription:
            recorded = cast("Recorded", log.mapper.to_domain_event(notification))
            seen.append((recorded.position, recorded.event.TOPIC))
            if len(seen) >= FOLLOWED:
                break
    giving_up.cancel()
    return seen


def polled(log: EventLog) -> list[tuple[int, str]]:
    """Follow by asking for what comes after the last that was seen."""
    seen: list[tuple[int, str]] = []
    while len(seen) < FOLLOWED:
        after = seen[-1][0] if seen else 0
        seen += [(one.position, one.event.TOPIC) for one in log.read_events(after, limit=7)]
    return seen


def asked_for(asking: httpx2.Client) -> list[tuple[int, str]]:
    """Follow over the API."""
    seen: list[tuple[int, str]] = []
    while len(seen) < FOLLOWED:
        after = seen[-1][0] if seen else 0
        seen += list(_told(get(asking, "/events", after=after, limit=11)["data"]))
    return seen


def _told(data: list[dict[str, Any]]) -> Iterator[tuple[int, str]]:
    for one in data:
        yield one["position"], one["topic"]
