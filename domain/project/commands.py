"""What can be decided about a project or initiative: how it begins, where it belongs, the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from domain.model import (
    Bilingual,
    ConstellationId,
    Names,
    PortfolioId,
    ProgramId,
    Prose,
    Title,
)
from domain.project.about import AboutProject
from domain.project.cost_commands import CostCommand
from domain.project.course_commands import CourseCommand
from domain.project.document_commands import DocumentCommand
from domain.project.events import Level, Proposer, Side, Sides
from domain.project.role_commands import RoleCommand
from domain.wording import listed


class ProposeProject(AboutProject):
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


class MoveProject(AboutProject):
    """Move a project to another program of the portfolio, or out of every program."""

    kind: Literal["moveProject"]
    target_program_id: ProgramId | None = Field(
        description="Where it belongs from then on; null: to no program. "
        "Vart det hör därefter; null: till inget program."
    )

    def sentence(self, names: Names) -> Bilingual:
        project = names.project(self.project_id)
        if self.target_program_id is None:
            return Bilingual(
                sv=f"{project} förs ut ur sitt program {self._since.sv}.",
                en=f"{project} is taken out of its program {self._since.en}.",
            )
        program = names.program(self.target_program_id)
        return Bilingual(
            sv=f"{project} flyttas till programmet {program} {self._since.sv}.",
            en=f"{project} is moved to the program {program} {self._since.en}.",
        )


class ChangeProjectConstellation(AboutProject):
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


class ClassifyProject(AboutProject):
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

PlaceCommand = MoveProject | ChangeProjectConstellation | ClassifyProject
ProjectCommand = (
    ProposeProject | PlaceCommand | DocumentCommand | CourseCommand | CostCommand | RoleCommand
)
