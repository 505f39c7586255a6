"""The events of a decision: that it was taken, and what became of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import JsonValue, StringConstraints

from domain.decision.envelope import Envelope
from domain.model import Event, Frozen, Reference, Sealed, StreamId, Title


def stream(decision_id: UUID) -> StreamId:
    """Return the stream of a decision."""
    return StreamId(f"decision/{decision_id}")


class RecordedResolution(Frozen):
    """A resolution as it was recorded: its command, adopted wording and generated sentences."""

    command: dict[str, JsonValue]
    wording: Sealed
    sentence_sv: Sealed | None
    sentence_en: Sealed | None


class DecisionTaken(Event):
    """The decision itself, first in its transaction; its free texts are sealed."""

    TOPIC = "decision.taken"
    number: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{3,}$")]
    envelope: Envelope
    resolutions: tuple[RecordedResolution, ...]


FollowUpStanding = Literal["in_progress", "carried_out", "written_off"]


class FollowUpRecorded(Event):
    TOPIC = "decision.follow_up_recorded"
    standing: FollowUpStanding
    dated: date
    note: Sealed | None
    reported_by: Sealed


class DecisionCorrected(Event):
    """A later decision, which caused this event, says what was wrong and what is right."""

    TOPIC = "decision.corrected"
    wrong: Sealed
    right: Sealed
    effective_from: date


class DecisionReversed(Event):
    """A later decision, which caused this event, undoes resolutions from a day."""

    TOPIC = "decision.reversed"
    resolutions: tuple[int, ...]
    wholly: bool
    reason: Sealed
    effective_from: date


class NotUndone(Frozen):
    """A resolution that an annulment could not undo, and the code of the rule that stood in."""

    resolution: int
    because: str


class DecisionAnnulled(Event):
    """A court has annulled the decision; it works as a reversal."""

    TOPIC = "decision.annulled"
    court: Title
    case_number: Reference
    decided_on: date
    effective_from: date
    resolutions: tuple[int, ...]
    wholly: bool
    not_undone: tuple[NotUndone, ...]


DecisionEvent = (
    DecisionTaken | FollowUpRecorded | DecisionCorrected | DecisionReversed | DecisionAnnulled
)
