"""How money departs from what was decided, until a body has noted it or it is remedied.

There are two ways. A project or reserve goes *above* what it is given: then the deviation is as
large as what is spent and committed above it, known by the cost or commitment that began it. Or a
cost or commitment falls at a time that takes none: then it is as large as what is left of that.

Source: domain.md, "Two kinds of entry in the log".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID, uuid5

from domain.budget.commands import NoteDeviation
from domain.budget.commitments import CommitmentPart
from domain.budget.costs import CostPart
from domain.budget.events import DeviationCode, DeviationFound, DeviationNoted
from domain.budget.state import Budget
from domain.budget.surroundings import BudgetSurroundings
from domain.errors import Refused
from domain.money import kronor
from domain.rules import changes_nothing


def deviation_id(cause: UUID, code: DeviationCode, fiscal_year: int) -> UUID:
    """Return the id of the deviation that a cost or commitment causes in a fiscal year."""
    return uuid5(cause, f"{code}/{fiscal_year}")


def code_above(project_id: UUID | None, *, committed: bool) -> DeviationCode:
    """Return what it is called to go above what a project, or the reserve (None), is given."""
    if committed:
        return "commitment_above_allocation" if project_id else "commitment_above_funding"
    return "cost_above_allocation" if project_id else "cost_above_funding"


def untimely(
    part: CostPart | CommitmentPart, around: BudgetSurroundings, *, closed: bool = False
) -> Iterator[DeviationFound]:
    """Yield how a cost or commitment falls at a time that takes none.

    A program that has not started may bear costs of its preparation, and so may an approved
    initiative.
    """
    fact = part.cost if isinstance(part, CostPart) else part.commitment
    codes: list[DeviationCode | None] = ["cost_in_closed_year"] if closed else []
    codes.append(_OF_PROGRAM.get(around.program(fact.program_id).status.at(fact.dated)))
    if fact.project_id is not None:
        codes.append(_OF_PROJECT.get(around.project(fact.project_id).status.at(fact.dated)))
    for code in codes:
        if code is not None and part.amount:
            yield DeviationFound(
                deviation_id=deviation_id(fact.entry, code, part.fiscal_year),
                code=code,
                cause=fact.entry,
                project_id=fact.project_id,
                amount=part.amount,
                dated=fact.dated,
            )


_OF_PROGRAM: Mapping[str | None, DeviationCode] = {
    "paused": "program_is_paused",
    "closed": "program_is_closed",
    "withdrawn": "program_is_closed",
}
_OF_PROJECT: Mapping[str | None, DeviationCode] = {
    None: "project_not_started",
    "proposed": "project_not_started",
    "parked": "project_not_started",
    "paused": "project_is_paused",
    "rejected": "project_is_closed",
    "stopped": "project_is_closed",
    "completed": "project_is_closed",
}


def departs(budget: Budget) -> bool:
    """Tell whether anything in a budget is above what it is given, or has been untimely."""
    purse = budget.purse("cash")
    pots = (purse.kept, *purse.projects.values())
    return bool(budget.deviations) or any(pot.above for pot in pots)


def noted(budget: Budget, command: NoteDeviation) -> DeviationNoted:
    """Return that a body took note of a deviation, as large as it is now.

    Raises:
        Refused: ``deviation_does_not_stand``, or ``changes_nothing`` when it was as large when
            a body last took note of it.
    """
    amount = _standing(budget, command)
    if amount <= 0:
        raise Refused(
            "deviation_does_not_stand",
            f"Det finns ingen kvarstående avvikelse {command.deviation_id} i budgeten: den är "
            "åtgärdad eller har aldrig funnits där. De kvarstående listas av /deviations.",
            f"No deviation {command.deviation_id} stands in the budget: it is remedied or never "
            "was there. Those that stand are listed by /deviations.",
            deviation_id=str(command.deviation_id),
        )
    if budget.noted.get(command.deviation_id) == amount:
        sv, en = kronor(amount, "sv"), kronor(amount, "en")
        raise changes_nothing(f"avvikelsen är noterad, {sv}", f"the deviation is noted, {en}")
    return DeviationNoted(
        deviation_id=command.deviation_id,
        amount=amount,
        note=command.note,
        effective_from=command.effective_from,
    )


def _standing(budget: Budget, command: NoteDeviation) -> int:
    """Return how large a deviation is (öre); 0 when there is none."""
    wanted, purse = command.deviation_id, budget.purse("cash")
    cause = budget.deviations.get(wanted)
    if cause is not None:
        found = budget.costs.get(cause) or budget.commitments.get(cause)
        return found.left if found else 0
    for project_id, pot in ((None, purse.kept), *purse.projects.items()):
        if pot.above is not None:
            code = code_above(project_id, committed=pot.above.committed)
            if deviation_id(pot.above.cause, code, command.fiscal_year) == wanted:
                return -pot.left
    return 0
