"""The read models on one connection; the `Queries` of the use cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection

from application.queries import (
    At,
    Balance,
    DecisionFilter,
    Head,
    Listed,
    Page,
    Participation,
    PostingFilter,
)
from application.views import (
    AgreementView,
    CostKeyView,
    DecisionView,
    EventView,
    LatestChange,
    PersonView,
    PortfolioView,
    PostingView,
    ProgramView,
    ProjectView,
    ReviewView,
    StatisticView,
)
from domain.errors import NotFound
from domain.model import Position, StreamId, Timeline
from domain.segments import Terms
from infrastructure.event_log.rows import position_at
from infrastructure.read_models import (
    agreement_answers,
    balances,
    decisions,
    entries,
    log_entries,
    persons,
    portfolios,
    programs,
    projects,
    register,
    reviews,
)

T = TypeVar("T")


class Reader:
    """Answers every question from one connection, which is one snapshot."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

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

    # Agreement

    def agreements(self, at: At) -> tuple[AgreementView, ...]:
        return agreement_answers.agreements(self._connection, at)

    def agreement(self, agreement_id: UUID, at: At) -> AgreementView:
        return agreement_answers.agreement(self._connection, agreement_id, at)

    def terms(self, agreement_id: UUID, known_at: Position) -> Terms:
        return agreement_answers.terms(self._connection, agreement_id, known_at)

    def cost_keys(self, agreement_id: UUID, at: At) -> tuple[CostKeyView, ...]:
        return agreement_answers.cost_keys(self._connection, agreement_id, at)

    def statistics(self, agreement_id: UUID, at: At) -> tuple[StatisticView, ...]:
        return agreement_answers.statistics(self._connection, agreement_id, at)

    def member_names(self, known_at: Position) -> Mapping[str, str]:
        return agreement_answers.member_names(self._connection, known_at)

    # Portfolio, program, project

    def portfolios(self, at: At) -> tuple[PortfolioView, ...]:
        return portfolios.portfolios(self._connection, at)

    def portfolio(self, portfolio_id: UUID, at: At) -> PortfolioView:
        return portfolios.portfolio(self._connection, portfolio_id, at)

    def programs(self, at: At, portfolio_id: UUID | None = None) -> tuple[ProgramView, ...]:
        names = self._persons(at)
        return self._opened(programs.programs(self._connection, at, portfolio_id, names))

    def program(self, program_id: UUID, at: At) -> ProgramView:
        return self._opened(programs.program(self._connection, program_id, at, self._persons(at)))

    def projects(
        self, at: At, portfolio_id: UUID | None = None, program_id: UUID | None = None
    ) -> tuple[ProjectView, ...]:
        item = ""
        if program_id is not None:
            item = f"program/{program_id}"
        elif portfolio_id is not None:
            item = f"portfolio/{portfolio_id}"
        names = agreement_answers.constellation_names(self._connection, at.known_at)
        return self._opened(projects.projects(self._connection, at, item, names))

    def project(self, project_id: UUID, at: At) -> ProjectView:
        names = agreement_answers.constellation_names(self._connection, at.known_at)
        return self._opened(projects.one_project(self._connection, project_id, at, names))

    def participation(
        self, program_id: UUID, project_ids: Sequence[UUID], known_at: Position
    ) -> Mapping[UUID | None, Participation]:
        """Return whose money the program's reserve (None) and each project's is.

        Raises:
            NotFound: the program or a project is not known at that position.
        """
        portfolio_id, own = programs.home(self._connection, program_id, known_at)
        agreement_id = portfolios.agreement_of(self._connection, portfolio_id, known_at)
        wide = (f"program/{program_id}", f"portfolio/{portfolio_id}")
        lines: dict[UUID | None, Timeline[UUID | None]] = {None: own}
        lines |= projects.constellation_timelines(self._connection, project_ids, known_at)
        for project_id in project_ids:
            if project_id not in lines:
                raise NotFound("project", project_id)
        return {
            thing: Participation(
                agreement_id=agreement_id,
                scopes=wide if thing is None else (f"project/{thing}", *wide),
                constellation=line,
            )
            for thing, line in lines.items()
        }

    # Money

    def balances(self, program_id: UUID, fiscal_year: int, at: At) -> tuple[Balance, ...]:
        return balances.balances(self._connection, program_id, fiscal_year, at)

    def budget_years(
        self, known_at: Position, program_id: UUID | None = None
    ) -> tuple[tuple[UUID, int], ...]:
        return balances.budget_years(self._connection, known_at, program_id)

    def cost(self, cost_id: UUID, at: At) -> tuple[EventView, ...]:
        """Return a cost as it was recorded, an entry for each fiscal year.

        Raises:
            NotFound: there is no such cost at that pair of times.
        """
        found = balances.positions_of(self._connection, cost_id, at)
        if not found:
            raise NotFound("cost", cost_id)
        return tuple(
            entry
            for position in found
            for entry in log_entries.entries(
                self._connection, Position(position - 1), 1, Position(position)
            )
        )

    def postings(self, chosen: PostingFilter, at: At, page: Page) -> Listed[PostingView]:
        return balances.postings(self._connection, chosen, at, page)

    def latest_change(
        self, program_id: UUID, fiscal_year: int, known_at: Position
    ) -> LatestChange | None:
        return balances.latest_change(self._connection, program_id, fiscal_year, known_at)

    # Decisions, events, reviews, persons

    def next_sequence(self, year: int) -> int:
        return decisions.next_sequence(self._connection, year)

    def decisions(self, chosen: DecisionFilter, at: At, page: Page) -> Listed[DecisionView]:
        return register.decisions(self._connection, chosen, at, page, self._names(at.known_at))

    def decision(self, decision_id: UUID, at: At) -> DecisionView:
        return register.decision(self._connection, decision_id, at, self._names(at.known_at))

    def events(
        self, after: Position, limit: int, known_at: Position, stream: StreamId | None = None
    ) -> tuple[EventView, ...]:
        return log_entries.entries(self._connection, after, limit, known_at, stream)

    def reviews(self, at: At) -> tuple[ReviewView, ...]:
        return self._opened(reviews.reviews(self._connection, at))

    def review(self, review_id: UUID, at: At) -> ReviewView:
        return self._opened(reviews.review(self._connection, review_id, at))

    def persons(self, at: At) -> tuple[PersonView, ...]:
        return self._opened(persons.persons(self._connection, at))

    def person(self, person_id: UUID, at: At) -> PersonView:
        return self._opened(persons.person(self._connection, person_id, at))

    def _names(self, known_at: Position) -> register.Names:
        return register.Names(
            bodies=agreement_answers.body_names(self._connection, known_at),
            members=agreement_answers.member_names(self._connection, known_at),
        )

    def _persons(self, at: At) -> Mapping[str, str | None]:
        """Return the sealed name of every person, by id."""
        return {
            str(person.person_id): person.name for person in persons.persons(self._connection, at)
        }

    def _opened(self, views: T) -> T:
        return log_entries.open_texts(self._connection, views)
