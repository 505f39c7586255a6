"""The events of a budget: the money of one program in one fiscal year. Amounts are öre."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final, Literal
from uuid import UUID

from domain.fiscal_year import MoneyKind
from domain.model import Event, Period, ProgramId, ProjectId, Reference, Sealed, StreamId
from domain.money import OreAmount

DeviationCode = Literal[
    "cost_above_allocation",
    "cost_above_funding",
    "commitment_above_allocation",
    "commitment_above_funding",
    "project_not_started",
    "project_is_paused",
    "project_is_closed",
    "program_is_paused",
    "program_is_closed",
    "cost_in_closed_year",
]
"""How money departs from what was decided: above what is given, or at a time when none is taken."""

_STREAMS: Final = "budget/"


def stream(program_id: UUID, fiscal_year: int) -> StreamId:
    """Return the stream of a program's budget for a year."""
    return StreamId(f"{_STREAMS}{program_id}/{fiscal_year}")


def is_budget(stream: str) -> bool:
    """Tell whether a stream is that of a budget."""
    return stream.startswith(_STREAMS)


@lru_cache(10_000)  # asked of every budget when those of one program are wanted
def budget_of(stream: str) -> tuple[UUID, int]:
    """Return the program and the fiscal year of a budget's stream."""
    _, program_id, year = stream.split("/")
    return UUID(program_id), int(year)


# --- Decided ------------------------------------------------------------------------------------


class ProgramFunded(Event):
    """The board gave the program money, into its reserve."""

    TOPIC = "budget.program_funded"
    amount: OreAmount
    money_kind: MoneyKind
    period: Period
    effective_from: date


class FundingReturned(Event):
    """Money went from the program's reserve back to the board."""

    TOPIC = "budget.funding_returned"
    amount: OreAmount
    money_kind: MoneyKind
    period: Period
    effective_from: date


class BudgetTransferredOut(Event):
    """Money left the reserve for another program's; the other half is in that budget."""

    TOPIC = "budget.transferred_out"
    target: ProgramId
    amount: OreAmount
    money_kind: MoneyKind
    period: Period
    effective_from: date


class BudgetTransferredIn(Event):
    """Money came into the reserve from another program's; the other half is in that budget."""

    TOPIC = "budget.transferred_in"
    source: ProgramId
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


class DeviationNoted(Event):
    """A body took note of a deviation as large as it then was."""

    TOPIC = "budget.deviation_noted"
    deviation_id: UUID
    amount: OreAmount
    note: Sealed | None
    effective_from: date


# --- Registered ---------------------------------------------------------------------------------


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


class CostCredited(Event):
    """The part of a credit that falls on this year's part of the cost it names, and its period."""

    TOPIC = "budget.cost_credited"
    credit_id: UUID
    cost_id: UUID
    project_id: ProjectId | None
    amount: OreAmount
    whole_amount: OreAmount
    period: Period
    dated: date
    voucher: Reference
    reason: Sealed
    identity_number_because: Sealed | None


class BudgetCommitted(Event):
    """The part of a commitment that belongs to this fiscal year; without a project, the reserve's.

    ``dated`` is the day from which the money is bound.
    """

    TOPIC = "budget.committed"
    commitment_id: UUID
    project_id: ProjectId | None
    amount: OreAmount
    whole_amount: OreAmount
    period: Period
    dated: date
    supplier: Reference
    reference: Reference
    note: Sealed | None
    identity_number_because: Sealed | None


class CommitmentDrawn(Event):
    """A cost took the place of so much of a commitment."""

    TOPIC = "budget.commitment_drawn"
    commitment_id: UUID
    cost_id: UUID
    project_id: ProjectId | None
    amount: OreAmount
    period: Period
    dated: date


class CommitmentLifted(Event):
    """What was left of a commitment is no longer bound."""

    TOPIC = "budget.commitment_lifted"
    commitment_id: UUID
    project_id: ProjectId | None
    amount: OreAmount
    period: Period
    dated: date
    reason: Sealed


class IncomeRegistered(Event):
    """The part of an income that belongs to this fiscal year; without a project, the program's."""

    TOPIC = "budget.income_registered"
    income_id: UUID
    project_id: ProjectId | None
    amount: OreAmount
    whole_amount: OreAmount
    period: Period
    dated: date
    payer: Reference
    source: Reference | None
    voucher: Reference
    note: Sealed | None
    identity_number_because: Sealed | None


class AdjustmentRegistered(Event):
    """A cost, credit or income of a year that is closed, whose own figures stay as they were.

    The amount is what the members owe more: negative for a credit and an income. ``entry_id`` is
    the id of the fact; of a credit, ``cost_id`` is the cost it falls on.
    """

    TOPIC = "budget.adjustment_registered"
    adjusts: Literal["cost", "credit", "income"]
    entry_id: UUID
    cost_id: UUID | None
    project_id: ProjectId | None
    amount: OreAmount
    whole_amount: OreAmount
    period: Period
    dated: date
    voucher: Reference
    other_party: Reference | None
    note: Sealed | None
    identity_number_because: Sealed | None


class DeviationFound(Event):
    """A cost or commitment fell at a time when its project, program or year takes none (öre)."""

    TOPIC = "budget.deviation_found"
    deviation_id: UUID
    code: DeviationCode
    cause: UUID
    project_id: ProjectId | None
    amount: OreAmount
    dated: date


Given = (
    ProgramFunded
    | FundingReturned
    | BudgetTransferredOut
    | BudgetTransferredIn
    | BudgetAllocated
    | BudgetReallocated
    | BudgetReleased
)
"""What a body does with the money: it changes what the reserve and the projects are given."""

Entered = (
    CostRegistered
    | CostCredited
    | BudgetCommitted
    | CommitmentDrawn
    | CommitmentLifted
    | IncomeRegistered
    | AdjustmentRegistered
)
"""What is registered of the money, in cash."""

BudgetEvent = (
    ProgramFunded
    | FundingReturned
    | BudgetTransferredOut
    | BudgetTransferredIn
    | BudgetAllocated
    | BudgetReallocated
    | BudgetReleased
    | DeviationNoted
    | CostRegistered
    | CostCredited
    | BudgetCommitted
    | CommitmentDrawn
    | CommitmentLifted
    | IncomeRegistered
    | AdjustmentRegistered
    | DeviationFound
)
