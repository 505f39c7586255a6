"""Bring every read model up to the events of one transaction, inside that transaction."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection

from application import consequences
from domain.agreement.events import DecisionHeld, StatisticCorrected, StatisticRegistered
from domain.decision import DecisionAnnulled, DecisionTaken
from domain.model import Position, Recorded
from infrastructure.read_models import (
    agreements,
    decision_links,
    decisions,
    deviations,
    entries,
    follow_ups,
    pending,
    persons,
    portfolios,
    postings,
    programs,
    projects,
    reviews,
)
from infrastructure.reader import Reader

_MODELS = (
    agreements,
    portfolios,
    programs,
    projects,
    postings,
    deviations,
    reviews,
    persons,
    decisions,
    decision_links,
    follow_ups,
    entries,
)


def project(connection: Connection, recorded: Sequence[Recorded], position: Position) -> None:
    """Write the read models of one transaction's events, all known from its last position."""
    for model in _MODELS:
        model.project(connection, recorded, position)
    _consequences(connection, recorded, position)


def _consequences(connection: Connection, recorded: Sequence[Recorded], position: Position) -> None:
    before = Position(recorded[0].position - 1)
    reader = Reader(connection)
    for entry in _causes(connection, recorded):
        changed = consequences.actual(reader, recorded, before, position)
        decisions.enter_consequences(connection, entry, "actual", changed, position)
    for one in recorded:
        if isinstance(one.event, DecisionHeld):
            changed = consequences.expected(one.event)
            entry = one.event.decision_id
            decisions.enter_consequences(connection, entry, "expected", changed, position)


def _causes(connection: Connection, recorded: Sequence[Recorded]) -> list[UUID]:
    """Return the entries whose consequence the transaction brings about.

    That is the decision taken in it, one whose last consent it holds, and a registration that
    changes the figures which shares are read from.
    """
    causes = {
        one.cause.entry
        for one in recorded
        if isinstance(
            one.event,
            DecisionTaken | StatisticRegistered | StatisticCorrected | DecisionAnnulled,
        )
    }
    entered = (
        UUID(decision_id)
        for _, standing, decision_id in pending.settled_in(connection, recorded)
        if standing == "in_force"
    )
    return sorted({*causes, *entered})
