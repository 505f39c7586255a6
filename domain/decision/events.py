"""The events of a decision: that it was taken, and what became of it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import JsonValue, StringConstraints

from domain.decision.envelope import Envelope
from domain.model import Event, Frozen, Sealed, StreamId


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


DecisionEvent = DecisionTaken
