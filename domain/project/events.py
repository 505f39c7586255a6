"""The events of a project; an initiative is a project that has no directive yet."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, get_args
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from domain.errors import Malformed, invalid
from domain.fiscal_year import MoneyKind
from domain.model import (
    BodyId,
    ConstellationId,
    Document,
    Event,
    Frozen,
    MemberCode,
    Names,
    PersonId,
    PortfolioId,
    ProgramId,
    Sealed,
    StreamId,
    Title,
    Year,
)
from domain.money import OreAmount

Side = Literal["outside", "inside", "it_factory"]


def _each_once(sides: tuple[Side, ...]) -> tuple[Side, ...]:
    if len(set(sides)) < len(sides):
        raise invalid(
            Malformed(
                "side_named_twice",
                "Samma sida är uppräknad två gånger.",
                "The same side is listed twice.",
            )
        )
    return tuple(side for side in get_args(Side) if side in sides)


Sides = Annotated[tuple[Side, ...], Field(min_length=1, max_length=3), AfterValidator(_each_once)]
"""The sides that a project touches: one or more, each once, in the same order always."""
Level = Annotated[int, Field(ge=1, le=5)]
"""Collaboration level: 1 supporting … 5 joint."""
Reach = Literal["common", "local"]
"""Whether a role is wanted once, in common, or locally by a member."""
Extent = Annotated[int, Field(ge=1, le=1000)]
"""How much a role takes, in per cent of full time: 1000 is ten persons."""


def stream(project_id: UUID) -> StreamId:
    """Return the stream of a project or initiative."""
    return StreamId(f"project/{project_id}")


class Proposer(Frozen):
    """Who proposed an initiative: a member, a body, or a member through a body."""

    member: MemberCode | None = None
    body_id: BodyId | None = None

    @model_validator(mode="after")
    def _is_somebody(self) -> Proposer:
        if self.member is None and self.body_id is None:
            raise invalid(
                Malformed(
                    "proposer_unnamed",
                    "Ange vem som föreslår: en medlem, ett organ eller båda.",
                    "Say who proposes: a member, a body or both.",
                )
            )
        return self

    def named(self, names: Names) -> tuple[str, ...]:
        """Return what the proposers are called, the member first."""
        member = () if self.member is None else (names.member(self.member),)
        body = () if self.body_id is None else (names.body(self.body_id),)
        return (*member, *body)


class Role(Frozen):
    """A role that a project wants: its name, and whose it is; without a member, everybody's."""

    name: Title
    reach: Reach
    member: MemberCode | None


class ProjectProposed(Event):
    TOPIC = "project.proposed"
    portfolio_id: PortfolioId
    program_id: ProgramId | None
    title: Title
    summary: Sealed | None
    proposed_by: Proposer
    constellation_id: ConstellationId
    sides: Sides
    level: Level | None
    effective_from: date


class ProjectDescribed(Event):
    TOPIC = "project.described"
    description: Document
    effective_from: date


class ProjectApproved(Event):
    """The board has chosen the initiative, with its constellation."""

    TOPIC = "project.approved"
    effective_from: date


class ProjectRejected(Event):
    TOPIC = "project.rejected"
    reason: Sealed | None
    effective_from: date


class ProjectParked(Event):
    TOPIC = "project.parked"
    reason: Sealed
    effective_from: date


class ProjectDirectiveApproved(Event):
    """The initiative becomes a project."""

    TOPIC = "project.directive_approved"
    directive: Document
    effect_calculation: Document | None
    no_effect_calculation_because: Sealed | None
    effective_from: date


class ProjectDirectiveRevised(Event):
    TOPIC = "project.directive_revised"
    directive: Document
    effect_calculation: Document | None
    no_effect_calculation_because: Sealed | None
    effective_from: date


class ProjectDirectiveWithdrawn(Event):
    """The project is an initiative again; the plan, which said how, goes with the directive."""

    TOPIC = "project.directive_withdrawn"
    reason: Sealed
    effective_from: date


class ProjectPlanApproved(Event):
    TOPIC = "project.plan_approved"
    plan: Document
    effective_from: date


class ProjectStarted(Event):
    TOPIC = "project.started"
    effective_from: date


class ProjectPaused(Event):
    TOPIC = "project.paused"
    reason: Sealed
    effective_from: date


class ProjectResumed(Event):
    TOPIC = "project.resumed"
    effective_from: date


class ProjectStopped(Event):
    """The project has ended before its time; ``work_done`` says what happens with what there is."""

    TOPIC = "project.stopped"
    reason: Sealed
    work_done: Sealed
    effective_from: date


class ProjectCompleted(Event):
    """The project has ended. Version 1 said nothing of why there is no handover."""

    TOPIC = "project.completed"
    v: Literal[2] = 2  # type: ignore[assignment]  # a later version narrows to another number
    handover: Document | None
    no_handover_because: Sealed | None
    effective_from: date


class ProjectMoved(Event):
    """The project belongs to another program of its portfolio, or to none."""

    TOPIC = "project.moved"
    program_id: ProgramId | None
    effective_from: date


class ProjectConstellationChanged(Event):
    TOPIC = "project.constellation_changed"
    constellation_id: ConstellationId
    effective_from: date


class ProjectClassified(Event):
    TOPIC = "project.classified"
    sides: Sides
    level: Level | None
    effective_from: date


class ProjectCostEstimated(Event):
    """Öre: once, and each year from ``first_year`` on, when the project has been handed over."""

    TOPIC = "project.cost_estimated"
    money_kind: MoneyKind
    one_off: OreAmount
    yearly: OreAmount
    first_year: Year
    calculation: Document
    effective_from: date


class ProjectFrameDecided(Event):
    """The most, in öre, that the project may be given in all years together."""

    TOPIC = "project.frame_decided"
    amount: OreAmount
    money_kind: MoneyKind
    effective_from: date


class ProjectLeaderAppointed(Event):
    TOPIC = "project.leader_appointed"
    person_id: PersonId
    effective_from: date


class ProjectRoleWanted(Event):
    TOPIC = "project.role_wanted"
    role: Role
    extent: Extent | None
    effective_from: date


class ProjectRoleDropped(Event):
    """The project no longer wants the role, filled or not."""

    TOPIC = "project.role_dropped"
    role: Role
    effective_from: date


class ProjectRoleFilled(Event):
    """A person fills the role, or a member does, with somebody of its own."""

    TOPIC = "project.role_filled"
    role: Role
    person_id: PersonId | None
    filled_by: MemberCode | None
    effective_from: date


class ProjectRoleVacated(Event):
    TOPIC = "project.role_vacated"
    role: Role
    effective_from: date


ProjectEvent = (
    ProjectProposed
    | ProjectDescribed
    | ProjectApproved
    | ProjectRejected
    | ProjectParked
    | ProjectDirectiveApproved
    | ProjectDirectiveRevised
    | ProjectDirectiveWithdrawn
    | ProjectPlanApproved
    | ProjectStarted
    | ProjectPaused
    | ProjectResumed
    | ProjectStopped
    | ProjectCompleted
    | ProjectMoved
    | ProjectConstellationChanged
    | ProjectClassified
    | ProjectCostEstimated
    | ProjectFrameDecided
    | ProjectLeaderAppointed
    | ProjectRoleWanted
    | ProjectRoleDropped
    | ProjectRoleFilled
    | ProjectRoleVacated
)
