"""Examples of what is decided and registered of a portfolio and its fiscal years."""

from __future__ import annotations

from typing import Any, Final

from interfaces.http.examples.things import AGREEMENT, NEW, PORTFOLIO, money

RESOLUTIONS: Final[dict[str, dict[str, Any]]] = {
    "establishPortfolio": {
        "portfolioId": NEW,
        "agreementId": AGREEMENT,
        "name": "IT-fabrik Dalsland",
        "purpose": "Förutsättningar i IT-fabriken",
    },
    "decideCeiling": {
        "portfolioId": PORTFOLIO,
        "fiscalYear": 2027,
        "amount": money("6000000.00"),
        "effectiveFrom": "2027-01-01",
    },
}
