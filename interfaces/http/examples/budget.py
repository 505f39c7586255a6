"""Examples of what is decided and registered of a budget."""

from __future__ import annotations

from typing import Any, Final

from interfaces.http.examples.things import NEW, OTHER, PROGRAM, PROJECT, money

_BUDGET: Final = {"programId": PROGRAM, "fiscalYear": 2026}

RESOLUTIONS: Final[dict[str, dict[str, Any]]] = {
    "fundProgram": {**_BUDGET, "amount": money("500000.00")},
    "allocateBudget": {**_BUDGET, "projectId": PROJECT, "amount": money("400000.00")},
    "reallocateBudget": {
        **_BUDGET,
        "source": PROJECT,
        "target": OTHER,
        "amount": money("100000.00"),
    },
    "releaseBudget": {**_BUDGET, "projectId": PROJECT, "amount": money("50000.00")},
}

FACTS: Final[dict[str, dict[str, Any]]] = {
    "RegisterCost": {
        "cost": {
            "costId": NEW,
            "programId": PROGRAM,
            "projectId": PROJECT,
            "amount": money("48250.00"),
            "dated": "2026-10-14",
            "voucher": "V 2026-1187",
            "supplier": "Exempelkonsult AB",
        }
    },
}
