"""The events of a program."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.model import (
    ConstellationId,
    Document,
    Event,
    PersonId,
    PortfolioId,
    Sealed,
    StreamId,
    Title,
)


def stream(program_id: UUID) -> StreamId:
    """Return the stream of a program."""
    return StreamId(f"program/{program_id}")


class ProgramDirectiveApproved(Event):
    TOPIC = "program.directive_approved"
    portfolio_id: PortfolioId
    title: Title
    directive: Document
    effect_calculation: Document | None
    no_effect_calculation_because: Sealed | None
    constellation_id: ConstellationId | None
    effective_from: date


class ProgramDirectiveRevised(Event):
    TOPIC = "program.directive_revised"
    directive: Document
    effect_calculation: Document | None
    no_effect_calculation_because: Sealed | None
    effective_from: date


class ProgramDirectiveWithdrawn(Event):
    TOPIC = "program.directive_withdrawn"
    reason: Sealed
    effective_from: date


class ProgramPlanApproved(Event):
    TOPIC = "program.plan_approved"
    plan: Document
    effective_from: date


class ProgramStarted(Event):
    TOPIC = "program.started"
    effective_from: date


class ProgramPaused(Event):
    TOPIC = "program.paused"
    reason: Sealed
    effective_from: date


class ProgramResumed(Event):
    TOPIC = "program.resumed"
    effective_from: date


class ProgramClosed(Event):
    TOPIC = "program.closed"
    lessons: Sealed
    final_report: Document | None
    effective_from: date


class ProgramLeaderAppointed(Event):
    TOPIC = "program.leader_appointed"
    person_id: PersonId
    effective_from: date


ProgramEvent = (
    ProgramDirectiveApproved
    | ProgramDirectiveRevised
    | ProgramDirectiveWithdrawn
    | ProgramPlanApproved
    | ProgramStarted
    | ProgramPaused
    | ProgramResumed
    | ProgramClosed
    | ProgramLeaderAppointed
)
