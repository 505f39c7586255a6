"""The log, its decisions and registrations, reviews and persons, as shown."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field, JsonValue

from application.views.money import Measure, Total
from domain.fiscal_year import MoneyKind
from domain.model import Bilingual, Frozen, StatedPeriod


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


class ResolutionView(Frozen):
    resolution: int
    kind: str
    wording: str | None
    sentence: Bilingual | None
    command: dict[str, JsonValue]


class ConsequenceView(Frozen):
    """What a decision changes for one member in one year, in the programs it touches.

    Without a member it is what no key could split: so the differences sum to what was given.
    """

    member: str | None
    name: str
    fiscal_year: int
    money_kind: MoneyKind
    measure: Measure
    position: int = Field(
        description="Where it took effect: at the decision, or at the last consent to a key. "
        "Var det fick verkan: vid beslutet, eller vid sista samtycket till en nyckel."
    )
    before: Total
    after: Total
    difference: Total


def consequence_view(
    member: str, name: str, what: tuple[int, int, str, str], before: int, after: int
) -> ConsequenceView:
    """Return a consequence in öre; `what` is position, fiscal year, kind of money and measure."""
    position, fiscal_year, money_kind, measure = what
    return ConsequenceView.model_validate(
        {
            "member": member or None,
            "name": name or "Ofördelat · Not split",
            "fiscal_year": fiscal_year,
            "money_kind": money_kind,
            "measure": measure,
            "position": position,
            "before": before,
            "after": after,
            "difference": after - before,
        }
    )


class RefusalView(Frozen):
    """Why a resolution would be refused, when a decision is rehearsed."""

    resolution: int
    code: str
    sv: str
    en: str
    facts: dict[str, Any]


class DecisionView(Frozen):
    decision_id: UUID
    number: str | None
    body: str
    standing: Literal["in_force", "pending", "lapsed", "no_effect", "rehearsed"]
    recorded: datetime | None
    recorded_by: str
    position: int | None
    envelope: dict[str, JsonValue] = Field(
        description="The envelope as it was recorded; an erased text is null. "
        "Beslutets uppgifter som de antecknades; en gallrad text är null."
    )
    resolutions: tuple[ResolutionView, ...]
    events: tuple[EventView, ...]
    consequences: tuple[ConsequenceView, ...]
    expected: tuple[ConsequenceView, ...] = Field(
        default=(),
        description="What a pending decision will change when the last member has consented. "
        "Vad ett vilande beslut ändrar när sista samtycket har kommit.",
    )
    refusals: tuple[RefusalView, ...] = ()


class DeviationView(Frozen):
    code: Literal["cost_above_allocation", "cost_above_funding", "project_is_closed"]
    project_id: UUID | None
    fiscal_year: int
    excess: Total
    sentence: Bilingual


class RegisteredView(Frozen):
    """A registration as it was taken in: its facts, its place in the log, what it leads to."""

    entry: UUID
    position: int
    recorded: datetime
    recorded_by: str
    events: tuple[EventView, ...]
    deviations: tuple[DeviationView, ...] = ()


class ReviewView(Frozen):
    review_id: UUID
    agreement_id: UUID
    origin: Literal["commissioned", "own_initiative"]
    initiated_by: UUID | None
    title: str
    scope: dict[str, JsonValue]
    period: StatedPeriod
    questions: tuple[str | None, ...]
    evidence_position: int
    initiated_on: date
    position: int
    links: dict[str, str] = Field(
        default_factory=dict,
        description="Pages that answer as of the evidence position. "
        "Sidor som svarar enligt bevisläget.",
    )


class PersonView(Frozen):
    person_id: UUID
    name: str | None
