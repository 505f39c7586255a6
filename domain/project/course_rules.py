"""The rules of a project's course: each change of status, from a proposal to its end.

Source: domain.md, "Streams" (project) and Rules: a project starts on directive and plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.errors import Refused
from domain.program.rules import takes_more, takes_more_for_good
from domain.project.course_commands import (
    ApproveProject,
    CompleteProject,
    CourseCommand,
    ParkProject,
    PauseProject,
    RejectProject,
    ResumeProject,
    StartProject,
    StopProject,
)
from domain.project.events import (
    ProjectApproved,
    ProjectCompleted,
    ProjectEvent,
    ProjectParked,
    ProjectPaused,
    ProjectRejected,
    ProjectResumed,
    ProjectStarted,
    ProjectStopped,
)
from domain.project.standing import has_directive, status_is
from domain.project.state import STATUS_EN, STATUS_SV, Project, ProjectStatus
from domain.project.surroundings import ProjectSurroundings
from domain.rules import changes_nothing, in_order, stands_in_order


def on_course(state: Project, command: CourseCommand, around: ProjectSurroundings) -> ProjectEvent:
    """Return what a change of status causes, or raise the rule that refuses it."""
    day = command.effective_from
    match command:
        case ApproveProject():
            _changes_status(state, command, ("approved", "started"))
            _follows(state, command, around, ("proposed", "parked"), "approval")
            _program_takes_more(state, day, around)
            return ProjectApproved(effective_from=day)
        case RejectProject(reason=reason):
            _follows(state, command, around, ("proposed", "parked"), "rejection")
            return ProjectRejected(reason=reason, effective_from=day)
        case ParkProject(reason=reason):
            _changes_status(state, command, ("parked",))
            _follows(state, command, around, ("proposed", "approved"), "parking")
            return ProjectParked(reason=reason, effective_from=day)
        case StartProject():
            return _started(state, command, around)
        case PauseProject(reason=reason):
            _changes_status(state, command, ("paused",))
            _follows(state, command, around, ("started",), "a pause")
            return ProjectPaused(reason=reason, effective_from=day)
        case ResumeProject():
            _changes_status(state, command, ("started",))
            _follows(state, command, around, ("paused",), "resuming")
            return ProjectResumed(effective_from=day)
        case StopProject() | CompleteProject():
            return _ended(state, command, around)


def _program_takes_more(state: Project, day: date, around: ProjectSurroundings) -> None:
    """Refuse that something begins in a program that has ended by `day`."""
    program_id = state.program_on(day)
    if program_id is not None:
        takes_more(around.program(program_id), day)


def _changes_status(
    state: Project, command: CourseCommand, already: tuple[ProjectStatus, ...]
) -> None:
    status = state.status.at(command.effective_from)
    if status in already:
        raise changes_nothing(
            f"{state.title} är {STATUS_SV[status]}", f"{state.title} is {STATUS_EN[status]}"
        )


_BECOMES: Mapping[str, ProjectStatus] = {
    "approveProject": "approved",
    "rejectProject": "rejected",
    "parkProject": "parked",
    "startProject": "started",
    "resumeProject": "started",
    "pauseProject": "paused",
    "stopProject": "stopped",
    "completeProject": "completed",
}


def _follows(
    state: Project,
    command: CourseCommand,
    around: ProjectSurroundings,
    possible: tuple[ProjectStatus, ...],
    wanted: str,
) -> None:
    stands_in_order("status", state.status, _BECOMES[command.kind], command, around)
    status_is(state, command.effective_from, possible, wanted)


def _started(state: Project, command: StartProject, around: ProjectSurroundings) -> ProjectStarted:
    day = command.effective_from
    _changes_status(state, command, ("started",))
    _follows(state, command, around, ("approved",), "a start")
    program_id = state.program_on(day)
    if program_id is not None:
        takes_more_for_good(around.program(program_id), day)
    for line in (state.directed, state.planned):
        in_order("status", line.latest_day, command, around)
    has_directive(state, day)
    if not state.planned.at(day):
        raise Refused(
            "plan_missing",
            f"{state.title} har ingen godkänd projektplan; ett projekt startar på direktiv och "
            "plan.",
            f"{state.title} has no approved plan; a project starts on directive and plan.",
            title=state.title,
        )
    return ProjectStarted(effective_from=day)


def _ended(
    state: Project, command: StopProject | CompleteProject, around: ProjectSurroundings
) -> ProjectStopped | ProjectCompleted:
    if isinstance(command, CompleteProject):
        _follows(state, command, around, ("started",), "completion")
        return ProjectCompleted(
            handover=command.handover,
            no_handover_because=command.no_handover_because,
            effective_from=command.effective_from,
        )
    _follows(state, command, around, ("started", "paused"), "a stop")
    return ProjectStopped(
        reason=command.reason,
        work_done=command.work_done,
        effective_from=command.effective_from,
    )
