"""The day it is where the decisions are taken. Source: log.md: "Today" is Europe/Stockholm's."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

_STOCKHOLM: Final = ZoneInfo("Europe/Stockholm")


def day_in_sweden(instant: datetime) -> date:
    """Return the day that an aware time falls on in Sweden."""
    return instant.astimezone(_STOCKHOLM).date()
