"""The state of a budget: what the money rules read, by day. Amounts are öre."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from domain.budget.events import (
    BudgetAllocated,
    BudgetEvent,
    BudgetReallocated,
    BudgetReleased,
    CostRegistered,
    ProgramFunded,
)
from domain.daily import Daily, total
from domain.model import Period


@dataclass(frozen=True, slots=True)
class ProjectMoney:
    """One project's cash, or in-kind value: allocated by day, also of each period; spent by day."""

    allocated: Daily = Daily()
    spent: Daily = Daily()
    by_period: Mapping[Period, Daily] = field(default_factory=dict)

    def plus(self, day: date, amount: int, period: Period) -> ProjectMoney:
        """Return the money with one more change of the allocation."""
        line = self.by_period.get(period, Daily()).plus(day, amount)
        return replace(
            self,
            allocated=self.allocated.plus(day, amount),
            by_period={**self.by_period, period: line},
        )

    @property
    def free(self) -> Daily:
        """What is allocated and not spent, by day."""
        return self.allocated.minus(self.spent)


@dataclass(frozen=True, slots=True)
class Purse:
    """One kind of money in a budget: funding, and each project's part of it."""

    funded: Daily = Daily()
    reserve_by_period: Mapping[Period, Daily] = field(default_factory=dict)
    projects: Mapping[UUID, ProjectMoney] = field(default_factory=dict)
    reserve_spent: Daily = Daily()

    def project(self, project_id: UUID) -> ProjectMoney:
        """Return a project's money; nothing at all when it has had none."""
        return self.projects.get(project_id, ProjectMoney())

    @property
    def reserve(self) -> Daily:
        """What is funded, not allocated and not spent from the reserve, by day."""
        allocated = total(money.allocated for money in self.projects.values())
        return self.funded.minus(allocated).minus(self.reserve_spent)

    def with_reserve(self, day: date, amount: int, period: Period) -> Purse:
        """Return the purse with one more change of what the reserve holds for a period."""
        line = self.reserve_by_period.get(period, Daily()).plus(day, amount)
        return replace(self, reserve_by_period={**self.reserve_by_period, period: line})

    def with_project(self, project_id: UUID, money: ProjectMoney) -> Purse:
        """Return the purse with a project's money replaced."""
        return replace(self, projects={**self.projects, project_id: money})


@dataclass(frozen=True, slots=True)
class Budget:
    """What the rules read of a budget."""

    purses: Mapping[str, Purse] = field(default_factory=dict)
    costs: frozenset[UUID] = frozenset()

    def purse(self, money_kind: str) -> Purse:
        """Return one kind of money; empty when there is none."""
        return self.purses.get(money_kind, Purse())


def evolve(state: Budget | None, event: BudgetEvent) -> Budget:
    """Return the state after `event`; the past is not judged again."""
    state = state or Budget()
    if isinstance(event, CostRegistered):
        purse = _after_cost(state.purse("cash"), event)
        return replace(
            state, purses={**state.purses, "cash": purse}, costs=state.costs | {event.cost_id}
        )
    purse = _after_move(state.purse(event.money_kind), event)
    return replace(state, purses={**state.purses, event.money_kind: purse})


def _after_move(
    purse: Purse, event: ProgramFunded | BudgetAllocated | BudgetReallocated | BudgetReleased
) -> Purse:
    match event:
        case ProgramFunded(effective_from=day, amount=amount):
            reserve = purse.with_reserve(day, amount, event.period)
            return replace(reserve, funded=purse.funded.plus(day, amount))
        case BudgetAllocated(project_id=project, effective_from=day, amount=amount):
            reserve = purse.with_reserve(day, -amount, event.period)
            return _moved(reserve, project, day, amount, event.period)
        case BudgetReleased(project_id=project, effective_from=day, amount=amount):
            reserve = purse.with_reserve(day, amount, event.period)
            return _moved(reserve, project, day, -amount, event.period)
        case BudgetReallocated(effective_from=day, amount=amount):
            out = _moved(purse, event.source, day, -amount, event.period)
            return _moved(out, event.target, day, amount, event.period)


def _moved(purse: Purse, project: UUID, day: date, amount: int, period: Period) -> Purse:
    return purse.with_project(project, purse.project(project).plus(day, amount, period))


def _after_cost(purse: Purse, event: CostRegistered) -> Purse:
    if event.project_id is None:
        return replace(purse, reserve_spent=purse.reserve_spent.plus(event.dated, event.amount))
    money = purse.project(event.project_id)
    spent = money.spent.plus(event.dated, event.amount)
    return purse.with_project(event.project_id, replace(money, spent=spent))
