"""The rules of a project: each command becomes events, or is refused by name.

Source: domain.md, "Streams" (project) and Rules: a project starts on directive and plan.
"""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from domain.errors import NotFound, Refused
from domain.model import Bilingual, ConstellationId, PortfolioId, ProgramId, StreamId
from domain.project.commands import (
    ApproveProject,
    ApproveProjectDirective,
    ApproveProjectPlan,
    ChangeProjectConstellation,
    ClassifyProject,
    CompleteProject,
    DescribeProject,
    ProjectCommand,
    ProposeProject,
    RejectProject,
    StartProject,
)
from domain.project.events import (
    ProjectApproved,
    ProjectClassified,
    ProjectCompleted,
    ProjectConstellationChanged,
    ProjectDescribed,
    ProjectDirectiveApproved,
    ProjectEvent,
    ProjectPlanApproved,
    ProjectProposed,
    ProjectRejected,
    ProjectStarted,
)
from domain.project.state import STATUS_SV, Project, ProjectStatus
from domain.rules import Ordering, already_recorded, changes_nothing, in_order
from domain.wording import named, with_effects


class ProjectSurroundings(Ordering, Protocol):
    """What the rules of a project read of other streams."""

    def exists(self, stream: StreamId) -> bool: ...

    def constellation_exists(self, portfolio_id: UUID, constellation_id: UUID) -> bool: ...

    def portfolio_of_program(self, program_id: UUID) -> UUID: ...

    def knows_proposer(
        self, portfolio_id: UUID, member: str | None, body_id: UUID | None
    ) -> bool: ...


def decide(
    state: Project | None, command: ProjectCommand, around: ProjectSurroundings
) -> list[ProjectEvent]:
    """Return the events `command` causes, or raise the rule that refuses it."""
    if isinstance(command, ProposeProject):
        return [_proposed(state, command, around)]
    if state is None:
        raise NotFound("project", command.project_id)
    _is_open(state)
    match command:
        case DescribeProject():
            return [_described(state, command, around)]
        case ApproveProject():
            return [_approved(state, command, around)]
        case RejectProject():
            return [_rejected(state, command, around)]
        case ApproveProjectDirective():
            return [_directive_approved(state, command, around)]
        case ApproveProjectPlan():
            return [_plan_approved(state, command, around)]
        case StartProject():
            return [_started(state, command, around)]
        case CompleteProject():
            return [_completed(state, command, around)]
        case ChangeProjectConstellation():
            return [_constellation_changed(state, command, around)]
        case ClassifyProject():
            return [_classified(state, command, around)]


def _proposed(
    state: Project | None, command: ProposeProject, around: ProjectSurroundings
) -> ProjectProposed:
    if state is not None:
        raise already_recorded("project", command.project_id)
    if not around.exists(StreamId(f"portfolio/{command.portfolio_id}")):
        raise NotFound("portfolio", command.portfolio_id)
    if command.program_id is not None:
        _program_in_portfolio(command.program_id, command.portfolio_id, around)
    _constellation_exists(command.portfolio_id, command.constellation_id, around)
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
        effective_from=command.effective_from,
    )


def _program_in_portfolio(
    program_id: ProgramId, portfolio_id: PortfolioId, around: ProjectSurroundings
) -> None:
    if not around.exists(StreamId(f"program/{program_id}")):
        raise NotFound("program", program_id)
    actual = around.portfolio_of_program(program_id)
    if actual != portfolio_id:
        raise Refused(
            "program_outside_portfolio",
            f"Programmet {program_id} hör till portföljen {actual}, inte till {portfolio_id}.",
            f"The program {program_id} belongs to the portfolio {actual}, not to {portfolio_id}.",
            program_id=str(program_id),
            portfolio_id=str(portfolio_id),
            actual_portfolio_id=str(actual),
        )


def _constellation_exists(
    portfolio_id: PortfolioId, constellation_id: ConstellationId, around: ProjectSurroundings
) -> None:
    if not around.constellation_exists(portfolio_id, constellation_id):
        raise NotFound("constellation", constellation_id)


def _is_open(state: Project) -> None:
    if state.status.last in ("rejected", "completed"):
        closed, day = STATUS_SV[state.status.last], state.status.latest_day
        raise Refused(
            "project_is_closed",
            f"{state.title} är {closed} från och med {day} och kan inte ändras.",
            f"{state.title} is {state.status.last} from {day} and cannot be changed.",
            title=state.title,
            status=state.status.last,
            since=str(state.status.latest_day),
        )


