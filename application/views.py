"""What the interfaces get to show. JSON names are camelCase; money is an amount in kronor."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field, JsonValue

from domain.cost_key import Component, Figures, ReferenceRule
from domain.model import Bilingual, Document, Frozen, StatedPeriod
from domain.money import Money

MoneyKind = Literal["cash", "in_kind"]
Measure = Literal["budget", "cost"]


class Meta(Frozen):
    """The pair of times an answer holds for, and the position of the log it was read at."""

    valid_at: date
    known_at: str
    position: int
    total: int | None = None
    page: int | None = None
    limit: int | None = None


# --- Agreement ----------------------------------------------------------------------------------


class MemberView(Frozen):
    code: str
    name: str
    is_member: bool
    since: date = Field(description="First day of the present standing. Nuvarande läge från.")


class BodyView(Frozen):
    body_id: UUID
    name: str
    body_kind: str
    programs: tuple[UUID, ...]
    since: date


class ConstellationView(Frozen):
    constellation_id: UUID
    name: str
    members: tuple[str, ...]
    since: date


class AgreementView(Frozen):
    agreement_id: UUID
    name: str
    legal_form: str
    host: str | None
    established_from: date
    members: tuple[MemberView, ...]
    bodies: tuple[BodyView, ...]
    constellations: tuple[ConstellationView, ...]


class StatisticView(Frozen):
    basis: str
    reference_date: date
    applies_from: date | None
    source: str
    figures: dict[str, int | str]
    in_force_from: date | None = Field(
        description="The day the board's decision put the figures in force, if it stands. "
        "Dagen då styrgruppens beslut satte uppgifterna i kraft."
    )


class ConsentView(Frozen):
    member: str
    outcome: Literal["given", "refused"]
    body: str
    decided_on: date
    paragraph: str
    case_number: str | None


class CostKeyView(Frozen):
    key_id: UUID
    scope: str
    components: tuple[Component, ...]
    reference_rule: ReferenceRule | None
    standing: Literal["pending", "in_force", "lapsed"]
    effective_from: date
    decision_id: UUID
    required: tuple[str, ...]
    consents: tuple[ConsentView, ...]
    waiting_for: tuple[str, ...]


class SegmentView(Frozen):
    """Days on which one key, one set of figures and the same participants apply."""

    period: StatedPeriod
    participants: tuple[str, ...]
    key_id: UUID | None
    key: Bilingual | None
    figures: tuple[Figures, ...]
    parts: dict[str, str] = Field(
        description="Each participant's exact part of 1, p/q. Deltagarnas exakta andelar av 1."
    )
    reason: str | None = Field(description="Why nothing can be split. Varför inget kan fördelas.")


# --- Portfolio, program, project ----------------------------------------------------------------


class CeilingView(Frozen):
    fiscal_year: int
    money_kind: MoneyKind
    amount: Money
    since: date


class PortfolioView(Frozen):
    portfolio_id: UUID
    agreement_id: UUID
    name: str
    purpose: str | None
    currency: str
    established_from: date
    ceilings: tuple[CeilingView, ...]


class LeaderView(Frozen):
    person_id: UUID
    name: str | None = Field(description="Absent when erased. Saknas när namnet är gallrat.")
    since: date


class ProgramView(Frozen):
    program_id: UUID
    portfolio_id: UUID
    title: str
    status: str
    status_since: date
    directive: Document
    effect_calculation: Document | None
    no_effect_calculation_because: str | None
    constellation_id: UUID | None
    leader: LeaderView | None


class ProjectView(Frozen):
    project_id: UUID
    portfolio_id: UUID
    program_id: UUID | None
    title: str
    stage: Literal["initiative", "project"]
    status: str
    status_since: date
    constellation_id: UUID
    constellation: str
    sides: tuple[str, ...]
    level: int | None
    summary: str | None
    proposed_by: dict[str, str | None]
    description: Document | None
    directive: Document | None
    plan: Document | None
    handover: Document | None


# --- Money --------------------------------------------------------------------------------------


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


# --- Decisions and the log ----------------------------------------------------------------------


class EventView(Frozen):
    position: int
    stream: str
    version: int
    topic: str
    recorded: datetime
    entry: UUID
    resolution: int | None
    recorded_by: str
    data: dict[str, JsonValue]


class ResolutionView(Frozen):
    resolution: int
    kind: str
    wording: str | None
    sentence: Bilingual | None
    command: dict[str, JsonValue]


class ConsequenceView(Frozen):
    """What a decision changes for one member in one year, in the programs it touches."""

    member: str
    name: str
    fiscal_year: int
    money_kind: MoneyKind
    measure: Measure
    before: Money
    after: Money
    difference: Money


def consequence_view(
    member: str, name: str, what: tuple[int, str, str], before: int, after: int
) -> ConsequenceView:
    """Return a consequence in öre; `what` is the fiscal year, kind of money and measure."""
    fiscal_year, money_kind, measure = what
    return ConsequenceView.model_validate(
        {
            "member": member,
            "name": name,
            "fiscal_year": fiscal_year,
            "money_kind": money_kind,
            "measure": measure,
            "before": before,
            "after": after,
            "difference": after - before,
        }
    )


class RefusalView(Frozen):
    """Why a resolution would be refused, when a decision is rehearsed."""

    resolution: int
    code: str
    sv: str
    en: str
    facts: dict[str, Any]


class DecisionView(Frozen):
    decision_id: UUID
    number: str | None
    body: str
    standing: Literal["in_force", "pending", "lapsed", "no_effect", "rehearsed"]
    recorded: datetime | None
    recorded_by: str
    position: int | None
    envelope: dict[str, JsonValue] = Field(
        description="The envelope as it was recorded; an erased text is null. "
        "Beslutets uppgifter som de antecknades; en gallrad text är null."
    )
    resolutions: tuple[ResolutionView, ...]
    events: tuple[EventView, ...]
    consequences: tuple[ConsequenceView, ...]
    expected: tuple[ConsequenceView, ...] = Field(
        default=(),
        description="What a pending decision will change when the last member has consented. "
        "Vad ett vilande beslut ändrar när sista samtycket har kommit.",
    )
    refusals: tuple[RefusalView, ...] = ()


class DeviationView(Frozen):
    code: Literal["cost_above_allocation", "cost_above_funding", "project_is_closed"]
    project_id: UUID | None
    fiscal_year: int
    excess: Money
    sentence: Bilingual


class RegisteredView(Frozen):
    """A registration as it was taken in: its facts, its place in the log, what it leads to."""

    entry: UUID
    position: int
    recorded: datetime
    recorded_by: str
    events: tuple[EventView, ...]
    deviations: tuple[DeviationView, ...] = ()


# --- Reviews, persons ---------------------------------------------------------------------------


class ReviewView(Frozen):
    review_id: UUID
    agreement_id: UUID
    origin: Literal["commissioned", "own_initiative"]
    initiated_by: UUID | None
    title: str
    scope: dict[str, JsonValue]
    period: StatedPeriod
    questions: tuple[str | None, ...]
    evidence_position: int
    position: int
    links: dict[str, str] = Field(
        default_factory=dict,
        description="Pages that answer as of the evidence position. "
        "Sidor som svarar enligt bevisläget.",
    )


class PersonView(Frozen):
    person_id: UUID
    name: str | None
