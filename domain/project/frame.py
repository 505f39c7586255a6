"""The frame of a project: the most that all budgets of all years together may allocate to it.

Source: issue 3: frame over its life; domain.md, Rules: a money rule must hold on every day.
"""

from __future__ import annotations

from datetime import date

from domain.daily import Daily, steps
from domain.errors import Refused
from domain.model import Timeline
from domain.money import kronor


def frame_covers_allocations(
    frame: Timeline[int], allocated: Daily, effective_from: date, *, asked: int
) -> None:
    """Refuse what leaves a project more than its frame on any day from `effective_from` on.

    Amounts are öre; `allocated` is of all years together, with what is asked for. Without a
    frame, and on days before the first one, there is no limit.

    Raises:
        Refused: ``allocation_above_frame`` with the day, the frame and what is allocated then.
    """
    if not frame.steps:
        return
    first = max(effective_from, next(frame.days()))
    lowest = steps(frame.steps).minus(allocated).lowest_from(first)
    if lowest.amount >= 0:
        return
    there, used = frame.at(lowest.day) or 0, allocated.on(lowest.day)
    raise Refused(
        "allocation_above_frame",
        f"Den {lowest.day} skulle projektet ha {kronor(used, 'sv')} anslaget, alla år "
        f"sammantaget, och ramen vara {kronor(there, 'sv')}: {kronor(-lowest.amount, 'sv')} för "
        "mycket. Höj ramen, eller återför pengar först.",
        f"On {lowest.day} the project would be allocated {kronor(used, 'en')}, all years "
        f"together, and the frame be {kronor(there, 'en')}: {kronor(-lowest.amount, 'en')} too "
        "much. Raise the frame, or release money first.",
        day=lowest.day.isoformat(),
        frame_ore=there,
        allocated_ore=used,
        asked_ore=asked,
        above_ore=-lowest.amount,
    )
