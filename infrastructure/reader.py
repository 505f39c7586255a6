"""The read models on one connection; the `Queries` of the use cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import TypeVar
from uuid import UUID

from application.queries import (
    At,
    Behind,
    DecisionFilter,
    Effect,
    FollowUpCount,
    FollowUpFilter,
    Head,
    Listed,
    Page,
)
from application.views import (
    AgreementView,
    ConsequenceView,
    CostKeyView,
    DecisionView,
    EventView,
    FollowUpView,
    PendingDecisionView,
    PersonView,
    PortfolioView,
    ProgramView,
    ProjectView,
    ResourceRateView,
    ReviewView,
    StatisticView,
)
from domain.agreement.events import DecisionRule
from domain.model import Position, StreamId, Timeline
from infrastructure.event_log.rows import position_at
from infrastructure.governing_reader import GoverningReader
from infrastructure.read_models import (
    agreement_answers,
    behind,
    consent_answers,
    decisions,
    entries,
    follow_up_answers,
    log_entries,
    pending,
    persons,
    portfolio_answers,
    programs,
    project_answers,
    register,
    reviews,
)

T = TypeVar("T")


class Reader(GoverningReader):
    """Answers every question from one connection, which is one snapshot."""

    def head(self) -> Head:
        """Return the last position of the log."""
        return log_entries.head(self._connection)

    def complete(self, position: Position) -> Position:
        """Return the last position at or before `position` at which no entry is half written."""
        return log_entries.complete(self._connection, position, self.head().position)

    def position_at(self, instant: datetime) -> Position:
        """Return the last position recorded at or before `instant`."""
        return position_at(self._connection, instant)

    def entry_kind(self, entry: UUID) -> str | None:
        """Return what an id of the whole log is, or None when it is unused."""
        return entries.entry_kind(self._connection, entry)

    def spans(self, decision_id: UUID, known_at: Position) -> tuple[tuple[Position, Position], ...]:
        """Return where in the log a decision took effect: after one position, up to another."""
        return register.spans(self._connection, decision_id, known_at)

    def entered_between(self, after: Position, until: Position) -> tuple[UUID, ...]:
        """Return the decisions that entered into force, after their consents, in between."""
        return pending.entered_between(self._connection, after, until)

    def consequences(self, entry: UUID, at: At) -> tuple[ConsequenceView, ...]:
        """Return what a decision or a registration changed for each member."""
        return register.consequences(self._connection, entry, at, self._names(at.known_at))

    # Agreement

    def agreements(self, at: At) -> tuple[AgreementView, ...]:
        return agreement_answers.agreements(self._connection, at)

    def agreement(self, agreement_id: UUID, at: At) -> AgreementView:
        return agreement_answers.agreement(self._connection, agreement_id, at)

    def cost_keys(self, agreement_id: UUID, at: At) -> tuple[CostKeyView, ...]:
        return consent_answers.cost_keys(self._connection, agreement_id, at)

    def statistics(self, agreement_id: UUID, at: At) -> tuple[StatisticView, ...]:
        return self._opened(agreement_answers.statistics(self._connection, agreement_id, at))

    def pending_decisions(self, agreement_id: UUID, at: At) -> tuple[PendingDecisionView, ...]:
        return consent_answers.pending_decisions(self._connection, agreement_id, at)

    def decision_rules(self, agreement_id: UUID, at: At) -> Mapping[str, tuple[DecisionRule, date]]:
        return agreement_answers.decision_rules(self._connection, agreement_id, at)

    def resource_rates(self, agreement_id: UUID, at: At) -> tuple[ResourceRateView, ...]:
        return agreement_answers.resource_rates(self._connection, agreement_id, at)

    def member_frames(
        self, agreement_id: UUID, known_at: Position
    ) -> Mapping[tuple[str, int, str], Timeline[int]]:
        return agreement_answers.member_frames(self._connection, agreement_id, known_at)

    # Portfolio, program, project

    def portfolios(self, at: At) -> tuple[PortfolioView, ...]:
        return self._opened(portfolio_answers.portfolios(self._connection, at))

    def portfolio(self, portfolio_id: UUID, at: At) -> PortfolioView:
        return self._opened(portfolio_answers.portfolio(self._connection, portfolio_id, at))

    def programs(self, at: At, portfolio_id: UUID | None = None) -> tuple[ProgramView, ...]:
        names = self._persons(at)
        return self._opened(programs.programs(self._connection, at, portfolio_id, names))

    def program(self, program_id: UUID, at: At) -> ProgramView:
        return self._opened(programs.program(self._connection, program_id, at, self._persons(at)))

    def projects(
        self, at: At, portfolio_id: UUID | None = None, program_id: UUID | None = None
    ) -> tuple[ProjectView, ...]:
        names = self._project_names(at)
        found = project_answers.projects(self._connection, at, names, portfolio_id, program_id)
        return self._opened(found)

    def project(self, project_id: UUID, at: At) -> ProjectView:
        names = self._project_names(at)
        return self._opened(project_answers.one_project(self._connection, project_id, at, names))

    # Decisions, events, reviews, persons

    def next_sequence(self, year: int) -> int:
        return decisions.next_sequence(self._connection, year)

    def decisions(self, chosen: DecisionFilter, at: At, page: Page) -> Listed[DecisionView]:
        return register.decisions(self._connection, chosen, at, page, self._names(at.known_at))

    def decision(self, decision_id: UUID, at: At) -> DecisionView:
        return register.decision(self._connection, decision_id, at, self._names(at.known_at))

    def follow_ups(self, chosen: FollowUpFilter, at: At, page: Page) -> Listed[FollowUpView]:
        bodies = self.names(at.known_at).bodies
        return follow_up_answers.follow_ups(self._connection, chosen, at, page, bodies)

    def follow_up_counts(self, chosen: FollowUpFilter, at: At) -> tuple[FollowUpCount, ...]:
        return follow_up_answers.counts(self._connection, chosen, at)

    def follow_up(self, decision_id: UUID, at: At) -> FollowUpView:
        bodies = self.names(at.known_at).bodies
        return follow_up_answers.follow_up(self._connection, decision_id, at, bodies)

    def events(
        self, after: Position, limit: int, known_at: Position, stream: StreamId | None = None
    ) -> tuple[EventView, ...]:
        return log_entries.entries(self._connection, after, limit, known_at, stream)

    def behind(self, positions: Sequence[int], known_at: Position) -> tuple[Behind, ...]:
        """Return what is behind the events at some positions, in the order of the log."""
        bodies = self.names(known_at).bodies
        return behind.behind(self._connection, positions, known_at, bodies)

    def effects(self, decision_id: UUID, known_at: Position) -> tuple[Effect, ...]:
        return behind.effects(self._connection, decision_id, known_at)

    def reviews(self, at: At) -> tuple[ReviewView, ...]:
        return self._opened(reviews.reviews(self._connection, at))

    def review(self, review_id: UUID, at: At) -> ReviewView:
        return self._opened(reviews.review(self._connection, review_id, at))

    def persons(self, at: At) -> tuple[PersonView, ...]:
        return self._opened(persons.persons(self._connection, at))

    def person(self, person_id: UUID, at: At) -> PersonView:
        return self._opened(persons.person(self._connection, person_id, at))

    def _names(self, known_at: Position) -> register.Names:
        return register.Names(partial(self.names, known_at))

    def _project_names(self, at: At) -> project_answers.Names:
        return project_answers.Names(
            constellations=agreement_answers.constellation_names(self._connection, at.known_at),
            persons=self._persons(at),
        )

    def _persons(self, at: At) -> Mapping[str, str | None]:
        """Return the sealed name of every person, by id."""
        return {
            str(person.person_id): person.name for person in persons.persons(self._connection, at)
        }

    def _opened(self, views: T) -> T:
        return log_entries.open_texts(self._connection, views)
