"""What undoes a movement of money, or a ceiling."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from domain.budget.commands import (
    AllocateBudget,
    FundProgram,
    ReallocateBudget,
    ReturnFunding,
    TransferBudget,
)
from domain.budget.events import (
    BudgetAllocated,
    BudgetReallocated,
    BudgetReleased,
    BudgetTransferredOut,
    FundingReturned,
    ProgramFunded,
)
from domain.fiscal_year import CeilingDecided, DecideCeiling
from domain.model import Command, Event, Timeline, stated
from domain.reversal.states import States, command

C = TypeVar("C", bound=Command)


def of_budget(event: Event, program_id: UUID, fiscal_year: int, day: date) -> Command | None:
    moved: Any = event
    if not hasattr(moved, "money_kind") or not hasattr(moved, "period"):
        return None
    same = {
        "fiscal_year": fiscal_year,
        "money_kind": moved.money_kind,
        "period": stated(moved.period),
        "effective_from": day,
    }
    of_program = {**same, "program_id": program_id}
    match event:
        case ProgramFunded(amount=amount):
            return command(ReturnFunding, amount=amount, **of_program)
        case FundingReturned(amount=amount):
            return command(FundProgram, amount=amount, **of_program)
        case BudgetAllocated(project_id=project, amount=amount):
            return _allocate(project, -amount, of_program)
        case BudgetReleased(project_id=project, amount=amount):
            return _allocate(project, amount, of_program)
        case BudgetReallocated(source=source, target=target, amount=amount):
            return command(
                ReallocateBudget, source=target, target=source, amount=amount, **of_program
            )
        case BudgetTransferredOut(target=target, amount=amount):
            return command(
                TransferBudget,
                source_program_id=target,
                target_program_id=program_id,
                amount=amount,
                **same,
            )
        case _:
            return None


def _allocate(project_id: UUID, amount: int, same: Mapping[str, Any]) -> AllocateBudget:
    return command(AllocateBudget, project_id=project_id, amount=amount, **same)


def of_fiscal_year(
    event: Event, portfolio_id: UUID, fiscal_year: int, states: States
) -> Command | None:
    if not isinstance(event, CeilingDecided):
        return None
    money_kind = event.money_kind
    before = states.before(
        lambda year: year.ceiling(money_kind) if year else Timeline(),
        event.effective_from,
        event.amount,
    )
    return command(
        DecideCeiling,
        portfolio_id=portfolio_id,
        fiscal_year=fiscal_year,
        amount=before or 0,
        money_kind=event.money_kind,
        effective_from=states.day,
    )
