"""The rules of what becomes of a decision once it is taken."""

from __future__ import annotations

from typing import Protocol

from domain.decision.amendment import AmendmentSurroundings, annulled, corrected, reversed_
from domain.decision.commands import (
    AnnulDecision,
    CorrectDecision,
    ReverseDecision,
)
from domain.decision.events import DecisionEvent
from domain.decision.follow_up import RegisterFollowUp, Texts, recorded_follow_up
from domain.decision.state import TakenDecision
from domain.errors import NotFound


class DecisionSurroundings(AmendmentSurroundings, Texts, Protocol):
    """What the rules of a decision read of other streams."""


def decide(
    state: TakenDecision | None,
    command: CorrectDecision | ReverseDecision | AnnulDecision | RegisterFollowUp,
    around: DecisionSurroundings,
) -> list[DecisionEvent]:
    """Return the events `command` causes, or raise the rule that refuses it.

    That a decision is taken is not judged by its stream, but by what its resolutions concern.
    """
    if state is None:
        raise NotFound("decision", command.decision_id)
    match command:
        case CorrectDecision():
            return [corrected(state, command, around)]
        case ReverseDecision():
            return [reversed_(state, command, around)]
        case AnnulDecision():
            return [annulled(state, command, around)]
        case RegisterFollowUp():
            return [recorded_follow_up(state, command, around)]
