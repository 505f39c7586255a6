"""What the rules read of other streams, from events kept in a dictionary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from domain import agreement, budget, fiscal_year, portfolio, program, project
from domain.agreement import Agreement
from domain.authority import AUTHORITY
from domain.budget.unspent import unspent
from domain.catalogue import evolve
from domain.daily import Daily, total
from domain.errors import NotFound
from domain.fiscal_year import MONEY_KINDS
from domain.model import Event, StreamId, Timeline


def state_of(stream: StreamId, events: Iterable[Event]) -> Any:
    """Return the state of a stream after its events; None when there are none."""
    state = None
    for event in events:
        state = evolve(stream, state, event)
    return state


class FakeSurroundings:
    """The surroundings of every kind of stream, all streams being as the given events left them."""

    def __init__(
        self,
        past: Mapping[StreamId, Sequence[Event]],
        *,
        correcting: bool = False,
        holding: bool = True,
        entering: bool = False,
        deciding_body: agreement.Body | None = None,
        decided_on: date | None = None,
        today: date = date.max,
    ) -> None:
        self.correcting = correcting
        self.holding = holding and not entering
        self.entering = entering
        self.deciding_body = deciding_body
        self.decided_on = decided_on
        self.decision_rules = {kind: each.rule for kind, each in AUTHORITY.items()}
        self.today = today
        self._states = {stream: state_of(stream, events) for stream, events in past.items()}
        self._head = sum(map(len, past.values()))

    @property
    def head(self) -> int:
        return self._head

    def exists(self, stream: StreamId) -> bool:
        return self._states.get(stream) is not None

    def same_text(self, one: str, other: str) -> bool:
        return one == other

    def agreement(self, agreement_id: UUID) -> Agreement:
        found: Agreement | None = self._states.get(agreement.stream(agreement_id))
        if found is None:
            raise NotFound("agreement", agreement_id)
        return found

    def is_held(self, decision_id: UUID) -> bool:
        return any(
            decision_id in state.held
            for state in self._states.values()
            if isinstance(state, Agreement)
        )

    def has_lapsed(self, decision_id: UUID) -> bool:
        return any(
            decision_id in state.lapsed
            for state in self._states.values()
            if isinstance(state, agreement.Agreement)
        )

    def agreement_of(self, stream: StreamId) -> UUID:
        state = self._states.get(stream)
        match state:
            case portfolio.Portfolio():
                return state.agreement_id
            case program.Program() | project.Project():
                return self.agreement_of(portfolio.stream(state.portfolio_id))
            case _:
                raise NotFound(*stream.split("/", 1))

    def constellation_exists(self, portfolio_id: UUID, constellation_id: UUID) -> bool:
        agreed = self._agreement_of(portfolio_id)
        return agreed is not None and constellation_id in agreed.constellations

    def program(self, program_id: UUID) -> program.Program:
        found: program.Program | None = self._states.get(program.stream(program_id))
        if found is None:
            raise NotFound("program", program_id)
        return found

    def portfolio_of_program(self, program_id: UUID) -> UUID:
        found: program.Program = self._states[program.stream(program_id)]
        return found.portfolio_id

    def portfolios_of(self, agreement_id: UUID) -> Mapping[UUID, portfolio.Portfolio]:
        return {
            UUID(stream.partition("/")[2]): state
            for stream, state in self._states.items()
            if isinstance(state, portfolio.Portfolio) and state.agreement_id == agreement_id
        }

    def projects_of(self, program_id: UUID) -> Mapping[UUID, project.Project]:
        return {
            UUID(stream.partition("/")[2]): state
            for stream, state in self._states.items()
            if isinstance(state, project.Project) and state.is_ever_in(program_id)
        }

    def budgets_of(self, program_id: UUID) -> Mapping[int, budget.Budget]:
        return {
            int(stream.rpartition("/")[2]): state
            for stream, state in self._states.items()
            if isinstance(state, budget.Budget) and stream.split("/")[1] == str(program_id)
        }

    def unspent(self, portfolio_id: UUID, fiscal_year_: int) -> tuple[fiscal_year.Unspent, ...]:
        return tuple(
            left
            for stream, state in self._states.items()
            if isinstance(state, program.Program) and state.portfolio_id == portfolio_id
            for program_id in [UUID(stream.partition("/")[2])]
            for left in unspent(program_id, self.budget(program_id, fiscal_year_))
        )

    def allocated_to(self, project_id: UUID, money_kind: str) -> Daily:
        return total(
            each.purse(money_kind).project(project_id).allocated
            for each in self._states.values()
            if isinstance(each, budget.Budget)
        )

    def unspent_of(self, project_id: UUID, program_id: UUID) -> Mapping[tuple[int, Any], Daily]:
        held = {
            (int(stream.rpartition("/")[2]), kind): state.purse(kind).project(project_id)
            for stream, state in self._states.items()
            if isinstance(state, budget.Budget) and stream.startswith(f"budget/{program_id}/")
            for kind in MONEY_KINDS
        }
        return {key: money.allocated.minus(money.spent) for key, money in held.items()}

    def knows_proposer(self, portfolio_id: UUID, member: str | None, body_id: UUID | None) -> bool:
        agreed = self._agreement_of(portfolio_id)
        return (
            agreed is not None
            and (member is None or member in agreed.members)
            and (body_id is None or body_id in agreed.bodies)
        )

    def project(self, project_id: UUID) -> project.Project:
        found: project.Project | None = self._states.get(project.stream(project_id))
        if found is None:
            raise NotFound("project", project_id)
        return found

    def ceiling(self, portfolio_id: UUID, fiscal_year_: int, money_kind: str) -> Timeline[int]:
        found: fiscal_year.FiscalYear | None
        found = self._states.get(fiscal_year.stream(portfolio_id, fiscal_year_))
        return found.ceiling(money_kind) if found else Timeline()

    def closed_from(self, portfolio_id: UUID, fiscal_year_: int) -> date | None:
        found: fiscal_year.FiscalYear | None
        found = self._states.get(fiscal_year.stream(portfolio_id, fiscal_year_))
        return found.closed_from if found else None

    def funded(self, portfolio_id: UUID, fiscal_year_: int, money_kind: str) -> Daily:
        programs = [
            UUID(stream.removeprefix("program/"))
            for stream, state in self._states.items()
            if isinstance(state, program.Program) and state.portfolio_id == portfolio_id
        ]
        streams = [budget.stream(program_id, fiscal_year_) for program_id in programs]
        budgets: list[budget.Budget] = [self._states[s] for s in streams if s in self._states]
        return total(each.purse(money_kind).funded for each in budgets)

    def budget(self, program_id: UUID, year: int) -> budget.Budget:
        found: budget.Budget | None = self._states.get(budget.stream(program_id, year))
        return found or budget.Budget()

    def budgets_with(self, entry: UUID) -> tuple[tuple[UUID, int], ...]:
        held = [
            stream.split("/")[1:]
            for stream, state in self._states.items()
            if isinstance(state, budget.Budget)
            and (entry in state.costs or entry in state.commitments)
        ]
        in_order = sorted((int(year), program) for program, year in held)
        return tuple((UUID(program), year) for year, program in in_order)

    def body_kind(self, agreement_id: UUID, body_id: UUID) -> str | None:
        agreed: Agreement | None = self._states.get(agreement.stream(agreement_id))
        body = agreed.bodies.get(body_id) if agreed else None
        return body.body_kind if body else None

    def _agreement_of(self, portfolio_id: UUID) -> Agreement | None:
        governed: portfolio.Portfolio | None = self._states.get(portfolio.stream(portfolio_id))
        if governed is None:
            return None
        agreed: Agreement | None
        agreed = self._states.get(agreement.stream(governed.agreement_id))
        return agreed
