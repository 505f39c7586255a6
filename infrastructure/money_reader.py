"""What can be asked about money, on one connection; a part of the `Queries` of the use cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from application.departures import FoundDeviation, NotedDeviation, Overrun, Remaining
from application.queries import At, Balance, Days, Listed, Page, PostingFilter
from application.views import EventView, LatestChange, PostingView
from domain.errors import NotFound
from domain.model import Position
from infrastructure.read_models import (
    balances,
    budget_years,
    deviations,
    log_entries,
    posting_pages,
)


class MoneyReader:
    """Answers questions about balances, postings, facts and what departs from what was decided."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def balances(
        self, program_id: UUID, year: int, at: At, *, exact: bool = False, cut_on: Days = ()
    ) -> tuple[Balance, ...]:
        budget = balances.Budget(program_id, year)
        return balances.balances(self._connection, budget, at, exact=exact, cut_on=cut_on)

    def budget_days(self, fiscal_year: int, known_at: Position) -> tuple[date, ...]:
        return balances.budget_days(self._connection, fiscal_year, known_at)

    def budget_years(
        self, known_at: Position, program_id: UUID | None = None
    ) -> tuple[tuple[UUID, int], ...]:
        return budget_years.budget_years(self._connection, known_at, program_id)

    def registered(self, thing: str, fact: UUID, at: At) -> tuple[EventView, ...]:
        """Return a fact as it was registered, an entry for each fiscal year, and what followed it.

        `thing` is "cost", "commitment" or "income". A cost is followed by its credits, a
        commitment by the costs that took its place and by its end.

        Raises:
            NotFound: there is no such fact at that pair of times.
        """
        found = balances.positions_about(self._connection, fact, balances.ABOUT[thing], at)
        if not found:
            raise NotFound(thing, fact)
        return log_entries.entries_at(self._connection, found)

    def budgets_with(self, fact: UUID) -> tuple[tuple[UUID, int], ...]:
        """Return the programs and years whose budgets hold a fact, in order of year."""
        return balances.budgets_with(self._connection, fact)

    def found_deviations(
        self, program_id: UUID, fiscal_year: int, at: At
    ) -> tuple[FoundDeviation, ...]:
        return deviations.found_in(self._connection, program_id, fiscal_year, at)

    def noted_deviations(self, found: Sequence[UUID], at: At) -> Mapping[UUID, NotedDeviation]:
        return deviations.noted(self._connection, found, at)

    def overruns(self, program_id: UUID, fiscal_year: int, at: At) -> tuple[Overrun, ...]:
        return deviations.overruns(self._connection, program_id, fiscal_year, at)

    def remaining(
        self, facts: Sequence[UUID], program_id: UUID, fiscal_year: int, at: At
    ) -> Mapping[UUID, tuple[Remaining, ...]]:
        return deviations.remaining(self._connection, facts, program_id, fiscal_year, at)

    def postings(self, chosen: PostingFilter, at: At, page: Page) -> Listed[PostingView]:
        return posting_pages.postings(self._connection, chosen, at, page)

    def latest_change(
        self, program_id: UUID, fiscal_year: int, known_at: Position
    ) -> LatestChange | None:
        return balances.latest_change(self._connection, program_id, fiscal_year, known_at)
