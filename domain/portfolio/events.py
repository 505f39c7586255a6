"""The events of a portfolio."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from domain.model import AgreementId, Document, Event, Sealed, StreamId, Title
from domain.portfolio.priority import Criterion, NotChosenInLog, RankedInLog

SteeringDocumentKind = Literal["vision", "strategy", "roadmap"]
"""What a portfolio is steered by, beside its goals: where to, how, and in which order."""


def stream(portfolio_id: UUID) -> StreamId:
    """Return the stream of a portfolio."""
    return StreamId(f"portfolio/{portfolio_id}")


class PortfolioEstablished(Event):
    TOPIC = "portfolio.established"
    agreement_id: AgreementId
    name: Title
    purpose: Title | None
    currency: Literal["SEK"]
    effective_from: date


class SteeringDocumentAdopted(Event):
    TOPIC = "portfolio.steering_document_adopted"
    document_kind: SteeringDocumentKind
    document: Document
    summary: Sealed | None
    effective_from: date


class ProgramsPrioritised(Event):
    """The programs from first to last, and what was weighed and not chosen."""

    TOPIC = "portfolio.programs_prioritised"
    order: tuple[RankedInLog, ...]
    criteria: tuple[Criterion, ...]
    not_chosen: tuple[NotChosenInLog, ...]
    reason: Sealed
    effective_from: date


PortfolioEvent = PortfolioEstablished | SteeringDocumentAdopted | ProgramsPrioritised
