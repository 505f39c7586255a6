"""What is sent of credits, commitments and incomes, and of the deviations they cause."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from domain.budget.deviations import deviation_id
from domain.budget.events import DeviationCode
from tests.interfaces.world import OF_SIX, PROGRAM, JsonObject, money, resolution, text_of
from tests.make import uid


def credit(amount: int, **changes: Any) -> JsonObject:
    """Return a credit (öre) of the first cost, on 1 April 2026."""
    number = changes.pop("number", "1")
    given = {
        "creditId": uid(f"credit {number}"),
        "costId": uid("cost 1"),
        "amount": money(amount),
        "dated": "2026-04-01",
        "voucher": f"K {number}",
        "reason": "En dag för mycket.",
    }
    whole: JsonObject = text_of({**given, **changes})
    return whole


def commitment(amount: int, **changes: Any) -> JsonObject:
    """Return a commitment (öre) of the project of six, from 1 February 2026."""
    number = changes.pop("number", "1")
    given = {
        "commitmentId": uid(f"commitment {number}"),
        "programId": PROGRAM,
        "projectId": OF_SIX,
        "amount": money(amount),
        "dated": "2026-02-01",
        "supplier": "Exempelkonsult AB",
        "reference": f"Avrop {number}",
    }
    whole: JsonObject = text_of({**given, **changes})
    return whole


def commitment_end(**changes: Any) -> JsonObject:
    given = {
        "commitmentId": uid("commitment 1"),
        "dated": "2026-05-01",
        "reason": "Resten behövs inte.",
    }
    whole: JsonObject = text_of({**given, **changes})
    return whole


def income(amount: int, **changes: Any) -> JsonObject:
    """Return an income (öre) of the project of six, on 1 March 2026."""
    number = changes.pop("number", "1")
    given = {
        "incomeId": uid(f"income {number}"),
        "programId": PROGRAM,
        "projectId": OF_SIX,
        "amount": money(amount),
        "dated": "2026-03-01",
        "payer": "Statens exempelmyndighet",
        "voucher": f"I {number}",
    }
    whole: JsonObject = text_of({**given, **changes})
    return whole


def note_deviation(
    cause: UUID | None = None, code: DeviationCode = "cost_above_allocation", **fields: Any
) -> JsonObject:
    """Return that a deviation of 2026 is noted, of the first cost unless it says otherwise."""
    deviation = deviation_id(cause or uid("cost 1"), code, 2026)
    given = {"programId": PROGRAM, "fiscalYear": 2026, "effectiveFrom": "2026-03-01"}
    return resolution("noteDeviation", **{**given, "deviationId": deviation, **fields})
