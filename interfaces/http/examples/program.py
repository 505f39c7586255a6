"""Examples of what is decided and registered of a program."""

from __future__ import annotations

from typing import Any, Final

from interfaces.http.examples.things import NEW, PORTFOLIO, PROGRAM, document, thing

RESOLUTIONS: Final[dict[str, dict[str, Any]]] = {
    "approveProgramDirective": {
        "programId": NEW,
        "portfolioId": PORTFOLIO,
        "title": "Attraktiv arbetsgivare",
        "directive": document("Programdirektiv"),
        "noEffectCalculationBecause": "Effekterna beräknas under planeringen.",
    },
    "startProgram": {"programId": PROGRAM},
    "appointProgramLeader": {
        "programId": PROGRAM,
        "personId": thing("person", "Programledare Effektiv kommun"),
    },
}
