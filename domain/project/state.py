"""The state of a project that its rules and the split read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, Literal, NamedTuple
from uuid import UUID

from domain.errors import CorruptStream
from domain.model import Document, PersonId, PortfolioId, Timeline
from domain.project.events import (
    Level,
    ProjectApproved,
    ProjectClassified,
    ProjectCompleted,
    ProjectConstellationChanged,
    ProjectCostEstimated,
    ProjectDescribed,
    ProjectDirectiveApproved,
    ProjectDirectiveRevised,
    ProjectDirectiveWithdrawn,
    ProjectEvent,
    ProjectFrameDecided,
    ProjectLeaderAppointed,
    ProjectMoved,
    ProjectParked,
    ProjectPaused,
    ProjectPlanApproved,
    ProjectProposed,
    ProjectRejected,
    ProjectResumed,
    ProjectRoleDropped,
    ProjectRoleFilled,
    ProjectRoleVacated,
    ProjectRoleWanted,
    ProjectStarted,
    ProjectStopped,
    Role,
    Side,
)
from domain.rules import begins

ProjectStatus = Literal[
    "proposed", "parked", "approved", "rejected", "started", "paused", "stopped", "completed"
]

STATUS_SV: Mapping[ProjectStatus | None, str] = {
    None: "ännu inte föreslaget",
    "proposed": "föreslaget",
    "parked": "parkerat",
    "approved": "godkänt",
    "rejected": "avslaget",
    "started": "pågående",
    "paused": "pausat",
    "stopped": "stoppat",
    "completed": "avslutat",
}
"""What each status is called in Swedish, of an initiative or a project."""

STATUS_EN: Mapping[ProjectStatus | None, str] = {
    **{status: status for status in STATUS_SV if status is not None},
    None: "not yet proposed",
}
"""What each status is called in English."""

TAKES_MONEY: Final[tuple[ProjectStatus, ...]] = ("approved", "started")
"""In which statuses a project may be given money."""

ENDED: Final[tuple[ProjectStatus, ...]] = ("rejected", "stopped", "completed")
"""In which statuses nothing of a project changes any more."""

Programs = Timeline[UUID | None]


class CostEstimate(NamedTuple):
    """What a project is estimated to cost (öre): once, and a year from the first year on."""

    one_off: int
    yearly: int
    first_year: int
    calculation: Document


class Wanted(NamedTuple):
    """That a role is wanted, and to how many per cent of full time when that is said."""

    extent: int | None


class Holder(NamedTuple):
    """Who fills a role: a person, or a member with somebody of its own."""

    person_id: UUID | None
    member: str | None


@dataclass(frozen=True, slots=True)
class Staffing:
    """One role by day: whether it is wanted, and who fills it."""

    wanted: Timeline[Wanted | None] = Timeline()
    filled: Timeline[Holder | None] = Timeline()


@dataclass(frozen=True, slots=True)
class Project:
    """What the rules read of a project.

    It is an initiative until it is ``directed`` (by a directive and its effect calculation), and
    again when the directive is withdrawn. Frames (öre) and estimates are by kind of money.
    """

    portfolio_id: PortfolioId
    programs: Programs
    title: str
    status: Timeline[ProjectStatus]
    constellation: Timeline[UUID | None]
    classified: Timeline[tuple[tuple[Side, ...], Level | None]]
    directed: Timeline[tuple[Document, Document | None] | None] = Timeline()
    planned: Timeline[Document | None] = Timeline()
    described: Timeline[Document] = Timeline()
    leader: Timeline[PersonId] = Timeline()
    estimates: Mapping[str, Timeline[CostEstimate]] = field(default_factory=dict)
    frames: Mapping[str, Timeline[int]] = field(default_factory=dict)
    roles: Mapping[Role, Staffing] = field(default_factory=dict)

    @property
    def program_id(self) -> UUID | None:
        """The program that the project belongs to after the last decided move."""
        return self.programs.last

    def program_on(self, day: date) -> UUID | None:
        """Return the program that the project belongs to on `day`, or None."""
        return self.programs.at(day)

    @property
    def ever_in(self) -> frozenset[UUID]:
        """The programs that the project belongs, has belonged or will belong to."""
        return frozenset(program for _, program in self.programs.steps if program is not None)

    def is_ever_in(self, program_id: UUID) -> bool:
        """Tell whether the project belongs to a program on any day."""
        return program_id in self.ever_in

    def takes_money_on(self, day: date) -> bool:
        """Tell whether the project may be given money that takes effect on `day`."""
        return self.status.at(day) in TAKES_MONEY

    def frame(self, money_kind: str) -> Timeline[int]:
        """Return the frame of a kind of money (öre); without steps when none is decided."""
        return self.frames.get(money_kind, Timeline())

    def estimate(self, money_kind: str) -> Timeline[CostEstimate]:
        """Return the estimates of a kind of money; without steps when there is none."""
        return self.estimates.get(money_kind, Timeline())

    def staffing(self, role: Role) -> Staffing:
        """Return a role by day; never wanted when nothing has been said of it."""
        return self.roles.get(role, Staffing())


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
    status = _STATUS_AFTER.get(type(event))
    if status is not None:
        return replace(state, status=state.status.then(event.effective_from, status))
    return _after(state, event)


_STATUS_AFTER: Mapping[type[ProjectEvent], ProjectStatus] = {
    ProjectApproved: "approved",
    ProjectRejected: "rejected",
    ProjectParked: "parked",
    ProjectStarted: "started",
    ProjectPaused: "paused",
    ProjectResumed: "started",
    ProjectStopped: "stopped",
    ProjectCompleted: "completed",
}


def _proposed(event: ProjectProposed) -> Project:
    # Program and constellation hold for the whole year, whatever the day of the proposal: a
    # split covers every day of the fiscal year.
    return Project(
        portfolio_id=event.portfolio_id,
        programs=Timeline(((date.min, event.program_id),)),
        title=event.title,
        status=Timeline(((event.effective_from, "proposed"),)),
        constellation=Timeline(((date.min, event.constellation_id),)),
        classified=Timeline(((event.effective_from, (event.sides, event.level)),)),
    )


def _after(state: Project, event: ProjectEvent) -> Project:
    day = event.effective_from
    match event:
        case ProjectDescribed(description=description):
            return replace(state, described=state.described.then(day, description))
        case ProjectDirectiveApproved() | ProjectDirectiveRevised():
            documents = (event.directive, event.effect_calculation)
            return replace(state, directed=state.directed.then(day, documents))
        case ProjectDirectiveWithdrawn():
            return replace(
                state,
                directed=state.directed.then(day, None),
                planned=state.planned.then(day, None) if state.planned.steps else state.planned,
            )
        case ProjectPlanApproved(plan=plan):
            return replace(state, planned=state.planned.then(day, plan))
        case ProjectMoved(program_id=program):
            return replace(state, programs=state.programs.then(day, program))
        case ProjectConstellationChanged(constellation_id=constellation):
            return replace(state, constellation=state.constellation.then(day, constellation))
        case ProjectClassified(sides=sides, level=level):
            return replace(state, classified=state.classified.then(day, (sides, level)))
        case ProjectLeaderAppointed(person_id=person):
            return replace(state, leader=state.leader.then(day, person))
        case ProjectCostEstimated() | ProjectFrameDecided():
            return _after_cost(state, event)
        case (
            ProjectRoleWanted() | ProjectRoleDropped() | ProjectRoleFilled() | ProjectRoleVacated()
        ):
            staffing = _after_role(state.staffing(event.role), event)
            return replace(state, roles={**state.roles, event.role: staffing})
        case _:
            raise CorruptStream(f"{event.TOPIC} in the middle of a project")


def _after_cost(state: Project, event: ProjectCostEstimated | ProjectFrameDecided) -> Project:
    kind, day = event.money_kind, event.effective_from
    if isinstance(event, ProjectFrameDecided):
        line = state.frame(kind).then(day, event.amount)
        return replace(state, frames={**state.frames, kind: line})
    estimate = CostEstimate(event.one_off, event.yearly, event.first_year, event.calculation)
    return replace(
        state, estimates={**state.estimates, kind: state.estimate(kind).then(day, estimate)}
    )


def _after_role(
    staffing: Staffing,
    event: ProjectRoleWanted | ProjectRoleDropped | ProjectRoleFilled | ProjectRoleVacated,
) -> Staffing:
    day = event.effective_from
    match event:
        case ProjectRoleWanted(extent=extent):
            return replace(staffing, wanted=staffing.wanted.then(day, Wanted(extent)))
        case ProjectRoleDropped():
            return Staffing(staffing.wanted.then(day, None), staffing.filled.then(day, None))
        case ProjectRoleFilled(person_id=person, filled_by=member):
            return replace(staffing, filled=staffing.filled.then(day, Holder(person, member)))
        case ProjectRoleVacated():
            return replace(staffing, filled=staffing.filled.then(day, None))
