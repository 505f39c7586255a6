"""A decision costs no more because the streams it concerns are long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import event

from domain.catalogue import EVENTS, evolve
from domain.model import Event, StreamId
from infrastructure.database import Database
from infrastructure.event_log import EventLog
from infrastructure.projector import project
from infrastructure.reader import Reader
from interfaces.main import now, open_log
from tests.conftest import Store
from tests.faults.jobs import taken

SHORT: Final = 64
LONG: Final = 320
"""Decisions in the stream of one budget, whose sums are carried forward every 32 of its events."""


@dataclass
class Work:
    """What a decision took: statements asked, and events read and made into states."""

    statements: int = 0
    events: int = 0


@contextmanager
def counted(database: Database, work: Work) -> Iterator[None]:
    """Count what the writer's connection does."""

    def asked(*_: Any) -> None:
        work.statements += 1

    event.listen(database.writer, "before_cursor_execute", asked)
    yield
    event.remove(database.writer, "before_cursor_execute", asked)


def test_statements_and_events_read_for_a_decision_do_not_grow_with_its_streams(
    funded: Store,
) -> None:
    work = Work()

    def counting(stream: StreamId, state: Any | None, happened: Event) -> Any:
        work.events += 1
        return evolve(stream, state, happened)

    log = EventLog(
        funded.open(), EVENTS, evolve=counting, project=project, reader=Reader, clock=now
    )
    taken(log, "first")
    found: list[tuple[int, int]] = []
    for number in range(LONG):
        work.statements = work.events = 0
        with counted(log.database, work):
            taken(log, f"number {number}")
        found.append((work.statements, work.events))
    statements = [asked for asked, _ in found]
    # Some are asked every so many decisions only, when sums are carried forward and lists tallied.
    early, late = sum(statements[:SHORT]), sum(statements[-SHORT:])
    assert late <= 1.05 * early, "decisions cost more as their streams grow"
    assert max(events for _, events in found[1:]) < 10


def test_another_process_has_only_what_is_newer_to_read(funded: Store) -> None:
    read: list[Event] = []

    def counting(stream: StreamId, state: Any | None, happened: Event) -> Any:
        read.append(happened)
        return evolve(stream, state, happened)

    log = EventLog(
        funded.open(), EVENTS, evolve=counting, project=project, reader=Reader, clock=now
    )
    another = open_log(funded.open())
    for number in range(SHORT):
        taken(another, f"old {number}")
    taken(log, "catching up")
    for number in range(SHORT):
        taken(another, f"new {number}")
        read.clear()
        taken(log, f"after {number}")
        assert len(read) < 10


def steps_of_a_decision(log: EventLog, key: str) -> Counter[str]:
    """Return how many times SQLite ran ten instructions for each statement of a decision.

    That grows with each row that is looked at, whatever is returned.
    """
    steps: Counter[str] = Counter()
    statement = ""

    def step() -> int:
        steps[statement] += 1
        return 0

    def asked(_c: Any, _cursor: Any, text: str, *_: Any) -> None:
        nonlocal statement
        statement = text

    with log.database.write() as connection:
        driver: Any = connection.connection.driver_connection
    event.listen(log.database.writer, "before_cursor_execute", asked)
    driver.set_progress_handler(step, 10)
    taken(log, key)
    driver.set_progress_handler(None, 0)
    event.remove(log.database.writer, "before_cursor_execute", asked)
    return steps


def test_sqlite_looks_at_no_more_rows_for_a_decision_when_streams_are_long(
    sqlite_funded_store: Store,
) -> None:
    log = open_log(sqlite_funded_store.open())
    for number in range(SHORT):
        taken(log, f"early {number}")
    short = steps_of_a_decision(log, "short")
    for number in range(LONG - 1):  # as many after what was carried forward last
        taken(log, f"number {number}")
    long = steps_of_a_decision(log, "long")
    assert sum(short.values()) > 100
    grown = {
        text: (short[text], steps) for text, steps in long.items() if steps > 1.5 * short[text] + 10
    }
    assert not grown
