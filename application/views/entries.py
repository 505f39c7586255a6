"""The log, its registrations, reviews and persons, as shown."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from application.views.decisions import ConsequenceView
from application.views.deviations import DeviationView
from application.views.events import EventView, StoredObject
from domain.model import Frozen, StatedPeriod


class RegisteredView(Frozen):
    """A registration as it was taken in: its facts, its place in the log, what it leads to."""

    entry: UUID
    position: int
    recorded: datetime
    recorded_by: str
    events: tuple[EventView, ...]
    deviations: tuple[DeviationView, ...] = ()
    consequences: tuple[ConsequenceView, ...] = Field(
        default=(),
        description="What it changes for each member: new figures, or the last consent. "
        "Vad det ändrar för varje kommun: nya uppgifter, eller det sista samtycket.",
    )
    adjusted_years: tuple[int, ...] = Field(
        default=(),
        description="Fiscal years that are closed, where it is recorded as an adjustment. "
        "Stängda räkenskapsår, där det är antecknat som justering.",
    )


class ReviewView(Frozen):
    review_id: UUID
    agreement_id: UUID
    origin: Literal["commissioned", "own_initiative"]
    initiated_by: UUID | None
    title: str
    scope: StoredObject
    period: StatedPeriod
    questions: tuple[str | None, ...]
    evidence_position: int
    initiated_on: date
    position: int
    links: dict[str, str] = Field(
        default_factory=dict,
        description="Pages that answer as of the evidence position. "
        "Sidor som svarar enligt bevisläget.",
    )


class PersonView(Frozen):
    person_id: UUID
    name: str | None
