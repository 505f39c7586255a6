"""Examples of what is decided and registered of a review."""

from __future__ import annotations

from typing import Any, Final

from interfaces.http.examples.things import AGREEMENT, AUDITORS, NEW, PORTFOLIO, PROGRAM

RESOLUTIONS: Final[dict[str, dict[str, Any]]] = {
    "initiateReview": {
        "reviewId": NEW,
        "agreementId": AGREEMENT,
        "title": "Styrning och kostnadsfördelning",
        "scope": {"scopeKind": "program", "id": PROGRAM},
        "period": {"first": "2025-01-01", "last": "2026-06-30"},
        "questions": ["Har kostnaderna fördelats enligt gällande nyckel?"],
    },
}

FACTS: Final[dict[str, dict[str, Any]]] = {
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
