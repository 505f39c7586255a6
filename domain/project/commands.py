"""What can be decided about a project or initiative."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

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
from domain.project.events import Level, Proposer, Side, stream
from domain.rules import EFFECTS_UNANSWERED


class _ProjectCommand(Command):
    project_id: ProjectId

    @property
    def stream(self) -> StreamId:
        return stream(self.project_id)


class ProposeProject(_ProjectCommand):
    """Propose an initiative, in one constellation and usually in a program."""

    kind: Literal["proposeProject"]
    portfolio_id: PortfolioId
    program_id: ProgramId | None = None
    title: Title
    summary: Prose | None = None
    proposed_by: Proposer
    constellation_id: ConstellationId
    sides: Annotated[tuple[Side, ...], Field(min_length=1, max_length=3)]
    level: Level | None = None

    def sentence(self, names: Names) -> Bilingual:
        constellation = names.constellation(self.constellation_id)
        return Bilingual(
            sv=f"Initiativet {self.title} föreslås i {constellation}.",
            en=f"The initiative {self.title} is proposed in {constellation}.",
        )


class DescribeProject(_ProjectCommand):
    """Approve the description of an initiative."""

    kind: Literal["describeProject"]
    description: Document

    def sentence(self, names: Names) -> Bilingual:
        project, document = names.project(self.project_id), self.description.title
        return Bilingual(
            sv=f"Initiativbeskrivningen för {project} godkänns ({document}).",
            en=f"The description of the initiative {project} is approved ({document}).",
        )


class ApproveProject(_ProjectCommand):
    """Choose a proposed initiative: it may be given money in its constellation."""

    kind: Literal["approveProject"]

    def sentence(self, names: Names) -> Bilingual:
        project = names.project(self.project_id)
        return Bilingual(
            sv=f"Initiativet {project} godkänns från {self.effective_from}.",
            en=f"The initiative {project} is approved from {self.effective_from}.",
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
        project, document = names.project(self.project_id), self.directive.title
        return Bilingual(
            sv=f"Direktivet för {project} godkänns ({document}); initiativet blir ett projekt "
            f"från {self.effective_from}.",
            en=f"The directive of {project} is approved ({document}); the initiative becomes a "
            f"project from {self.effective_from}.",
        )


class ApproveProjectPlan(_ProjectCommand):
    """Approve how a project is to be done."""

    kind: Literal["approveProjectPlan"]
    plan: Document

    def sentence(self, names: Names) -> Bilingual:
        project = names.project(self.project_id)
        plan = f"{self.plan.title}, version {self.plan.version}"
        return Bilingual(
            sv=f"Projektplanen för {project} godkänns ({plan}).",
            en=f"The plan of the project {project} is approved ({plan}).",
        )


class StartProject(_ProjectCommand):
    """Start a project on its approved directive and plan."""

    kind: Literal["startProject"]

    def sentence(self, names: Names) -> Bilingual:
        project = names.project(self.project_id)
        return Bilingual(
            sv=f"Projektet {project} startas {self.effective_from}.",
            en=f"The project {project} starts on {self.effective_from}.",
        )


class CompleteProject(_ProjectCommand):
    """Complete a started project; it gets no more money."""

    kind: Literal["completeProject"]
    handover: Document | None = None

    def sentence(self, names: Names) -> Bilingual:
        project = names.project(self.project_id)
        return Bilingual(
            sv=f"Projektet {project} avslutas {self.effective_from}.",
            en=f"The project {project} is completed on {self.effective_from}.",
        )


class ChangeProjectConstellation(_ProjectCommand):
    """Let another constellation take part in a project, and pay for it, from a day."""

    kind: Literal["changeProjectConstellation"]
    constellation_id: ConstellationId

    def sentence(self, names: Names) -> Bilingual:
        project = names.project(self.project_id)
        constellation = names.constellation(self.constellation_id)
        return Bilingual(
            sv=f"{project} övergår till {constellation} från {self.effective_from}.",
            en=f"{project} moves to {constellation} from {self.effective_from}.",
        )


class ClassifyProject(_ProjectCommand):
    """Say which sides a project touches, and its collaboration level."""

    kind: Literal["classifyProject"]
    sides: Annotated[tuple[Side, ...], Field(min_length=1, max_length=3)]
    level: Level | None = None

    def sentence(self, names: Names) -> Bilingual:
        project = names.project(self.project_id)
        sv_sides = ", ".join(_SIDES_SV[side] for side in self.sides)
        en_sides = ", ".join(side.replace("_", " ") for side in self.sides)
        level = f", nivå {self.level}" if self.level else ""
        level_en = f", level {self.level}" if self.level else ""
        return Bilingual(
            sv=f"{project} hör till {sv_sides}{level}.",
            en=f"{project} belongs to {en_sides}{level_en}.",
        )


_SIDES_SV = {"outside": "utsida", "inside": "insida", "it_factory": "IT-fabrik"}

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
