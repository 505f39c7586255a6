"""The budget: the money of one program in one fiscal year."""

from domain.budget.commands import (
    AllocateBudget,
    BudgetCommand,
    CostPart,
    FundProgram,
    ReallocateBudget,
    RegisterCost,
    ReleaseBudget,
)
from domain.budget.decider import decide
from domain.budget.events import BudgetEvent, stream
from domain.budget.state import Budget, evolve

__all__ = [
    "AllocateBudget",
    "Budget",
    "BudgetCommand",
    "BudgetEvent",
    "CostPart",
    "FundProgram",
    "ReallocateBudget",
    "RegisterCost",
    "ReleaseBudget",
    "decide",
    "evolve",
    "stream",
]
