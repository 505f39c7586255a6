"""Decisions to follow up, counted by age: the same decisions as the list, in four groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from application.queries import FollowUpCount
from application.views import AgeGroupView
from application.views.follow_ups import AGE_GROUPS
from domain.model import Bilingual


def by_age(counts: Sequence[FollowUpCount]) -> tuple[AgeGroupView, ...]:
    """Return every group of ages, the youngest first, and how many stand how in it."""
    groups = []
    for group, least, most in AGE_GROUPS:
        within = [one for one in counts if one.age_group == group]
        counted: Counter[str] = Counter()
        for one in within:
            counted[one.standing] += one.decisions
        groups.append(
            AgeGroupView(
                age_group=group,
                from_days=least,
                to_days=most,
                name=_name(least, most),
                total=counted.total(),
                not_started=counted["not_started"],
                in_progress=counted["in_progress"],
                carried_out=counted["carried_out"],
                written_off=counted["written_off"],
                overdue=sum(one.decisions for one in within if one.overdue),
            )
        )
    return tuple(groups)


def _name(least: int, most: int | None) -> Bilingual:
    if most is None:
        return Bilingual(sv="över ett år", en="over a year")
    return Bilingual(sv=f"{least}–{most} dagar", en=f"{least}–{most} days")
