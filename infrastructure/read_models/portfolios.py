"""Portfolios and their fiscal years, as they are kept to be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from domain.errors import NotFound
from domain.fiscal_year import CeilingDecided, FiscalYearClosed
from domain.model import Position
from domain.portfolio.events import (
    PortfolioEstablished,
    ProgramsPrioritised,
    SteeringDocumentAdopted,
)
from domain.recorded import Recorded
from infrastructure.history import Facet, Facets, listed

FACETS = Facets("portfolio_facet")
ESTABLISHED = "established"
CEILING = "ceiling"
CLOSED = "closed"
STEERING = "steering_document"
PRIORITY = "priority"


def project(connection: Connection, recorded: Sequence[Recorded], position: Position) -> None:
    """Bring the read model up to the events of one transaction."""
    FACETS.add(connection, position, (facet for one in recorded for facet in _facets(one)))


def _facets(recorded: Recorded) -> Iterator[Facet]:
    _, thing, year = (*recorded.stream.split("/"), "")[:3]
    decision: dict[str, Any] = {"decisionId": str(recorded.cause.entry)}
    match recorded.event:
        case PortfolioEstablished() as event:
            value = {
                "agreementId": str(event.agreement_id),
                "name": event.name,
                "purpose": event.purpose,
                "currency": event.currency,
            }
            yield listed(recorded)
            yield Facet(thing, ESTABLISHED, value, event.effective_from)
        case SteeringDocumentAdopted() as event:
            value = event.model_dump(mode="json", include={"document", "summary"}) | decision
            yield Facet(thing, STEERING, value, event.effective_from, event.document_kind)
        case ProgramsPrioritised() as event:
            value = event.model_dump(mode="json", exclude={"v", "effective_from"}) | decision
            yield Facet(thing, PRIORITY, value, event.effective_from)
        case CeilingDecided() as event:
            item = f"{year}/{event.money_kind}"
            ceiling = {"amount": event.amount, **decision}
            yield Facet(thing, CEILING, ceiling, event.effective_from, item)
        case FiscalYearClosed() as event:
            closing = {"note": event.note, **decision}
            yield Facet(thing, CLOSED, closing, event.effective_from, year)


def agreement_of(connection: Connection, portfolio_id: UUID, known_at: Position) -> UUID:
    """Return the agreement of a portfolio.

    Raises:
        NotFound: the portfolio is not known at that position.
    """
    thing = str(portfolio_id)
    lines = FACETS.timelines(connection, (thing,), known_at, ESTABLISHED).get(thing)
    if lines is None:
        raise NotFound("portfolio", portfolio_id)
    return UUID(lines[ESTABLISHED, ""].steps[-1][1]["agreementId"])


def closed_at(
    connection: Connection, portfolio_id: UUID, fiscal_year: int, known_at: Position
) -> Position | None:
    """Return where a fiscal year was closed, or None while it is not known to be.

    A closing is never decided ahead: from that position on the year is closed.
    """
    return FACETS.known_since(connection, str(portfolio_id), CLOSED, str(fiscal_year), known_at)
