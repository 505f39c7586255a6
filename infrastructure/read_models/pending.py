"""Decisions that wait for consents: from where in the log, and what became of them.

A log of the first version held each cost key by itself; its subject is the key's id, where it
now is the decision's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Column, Connection, Table, bindparam, select

from domain.agreement.events import (
    CostKeyAdopted,
    CostKeyEnteredIntoForce,
    CostKeyLapsed,
    DecisionEnteredIntoForce,
    DecisionHeld,
    DecisionLapsed,
)
from domain.model import Position
from domain.recorded import Recorded
from infrastructure.tables import Whole, Words, metadata

PENDING: Final = Table(
    "decision_pending",
    metadata,
    Column("agreement", Words, primary_key=True),
    Column("subject", Words, primary_key=True),
    Column("standing", Words, primary_key=True),
    Column("decision_id", Words, nullable=False, index=True),
    Column("event_position", Whole, nullable=False),
    Column("position", Whole, nullable=False, index=True),
)
"""``pending``, and then ``in_force`` or ``lapsed``; `event_position` is that of the event."""


_INSERT: Final = PENDING.insert()


def held_in(recorded: Sequence[Recorded]) -> tuple[Recorded, ...]:
    """Return the events of one transaction that let something wait: the decision, or a key."""
    held = tuple(one for one in recorded if isinstance(one.event, DecisionHeld))
    if held:
        return held
    entered = {
        one.event.key_id for one in recorded if isinstance(one.event, CostKeyEnteredIntoForce)
    }
    return tuple(
        one
        for one in recorded
        if isinstance(one.event, CostKeyAdopted) and one.event.key_id not in entered
    )


def settled_in(
    connection: Connection, recorded: Sequence[Recorded]
) -> Iterator[tuple[Recorded, str, str]]:
    """Yield the events that settle what waited, with the standing it gets and the decision."""
    subjects = set()
    for one in recorded:
        if isinstance(one.event, DecisionEnteredIntoForce | DecisionLapsed):
            standing = "in_force" if isinstance(one.event, DecisionEnteredIntoForce) else "lapsed"
            subjects.add(one.event.subject)
            yield one, standing, str(decision_of(connection, one.stream, one.event.subject))
    for one in recorded:
        if not isinstance(one.event, CostKeyEnteredIntoForce | CostKeyLapsed):
            continue
        waited = decision_of(connection, one.stream, one.event.key_id)
        if waited is not None and one.event.key_id not in subjects:
            standing = "in_force" if isinstance(one.event, CostKeyEnteredIntoForce) else "lapsed"
            yield one, standing, str(waited)


_DECISION_OF = select(PENDING.c.decision_id).where(
    PENDING.c.agreement == bindparam("agreement"),
    PENDING.c.subject == bindparam("subject"),
    PENDING.c.standing == "pending",
)


def decision_of(connection: Connection, agreement: str, subject: UUID) -> UUID | None:
    """Return the decision that waited with a subject, or None when none did."""
    chosen = {"agreement": agreement, "subject": str(subject)}
    found = connection.execute(_DECISION_OF, chosen).scalar()
    return UUID(found) if found else None


def subject_of(event: Any) -> UUID:
    """Return what an event of a held decision or key is about."""
    match event:
        case DecisionHeld(decision_id=subject):
            return subject
        case DecisionEnteredIntoForce(subject=subject) | DecisionLapsed(subject=subject):
            return subject
        case _:
            return UUID(str(event.key_id))


def enter(
    connection: Connection, one: Recorded, standing: str, decision_id: str, position: Position
) -> None:
    """Enter that something waits, or what became of it."""
    row = {
        "agreement": one.stream,
        "subject": str(subject_of(one.event)),
        "standing": standing,
        "decision_id": decision_id,
        "event_position": one.position,
        "position": position,
    }
    connection.execute(_INSERT, row)


_STANDINGS = select(PENDING.c.agreement, PENDING.c.subject, PENDING.c.standing).where(
    PENDING.c.decision_id == bindparam("decision_id")
)


def standing_of(connection: Connection, decision_id: str) -> str | None:
    """Return the standing of a decision once nothing of it waits any more; None while it does."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in connection.execute(_STANDINGS, {"decision_id": decision_id}):
        found.setdefault((row.agreement, row.subject), set()).add(row.standing)
    if not all(standings - {"pending"} for standings in found.values()):
        return None
    in_force = any("in_force" in standings for standings in found.values())
    return "in_force" if in_force else "lapsed"


_BECAME = (
    select(PENDING.c.event_position, PENDING.c.position)
    .where(
        PENDING.c.decision_id == bindparam("decision_id"),
        PENDING.c.standing == bindparam("standing"),
        PENDING.c.position <= bindparam("known_at"),
    )
    .order_by(PENDING.c.event_position)
)


def entered(
    connection: Connection, decision_id: str, known_at: Position
) -> tuple[tuple[Position, Position], ...]:
    """Return where a decision took effect after its consents: after one position up to another."""
    chosen = {"decision_id": decision_id, "known_at": known_at, "standing": "in_force"}
    # The event of a key that waited by itself is also what it did: from before it.
    return tuple(
        (Position(row.event_position - 1), Position(row.position))
        for row in connection.execute(_BECAME, chosen)
    )


def lapsed(
    connection: Connection, decision_id: str, known_at: Position
) -> tuple[tuple[Position, Position], ...]:
    """Return where it stands that a decision came to nothing: after one position up to another."""
    chosen = {"decision_id": decision_id, "known_at": known_at, "standing": "lapsed"}
    return tuple(
        (Position(row.event_position - 1), Position(row.event_position))
        for row in connection.execute(_BECAME, chosen)
    )


_ENTERED_BETWEEN = (
    select(PENDING.c.decision_id)
    .where(
        PENDING.c.position > bindparam("after"),
        PENDING.c.position <= bindparam("until"),
        PENDING.c.standing == "in_force",
    )
    .order_by(PENDING.c.event_position)
)


def entered_between(connection: Connection, after: Position, until: Position) -> tuple[UUID, ...]:
    """Return the decisions that entered into force after one position, up to another."""
    rows = connection.execute(_ENTERED_BETWEEN, {"after": after, "until": until})
    return tuple(UUID(row.decision_id) for row in rows)
