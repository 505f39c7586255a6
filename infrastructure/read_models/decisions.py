"""The register of decisions: every § with what it concerns, its standing and consequences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    Index,
    Integer,
    SmallInteger,
    Table,
    bindparam,
    exists,
    func,
    select,
)

from application.queries import At, Consequence, DecisionFilter, Listed, Page
from application.texts import sealed_in
from application.views import ConsequenceView, DecisionView, ResolutionView, consequence_view
from domain.agreement.events import CostKeyAdopted, CostKeyEnteredIntoForce, CostKeyLapsed
from domain.decision import TAKES_EFFECT, DecisionTaken
from domain.errors import NotFound
from domain.model import Bilingual, Position, Recorded
from infrastructure.read_models.log_entries import entries
from infrastructure.tables import UtcTime, Whole, Words, metadata, texts

DECISION = Table(
    "decision",
    metadata,
    Column("decision_id", Words, primary_key=True),
    Column("event_position", Whole, nullable=False, unique=True),
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
SUBJECT = Table(
    "decision_subject",
    metadata,
    Column("subject", Words, primary_key=True),
    Column("decision_id", Words, primary_key=True),
)
"""What a decision concerns: ``program/<uuid>``, ``member/1487``, ``kind/fundProgram`` …"""

TEXT = Table(
    "decision_text",
    metadata,
    Column("decision_id", Words, primary_key=True),
    Column("sealed", Words, primary_key=True),
)
"""Which texts beside the log belong to a decision, so that they can be searched."""

STANDING = Table(
    "decision_standing",
    metadata,
    Column("decision_id", Words, primary_key=True),
    Column("position", Whole, primary_key=True, autoincrement=False),
    Column("standing", Words, nullable=False),
    Column("awaits", Words, nullable=True, index=True),
)
"""From which position a decision is in force, pending, lapsed or without effect."""

CONSEQUENCE = Table(
    "consequence",
    metadata,
    Column("decision_id", Words, primary_key=True),
    Column("stage", Words, primary_key=True),
    Column("program_id", Words, primary_key=True),
    Column("fiscal_year", SmallInteger, primary_key=True),
    Column("money_kind", Words, primary_key=True),
    Column("measure", Words, primary_key=True),
    Column("member", Words, primary_key=True),
    Column("position", Whole, nullable=False),
    Column("before", Whole, nullable=False),
    Column("after", Whole, nullable=False),
)
"""Öre per member: ``expected`` of a pending decision, ``actual`` of one that took effect."""


# --- Writing ------------------------------------------------------------------------------------


def project(connection: Connection, recorded: Sequence[Recorded], position: Position) -> None:
    """Enter the decisions of one transaction, and what its consents make of older ones."""
    for one in recorded:
        match one.event:
            case DecisionTaken():
                _enter(connection, one, recorded, position)
            case CostKeyEnteredIntoForce(key_id=key_id):
                _settle(connection, key_id, "in_force", position)
            case CostKeyLapsed(key_id=key_id):
                _settle(connection, key_id, "lapsed", position)


def _enter(
    connection: Connection, taken: Recorded, recorded: Sequence[Recorded], position: Position
) -> None:
    event: DecisionTaken = taken.event
    decision_id = taken.stream.partition("/")[2]
    year, _, sequence = event.number.partition("-")
    connection.execute(
        DECISION.insert(),
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
    subjects = sorted(set(_subjects(event, recorded)))
    if subjects:
        rows = [{"decision_id": decision_id, "subject": subject} for subject in subjects]
        connection.execute(SUBJECT.insert(), rows)
    sealed = sorted(set(sealed_in(event.model_dump(mode="json"))))
    rows = [{"decision_id": decision_id, "sealed": text} for text in sealed]
    connection.execute(TEXT.insert(), rows)
    awaits = [one.event.key_id for one in recorded if isinstance(one.event, CostKeyAdopted)]
    effective = event.envelope.outcome in TAKES_EFFECT
    connection.execute(
        STANDING.insert(),
        {
            "decision_id": decision_id,
            "position": position,
            "standing": ("pending" if awaits else "in_force") if effective else "no_effect",
            "awaits": str(awaits[0]) if awaits else None,
        },
    )


_NAMED = {
    "portfolioId": "portfolio",
    "programId": "program",
    "projectId": "project",
    "source": "project",
    "target": "project",
    "reviewId": "review",
    "agreementId": "agreement",
    "code": "member",
    "member": "member",
}


def _subjects(event: DecisionTaken, recorded: Sequence[Recorded]) -> Iterator[str]:
    """Yield what a decision concerns: all that its resolutions name, and the streams it moves."""
    for resolution in event.resolutions:
        yield f"kind/{resolution.command['kind']}"
        yield from _named(resolution.command)
    for one in recorded:
        kind, identity = one.stream.split("/")[:2]
        if kind == "budget":
            yield f"program/{identity}"
        elif kind in ("program", "project", "portfolio", "review"):
            yield f"{kind}/{identity}"


def _named(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in _NAMED and isinstance(inner, str):
                yield f"{_NAMED[name]}/{inner}"
            elif name == "members":
                yield from (f"member/{code}" for code in inner)
            else:
                yield from _named(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _named(inner)


def _settle(connection: Connection, key_id: UUID, standing: str, position: Position) -> None:
    decision_id = awaiting(connection, key_id)
    connection.execute(
        STANDING.insert(),
        {
            "decision_id": str(decision_id),
            "position": position,
            "standing": standing,
            "awaits": None,
        },
    )


_AWAITING = select(STANDING.c.decision_id).where(STANDING.c.awaits == bindparam("awaits"))


def awaiting(connection: Connection, key_id: UUID) -> UUID:
    """Return the decision that adopted a key and waited for consents to it."""
    return UUID(connection.execute(_AWAITING, {"awaits": str(key_id)}).scalar_one())


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
        connection.execute(CONSEQUENCE.insert(), rows)


@dataclass(frozen=True, slots=True)
class Names:
    """What bodies (by id) and members (by code) are called."""

    bodies: Mapping[str, str]
    members: Mapping[str, str]


# --- Queries ------------------------------------------------------------------------------------

_NEXT = select(func.coalesce(func.max(DECISION.c.sequence), 0) + 1).where(
    DECISION.c.year == bindparam("year")
)


def next_sequence(connection: Connection, year: int) -> int:
    """Return the number after the last one given to a decision of a year."""
    return int(connection.execute(_NEXT, {"year": year}).scalar_one())


def decisions(
    connection: Connection, chosen: DecisionFilter, at: At, page: Page, names: Names
) -> Listed[DecisionView]:
    """Return a page of the register, newest first, and how many decisions match in all."""
    conditions = list(_conditions(chosen, at))
    total = connection.execute(select(func.count()).select_from(DECISION).where(*conditions))
    rows = connection.execute(
        select(DECISION)
        .where(*conditions)
        .order_by(DECISION.c.event_position.desc())
        .limit(page.limit)
        .offset(page.offset)
    )
    views = tuple(_view(connection, row, at, names) for row in rows.all())
    return Listed(views, total.scalar_one())


def _conditions(chosen: DecisionFilter, at: At) -> Iterator[ColumnElement[bool]]:
    yield DECISION.c.position <= at.known_at
    yield DECISION.c.decided_on <= at.valid_at
    if chosen.body_id:
        yield DECISION.c.body_id == str(chosen.body_id)
    if chosen.outcome:
        yield DECISION.c.outcome == chosen.outcome
    if chosen.matter:
        yield DECISION.c.matter == str(chosen.matter)
    if chosen.decided_from:
        yield DECISION.c.decided_on >= chosen.decided_from
    if chosen.decided_to:
        yield DECISION.c.decided_on <= chosen.decided_to
    for subject in _wanted(chosen):
        yield _concerns(subject)
    if chosen.text:
        yield _says(chosen.text)


def _wanted(chosen: DecisionFilter) -> Iterator[str]:
    if chosen.program_id:
        yield f"program/{chosen.program_id}"
    if chosen.project_id:
        yield f"project/{chosen.project_id}"
    if chosen.kind:
        yield f"kind/{chosen.kind}"
    if chosen.member:
        yield f"member/{chosen.member}"


def _concerns(subject: str) -> ColumnElement[bool]:
    concerned = exists(
        select(SUBJECT.c.decision_id).where(
            SUBJECT.c.decision_id == DECISION.c.decision_id, SUBJECT.c.subject == subject
        )
    )
    kind, _, code = subject.partition("/")
    if kind != "member":
        return concerned
    paid = exists(
        select(CONSEQUENCE.c.decision_id).where(
            CONSEQUENCE.c.decision_id == DECISION.c.decision_id, CONSEQUENCE.c.member == code
        )
    )
    return concerned | paid


def _says(text: str) -> ColumnElement[bool]:
    return exists(
        select(TEXT.c.decision_id).where(
            TEXT.c.decision_id == DECISION.c.decision_id,
            TEXT.c.sealed == texts.c.sealed,
            texts.c.folded.contains(text.casefold(), autoescape=True),
        )
    )


_ONE = select(DECISION).where(
    DECISION.c.decision_id == bindparam("decision_id"),
    DECISION.c.position <= bindparam("known_at"),
    DECISION.c.decided_on <= bindparam("valid_at"),
)


def decision(connection: Connection, decision_id: UUID, at: At, names: Names) -> DecisionView:
    """Return one decision.

    Raises:
        NotFound: there is no such decision at that pair of times.
    """
    row = connection.execute(
        _ONE,
        {"decision_id": str(decision_id), "known_at": at.known_at, "valid_at": at.valid_at},
    ).first()
    if row is None:
        raise NotFound("decision", decision_id)
    return _view(connection, row, at, names)


def _view(connection: Connection, row: Any, at: At, names: Names) -> DecisionView:
    taken, *caused = entries(
        connection, Position(row.event_position - 1), _ALL, Position(row.position)
    )
    data: dict[str, Any] = taken.data
    return DecisionView.model_validate(
        {
            "decision_id": UUID(row.decision_id),
            "number": row.number,
            "body": names.bodies.get(row.body_id, row.body_id),
            "standing": _standing(connection, row.decision_id, at.known_at),
            "recorded": row.recorded,
            "recorded_by": taken.recorded_by,
            "position": row.position,
            "envelope": data["envelope"],
            "resolutions": tuple(
                _resolution(number, one) for number, one in enumerate(data["resolutions"], 1)
            ),
            "events": tuple(one for one in caused if str(one.entry) == row.decision_id),
            "consequences": _consequences(connection, row.decision_id, "actual", at, names),
            "expected": _consequences(connection, row.decision_id, "expected", at, names),
        }
    )


_ALL = 10_000


def _resolution(number: int, recorded: dict[str, Any]) -> ResolutionView:
    sv, en = recorded["sentenceSv"], recorded["sentenceEn"]
    return ResolutionView(
        resolution=number,
        kind=recorded["command"]["kind"],
        wording=recorded["wording"],
        sentence=Bilingual(sv=sv, en=en) if sv and en else None,
        command=recorded["command"],
    )


_STANDING = (
    select(STANDING.c.standing)
    .where(
        STANDING.c.decision_id == bindparam("decision_id"),
        STANDING.c.position <= bindparam("known_at"),
    )
    .order_by(STANDING.c.position.desc())
    .limit(1)
)


def _standing(connection: Connection, decision_id: str, known_at: Position) -> str:
    chosen = {"decision_id": decision_id, "known_at": known_at}
    return str(connection.execute(_STANDING, chosen).scalar_one())


_K = CONSEQUENCE.c
_BY_MEMBER = (_K.fiscal_year, _K.money_kind, _K.measure, _K.member)
_CONSEQUENCES = (
    select(
        *_BY_MEMBER,
        func.sum(_K.before).label("before"),
        func.sum(_K.after).label("after"),
    )
    .where(
        _K.decision_id == bindparam("decision_id"),
        _K.stage == bindparam("stage"),
        _K.position <= bindparam("known_at"),
    )
    .group_by(*_BY_MEMBER)
    .order_by(*_BY_MEMBER)
)


def _consequences(
    connection: Connection, decision_id: str, stage: str, at: At, names: Names
) -> tuple[ConsequenceView, ...]:
    chosen = {"decision_id": decision_id, "stage": stage, "known_at": at.known_at}
    return tuple(
        consequence_view(
            row.member,
            names.members.get(row.member, row.member),
            (row.fiscal_year, row.money_kind, row.measure),
            int(row.before),
            int(row.after),
        )
        for row in connection.execute(_CONSEQUENCES, chosen)
    )
