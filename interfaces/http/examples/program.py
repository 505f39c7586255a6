"""Examples of what is decided and registered of a program."""

from __future__ import annotations

from typing import Any, Final

from interfaces.http.examples.things import (
    DIRECTED,
    NEW,
    PAUSED_PROGRAM,
    PORTFOLIO,
    PROGRAM,
    document,
    thing,
)

RESOLUTIONS: Final[dict[str, dict[str, Any]]] = {
    "approveProgramDirective": {
        "programId": NEW,
        "portfolioId": PORTFOLIO,
        "title": "Attraktiv arbetsgivare",
        "directive": document("Programdirektiv"),
        "noEffectCalculationBecause": "Effekterna beräknas under planeringen.",
    },
    "reviseProgramDirective": {
        "programId": PROGRAM,
        "directive": document("Programdirektiv Effektiv kommun"),
        "effectCalculation": document("Effektberäkning Effektiv kommun"),
    },
    "withdrawProgramDirective": {
        "programId": DIRECTED,
        "reason": "Uppdraget ges till ett annat program.",
    },
    "approveProgramPlan": {"programId": PROGRAM, "plan": document("Programplan 2027")},
    "startProgram": {"programId": DIRECTED},
    "pauseProgram": {"programId": PROGRAM, "reason": "En ny programledare rekryteras."},
    "resumeProgram": {"programId": PAUSED_PROGRAM},
    "closeProgram": {
        "programId": PAUSED_PROGRAM,
        "lessons": "Börja i verksamheten, och mät nyttan från första dagen.",
        "finalReport": document("Slutrapport"),
    },
    "appointProgramLeader": {
        "programId": PROGRAM,
        "personId": thing("person", "Programledare Effektiv kommun"),
    },
}
