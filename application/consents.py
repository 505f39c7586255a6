"""Bring what waited for consents into force, when the last one has come.

Source: domain.md, "Legal form, rules and consent": then it applies from its `effective_from`.
The commands are judged again, since the world may have moved on while they waited: what a rule
refuses by then lapses, and the event says which rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from application.authorisation import is_authorised, may_move_cost, moves_cost
from application.deciding import decide_and_append
from application.log import Entry, Transaction
from application.member_frames import frames_exceeded
from application.refusals import who_pays_is_strategic
from application.reversals import commands_of
from application.surroundings import Surroundings
from application.who_pays import moves_between_payers
from domain import agreement
from domain.agreement import Held, lapse
from domain.agreement.events import DecisionEnteredIntoForce
from domain.decision import parse_command
from domain.errors import DomainError
from domain.model import Command, StreamId
from domain.recorded import Cause


def settle(transaction: Transaction, agreement_id: UUID, entry: UUID, recorded_by: str) -> None:
    """Bring into force, or let lapse, every held decision that waits for nobody any more.

    What it causes is appended with `entry`, the consent or the decision that it came with.
    """
    stream = agreement.stream(agreement_id)
    while True:
        state = Surroundings(transaction).agreement(agreement_id)
        ready = (held for held in state.held.values() if not state.waiting_for(held))
        held = next(ready, None)
        if held is None:
            return
        try:
            with transaction.trial():
                _enter(transaction, stream, held, entry, recorded_by)
                _frames_hold(transaction, agreement_id, held)
        except DomainError as refusal:
            lapsed = lapse(state, held, because=refusal.code)
            transaction.append(Entry(stream, lapsed, Cause(entry, None, recorded_by)))
        else:
            _enter(transaction, stream, held, entry, recorded_by)


def _enter(
    transaction: Transaction, stream: StreamId, held: Held, entry: UUID, recorded_by: str
) -> None:
    entered = DecisionEnteredIntoForce(subject=held.subject)
    transaction.append(Entry(stream, (entered,), Cause(entry, None, recorded_by)))
    around = Surroundings(transaction)
    around.entering = True
    body = around.decided_as(held.subject, UUID(stream.partition("/")[2]))
    entering: list[tuple[int, Command]] = []
    commands = tuple(_commands(stream, held))
    around.correcting = any(command.kind == "correctDecision" for _, command in commands)
    for number, command in commands:
        for effect in (command, *commands_of(command, transaction, around)):
            is_authorised(body, effect, around)
            if moves_cost(body, effect, around):
                raise who_pays_is_strategic(body, ())
            entering.append((number, effect))
            cause = Cause(entry, number, recorded_by)
            decide_and_append(transaction, effect.parts(), around, cause)
    if not may_move_cost(body) and any(moves_between_payers(entering, around)):
        raise who_pays_is_strategic(body, ())


def _commands(stream: StreamId, held: Held) -> Iterator[tuple[int, Command]]:
    """Yield the held commands with the numbers of their resolutions."""
    # A key that waited by itself, in a log of the first version, does not say its agreement.
    agreement_id = stream.partition("/")[2]
    for one in held.commands:
        command = dict(one.command)
        if command["kind"] == "adoptCostKey":
            command.setdefault("agreementId", agreement_id)
        parsed = parse_command(command)
        if isinstance(parsed, Command):
            yield one.resolution, parsed


def _frames_hold(transaction: Transaction, agreement_id: UUID, held: Held) -> None:
    """Refuse, on trial, what would raise a member's share above what it has approved."""
    frames = Surroundings(transaction).agreement(agreement_id).frames
    if not frames:
        return
    position = transaction.write()
    before = transaction.before
    for exceeded in frames_exceeded(
        transaction.reader, agreement_id, frames, held.effective_from, before, position
    ):
        raise exceeded
