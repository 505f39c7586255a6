"""The rules of a budget: each command and fact becomes events, or is refused by name."""

from __future__ import annotations

from domain.budget.allocation import allocated, reallocated, released
from domain.budget.commands import (
    AllocateBudget,
    FundProgram,
    NoteDeviation,
    ReallocateBudget,
    ReleaseBudget,
    ReturnFunding,
    TransferPart,
)
from domain.budget.commitments import CommitmentEndPart, CommitmentPart
from domain.budget.costs import CostPart, CreditPart
from domain.budget.deviations import noted
from domain.budget.events import BudgetEvent
from domain.budget.funding import funded, returned, transferred
from domain.budget.incomes import IncomePart
from domain.budget.registering import BudgetFact, registered
from domain.budget.state import Budget
from domain.budget.surroundings import BudgetSurroundings, lies_in_open_year, program_exists

Decided = (
    FundProgram
    | ReturnFunding
    | TransferPart
    | AllocateBudget
    | ReallocateBudget
    | ReleaseBudget
    | NoteDeviation
)


def decide(
    state: Budget | None, command: Decided | BudgetFact, around: BudgetSurroundings
) -> list[BudgetEvent]:
    """Return the events `command` causes, or raise the rule that refuses it."""
    budget = state or Budget()
    match command:
        case CostPart() | CommitmentPart() | CommitmentEndPart() | CreditPart() | IncomePart():
            return registered(budget, command, around)
        case TransferPart():
            return [transferred(command, around)]
        case NoteDeviation():
            program_exists(command.program_id, around)
            return [noted(budget, command)]
        case _:
            lies_in_open_year(command.program_id, command, around)
            return [_moved(budget, command, around)]


def _moved(
    budget: Budget,
    command: FundProgram | ReturnFunding | AllocateBudget | ReallocateBudget | ReleaseBudget,
    around: BudgetSurroundings,
) -> BudgetEvent:
    match command:
        case FundProgram():
            return funded(command, around)
        case ReturnFunding():
            return returned(budget, command)
        case AllocateBudget():
            return allocated(budget, command, around)
        case ReallocateBudget():
            return reallocated(budget, command, around)
        case ReleaseBudget():
            return released(budget, command, around)
