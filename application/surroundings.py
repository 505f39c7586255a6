"""What the rules of one stream may read of the others, under the same lock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypeVar
from uuid import UUID

from application.log import Transaction
from application.queries import At
from domain import agreement, budget, fiscal_year, portfolio, program, project
from domain.agreement import Agreement, Body
from domain.budget import Budget
from domain.daily import Daily, total
from domain.errors import NotFound
from domain.fiscal_year import FiscalYear
from domain.model import Position, StreamId, Timeline
from domain.portfolio import Portfolio
from domain.program import Program
from domain.project import Project
from domain.rules import already_recorded

S = TypeVar("S")


class Surroundings:
    """Every stream's state as the transaction sees it; the Protocols of the deciders."""

    def __init__(self, transaction: Transaction, *, correcting: bool = False) -> None:
        self._transaction = transaction
        self.correcting = correcting

    @property
    def head(self) -> int:
        """The last position before the transaction."""
        return self._transaction.before

    def exists(self, stream: StreamId) -> bool:
        """Tell whether a stream has begun."""
        return self._transaction.load(stream).version > 0

    def entry_is_new(self, entry: UUID) -> None:
        """Refuse the id of an earlier entry: the whole log knows a decision or fact by it.

        Raises:
            Conflict: ``already_recorded`` with what has the id.
        """
        kind = self._transaction.reader.entry_kind(entry)
        if kind is not None:
            raise already_recorded(kind, entry)

    def _found(self, stream: StreamId, kind: type[S]) -> S:
        state = self._transaction.load(stream).state
        if not isinstance(state, kind):
            raise NotFound(*stream.split("/", 1))
        return state

    # Agreement

    def agreement(self, agreement_id: UUID) -> Agreement:
        return self._found(agreement.stream(agreement_id), Agreement)

    def agreement_of_portfolio(self, portfolio_id: UUID) -> Agreement:
        return self.agreement(self.portfolio(portfolio_id).agreement_id)

    def agreements(self) -> Iterator[Agreement]:
        """Yield every agreement of the log, in the order they were registered."""
        for stream in self._transaction.streams("agreement"):
            yield self._found(stream, Agreement)

    def agreement_of(self, stream: StreamId) -> UUID:
        """Return the agreement that a portfolio, program or project belongs to.

        Raises:
            NotFound: there is no such thing.
        """
        kind, identity = stream.split("/", 1)
        match kind:
            case "portfolio":
                return self.portfolio(UUID(identity)).agreement_id
            case "program":
                return self.portfolio(self.program(UUID(identity)).portfolio_id).agreement_id
            case "project":
                return self.portfolio(self.project(UUID(identity)).portfolio_id).agreement_id
            case _:
                raise NotFound(kind, identity)

    def agreement_of_body(self, body_id: UUID) -> UUID:
        """Return the agreement that has a body.

        Raises:
            NotFound: no agreement has it.
        """
        for stream in self._transaction.streams("agreement"):
            if body_id in self._found(stream, Agreement).bodies:
                return UUID(stream.partition("/")[2])
        raise NotFound("body", body_id)

    def body(self, body_id: UUID) -> Body:
        """Return a body of any agreement.

        Raises:
            NotFound: no agreement has it.
        """
        return self.agreement(self.agreement_of_body(body_id)).bodies[body_id]

    def body_formed(self, body_id: UUID) -> date:
        """Return the day a body was formed."""
        return self.agreement(self.agreement_of_body(body_id)).formed[body_id]

    def body_kind(self, agreement_id: UUID, body_id: UUID) -> str | None:
        body = self.agreement(agreement_id).bodies.get(body_id)
        return body.body_kind if body else None

    def constellation_exists(self, portfolio_id: UUID, constellation_id: UUID) -> bool:
        return constellation_id in self.agreement_of_portfolio(portfolio_id).constellations

    def knows_proposer(self, portfolio_id: UUID, member: str | None, body_id: UUID | None) -> bool:
        known = self.agreement_of_portfolio(portfolio_id)
        return (
            (member is not None or body_id is not None)
            and (member is None or member in known.members)
            and (body_id is None or body_id in known.bodies)
        )

    # Portfolio, program, project

    def portfolio(self, portfolio_id: UUID) -> Portfolio:
        return self._found(portfolio.stream(portfolio_id), Portfolio)

    def program(self, program_id: UUID) -> Program:
        return self._found(program.stream(program_id), Program)

    def portfolio_of_program(self, program_id: UUID) -> UUID:
        return self.program(program_id).portfolio_id

    def project(self, project_id: UUID) -> Project:
        return self._found(project.stream(project_id), Project)

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
            self.budget(UUID(stream.partition("/")[2]), year).purse(money_kind).funded
            for stream in self._transaction.streams("program")
            if self._found(stream, Program).portfolio_id == portfolio_id
        )

    def budget(self, program_id: UUID, year: int) -> Budget:
        """Return a budget; an empty one when it has had no entry."""
        state = self._transaction.load(budget.stream(program_id, year)).state
        return state if isinstance(state, Budget) else Budget()


class StateNames:
    """What things are called, for sentences; an unknown id reads as itself."""

    def __init__(self, transaction: Transaction, around: Surroundings) -> None:
        self._transaction = transaction
        self._around = around

    def agreement(self, agreement_id: UUID) -> str:
        state = self._transaction.load(agreement.stream(agreement_id)).state
        return state.name if state else str(agreement_id)

    def body(self, body_id: UUID) -> str:
        try:
            return self._around.body(body_id).name
        except NotFound:
            return str(body_id)

    def constellation(self, constellation_id: UUID) -> str:
        for found in self._around.agreements():
            if constellation_id in found.constellation_names:
                return found.constellation_names[constellation_id]
        return str(constellation_id)

    def member(self, code: str) -> str:
        for found in self._around.agreements():
            if code in found.names:
                return found.names[code]
        return code

    def person(self, person_id: UUID) -> str:
        at = At(self._transaction.recorded.date(), Position(self._transaction.before))
        try:
            return self._transaction.reader.person(person_id, at).name or str(person_id)
        except NotFound:
            return str(person_id)

    def portfolio(self, portfolio_id: UUID) -> str:
        state = self._transaction.load(portfolio.stream(portfolio_id)).state
        return state.name if state else str(portfolio_id)

    def program(self, program_id: UUID) -> str:
        state = self._transaction.load(program.stream(program_id)).state
        return state.title if state else str(program_id)

    def project(self, project_id: UUID) -> str:
        state = self._transaction.load(project.stream(project_id)).state
        return state.title if state else str(project_id)
