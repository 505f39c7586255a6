"""The events of a budget: the money of one program in one fiscal year. Amounts are öre."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.fiscal_year import MoneyKind
from domain.model import Event, Period, ProjectId, Reference, Sealed, StreamId
from domain.money import OreAmount


def stream(program_id: UUID, fiscal_year: int) -> StreamId:
    """Return the stream of a program's budget for a year."""
    return StreamId(f"budget/{program_id}/{fiscal_year}")


class ProgramFunded(Event):
    """The board gave the program money, into its reserve."""

    TOPIC = "budget.program_funded"
    amount: OreAmount
    money_kind: MoneyKind
    period: Period
    effective_from: date


class BudgetAllocated(Event):
    """Money moved from the reserve to a project; a negative amount lowers the allocation."""

    TOPIC = "budget.allocated"
    project_id: ProjectId
    amount: OreAmount
    money_kind: MoneyKind
    period: Period
    effective_from: date


class BudgetReallocated(Event):
    """Money moved from one project to another."""

    TOPIC = "budget.reallocated"
    source: ProjectId
    target: ProjectId
    amount: OreAmount
    money_kind: MoneyKind
    period: Period
    effective_from: date


class BudgetReleased(Event):
    """Money moved from a project back to the program's reserve."""

    TOPIC = "budget.released"
    project_id: ProjectId
    amount: OreAmount
    money_kind: MoneyKind
    period: Period
    effective_from: date


class CostRegistered(Event):
    """The part of a cost that belongs to this fiscal year; without a project, the reserve's.

    ``period`` is the service period inside the year, or the day of the cost.
    """

    TOPIC = "budget.cost_registered"
    cost_id: UUID
    project_id: ProjectId | None
    amount: OreAmount
    whole_amount: OreAmount
    period: Period
    dated: date
    voucher: Reference
    supplier: Reference | None
    note: Sealed | None
    identity_number_because: Sealed | None


BudgetEvent = ProgramFunded | BudgetAllocated | BudgetReallocated | BudgetReleased | CostRegistered
