"""Portfolios and their fiscal years as read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from application.queries import At
from application.views import CeilingView, PortfolioView
from domain.errors import NotFound
from domain.fiscal_year import CeilingDecided
from domain.model import Position, Recorded
from domain.portfolio import PortfolioEstablished
from infrastructure.history import Facet, Facets, Standing, listed

FACETS = Facets("portfolio_facet")
ESTABLISHED = "established"


def project(connection: Connection, recorded: Sequence[Recorded], position: Position) -> None:
    """Bring the read model up to the events of one transaction."""
    FACETS.add(connection, position, (facet for one in recorded for facet in _facets(one)))


def _facets(recorded: Recorded) -> Iterator[Facet]:
    thing = recorded.stream.split("/")[1]
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
        case CeilingDecided() as event:
            item = f"{recorded.stream.split('/')[2]}/{event.money_kind}"
            yield Facet(thing, "ceiling", event.amount, event.effective_from, item)


def portfolios(connection: Connection, at: At) -> tuple[PortfolioView, ...]:
    """Return every portfolio as it stands, in the order they were established."""
    things = FACETS.things(connection, at.known_at)
    standing = FACETS.standing(connection, things, at)
    return tuple(
        _portfolio(thing, standing[thing])
        for thing in things
        if (ESTABLISHED, "") in standing.get(thing, {})
    )


def portfolio(connection: Connection, portfolio_id: UUID, at: At) -> PortfolioView:
    """Return one portfolio as it stands.

    Raises:
        NotFound: there is none at that pair of times.
    """
    thing = str(portfolio_id)
    found = FACETS.standing(connection, (thing,), at).get(thing)
    if not found or (ESTABLISHED, "") not in found:
        raise NotFound("portfolio", portfolio_id)
    return _portfolio(thing, found)


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


def _portfolio(thing: str, standing: Any) -> PortfolioView:
    established: Standing = standing[ESTABLISHED, ""]
    ceilings = [(item, one) for (facet, item), one in standing.items() if facet == "ceiling"]
    return PortfolioView(
        portfolio_id=UUID(thing),
        agreement_id=UUID(established.value["agreementId"]),
        name=established.value["name"],
        purpose=established.value["purpose"],
        currency=established.value["currency"],
        established_from=established.valid_from,
        ceilings=tuple(_ceiling(item, one) for item, one in sorted(ceilings)),
    )


def _ceiling(item: str, standing: Standing) -> CeilingView:
    year, _, money_kind = item.partition("/")
    return CeilingView.model_validate(
        {
            "fiscal_year": int(year),
            "money_kind": money_kind,
            "amount": standing.value,
            "since": standing.valid_from,
        }
    )
