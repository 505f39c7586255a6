"""Budgets, shares and postings, as shown; money is an amount in kronor."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from application.views.agreements import SegmentView
from domain.fiscal_year import MoneyKind
from domain.model import Frozen, StatedPeriod
from domain.money import Money

Measure = Literal["budget", "cost"]


class PostingView(Frozen):
    """One line of the double entry; the lines of an entry sum to zero."""

    position: int
    line: int
    program_id: UUID
    project_id: UUID | None
    fiscal_year: int
    account: str
    money_kind: MoneyKind
    amount: Money
    valid_from: date
    period: StatedPeriod
    entry: UUID = Field(description="The decision or fact behind it. Beslutet eller faktumet.")
    topic: str


class MemberShare(Frozen):
    member: str
    name: str
    amount: Money


class ShareView(Frozen):
    """One balance split between the members. ``shares`` and ``unsplit`` sum to ``balance``."""

    program_id: UUID
    project_id: UUID | None
    fiscal_year: int
    money_kind: MoneyKind
    measure: Measure
    preliminary: bool = Field(
        description="The reserve is split only preliminarily. Reserven fördelas preliminärt."
    )
    balance: Money
    shares: tuple[MemberShare, ...]
    unsplit: Money
    unsplit_because: tuple[str, ...]


class MemberTotal(Frozen):
    member: str
    name: str
    fiscal_year: int
    money_kind: MoneyKind
    budget: Money
    cost: Money


class SharesView(Frozen):
    """Every balance asked for, split, and each member's total."""

    totals: tuple[MemberTotal, ...]
    unsplit_budget: Money
    unsplit_cost: Money
    balances: tuple[ShareView, ...]


class ProjectBudget(Frozen):
    project_id: UUID
    title: str
    status: str
    money_kind: MoneyKind
    frame: Money | None = Field(
        description="Decided for the project's whole life; null until decided. "
        "Beslutad ram för projektets hela tid."
    )
    allocated: Money
    committed: Money | None
    spent: Money
    available: Money
    deviation: Money = Field(description="Cost above the allocation. Kostnad över anslaget.")
    forecast: Money | None = Field(
        description="Spent and the leader's latest reported remainder; null until reported. "
        "Förbrukat och senast rapporterad återstod; null tills en rapport finns."
    )
    forecast_reported_on: date | None


class ReserveBudget(Frozen):
    money_kind: MoneyKind
    funded: Money
    allocated: Money
    spent: Money
    available: Money


class MemberBudget(Frozen):
    """One member's part of the program's year, now and before the latest change of it."""

    member: str
    name: str
    money_kind: MoneyKind
    budget: Money
    budget_before: Money
    cost: Money
    cost_before: Money
    calls: Money | None


class LatestChange(Frozen):
    position: int
    entry: UUID
    topic: str
    recorded: datetime


class BudgetView(Frozen):
    """The one answer to a program leader's question: what is left, and who pays it."""

    program_id: UUID
    title: str
    fiscal_year: int
    projects: tuple[ProjectBudget, ...]
    reserve: tuple[ReserveBudget, ...]
    members: tuple[MemberBudget, ...]
    unsplit_budget: Money
    unsplit_cost: Money
    segments: tuple[SegmentView, ...]
    latest_change: LatestChange | None
