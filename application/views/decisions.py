"""The decisions of the register, as shown: what was decided, its effect, what it is tied to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from application.views.events import EventView, StoredObject
from application.views.follow_ups import FollowedUpView
from application.views.money import Measure
from application.views.totals import Total
from application.views.who_pays import WhoPaysView
from domain.fiscal_year import MoneyKind
from domain.model import Bilingual, Frozen


class ResolutionView(Frozen):
    resolution: int
    kind: str
    wording: str | None
    sentence: Bilingual | None
    command: StoredObject


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

    resolution: int | None = Field(
        description="Counted from 1; null when the decision as a whole is refused. "
        "Räknat från 1; null när hela beslutet avvisas."
    )
    code: str
    sv: str
    en: str
    facts: dict[str, Any]


class WarningView(Frozen):
    """What to think of before deciding; it hinders nothing."""

    code: Literal[
        "ceiling_nearly_reached",
        "share_rises",
        "share_begins",
        "member_frame_nearly_used",
        "project_frame_nearly_used",
    ]
    sv: str
    en: str
    facts: dict[str, Any]


class LinkedDecision(Frozen):
    """Another decision, in a line."""

    decision_id: UUID
    number: str | None = Field(
        description="None yet when it is rehearsed. Saknas när beslutet bara prövas."
    )
    decided_on: date
    body: str
    paragraph: str | None
    sentence: Bilingual | None = Field(
        description="What its first resolution says. Vad dess första att-sats säger."
    )
    address: str = Field(default="", description="Where it can be read. Var det kan läsas.")


class DecisionLinks(Frozen):
    """The decisions that a decision is tied to, both ways, each in the order of the log."""

    corrects: tuple[LinkedDecision, ...] = ()
    corrected_by: tuple[LinkedDecision, ...] = ()
    reverses: tuple[LinkedDecision, ...] = ()
    reversed_by: tuple[LinkedDecision, ...] = ()
    follows: tuple[LinkedDecision, ...] = Field(
        default=(),
        description="Earlier decisions of the same matter. Tidigare beslut i samma ärende.",
    )
    followed_by: tuple[LinkedDecision, ...] = Field(
        default=(),
        description="Later decisions of the same matter. Senare beslut i samma ärende.",
    )


class DecisionView(Frozen):
    decision_id: UUID
    number: str | None
    body: str
    standing: Literal["in_force", "pending", "lapsed", "reversed", "no_effect", "rehearsed"]
    recorded: datetime | None
    recorded_by: str
    position: int | None
    envelope: StoredObject = Field(
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
    who_pays: tuple[WhoPaysView, ...] = Field(
        default=(),
        description="Who pays what more and less, summed over the programs. "
        "Vem som betalar mer och mindre, summerat över programmen.",
    )
    links: DecisionLinks = DecisionLinks()
    follow_ups: tuple[FollowedUpView, ...] = Field(
        default=(),
        description="How far it had come, by day. Hur långt det hade kommit, efter dag.",
    )
    refusals: tuple[RefusalView, ...] = ()
    warnings: tuple[WarningView, ...] = Field(
        default=(),
        description="In a rehearsal: what to think of. Vid prövning: vad som bör beaktas.",
    )


class RehearsedDecision(Frozen):
    """One decision of a list that was tried in order."""

    decision: int = Field(description="Its place in the list, from 1. Plats i listan, från 1.")
    taken: bool = Field(
        description="Whether those after it were tried as if it had been taken. "
        "Om de efterföljande prövades som om det hade fattats."
    )
    sentence: Bilingual
    refusals: tuple[RefusalView, ...]
    view: DecisionView | None = Field(
        description="As it would stand in the register; null when it could not be tried at all. "
        "Som det skulle stå i registret."
    )


class RehearsalView(Frozen):
    """A list of decisions that was tried in order, and what all that could be taken change."""

    summary: Bilingual
    decisions: tuple[RehearsedDecision, ...]
    consequences: tuple[ConsequenceView, ...] = Field(
        description="From before the first to after the last. Från före det första till efter "
        "det sista."
    )
    who_pays: tuple[WhoPaysView, ...]
    warnings: tuple[WarningView, ...]
