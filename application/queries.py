"""The questions that the use cases and the interfaces may ask of the read models.

Every question takes a pair of times (`At`): the day it should hold for, and the position of the
log it should be known at. The same pair always gives the same answer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeAlias, TypeVar
from uuid import UUID

from application.departures import FoundDeviation, NotedDeviation, Overrun, Remaining
from application.views import (
    AgreementView,
    ConsequenceView,
    CostKeyView,
    DecisionView,
    EventView,
    FollowUpView,
    LatestChange,
    PendingDecisionView,
    PersonView,
    PortfolioView,
    PostingView,
    ProgramView,
    ProjectView,
    ResourceRateView,
    ReviewView,
    StatisticView,
)
from application.views.follow_ups import AgeGroup, Standing
from domain.agreement.events import DecisionRule
from domain.balance import BalancePart
from domain.model import Position, StreamId, Timeline
from domain.segments import Terms

T = TypeVar("T")
Days: TypeAlias = Collection[date]


@dataclass(frozen=True, slots=True)
class At:
    """The day a question should hold for, and the position it should be known at."""

    valid_at: date
    known_at: Position


@dataclass(frozen=True, slots=True)
class Head:
    """The last position of the log and its recording time; None in an empty log."""

    position: Position
    recorded: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list: pages count from 1."""

    number: int = 1
    limit: int = 20

    @property
    def offset(self) -> int:
        """How many come before the page."""
        return (self.number - 1) * self.limit


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """One page of a list, and how many there are in all."""

    items: tuple[T, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account holds, by the periods its money covers (öre).

    ``account`` is ``reserve``, ``allocated``, ``spent``, ``committed``, ``income`` or
    ``adjustment``; without a project the money is the program's reserve.
    """

    program_id: UUID
    project_id: UUID | None
    fiscal_year: int
    account: str
    money_kind: str
    parts: tuple[BalancePart, ...]

    @property
    def amount(self) -> int:
        """The whole balance, in öre."""
        return sum(part.amount for part in self.parts)


@dataclass(frozen=True, slots=True)
class Participation:
    """Whose money a program's or project's is: its scopes for a key, and its constellation.

    ``scopes`` are streams, narrowest first; ``constellation`` is the timeline of its id.
    """

    agreement_id: UUID
    portfolio_id: UUID
    scopes: tuple[str, ...]
    constellation: Timeline[UUID | None]


@dataclass(frozen=True, slots=True)
class DecisionFilter:
    """Which decisions of the register; every given part must hold.

    ``decided_from`` and ``decided_to`` are days, both included. ``text`` is looked for in every
    free text of the decision, without regard to case.
    """

    body_id: UUID | None = None
    program_id: UUID | None = None
    project_id: UUID | None = None
    member: str | None = None
    kind: str | None = None
    outcome: str | None = None
    matter: UUID | None = None
    decided_from: date | None = None
    decided_to: date | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class FollowUpFilter:
    """Which decisions to follow up; every given part must hold. ``min_age`` is in days."""

    standing: str | None = None
    overdue: bool | None = None
    body_id: UUID | None = None
    program_id: UUID | None = None
    min_age: int = 0


@dataclass(frozen=True, slots=True)
class FollowUpCount:
    """How many decisions of an age stand how, and are overdue or not."""

    age_group: AgeGroup
    standing: Standing
    overdue: bool
    decisions: int


@dataclass(frozen=True, slots=True)
class PostingFilter:
    """Which postings; every given part must hold."""

    program_id: UUID | None = None
    project_id: UUID | None = None
    fiscal_year: int | None = None
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a decision changes for one member in one program's year (öre)."""

    program_id: UUID
    fiscal_year: int
    money_kind: str
    measure: str
    member: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Effect:
    """One time that a decision took effect, and what it changed then as it was stored."""

    position: Position
    consequences: tuple[Consequence, ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """An event, and the decision that caused it: number, name of the body, and its own event.

    A registration has none of the three.
    """

    event: EventView
    number: str | None = None
    body: str | None = None
    taken: EventView | None = None


class Queries(Protocol):
    """One snapshot of the read models."""

    def head(self) -> Head:
        """Return the last position of the log."""

    def complete(self, position: Position) -> Position:
        """Return the last position at or before `position` at which no entry is half written."""

    def position_at(self, instant: datetime) -> Position:
        """Return the last position recorded at or before `instant` (0 before the first)."""

    def entry_kind(self, entry: UUID) -> str | None:
        """Return what an id of the whole log is: decision, cost, consent …; None when unused."""

    def spans(self, decision_id: UUID, known_at: Position) -> tuple[tuple[Position, Position], ...]:
        """Return where in the log a decision took effect: after one position, up to another."""

    def entered_between(self, after: Position, until: Position) -> tuple[UUID, ...]:
        """Return the decisions that entered into force after one position, up to another."""

    def consequences(self, entry: UUID, at: At) -> tuple[ConsequenceView, ...]: ...

    # Agreement
    def agreements(self, at: At) -> tuple[AgreementView, ...]: ...
    def agreement(self, agreement_id: UUID, at: At) -> AgreementView: ...
    def terms(self, agreement_id: UUID, known_at: Position) -> Terms: ...
    def cost_keys(self, agreement_id: UUID, at: At) -> tuple[CostKeyView, ...]: ...
    def statistics(self, agreement_id: UUID, at: At) -> tuple[StatisticView, ...]: ...
    def pending_decisions(self, agreement_id: UUID, at: At) -> tuple[PendingDecisionView, ...]: ...
    def decision_rules(
        self, agreement_id: UUID, at: At
    ) -> Mapping[str, tuple[DecisionRule, date]]: ...
    def resource_rates(self, agreement_id: UUID, at: At) -> tuple[ResourceRateView, ...]: ...
    def member_frames(
        self, agreement_id: UUID, known_at: Position
    ) -> Mapping[tuple[str, int, str], Timeline[int]]: ...
    def member_names(self, known_at: Position) -> Mapping[str, str]: ...

    # Portfolio, program, project
    def portfolios(self, at: At) -> tuple[PortfolioView, ...]: ...
    def portfolio(self, portfolio_id: UUID, at: At) -> PortfolioView: ...
    def programs(self, at: At, portfolio_id: UUID | None = None) -> tuple[ProgramView, ...]: ...
    def program(self, program_id: UUID, at: At) -> ProgramView: ...
    def projects(
        self, at: At, portfolio_id: UUID | None = None, program_id: UUID | None = None
    ) -> tuple[ProjectView, ...]: ...
    def project(self, project_id: UUID, at: At) -> ProjectView: ...
    def participation(
        self, program_id: UUID, project_ids: Sequence[UUID], known_at: Position
    ) -> Mapping[UUID | None, Participation]: ...
    def closed_at(
        self, portfolio_id: UUID, fiscal_year: int, known_at: Position
    ) -> Position | None: ...

    # Money
    def year_token(self, program_id: UUID, fiscal_year: int, known_at: Position) -> bytes | None:
        """Return what stands for all that a year's shares follow from; None when nothing does."""

    def balances(
        self, program_id: UUID, year: int, at: At, *, exact: bool = False, cut_on: Days = ()
    ) -> tuple[Balance, ...]:
        """Return what each account holds; what lies in a month is gathered, unless it is cut."""

    def budget_days(self, fiscal_year: int, known_at: Position) -> tuple[date, ...]: ...
    def budget_years(
        self, known_at: Position, program_id: UUID | None = None
    ) -> tuple[tuple[UUID, int], ...]: ...
    def registered(self, thing: str, fact: UUID, at: At) -> tuple[EventView, ...]: ...
    def budgets_with(self, fact: UUID) -> tuple[tuple[UUID, int], ...]: ...
    def found_deviations(
        self, program_id: UUID, fiscal_year: int, at: At
    ) -> tuple[FoundDeviation, ...]: ...
    def noted_deviations(
        self, deviations: Sequence[UUID], at: At
    ) -> Mapping[UUID, NotedDeviation]: ...
    def overruns(self, program_id: UUID, fiscal_year: int, at: At) -> tuple[Overrun, ...]: ...
    def remaining(
        self, facts: Sequence[UUID], program_id: UUID, fiscal_year: int, at: At
    ) -> Mapping[UUID, tuple[Remaining, ...]]: ...
    def postings(self, chosen: PostingFilter, at: At, page: Page) -> Listed[PostingView]: ...
    def latest_change(
        self, program_id: UUID, fiscal_year: int, known_at: Position
    ) -> LatestChange | None: ...

    # Decisions, events, reviews, persons
    def next_sequence(self, year: int) -> int: ...
    def decisions(self, chosen: DecisionFilter, at: At, page: Page) -> Listed[DecisionView]: ...
    def decision(self, decision_id: UUID, at: At) -> DecisionView: ...
    def follow_ups(self, chosen: FollowUpFilter, at: At, page: Page) -> Listed[FollowUpView]: ...
    def follow_up_counts(self, chosen: FollowUpFilter, at: At) -> tuple[FollowUpCount, ...]: ...
    def follow_up(self, decision_id: UUID, at: At) -> FollowUpView: ...
    def events(
        self, after: Position, limit: int, known_at: Position, stream: StreamId | None = None
    ) -> tuple[EventView, ...]: ...
    def behind(self, positions: Sequence[int], known_at: Position) -> tuple[Behind, ...]: ...
    def effects(self, decision_id: UUID, known_at: Position) -> tuple[Effect, ...]: ...
    def reviews(self, at: At) -> tuple[ReviewView, ...]: ...
    def review(self, review_id: UUID, at: At) -> ReviewView: ...
    def persons(self, at: At) -> tuple[PersonView, ...]: ...
    def person(self, person_id: UUID, at: At) -> PersonView: ...
