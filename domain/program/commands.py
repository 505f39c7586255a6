"""What can be decided about a program."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from domain.errors import invalid
from domain.model import (
    Bilingual,
    Command,
    ConstellationId,
    Document,
    Names,
    PersonId,
    PortfolioId,
    ProgramId,
    Prose,
    StreamId,
    Title,
)
from domain.program.events import stream
from domain.rules import EFFECTS_UNANSWERED
from domain.wording import named, on, since, with_effects


class _ProgramCommand(Command):
    program_id: ProgramId

    @property
    def stream(self) -> StreamId:
        return stream(self.program_id)

    @property
    def _since(self) -> Bilingual:
        return since(self.effective_from)


class _Directing(_ProgramCommand):
    """A directive with its effect calculation, or with a stated reason why it has none."""

    directive: Document
    effect_calculation: Document | None = None
    no_effect_calculation_because: Prose | None = None

    @model_validator(mode="after")
    def _effects_are_answered_for(self) -> _Directing:
        if (self.effect_calculation is None) == (self.no_effect_calculation_because is None):
            raise invalid(EFFECTS_UNANSWERED)
        return self

    @property
    def _documents(self) -> Bilingual:
        return with_effects(self.directive, self.effect_calculation)


class ApproveProgramDirective(_Directing):
    """Approve the board's order for a program; the program exists from then on.

    A program of a constellation costs its members only; without one, all members take part.
    """

    kind: Literal["approveProgramDirective"]
    portfolio_id: PortfolioId
    title: Title
    constellation_id: ConstellationId | None = None

    def sentence(self, names: Names) -> Bilingual:
        documents, start = self._documents, self._since
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


class ReviseProgramDirective(_Directing):
    """Approve a new version of a program's directive; the earlier versions are kept."""

    kind: Literal["reviseProgramDirective"]

    def sentence(self, names: Names) -> Bilingual:
        program = names.program(self.program_id)
        return Bilingual(
            sv=f"Direktivet för programmet {program} revideras ({self._documents.sv}) "
            f"{self._since.sv}.",
            en=f"The directive of the program {program} is revised ({self._documents.en}) "
            f"{self._since.en}.",
        )


class WithdrawProgramDirective(_ProgramCommand):
    """End an unused directive: the program never started, and had neither money nor projects."""

    kind: Literal["withdrawProgramDirective"]
    reason: Prose

    def sentence(self, names: Names) -> Bilingual:
        program = names.program(self.program_id)
        return Bilingual(
            sv=f"Direktivet för programmet {program} upphävs {self._since.sv}.",
            en=f"The directive of the program {program} is withdrawn {self._since.en}.",
        )


class ApproveProgramPlan(_ProgramCommand):
    """Approve how a program is to reach its goals."""

    kind: Literal["approveProgramPlan"]
    plan: Document

    def sentence(self, names: Names) -> Bilingual:
        program, plan = names.program(self.program_id), named(self.plan)
        return Bilingual(
            sv=f"Programplanen för {program} godkänns ({plan.sv}) {self._since.sv}.",
            en=f"The plan of the program {program} is approved ({plan.en}) {self._since.en}.",
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


class PauseProgram(_ProgramCommand):
    """Pause a started program: it gets no allocations or commitments until it is resumed."""

    kind: Literal["pauseProgram"]
    reason: Prose

    def sentence(self, names: Names) -> Bilingual:
        program = names.program(self.program_id)
        return Bilingual(
            sv=f"Programmet {program} pausas {self._since.sv}.",
            en=f"The program {program} is paused {self._since.en}.",
        )


class ResumeProgram(_ProgramCommand):
    """Resume a paused program."""

    kind: Literal["resumeProgram"]

    def sentence(self, names: Names) -> Bilingual:
        program = names.program(self.program_id)
        return Bilingual(
            sv=f"Programmet {program} återupptas {self._since.sv}.",
            en=f"The program {program} is resumed {self._since.en}.",
        )


class CloseProgram(_ProgramCommand):
    """Close a program with what was learnt; it takes nothing more."""

    kind: Literal["closeProgram"]
    lessons: Prose
    final_report: Document | None = None

    def sentence(self, names: Names) -> Bilingual:
        program = names.program(self.program_id)
        report_sv = report_en = ""
        if self.final_report is not None:
            report = named(self.final_report)
            report_sv, report_en = f" ({report.sv})", f" ({report.en})"
        return Bilingual(
            sv=f"Programmet {program} avslutas med lärdomar{report_sv} {self._since.sv}.",
            en=f"The program {program} is closed with lessons{report_en} {self._since.en}.",
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


ProgramCommand = (
    ApproveProgramDirective
    | ReviseProgramDirective
    | WithdrawProgramDirective
    | ApproveProgramPlan
    | StartProgram
    | PauseProgram
    | ResumeProgram
    | CloseProgram
    | AppointProgramLeader
)
