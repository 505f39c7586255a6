"""What can be decided about the course of a project: from a proposal to its end."""

from __future__ import annotations

from typing import Final, Literal, Self

from pydantic import Field, model_validator

from domain.errors import Malformed, invalid
from domain.model import Bilingual, Document, Names, Prose
from domain.project.about import AboutProject
from domain.wording import named, on

HANDOVER_UNANSWERED: Final = Malformed(
    "handover_or_reason",
    "Ett projekt avslutas antingen med sin överlämning eller med ett angivet skäl till att den "
    "saknas.",
    "A project is completed with either its handover or a stated reason why it has none.",
)
"""Source: issue 3: completed with handover."""


class ApproveProject(AboutProject):
    """Choose a proposed or parked initiative: it may be given money in its constellation."""

    kind: Literal["approveProject"]

    def sentence(self, names: Names) -> Bilingual:
        project = names.project(self.project_id)
        return Bilingual(
            sv=f"Initiativet {project} godkänns {self._since.sv}.",
            en=f"The initiative {project} is approved {self._since.en}.",
        )


class RejectProject(AboutProject):
    """Say no to a proposed initiative; it stays in the register."""

    kind: Literal["rejectProject"]
    reason: Prose | None = None

    def sentence(self, names: Names) -> Bilingual:
        project = names.project(self.project_id)
        return Bilingual(
            sv=f"Initiativet {project} avslås.", en=f"The initiative {project} is rejected."
        )


class ParkProject(AboutProject):
    """Put an initiative aside for now; it may be approved later."""

    kind: Literal["parkProject"]
    reason: Prose

    def sentence(self, names: Names) -> Bilingual:
        project = names.project(self.project_id)
        return Bilingual(
            sv=f"Initiativet {project} parkeras {self._since.sv}.",
            en=f"The initiative {project} is parked {self._since.en}.",
        )


class StartProject(AboutProject):
    """Start a project on its approved directive and plan."""

    kind: Literal["startProject"]

    def sentence(self, names: Names) -> Bilingual:
        project, day = names.project(self.project_id), on(self.effective_from)
        return Bilingual(
            sv=f"Projektet {project} startas {day.sv}.",
            en=f"The project {project} starts on {day.en}.",
        )


class PauseProject(AboutProject):
    """Let a started project rest: it gets no money until it is resumed."""

    kind: Literal["pauseProject"]
    reason: Prose

    def sentence(self, names: Names) -> Bilingual:
        project = names.project(self.project_id)
        return Bilingual(
            sv=f"Projektet {project} pausas {self._since.sv}.",
            en=f"The project {project} is paused {self._since.en}.",
        )


class ResumeProject(AboutProject):
    """Take up a paused project again."""

    kind: Literal["resumeProject"]

    def sentence(self, names: Names) -> Bilingual:
        project, day = names.project(self.project_id), on(self.effective_from)
        return Bilingual(
            sv=f"Projektet {project} återupptas {day.sv}.",
            en=f"The project {project} is resumed on {day.en}.",
        )


class StopProject(AboutProject):
    """End a project before it is completed, for good; it gets no more money."""

    kind: Literal["stopProject"]
    reason: Prose
    work_done: Prose = Field(
        description="What happens with what has been done. Vad som sker med det som har gjorts."
    )

    def sentence(self, names: Names) -> Bilingual:
        project, day = names.project(self.project_id), on(self.effective_from)
        return Bilingual(
            sv=f"Projektet {project} stoppas {day.sv}.",
            en=f"The project {project} is stopped on {day.en}.",
        )


class CompleteProject(AboutProject):
    """Complete a started project with its handover; it gets no more money."""

    kind: Literal["completeProject"]
    handover: Document | None = None
    no_handover_because: Prose | None = None

    @model_validator(mode="after")
    def _handover_is_answered_for(self) -> Self:
        if (self.handover is None) == (self.no_handover_because is None):
            raise invalid(HANDOVER_UNANSWERED)
        return self

    def sentence(self, names: Names) -> Bilingual:
        project, day = names.project(self.project_id), on(self.effective_from)
        over_sv, over_en = " utan överlämning", " without handover"
        if self.handover is not None:
            over = named(self.handover)
            over_sv, over_en = f" och överlämnas ({over.sv})", f" and handed over ({over.en})"
        return Bilingual(
            sv=f"Projektet {project} avslutas {day.sv}{over_sv}.",
            en=f"The project {project} is completed on {day.en}{over_en}.",
        )


CourseCommand = (
    ApproveProject
    | RejectProject
    | ParkProject
    | StartProject
    | PauseProject
    | ResumeProject
    | StopProject
    | CompleteProject
)
