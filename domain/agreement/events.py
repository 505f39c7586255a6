"""The events of an agreement, and the values they hold."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import StringConstraints

from domain.cost_key import CostKey, Figures
from domain.model import (
    BodyId,
    ConstellationId,
    Document,
    Event,
    Frozen,
    KeyId,
    MemberCode,
    ProgramId,
    Reference,
    StreamId,
    Title,
)

LegalForm = Literal["contract", "joint_committee", "federation", "company"]
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
)
