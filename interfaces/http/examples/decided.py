"""Examples of what becomes of a decision once it is taken."""

from __future__ import annotations

from typing import Any, Final

from interfaces.http.examples.things import ASSIGNMENT, FUNDING, ROADMAP

RESOLUTIONS: Final[dict[str, dict[str, Any]]] = {
    "correctDecision": {
        "decisionId": ROADMAP,
        "wrong": "Protokollet saknar ärendenummer.",
        "right": "Ärendenumret är KS 2026/80.",
    },
    "reverseDecision": {
        "decisionId": FUNDING,
        "reason": "Förutsättningarna har ändrats.",
        "effectiveFrom": "2026-11-24",
    },
}

FACTS: Final[dict[str, dict[str, Any]]] = {
    "RegisterFollowUp": {
        "carriedOut": {
            "decisionId": ASSIGNMENT,
            "standing": "carried_out",
            "dated": "2026-11-20",
            "note": "Utredningen är redovisad för portföljstyrgruppen.",
            "reportedBy": "Beredningsgruppens sammankallande",
        }
    },
    "RegisterAnnulment": {
        "courtsAnnulment": {
            "decisionId": FUNDING,
            "court": "Förvaltningsrätten i Göteborg",
            "caseNumber": "1234-26",
            "decidedOn": "2026-11-20",
            "effectiveFrom": "2026-11-20",
        }
    },
}
