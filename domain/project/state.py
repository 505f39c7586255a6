"""The state of a project that its rules and the split read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

from domain.errors import CorruptStream
from domain.model import Document, PortfolioId, ProgramId, Timeline
from domain.project.events import (
    Level,
    ProjectApproved,
    ProjectClassified,
    ProjectCompleted,
    ProjectConstellationChanged,
    ProjectDescribed,
    ProjectDirectiveApproved,
    ProjectEvent,
    ProjectPlanApproved,
    ProjectProposed,
    ProjectRejected,
    ProjectStarted,
    Side,
)
from domain.rules import begins

ProjectStatus = Literal["proposed", "approved", "rejected", "started", "completed"]

STATUS_SV: Mapping[ProjectStatus | None, str] = {
    "proposed": "föreslaget",
    "approved": "godkänt",
    "rejected": "avslaget",
    "started": "pågående",
    "completed": "avslutat",
}
"""What each status is called in Swedish, of an initiative or a project."""


@dataclass(frozen=True, slots=True)
class Project:
    """What the rules read of a project.

    It is an initiative until it is ``directed`` (by a directive and its effect calculation).
    """

    portfolio_id: PortfolioId
    program_id: ProgramId | None
    title: str
    status: Timeline[ProjectStatus]
    constellation: Timeline[UUID | None]
    classified: Timeline[tuple[tuple[Side, ...], Level | None]]
    directed: Timeline[tuple[Document, Document | None]] = Timeline()
    planned: Timeline[Document] = Timeline()
    described: Timeline[Document] = Timeline()


def evolve(state: Project | None, event: ProjectEvent) -> Project:
    """Return the state after `event`; the past is not judged again.

    Raises:
        CorruptStream: the stream does not begin with a proposal, or begins twice.
    """
    if isinstance(event, ProjectProposed):
        begins(state, event.TOPIC)
        return _proposed(event)
    if state is None:
        raise CorruptStream(f"{event.TOPIC} before {ProjectProposed.TOPIC}")
    day = event.effective_from
    match event:
        case ProjectDescribed(description=description):
            return replace(state, described=state.described.then(day, description))
        case ProjectApproved():
            return replace(state, status=state.status.then(day, "approved"))
        case ProjectRejected():
            return replace(state, status=state.status.then(day, "rejected"))
        case ProjectDirectiveApproved(directive=directive, effect_calculation=effects):
            return replace(state, directed=state.directed.then(day, (directive, effects)))
        case ProjectPlanApproved(plan=plan):
            return replace(state, planned=state.planned.then(day, plan))
        case ProjectStarted():
            return replace(state, status=state.status.then(day, "started"))
        case ProjectCompleted():
            return replace(state, status=state.status.then(day, "completed"))
        case ProjectConstellationChanged(constellation_id=constellation):
            return replace(state, constellation=state.constellation.then(day, constellation))
        case ProjectClassified(sides=sides, level=level):
            return replace(state, classified=state.classified.then(day, (sides, level)))


def _proposed(event: ProjectProposed) -> Project:
    # The constellation holds for the whole year, whatever the day of the proposal: a split
    # covers every day of the fiscal year.
    return Project(
        portfolio_id=event.portfolio_id,
        program_id=event.program_id,
        title=event.title,
        status=Timeline(((event.effective_from, "proposed"),)),
        constellation=Timeline(((date.min, event.constellation_id),)),
        classified=Timeline(((event.effective_from, (event.sides, event.level)),)),
    )
