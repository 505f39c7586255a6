"""The state of a project that its rules and the split read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

from domain.errors import CorruptStream
from domain.model import PortfolioId, ProgramId, Timeline
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

ProjectStatus = Literal["proposed", "approved", "rejected", "started", "completed"]


@dataclass(frozen=True, slots=True)
class Project:
    """What the rules read of a project; ``directed`` once it is more than an initiative."""

    portfolio_id: PortfolioId
    program_id: ProgramId | None
    title: str
    status: Timeline[ProjectStatus]
    constellation: Timeline[UUID | None]
    classified: Timeline[tuple[tuple[Side, ...], Level | None]]
    directed: Timeline[bool] = Timeline()
    planned: Timeline[bool] = Timeline()
    described: Timeline[bool] = Timeline()
    constellation_approved: bool = False


def evolve(state: Project | None, event: ProjectEvent) -> Project:
    """Return the state after `event`; the past is not judged again.

    Raises:
        CorruptStream: the stream does not begin with a proposal.
    """
    if isinstance(event, ProjectProposed):
        return _proposed(event)
    if state is None:
        raise CorruptStream(f"{event.TOPIC} before {ProjectProposed.TOPIC}")
    day = event.effective_from
    match event:
        case ProjectDescribed():
            return replace(state, described=state.described.then(day, True))
        case ProjectApproved():
            status = state.status.then(day, "approved")
            return replace(state, status=status, constellation_approved=True)
        case ProjectRejected():
            return replace(state, status=state.status.then(day, "rejected"))
        case ProjectDirectiveApproved():
            return replace(state, directed=state.directed.then(day, True))
        case ProjectPlanApproved():
            return replace(state, planned=state.planned.then(day, True))
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
