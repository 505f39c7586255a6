"""The program: work under one leader towards its own goals.

Source: domain.md, "Streams" (program) and Rules: a program starts on an approved directive with
its effect calculation, or a stated reason why not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, Protocol
from uuid import UUID

from pydantic import model_validator

from domain.errors import CorruptStream, NotFound, invalid
from domain.model import (
    Bilingual,
    Command,
    ConstellationId,
    Document,
    Event,
    Names,
    PersonId,
    PortfolioId,
    ProgramId,
    Prose,
    Sealed,
    StreamId,
    Timeline,
    Title,
)
from domain.rules import (
    EFFECTS_UNANSWERED,
    Ordering,
    already_recorded,
    begins,
    changes_nothing,
    in_order,
)
from domain.wording import on, since, with_effects


def stream(program_id: UUID) -> StreamId:
    """Return the stream of a program."""
    return StreamId(f"program/{program_id}")


class ProgramDirectiveApproved(Event):
    TOPIC = "program.directive_approved"
    portfolio_id: PortfolioId
    title: Title
    directive: Document
    effect_calculation: Document | None
    no_effect_calculation_because: Sealed | None
    constellation_id: ConstellationId | None
    effective_from: date


class ProgramStarted(Event):
    TOPIC = "program.started"
    effective_from: date


class ProgramLeaderAppointed(Event):
    TOPIC = "program.leader_appointed"
    person_id: PersonId
    effective_from: date


ProgramEvent = ProgramDirectiveApproved | ProgramStarted | ProgramLeaderAppointed


class _ProgramCommand(Command):
    program_id: ProgramId

    @property
    def stream(self) -> StreamId:
        return stream(self.program_id)

    @property
    def _since(self) -> Bilingual:
        return since(self.effective_from)


class ApproveProgramDirective(_ProgramCommand):
    """Approve the board's order for a program; the program exists from then on.

    A program of a constellation costs its members only; without one, all members take part.
    """

    kind: Literal["approveProgramDirective"]
    portfolio_id: PortfolioId
    title: Title
    directive: Document
    effect_calculation: Document | None = None
    no_effect_calculation_because: Prose | None = None
    constellation_id: ConstellationId | None = None

    @model_validator(mode="after")
    def _effects_are_answered_for(self) -> ApproveProgramDirective:
        if (self.effect_calculation is None) == (self.no_effect_calculation_because is None):
            raise invalid(EFFECTS_UNANSWERED)
        return self

    def sentence(self, names: Names) -> Bilingual:
        documents, start = with_effects(self.directive, self.effect_calculation), self._since
        of_sv = of_en = ""
        if self.constellation_id is not None:
            constellation = names.constellation(self.constellation_id)
            of_sv = f" i konstellationen {constellation}"
            of_en = f" in the constellation {constellation}"
        return Bilingual(
            sv=f"Direktivet för programmet {self.title}{of_sv} godkänns ({documents.sv}) "
            f"{start.sv}.",
            en=f"The directive of the program {self.title}{of_en} is approved ({documents.en}) "
            f"{start.en}.",
        )


class StartProgram(_ProgramCommand):
    """Start a program on its approved directive."""

    kind: Literal["startProgram"]

    def sentence(self, names: Names) -> Bilingual:
        program = names.program(self.program_id)
        day = on(self.effective_from)
        return Bilingual(
            sv=f"Programmet {program} startas {day.sv}.",
            en=f"The program {program} starts on {day.en}.",
        )


class AppointProgramLeader(_ProgramCommand):
    """Appoint the one leader of a program."""

    kind: Literal["appointProgramLeader"]
    person_id: PersonId

    def sentence(self, names: Names) -> Bilingual:
        program, person = names.program(self.program_id), names.person(self.person_id)
        start = self._since
        return Bilingual(
            sv=f"{person} utses till programledare för {program} {start.sv}.",
            en=f"{person} is appointed leader of the program {program} {start.en}.",
        )


ProgramCommand = ApproveProgramDirective | StartProgram | AppointProgramLeader

Status = Literal["directed", "started"]


@dataclass(frozen=True, slots=True)
class Program:
    """What the rules read of a program."""

    portfolio_id: PortfolioId
    title: str
    constellation: Timeline[UUID | None]
    status: Timeline[Status]
    leader: Timeline[PersonId]


class ProgramSurroundings(Ordering, Protocol):
    """What the rules of a program read of other streams."""

    def exists(self, stream: StreamId) -> bool: ...

    def constellation_exists(self, portfolio_id: UUID, constellation_id: UUID) -> bool: ...


def decide(
    state: Program | None, command: ProgramCommand, around: ProgramSurroundings
) -> list[ProgramEvent]:
    """Return the events `command` causes, or raise the rule that refuses it."""
    if isinstance(command, ApproveProgramDirective):
        return [_directive_approved(state, command, around)]
    if state is None:
        raise NotFound("program", command.program_id)
    match command:
        case StartProgram():
            return [_started(state, command, around)]
        case AppointProgramLeader():
            return [_leader_appointed(state, command, around)]


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


def _started(state: Program, command: StartProgram, around: ProgramSurroundings) -> ProgramStarted:
    if state.status.at(command.effective_from) == "started":
        day = state.status.latest_day
        raise changes_nothing(f"{state.title} startas {day}", f"{state.title} starts on {day}")
    in_order("status", state.status.latest_day, command, around)
    return ProgramStarted(effective_from=command.effective_from)


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


def evolve(state: Program | None, event: ProgramEvent) -> Program:
    """Return the state after `event`; the past is not judged again.

    Raises:
        CorruptStream: the stream does not begin with its directive, or begins twice.
    """
    if isinstance(event, ProgramDirectiveApproved):
        begins(state, event.TOPIC)
        return Program(
            portfolio_id=event.portfolio_id,
            title=event.title,
            constellation=Timeline(((date.min, event.constellation_id),)),
            status=Timeline(((event.effective_from, "directed"),)),
            leader=Timeline(),
        )
    if state is None:
        raise CorruptStream(f"{event.TOPIC} before {ProgramDirectiveApproved.TOPIC}")
    match event:
        case ProgramStarted(effective_from=day):
            return replace(state, status=state.status.then(day, "started"))
        case ProgramLeaderAppointed(person_id=person, effective_from=day):
            return replace(state, leader=state.leader.then(day, person))
