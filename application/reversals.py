"""What corrections, reversals and annulments come to: the commands that right or undo."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from application.deciding import decide_and_append
from application.log import SealedText, Transaction
from application.surroundings import Surroundings
from application.texts import seal_text
from domain.decision import (
    AnnulDecision,
    CorrectDecision,
    Decision,
    NotUndone,
    RegisterAnnulment,
    ReverseDecision,
    corrects_what_was_decided,
    resolutions_reversed,
    resolutions_to_undo,
)
from domain.errors import DomainError
from domain.model import Command, Resolution
from domain.recorded import Cause, Recorded
from domain.reversal import inverses


def commands_of(
    resolution: Resolution, transaction: Transaction, around: Surroundings
) -> Iterator[Command]:
    """Yield the commands that undo what a reversal is about; none for any other resolution.

    Raises:
        Refused: something of it cannot be reversed, and what to do instead.
    """
    if not isinstance(resolution, ReverseDecision):
        return
    taken = around.decision(resolution.decision_id)
    numbers = resolutions_to_undo(taken, resolution, around)
    done = _done(transaction, resolution.decision_id, numbers)
    yield from inverses(done, resolution.effective_from, resolution.reason, around)


def _done(
    transaction: Transaction, decision_id: UUID, numbers: tuple[int, ...]
) -> tuple[Recorded, ...]:
    """Return the events of a decision's resolutions, in the order of the log."""
    return tuple(
        one
        for after, until in transaction.reader.spans(decision_id, transaction.before)
        for one in transaction.events(after, until)
        if one.cause.resolution in numbers
    )


def annulled(fact: RegisterAnnulment, transaction: Transaction, entry: Cause) -> AnnulDecision:
    """Undo what can be undone of a decision that a court has annulled.

    A fact is not refused for being unwelcome: what a rule does not let be undone stays, and is
    told with the annulment.
    """
    around = Surroundings(transaction)
    taken = around.decision(fact.decision_id)
    numbers = resolutions_reversed(taken, None)
    why = seal_text(f"{fact.court} {fact.case_number}", secrets.token_bytes(16))
    undoing = _Undoing(entry, why)
    not_undone = []
    for number in reversed(numbers):
        try:
            with transaction.trial():
                _undo(fact, number, transaction, around, undoing)
        except DomainError as refusal:
            not_undone.append(NotUndone(resolution=number, because=refusal.code))
        else:
            _undo(fact, number, transaction, around, undoing)
    return AnnulDecision(
        **dict(fact),
        resolutions=tuple(
            number for number in numbers if number not in {one.resolution for one in not_undone}
        ),
        not_undone=tuple(sorted(not_undone, key=lambda one: one.resolution)),
    )


@dataclass(frozen=True, slots=True)
class _Undoing:
    """Why something is undone: the entry, and the text that says so where a reason is asked for."""

    cause: Cause
    reason: SealedText


def _undo(
    fact: RegisterAnnulment,
    number: int,
    transaction: Transaction,
    around: Surroundings,
    undoing: _Undoing,
) -> None:
    done = _done(transaction, fact.decision_id, (number,))
    for command in inverses(done, fact.effective_from, undoing.reason.sealed, around):
        if getattr(command, "reason", None) == undoing.reason.sealed:
            transaction.keep(undoing.reason)
        decide_and_append(transaction, command.parts(), around, undoing.cause)


def corrects_only_that(
    decision: Decision, correction: CorrectDecision, around: Surroundings
) -> None:
    """Let the § of a correction change only the streams that the corrected decision concerned.

    Raises:
        Refused: ``correction_of_other_things``.
    """
    concerned = around.streams_decided_on(correction.decision_id)
    others = (
        part.stream
        for one in decision.resolutions
        if isinstance(one, Command) and not isinstance(one, CorrectDecision)
        for part in one.parts()
    )
    corrects_what_was_decided(concerned, others)
