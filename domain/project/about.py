"""What every command about a project has in common."""

from __future__ import annotations

from domain.model import Bilingual, Command, ProjectId, StreamId
from domain.project.events import stream
from domain.wording import since


class AboutProject(Command):
    """A command that the stream of a project or initiative judges."""

    project_id: ProjectId

    @property
    def stream(self) -> StreamId:
        return stream(self.project_id)

    @property
    def _since(self) -> Bilingual:
        return since(self.effective_from)
