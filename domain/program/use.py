"""What a program still holds when it is to end: projects that run, and money that is unreleased.

Source: domain.md, Rules: "Closing is refused while projects run or money is unreleased, naming
them." Reversible by the board's new decision is only an *unused* directive.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, Final, NamedTuple, Protocol
from uuid import UUID

from domain.budget.state import Budget
from domain.budget.unspent import unspent
from domain.errors import Refused
from domain.fiscal_year import Unspent, money_of_kind
from domain.program.state import Program
from domain.project.state import Project

_RUNS: Final = ("started", "paused")


class Holdings(Protocol):
    """The projects and budgets of programs, and which fiscal years are closed."""

    def project(self, project_id: UUID) -> Project: ...

    def projects_of(self, program_id: UUID) -> Mapping[UUID, Project]: ...

    def budgets_of(self, program_id: UUID) -> Mapping[int, Budget]: ...

    def closed_from(self, portfolio_id: UUID, fiscal_year: int) -> date | None: ...


def nothing_runs_or_is_left(
    program: Program, program_id: UUID, day: date, around: Holdings
) -> None:
    """Refuse to close a program that still holds something, and name all of it.

    Projects run that are started or paused on `day` or any later day. Money is unreleased that is
    allocated and neither spent nor released, or in the reserve and not returned, in a fiscal year
    that is open.

    Raises:
        Refused: ``program_is_in_use`` with the projects, the years and their amounts (öre).
    """
    running = {
        project_id: project
        for project_id, project in around.projects_of(program_id).items()
        if _runs(project, program_id, day)
    }
    left = [
        (year, one)
        for year, budget in sorted(around.budgets_of(program_id).items())
        if around.closed_from(program.portfolio_id, year) is None
        for one in unspent(program_id, budget)
    ]
    if not running and not left:
        return
    told = [
        *(_runs_on(project_id, project, day) for project_id, project in running.items()),
        *(_is_left(year, one, around) for year, one in left),
    ]
    raise Refused(
        "program_is_in_use",
        f"Programmet {program.title} kan inte avslutas än. {' '.join(one.sv for one in told)}",
        f"The program {program.title} cannot be closed yet. {' '.join(one.en for one in told)}",
        title=program.title,
        running=[one.facts for one in told[: len(running)]],
        unreleased=[one.facts for one in told[len(running) :]],
    )


def _runs(project: Project, program_id: UUID, day: date) -> bool:
    """Tell whether a project runs in a program on `day`, or will by what is decided."""
    changes = (*project.status.days(), *project.programs.days())
    return any(
        project.program_on(one) == program_id and project.status.at(one) in _RUNS
        for one in (day, *(later for later in changes if later > day))
    )


class _Told(NamedTuple):
    """What holds a program, and what to do about it: in words and as facts."""

    sv: str
    en: str
    facts: dict[str, Any]


def _runs_on(project_id: UUID, project: Project, day: date) -> _Told:
    return _Told(
        f"{project.title} ska slutföras eller stoppas.",
        f"{project.title} is to be completed or stopped.",
        {"project_id": str(project_id), "title": project.title, "status": project.status.at(day)},
    )


def _is_left(year: int, one: Unspent, around: Holdings) -> _Told:
    amount = money_of_kind(one.amount, one.money_kind)
    facts = {"fiscal_year": year, "money_kind": one.money_kind, "amount_ore": one.amount}
    if one.project_id is None:
        return _Told(
            f"Reserven {year}: {amount.sv} ska återlämnas till styrgruppen.",
            f"The reserve of {year}: {amount.en} is to be returned to the board.",
            {"project_id": None, "title": None, **facts},
        )
    title = around.project(one.project_id).title
    return _Told(
        f"{title} {year}: {amount.sv} ska återföras till reserven.",
        f"{title} {year}: {amount.en} is to be released to the reserve.",
        {"project_id": str(one.project_id), "title": title, **facts},
    )


def is_unused(
    program: Program, projects: Collection[Project], budgets: Mapping[int, Budget]
) -> None:
    """Refuse to withdraw the directive of a program that has started, or had money or projects.

    Raises:
        Refused: ``program_has_been_used`` with what has used it.
    """
    uses = list(_uses(program, projects, budgets))
    if not uses:
        return
    raise Refused(
        "program_has_been_used",
        f"Direktivet för {program.title} har använts ({', '.join(sv for sv, _, _ in uses)}) och "
        "kan inte upphävas. Avsluta programmet i stället.",
        f"The directive of {program.title} has been used ({', '.join(en for _, en, _ in uses)}) "
        "and cannot be withdrawn. Close the program instead.",
        title=program.title,
        used_by=[code for _, _, code in uses],
        projects=[project.title for project in projects],
        fiscal_years=sorted(budgets),
        instead="closeProgram",
    )


def _uses(
    program: Program, projects: Collection[Project], budgets: Mapping[int, Budget]
) -> Iterator[tuple[str, str, str]]:
    if any(status == "started" for _, status in program.status.steps):
        yield "programmet har startats", "the program has started", "start"
    if projects:
        yield "det har haft projekt", "it has had projects", "projects"
    if budgets:
        yield "det har haft pengar", "it has had money", "money"
