"""Examples of what is decided and registered of a budget."""

from __future__ import annotations

from typing import Any, Final

from interfaces.http.examples.things import (
    COMMITMENT,
    COST,
    DEVIATION,
    NEW,
    OTHER,
    OTHER_PROGRAM,
    PROGRAM,
    PROJECT,
    money,
)

_BUDGET: Final = {"programId": PROGRAM, "fiscalYear": 2026}

RESOLUTIONS: Final[dict[str, dict[str, Any]]] = {
    "fundProgram": {**_BUDGET, "amount": money("500000.00")},
    "returnFunding": {**_BUDGET, "amount": money("25000.00")},
    "transferBudget": {
        "sourceProgramId": PROGRAM,
        "targetProgramId": OTHER_PROGRAM,
        "fiscalYear": 2026,
        "amount": money("10000.00"),
    },
    "allocateBudget": {**_BUDGET, "projectId": PROJECT, "amount": money("400000.00")},
    "reallocateBudget": {
        **_BUDGET,
        "source": PROJECT,
        "target": OTHER,
        "amount": money("100000.00"),
    },
    "releaseBudget": {**_BUDGET, "projectId": PROJECT, "amount": money("50000.00")},
    "noteDeviation": {
        "programId": PROGRAM,
        "fiscalYear": 2026,
        "deviationId": DEVIATION,
        "note": "Styrgruppen godtar kostnaden: arbetet var beställt före pausen.",
    },
}

_FACT: Final = {"programId": PROGRAM, "projectId": PROJECT}

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
    "RegisterCredit": {
        "credit": {
            "creditId": NEW,
            "costId": COST,
            "amount": money("1500.00"),
            "dated": "2026-11-02",
            "voucher": "K 2026-31",
            "reason": "Kreditfaktura: en dag för mycket.",
        }
    },
    "RegisterCommitment": {
        "commitment": {
            **_FACT,
            "commitmentId": NEW,
            "amount": money("48000.00"),
            "dated": "2026-11-02",
            "period": {"first": "2026-11-01", "last": "2026-12-31"},
            "supplier": "Exempelkonsult AB",
            "reference": "Avrop 2026-14",
        }
    },
    "RegisterCommitmentEnd": {
        "end": {
            "commitmentId": COMMITMENT,
            "dated": "2026-11-20",
            "reason": "Uppdraget är slutfört; resten behövs inte.",
        }
    },
    "RegisterIncome": {
        "income": {
            **_FACT,
            "incomeId": NEW,
            "amount": money("150000.00"),
            "dated": "2026-10-01",
            "payer": "Statens exempelmyndighet",
            "source": "Statsbidrag för informationssäkerhet",
            "voucher": "I 2026-7",
        }
    },
}
