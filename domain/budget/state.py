"""The state of a budget: what the money rules read, by day. Amounts are öre.

The values are named tuples, since a budget is replayed from thousands of events, and a tuple is
made in a third of the time of a frozen dataclass.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.budget.events import (
    AdjustmentRegistered,
    BudgetAllocated,
    BudgetCommitted,
    BudgetEvent,
    BudgetReallocated,
    BudgetReleased,
    BudgetTransferredIn,
    BudgetTransferredOut,
    CommitmentDrawn,
    CommitmentLifted,
    CostCredited,
    CostRegistered,
    DeviationFound,
    DeviationNoted,
    Entered,
    FundingReturned,
    Given,
    IncomeRegistered,
    ProgramFunded,
)
from domain.by_id import ById
from domain.daily import Daily
from domain.model import Period, ProjectId


class Above(NamedTuple):
    """The cost or commitment with which a project or the reserve went above what it was given."""

    cause: UUID
    committed: bool


class Pot(NamedTuple):
    """One project's money, or the reserve's: what it is given, by day and of each period.

    The reserve is given what is funded and not allocated. ``left`` is what is neither spent nor
    committed after the last change of all; while it is below 0, ``above`` says what began it.
    """

    allocated: Daily = Daily()
    spent: Daily = Daily()
    committed: Daily = Daily()
    by_period: Mapping[Period, Daily] = {}
    left: int = 0
    above: Above | None = None

    @property
    def free(self) -> Daily:
        """What is given, and neither spent nor committed, by day."""
        spent = self.allocated.minus(self.spent)
        return spent.minus(self.committed) if self.committed.changes else spent

    def given(self, day: date, amount: int, period: Period) -> Pot:
        """Return the pot given more, or less, from a day on."""
        line = (self.by_period.get(period) or Daily()).plus(day, amount)
        return Pot(
            self.allocated.plus(day, amount),
            self.spent,
            self.committed,
            {**self.by_period, period: line},
            *self._less(-amount),
        )

    def spending(self, day: date, amount: int, cause: UUID) -> Pot:
        """Return the pot with more spent of it, or less."""
        spent, less = self.spent.plus(day, amount), self._less(amount, cause)
        return Pot(self.allocated, spent, self.committed, self.by_period, *less)

    def committing(self, day: date, amount: int, cause: UUID) -> Pot:
        """Return the pot with more committed of it, or less."""
        committed, less = (
            self.committed.plus(day, amount),
            self._less(amount, cause, committed=True),
        )
        return Pot(self.allocated, self.spent, committed, self.by_period, *less)

    def _less(
        self, amount: int, cause: UUID | None = None, *, committed: bool = False
    ) -> tuple[int, Above | None]:
        """Return what is left when it is so much less, and what it is above by, if it is."""
        left = self.left - amount
        if left >= 0:
            return left, None
        return left, self.above or (Above(cause, committed) if cause else None)


class Purse(NamedTuple):
    """One kind of money in a budget: the funding, the reserve, and each project's part of it."""

    funded: Daily = Daily()
    kept: Pot = Pot()
    projects: Mapping[UUID, Pot] = {}

    def pot(self, project_id: UUID | None) -> Pot:
        """Return a project's money, or the reserve's (None)."""
        return self.kept if project_id is None else self.project(project_id)

    def project(self, project_id: UUID) -> Pot:
        """Return a project's money; nothing at all when it has had none."""
        return self.projects.get(project_id) or Pot()

    @property
    def reserve(self) -> Daily:
        """What is funded, not allocated, and not spent or committed of the reserve, by day."""
        return self.kept.free

    def having(self, project_id: UUID | None, pot: Pot) -> Purse:
        """Return the purse with a project's money, or the reserve's (None), replaced."""
        if project_id is None:
            return Purse(self.funded, pot, self.projects)
        return Purse(self.funded, self.kept, {**self.projects, project_id: pot})


class Cost(NamedTuple):
    """A cost's part of the year: what it was, and what has been credited of it."""

    project_id: ProjectId | None
    amount: int
    period: Period
    dated: date
    credited: int = 0

    @property
    def left(self) -> int:
        """What is not credited."""
        return self.amount - self.credited


class Commitment(NamedTuple):
    """A commitment's part of the year: what of it is still open."""

    project_id: ProjectId | None
    left: int
    period: Period
    dated: date


class Budget(NamedTuple):
    """What the rules read of a budget.

    ``entered`` is what all facts of a kind come to, whatever is credited or lifted of them.
    ``deviations`` are those of costs and commitments at a time that takes none, by the id of what
    caused each; ``noted`` is how large a deviation was when a body took note of it.
    """

    purses: Mapping[str, Purse] = {}
    costs: ById[Cost] = ById()
    commitments: ById[Commitment] = ById()
    entered: Mapping[str, int] = {}
    deviations: Mapping[UUID, UUID] = {}
    noted: Mapping[UUID, int] = {}

    def purse(self, money_kind: str) -> Purse:
        """Return one kind of money; empty when there is none."""
        return self.purses.get(money_kind) or Purse()

    def with_entered(self, kind: str, amount: int) -> Budget:
        """Return the budget with more entered of a kind of fact."""
        entered = {**self.entered, kind: self.entered.get(kind, 0) + amount}
        return Budget(
            self.purses, self.costs, self.commitments, entered, self.deviations, self.noted
        )

    def with_purse(self, money_kind: str, purse: Purse) -> Budget:
        """Return the budget with one kind of money replaced."""
        purses = {**self.purses, money_kind: purse}
        return Budget(
            purses, self.costs, self.commitments, self.entered, self.deviations, self.noted
        )

    def with_costs(self, costs: ById[Cost]) -> Budget:
        """Return the budget with its costs replaced."""
        return Budget(
            self.purses, costs, self.commitments, self.entered, self.deviations, self.noted
        )

    def with_commitments(self, commitments: ById[Commitment]) -> Budget:
        """Return the budget with its commitments replaced."""
        return Budget(
            self.purses, self.costs, commitments, self.entered, self.deviations, self.noted
        )