def _status_is(state: Project, expected: tuple[ProjectStatus, ...], wanted: str) -> None:
    if state.status.last not in expected:
        raise Refused(
            "wrong_status",
            f"{state.title} är {STATUS_SV[state.status.last]}; för {_WANTED_SV[wanted]} ska det "
            f"vara {' eller '.join(STATUS_SV[status] for status in expected)}.",
            f"{state.title} is {state.status.last}; {wanted} needs it to be "
            f"{' or '.join(expected)}.",
            title=state.title,
            status=state.status.last,
            possible=list(expected),
            wanted=wanted,
        )


_WANTED_SV = {
    "rejection": "avslag",
    "a directive": "ett direktiv",
    "a start": "start",
    "completion": "avslut",
}


def _described(
    state: Project, command: DescribeProject, around: ProjectSurroundings
) -> ProjectDescribed:
    in_order("description", state.described.latest_day, command, around)
    if state.described.at(command.effective_from) == command.description:
        raise _already_so(state, named(command.description))
    return ProjectDescribed(description=command.description, effective_from=command.effective_from)


def _already_so(state: Project, documents: Bilingual) -> Refused:
    return changes_nothing(f"{state.title}: {documents.sv}", f"{state.title}: {documents.en}")


def _approved(
    state: Project, command: ApproveProject, around: ProjectSurroundings
) -> ProjectApproved:
    if state.status.last in ("approved", "started"):
        raise changes_nothing(
            f"{state.title} är {STATUS_SV[state.status.last]}",
            f"{state.title} is {state.status.last}",
        )
    in_order("status", state.status.latest_day, command, around)
    return ProjectApproved(effective_from=command.effective_from)


def _rejected(
    state: Project, command: RejectProject, around: ProjectSurroundings
) -> ProjectRejected:
    _status_is(state, ("proposed",), "rejection")
    in_order("status", state.status.latest_day, command, around)
    return ProjectRejected(reason=command.reason, effective_from=command.effective_from)


def _directive_approved(
    state: Project, command: ApproveProjectDirective, around: ProjectSurroundings
) -> ProjectDirectiveApproved:
    _status_is(state, ("approved",), "a directive")
    in_order("directive", state.directed.latest_day, command, around)
    in_order("status", state.status.latest_day, command, around)
    documents = (command.directive, command.effect_calculation)
    if (
        state.directed.at(command.effective_from) == documents
        and command.effect_calculation is not None
    ):
        raise _already_so(state, with_effects(*documents))
    return ProjectDirectiveApproved(
        directive=command.directive,
        effect_calculation=command.effect_calculation,
        no_effect_calculation_because=command.no_effect_calculation_because,
        effective_from=command.effective_from,
    )


def _plan_approved(
    state: Project, command: ApproveProjectPlan, around: ProjectSurroundings
) -> ProjectPlanApproved:
    _has_directive(state)
    in_order("plan", state.planned.latest_day, command, around)
    in_order("directive", state.directed.latest_day, command, around)
    if state.planned.at(command.effective_from) == command.plan:
        raise _already_so(state, named(command.plan))
    return ProjectPlanApproved(plan=command.plan, effective_from=command.effective_from)


def _has_directive(state: Project) -> None:
    if not state.directed.last:
        raise Refused(
            "directive_missing",
            f"{state.title} har inget godkänt direktiv och är ännu ett initiativ.",
            f"{state.title} has no approved directive and is still an initiative.",
            title=state.title,
        )


def _started(state: Project, command: StartProject, around: ProjectSurroundings) -> ProjectStarted:
    if state.status.at(command.effective_from) == "started":
        day = state.status.latest_day
        raise changes_nothing(f"{state.title} startas {day}", f"{state.title} starts on {day}")
    _status_is(state, ("approved",), "a start")
    _has_directive(state)
    if not state.planned.last:
        raise Refused(
            "plan_missing",
            f"{state.title} har ingen godkänd projektplan; ett projekt startar på direktiv och "
            "plan.",
            f"{state.title} has no approved plan; a project starts on directive and plan.",
            title=state.title,
        )
    for line in (state.status, state.directed, state.planned):
        in_order("status", line.latest_day, command, around)
    return ProjectStarted(effective_from=command.effective_from)


def _completed(
    state: Project, command: CompleteProject, around: ProjectSurroundings
) -> ProjectCompleted:
    _status_is(state, ("started",), "completion")
    in_order("status", state.status.latest_day, command, around)
    return ProjectCompleted(handover=command.handover, effective_from=command.effective_from)


def _constellation_changed(
    state: Project, command: ChangeProjectConstellation, around: ProjectSurroundings
) -> ProjectConstellationChanged:
    _constellation_exists(state.portfolio_id, command.constellation_id, around)
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
