"""The rules of where a project belongs: portfolio, program, constellation, sides and level."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from domain.errors import NotFound, Refused
from domain.fiscal_year import money_of_kind
from domain.model import Bilingual, ConstellationId, PortfolioId, StreamId
from domain.program.rules import takes_more, takes_more_for_good
from domain.project.commands import (
    ChangeProjectConstellation,
    ClassifyProject,
    MoveProject,
    PlaceCommand,
)
from domain.project.events import (
    ProjectClassified,
    ProjectConstellationChanged,
    ProjectEvent,
    ProjectMoved,
)
from domain.project.state import Project
from domain.project.surroundings import ProjectSurroundings
from domain.rules import changes_nothing, in_order
from domain.wording import listed


def placed(state: Project, command: PlaceCommand, around: ProjectSurroundings) -> ProjectEvent:
    """Return what a change of place causes, or raise the rule that refuses it."""
    match command:
        case MoveProject():
            return _moved(state, command, around)
        case ChangeProjectConstellation():
            return _constellation_changed(state, command, around)
        case ClassifyProject():
            return _classified(state, command, around)


def program_takes_projects(
    program_id: UUID, portfolio_id: PortfolioId, day: date, around: ProjectSurroundings
) -> None:
    """Refuse a program that is not there, of another portfolio, or has ended by `day`.

    Raises:
        NotFound: there is no such program.
        Refused: ``program_outside_portfolio``, ``program_is_closed``.
    """
    if not around.exists(StreamId(f"program/{program_id}")):
        raise NotFound("program", program_id)
    actual = around.portfolio_of_program(program_id)
    if actual != portfolio_id:
        raise Refused(
            "program_outside_portfolio",
            f"Programmet {program_id} hör till en annan portfölj ({actual}).",
            f"The program {program_id} belongs to another portfolio ({actual}).",
            program_id=str(program_id),
            portfolio_id=str(portfolio_id),
            actual_portfolio_id=str(actual),
        )
    takes_more(around.program(program_id), day)


def constellation_exists(
    portfolio_id: PortfolioId, constellation_id: ConstellationId, around: ProjectSurroundings
) -> None:
    """Refuse a constellation that the portfolio's agreement does not have.

    Raises:
        NotFound: there is none.
    """
    if not around.constellation_exists(portfolio_id, constellation_id):
        raise NotFound("constellation", constellation_id)


def _moved(state: Project, command: MoveProject, around: ProjectSurroundings) -> ProjectMoved:
    day, target = command.effective_from, command.target_program_id
    if target is not None:
        program_takes_projects(target, state.portfolio_id, day, around)
        if state.status.at(day) in ("started", "paused"):
            takes_more_for_good(around.program(target), day)  # it would run on in a closed program
    in_order("program", state.programs.latest_day, command, around)
    if state.program_on(day) == target:
        raise changes_nothing(
            f"{state.title} hör till {target or 'inget program'}",
            f"{state.title} belongs to {target or 'no program'}",
        )
    _leaves_no_money(state, command, around)
    return ProjectMoved(program_id=target, effective_from=day)


def _leaves_no_money(state: Project, command: MoveProject, around: ProjectSurroundings) -> None:
    """Refuse a move from a program whose money the project holds on any day from then on.

    What it has spent stays where it was spent: costs of days before the move are the old
    program's. Money of years that ended before the move holds nothing any more.
    """
    day = command.effective_from
    source = state.program_on(day)
    if source is None:
        return
    left = {
        key: most
        for key, line in sorted(around.unspent_of(command.project_id, source).items())
        if key[0] >= day.year and (most := line.highest_from(day)) > 0
    }
    if not left:
        return
    said = {(year, kind): money_of_kind(most, kind) for (year, kind), most in left.items()}
    held = Bilingual(
        sv=listed([f"{amount.sv} för {year}" for (year, _), amount in said.items()]).sv,
        en=listed([f"{amount.en} for {year}" for (year, _), amount in said.items()]).en,
    )
    way_out = _way_out({year for year, _ in left}, state, around)
    raise Refused(
        "project_holds_money",
        f"{state.title} har pengar kvar i programmets budget: {held.sv}. {way_out.sv}",
        f"{state.title} still holds money in the program's budget: {held.en}. {way_out.en}",
        title=state.title,
        program_id=str(source),
        effective_from=day.isoformat(),
        left=[
            {"fiscal_year": year, "money_kind": kind, "amount_ore": most}
            for (year, kind), most in left.items()
        ],
    )


def _way_out(years: Collection[int], state: Project, around: ProjectSurroundings) -> Bilingual:
    """Say what to do with money left: that of a closed year stays, so the move comes after it."""
    closed = {year for year in years if around.closed_from(state.portfolio_id, year) is not None}
    if not closed:
        return Bilingual(
            sv="Återför dem till programmets reserv (releaseBudget) före flytten.",
            en="Release it to the program's reserve (releaseBudget) before the move.",
        )
    last = max(closed)
    return Bilingual(
        sv=f"Räkenskapsåret {last} är stängt och dess pengar ligger fast: flytta projektet "
        f"tidigast den {last + 1}-01-01.",
        en=f"The fiscal year {last} is closed and its money stays: move the project on "
        f"{last + 1}-01-01 at the earliest.",
    )


def _constellation_changed(
    state: Project, command: ChangeProjectConstellation, around: ProjectSurroundings
) -> ProjectConstellationChanged:
    constellation_exists(state.portfolio_id, command.constellation_id, around)
    in_order("constellation", state.constellation.latest_day, command, around)
    if state.constellation.at(command.effective_from) == command.constellation_id:
        same = f"{state.title}: {command.constellation_id}"
        raise changes_nothing(same, same)
    return ProjectConstellationChanged(
        constellation_id=command.constellation_id, effective_from=command.effective_from
    )


def _classified(
    state: Project, command: ClassifyProject, around: ProjectSurroundings
) -> ProjectClassified:
    in_order("sides", state.classified.latest_day, command, around)
    if state.classified.at(command.effective_from) == (command.sides, command.level):
        same = f"{state.title}: {', '.join(command.sides)}"
        raise changes_nothing(same, same)
    return ProjectClassified(
        sides=command.sides, level=command.level, effective_from=command.effective_from
    )
