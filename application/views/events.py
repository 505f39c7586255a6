"""An event of the log, as shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

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
    data: StoredObject = Field(
        description="The event as it is stored, as the proofs need it: money is whole öre (an "
        "integer), the `end` of a period is the day after its last, and a text is its hash. "
        "Händelsen som den lagras, som bevisen behöver den: pengar är hela ören (ett heltal), "
        "`end` i en period är dagen efter dess sista, och en text är sin hash."
    )
