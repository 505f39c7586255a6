"""An event of the log, as shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from domain.model import Frozen

StoredObject = dict[str, Any]
"""A JSON object as it is stored: it was judged when it was written, and is not looked into."""


class EventView(Frozen):
    position: int
    stream: str
    version: int
    topic: str
    recorded: datetime
    entry: UUID
    resolution: int | None
    recorded_by: str
    data: StoredObject
