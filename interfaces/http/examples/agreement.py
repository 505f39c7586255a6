"""Examples of what is decided and registered of an agreement."""

from __future__ import annotations

from typing import Any, Final

from interfaces.http.examples.things import AGREEMENT, KEY, NEW, PORTFOLIO, PROGRAM, money

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
    "repealCostKey": {
        "agreementId": AGREEMENT,
        "scope": {"portfolioId": PORTFOLIO},
        "effectiveFrom": "2027-01-01",
    },
    "reinstateCostKey": {
        "agreementId": AGREEMENT,
        "scope": {"portfolioId": PORTFOLIO},
        "keyId": KEY,
        "effectiveFrom": "2027-01-01",
    },
    "admitObserver": {"agreementId": AGREEMENT, "code": "1430", "name": "Munkedal"},
    "dismissObserver": {"agreementId": AGREEMENT, "code": "1435"},
    "designateHost": {"agreementId": AGREEMENT, "code": "1492", "effectiveFrom": "2027-01-01"},
    "changeLegalForm": {
        "agreementId": AGREEMENT,
        "legalForm": "joint_committee",
        "effectiveFrom": "2027-01-01",
    },
    "adoptDecisionRule": {
        "agreementId": AGREEMENT,
        "decisionKind": "decideCeiling",
        "rule": "unanimous",
    },
    "decideResourceRate": {
        "agreementId": AGREEMENT,
        "category": "Förändringsledare",
        "rate": money("700.00"),
        "effectiveFrom": "2027-01-01",
    },
    "repealResourceRate": {
        "agreementId": AGREEMENT,
        "category": "Projektledare",
        "effectiveFrom": "2027-01-01",
    },
    "decideMemberFrame": {
        "agreementId": AGREEMENT,
        "member": "1492",
        "fiscalYear": 2027,
        "amount": money("900000.00"),
        "effectiveFrom": "2027-01-01",
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
    "CorrectStatistic": {
        "population": {
            "agreementId": AGREEMENT,
            "basis": "population",
            "referenceDate": "2024-12-31",
            "source": "Folkmängd 31 december 2024, rättad (SCB)",
            "figures": {
                "1438": 4600,
                "1439": 6370,
                "1460": 9070,
                "1461": 9050,
                "1487": 40050,
                "1492": 11900,
            },
            "reason": "Två kommuners siffror var omkastade.",
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
