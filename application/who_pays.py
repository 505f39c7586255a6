"""Who pays is strategic: participants and key before and after a steering group's decision.

Source: domain.md, "Who pays is strategic"; settled questions 2 (participants and key per
segment, never amounts; allocating from the reserve is the steering group's when the board has
approved the project's constellation).
"""

from __future__ import annotations

from uuid import UUID

from application.shares import payers
from application.surroundings import Surroundings
from domain.budget.commands import ReallocateBudget
from domain.model import Command, Timeline, calendar_year
from domain.project.commands import ChangeProjectConstellation
from domain.project.state import Project
from domain.segments import segments


def changes_who_pays(command: Command, around: Surroundings) -> bool:
    """Tell whether a command moves cost between members, judged before it takes effect.

    A reallocation does when source and target are paid by others or by another key on any day of
    the year; a new constellation, when it brings other payers in its first year or the next. An
    allocation never does: a project takes money only once the board has approved it with its
    constellation.
    """
    match command:
        case ReallocateBudget(fiscal_year=year):
            source, target = around.project(command.source), around.project(command.target)
            return _payers(around, command.source, source, year) != _payers(
                around, command.target, target, year
            )
        case ChangeProjectConstellation():
            return _constellation_pays_otherwise(command, around)
        case _:
            return False


def _constellation_pays_otherwise(
    command: ChangeProjectConstellation, around: Surroundings
) -> bool:
    project = around.project(command.project_id)
    line = project.constellation.then(command.effective_from, command.constellation_id)
    first = command.effective_from.year
    return any(
        _payers(around, command.project_id, project, year)
        != _payers(around, command.project_id, project, year, line)
        for year in (first, first + 1)
    )


def _payers(
    around: Surroundings,
    project_id: UUID,
    project: Project,
    fiscal_year: int,
    constellation: Timeline[UUID | None] | None = None,
) -> tuple[tuple[object, ...], ...]:
    scopes = [f"project/{project_id}", f"portfolio/{project.portfolio_id}"]
    if project.program_id is not None:
        scopes.insert(1, f"program/{project.program_id}")
    cut = segments(
        around.agreement_of_portfolio(project.portfolio_id).terms(),
        calendar_year(fiscal_year),
        scopes,
        constellation or project.constellation,
    )
    return payers(cut)
