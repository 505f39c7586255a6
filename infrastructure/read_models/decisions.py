"""The register of decisions: every § with what it concerns, its standing and consequences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Index,
    Integer,
    SmallInteger,
    Table,
    bindparam,
    func,
    select,
)

from application.queries import Consequence
from application.texts import sealed_in_json
from domain.decision import TAKES_EFFECT, DecisionAnnulled, DecisionReversed, DecisionTaken
from domain.model import Position
from domain.recorded import Recorded
from infrastructure.read_models import pending
from infrastructure.tables import UtcTime, Whole, Words, index_when_given, metadata

DECISION = Table(
    "decision",
    metadata,
    Column("event_position", Whole, primary_key=True, autoincrement=False),
    Column("decision_id", Words, nullable=False, unique=True),
    Column("position", Whole, nullable=False),
    Column("year", SmallInteger, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("number", Words, nullable=False),
    Column("body_id", Words, nullable=False),
    Column("decided_on", Date, nullable=False),
    Column("outcome", Words, nullable=False),
    Column("matter", Words, nullable=True),
    Column("recorded", UtcTime, nullable=False),
    Index(None, "year", "sequence", unique=True),
    Index(None, "decided_on", "event_position"),
)
index_when_given(DECISION.c.matter)
TEXT = Table(
    "decision_text",
    metadata,
    Column("event_position", Whole, primary_key=True, autoincrement=False),
    Column("sealed", Words, primary_key=True, index=True),
    sqlite_with_rowid=False,
)
"""Which texts beside the log belong to a decision, so that they can be searched."""

STANDING = Table(
    "decision_standing",
    metadata,
    Column("decision_id", Words, primary_key=True),
    Column("position", Whole, primary_key=True, autoincrement=False),
    Column("standing", Words, nullable=False),
    sqlite_with_rowid=False,
)
"""From which position a decision is in force, pending, lapsed or without effect."""

CONSEQUENCE = Table(
    "consequence",
    metadata,
    Column("decision_id", Words, primary_key=True),
    Column("stage", Words, primary_key=True),
    Column("position", Whole, primary_key=True, autoincrement=False),
    Column("program_id", Words, primary_key=True),
    Column("fiscal_year", SmallInteger, primary_key=True),
    Column("money_kind", Words, primary_key=True),
    Column("measure", Words, primary_key=True),
    Column("member", Words, primary_key=True),
    Column("before", Whole, nullable=False),
    Column("after", Whole, nullable=False),
    Index(None, "program_id", "fiscal_year", "position"),
    sqlite_with_rowid=False,
)
"""Öre per member: ``expected`` of a pending decision, ``actual`` of one that took effect.

A decision takes effect at its own position, and again when a key that it adopted does.
"""


# --- Writing ------------------------------------------------------------------------------------

_INSERT = DECISION.insert()
_INSERT_TEXTS = TEXT.insert()
_INSERT_STANDING = STANDING.insert()
_INSERT_CONSEQUENCES = CONSEQUENCE.insert()


def project(connection: Connection, recorded: Sequence[Recorded], position: Position) -> None:
    """Enter the decisions of one transaction, and what its consents make of older ones."""
    for one in recorded:
        if isinstance(one.event, DecisionTaken):
            _enter(connection, one, recorded, position)
        elif isinstance(one.event, DecisionReversed | DecisionAnnulled) and one.event.wholly:
            reversed_id = one.stream.partition("/")[2]
            _enter_standing(connection, reversed_id, "reversed", position)
    for one, standing, decision_id in list(pending.settled_in(connection, recorded)):
        pending.enter(connection, one, standing, decision_id, position)
        settled = pending.standing_of(connection, decision_id)
        if settled is not None:
            _enter_standing(connection, decision_id, settled, position)


def _enter(
    connection: Connection, taken: Recorded, recorded: Sequence[Recorded], position: Position
) -> None:
    event: DecisionTaken = taken.event
    decision_id = taken.stream.partition("/")[2]
    year, _, sequence = event.number.partition("-")
    connection.execute(
        _INSERT,
        {
            "decision_id": decision_id,
            "event_position": taken.position,
            "position": position,
            "year": int(year),
            "sequence": int(sequence),
            "number": event.number,
            "body_id": str(event.envelope.body_id),
            "decided_on": event.envelope.decided_on,
            "outcome": event.envelope.outcome,
            "matter": str(event.envelope.matter) if event.envelope.matter else None,
            "recorded": taken.recorded,
        },
    )
    sealed = sorted(set(sealed_in_json(event.model_dump_json())))
    rows = [{"event_position": taken.position, "sealed": text} for text in sealed]
    connection.execute(_INSERT_TEXTS, rows)
    held = pending.held_in(recorded)
    for one in held:
        pending.enter(connection, one, "pending", decision_id, position)
    effective = event.envelope.outcome in TAKES_EFFECT
    standing = ("pending" if held else "in_force") if effective else "no_effect"
    _enter_standing(connection, decision_id, standing, position)


def _enter_standing(
    connection: Connection, decision_id: str, standing: str, position: Position
) -> None:
    row = {"decision_id": decision_id, "position": position, "standing": standing}
    connection.execute(_INSERT_STANDING, row)


def enter_consequences(
    connection: Connection,
    decision_id: UUID,
    stage: str,
    consequences: Iterable[Consequence],
    position: Position,
) -> None:
    """Enter what a decision changes for each member."""
    rows = [
        {
            "decision_id": str(decision_id),
            "stage": stage,
            "program_id": str(one.program_id),
            "fiscal_year": one.fiscal_year,
            "money_kind": one.money_kind,
            "measure": one.measure,
            "member": one.member,
            "position": position,
            "before": one.before,
            "after": one.after,
        }
        for one in consequences
    ]
    if rows:
        connection.execute(_INSERT_CONSEQUENCES, rows)


_NEXT = select(func.coalesce(func.max(DECISION.c.sequence), 0) + 1).where(
    DECISION.c.year == bindparam("year")
)


def next_sequence(connection: Connection, year: int) -> int:
    """Return the number after the last one given to a decision of a year."""
    return int(connection.execute(_NEXT, {"year": year}).scalar_one())
