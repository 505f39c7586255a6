"""What can be decided about a project or initiative."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import model_validator

from domain.errors import invalid
from domain.model import (
    Bilingual,
    Command,
    ConstellationId,
    Document,
    Names,
    PortfolioId,
    ProgramId,
    ProjectId,
    Prose,
    StreamId,
    Title,
)
from domain.project.events import Level, Proposer, Side, Sides, stream
from domain.rules import EFFECTS_UNANSWERED
from domain.wording import listed, named, on, since, with_effects


class _ProjectCommand(Command):
    project_id: ProjectId

    @property
    def stream(self) -> StreamId:
        return stream(self.project_id)

    @property
    def _since(self) -> Bilingual:
        return since(self.effective_from)


class ProposeProject(_ProjectCommand):
    """Propose an initiative, in one constellation and usually in a program."""

    kind: Literal["proposeProject"]
    portfolio_id: PortfolioId
    program_id: ProgramId | None = None
    title: Title
    summary: Prose | None = None
    proposed_by: Proposer
    constellation_id: ConstellationId
    sides: Sides
    level: Level | None = None

    def sentence(self, names: Names) -> Bilingual:
        constellation = names.constellation(self.constellation_id)
        by = listed(self.proposed_by.named(names))
        in_sv = in_en = ""
        if self.program_id is not None:
            program = names.program(self.program_id)
            in_sv, in_en = f" i programmet {program}", f" in the program {program}"
        return Bilingual(
            sv=f"Initiativet {self.title} föreslås{in_sv} av {by.sv}, i konstellationen "
            f"{constellation}.",
            en=f"The initiative {self.title} is proposed{in_en} by {by.en}, in the constellation "
            f"{constellation}.",
        )


class DescribeProject(_ProjectCommand):
    """Approve the description of an initiative."""

    kind: Literal["describeProject"]
    description: Document

    def sentence(self, names: Names) -> Bilingual:
        project, text = names.project(self.project_id), named(self.description)
        return Bilingual(
            sv=f"Initiativbeskrivningen för {project} godkänns ({text.sv}) {self._since.sv}.",
            en=f"The description of the initiative {project} is approved ({text.en}) "
            f"{self._since.en}.",
        )


class ApproveProject(_ProjectCommand):
    """Choose a proposed initiative: it may be given money in its constellation."""

    kind: Literal["approveProject"]

    def sentence(self, names: Names) -> Bilingual:
        project = names.project(self.project_id)
        return Bilingual(
            sv=f"Initiativet {project} godkänns {self._since.sv}.",
            en=f"The initiative {project} is approved {self._since.en}.",
        )


class RejectProject(_ProjectCommand):
    """Say no to a proposed initiative; it stays in the register."""

    kind: Literal["rejectProject"]
    reason: Prose | None = None

    def sentence(self, names: Names) -> Bilingual:
        project = names.project(self.project_id)
        return Bilingual(
            sv=f"Initiativet {project} avslås.", en=f"The initiative {project} is rejected."
        )


class ApproveProjectDirective(_ProjectCommand):
    """Approve the board's order for an initiative, which becomes a project."""

    kind: Literal["approveProjectDirective"]
    directive: Document
    effect_calculation: Document | None = None
    no_effect_calculation_because: Prose | None = None

    @model_validator(mode="after")
    def _effects_are_answered_for(self) -> ApproveProjectDirective:
        if (self.effect_calculation is None) == (self.no_effect_calculation_because is None):
            raise invalid(EFFECTS_UNANSWERED)
        return self

    def sentence(self, names: Names) -> Bilingual:
        project = names.project(self.project_id)
        documents = with_effects(self.directive, self.effect_calculation)
        return Bilingual(
            sv=f"Direktivet för {project} godkänns ({documents.sv}) och initiativet blir ett "
            f"projekt {self._since.sv}.",
            en=f"The directive of {project} is approved ({documents.en}) and the initiative "
            f"becomes a project {self._since.en}.",
        )


class ApproveProjectPlan(_ProjectCommand):
    """Approve how a project is to be done."""

    kind: Literal["approveProjectPlan"]
    plan: Document

    def sentence(self, names: Names) -> Bilingual:
        project, plan = names.project(self.project_id), named(self.plan)
        return Bilingual(
            sv=f"Projektplanen för {project} godkänns ({plan.sv}) {self._since.sv}.",
            en=f"The plan of the project {project} is approved ({plan.en}) {self._since.en}.",
        )


class StartProject(_ProjectCommand):
    """Start a project on its approved directive and plan."""

    kind: Literal["startProject"]

    def sentence(self, names: Names) -> Bilingual:
        project, day = names.project(self.project_id), on(self.effective_from)
        return Bilingual(
            sv=f"Projektet {project} startas {day.sv}.",
            en=f"The project {project} starts on {day.en}.",
        )


class CompleteProject(_ProjectCommand):
    """Complete a started project; it gets no more money."""

    kind: Literal["completeProject"]
    handover: Document | None = None

    def sentence(self, names: Names) -> Bilingual:
        project, day = names.project(self.project_id), on(self.effective_from)
        over_sv = over_en = ""
        if self.handover is not None:
            over = named(self.handover)
            over_sv, over_en = f" och överlämnas ({over.sv})", f" and handed over ({over.en})"
        return Bilingual(
            sv=f"Projektet {project} avslutas {day.sv}{over_sv}.",
            en=f"The project {project} is completed on {day.en}{over_en}.",
        )


class ChangeProjectConstellation(_ProjectCommand):
    """Let another constellation take part in a project, and pay for it, from a day."""

    kind: Literal["changeProjectConstellation"]
    constellation_id: ConstellationId

    def sentence(self, names: Names) -> Bilingual:
        project = names.project(self.project_id)
        constellation = names.constellation(self.constellation_id)
        return Bilingual(
            sv=f"{project} övergår till konstellationen {constellation} {self._since.sv}.",
            en=f"{project} moves to the constellation {constellation} {self._since.en}.",
        )


class ClassifyProject(_ProjectCommand):
    """Say which sides a project touches, and its collaboration level."""

    kind: Literal["classifyProject"]
    sides: Sides
    level: Level | None = None

    def sentence(self, names: Names) -> Bilingual:
        project = names.project(self.project_id)
        sv_sides = listed([_SIDES_SV[side] for side in self.sides]).sv
        en_sides = listed([_SIDES_EN[side] for side in self.sides]).en
        level_sv = f" på samverkansnivå {self.level}" if self.level else ""
        level_en = f" at collaboration level {self.level}" if self.level else ""
        return Bilingual(
            sv=f"{project} hör till {sv_sides}{level_sv} {self._since.sv}.",
            en=f"{project} belongs to {en_sides}{level_en} {self._since.en}.",
        )


_SIDES_SV: Mapping[Side, str] = {
    "outside": "utsidan",
    "inside": "insidan",
    "it_factory": "IT-fabriken",
}
_SIDES_EN: Mapping[Side, str] = {
    "outside": "the outside",
    "inside": "the inside",
    "it_factory": "the IT factory",
}

ProjectCommand = (
    ProposeProject
    | DescribeProject
    | ApproveProject
    | RejectProject
    | ApproveProjectDirective
    | ApproveProjectPlan
    | StartProject
    | CompleteProject
    | ChangeProjectConstellation
    | ClassifyProject
)
