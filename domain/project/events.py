"""The events of a project; an initiative is a project that has no directive yet."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, get_args
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from domain.errors import Malformed, invalid
from domain.model import (
    BodyId,
    ConstellationId,
    Document,
    Event,
    Frozen,
    MemberCode,
    Names,
    PortfolioId,
    ProgramId,
    Sealed,
    StreamId,
    Title,
)

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


class ProjectDirectiveApproved(Event):
    """The initiative becomes a project."""

    TOPIC = "project.directive_approved"
    directive: Document
    effect_calculation: Document | None
    no_effect_calculation_because: Sealed | None
    effective_from: date


class ProjectPlanApproved(Event):
    TOPIC = "project.plan_approved"
    plan: Document
    effective_from: date


class ProjectStarted(Event):
    TOPIC = "project.started"
    effective_from: date


class ProjectCompleted(Event):
    TOPIC = "project.completed"
    handover: Document | None
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


ProjectEvent = (
    ProjectProposed
    | ProjectDescribed
    | ProjectApproved
    | ProjectRejected
    | ProjectDirectiveApproved
    | ProjectPlanApproved
    | ProjectStarted
    | ProjectCompleted
    | ProjectConstellationChanged
    | ProjectClassified
)
