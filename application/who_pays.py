"""Who pays is strategic: participants and key before and after a steering group's decision.

Source: domain.md, "Who pays is strategic"; settled questions 2 (participants and key per
segment, never amounts; allocating from the reserve is the steering group's when the board has
approved the project's constellation).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from application.shares import payers
from application.surroundings import Surroundings
from domain.budget.commands import AllocateBudget, ReallocateBudget, ReleaseBudget
from domain.model import FIRST_YEAR, LAST_YEAR, Command, Timeline, calendar_year
from domain.project.commands import ChangeProjectConstellation
from domain.segments import segments


def changes_who_pays(command: Command, around: Surroundings) -> bool:
    """Tell whether a command moves cost between members, judged before it takes effect.

    A reallocation does when source and target are paid by others or by another key on any day of
    the year; an allocation of a part of the year, when others pay in another part; a new
    constellation, when it brings other payers in any year for which something is known.
    """
    match command:
        case AllocateBudget(fiscal_year=year):
            stated = command.stated_period
            part = stated is not None and stated != calendar_year(year)
            return command.amount > 0 and part and len(_paid_by(command, around)) > 1
        case ReallocateBudget(fiscal_year=year):
            program_id = command.program_id
            return _payers(around, command.source, program_id, year) != _payers(
                around, command.target, program_id, year
            )
        case ChangeProjectConstellation():
            return _constellation_pays_otherwise(command, around)
        case _:
            return False


def moves_between_payers(
    resolved: Sequence[tuple[int, Command]], around: Surroundings
) -> Iterator[int]:
    """Yield the allocations that, with what the same § releases, move cost between members.

    To release from one project and allocate to another is to reallocate, whatever it is called.
    """
    taken = [
        command
        for _, command in resolved
        if isinstance(command, ReleaseBudget)
        or (isinstance(command, AllocateBudget) and command.amount < 0)
    ]
    for number, command in resolved:
        if isinstance(command, AllocateBudget) and command.amount > 0:
            paid_by = _paid_by(command, around)
            if any(_paid_by(one, around) != paid_by for one in taken if _same_purse(one, command)):
                yield number


def _same_purse(one: AllocateBudget | ReleaseBudget, other: AllocateBudget) -> bool:
    return (one.stream, one.money_kind) == (other.stream, other.money_kind)


def _paid_by(
    command: AllocateBudget | ReleaseBudget, around: Surroundings
) -> tuple[tuple[object, ...], ...]:
    return _payers(around, command.project_id, command.program_id, command.fiscal_year)


def _constellation_pays_otherwise(
    command: ChangeProjectConstellation, around: Surroundings
) -> bool:
    project = around.project(command.project_id)
    line = project.constellation.then(command.effective_from, command.constellation_id)
    terms = around.agreement_of_portfolio(project.portfolio_id).terms
    first = max(command.effective_from.year, FIRST_YEAR)
    last = min(max(first, terms.last_change.year) + 1, LAST_YEAR)  # no money has a later year
    return any(
        _payers(around, command.project_id, program_id, year)
        != _payers(around, command.project_id, program_id, year, line)
        for program_id in {program_id for _, program_id in project.programs.steps}
        for year in range(first, last + 1)
        if around.closed_from(project.portfolio_id, year) is None  # there it changes nothing
    )


def _payers(
    around: Surroundings,
    project_id: UUID,
    program_id: UUID | None,
    fiscal_year: int,
    constellation: Timeline[UUID | None] | None = None,
) -> tuple[tuple[object, ...], ...]:
    """Return who pays the project's money in a program's budget, and by which key."""
    project = around.project(project_id)
    scopes = [f"project/{project_id}", f"portfolio/{project.portfolio_id}"]
    if program_id is not None:
        scopes.insert(1, f"program/{program_id}")
    cut = segments(
        around.agreement_of_portfolio(project.portfolio_id).terms,
        calendar_year(fiscal_year),
        scopes,
        constellation or project.constellation,
    )
    return payers(cut)
