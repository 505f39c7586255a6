"""An example of every kind of resolution about a portfolio."""

from __future__ import annotations

from collections.abc import Mapping

from tests.interfaces.every_kind.example import NEW, Example, Seen, found_in
from tests.interfaces.world import (
    AGREEMENT,
    OTHER_PROGRAM,
    PORTFOLIO,
    PROGRAM,
    Api,
    ceiling,
    document,
    resolution,
)


def _portfolio(api: Api, day: str) -> object:
    return found_in(api.read("/portfolios", validAt=day), "portfolioId", NEW)


def _ceilings(api: Api, day: str) -> object:
    return api.read(f"/portfolios/{PORTFOLIO}", validAt=day)["ceilings"]


def _of_portfolio(field: str) -> Seen:
    return lambda api, day: api.read(f"/portfolios/{PORTFOLIO}", validAt=day)[field]


def _year_2025(api: Api, day: str) -> object:
    years = api.read(f"/portfolios/{PORTFOLIO}/fiscal-years", validAt=day)
    return next((one for one in years if one["fiscalYear"] == 2025), None)


EXAMPLES: Mapping[str, Example] = {
    "establishPortfolio": Example(
        resolution("establishPortfolio", portfolioId=NEW, agreementId=AGREEMENT, name="IT-fabrik"),
        "portfolio.established",
        _portfolio,
    ),
    "adoptSteeringDocument": Example(
        resolution(
            "adoptSteeringDocument",
            portfolioId=PORTFOLIO,
            documentKind="roadmap",
            document=document("Färdplan"),
        ),
        "portfolio.steering_document_adopted",
        _of_portfolio("steeringDocuments"),
    ),
    "prioritisePrograms": Example(
        resolution(
            "prioritisePrograms",
            portfolioId=PORTFOLIO,
            order=[
                {"programId": OTHER_PROGRAM, "reason": "Störst nytta."},
                {"programId": PROGRAM, "reason": "Kan vänta."},
            ],
            reason="Nyttan för de äldre går först.",
        ),
        "portfolio.programs_prioritised",
        _of_portfolio("priority"),
    ),
    "closeFiscalYear": Example(
        resolution("closeFiscalYear", portfolioId=PORTFOLIO, fiscalYear=2025),
        "fiscal_year.closed",
        _year_2025,
    ),
    "decideCeiling": Example(ceiling(600_000_000), "fiscal_year.ceiling_decided", _ceilings),
}
