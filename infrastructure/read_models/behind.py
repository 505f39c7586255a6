"""What is behind events of the log: the decision that caused each, or the registration it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from application.queries import Behind, Consequence, Effect
from application.views import EventView
from domain.model import Position
from infrastructure.read_models.decisions import CONSEQUENCE, DECISION
from infrastructure.read_models.log_entries import entries_at
from infrastructure.read_models.pending import PENDING

T = TypeVar("T")

_AT_ONCE = 500
"""How many values a statement is given: databases bound them."""

_D = DECISION.c
_DECISIONS = select(_D.decision_id, _D.event_position, _D.number, _D.body_id).where(
    _D.decision_id.in_(bindparam("entries", expanding=True)),
    _D.position <= bindparam("known_at"),
)


def behind(
    connection: Connection,
    positions: Sequence[int],
    known_at: Position,
    bodies: Mapping[str, str],
) -> tuple[Behind, ...]:
    """Return what is behind the events at `positions`, in the order of the log.

    `bodies` are the names of bodies by id.
    """
    found = {event.position: event for event in _events(connection, positions)}
    decided_by = {event.position: _decided_by(connection, event) for event in found.values()}
    entries = sorted(set(decided_by.values()))
    decisions = {row.decision_id: row for row in _decisions(connection, entries, known_at)}
    taken = {
        event.position: event
        for event in _events(connection, [row.event_position for row in decisions.values()])
    }

    def one(event: EventView) -> Behind:
        row = decisions.get(decided_by[event.position])
        if row is None:
            return Behind(event)
        body = bodies.get(row.body_id, row.body_id)
        return Behind(event, row.number, body, taken[row.event_position])

    return tuple(one(found[position]) for position in sorted(found))


_P = PENDING.c
_ENTERED_BY = (
    select(_P.decision_id)
    .where(
        _P.standing == "in_force",
        _P.event_position <= bindparam("at"),
        _P.position >= bindparam("at"),
    )
    .order_by(_P.event_position.desc())
    .limit(1)
)


def _decided_by(connection: Connection, event: EventView) -> str:
    """Return the entry that an event is of: of a decision that waited, not its last consent."""
    waited = None
    if event.resolution is not None or event.stream.startswith("agreement/"):
        waited = connection.execute(_ENTERED_BY, {"at": event.position}).scalar()
    return str(waited or event.entry)


def effects(connection: Connection, decision_id: UUID, known_at: Position) -> tuple[Effect, ...]:
    """Return each time that a decision took effect, with what it changed then, in order."""
    chosen = {"decision_id": str(decision_id), "known_at": known_at}
    found: dict[int, list[Consequence]] = {}
    for row in connection.execute(_CONSEQUENCES, chosen):
        found.setdefault(row.position, []).append(_consequence(row))
    return tuple(Effect(Position(position), tuple(each)) for position, each in found.items())


_K = CONSEQUENCE.c
_BY_YEAR = (_K.position, _K.program_id, _K.fiscal_year, _K.money_kind, _K.measure, _K.member)
_CONSEQUENCES = (
    select(CONSEQUENCE)
    .where(
        _K.decision_id == bindparam("decision_id"),
        _K.stage == "actual",
        _K.position <= bindparam("known_at"),
    )
    .order_by(*_BY_YEAR)
)


def _consequence(row: Any) -> Consequence:
    return Consequence(
        program_id=UUID(row.program_id),
        fiscal_year=row.fiscal_year,
        money_kind=row.money_kind,
        measure=row.measure,
        member=row.member,
        before=row.before,
        after=row.after,
    )


def _events(connection: Connection, positions: Sequence[int]) -> Iterator[EventView]:
    for some in _few_at_once(sorted(set(positions))):
        yield from entries_at(connection, some)


def _decisions(connection: Connection, entries: Sequence[str], known_at: Position) -> Iterator[Any]:
    for some in _few_at_once(entries):
        yield from connection.execute(_DECISIONS, {"entries": some, "known_at": known_at})


def _few_at_once(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[at : at + _AT_ONCE] for at in range(0, len(values), _AT_ONCE))
