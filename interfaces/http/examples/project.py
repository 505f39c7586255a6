"""Examples of what is decided and registered of a project or initiative."""

from __future__ import annotations

from typing import Any, Final

from interfaces.http.examples.things import (
    ALL_SIX,
    APPROVED,
    FOUR,
    LEADER,
    NEW,
    OTHER,
    OTHER_PROGRAM,
    PAUSED,
    PLANNED,
    PORTFOLIO,
    PROGRAM,
    PROJECT,
    PROPOSED,
    document,
    money,
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
    "approveProject": {"projectId": PROPOSED},
    "rejectProject": {"projectId": PROPOSED, "reason": "Ryms inte inom ramen."},
    "approveProjectDirective": {
        "projectId": APPROVED,
        "directive": document("Projektdirektiv"),
        "effectCalculation": document("Effektberäkning"),
    },
    "approveProjectPlan": {"projectId": PROJECT, "plan": document("Projektplan")},
    "parkProject": {"projectId": PROPOSED, "reason": "Väntar på den nationella lösningen."},
    "reviseProjectDirective": {
        "projectId": PROJECT,
        "directive": document("Projektdirektiv, version 2"),
        "effectCalculation": document("Effektberäkning, version 2"),
    },
    "withdrawProjectDirective": {"projectId": PLANNED, "reason": "Uppdraget görs om."},
    "startProject": {"projectId": PLANNED},
    "pauseProject": {"projectId": PROJECT, "reason": "Leverantören är försenad."},
    "resumeProject": {"projectId": PAUSED},
    "stopProject": {
        "projectId": PROJECT,
        "reason": "Nyttan uteblir.",
        "workDone": "Kravspecifikationen tas över av IT-fabriken.",
    },
    "moveProject": {"projectId": PLANNED, "targetProgramId": OTHER_PROGRAM},
    "estimateProjectCost": {
        "projectId": PROJECT,
        "oneOff": money("1200000.00"),
        "yearly": money("150000.00"),
        "firstYear": 2028,
        "calculation": document("Kostnadskalkyl"),
    },
    "decideProjectFrame": {"projectId": PROJECT, "amount": money("2000000.00")},
    "appointProjectLeader": {"projectId": PROJECT, "personId": LEADER},
    "wantProjectRole": {
        "projectId": PROJECT,
        "role": "Förändringsledare",
        "reach": "common",
        "extent": 50,
    },
    "dropProjectRole": {
        "projectId": OTHER,
        "role": "UX-formgivare",
        "reach": "common",
    },
    "fillProjectRole": {
        "projectId": OTHER,
        "role": "Systemförvaltare",
        "reach": "local",
        "member": "1460",
        "filledBy": "1460",
    },
    "vacateProjectRole": {
        "projectId": OTHER,
        "role": "Förändringsledare",
        "reach": "common",
    },
    "completeProject": {"projectId": PROJECT, "handover": document("Överlämning")},
    "changeProjectConstellation": {"projectId": PROJECT, "constellationId": FOUR},
    "classifyProject": {"projectId": PROJECT, "sides": ["inside", "it_factory"], "level": 4},
}
