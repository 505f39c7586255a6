"""The rules of what becomes of a decision once it is taken."""

from __future__ import annotations

from dataclasses import dataclass

from domain.decision.envelope import Outcome
from domain.decision.events import DecisionEvent
from domain.rules import begins


@dataclass(frozen=True, slots=True)
class TakenDecision:
    """What the rules read of a decision."""

    number: str
    outcome: Outcome


def decide(state: TakenDecision | None, command: object, around: object) -> list[DecisionEvent]:
    """Refuse: a decision is taken by a body, not judged by its stream."""
    raise NotImplementedError(command)


def evolve(state: TakenDecision | None, event: DecisionEvent) -> TakenDecision:
    """Return the state after `event`.

    Raises:
        CorruptStream: the stream has begun already.
    """
    begins(state, event.TOPIC)
    return TakenDecision(number=event.number, outcome=event.envelope.outcome)
