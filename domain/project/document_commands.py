"""What can be decided about a project's description, directive and plan."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from domain.errors import invalid
from domain.model import Bilingual, Document, Names, Prose
from domain.project.about import AboutProject
from domain.rules import EFFECTS_UNANSWERED
from domain.wording import named, with_effects


class DescribeProject(AboutProject):
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


class _Directive(AboutProject):
    directive: Document
    effect_calculation: Document | None = None
    no_effect_calculation_because: Prose | None = None

    @model_validator(mode="after")
    def _effects_are_answered_for(self) -> Self:
        if (self.effect_calculation is None) == (self.no_effect_calculation_because is None):
            raise invalid(EFFECTS_UNANSWERED)
        return self


class ApproveProjectDirective(_Directive):
    """Approve the board's order for an initiative, which becomes a project."""

    kind: Literal["approveProjectDirective"]

    def sentence(self, names: Names) -> Bilingual:
        project = names.project(self.project_id)
        documents = with_effects(self.directive, self.effect_calculation)
        return Bilingual(
            sv=f"Direktivet för {project} godkänns ({documents.sv}) och initiativet blir ett "
            f"projekt {self._since.sv}.",
            en=f"The directive of {project} is approved ({documents.en}) and the initiative "
            f"becomes a project {self._since.en}.",
        )


class ReviseProjectDirective(_Directive):
    """Approve a new version of a project's directive, also after its start."""

    kind: Literal["reviseProjectDirective"]

    def sentence(self, names: Names) -> Bilingual:
        project = names.project(self.project_id)
        documents = with_effects(self.directive, self.effect_calculation)
        return Bilingual(
            sv=f"En ny version av direktivet för {project} godkänns ({documents.sv}) "
            f"{self._since.sv}.",
            en=f"A new version of the directive of {project} is approved ({documents.en}) "
            f"{self._since.en}.",
        )


class WithdrawProjectDirective(AboutProject):
    """End a directive that has not been used: the project is an initiative again."""

    kind: Literal["withdrawProjectDirective"]
    reason: Prose

    def sentence(self, names: Names) -> Bilingual:
        project = names.project(self.project_id)
        return Bilingual(
            sv=f"Direktivet för {project} återtas och projektet blir åter ett initiativ "
            f"{self._since.sv}.",
            en=f"The directive of {project} is withdrawn and the project is an initiative again "
            f"{self._since.en}.",
        )


class ApproveProjectPlan(AboutProject):
    """Approve how a project is to be done."""

    kind: Literal["approveProjectPlan"]
    plan: Document

    def sentence(self, names: Names) -> Bilingual:
        project, plan = names.project(self.project_id), named(self.plan)
        return Bilingual(
            sv=f"Projektplanen för {project} godkänns ({plan.sv}) {self._since.sv}.",
            en=f"The plan of the project {project} is approved ({plan.en}) {self._since.en}.",
        )


DocumentCommand = (
    DescribeProject
    | ApproveProjectDirective
    | ReviseProjectDirective
    | WithdrawProjectDirective
    | ApproveProjectPlan
)
