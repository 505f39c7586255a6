"""The state of a decision: what the rules read of it once it is taken."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, assert_never
from uuid import UUID

from domain.decision.envelope import Outcome
from domain.decision.events import (
    DecisionAnnulled,
    DecisionCorrected,
    DecisionEvent,
    DecisionReversed,
    DecisionTaken,
    FollowUpRecorded,
)
from domain.decision.follow_up import FollowedUp
from domain.errors import CorruptStream
from domain.model import Timeline
from domain.rules import begins

_CHANGES_NOTHING = ("text", "correctDecision")


@dataclass(frozen=True, slots=True)
class TakenDecision:
    """What the rules read of a decision.

    ``commands`` are as they were recorded, texts sealed, in the order of the resolutions;
    ``undone`` are the numbers (from 1) of those that have been reversed or annulled;
    ``annulled_by`` are courts and their case numbers.
    """

    number: str
    outcome: Outcome
    decided_on: date
    body_id: UUID
    commands: tuple[dict[str, Any], ...]
    asks_for_follow_up: bool = False
    undone: frozenset[int] = frozenset()
    annulled_by: frozenset[tuple[str, str]] = frozenset()
    follow_up: Timeline[FollowedUp] = Timeline()

    @property
    def changes_something(self) -> bool:
        """Whether any resolution is more than text."""
        return any(command["kind"] not in _CHANGES_NOTHING for command in self.commands)

    @property
    def is_undone(self) -> bool:
        """Whether nothing of it stands any more."""
        return bool(self.undone) and len(self.undone) == len(self.commands)

    @property
    def corrects(self) -> UUID | None:
        """The decision that it corrects, if it is a correction."""
        return self._amends("correctDecision")

    @property
    def reverses(self) -> UUID | None:
        """The decision that it reverses, if it is a reversal."""
        return self._amends("reverseDecision")

    def _amends(self, kind: str) -> UUID | None:
        found = (command for command in self.commands if command["kind"] == kind)
        return next((UUID(command["decisionId"]) for command in found), None)


def evolve(state: TakenDecision | None, event: DecisionEvent) -> TakenDecision:
    """Return the state after `event`.

    Raises:
        CorruptStream: the stream has begun already, or has not begun.
    """
    if isinstance(event, DecisionTaken):
        begins(state, event.TOPIC)
        return TakenDecision(
            number=event.number,
            outcome=event.envelope.outcome,
            decided_on=event.envelope.decided_on,
            body_id=event.envelope.body_id,
            commands=tuple(one.command for one in event.resolutions),
            asks_for_follow_up=event.envelope.follow_up is not None,
        )
    if state is None:
        raise CorruptStream(f"{event.TOPIC} before the decision was taken")
    match event:
        case FollowUpRecorded():
            followed = FollowedUp(event.standing, event.note)
            return replace(state, follow_up=state.follow_up.then(event.dated, followed))
        case DecisionReversed(resolutions=numbers):
            return replace(state, undone=state.undone | set(numbers))
        case DecisionAnnulled(resolutions=numbers, court=court, case_number=case):
            annulled_by = state.annulled_by | {(court, case)}
            return replace(state, undone=state.undone | set(numbers), annulled_by=annulled_by)
        case DecisionCorrected():
            return state
        case _:
            assert_never(event)
