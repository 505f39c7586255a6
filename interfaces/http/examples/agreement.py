"""Examples of what is decided and registered of an agreement."""

from __future__ import annotations

from typing import Any, Final

from interfaces.http.examples.things import AGREEMENT, NEW, PORTFOLIO, PROGRAM

RESOLUTIONS: Final[dict[str, dict[str, Any]]] = {
    "formBody": {
        "agreementId": AGREEMENT,
        "bodyId": NEW,
        "name": "Programstyrgruppen Effektiv kommun",
        "bodyKind": "steering_group",
        "programs": [PROGRAM],
    },
    "admitMember": {"agreementId": AGREEMENT, "code": "1430", "name": "Munkedal"},
    "withdrawMember": {
        "agreementId": AGREEMENT,
        "code": "1487",
        "effectiveFrom": "2027-01-01",
    },
    "defineConstellation": {
        "agreementId": AGREEMENT,
        "constellationId": NEW,
        "name": "Dal norr",
        "members": ["1438", "1460", "1492"],
    },
    "adoptCostKey": {
        "agreementId": AGREEMENT,
        "keyId": NEW,
        "scope": {"portfolioId": PORTFOLIO},
        "components": [
            {"basis": "population", "weight": "0.7"},
            {"basis": "equal", "weight": "3/10"},
        ],
        "effectiveFrom": "2027-01-01",
    },
    "applyFigures": {
        "agreementId": AGREEMENT,
        "basis": "population",
        "referenceDate": "2024-12-31",
        "effectiveFrom": "2026-07-01",
    },
}

FACTS: Final[dict[str, dict[str, Any]]] = {
    "EstablishAgreement": {
        "agreement": {
            "agreementId": NEW,
            "name": "Samverkansavtal",
            "legalForm": "contract",
            "host": "1461",
            "members": [
                {"code": "1461", "name": "Mellerud"},
                {"code": "1492", "name": "Åmål"},
            ],
            "bodies": [
                {
                    "bodyId": "5c1a2f3e-0000-4000-8000-000000000001",
                    "name": "Styrgruppen",
                    "bodyKind": "board",
                }
            ],
            "effectiveFrom": "2025-01-01",
        }
    },
    "RegisterStatistic": {
        "population": {
            "agreementId": AGREEMENT,
            "basis": "population",
            "referenceDate": "2025-12-31",
            "source": "Folkmängd 31 december 2025 (SCB)",
            "figures": {
                "1438": 4600,
                "1439": 6370,
                "1460": 9070,
                "1461": 9050,
                "1487": 40050,
                "1492": 11900,
            },
        }
    },
    "RegisterConsent": {
        "consent": {
            "agreementId": AGREEMENT,
            "subject": NEW,
            "member": "1492",
            "outcome": "given",
            "body": "Kommunfullmäktige",
            "decidedOn": "2026-12-15",
            "paragraph": "§ 151",
            "caseNumber": "KS 2026/311",
        }
    },
}
