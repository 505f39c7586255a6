"""The rules of decisions that wait for each member's own decision.

Source: domain.md, "Legal form, rules and consent": under *each member* the board's decision is
pending until every required member's own decision is registered; a refusal ends it. Settled
question 8.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.agreement.consent_commands import HoldDecision, RegisterConsent
from domain.agreement.events import (
    AgreementEvent,
    ConsentGiven,
    ConsentRefused,
    CostKeyLapsed,
    DecisionHeld,
    DecisionLapsed,
    HeldResolution,
)
from domain.agreement.state import Agreement, Held
from domain.errors import Conflict, NotFound, Refused


def decision_held(state: Agreement, command: HoldDecision) -> DecisionHeld:
    """Let a decision wait for the members that its resolutions concern."""
    asked = [one for one in command.resolutions if one.resolution in command.asking]
    required = {code for one in asked for code in _concerned(state, one)}
    return DecisionHeld(
        decision_id=command.decision_id,
        resolutions=command.resolutions,
        required=tuple(sorted(required)),
        expected=command.expected,
    )


def _concerned(state: Agreement, held: HeldResolution) -> Iterable[str]:
    """Return whose own decision a resolution needs.

    That of everyone who is a member from its first day on; of the one that joins as well; a
    frame is what one member has approved, and needs only that member's.
    """
    command = held.command
    if command["kind"] == "decideMemberFrame":
        return (str(command["member"]),)
    members = state.members_from(date.fromisoformat(str(command["effectiveFrom"])))
    return (*members, str(command["code"])) if command["kind"] == "admitMember" else members


def consent_registered(state: Agreement, command: RegisterConsent) -> list[AgreementEvent]:
    """Register a member's own decision; a refusal ends what waited.

    Whether the last consent has come, and what follows then, is for the one who registers it:
    it concerns other streams.
    """
    held = state.waits_with(command.subject)
    if held is None:
        raise _not_pending(state, command)
    _consent_is_required(state, held, command.member)
    given = command.outcome == "given"
    kind = ConsentGiven if given else ConsentRefused
    consent = kind(
        subject=held.subject,
        member=command.member,
        body=command.body,
        decided_on=command.decided_on,
        paragraph=command.paragraph,
        case_number=command.case_number,
        document=command.document,
    )
    return [consent] if given else [consent, *lapse(state, held, refused_by=command.member)]


def lapse(
    state: Agreement, held: Held, *, refused_by: str | None = None, because: str | None = None
) -> list[AgreementEvent]:
    """Return the events by which a held decision, and the keys it adopts, come to nothing.

    Args:
        state: the agreement.
        held: what waited.
        refused_by: the member that refused.
        because: the code of the rule that refused it when the last consent had come.
    """
    keys = [state.pending[key] for key in sorted(held.key_ids) if key in state.pending]
    lapsed = DecisionLapsed(
        subject=held.subject,
        refused_by=refused_by,
        because=because,
        key_ids=tuple(key.key_id for key in keys),
    )
    if refused_by is None:
        return [lapsed]
    by_key = (
        CostKeyLapsed(key_id=key.key_id, scope=key.scope, refused_by=refused_by) for key in keys
    )
    return [lapsed, *by_key]


def _not_pending(state: Agreement, command: RegisterConsent) -> Refused | NotFound:
    if command.subject not in state.settled:
        return NotFound("pending decision", command.subject)
    return Refused(
        "no_longer_pending",
        "Beslutet väntar inte längre på samtycken: det gäller redan eller har fallit.",
        "The decision no longer waits for consents: it applies already or has lapsed.",
        subject=str(command.subject),
    )


def _consent_is_required(state: Agreement, held: Held, code: str) -> None:
    required = sorted(held.required)
    if code not in held.required:
        raise Refused(
            "consent_not_required",
            f"Samtycke krävs av {', '.join(required)}, inte av {code}.",
            f"Consent is required of {', '.join(required)}, not of {code}.",
            member=code,
            required=required,
        )
    if code in held.consented:
        name = state.names.get(code, code)
        raise Conflict(
            "consent_already_given",
            f"{name} ({code}) har redan lämnat sitt samtycke.",
            f"{name} ({code}) has already given its consent.",
            member=code,
            waiting_for=sorted(state.waiting_for(held)),
        )
