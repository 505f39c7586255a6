"""The rules of a program: each command becomes events, or is refused by name.

Source: domain.md, "Streams" (program) and Rules: a program starts on an approved directive with
its effect calculation, or a stated reason why not; closing is refused while projects run or money
is unreleased, naming them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol
from uuid import UUID

from domain.budget.state import Budget
from domain.errors import NotFound, Refused
from domain.model import Bilingual, StreamId
from domain.program.commands import (
    AppointProgramLeader,
    ApproveProgramDirective,
    ApproveProgramPlan,
    CloseProgram,
    PauseProgram,
    ProgramCommand,
    ResumeProgram,
    ReviseProgramDirective,
    StartProgram,
    WithdrawProgramDirective,
)
from domain.program.events import (
    ProgramClosed,
    ProgramDirectiveApproved,
    ProgramDirectiveRevised,
    ProgramDirectiveWithdrawn,
    ProgramEvent,
    ProgramLeaderAppointed,
    ProgramPaused,
    ProgramPlanApproved,
    ProgramResumed,
    ProgramStarted,
)
from domain.program.rules import takes_more
from domain.program.state import STATUS_EN, STATUS_SV, Directive, Program, ProgramStatus
from domain.program.use import is_unused, nothing_runs_or_is_left
from domain.project.state import Project
from domain.rules import Ordering, already_recorded, changes_nothing, in_order, stands_in_order
from domain.wording import named, with_effects


class ProgramSurroundings(Ordering, Protocol):
    """What the rules of a program read of other streams."""

    def exists(self, stream: StreamId) -> bool: ...

    def same_text(self, one: str, other: str) -> bool: ...

    def constellation_exists(self, portfolio_id: UUID, constellation_id: UUID) -> bool: ...

    def project(self, project_id: UUID) -> Project: ...

    def projects_of(self, program_id: UUID) -> Mapping[UUID, Project]: ...

    def budgets_of(self, program_id: UUID) -> Mapping[int, Budget]: ...

    def closed_from(self, portfolio_id: UUID, fiscal_year: int) -> date | None: ...


def decide(
    state: Program | None, command: ProgramCommand, around: ProgramSurroundings
) -> list[ProgramEvent]:
    """Return the events `command` causes, or raise the rule that refuses it."""
    if isinstance(command, ApproveProgramDirective):
        return [_directive_approved(state, command, around)]
    if state is None:
        raise NotFound("program", command.program_id)
    takes_more(state, command.effective_from)
    match command:
        case ReviseProgramDirective():
            return [_directive_revised(state, command, around)]
        case WithdrawProgramDirective():
            return [_directive_withdrawn(state, command, around)]
        case ApproveProgramPlan():
            return [_plan_approved(state, command, around)]
        case StartProgram():
            return [_started(state, command, around)]
        case PauseProgram():
            return [_paused(state, command, around)]
        case ResumeProgram():
            return [_resumed(state, command, around)]
        case CloseProgram():
            return [_closed(state, command, around)]
        case AppointProgramLeader():
            return [_leader_appointed(state, command, around)]


# --- Directive, plan and leader -----------------------------------------------------------------


def _directive_approved(
    state: Program | None, command: ApproveProgramDirective, around: ProgramSurroundings
) -> ProgramDirectiveApproved:
    if state is not None:
        raise already_recorded("program", command.program_id)
    if not around.exists(StreamId(f"portfolio/{command.portfolio_id}")):
        raise NotFound("portfolio", command.portfolio_id)
    constellation = command.constellation_id
    if constellation is not None and not around.constellation_exists(
        command.portfolio_id, constellation
    ):
        raise NotFound("constellation", constellation)
    return ProgramDirectiveApproved(
        portfolio_id=command.portfolio_id,
        title=command.title,
        directive=command.directive,
        effect_calculation=command.effect_calculation,
        no_effect_calculation_because=command.no_effect_calculation_because,
        constellation_id=constellation,
        effective_from=command.effective_from,
    )


def _directive_revised(
    state: Program, command: ReviseProgramDirective, around: ProgramSurroundings
) -> ProgramDirectiveRevised:
    in_order("directive", state.directed.latest_day, command, around)
    in_force = state.directed.at(command.effective_from)
    if in_force is not None and _says_the_same(in_force, command, around):
        said = with_effects(command.directive, command.effect_calculation)
        raise changes_nothing(f"{state.title}: {said.sv}", f"{state.title}: {said.en}")
    return ProgramDirectiveRevised(
        directive=command.directive,
        effect_calculation=command.effect_calculation,
        no_effect_calculation_because=command.no_effect_calculation_because,
        effective_from=command.effective_from,
    )


def _says_the_same(
    in_force: Directive, command: ReviseProgramDirective, around: ProgramSurroundings
) -> bool:
    if in_force[:2] != (command.directive, command.effect_calculation):
        return False
    was, becomes = in_force.no_effect_calculation_because, command.no_effect_calculation_because
    return was == becomes or bool(was and becomes and around.same_text(was, becomes))


def _directive_withdrawn(
    state: Program, command: WithdrawProgramDirective, around: ProgramSurroundings
) -> ProgramDirectiveWithdrawn:
    stands_in_order("status", state.status, "withdrawn", command, around)
    is_unused(
        state,
        around.projects_of(command.program_id).values(),
        around.budgets_of(command.program_id),
    )
    return ProgramDirectiveWithdrawn(reason=command.reason, effective_from=command.effective_from)


def _plan_approved(
    state: Program, command: ApproveProgramPlan, around: ProgramSurroundings
) -> ProgramPlanApproved:
    in_order("plan", state.planned.latest_day, command, around)
    in_order("directive", state.directed.latest_day, command, around)
    if state.planned.at(command.effective_from) == command.plan:
        said = named(command.plan)
        raise changes_nothing(f"{state.title}: {said.sv}", f"{state.title}: {said.en}")
    return ProgramPlanApproved(plan=command.plan, effective_from=command.effective_from)


def _leader_appointed(
    state: Program, command: AppointProgramLeader, around: ProgramSurroundings
) -> ProgramLeaderAppointed:
    if not around.exists(StreamId(f"person/{command.person_id}")):
        raise NotFound("person", command.person_id)
    if state.leader.at(command.effective_from) == command.person_id:
        same = f"{state.title}: {command.person_id}"
        raise changes_nothing(same, same)
    in_order("leader", state.leader.latest_day, command, around)
    return ProgramLeaderAppointed(
        person_id=command.person_id, effective_from=command.effective_from
    )


# --- Status -------------------------------------------------------------------------------------


def _started(state: Program, command: StartProgram, around: ProgramSurroundings) -> ProgramStarted:
    _becomes(state, command, "started", ("directed",), around)
    return ProgramStarted(effective_from=command.effective_from)


def _paused(state: Program, command: PauseProgram, around: ProgramSurroundings) -> ProgramPaused:
    _becomes(state, command, "paused", ("started",), around)
    return ProgramPaused(reason=command.reason, effective_from=command.effective_from)


def _resumed(state: Program, command: ResumeProgram, around: ProgramSurroundings) -> ProgramResumed:
    _becomes(state, command, "started", ("paused",), around)
    return ProgramResumed(effective_from=command.effective_from)


def _closed(state: Program, command: CloseProgram, around: ProgramSurroundings) -> ProgramClosed:
    _becomes(state, command, "closed", ("directed", "started", "paused"), around)
    nothing_runs_or_is_left(state, command.program_id, command.effective_from, around)
    return ProgramClosed(
        lessons=command.lessons,
        final_report=command.final_report,
        effective_from=command.effective_from,
    )


def _becomes(
    state: Program,
    command: StartProgram | PauseProgram | ResumeProgram | CloseProgram,
    status: ProgramStatus,
    possible: tuple[ProgramStatus, ...],
    around: ProgramSurroundings,
) -> None:
    """Refuse a change of status that changes nothing, comes too early or does not follow.

    Raises:
        Refused: ``changes_nothing``, ``precedes_latest_change`` or ``program_has_wrong_status``.
    """
    standing = state.status.at(command.effective_from)
    if standing == status:
        raise changes_nothing(
            f"{state.title} är {STATUS_SV[status]} den {command.effective_from}",
            f"{state.title} is {STATUS_EN[status]} on {command.effective_from}",
        )
    stands_in_order("status", state.status, status, command, around)
    if standing in possible:
        return
    wanted = _WANTED[command.kind]
    raise Refused(
        "program_has_wrong_status",
        f"Programmet {state.title} är {STATUS_SV[standing]} den {command.effective_from}; för "
        f"{wanted.sv} ska det vara {' eller '.join(STATUS_SV[each] for each in possible)}.",
        f"The program {state.title} is {STATUS_EN[standing]} on {command.effective_from}; "
        f"{wanted.en} needs it to be {' or '.join(STATUS_EN[each] for each in possible)}.",
        title=state.title,
        status=standing,
        day=command.effective_from.isoformat(),
        possible=list(possible),
    )


_WANTED: Mapping[str, Bilingual] = {
    "startProgram": Bilingual(sv="en start", en="a start"),
    "pauseProgram": Bilingual(sv="en paus", en="a pause"),
    "resumeProgram": Bilingual(sv="ett återupptagande", en="resuming"),
    "closeProgram": Bilingual(sv="ett avslut", en="closing"),
}
