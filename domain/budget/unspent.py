"""What is left of a budget when nothing more is decided: given, and neither spent nor returned."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from domain.budget.state import Budget, Pot, Purse
from domain.fiscal_year import MONEY_KINDS, Unspent
from domain.model import ProgramId, ProjectId


def unspent(program_id: UUID, budget: Budget) -> Iterator[Unspent]:
    """Yield what is left (öre) of each kind of money: the reserve's first, then each project's.

    What is left is after every change that is decided, also those of later days; a project that
    has cost more than it was given has nothing left.
    """
    for money_kind in MONEY_KINDS:
        for project_id, amount in _left(budget.purse(money_kind)):
            if amount > 0:
                yield Unspent(
                    program_id=ProgramId(program_id),
                    project_id=project_id,
                    money_kind=money_kind,
                    amount=amount,
                )


def _left(purse: Purse) -> Iterator[tuple[ProjectId | None, int]]:
    yield None, _unspent_of(purse.kept)
    for project_id, pot in sorted(purse.projects.items()):
        yield ProjectId(project_id), _unspent_of(pot)


def _unspent_of(pot: Pot) -> int:
    return pot.allocated.final - pot.spent.final
