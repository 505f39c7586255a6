"""The rules of who works in a project: its leader, and the roles it wants.

Source: mission.md: roles wanted in common and locally, and roles still missing per initiative.
"""

from __future__ import annotations

from uuid import UUID

from domain.errors import NotFound, Refused
from domain.model import Bilingual, StreamId
from domain.project.events import (
    ProjectEvent,
    ProjectLeaderAppointed,
    ProjectRoleDropped,
    ProjectRoleFilled,
    ProjectRoleVacated,
    ProjectRoleWanted,
    Role,
)
from domain.project.role_commands import (
    AppointProjectLeader,
    DropProjectRole,
    FillProjectRole,
    RoleCommand,
    VacateProjectRole,
    WantProjectRole,
)
from domain.project.state import Holder, Project, Wanted
from domain.project.surroundings import ProjectSurroundings
from domain.rules import changes_nothing, in_order


def staffed(state: Project, command: RoleCommand, around: ProjectSurroundings) -> ProjectEvent:
    """Return what a command about a leader or a role causes, or raise the rule that refuses it."""
    match command:
        case AppointProjectLeader():
            return _leader_appointed(state, command, around)
        case WantProjectRole():
            return _wanted(state, command, around)
        case DropProjectRole():
            return _dropped(state, command, around)
        case FillProjectRole():
            return _filled(state, command, around)
        case VacateProjectRole():
            return _vacated(state, command, around)


def _leader_appointed(
    state: Project, command: AppointProjectLeader, around: ProjectSurroundings
) -> ProjectLeaderAppointed:
    _person_exists(command.person_id, around)
    if state.leader.at(command.effective_from) == command.person_id:
        raise _already(state, str(command.person_id))
    in_order("leader", state.leader.latest_day, command, around)
    return ProjectLeaderAppointed(
        person_id=command.person_id, effective_from=command.effective_from
    )


def _person_exists(person_id: UUID, around: ProjectSurroundings) -> None:
    if not around.exists(StreamId(f"person/{person_id}")):
        raise NotFound("person", person_id)


def _member_exists(state: Project, member: str, around: ProjectSurroundings) -> None:
    if not around.knows_proposer(state.portfolio_id, member, None):
        raise NotFound("member", member)


def _already(state: Project, what: str) -> Refused:
    return changes_nothing(f"{state.title}: {what}", f"{state.title}: {what}")


def _wanted(
    state: Project, command: WantProjectRole, around: ProjectSurroundings
) -> ProjectRoleWanted:
    role, day = command.of_the_project, command.effective_from
    if role.member is not None:
        _member_exists(state, role.member, around)
    line = state.staffing(role).wanted
    in_order("role wanted", line.latest_day, command, around)
    if line.at(day) == Wanted(command.extent):
        raise _already(state, _named(role))
    return ProjectRoleWanted(role=role, extent=command.extent, effective_from=day)


def _dropped(
    state: Project, command: DropProjectRole, around: ProjectSurroundings
) -> ProjectRoleDropped:
    role = command.of_the_project
    in_order("role filled", state.staffing(role).filled.latest_day, command, around)
    _is_wanted(state, command, around)
    return ProjectRoleDropped(role=role, effective_from=command.effective_from)


def _filled(
    state: Project, command: FillProjectRole, around: ProjectSurroundings
) -> ProjectRoleFilled:
    role, day = command.of_the_project, command.effective_from
    if command.person_id is not None:
        _person_exists(command.person_id, around)
    if command.filled_by is not None:
        _member_exists(state, command.filled_by, around)
    line = state.staffing(role).filled
    in_order("role filled", line.latest_day, command, around)
    _is_wanted(state, command, around)
    if line.at(day) == Holder(command.person_id, command.filled_by):
        raise _already(state, _named(role))
    return ProjectRoleFilled(
        role=role,
        person_id=command.person_id,
        filled_by=command.filled_by,
        effective_from=day,
    )


def _vacated(
    state: Project, command: VacateProjectRole, around: ProjectSurroundings
) -> ProjectRoleVacated:
    role, day = command.of_the_project, command.effective_from
    line = state.staffing(role).filled
    in_order("role filled", line.latest_day, command, around)
    if line.at(day) is None:
        vacant = Bilingual(
            sv=f"{_named(role)} är inte besatt i {state.title}",
            en=f"{_named(role)} is not filled in {state.title}",
        )
        raise changes_nothing(vacant.sv, vacant.en)
    return ProjectRoleVacated(role=role, effective_from=day)


def _is_wanted(
    state: Project, command: FillProjectRole | DropProjectRole, around: ProjectSurroundings
) -> None:
    """Refuse to fill or drop a role that the project does not want on the day."""
    role, day = command.of_the_project, command.effective_from
    in_order("role wanted", state.staffing(role).wanted.latest_day, command, around)
    if state.staffing(role).wanted.at(day) is not None:
        return
    possible = sorted(
        _named(each) for each, line in state.roles.items() if line.wanted.at(day) is not None
    )
    raise Refused(
        "role_is_not_wanted",
        f"{state.title} efterfrågar inte rollen {_named(role)} den {day}. Efterfrågade roller: "
        f"{', '.join(possible) or 'inga'}.",
        f"{state.title} does not want the role {_named(role)} on {day}. Roles wanted: "
        f"{', '.join(possible) or 'none'}.",
        role=role.name,
        member=role.member,
        day=day.isoformat(),
        possible=possible,
    )


def _named(role: Role) -> str:
    return role.name if role.member is None else f"{role.name} ({role.member})"
