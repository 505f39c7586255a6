"""An example of every kind of resolution about a budget."""

from __future__ import annotations

from collections.abc import Mapping

from tests.interfaces.every_kind.example import Example
from tests.interfaces.money_facts import note_deviation
from tests.interfaces.world import (
    OF_FOUR,
    OF_SIX,
    PROGRAM,
    TO_SIX,
    Api,
    allocate,
    cost,
    fund,
    of_budget,
    reallocate,
    release,
    transfer,
)


def _budget(api: Api, day: str) -> object:
    whole = api.read(f"/programs/{PROGRAM}/budgets/2026", validAt=day)
    members = [(one["member"], one["budget"], one["cost"]) for one in whole["members"]]
    return [whole["projects"], whole["reserve"], members]


EXAMPLES: Mapping[str, Example] = {
    "fundProgram": Example(fund(1_000_00), "budget.program_funded", _budget),
    "returnFunding": Example(
        of_budget("returnFunding", 1_000_00), "budget.funding_returned", _budget
    ),
    "transferBudget": Example(transfer(1_000_00), "budget.transferred_out", _budget),
    "allocateBudget": Example(allocate(1_000_00), "budget.allocated", _budget),
    "reallocateBudget": Example(
        reallocate(1_000_00, OF_SIX, OF_FOUR), "budget.reallocated", _budget
    ),
    "releaseBudget": Example(release(1_000_00), "budget.released", _budget),
    "noteDeviation": Example(
        note_deviation(),
        "budget.deviation_noted",
        lambda api, day: api.read("/deviations", validAt=day),
        registered=(("/costs", cost(TO_SIX + 1, dated="2026-01-15")),),
    ),
}
