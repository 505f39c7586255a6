"""The follow-up of decisions and assignments, as shown."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal
from uuid import UUID

from pydantic import Field

from domain.decision import FollowUpStanding
from domain.model import Bilingual, Frozen

Standing = Literal["not_started"] | FollowUpStanding

AgeGroup = Literal["up_to_30_days", "up_to_90_days", "up_to_a_year", "over_a_year"]

AGE_GROUPS: Final[tuple[tuple[AgeGroup, int, int | None], ...]] = (
    ("up_to_30_days", 0, 30),
    ("up_to_90_days", 31, 90),
    ("up_to_a_year", 91, 365),
    ("over_a_year", 366, None),
)
"""The groups of ages, from and to how many days, both included; youngest first."""


class FollowedUpView(Frozen):
    """One registration of how far a decision had come."""

    standing: FollowUpStanding
    dated: date
    note: str | None
    reported_by: str | None
    recorded_by: str
    position: int


class FollowUpView(Frozen):
    """A decision that asks for something, and how far it has come."""

    decision_id: UUID
    number: str
    decided_on: date
    body_id: UUID
    body: str
    paragraph: str | None
    heading: str | None
    asked_for: Literal["assignment", "follow_up", "nothing"] = Field(
        description="What in the decision asks for it; nothing, when it was followed up all the "
        "same. Vad i beslutet som begär det; nothing när det ändå har följts upp."
    )
    what: str | None = Field(
        description="The assignment, or else what the decision's first resolution says. "
        "Uppdraget, annars vad beslutets första att-sats säger."
    )
    responsible: str | None
    due: date | None
    standing: Standing
    since: date = Field(
        description="Since when it stands so: not started since the decision. "
        "Sedan när: inte påbörjat sedan beslutet."
    )
    age_days: int = Field(
        description="Days from the decision to validAt. Dagar från beslutet till validAt."
    )
    age_group: AgeGroup
    overdue_days: int | None = Field(
        description="Days past due and neither carried out nor written off; 0 when not overdue, "
        "null when there is no such day. Dagar över tiden."
    )
    history: tuple[FollowedUpView, ...] = Field(
        description="By the day it was so, then as recorded. Efter dag, sedan som antecknat."
    )


class AgeGroupView(Frozen):
    """How many decisions of an age stand how; in the same words as the list."""

    age_group: AgeGroup
    from_days: int
    to_days: int | None
    name: Bilingual
    total: int
    not_started: int
    in_progress: int
    carried_out: int
    written_off: int
    overdue: int


def age_group(days: int) -> AgeGroup:
    """Return the group that an age in days belongs to."""
    return next(group for group, _, most in AGE_GROUPS if most is None or days <= most)
