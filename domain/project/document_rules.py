"""The rules of a project's description, directive and plan."""

from __future__ import annotations

from domain.errors import Refused
from domain.fiscal_year import MONEY_KINDS, money_of_kind
from domain.model import Bilingual, Document
from domain.project.document_commands import (
    ApproveProjectDirective,
    ApproveProjectPlan,
    DescribeProject,
    DocumentCommand,
    ReviseProjectDirective,
    WithdrawProjectDirective,
)
from domain.project.events import (
    ProjectDescribed,
    ProjectDirectiveApproved,
    ProjectDirectiveRevised,
    ProjectDirectiveWithdrawn,
    ProjectEvent,
    ProjectPlanApproved,
)
from domain.project.standing import has_directive, status_is
from domain.project.state import Project, ProjectStatus
from domain.project.surroundings import ProjectSurroundings
from domain.rules import changes_nothing, in_order
from domain.wording import listed, named, with_effects


def documented(
    state: Project, command: DocumentCommand, around: ProjectSurroundings
) -> ProjectEvent:
    """Return what a command about a document causes, or raise the rule that refuses it."""
    match command:
        case DescribeProject():
            return _described(state, command, around)
        case ApproveProjectDirective():
            return _directive_approved(state, command, around)
        case ReviseProjectDirective():
            return _directive_revised(state, command, around)
        case WithdrawProjectDirective():
            return _directive_withdrawn(state, command, around)
        case ApproveProjectPlan():
            return _plan_approved(state, command, around)


def _described(
    state: Project, command: DescribeProject, around: ProjectSurroundings
) -> ProjectDescribed:
    in_order("description", state.described.latest_day, command, around)
    if state.described.at(command.effective_from) == command.description:
        raise _already_so(state, named(command.description))
    return ProjectDescribed(description=command.description, effective_from=command.effective_from)


def _already_so(state: Project, documents: Bilingual) -> Refused:
    return changes_nothing(f"{state.title}: {documents.sv}", f"{state.title}: {documents.en}")


def _directive_in_order(
    state: Project,
    command: ApproveProjectDirective | ReviseProjectDirective | WithdrawProjectDirective,
    around: ProjectSurroundings,
) -> None:
    in_order("directive", state.directed.latest_day, command, around)
    in_order("status", state.status.latest_day, command, around)


def _is_another_directive(
    state: Project, command: ApproveProjectDirective | ReviseProjectDirective
) -> None:
    documents: tuple[Document, Document | None]
    documents = (command.directive, command.effect_calculation)
    # A stated reason is sealed anew each time: two of them can never be told to be the same.
    if (
        state.directed.at(command.effective_from) == documents
        and command.effect_calculation is not None
    ):
        raise _already_so(state, with_effects(*documents))


def _directive_approved(
    state: Project, command: ApproveProjectDirective, around: ProjectSurroundings
) -> ProjectDirectiveApproved:
    _directive_in_order(state, command, around)
    status_is(state, command.effective_from, ("approved",), "a directive")
    _is_another_directive(state, command)
    return ProjectDirectiveApproved(
        directive=command.directive,
        effect_calculation=command.effect_calculation,
        no_effect_calculation_because=command.no_effect_calculation_because,
        effective_from=command.effective_from,
    )


def _directive_revised(
    state: Project, command: ReviseProjectDirective, around: ProjectSurroundings
) -> ProjectDirectiveRevised:
    in_order("directive", state.directed.latest_day, command, around)
    has_directive(state, command.effective_from)
    possible: tuple[ProjectStatus, ...] = ("approved", "started", "paused")
    status_is(state, command.effective_from, possible, "a new version of the directive")
    _is_another_directive(state, command)
    return ProjectDirectiveRevised(
        directive=command.directive,
        effect_calculation=command.effect_calculation,
        no_effect_calculation_because=command.no_effect_calculation_because,
        effective_from=command.effective_from,
    )


def _directive_withdrawn(
    state: Project, command: WithdrawProjectDirective, around: ProjectSurroundings
) -> ProjectDirectiveWithdrawn:
    _directive_in_order(state, command, around)
    in_order("plan", state.planned.latest_day, command, around)
    has_directive(state, command.effective_from)
    possible: tuple[ProjectStatus, ...] = ("approved", "parked")
    status_is(state, command.effective_from, possible, "withdrawing the directive")
    _directive_is_unused(state, command, around)
    return ProjectDirectiveWithdrawn(reason=command.reason, effective_from=command.effective_from)


def _directive_is_unused(
    state: Project, command: WithdrawProjectDirective, around: ProjectSurroundings
) -> None:
    """Refuse to end a directive by which the project has money, from that day on.

    Source: domain.md, Reversal: only an unused directive can be undone.
    """
    day = command.effective_from
    held = {
        money_kind: most
        for money_kind in MONEY_KINDS
        if (most := around.allocated_to(command.project_id, money_kind).highest_from(day)) > 0
    }
    if not held:
        return
    amounts = [money_of_kind(amount, money_kind) for money_kind, amount in held.items()]
    raise Refused(
        "directive_is_used",
        f"{state.title} har anslag från och med {day}: "
        f"{listed([amount.sv for amount in amounts]).sv}. Återför dem innan direktivet återtas.",
        f"{state.title} is allocated money from {day}: "
        f"{listed([amount.en for amount in amounts]).en}. Release it before the directive is "
        "withdrawn.",
        title=state.title,
        effective_from=day.isoformat(),
        **{f"allocated_{money_kind}_ore": amount for money_kind, amount in held.items()},
    )


def _plan_approved(
    state: Project, command: ApproveProjectPlan, around: ProjectSurroundings
) -> ProjectPlanApproved:
    in_order("plan", state.planned.latest_day, command, around)
    in_order("directive", state.directed.latest_day, command, around)
    has_directive(state, command.effective_from)
    if state.planned.at(command.effective_from) == command.plan:
        raise _already_so(state, named(command.plan))
    return ProjectPlanApproved(plan=command.plan, effective_from=command.effective_from)
