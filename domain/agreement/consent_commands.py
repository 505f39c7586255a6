"""What is recorded of a decision that waits for each member's own decision."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.agreement.events import ExpectedChange, HeldResolution, stream
from domain.model import (
    AgreementId,
    DecisionId,
    Document,
    Fact,
    MemberCode,
    Reference,
    StreamId,
    Title,
)


class RegisterConsent(Fact):
    """A member's own decision on something the board decided under "each member"."""

    agreement_id: AgreementId
    subject: UUID = Field(
        description="The decisionId of the pending decision, or the keyId of a cost key in it. "
        "Det vilande beslutets decisionId, eller keyId för en nyckel i det."
    )
    member: MemberCode
    outcome: Literal["given", "refused"]
    body: Title
    decided_on: date
    paragraph: Reference
    case_number: Reference | None = None
    document: Document | None = None

    @property
    def happened_on(self) -> date:
        return self.decided_on

    @property
    def stream(self) -> StreamId:
        return stream(self.agreement_id)


class HoldDecision(Fact):
    """Let a decision of the board wait for the consents that its resolutions need.

    ``asking`` are the numbers of the resolutions that need consents; ``expected`` is what the
    decision will change for each member, as known when it was taken. It comes with the decision,
    never by itself.
    """

    agreement_id: AgreementId
    decision_id: DecisionId
    resolutions: tuple[HeldResolution, ...]
    asking: tuple[int, ...]
    expected: tuple[ExpectedChange, ...]

    @property
    def stream(self) -> StreamId:
        return stream(self.agreement_id)
