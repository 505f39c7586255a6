"""Examples of what is decided and registered of a portfolio and its fiscal years."""

from __future__ import annotations

from typing import Any, Final

from interfaces.http.examples.things import (
    AGREEMENT,
    NEW,
    PORTFOLIO,
    PROGRAM,
    document,
    money,
    thing,
)

RESOLUTIONS: Final[dict[str, dict[str, Any]]] = {
    "establishPortfolio": {
        "portfolioId": NEW,
        "agreementId": AGREEMENT,
        "name": "IT-fabrik Dalsland",
        "purpose": "Förutsättningar i IT-fabriken",
    },
    "adoptSteeringDocument": {
        "portfolioId": PORTFOLIO,
        "documentKind": "roadmap",
        "document": document("Färdplan för Digitalisering Dalsland"),
        "summary": "Initiativ på kort och lång sikt, per konstellation och sida.",
    },
    "prioritisePrograms": {
        "portfolioId": PORTFOLIO,
        "criteria": [{"name": "Nytta", "weight": "0.7"}, {"name": "Risk", "weight": "3/10"}],
        "order": [
            {
                "programId": thing("program", "Omvårdnad Dalsland"),
                "reason": "Störst nytta för dem som behöver mest.",
                "scores": [
                    {"criterion": "Nytta", "value": "5"},
                    {"criterion": "Risk", "value": "3"},
                ],
            },
            {
                "programId": PROGRAM,
                "reason": "Bygger på det första programmets plattform.",
                "scores": [
                    {"criterion": "Nytta", "value": "4"},
                    {"criterion": "Risk", "value": "4.5"},
                ],
            },
        ],
        "notChosen": [
            {
                "proposal": "Ett eget program för skolan.",
                "whyNot": "Skolorna avvaktar det nationella arbetet.",
            }
        ],
        "reason": "Efter beredningsgruppens vägning av nytta mot risk.",
    },
    "closeFiscalYear": {
        "portfolioId": PORTFOLIO,
        "fiscalYear": 2025,
        "note": "Bokslutet är klart; avräkningen görs 2026.",
    },
    "decideCeiling": {
        "portfolioId": PORTFOLIO,
        "fiscalYear": 2027,
        "amount": money("6000000.00"),
        "effectiveFrom": "2027-01-01",
    },
}
