"""Follow-up of decisions: what is to be followed up, and how far each has come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import Boolean, Column, Connection, Date, Index, Table, bindparam, exists, select

from domain.decision import DecisionTaken, Envelope, FollowUpRecorded
from domain.model import Position
from domain.recorded import Recorded
from infrastructure.history import Facet, Facets
from infrastructure.read_models.decisions import DECISION
from infrastructure.tables import Whole, Words, metadata

FACETS = Facets("follow_up_facet")
ASKS, FOLLOWED_UP, STANDS = "asks", "followed_up", "stands"
FOLLOW_UP: Final = Table(
    "follow_up",
    metadata,
    Column("event_position", Whole, primary_key=True, autoincrement=False),
    Column("decision_id", Words, nullable=False),
    Column("position", Whole, nullable=False),
    Column("decided_on", Date, nullable=False),
    Column("body_id", Words, nullable=False),
    Column("asks", Boolean, nullable=False),
    Column("due", Date, nullable=True),
    Index(None, "decided_on", "event_position"),
)
"""The decisions that ask for something, or that have been followed up all the same.

`position` is where that first became known; `due` is the first day that something is due.
"""


def project(connection: Connection, recorded: Sequence[Recorded], position: Position) -> None:
    """Bring the read model up to the events of one transaction."""
    FACETS.add(connection, position, (facet for one in recorded for facet in _facets(one)))
    for one in recorded:
        if isinstance(one.event, DecisionTaken):
            _enter_asking(connection, one, position)
        elif isinstance(one.event, FollowUpRecorded):
            decision_id = one.stream.partition("/")[2]
            chosen = {"decision_id": decision_id, "position": position, "asks": False}
            connection.execute(_ENTER_FOLLOWED_UP, chosen)


def _facets(recorded: Recorded) -> Iterator[Facet]:
    event, thing = recorded.event, recorded.stream.partition("/")[2]
    if isinstance(event, DecisionTaken):
        if _asks(event.envelope):
            yield Facet(thing, ASKS, event.number, event.envelope.decided_on)
    elif isinstance(event, FollowUpRecorded):
        value = event.model_dump(mode="json", exclude={"v", "dated"})
        value["recordedBy"] = recorded.cause.recorded_by
        # An item for each, so that of two for one day both are told.
        yield Facet(thing, FOLLOWED_UP, value, event.dated, item=f"{recorded.position:020}")
        yield Facet(thing, STANDS, event.standing, event.dated)


def _asks(envelope: Envelope) -> bool:
    return bool(envelope.assignment or envelope.follow_up)


_ENTER: Final = FOLLOW_UP.insert()


def _enter_asking(connection: Connection, taken: Recorded, position: Position) -> None:
    envelope = taken.event.envelope
    if not _asks(envelope):
        return
    asked = (envelope.assignment, envelope.follow_up)
    row = {
        "event_position": taken.position,
        "decision_id": taken.stream.partition("/")[2],
        "position": position,
        "decided_on": envelope.decided_on,
        "body_id": str(envelope.body_id),
        "asks": True,
        "due": min((one.due for one in asked if one and one.due), default=None),
    }
    connection.execute(_ENTER, row)


_ENTER_FOLLOWED_UP: Final = FOLLOW_UP.insert().from_select(
    ["event_position", "decision_id", "position", "decided_on", "body_id", "asks"],
    select(
        DECISION.c.event_position,
        DECISION.c.decision_id,
        bindparam("position", type_=Whole),
        DECISION.c.decided_on,
        DECISION.c.body_id,
        bindparam("asks", type_=Boolean),
    ).where(
        DECISION.c.decision_id == bindparam("decision_id"),
        ~exists(
            select(FOLLOW_UP.c.decision_id).where(
                FOLLOW_UP.c.event_position == DECISION.c.event_position
            )
        ),
    ),
)
"""Enters a decision that did not ask for it, the first time that it is followed up."""
