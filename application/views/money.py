"""Budgets, shares and postings, as shown; money is an amount in kronor."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from application.views.agreements import SegmentView
from application.views.deviations import DeviationView
from application.views.totals import Total
from domain.fiscal_year import MoneyKind
from domain.model import Frozen, StatedPeriod
from domain.money import Money

Measure = Literal["budget", "cost", "income", "adjustment"]


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
    income: Total
    adjustment: Total = Field(
        description="Cost less income of closed years, entered since. "
        "Kostnad minus intäkt i stängda år, antecknad efteråt."
    )


class SharesView(Frozen):
    """Every balance asked for, split, and each member's total."""

    totals: tuple[MemberTotal, ...]
    unsplit_budget: Total
    unsplit_cost: Total
    unsplit_income: Total
    unsplit_adjustment: Total
    balances: tuple[ShareView, ...]
    links: dict[str, str] = Field(
        default_factory=dict,
        description="Why the figures are what they are. Varför beloppen är vad de är.",
    )


class ProjectBudget(Frozen):
    project_id: UUID
    title: str
    status: str
    money_kind: MoneyKind
    frame: Total | None = Field(
        description="Decided for the project's whole life; null until decided. "
        "Beslutad ram för projektets hela tid."
    )
    frame_left: Total | None = Field(
        description="What of the frame is not allocated in any year. "
        "Det av ramen som inte är anslaget för något år."
    )
    allocated: Total
    committed: Total = Field(description="Bound in open commitments. Bundet i öppna åtaganden.")
    spent: Total
    available: Total = Field(
        description="Allocated, and neither spent nor committed. "
        "Anslaget och varken förbrukat eller bundet."
    )
    deviation: Total = Field(
        description="Spent and committed above the allocation. Förbrukat och bundet över anslaget."
    )
    income: Total
    adjustment: Total
    forecast: Total | None = Field(
        description="Spent and the leader's latest reported remainder; null until reported. "
        "Förbrukat och senast rapporterad återstod; null tills en rapport finns."
    )
    forecast_reported_on: date | None


class ReserveBudget(Frozen):
    money_kind: MoneyKind
    funded: Total
    allocated: Total
    committed: Total
    spent: Total
    available: Total
    deviation: Total = Field(
        description="Spent and committed above the reserve. Förbrukat och bundet över reserven."
    )
    income: Total
    adjustment: Total


class MemberBudget(Frozen):
    """One member's part of the program's year, now and before the latest change of it."""

    member: str
    name: str
    money_kind: MoneyKind
    budget: Total
    budget_before: Total
    cost: Total
    cost_before: Total
    income: Total
    income_before: Total
    adjustment: Total
    adjustment_before: Total
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
    unsplit_income: Total
    unsplit_adjustment: Total
    deviations: tuple[DeviationView, ...] = Field(
        description="Those that are open: neither noted as large as they are, nor remedied. "
        "De öppna: varken noterade som de är eller åtgärdade."
    )
    segments: tuple[SegmentView, ...]
    latest_change: LatestChange | None
    links: dict[str, str] = Field(
        default_factory=dict,
        description="Why the figures are what they are. Varför beloppen är vad de är.",
    )
