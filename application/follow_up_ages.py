"""Decisions to follow up, counted by age: the same decisions as the list, in four groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from application.views import AgeGroupView, FollowUpView
from application.views.follow_ups import AGE_GROUPS
from domain.model import Bilingual


def by_age(follow_ups: Sequence[FollowUpView]) -> tuple[AgeGroupView, ...]:
    """Return every group of ages, the youngest first, and how many stand how in it."""
    groups = []
    for group, least, most in AGE_GROUPS:
        within = [one for one in follow_ups if one.age_group == group]
        counted = Counter(one.standing for one in within)
        groups.append(
            AgeGroupView(
                age_group=group,
                from_days=least,
                to_days=most,
                name=_name(least, most),
                total=len(within),
                not_started=counted["not_started"],
                in_progress=counted["in_progress"],
                carried_out=counted["carried_out"],
                written_off=counted["written_off"],
                overdue=sum(bool(one.overdue_days) for one in within),
            )
        )
    return tuple(groups)


def _name(least: int, most: int | None) -> Bilingual:
    if most is None:
        return Bilingual(sv="över ett år", en="over a year")
    return Bilingual(sv=f"{least}–{most} dagar", en=f"{least}–{most} days")
