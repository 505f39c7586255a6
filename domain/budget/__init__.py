"""The budget: the money of one program in one fiscal year."""

from domain.budget.commands import (
    AllocateBudget,
    BudgetCommand,
    FundProgram,
    NoteDeviation,
    ReallocateBudget,
    ReleaseBudget,
    ReturnFunding,
    TransferBudget,
)
from domain.budget.commitments import RegisterCommitment, RegisterCommitmentEnd
from domain.budget.costs import RegisterCost, RegisterCredit
from domain.budget.decider import decide
from domain.budget.events import BudgetEvent, budget_of, is_budget, stream
from domain.budget.incomes import RegisterIncome
from domain.budget.state import Budget, evolve

__all__ = [
    "AllocateBudget",
    "Budget",
    "BudgetCommand",
    "BudgetEvent",
    "FundProgram",
    "NoteDeviation",
    "ReallocateBudget",
    "RegisterCommitment",
    "RegisterCommitmentEnd",
    "RegisterCost",
    "RegisterCredit",
    "RegisterIncome",
    "ReleaseBudget",
    "ReturnFunding",
    "TransferBudget",
    "budget_of",
    "decide",
    "evolve",
    "is_budget",
    "stream",
]
