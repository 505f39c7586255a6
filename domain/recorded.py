"""An event as it stands in the log: where, when, and why it is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from domain.model import Position, StreamId


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an event is in the log: a resolution of a decision, or a registration."""

    entry: UUID
    resolution: int | None
    recorded_by: str


class Recorded(NamedTuple):
    """An event as it stands in the log.

    ``recorded`` is in UTC with microseconds; ``position`` and ``version`` count from 1.
    """

    stream: StreamId
    version: int
    event: Any
    cause: Cause
    recorded: Any
    position: Position
