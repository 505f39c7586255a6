"""What every answer says of itself."""

from __future__ import annotations

from datetime import date

from domain.model import Frozen


class Meta(Frozen):
    """The pair of times an answer holds for, and the position of the log it was read at."""

    valid_at: date
    known_at: str
    position: int
    total: int | None = None
    page: int | None = None
    limit: int | None = None
