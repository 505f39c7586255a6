"""Bring every read model up to the events of one transaction, inside that transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import Connection

from application import consequences
from application.queries import Consequence
from domain.agreement.events import DecisionEnteredIntoForce, DecisionHeld
from domain.model import Position
from domain.recorded import Recorded
from infrastructure.read_models import (
    agreements,
    budget_years,
    carried,
    decision_links,
    decision_subjects,
    decisions,
    deviations,
    entries,
    follow_ups,
    governing,
    pending,
    persons,
    portfolios,
    postings,
    programs,
    projects,
    reviews,
)
from infrastructure.reader import Reader
from infrastructure.tables import LOG_TABLES, metadata

_MODELS = (
    agreements,
    portfolios,
    programs,
    projects,
    budget_years,
    postings,
    carried,
    deviations,
    reviews,
    persons,
    decisions,
    decision_links,
    follow_ups,
    entries,
    governing,
)

READ_MODELS: Final = tuple(table for table in metadata.sorted_tables if table not in LOG_TABLES)
"""Every table that is made from the log: a table is known when its module has been imported."""


def project(connection: Connection, recorded: Sequence[Recorded], position: Position) -> None:
    """Write the read models of one transaction's events; `position` is its last.

    What a transaction brings about is known from its last position. When it lets decisions enter
    into force that waited, each of them is taken by itself and known from the last position of
    what it does, so that each has its own consequence. A reader never sees them apart.
    """
    del position
    for part in _parts(recorded):
        last = part[-1].position
        for model in _MODELS:
            model.project(connection, part, last)
        paying = _consequences(connection, part, last)
        decision_subjects.project(connection, part, last, paying)


def _parts(recorded: Sequence[Recorded]) -> Iterator[Sequence[Recorded]]:
    """Cut a transaction before each decision that enters into force in it."""
    start = 0
    for index, one in enumerate(recorded):
        if index and isinstance(one.event, DecisionEnteredIntoForce):
            yield recorded[start:index]
            start = index
    yield recorded[start:]


def _consequences(
    connection: Connection, recorded: Sequence[Recorded], position: Position
) -> dict[UUID, set[str]]:
    """Enter what the transaction changes, and return the members whose share it is, by decision."""
    before = Position(recorded[0].position - 1)
    reader = Reader(connection)
    paying: dict[UUID, set[str]] = {}
    for entry in _causes(connection, recorded):
        changed = consequences.actual(reader, recorded, before, position)
        decisions.enter_consequences(connection, entry, "actual", changed, position)
        paying.setdefault(entry, set()).update(_members(changed))
    for one in recorded:
        if isinstance(one.event, DecisionHeld):
            changed = consequences.expected(one.event)
            entry = one.event.decision_id
            decisions.enter_consequences(connection, entry, "expected", changed, position)
            paying.setdefault(entry, set()).update(_members(changed))
    return paying


def _members(changed: Sequence[Consequence]) -> Iterator[str]:
    return (one.member for one in changed if one.member)


def _causes(connection: Connection, recorded: Sequence[Recorded]) -> list[UUID]:
    """Return the entries whose consequence the transaction brings about.

    That is the decision taken in it, one whose last consent it holds, and a registration that
    changes the figures which shares are read from.
    """
    causes = {one.cause.entry for one in recorded if isinstance(one.event, consequences.OWN)}
    entered = (
        UUID(decision_id)
        for _, standing, decision_id in pending.settled_in(connection, recorded)
        if standing == "in_force"
    )
    return sorted({*causes, *entered})
