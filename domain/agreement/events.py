"""The events of an agreement, and the values they hold."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import JsonValue, StringConstraints

from domain.cost_key import CostKey, Figures
from domain.fiscal_year import MoneyKind
from domain.model import (
    BodyId,
    ConstellationId,
    DecisionId,
    Document,
    Event,
    Frozen,
    KeyId,
    MemberCode,
    ProgramId,
    Reference,
    Sealed,
    StreamId,
    Title,
    Year,
)
from domain.money import OreAmount

LegalForm = Literal["contract", "joint_committee", "federation", "company"]
DecisionRule = Literal["consensus", "majority", "unanimous", "each_member"]
"""How a body takes a kind of decision; each_member: it waits for every member's own decision."""
DecisionKind = Annotated[str, StringConstraints(pattern=r"^[a-z][A-Za-z]{0,49}$")]
"""A kind of resolution, as it is posted: ``fundProgram``."""
BodyKind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,39}$")]
"""What a body is: board, steering_group, preparatory_group, auditors, … (data, not an enum)."""


def stream(agreement_id: UUID) -> StreamId:
    """Return the stream of an agreement."""
    return StreamId(f"agreement/{agreement_id}")


class Member(Frozen):
    """An organisation with a code, as it is called."""

    code: MemberCode
    name: Title


class Body(Frozen):
    """A body that can take decisions; a steering group names the programs it steers."""

    body_id: BodyId
    name: Title
    body_kind: BodyKind
    programs: tuple[ProgramId, ...] = ()


class AgreementEstablished(Event):
    TOPIC = "agreement.established"
    name: Title
    members: tuple[Member, ...]
    host: MemberCode | None
    legal_form: LegalForm
    bodies: tuple[Body, ...]
    effective_from: date


class BodyFormed(Event):
    TOPIC = "agreement.body_formed"
    body: Body
    effective_from: date


class MemberJoined(Event):
    TOPIC = "agreement.member_joined"
    member: Member
    effective_from: date


class MemberLeft(Event):
    TOPIC = "agreement.member_left"
    code: MemberCode
    effective_from: date


class ConstellationDefined(Event):
    TOPIC = "agreement.constellation_defined"
    constellation_id: ConstellationId
    name: Title
    members: tuple[MemberCode, ...]
    effective_from: date


class StatisticRegistered(Event):
    TOPIC = "agreement.statistic_registered"
    figures: Figures
    applies_from: date | None


class FiguresApplied(Event):
    TOPIC = "agreement.figures_applied"
    basis: str
    reference_date: date
    effective_from: date


class CostKeyAdopted(Event):
    """Adopted by the board; it waits for the consent of every required member."""

    TOPIC = "agreement.cost_key_adopted"
    key_id: KeyId
    scope: StreamId
    key: CostKey
    required: tuple[MemberCode, ...]
    effective_from: date


class CostKeyEnteredIntoForce(Event):
    TOPIC = "agreement.cost_key_entered_into_force"
    key_id: KeyId
    scope: StreamId
    key: CostKey
    effective_from: date


class CostKeyLapsed(Event):
    TOPIC = "agreement.cost_key_lapsed"
    key_id: KeyId
    scope: StreamId
    refused_by: MemberCode


class ConsentGiven(Event):
    TOPIC = "agreement.consent_given"
    subject: UUID
    member: MemberCode
    body: Title
    decided_on: date
    paragraph: Reference
    case_number: Reference | None
    document: Document | None


class ConsentRefused(Event):
    TOPIC = "agreement.consent_refused"
    subject: UUID
    member: MemberCode
    body: Title
    decided_on: date
    paragraph: Reference
    case_number: Reference | None
    document: Document | None


class ObserverAdmitted(Event):
    TOPIC = "agreement.observer_admitted"
    observer: Member
    effective_from: date


class ObserverDismissed(Event):
    TOPIC = "agreement.observer_dismissed"
    code: MemberCode
    effective_from: date


class HostDesignated(Event):
    TOPIC = "agreement.host_designated"
    code: MemberCode
    effective_from: date


class LegalFormChanged(Event):
    TOPIC = "agreement.legal_form_changed"
    legal_form: LegalForm
    effective_from: date


class DecisionRuleAdopted(Event):
    TOPIC = "agreement.decision_rule_adopted"
    decision_kind: DecisionKind
    rule: DecisionRule
    effective_from: date


class ResourceRateDecided(Event):
    """Öre for an hour of a category of member staff."""

    TOPIC = "agreement.resource_rate_decided"
    category: Title
    rate: OreAmount
    effective_from: date


class ResourceRateRepealed(Event):
    TOPIC = "agreement.resource_rate_repealed"
    category: Title
    effective_from: date


class MemberFrameDecided(Event):
    """The most öre that a member has approved as its share of a year's budget."""

    TOPIC = "agreement.member_frame_decided"
    member: MemberCode
    fiscal_year: Year
    amount: OreAmount
    money_kind: MoneyKind
    effective_from: date


class CostKeyRepealed(Event):
    TOPIC = "agreement.cost_key_repealed"
    scope: StreamId
    effective_from: date


class StatisticCorrected(Event):
    """Right figures for a basis and reference date that wrong ones were registered for."""

    TOPIC = "agreement.statistic_corrected"
    figures: Figures
    reason: Sealed


class HeldResolution(Frozen):
    """A resolution of a pending decision: its number and its command, texts sealed."""

    resolution: int
    command: dict[str, JsonValue]


class ExpectedChange(Frozen):
    """What a pending decision will change for one member in one program's year (öre)."""

    program_id: ProgramId
    fiscal_year: Year
    money_kind: MoneyKind
    measure: str
    member: str
    before: OreAmount
    after: OreAmount


class DecisionHeld(Event):
    """A decision waits for each required member's own decision; nothing of it applies yet."""

    TOPIC = "agreement.decision_held"
    decision_id: DecisionId
    resolutions: tuple[HeldResolution, ...]
    required: tuple[MemberCode, ...]
    expected: tuple[ExpectedChange, ...]


class DecisionEnteredIntoForce(Event):
    """The last consent has come; what the decision does follows."""

    TOPIC = "agreement.decision_entered_into_force"
    subject: UUID


class DecisionLapsed(Event):
    """A member has refused, or a rule said no when the last consent had come."""

    TOPIC = "agreement.decision_lapsed"
    subject: UUID
    refused_by: MemberCode | None
    because: str | None
    key_ids: tuple[KeyId, ...]


AgreementEvent = (
    AgreementEstablished
    | BodyFormed
    | MemberJoined
    | MemberLeft
    | ConstellationDefined
    | StatisticRegistered
    | FiguresApplied
    | CostKeyAdopted
    | CostKeyEnteredIntoForce
    | CostKeyLapsed
    | ConsentGiven
    | ConsentRefused
    | ObserverAdmitted
    | ObserverDismissed
    | HostDesignated
    | LegalFormChanged
    | DecisionRuleAdopted
    | ResourceRateDecided
    | ResourceRateRepealed
    | MemberFrameDecided
    | CostKeyRepealed
    | StatisticCorrected
    | DecisionHeld
    | DecisionEnteredIntoForce
    | DecisionLapsed
)
