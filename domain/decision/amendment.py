"""The rules by which a later decision corrects or undoes an earlier one.

Source: domain.md, "Two kinds of entry in the log": corrections and reversals are new entries, and
both point at each other; what is not reversible is decided anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol
from uuid import UUID

from domain.agreement.events import Body
from domain.decision.commands import AnnulDecision, CorrectDecision, ReverseDecision
from domain.decision.envelope import TAKES_EFFECT
from domain.decision.events import DecisionAnnulled, DecisionCorrected, DecisionReversed
from domain.decision.state import TakenDecision
from domain.errors import Conflict, NotPermitted, Refused


class AmendmentSurroundings(Protocol):
    """What these rules read besides the decision that is amended."""

    @property
    def deciding_body(self) -> Body:
        """The body that takes the later decision."""

    def is_held(self, decision_id: UUID) -> bool: ...

    def has_lapsed(self, decision_id: UUID) -> bool: ...


def corrected(
    state: TakenDecision, command: CorrectDecision, around: AmendmentSurroundings
) -> DecisionCorrected:
    """Say what was wrong in a decision and what is right.

    Raises:
        Refused: ``correction_of_a_correction`` with the decision to correct instead.
        NotPermitted: ``correction_by_another_body``.
    """
    if state.corrects is not None:
        raise Refused(
            "correction_of_a_correction",
            f"Beslut {state.number} är självt en rättelse. Rätta det ursprungliga beslutet i "
            "stället; båda rättelserna visas då där.",
            f"Decision {state.number} is itself a correction. Correct the original decision "
            "instead; both corrections are then shown with it.",
            decision_id=str(command.decision_id),
            number=state.number,
            original=str(state.corrects),
        )
    body = around.deciding_body
    if body.body_id != state.body_id and body.body_kind != "board":
        raise NotPermitted(
            "correction_by_another_body",
            f"Beslut {state.number} fattades av ett annat organ; det rättas av det organet eller "
            "av portföljstyrgruppen.",
            f"Decision {state.number} was taken by another body; it is corrected by that body or "
            "by the board.",
            number=state.number,
            body_id=str(state.body_id),
        )
    return DecisionCorrected(
        wrong=command.wrong, right=command.right, effective_from=command.effective_from
    )


def corrects_what_was_decided(corrected_commands: Sequence[str], streams: Iterable[str]) -> None:
    """Refuse a correction that changes something the corrected decision did not concern.

    Raises:
        Refused: ``correction_of_other_things`` with what the decision concerned.
    """
    foreign = sorted(set(streams) - set(corrected_commands))
    if foreign:
        raise Refused(
            "correction_of_other_things",
            f"En rättelse ändrar bara det som beslutet gällde: {', '.join(corrected_commands)}. "
            f"Det här rör {', '.join(foreign)}; fatta ett nytt beslut om det.",
            f"A correction changes only what the decision concerned: "
            f"{', '.join(corrected_commands)}. This concerns {', '.join(foreign)}; decide anew "
            "about it.",
            concerned=list(corrected_commands),
            foreign=foreign,
        )


def reversed_(
    state: TakenDecision, command: ReverseDecision, around: AmendmentSurroundings
) -> DecisionReversed:
    """Undo a decision, or some of its resolutions, from a day.

    Raises:
        Refused: as `resolutions_to_undo`.
    """
    numbers = resolutions_to_undo(state, command, around)
    return DecisionReversed(
        resolutions=numbers,
        wholly=_wholly(state, numbers),
        reason=command.reason,
        effective_from=command.effective_from,
    )


def resolutions_to_undo(
    state: TakenDecision, command: ReverseDecision, around: AmendmentSurroundings
) -> tuple[int, ...]:
    """Return the numbers of the resolutions that a reversal undoes, in order.

    Raises:
        Refused: the decision decided nothing, is itself a reversal, or still waits for consents;
            or it has no such resolution.
        Conflict: it has been reversed in that part.
    """
    numbers = resolutions_reversed(state, command.resolutions)
    _decided_something(state)
    _is_no_reversal(state)
    _applies(state, command.decision_id, around)
    _not_reversed_yet(state, numbers)
    return numbers


def annulled(
    state: TakenDecision, command: AnnulDecision, around: AmendmentSurroundings
) -> DecisionAnnulled:
    """Record that a court has annulled a decision; what it could not undo is said with it."""
    _decided_something(state)
    _applies(state, command.decision_id, around)
    if (command.court, command.case_number) in state.annulled_by:
        raise Conflict(
            "annulment_already_registered",
            f"{command.court} har redan upphävt beslut {state.number} i mål {command.case_number}.",
            f"{command.court} has annulled decision {state.number} in case "
            f"{command.case_number} already.",
            number=state.number,
            court=command.court,
            case_number=command.case_number,
        )
    return DecisionAnnulled(
        court=command.court,
        case_number=command.case_number,
        decided_on=command.decided_on,
        effective_from=command.effective_from,
        resolutions=command.resolutions,
        wholly=_wholly(state, command.resolutions),
        not_undone=command.not_undone,
    )


def resolutions_reversed(state: TakenDecision, numbers: tuple[int, ...] | None) -> tuple[int, ...]:
    """Return the numbers of the resolutions that a reversal is about, in order."""
    there = tuple(range(1, len(state.commands) + 1))
    if numbers is None:
        return tuple(number for number in there if number not in state.undone)
    if not set(numbers) <= set(there):
        raise Refused(
            "no_such_resolution",
            f"Beslut {state.number} har {len(there)} att-satser.",
            f"Decision {state.number} has {len(there)} resolutions.",
            number=state.number,
            asked=list(numbers),
            possible=list(there),
        )
    return tuple(sorted(set(numbers)))


def _decided_something(state: TakenDecision) -> None:
    if state.outcome not in TAKES_EFFECT or not state.changes_something:
        raise Refused(
            "nothing_to_reverse",
            f"Beslut {state.number} ändrade ingenting (utfall: {state.outcome}) och kan inte "
            "upphävas. Rätta det eller fatta ett nytt beslut.",
            f"Decision {state.number} changed nothing (outcome: {state.outcome}) and cannot be "
            "reversed. Correct it, or decide anew.",
            number=state.number,
            outcome=state.outcome,
        )


def _is_no_reversal(state: TakenDecision) -> None:
    if state.reverses is not None:
        raise Refused(
            "reversal_of_a_reversal",
            f"Beslut {state.number} upphävde ett annat beslut. Fatta det beslutet på nytt i "
            "stället.",
            f"Decision {state.number} reversed another decision. Take that decision anew instead.",
            number=state.number,
            reversed=str(state.reverses),
        )


def _not_reversed_yet(state: TakenDecision, numbers: tuple[int, ...]) -> None:
    already = sorted(set(numbers) & state.undone)
    if already or not numbers:
        raise Conflict(
            "already_reversed",
            f"Beslut {state.number} är redan upphävt i den delen.",
            f"Decision {state.number} is reversed in that part already.",
            number=state.number,
            resolutions=already or sorted(state.undone),
        )


def _applies(state: TakenDecision, decision_id: UUID, around: AmendmentSurroundings) -> None:
    if around.is_held(decision_id):
        raise Refused(
            "decision_still_waits",
            f"Beslut {state.number} väntar på samtycken och gäller inte än. En medlems nej fäller "
            "det; det finns inget att upphäva.",
            f"Decision {state.number} waits for consents and does not apply yet. A member's "
            "refusal ends it; there is nothing to reverse.",
            number=state.number,
        )
    if around.has_lapsed(decision_id):
        raise Refused(
            "decision_has_lapsed",
            f"Beslut {state.number} har fallit och har aldrig gällt; det finns inget att upphäva.",
            f"Decision {state.number} has lapsed and never applied; there is nothing to reverse.",
            number=state.number,
        )


def _wholly(state: TakenDecision, numbers: tuple[int, ...]) -> bool:
    """Tell whether nothing of a decision stands when these resolutions are undone as well."""
    return state.undone | set(numbers) == set(range(1, len(state.commands) + 1))
