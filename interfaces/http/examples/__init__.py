"""Examples for the API's description, one for every kind of resolution and fact.

They name the things of the Dalsland case, which `samsyn demo` loads; a module for each stream.
"""

from __future__ import annotations

from typing import Any, Final

from interfaces.http.examples import (
    agreement,
    budget,
    decided,
    person,
    portfolio,
    program,
    project,
    review,
)
from interfaces.http.examples.things import BOARD

RESOLUTIONS: Final[dict[str, dict[str, Any]]] = {
    **agreement.RESOLUTIONS,
    **portfolio.RESOLUTIONS,
    **program.RESOLUTIONS,
    **project.RESOLUTIONS,
    **budget.RESOLUTIONS,
    **review.RESOLUTIONS,
    **decided.RESOLUTIONS,
    "text": {"wording": "Styrgruppen tackar för redovisningen och lägger den till handlingarna."},
}
"""A resolution of every kind, without its `kind`."""


def decision(kind: str) -> dict[str, Any]:
    """Return a decision of the board with one resolution of a kind."""
    return {
        "bodyId": BOARD,
        "decidedOn": "2026-11-24",
        "meeting": "Styrgruppsmöte 2026:7",
        "paragraph": "§ 50",
        "heading": "Beslut i portföljen",
        "caseNumbers": [{"authority": "Mellerud", "number": "KS 2026/117"}],
        "rationale": "Enligt beredningsgruppens förslag.",
        "resolutions": [{"kind": kind, **RESOLUTIONS[kind]}],
    }


REQUESTS: Final[dict[str, dict[str, Any]]] = {
    "Decision": {kind: decision(kind) for kind in RESOLUTIONS},
    "Rehearsal": {
        "inOrder": {
            "decisions": [decision("fundProgram"), decision("allocateBudget")],
            "warnings": {"shareRise": "5", "nearlyReached": "90"},
        }
    },
    **agreement.FACTS,
    **person.FACTS,
    **budget.FACTS,
    **review.FACTS,
    **decided.FACTS,
}
