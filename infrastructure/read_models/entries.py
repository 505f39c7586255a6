"""The entries of the log, decisions and registrations, by their ids."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Column, Connection, Table, bindparam, select

from domain.agreement.events import DecisionEnteredIntoForce
from domain.model import Position
from domain.recorded import Recorded
from infrastructure.tables import Whole, Words, metadata

ENTRY = Table(
    "entry",
    metadata,
    Column("entry", Words, primary_key=True),
    Column("topic", Words, nullable=False),
    Column("position", Whole, nullable=False),
    sqlite_with_rowid=False,
)
"""The first event of each entry; an id is used once."""

_INSERT = ENTRY.insert()
_TOPIC = select(ENTRY.c.topic).where(ENTRY.c.entry == bindparam("entry"))


def project(connection: Connection, recorded: Sequence[Recorded], position: Position) -> None:
    """Enter the decision or the registration of one transaction."""
    if isinstance(recorded[0].event, DecisionEnteredIntoForce):
        return  # a part of the consent, or the decision, that it came with
    first: dict[UUID, Recorded] = {}
    for one in recorded:
        first.setdefault(one.cause.entry, one)
    rows = [
        {"entry": str(entry), "topic": one.event.TOPIC, "position": position}
        for entry, one in first.items()
    ]
    connection.execute(_INSERT, rows)


def entry_kind(connection: Connection, entry: UUID) -> str | None:
    """Return what kind of entry has an id, in a word; None when none has."""
    topic = connection.execute(_TOPIC, {"entry": str(entry)}).scalar()
    return None if topic is None else _KINDS.get(topic, topic.partition(".")[0])


_KINDS = {
    "budget.adjustment_registered": "adjustment",
    "budget.commitment_lifted": "end of a commitment",
    "budget.committed": "commitment",
    "budget.cost_credited": "credit",
    "budget.cost_registered": "cost",
    "budget.income_registered": "income",
    "decision.follow_up_recorded": "follow-up",
}
"""What entries are called whose topic does not begin with it."""
