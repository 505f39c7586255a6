"""Agreements, their keys and who pays when, as shown."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from application.views.totals import Total
from domain.agreement.events import DecisionRule
from domain.cost_key import Component, Figures, ReferenceRule
from domain.fiscal_year import MoneyKind
from domain.model import Bilingual, Frozen, StatedPeriod
from domain.money import Money


class MemberView(Frozen):
    code: str
    name: str
    is_member: bool
    is_observer: bool
    since: date = Field(description="First day of the present standing. Nuvarande läge från.")


class BodyView(Frozen):
    body_id: UUID
    name: str
    body_kind: str
    programs: tuple[UUID, ...]
    since: date


class ConstellationView(Frozen):
    constellation_id: UUID
    name: str
    members: tuple[str, ...]
    since: date


class AgreementView(Frozen):
    agreement_id: UUID
    name: str
    legal_form: str
    host: str | None
    established_from: date
    members: tuple[MemberView, ...]
    bodies: tuple[BodyView, ...]
    constellations: tuple[ConstellationView, ...]


class AuthorityView(Frozen):
    """Who may decide one kind of resolution."""

    kind: str
    bodies: tuple[str, ...] = Field(description="Kinds of body. Slag av organ.")
    rule: DecisionRule = Field(
        description="How it is taken where the agreement names no other rule; each_member: "
        "pending until every required member has consented. "
        "Beslutsregel om avtalet inte säger annat; each_member: vilande tills varje berörd medlem "
        "har samtyckt."
    )
    who_pays_must_stay: bool = Field(
        description="A steering group's only as long as who pays is unchanged. "
        "Programstyrgruppens bara så länge det är oförändrat vem som betalar."
    )


class DecisionRuleView(Frozen):
    """How one kind of decision is taken under an agreement."""

    kind: str
    rule: DecisionRule
    since: date | None = Field(
        description="First day of a rule that the agreement has named; null for the default. "
        "Första dag för en regel som avtalet anger; null för utgångsläget."
    )


class ResourceRateView(Frozen):
    """What an hour of a category of member staff is worth."""

    category: str
    rate: Money
    since: date


class MemberFrameView(Frozen):
    """The most a member has approved as its share of a year's budget, and what is used of it."""

    member: str
    name: str
    fiscal_year: int
    money_kind: MoneyKind
    frame: Total
    used: Total
    left: Total = Field(description="Negative when above the frame. Negativt över ramen.")


class WrongFigures(Frozen):
    """Figures that were found wrong, and what put right ones in their place."""

    figures: dict[str, int | str]
    source: str
    corrected_at: int
    corrected_by: UUID
    reason: str | None


class StatisticView(Frozen):
    basis: str
    reference_date: date
    applies_from: date | None
    source: str
    figures: dict[str, int | str]
    in_force_from: date | None = Field(
        description="The day the board's decision put the figures in force, if it stands. "
        "Dagen då styrgruppens beslut satte uppgifterna i kraft."
    )
    corrected: tuple[WrongFigures, ...] = Field(
        default=(),
        description="What was registered before and was wrong, oldest first. "
        "Vad som tidigare antecknats och var fel, äldst först.",
    )


class ConsentView(Frozen):
    member: str
    outcome: Literal["given", "refused"]
    body: str
    decided_on: date
    paragraph: str
    case_number: str | None


class PendingDecisionView(Frozen):
    """A decision that waits, or waited, for the members' own decisions."""

    decision_id: UUID
    kinds: tuple[str, ...]
    standing: Literal["pending", "in_force", "lapsed"]
    required: tuple[str, ...]
    consents: tuple[ConsentView, ...]
    waiting_for: tuple[str, ...]
    refused_by: str | None
    because: str | None = Field(
        description="The code of the rule that refused it when the last consent had come. "
        "Koden för regeln som stod i vägen när sista samtycket kom."
    )
    position: int


class CostKeyView(Frozen):
    key_id: UUID
    scope: str
    components: tuple[Component, ...]
    reference_rule: ReferenceRule | None
    standing: Literal["pending", "in_force", "lapsed"]
    effective_from: date
    decision_id: UUID
    required: tuple[str, ...]
    consents: tuple[ConsentView, ...]
    waiting_for: tuple[str, ...]


class SegmentView(Frozen):
    """Days on which one key, one set of figures and the same participants apply."""

    period: StatedPeriod
    participants: tuple[str, ...]
    key_id: UUID | None
    key: Bilingual | None
    figures: tuple[Figures, ...]
    parts: dict[str, str] = Field(
        description="Each participant's exact part of 1, p/q. Deltagarnas exakta andelar av 1."
    )
    reason: str | None = Field(description="Why nothing can be split. Varför inget kan fördelas.")
