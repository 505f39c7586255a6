"""A domain of two events, to test the log with: tallies are opened, and counted up and down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, cast
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Column, Connection, MetaData, Table, Text, func, insert, select

from application.log import Entry
from application.queries import Queries
from domain.errors import CorruptStream
from domain.model import Event, Position, StreamId
from domain.recorded import Cause, Recorded
from infrastructure.database import Database
from infrastructure.event_log import EventLog
from infrastructure.event_log.transaction import LogTransaction

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class TallyOpened(Event):
    TOPIC: ClassVar[str] = "tally.opened"
    title: str


class TallyCounted(Event):
    TOPIC: ClassVar[str] = "tally.counted"
    amount: int


EVENTS: Mapping[str, type[Event]] = {one.TOPIC: one for one in (TallyOpened, TallyCounted)}


@dataclass(frozen=True)
class Tally:
    title: str
    total: int


def evolve(stream: StreamId, state: Tally | None, event: Event) -> Tally:
    match state, event:
        case None, TallyOpened():
            return Tally(event.title, 0)
        case Tally(), TallyCounted():
            return Tally(state.title, state.total + event.amount)
        case _:
            raise CorruptStream(f"{stream}: {event} after {state}")


counts = Table(
    "counts",
    MetaData(),
    Column("position", BigInteger, nullable=False),
    Column("stream", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
)
"""A read model: what was counted, as of the last position of its transaction."""


def project(connection: Connection, recorded: Sequence[Recorded], position: Position) -> None:
    rows = [
        {"position": position, "stream": one.stream, "amount": one.event.amount}
        for one in recorded
        if isinstance(one.event, TallyCounted)
    ]
    if rows:
        connection.execute(insert(counts), rows)


@dataclass
class Counts:
    """Reads the read model on one connection."""

    connection: Connection

    def total(self) -> int:
        return int(self.connection.execute(select(func.sum(counts.c.amount))).scalar() or 0)


def total(view: Any) -> int:
    """Sum all that was counted, as a transaction or a snapshot sees it."""
    return cast("Counts", view.reader).total()


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Evolved:
    """`evolve`, with what it was asked: so that a test can tell what was read again."""

    events: list[Event] = field(default_factory=list)

    def __call__(self, stream: StreamId, state: Any | None, event: Event) -> Tally:
        self.events.append(event)
        return evolve(stream, state, event)


def open_log(database: Database, **parts: Any) -> EventLog:
    """Return a log of tallies, each part replaceable, with the table of its read model."""
    with database.set_up() as connection:
        counts.create(connection, checkfirst=True)
    given: dict[str, Any] = {
        "evolve": evolve,
        "project": project,
        "reader": lambda connection: cast("Queries", Counts(connection)),
        "clock": Clock(),
        **parts,
    }
    return EventLog(database, given.pop("events", EVENTS), **given)


def new_tally() -> StreamId:
    return StreamId(f"tally/{uuid4()}")


def cause(resolution: int | None = None) -> Cause:
    return Cause(UUID(int=7), resolution, "secretary")


def opened(stream: StreamId, title: str = "Apples") -> Entry:
    return Entry(stream, (TallyOpened(title=title),), cause())


def counted(stream: StreamId, *amounts: int) -> Entry:
    return Entry(stream, tuple(TallyCounted(amount=one) for one in amounts), cause(0))


def record(log: EventLog, *entries: Entry) -> Position:
    """Append entries in one transaction and commit."""
    with log.transaction() as transaction:
        return append(transaction, *entries)


def append(transaction: LogTransaction, *entries: Entry) -> Position:
    for entry in entries:
        transaction.append(entry)
    return transaction.write()


def rows_of(database: Database, table: str) -> list[tuple[Any, ...]]:
    """Every row of a table, in order."""
    with database.read() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table}")]


def stored(database: Database) -> list[tuple[int, str, int, str]]:
    """Position, stream, version and topic of every event, in order."""
    statement = "SELECT position, stream, version, topic FROM events ORDER BY position"
    with database.read() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement)]
