"""Examples of what is decided and registered of a project or initiative."""

from __future__ import annotations

from typing import Any, Final

from interfaces.http.examples.things import (
    ALL_SIX,
    FOUR,
    NEW,
    PORTFOLIO,
    PROGRAM,
    PROJECT,
    document,
)

RESOLUTIONS: Final[dict[str, dict[str, Any]]] = {
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
        "description": document("Initiativbeskrivning"),
    },
    "approveProject": {"projectId": PROJECT},
    "rejectProject": {"projectId": PROJECT, "reason": "Ryms inte inom ramen."},
    "approveProjectDirective": {
        "projectId": PROJECT,
        "directive": document("Projektdirektiv"),
        "effectCalculation": document("Effektberäkning"),
    },
    "approveProjectPlan": {"projectId": PROJECT, "plan": document("Projektplan")},
    "startProject": {"projectId": PROJECT},
    "completeProject": {"projectId": PROJECT, "handover": document("Överlämning")},
    "changeProjectConstellation": {"projectId": PROJECT, "constellationId": FOUR},
    "classifyProject": {"projectId": PROJECT, "sides": ["inside", "it_factory"], "level": 4},
}
