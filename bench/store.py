"""What is timed without HTTP: a decision through the use case, and reading the log again."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID, uuid4

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from sqlalchemy import select

from application.decisions import take_in
from bench.filling import LARGE_YEAR, small_decision
from bench.places import Place
from domain import budget
from domain.catalogue import EVENTS, evolve
from domain.decision import Decision
from infrastructure.event_log import EventMapper
from infrastructure.tables import events
from interfaces.http.reading import parse
from interfaces.main import open_log
from tests.e2e.dalsland import OF_FOUR, PROGRAM, SIX

_COLUMNS: Final = (
    events.c.position,
    events.c.stream,
    events.c.version,
    events.c.topic,
    events.c.state,
    events.c.recorded,
)


def take_decisions(place: Place) -> Callable[[], None]:
    """Return what takes one small decision through `application.decisions.take_in`."""
    log = open_log(place.open())
    decision = parse(Decision, json.dumps(small_decision()).encode())

    def take() -> None:
        with log.transaction() as transaction:
            take_in(transaction, decision, "bench")

    return take


def stored_budget(place: Place) -> Sequence[Any]:
    """Return the stored events of the large budget, in order."""
    stream = budget.stream(UUID(PROGRAM), LARGE_YEAR)
    chosen = select(*_COLUMNS).where(events.c.stream == stream).order_by(events.c.version)
    with place.open().read() as connection:
        return [tuple(row) for row in connection.execute(chosen)]


def read_stored(rows: Sequence[Any]) -> Callable[[], None]:
    """Return what makes events of stored bytes."""
    mapper = EventMapper(EVENTS)

    def read() -> None:
        for row in rows:
            mapper.recorded(*row)

    return read


def replay_stored(rows: Sequence[Any]) -> Callable[[], None]:
    """Return what makes a budget's state of stored bytes."""
    mapper = EventMapper(EVENTS)

    def replay() -> None:
        state = None
        for row in rows:
            recorded = mapper.recorded(*row)
            state = evolve(recorded.stream, state, recorded.event)

    return replay


class StockBudget(Aggregate):
    """The same budget as the library's own example would have it."""

    def __init__(self) -> None:
        self.allocated: dict[UUID, int] = {}

    class Reallocated(Aggregate.Event):
        """An entry with the fields of ours."""

        entry: UUID
        resolution: int
        recorded_by: str
        source: UUID
        target: UUID
        amount: int
        money_kind: str
        period_start: str
        period_end: str
        effective_from: str

        def apply(self, aggregate: Any) -> None:
            """Move the money."""
            allocated = aggregate.allocated
            allocated[self.source] = allocated.get(self.source, 0) - self.amount
            allocated[self.target] = allocated.get(self.target, 0) + self.amount


def replay_stock(entries: int) -> Callable[[], None]:
    """Return what the library does to make an aggregate of so many events, kept in memory."""
    app: Application[UUID] = Application(env={"PERSISTENCE_MODULE": "eventsourcing.popo"})
    stock = StockBudget()
    for _ in range(entries - 1):  # the first is its creation
        stock.trigger_event(
            StockBudget.Reallocated,
            entry=uuid4(),
            resolution=1,
            recorded_by="local",
            source=UUID(SIX),
            target=UUID(OF_FOUR),
            amount=100,
            money_kind="cash",
            period_start=f"{LARGE_YEAR}-01-01",
            period_end=f"{LARGE_YEAR + 1}-01-01",
            effective_from=f"{LARGE_YEAR}-01-01",
        )
    app.save(stock)

    def replay() -> None:
        app.repository.get(stock.id)

    return replay
