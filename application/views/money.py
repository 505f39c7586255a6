"""Budgets, shares and postings, as shown; money is an amount in kronor."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import Field, PlainSerializer, TypeAdapter, WithJsonSchema

from application.views.agreements import SegmentView
from domain.fiscal_year import MoneyKind
from domain.model import Frozen, StatedPeriod
from domain.money import Money, Ore, amount_text

Measure = Literal["budget", "cost"]

_MONEY: Final = TypeAdapter(Money).json_schema()


def _as_money(total: Ore) -> dict[str, str]:
    return {"amount": amount_text(total), "currency": "SEK"}


Total = Annotated[Ore, PlainSerializer(_as_money, when_used="json"), WithJsonSchema(_MONEY)]
"""Money that is a sum: of any size, since a read never refuses what has been recorded."""


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
    amount: Total


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
    balance: Total
    shares: tuple[MemberShare, ...]
    unsplit: Total
    unsplit_because: tuple[str, ...]


class MemberTotal(Frozen):
    member: str
    name: str
    fiscal_year: int
    money_kind: MoneyKind
    budget: Total
    cost: Total


class SharesView(Frozen):
    """Every balance asked for, split, and each member's total."""

    totals: tuple[MemberTotal, ...]
    unsplit_budget: Total
    unsplit_cost: Total
    balances: tuple[ShareView, ...]


class ProjectBudget(Frozen):
    project_id: UUID
    title: str
    status: str
    money_kind: MoneyKind
    frame: Total | None = Field(
        description="Decided for the project's whole life; null until decided. "
        "Beslutad ram för projektets hela tid."
    )
    allocated: Total
    committed: Total | None
    spent: Total
    available: Total
    deviation: Total = Field(description="Cost above the allocation. Kostnad över anslaget.")
    forecast: Total | None = Field(
        description="Spent and the leader's latest reported remainder; null until reported. "
        "Förbrukat och senast rapporterad återstod; null tills en rapport finns."
    )
    forecast_reported_on: date | None


class ReserveBudget(Frozen):
    money_kind: MoneyKind
    funded: Total
    allocated: Total
    spent: Total
    available: Total
    deviation: Total = Field(description="Cost above the reserve. Kostnad över reserven.")


class MemberBudget(Frozen):
    """One member's part of the program's year, now and before the latest change of it."""

    member: str
    name: str
    money_kind: MoneyKind
    budget: Total
    budget_before: Total
    cost: Total
    cost_before: Total
    calls: Total | None


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
    unsplit_budget: Total
    unsplit_cost: Total
    segments: tuple[SegmentView, ...]
    latest_change: LatestChange | None
