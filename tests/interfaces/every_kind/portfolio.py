"""An example of every kind of resolution about a portfolio."""

from __future__ import annotations

from collections.abc import Mapping

from tests.interfaces.every_kind.example import NEW, Example, found_in
from tests.interfaces.world import AGREEMENT, PORTFOLIO, Api, ceiling, resolution


def _portfolio(api: Api, day: str) -> object:
    return found_in(api.read("/portfolios", validAt=day), "portfolioId", NEW)


def _ceilings(api: Api, day: str) -> object:
    return api.read(f"/portfolios/{PORTFOLIO}", validAt=day)["ceilings"]


EXAMPLES: Mapping[str, Example] = {
    "establishPortfolio": Example(
        resolution("establishPortfolio", portfolioId=NEW, agreementId=AGREEMENT, name="IT-fabrik"),
        "portfolio.established",
        _portfolio,
    ),
    "decideCeiling": Example(ceiling(600_000_000), "fiscal_year.ceiling_decided", _ceilings),
}
