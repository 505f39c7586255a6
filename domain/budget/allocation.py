"""The rules of allocating, reallocating and releasing the money of a program.

Source: domain.md, Rules: allocations never exceed funding, an allocation goes no lower than what
is spent and committed, a reallocation moves a positive amount between two different open
projects; each on every day from effective_from to the end of the fiscal year.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.budget.commands import AllocateBudget, ReallocateBudget, ReleaseBudget
from domain.budget.events import BudgetAllocated, BudgetReallocated, BudgetReleased
from domain.budget.periods import period_given, period_taken
from domain.budget.state import Budget, Pot, Purse
from domain.budget.surroundings import BudgetSurroundings, in_program
from domain.errors import Refused
from domain.model import Period
from domain.money import kronor
from domain.program.rules import takes_money
from domain.project.frame import frame_covers_allocations
from domain.project.state import STATUS_EN, STATUS_SV, TAKES_MONEY
from domain.rules import changes_nothing


def allocated(
    budget: Budget, command: AllocateBudget, around: BudgetSurroundings
) -> BudgetAllocated:
    """Return the allocation: from the reserve, or back to it when the amount is negative."""
    purse, project_id = budget.purse(command.money_kind), command.project_id
    in_program(project_id, command.program_id, command.effective_from, around)
    if command.amount == 0:
        raise changes_nothing(kronor(0, "sv"), kronor(0, "en"))
    if command.amount > 0:
        takes_money(around.program(command.program_id), command.effective_from)
        _takes_money(project_id, command.effective_from, around)
        _stays_in_program(project_id, command, around)
        _reserve_covers(purse, command.amount, command.effective_from)
        _within_frame(project_id, command, around)
        period = period_given(purse.kept, command)
    else:
        period = _taken_from(purse, command, project_id, -command.amount)
    return BudgetAllocated(
        project_id=project_id,
        amount=command.amount,
        money_kind=command.money_kind,
        period=period,
        effective_from=command.effective_from,
    )


def reallocated(
    budget: Budget, command: ReallocateBudget, around: BudgetSurroundings
) -> BudgetReallocated:
    """Return the move of money between two different projects that take money."""
    if command.source == command.target:
        raise changes_nothing(
            "från och till är samma projekt", "source and target are the same project"
        )
    takes_money(around.program(command.program_id), command.effective_from)
    for project_id in (command.source, command.target):
        in_program(project_id, command.program_id, command.effective_from, around)
        _takes_money(project_id, command.effective_from, around)
    _stays_in_program(command.target, command, around)
    _within_frame(command.target, command, around)
    purse = budget.purse(command.money_kind)
    return BudgetReallocated(
        source=command.source,
        target=command.target,
        amount=command.amount,
        money_kind=command.money_kind,
        period=_taken_from(purse, command, command.source, command.amount),
        effective_from=command.effective_from,
    )


def released(budget: Budget, command: ReleaseBudget, around: BudgetSurroundings) -> BudgetReleased:
    """Return the move of money from a project to the reserve."""
    if not around.project(command.project_id).is_ever_in(command.program_id):
        in_program(command.project_id, command.program_id, command.effective_from, around)
    purse = budget.purse(command.money_kind)
    return BudgetReleased(
        project_id=command.project_id,
        amount=command.amount,
        money_kind=command.money_kind,
        period=_taken_from(purse, command, command.project_id, command.amount),
        effective_from=command.effective_from,
    )


def _takes_money(project_id: UUID, effective_from: date, around: BudgetSurroundings) -> None:
    """Refuse money for a project that takes none when it takes effect, or when it is decided."""
    project = around.project(project_id)
    # Money may take effect on a day before the project is proposed, as the year's money does.
    proposed = min(project.status.days())
    for each in (effective_from, around.decided_on or effective_from):
        day = max(each, proposed)
        if project.takes_money_on(day):
            continue
        status = project.status.at(day)
        raise Refused(
            "project_takes_no_money",
            f"{project.title} är {STATUS_SV[status]}; pengar kan anslås till "
            "godkända och pågående initiativ och projekt.",
            f"{project.title} is {STATUS_EN[status]}; money can be given to approved and "
            "started initiatives and projects.",
            project_id=str(project_id),
            status=status,
            day=day.isoformat(),
            possible=list(TAKES_MONEY),
        )


def _within_frame(
    project_id: UUID, command: AllocateBudget | ReallocateBudget, around: BudgetSurroundings
) -> None:
    frame = around.project(project_id).frame(command.money_kind)
    if frame.steps:
        given = around.allocated_to(project_id, command.money_kind)
        given = given.plus(command.effective_from, command.amount)
        frame_covers_allocations(frame, given, command.effective_from, asked=command.amount)


def _stays_in_program(
    project_id: UUID, command: AllocateBudget | ReallocateBudget, around: BudgetSurroundings
) -> None:
    """Refuse to give money that the project would still hold after it is moved."""
    for day in around.project(project_id).programs.days():
        if day > command.effective_from:
            in_program(project_id, command.program_id, day, around)


def _reserve_covers(purse: Purse, amount: int, effective_from: date) -> None:
    lowest = purse.reserve.lowest_from(effective_from)
    if amount > lowest.amount:
        raise Refused(
            "allocation_above_funding",
            f"Programmets reserv är {kronor(lowest.amount, 'sv')} den {lowest.day}; "
            f"{kronor(amount, 'sv')} kan inte anslås.",
            f"The program's reserve is {kronor(lowest.amount, 'en')} on {lowest.day}; "
            f"{kronor(amount, 'en')} cannot be allocated.",
            asked_ore=amount,
            available_ore=lowest.amount,
            day=lowest.day.isoformat(),
            funded_ore=purse.funded.on(lowest.day),
        )


def _taken_from(
    purse: Purse,
    command: AllocateBudget | ReallocateBudget | ReleaseBudget,
    project_id: UUID,
    amount: int,
) -> Period:
    """Return the period of money that may be taken from a project (öre), or refuse."""
    pot = purse.project(project_id)
    _keeps_what_is_bound(pot, project_id, amount, command.effective_from)
    return period_taken(pot, command, project_id, amount)


def _keeps_what_is_bound(pot: Pot, project_id: UUID, amount: int, effective_from: date) -> None:
    lowest = pot.free.lowest_from(effective_from)
    if amount <= lowest.amount:
        return
    left = max(lowest.amount, 0)
    given, spent, committed = (
        line.on(lowest.day) for line in (pot.allocated, pot.spent, pot.committed)
    )
    bound_sv = f" och {kronor(committed, 'sv')} bundet i åtaganden" if committed else ""
    bound_en = f" and {kronor(committed, 'en')} committed" if committed else ""
    raise Refused(
        "allocation_below_spent",
        f"Den {lowest.day} är {kronor(given, 'sv')} anslaget och {kronor(spent, 'sv')} "
        f"förbrukat{bound_sv}: högst {kronor(left, 'sv')} kan tas från projektet.",
        f"On {lowest.day} {kronor(given, 'en')} is allocated and {kronor(spent, 'en')} "
        f"spent{bound_en}: at most {kronor(left, 'en')} can be taken from the project.",
        project_id=str(project_id),
        asked_ore=amount,
        available_ore=left,
        day=lowest.day.isoformat(),
        allocated_ore=given,
        spent_ore=spent,
        committed_ore=committed,
    )
