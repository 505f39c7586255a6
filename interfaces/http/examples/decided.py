"""Examples of what becomes of a decision once it is taken."""

from __future__ import annotations

from typing import Any, Final

from interfaces.http.examples.things import ASSIGNMENT

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
}
