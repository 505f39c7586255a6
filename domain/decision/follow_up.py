"""The follow-up of a decision: whether what was decided has been carried out, day by day.

Source: domain.md, "Two kinds of entry in the log": in progress, carried out, written off, each
dated with a note.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from pydantic import Field, model_validator

from domain.decision.envelope import TAKES_EFFECT, Outcome
from domain.decision.events import FollowUpRecorded, FollowUpStanding, stream
from domain.errors import Conflict, Malformed, Refused, invalid
from domain.model import DecisionId, Fact, Prose, StreamId, Timeline

FOLLOWED_UP = TAKES_EFFECT | {"assigned"}
"""The outcomes that leave something to carry out, whether or not the decision asks for it."""

STANDING_SV = {
    "in_progress": "pågående",
    "carried_out": "genomfört",
    "written_off": "avskrivet",
}
"""What the standings are called in Swedish."""

_ENDS = ("carried_out", "written_off")


class RegisterFollowUp(Fact):
    """How far a decision or an assignment has come, said by somebody on a day."""

    decision_id: DecisionId
    standing: FollowUpStanding
    dated: date = Field(description="The day it was so. Dagen det var så.")
    note: Prose | None = Field(
        default=None,
        description="Required when written off, and when taken up again. "
        "Krävs vid avskrivning och när något tas upp igen.",
    )
    reported_by: Prose = Field(description="Who says so. Vem som uppger det.")

    @model_validator(mode="after")
    def _says_why(self) -> RegisterFollowUp:
        if self.standing == "written_off" and self.note is None:
            raise invalid(
                Malformed(
                    "written_off_without_note",
                    "Det som avskrivs har en anteckning om varför.",
                    "What is written off has a note that says why.",
                )
            )
        return self

    @property
    def stream(self) -> StreamId:
        return stream(self.decision_id)

    @property
    def happened_on(self) -> date:
        return self.dated


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """How far a decision had come, and the sealed note that said so."""

    standing: FollowUpStanding
    note: str | None


class Followed(Protocol):
    """What the rules of a follow-up read of its decision."""

    @property
    def outcome(self) -> Outcome: ...
    @property
    def asks_for_follow_up(self) -> bool: ...
    @property
    def is_undone(self) -> bool: ...
    @property
    def decided_on(self) -> date: ...
    @property
    def follow_up(self) -> Timeline[FollowedUp]: ...


class Texts(Protocol):
    """What compares free texts, which the log holds only sealed, and knows what applies."""

    def is_held(self, decision_id: UUID) -> bool: ...

    def has_lapsed(self, decision_id: UUID) -> bool: ...

    def same_text(self, one: str, other: str) -> bool:
        """Tell whether two sealed texts say the same."""


def recorded_follow_up(
    decision: Followed, fact: RegisterFollowUp, around: Texts
) -> FollowUpRecorded:
    """Return that a follow-up was recorded.

    Raises:
        Refused: by the rules below.
    """
    leaves_something_to_do(decision)
    applies(decision, fact, around)
    is_not_before_the_decision(decision, fact)
    before = decision.follow_up.at(fact.dated)
    if before is not None:
        is_taken_up_with_a_note(before, fact)
        says_something_new(before, fact, around)
    return FollowUpRecorded(
        standing=fact.standing, dated=fact.dated, note=fact.note, reported_by=fact.reported_by
    )


def leaves_something_to_do(decision: Followed) -> None:
    """Refuse the follow-up of a decision that decided nothing to be done, and asked for none.

    Raises:
        Refused: ``nothing_to_follow_up`` with the outcome, and those that are followed up.
    """
    if decision.outcome not in FOLLOWED_UP and not decision.asks_for_follow_up:
        raise Refused(
            "nothing_to_follow_up",
            "Beslutet fick ingen verkan, gav inget uppdrag och begär ingen uppföljning; det finns "
            "inget att följa upp.",
            "The decision had no effect, gave no assignment and asks for no follow-up; there is "
            "nothing to follow up.",
            outcome=decision.outcome,
            possible=sorted(FOLLOWED_UP),
        )


def applies(decision: Followed, fact: RegisterFollowUp, around: Texts) -> None:
    """Refuse the follow-up of a decision that waits for consents, has lapsed, or is reversed.

    Raises:
        Refused: ``decision_does_not_apply``.
    """
    waits, lapsed = around.is_held(fact.decision_id), around.has_lapsed(fact.decision_id)
    if waits or lapsed or decision.is_undone:
        raise Refused(
            "decision_does_not_apply",
            "Beslutet gäller inte: det väntar på samtycken, har fallit eller är upphävt. Det finns "
            "inget att följa upp.",
            "The decision does not apply: it waits for consents, has lapsed or is reversed. There "
            "is nothing to follow up.",
            waits=waits,
            lapsed=lapsed,
            reversed=decision.is_undone,
        )


def is_not_before_the_decision(decision: Followed, fact: RegisterFollowUp) -> None:
    """Refuse a follow-up of a day before the decision was taken.

    Raises:
        Refused: ``follow_up_before_decision`` with the earliest possible day.
    """
    if fact.dated < decision.decided_on:
        raise Refused(
            "follow_up_before_decision",
            f"Beslutet fattades {decision.decided_on} och kan inte följas upp {fact.dated}.",
            f"The decision was taken on {decision.decided_on} and cannot be followed up on "
            f"{fact.dated}.",
            dated=fact.dated.isoformat(),
            earliest=decision.decided_on.isoformat(),
        )


def is_taken_up_with_a_note(before: FollowedUp, fact: RegisterFollowUp) -> None:
    """Refuse that what had ended is in progress again, without a word on why.

    Raises:
        Refused: ``taken_up_without_note`` with what it was.
    """
    if before.standing in _ENDS and fact.standing == "in_progress" and fact.note is None:
        raise Refused(
            "taken_up_without_note",
            f"Beslutet är {STANDING_SV[before.standing]}. Ange i en anteckning varför det tas upp "
            "igen.",
            f"The decision is {before.standing.replace('_', ' ')}. Say in a note why it is taken "
            "up again.",
            standing=before.standing,
        )


def says_something_new(before: FollowedUp, fact: RegisterFollowUp, around: Texts) -> None:
    """Refuse to record what stands already, in the same words or without any.

    Raises:
        Conflict: ``follow_up_says_so_already`` with the standing.
    """
    if fact.standing != before.standing:
        return
    if fact.note is None or (before.note and around.same_text(before.note, fact.note)):
        raise Conflict(
            "follow_up_says_so_already",
            f"Uppföljningen säger redan att beslutet är {STANDING_SV[fact.standing]}, med samma "
            "ord.",
            f"The follow-up says already that the decision is {fact.standing.replace('_', ' ')}, "
            "in the same words.",
            standing=fact.standing,
            dated=fact.dated.isoformat(),
        )
