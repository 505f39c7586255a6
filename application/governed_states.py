"""The states of what is governed: portfolios, programs, projects, and their money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TypeVar
from uuid import UUID

from application.log import Transaction
from domain import budget, fiscal_year, portfolio, program, project
from domain.budget import Budget
from domain.budget.unspent import unspent
from domain.daily import Daily, total
from domain.errors import NotFound
from domain.fiscal_year import MONEY_KINDS, FiscalYear, MoneyKind, Unspent
from domain.model import StreamId, Timeline
from domain.portfolio import Portfolio
from domain.program.state import Program
from domain.project import Project

S = TypeVar("S")


class GovernedStates:
    """The state of each portfolio, program, project, year and budget in a transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def exists(self, stream: StreamId) -> bool:
        """Tell whether a stream has begun."""
        return self._transaction.load(stream).version > 0

    def _found(self, stream: StreamId, kind: type[S]) -> S:
        state = self._transaction.load(stream).state
        if not isinstance(state, kind):
            raise NotFound(*stream.split("/", 1))
        return state

    # Portfolio, program, project

    def portfolio(self, portfolio_id: UUID) -> Portfolio:
        return self._found(portfolio.stream(portfolio_id), Portfolio)

    def portfolios_of(self, agreement_id: UUID) -> Mapping[UUID, Portfolio]:
        """Return the portfolios of an agreement by id, in the order they were established."""
        every = self._all("portfolio", Portfolio)
        return {found: one for found, one in every if one.agreement_id == agreement_id}

    def program(self, program_id: UUID) -> Program:
        return self._found(program.stream(program_id), Program)

    def portfolio_of_program(self, program_id: UUID) -> UUID:
        return self.program(program_id).portfolio_id

    def project(self, project_id: UUID) -> Project:
        return self._found(project.stream(project_id), Project)

    def projects_of(self, program_id: UUID) -> Mapping[UUID, Project]:
        """Return the projects that belong to a program on any day, by id."""
        every = self._all("project", Project)
        return {found: one for found, one in every if one.is_ever_in(program_id)}

    def _all(self, kind: str, of: type[S]) -> Iterator[tuple[UUID, S]]:
        """Yield everything of a kind by id, in the order it came."""
        for stream in self._transaction.streams(kind):
            yield UUID(stream.partition("/")[2]), self._found(stream, of)

    # Money

    def ceiling(self, portfolio_id: UUID, year: int, money_kind: str) -> Timeline[int]:
        state = self._transaction.load(fiscal_year.stream(portfolio_id, year)).state
        return state.ceiling(money_kind) if isinstance(state, FiscalYear) else Timeline()

    def closed_from(self, portfolio_id: UUID, year: int) -> date | None:
        """Return the first day on which a fiscal year is closed, or None while it is open."""
        state = self._transaction.load(fiscal_year.stream(portfolio_id, year)).state
        return state.closed_from if isinstance(state, FiscalYear) else None

    def funded(self, portfolio_id: UUID, year: int, money_kind: str) -> Daily:
        """Return what all programs of a portfolio are funded with in a year, by day (öre)."""
        return total(
            each.purse(money_kind).funded for _, each in self._budgets_of_year(portfolio_id, year)
        )

    def unspent(self, portfolio_id: UUID, year: int) -> tuple[Unspent, ...]:
        """Return what is left of a year in the programs of a portfolio, program by program."""
        return tuple(
            left
            for program_id, each in self._budgets_of_year(portfolio_id, year)
            for left in unspent(program_id, each)
        )

    def _budgets_of_year(self, portfolio_id: UUID, year: int) -> Iterator[tuple[UUID, Budget]]:
        for program_id, found in self._all("program", Program):
            if found.portfolio_id == portfolio_id:
                yield program_id, self.budget(program_id, year)

    def budgets_of(self, program_id: UUID) -> Mapping[int, Budget]:
        """Return the budgets of a program that have had an entry, by fiscal year."""
        return {
            year: self._found(stream, Budget)
            for stream in self._transaction.streams("budget")
            for of_program, year in (budget.budget_of(stream),)
            if of_program == program_id
        }

    def budget(self, program_id: UUID, year: int) -> Budget:
        """Return a budget; an empty one when it has had no entry."""
        state = self._transaction.load(budget.stream(program_id, year)).state
        return state if isinstance(state, Budget) else Budget()

    def budgets_with(self, entry: UUID) -> tuple[tuple[UUID, int], ...]:
        """Return the programs and years whose budgets hold an earlier fact, in order of year."""
        return self._transaction.reader.budgets_with(entry)

    def allocated_to(self, project_id: UUID, money_kind: str) -> Daily:
        """Return what all budgets of all years allocate to a project, by day (öre)."""
        return total(
            each.purse(money_kind).project(project_id).allocated
            for program_id in self.project(project_id).ever_in
            for each in self.budgets_of(program_id).values()
        )

    def unspent_of(
        self, project_id: UUID, program_id: UUID
    ) -> Mapping[tuple[int, MoneyKind], Daily]:
        """Return what a project is allocated and has not spent, by year and kind, by day (öre)."""
        return {
            (year, kind): pot.allocated.minus(pot.spent)
            for year, each in self.budgets_of(program_id).items()
            for kind in MONEY_KINDS
            for pot in (each.purse(kind).project(project_id),)
        }
