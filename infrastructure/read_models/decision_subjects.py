"""What decisions concern, so that each list of the register is a walk of an index, and is counted.

A list has a subject: ``program/<uuid>``, ``member/1487``, ``kind/fundProgram``, ``body/<uuid>``
…, and ``""`` of every decision. How many it has is tallied about every 256th time it grows, and
counted from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID
from zlib import crc32

from sqlalchemy import Column, Connection, Date, Integer, Table, bindparam, func, select

from application.queries import At
from domain.decision import DecisionTaken
from domain.model import Position
from domain.recorded import Recorded
from infrastructure.read_models.decisions import DECISION
from infrastructure.tables import Whole, Words, metadata

SUBJECT: Final = Table(
    "decision_subject",
    metadata,
    Column("subject", Words, primary_key=True),
    Column("event_position", Whole, primary_key=True, autoincrement=False),
    Column("position", Whole, nullable=False),
    Column("decided_on", Date, nullable=False),
    sqlite_with_rowid=False,
)
"""From which position a decision (the one at ``event_position``) concerns something.

That is its own, except for a member that it turns out to concern when it enters into force.
"""

TALLY: Final = Table(
    "decision_tally",
    metadata,
    Column("subject", Words, primary_key=True),
    Column("position", Whole, primary_key=True, autoincrement=False),
    Column("decisions", Integer, nullable=False),
    Column("latest", Date, nullable=False),
    sqlite_with_rowid=False,
)
"""How many decisions concern something as known at a position, and the latest day of them."""

EVERY: Final = ""
"""The subject of every decision."""

_NAMED: Final = {
    "portfolioId": "portfolio",
    "programId": "program",
    "sourceProgramId": "program",
    "targetProgramId": "program",
    "projectId": "project",
    "source": "project",
    "target": "project",
    "reviewId": "review",
    "agreementId": "agreement",
    "code": "member",
    "member": "member",
}


# --- Writing ------------------------------------------------------------------------------------


def project(
    connection: Connection,
    recorded: Sequence[Recorded],
    position: Position,
    paying: Mapping[UUID, Iterable[str]],
) -> None:
    """Enter what the decisions of one transaction concern; `paying` are members by decision.

    A decision that was taken earlier may concern further members as it enters into force.
    """
    earlier = dict(paying)
    for one in recorded:
        if isinstance(one.event, DecisionTaken):
            decision_id = UUID(one.stream.partition("/")[2])
            members = (f"member/{code}" for code in earlier.pop(decision_id, ()))
            subjects = sorted({EVERY, *_subjects(one.event, recorded), *members})
            _enter(
                connection, subjects, _Place(one.position, one.event.envelope.decided_on), position
            )
    for decision_id, codes in sorted(earlier.items()):
        _enter_late(connection, decision_id, sorted(f"member/{code}" for code in codes), position)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the log a decision was taken, and on which day."""

    event_position: int
    decided_on: date


_ENTER: Final = SUBJECT.insert()
_ENTER_TALLY: Final = TALLY.insert()
_EVERY_NTH: Final = 256


def _enter(
    connection: Connection, subjects: Sequence[str], place: _Place, position: Position
) -> None:
    rows = [
        {
            "subject": subject,
            "event_position": place.event_position,
            "position": position,
            "decided_on": place.decided_on,
        }
        for subject in subjects
    ]
    connection.execute(_ENTER, rows)
    for subject in subjects:
        # As good as every so many, and no count has to be read to know when it is time.
        if crc32(f"{subject}@{place.event_position}".encode()) % _EVERY_NTH == 0:
            _tally(connection, subject, position)


_PLACE: Final = select(DECISION.c.event_position, DECISION.c.decided_on).where(
    DECISION.c.decision_id == bindparam("decision_id")
)
_CONCERNED: Final = select(SUBJECT.c.subject).where(
    SUBJECT.c.subject == bindparam("subject"),
    SUBJECT.c.event_position == bindparam("event_position"),
)


def _enter_late(
    connection: Connection, decision_id: UUID, subjects: Sequence[str], position: Position
) -> None:
    found = connection.execute(_PLACE, {"decision_id": str(decision_id)}).first()
    if found is None:
        return  # a registration: it is in no list
    place = _Place(*found)
    for subject in subjects:
        chosen = {"subject": subject, "event_position": place.event_position}
        if connection.execute(_CONCERNED, chosen).first() is None:
            # Tallied at once: whoever counts from an earlier position would pass it by.
            _tally(connection, subject, position, late=place)
            connection.execute(
                _ENTER, {**chosen, "position": position, "decided_on": place.decided_on}
            )


def _tally(
    connection: Connection, subject: str, position: Position, late: _Place | None = None
) -> None:
    counted = count(connection, subject, position)
    latest = counted.latest if late is None else max(counted.latest, late.decided_on)
    row = {
        "subject": subject,
        "position": position,
        "decisions": counted.decisions + (late is not None),
        "latest": latest,
    }
    connection.execute(_ENTER_TALLY, row)


def _subjects(event: DecisionTaken, recorded: Sequence[Recorded]) -> Iterator[str]:
    """Yield what a decision concerns: all that its resolutions name, and the streams it moves."""
    envelope = event.envelope
    yield f"body/{envelope.body_id}"
    yield f"outcome/{envelope.outcome}"
    if envelope.matter:
        yield f"matter/{envelope.matter}"
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


# --- Counting -----------------------------------------------------------------------------------

_S, _T = SUBJECT.c, TALLY.c


@dataclass(frozen=True, slots=True)
class Counted:
    """How many decisions a list has as known at a position, and the latest day of them."""

    decisions: int
    latest: date


_LAST: Final = (
    select(_T.position, _T.decisions, _T.latest)
    .where(_T.subject == bindparam("subject"), _T.position <= bindparam("known_at"))
    .order_by(_T.position.desc())
    .limit(1)
)
_SINCE: Final = select(func.count(), func.max(_S.decided_on)).where(
    _S.subject == bindparam("subject"),
    _S.event_position > bindparam("after"),
    _S.event_position <= bindparam("known_at"),
    _S.position <= bindparam("known_at"),
)
_VALID: Final = select(func.count()).where(
    _S.subject == bindparam("subject"),
    _S.event_position <= bindparam("known_at"),
    _S.position <= bindparam("known_at"),
    _S.decided_on <= bindparam("valid_at"),
)


def count(connection: Connection, subject: str, known_at: Position) -> Counted:
    """Return how many decisions concern a subject, as known at a position."""
    chosen = {"subject": subject, "known_at": known_at}
    last = connection.execute(_LAST, chosen).first()
    after, decisions, latest = last or (0, 0, date.min)
    since, day = connection.execute(_SINCE, {**chosen, "after": after}).one()
    return Counted(decisions + since, max(latest, day or date.min))


def total(connection: Connection, subject: str, at: At) -> int:
    """Return how many decisions concern a subject, at a pair of times."""
    counted = count(connection, subject, at.known_at)
    if counted.latest <= at.valid_at:
        return counted.decisions
    chosen = {"subject": subject, "known_at": at.known_at, "valid_at": at.valid_at}
    return int(connection.execute(_VALID, chosen).scalar_one())
