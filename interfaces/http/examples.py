"""Examples for the API's description, one for every kind of resolution and fact.

They name the things of the Dalsland case, which `samsyn demo` loads.
"""

from __future__ import annotations

from typing import Any, Final

from interfaces.demo.identities import identity


def _id(kind: str, name: str) -> str:
    return str(identity(kind, name))


AGREEMENT: Final = _id("agreement", "Samverkansavtal Dalsland")
BOARD: Final = _id("body", "Portföljstyrgruppen")
AUDITORS: Final = _id("body", "De valda revisorerna")
PORTFOLIO: Final = _id("portfolio", "Digitalisering Dalsland")
PROGRAM: Final = _id("program", "Effektiv kommun")
ALL_SIX: Final = _id("constellation", "Alla sex")
FOUR: Final = _id("constellation", "4D")
PROJECT: Final = _id("project", "Informationssäkerhet")
OTHER: Final = _id("project", "Sammanhållen elevadministration")
NEW: Final = "0d9c1d3e-5f0e-4c55-9d1b-6f6a2b0f3c11"


def _money(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "SEK"}


_DIRECTIVE: Final = {
    "title": "Programdirektiv",
    "version": "1.0",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "address": "https://diarium.example/2025/17",
}
_BUDGET: Final = {"programId": PROGRAM, "fiscalYear": 2026}

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
    "establishPortfolio": {
        "portfolioId": NEW,
        "agreementId": AGREEMENT,
        "name": "IT-fabrik Dalsland",
        "purpose": "Förutsättningar i IT-fabriken",
    },
    "decideCeiling": {
        "portfolioId": PORTFOLIO,
        "fiscalYear": 2027,
        "amount": _money("6000000.00"),
        "effectiveFrom": "2027-01-01",
    },
    "approveProgramDirective": {
        "programId": NEW,
        "portfolioId": PORTFOLIO,
        "title": "Attraktiv arbetsgivare",
        "directive": _DIRECTIVE,
        "noEffectCalculationBecause": "Effekterna beräknas under planeringen.",
    },
    "startProgram": {"programId": PROGRAM},
    "appointProgramLeader": {
        "programId": PROGRAM,
        "personId": _id("person", "Programledare Effektiv kommun"),
    },
    "proposeProject": {
        "projectId": NEW,
        "portfolioId": PORTFOLIO,
        "programId": PROGRAM,
        "title": "Gemensam e-arkivering",
        "proposedBy": {"member": "1492"},
        "constellationId": ALL_SIX,
        "sides": ["inside"],
        "level": 3,
    },
    "describeProject": {
        "projectId": PROJECT,
        "description": {**_DIRECTIVE, "title": "Initiativbeskrivning"},
    },
    "approveProject": {"projectId": PROJECT},
    "rejectProject": {"projectId": PROJECT, "reason": "Ryms inte inom ramen."},
    "approveProjectDirective": {
        "projectId": PROJECT,
        "directive": {**_DIRECTIVE, "title": "Projektdirektiv"},
        "effectCalculation": {**_DIRECTIVE, "title": "Effektberäkning"},
    },
    "approveProjectPlan": {"projectId": PROJECT, "plan": {**_DIRECTIVE, "title": "Projektplan"}},
    "startProject": {"projectId": PROJECT},
    "completeProject": {"projectId": PROJECT, "handover": {**_DIRECTIVE, "title": "Överlämning"}},
    "changeProjectConstellation": {"projectId": PROJECT, "constellationId": FOUR},
    "classifyProject": {"projectId": PROJECT, "sides": ["inside", "it_factory"], "level": 4},
    "fundProgram": {**_BUDGET, "amount": _money("500000.00")},
    "allocateBudget": {**_BUDGET, "projectId": PROJECT, "amount": _money("400000.00")},
    "reallocateBudget": {
        **_BUDGET,
        "source": PROJECT,
        "target": OTHER,
        "amount": _money("100000.00"),
    },
    "releaseBudget": {**_BUDGET, "projectId": PROJECT, "amount": _money("50000.00")},
    "initiateReview": {
        "reviewId": NEW,
        "agreementId": AGREEMENT,
        "title": "Styrning och kostnadsfördelning",
        "scope": {"scopeKind": "program", "id": PROGRAM},
        "period": {"first": "2025-01-01", "last": "2026-06-30"},
        "questions": ["Har kostnaderna fördelats enligt gällande nyckel?"],
    },
    "text": {"wording": "Styrgruppen tackar för redovisningen och lägger den till handlingarna."},
}
"""A resolution of every kind, without its `kind`."""


def decision(kind: str) -> dict[str, Any]:
    """Return a decision of the board with one resolution of a kind."""
    return {
        "bodyId": BOARD,
        "decidedOn": "2026-11-24",
        "meeting": "Styrgruppsmöte 2026:6",
        "paragraph": "§ 42",
        "heading": "Beslut i portföljen",
        "caseNumbers": [{"authority": "Mellerud", "number": "KS 2026/117"}],
        "rationale": "Enligt beredningsgruppens förslag.",
        "resolutions": [{"kind": kind, **RESOLUTIONS[kind]}],
    }


REQUESTS: Final[dict[str, dict[str, Any]]] = {
    "Decision": {kind: decision(kind) for kind in RESOLUTIONS},
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
    "RegisterPerson": {"person": {"personId": NEW, "name": "Kim Andersson"}},
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
    "RegisterCost": {
        "cost": {
            "costId": NEW,
            "programId": PROGRAM,
            "projectId": PROJECT,
            "amount": _money("48250.00"),
            "dated": "2026-10-14",
            "voucher": "V 2026-1187",
            "supplier": "Exempelkonsult AB",
        }
    },
    "RegisterReview": {
        "review": {
            "reviewId": NEW,
            "agreementId": AGREEMENT,
            "bodyId": AUDITORS,
            "title": "Kostnadsfördelningen 2026",
            "scope": {"scopeKind": "fiscal_year", "id": PORTFOLIO, "fiscalYear": 2026},
            "period": {"first": "2026-01-01", "last": "2026-12-31"},
            "questions": ["Har varje kommun betalat enligt nyckeln?"],
            "initiatedOn": "2026-11-20",
        }
    },
}

_META: Final = {
    "validAt": "2026-11-24",
    "knownAt": "position:96",
    "position": 96,
    "total": None,
    "page": None,
    "limit": None,
}

ANSWERS: Final[dict[str, dict[str, Any]]] = {"default": {"data": {}, "meta": _META}}
"""Examples of answers by operation id."""
