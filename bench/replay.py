"""Events per second from stored bytes, beside the library's own aggregate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from eventsourcing.application import Application

from bench.kept import filled
from bench.measuring import Measuring
from bench.places import SQLITE, Place
from bench.results import Aim, Row, Table
from bench.rounds import Contestant, Turn, interleave, timed
from bench.stock.aggregate import StockBudget
from bench.town import program_of
from bench.years import LAST_YEAR, Shape
from domain import budget
from domain.catalogue import EVENTS, evolve
from domain.model import ProgramId
from infrastructure.event_log import EventMapper
from infrastructure.event_log.rows import EVENT
from infrastructure.tables import events

_SHAPE: Final = Shape(5_000, programs=1, years=1)
_LEAST: Final = 7


def measure(measuring: Measuring) -> Iterator[Table]:
    """Yield one table: of a budget of some 5 000 entries."""
    place = filled(measuring.everywhere, SQLITE, _SHAPE, measuring.say)
    rows = _stored(place)
    place.close()
    app = Application[UUID](env={"PERSISTENCE_MODULE": "eventsourcing.popo"})
    stock = _stock(app, len(rows))
    mapper = EventMapper(EVENTS)
    acts: dict[str, Callable[[], object]] = {
        "the stock library: replay an aggregate": lambda: app.repository.get(stock),
        "the stock library: read its events": lambda: list(app.events.get(stock)),
        "Samsyn: read events of stored bytes": partial(_read, mapper, rows),
        "Samsyn: read them and replay a budget": partial(_replay, mapper, rows),
    }
    contestants = [Contestant(name, partial(_turn, act, len(rows))) for name, act in acts.items()]
    interleave(contestants, measuring.rounds, measuring.say)
    yield _table(contestants, len(rows))


def _turn(act: Callable[[], object], events: int) -> Turn:
    turn = timed([act])
    return Turn(events, turn.elapsed, turn.durations)


def _stored(place: Place) -> Sequence[Any]:
    """Return the stored events of the budget, in order."""
    stream = budget.stream(ProgramId(program_of(0)), LAST_YEAR)
    chosen = EVENT.where(events.c.stream == stream).order_by(events.c.version)
    with place.open().read() as connection:
        return [tuple(row) for row in connection.execute(chosen)]


def _read(mapper: EventMapper, rows: Sequence[Any]) -> None:
    for row in rows:
        mapper.recorded(*row)


def _replay(mapper: EventMapper, rows: Sequence[Any]) -> None:
    state = None
    for row in rows:
        recorded = mapper.recorded(*row)
        state = evolve(recorded.stream, state, recorded.event)


def _stock(app: Application[UUID], entries: int) -> UUID:
    """Make an aggregate of so many events, kept in memory, and return its id."""
    stock = StockBudget()
    for _ in range(entries - 1):  # the first is its creation
        stock.reallocate()
    app.save(stock)
    return stock.id


def _table(contestants: Sequence[Contestant], events: int) -> Table:
    stock = contestants[0]
    rows = tuple(
        Row(
            one.name,
            {"events a second": one.rate, "× the stock library": one.rate_to(stock)},
            (Aim("× the stock library", "≥", _LEAST),) if one.name.startswith("Samsyn") else (),
        )
        for one in contestants
    )
    said = f"{events:,} events: reallocations, costs and commitments of one program's year."
    return Table("Replay", rows, said)
