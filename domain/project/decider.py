"""The rules of a project: each command becomes events, or is refused by name.

Source: domain.md, "Streams" (project).
"""

from __future__ import annotations

from domain.errors import NotFound
from domain.model import StreamId
from domain.project.commands import PlaceCommand, ProjectCommand, ProposeProject
from domain.project.cost_commands import CostCommand
from domain.project.cost_rules import costed
from domain.project.course_commands import CourseCommand
from domain.project.course_rules import on_course
from domain.project.document_commands import DocumentCommand
from domain.project.document_rules import documented
from domain.project.events import ProjectEvent, ProjectProposed
from domain.project.place_rules import constellation_exists, placed, program_takes_projects
from domain.project.role_rules import staffed
from domain.project.standing import is_open
from domain.project.state import Project
from domain.project.surroundings import ProjectSurroundings
from domain.rules import already_recorded


def decide(
    state: Project | None, command: ProjectCommand, around: ProjectSurroundings
) -> list[ProjectEvent]:
    """Return the events `command` causes, or raise the rule that refuses it."""
    if isinstance(command, ProposeProject):
        return [_proposed(state, command, around)]
    if state is None:
        raise NotFound("project", command.project_id)
    is_open(state, command.effective_from)
    if isinstance(command, CourseCommand):
        return [on_course(state, command, around)]
    if isinstance(command, DocumentCommand):
        return [documented(state, command, around)]
    if isinstance(command, PlaceCommand):
        return [placed(state, command, around)]
    if isinstance(command, CostCommand):
        return [costed(state, command, around)]
    return [staffed(state, command, around)]


def _proposed(
    state: Project | None, command: ProposeProject, around: ProjectSurroundings
) -> ProjectProposed:
    if state is not None:
        raise already_recorded("project", command.project_id)
    if not around.exists(StreamId(f"portfolio/{command.portfolio_id}")):
        raise NotFound("portfolio", command.portfolio_id)
    day = command.effective_from
    if command.program_id is not None:
        program_takes_projects(command.program_id, command.portfolio_id, day, around)
    constellation_exists(command.portfolio_id, command.constellation_id, around)
    proposer = command.proposed_by
    if not around.knows_proposer(command.portfolio_id, proposer.member, proposer.body_id):
        raise NotFound("proposer", proposer.member or proposer.body_id)
    return ProjectProposed(
        portfolio_id=command.portfolio_id,
        program_id=command.program_id,
        title=command.title,
        summary=command.summary,
        proposed_by=proposer,
        constellation_id=command.constellation_id,
        sides=command.sides,
        level=command.level,
        effective_from=day,
    )
