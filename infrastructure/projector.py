"""Bring every read model up to the events of one transaction, inside that transaction."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection

from application import consequences
from domain.agreement.events import CostKeyAdopted, CostKeyEnteredIntoForce
from domain.decision import DecisionTaken
from domain.model import Position, Recorded
from infrastructure.read_models import (
    agreements,
    decisions,
    entries,
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
    reviews,
    persons,
    decisions,
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
    for decision_id in _decided(connection, recorded):
        changed = consequences.actual(reader, recorded, before, position)
        decisions.enter_consequences(connection, decision_id, "actual", changed, position)
    adopted = [one for one in recorded if isinstance(one.event, CostKeyAdopted)]
    if adopted:
        agreement_id = UUID(adopted[0].stream.partition("/")[2])
        keys = [one.event for one in adopted]
        changed = consequences.expected(reader, keys, agreement_id, position)
        decision_id = adopted[0].cause.entry
        decisions.enter_consequences(connection, decision_id, "expected", changed, position)


def _decided(connection: Connection, recorded: Sequence[Recorded]) -> list[UUID]:
    """Return the decisions whose consequence the transaction brings about.

    That is the decision taken in it, and one whose last consent it holds.
    """
    return [
        one.cause.entry
        if isinstance(one.event, DecisionTaken)
        else decisions.adopting(connection, one)
        for one in recorded
        if isinstance(one.event, DecisionTaken | CostKeyEnteredIntoForce)
    ]
