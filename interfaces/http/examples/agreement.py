"""Examples of what is decided and registered of an agreement."""

from __future__ import annotations

from typing import Any, Final

from interfaces.http.examples.things import (
    AGREEMENT,
    NEW,
    OTHER_PORTFOLIO,
    PENDING,
    PORTFOLIO,
    PROGRAM,
    REPLACED_KEY,
    money,
)

RESOLUTIONS: Final[dict[str, dict[str, Any]]] = {
    "formBody": {
        "agreementId": AGREEMENT,
        "bodyId": NEW,
        "name": "Programstyrgruppen Effektiv kommun",
        "bodyKind": "steering_group",
        "programs": [PROGRAM],
    },
    "admitMember": {"agreementId": AGREEMENT, "code": "1785", "name": "Säffle"},
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
        "basis": "pupils",
        "referenceDate": "2025-10-15",
        "effectiveFrom": "2027-01-01",
    },
    "repealCostKey": {
        "agreementId": AGREEMENT,
        "scope": {"portfolioId": PORTFOLIO},
        "effectiveFrom": "2027-01-01",
    },
    "reinstateCostKey": {
        "agreementId": AGREEMENT,
        "scope": {"portfolioId": OTHER_PORTFOLIO},
        "keyId": REPLACED_KEY,
        "effectiveFrom": "2028-01-01",
    },
    "admitObserver": {"agreementId": AGREEMENT, "code": "1785", "name": "Säffle"},
    "dismissObserver": {"agreementId": AGREEMENT, "code": "1430"},
    "designateHost": {"agreementId": AGREEMENT, "code": "1492", "effectiveFrom": "2027-01-01"},
    "changeLegalForm": {
        "agreementId": AGREEMENT,
        "legalForm": "joint_committee",
        "effectiveFrom": "2027-01-01",
    },
    "adoptDecisionRule": {
        "agreementId": AGREEMENT,
        "decisionKind": "prioritisePrograms",
        "rule": "consensus",
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
        "member": "1460",
        "fiscalYear": 2027,
        "amount": money("800000.00"),
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
            "source": "Folkmängd 31 december 2025 (ett exempel, inte SCB:s uppgifter)",
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
        "pupils": {
            "agreementId": AGREEMENT,
            "basis": "pupils",
            "referenceDate": "2025-10-15",
            "source": "Elever i grundskolan 15 oktober 2025, rättade igen (påhittade uppgifter)",
            "figures": {
                "1438": 525,
                "1439": 700,
                "1460": 940,
                "1461": 985,
                "1487": 4480,
                "1492": 1290,
            },
            "reason": "Dals-Eds uppgift avsåg ett annat läsår.",
        }
    },
    "RegisterConsent": {
        "consent": {
            "agreementId": AGREEMENT,
            "subject": PENDING,
            "member": "1487",
            "outcome": "given",
            "body": "Kommunfullmäktige",
            "decidedOn": "2026-11-18",
            "paragraph": "§ 121",
            "caseNumber": "KS 2026/311",
        }
    },
}