def evolve(state: Budget | None, event: BudgetEvent) -> Budget:
    """Return the state after `event`; the past is not judged again."""
    budget = Budget() if state is None else state
    match event:
        case (  # most often first
            CostRegistered()
            | BudgetCommitted()
            | CommitmentDrawn()
            | CommitmentLifted()
            | CostCredited()
            | IncomeRegistered()
            | AdjustmentRegistered()
        ):
            return _after_fact(budget, event)
        case DeviationFound(deviation_id=found, cause=cause):
            return budget._replace(deviations={**budget.deviations, found: cause})
        case DeviationNoted(deviation_id=found, amount=amount):
            return budget._replace(noted={**budget.noted, found: amount})
        case _:
            purse = _after_gift(budget.purse(event.money_kind), event)
            return budget.with_purse(event.money_kind, purse)


# --- What is given ------------------------------------------------------------------------------


def _after_gift(purse: Purse, event: Given) -> Purse:
    day, amount, period = event.effective_from, event.amount, event.period
    match event:
        case BudgetReallocated(source=source, target=target):
            less = _given(purse, source, day, -amount, period)
            return _given(less, target, day, amount, period)
        case ProgramFunded() | BudgetTransferredIn():
            funded = purse._replace(funded=purse.funded.plus(day, amount))
            return _given(funded, None, day, amount, period)
        case FundingReturned() | BudgetTransferredOut():
            funded = purse._replace(funded=purse.funded.plus(day, -amount))
            return _given(funded, None, day, -amount, period)
        case BudgetAllocated(project_id=project):
            less = _given(purse, None, day, -amount, period)
            return _given(less, project, day, amount, period)
        case BudgetReleased(project_id=project):
            more = _given(purse, None, day, amount, period)
            return _given(more, project, day, -amount, period)


def _given(purse: Purse, project: UUID | None, day: date, amount: int, period: Period) -> Purse:
    return purse.having(project, purse.pot(project).given(day, amount, period))


# --- What is registered -------------------------------------------------------------------------


def _after_fact(budget: Budget, event: Entered) -> Budget:
    match event:
        case CostRegistered(cost_id=entry, amount=amount):
            after = _spent(budget.with_entered("cost", amount), event, amount, entry)
            return after.with_costs(budget.costs.having(entry, _cost(event)))
        case CostCredited(cost_id=entry, amount=amount):
            after = _spent(budget, event, -amount, entry)
            return after.with_costs(_credited(budget.costs, entry, amount))
        case BudgetCommitted(commitment_id=entry, amount=amount):
            after = _committed(budget.with_entered("commitment", amount), event, amount)
            commitment = Commitment(event.project_id, amount, event.period, event.dated)
            return after.with_commitments(budget.commitments.having(entry, commitment))
        case CommitmentDrawn() | CommitmentLifted():
            after = _committed(budget, event, -event.amount)
            return after.with_commitments(_less_open(budget.commitments, event))
        case IncomeRegistered(amount=amount):
            return budget.with_entered("income", amount)
        case AdjustmentRegistered():
            return _adjusted(budget, event)


def _spent(budget: Budget, event: CostRegistered | CostCredited, amount: int, by: UUID) -> Budget:
    purse = budget.purse("cash")
    pot = purse.pot(event.project_id).spending(event.dated, amount, by)
    return budget.with_purse("cash", purse.having(event.project_id, pot))


def _committed(
    budget: Budget, event: BudgetCommitted | CommitmentDrawn | CommitmentLifted, amount: int
) -> Budget:
    purse = budget.purse("cash")
    pot = purse.pot(event.project_id).committing(event.dated, amount, event.commitment_id)
    return budget.with_purse("cash", purse.having(event.project_id, pot))


def _cost(event: CostRegistered | AdjustmentRegistered) -> Cost:
    return Cost(event.project_id, event.amount, event.period, event.dated)


def _credited(costs: ById[Cost], cost_id: UUID, amount: int) -> ById[Cost]:
    cost = costs.get(cost_id)
    return costs.having(cost_id, cost._replace(credited=cost.credited + amount)) if cost else costs


def _less_open(
    commitments: ById[Commitment], event: CommitmentDrawn | CommitmentLifted
) -> ById[Commitment]:
    found = commitments.get(event.commitment_id)
    if found is None:
        return commitments
    return commitments.having(event.commitment_id, found._replace(left=found.left - event.amount))


def _adjusted(budget: Budget, event: AdjustmentRegistered) -> Budget:
    costs = budget.costs
    if event.adjusts == "cost":
        costs = costs.having(event.entry_id, _cost(event))
    elif event.cost_id is not None:
        costs = _credited(costs, event.cost_id, -event.amount)
    return budget.with_entered("adjustment", abs(event.amount)).with_costs(costs)
