"""Builders of what is registered of money beside its costs, with sensible defaults."""

from __future__ import annotations

from domain import budget
from tests.make import (
    COMMITMENT,
    COST,
    CREDIT,
    INCOME,
    JULY,
    MARCH,
    PROGRAM,
    PROJECT,
    of,
    sealed,
)

register_credit = of(
    budget.RegisterCredit,
    credit_id=CREDIT,
    cost_id=COST,
    amount=40_00,
    dated=JULY,
    voucher="K 31",
    reason=sealed("En dag för mycket."),
)
register_commitment = of(
    budget.RegisterCommitment,
    commitment_id=COMMITMENT,
    program_id=PROGRAM,
    project_id=PROJECT,
    amount=60_00,
    dated=MARCH,
    supplier="Vård-IT AB",
    reference="Avrop 14",
)
register_commitment_end = of(
    budget.RegisterCommitmentEnd,
    commitment_id=COMMITMENT,
    dated=JULY,
    reason=sealed("Resten behövs inte."),
)
register_income = of(
    budget.RegisterIncome,
    income_id=INCOME,
    program_id=PROGRAM,
    project_id=PROJECT,
    amount=50_00,
    dated=MARCH,
    payer="Statens exempelmyndighet",
    voucher="I 7",
)
