"""An event of the log, as shown."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import JsonValue

from domain.model import Frozen


class EventView(Frozen):
    position: int
    stream: str
    version: int
    topic: str
    recorded: datetime
    entry: UUID
    resolution: int | None
    recorded_by: str
    data: dict[str, JsonValue]
