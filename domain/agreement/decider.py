"""The rules of an agreement: each command and fact becomes events, or is refused by name.

Source: domain.md, "Legal form, rules and consent" and "The cost key and the split"; settled
questions 3 and 8.
"""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from domain.agreement.commands import (
    AdmitMember,
    AdoptCostKey,
    AgreementCommand,
    AgreementFact,
    ApplyFigures,
    DefineConstellation,
    EstablishAgreement,
    FormBody,
    RegisterConsent,
    RegisterStatistic,
    WithdrawMember,
    described,
)
from domain.agreement.events import (
    AgreementEstablished,
    AgreementEvent,
    Body,
    BodyFormed,
    ConsentGiven,
    ConsentRefused,
    ConstellationDefined,
    CostKeyAdopted,
    CostKeyEnteredIntoForce,
    CostKeyLapsed,
    FiguresApplied,
    Member,
    MemberJoined,
    MemberLeft,
    StatisticRegistered,
)
from domain.agreement.rules import (
    after_establishment,
    all_different,
    consent_is_required,
    departed,
    figures_as_of,
    figures_suffice,
    fixed_shares_name_all,
    has_a_board,
    is_a_member_code,
    is_member_on,
    key_can_read,
    name_is_free,
    not_appointed_by_members,
    not_pending,
    not_the_host,
    nothing_pending,
    same_key,
)
from domain.agreement.state import Agreement, PendingKey
from domain.cost_key import Figures
from domain.errors import Conflict, NotFound, Refused
from domain.model import StreamId, Timeline
from domain.rules import (
    Ordering,
    already_recorded,
    changes_nothing,
    in_order,
    of_the_agreement,
)


class AgreementSurroundings(Ordering, Protocol):
    """What the rules of an agreement read of other streams."""

    def agreement_of(self, stream: StreamId) -> UUID: ...


def decide(
    state: Agreement | None,
    command: AgreementCommand | AgreementFact,
    around: AgreementSurroundings,
) -> list[AgreementEvent]:
    """Return the events `command` causes, or raise the rule that refuses it."""
    if isinstance(command, EstablishAgreement):
        return [_established(state, command)]
    if state is None:
        raise NotFound("agreement", command.agreement_id)
    match command:
        case FormBody():
            return [_body_formed(state, command, around)]
        case AdmitMember():
            return [_member_joined(state, command, around)]
        case WithdrawMember():
            return [_member_left(state, command, around)]
        case DefineConstellation():
            return [_constellation_defined(state, command, around)]
        case AdoptCostKey():
            return [_cost_key_adopted(state, command, around)]
        case ApplyFigures():
            return [_figures_applied(state, command, around)]
        case RegisterStatistic():
            return [_statistic_registered(state, command)]
        case RegisterConsent():
            return _consent(state, command)


# --- Founding, bodies, members ------------------------------------------------------------------


def _established(state: Agreement | None, command: EstablishAgreement) -> AgreementEstablished:
    if state is not None:
        raise already_recorded("agreement", str(command.agreement_id))
    all_different("members", [member.code for member in command.members])
    all_different("bodies", [str(body.body_id) for body in command.bodies])
    has_a_board(command.bodies)
    if command.host is not None:
        is_a_member_code(command.host, {member.code for member in command.members})
    return AgreementEstablished(
        name=command.name,
        members=tuple(sorted(command.members, key=lambda member: member.code)),
        host=command.host,
        legal_form=command.legal_form,
        bodies=command.bodies,
        effective_from=command.effective_from,
    )


def _body_formed(state: Agreement, command: FormBody, around: AgreementSurroundings) -> BodyFormed:
    if command.body_id in state.bodies:
        raise already_recorded("body", str(command.body_id))
    not_appointed_by_members(command.body_kind)
    for program in command.programs:
        steered = StreamId(f"program/{program}")
        of_the_agreement(steered, command.agreement_id, around.agreement_of(steered))
    after_establishment(state, command.effective_from)
    body = Body(
        body_id=command.body_id,
        name=command.name,
        body_kind=command.body_kind,
        programs=command.programs,
    )
    return BodyFormed(body=body, effective_from=command.effective_from)


def _member_joined(
    state: Agreement, command: AdmitMember, around: AgreementSurroundings
) -> MemberJoined:
    line = state.members.get(command.code, Timeline())
    if line.last:
        raise Refused(
            "already_a_member",
            f"{state.names[command.code]} ({command.code}) är redan medlem.",
            f"{state.names[command.code]} ({command.code}) is already a member.",
            member=command.code,
        )
    after_establishment(state, command.effective_from)
    in_order("membership", line.latest_day, command, around)
    return MemberJoined(
        member=Member(code=command.code, name=command.name),
        effective_from=command.effective_from,
    )


def _member_left(
    state: Agreement, command: WithdrawMember, around: AgreementSurroundings
) -> MemberLeft:
    is_a_member_code(command.code, state.names)
    line = state.members[command.code]
    if not line.last:
        raise departed(state, command.code, line.latest_day)
    in_order("membership", line.latest_day, command, around)
    not_the_host(state, command.code)
    others = [code for code, other in state.members.items() if other.last and code != command.code]
    if not others:
        raise Refused(
            "last_member",
            "Den sista medlemmen kan inte lämna avtalet.",
            "The last member cannot leave the agreement.",
            member=command.code,
        )
    return MemberLeft(code=command.code, effective_from=command.effective_from)


# --- Constellations -----------------------------------------------------------------------------


def _constellation_defined(
    state: Agreement, command: DefineConstellation, around: AgreementSurroundings
) -> ConstellationDefined:
    line = state.constellations.get(command.constellation_id, Timeline())
    all_different("members", list(command.members))
    after_establishment(state, command.effective_from)
    in_order("constellation", line.latest_day, command, around)
    for code in command.members:
        is_member_on(state, code, command.effective_from)
    name_is_free(state, command)
    members = tuple(sorted(command.members))
    unchanged = line.at(command.effective_from) == members
    if unchanged and state.constellation_names[command.constellation_id] == command.name:
        same = f"{command.name}: {', '.join(members)}"
        raise changes_nothing(same, same)
    return ConstellationDefined(
        constellation_id=command.constellation_id,
        name=command.name,
        members=members,
        effective_from=command.effective_from,
    )


# --- Statistics ---------------------------------------------------------------------------------


def _statistic_registered(state: Agreement, command: RegisterStatistic) -> StatisticRegistered:
    for code in command.figures:
        is_a_member_code(code, state.names)
    if command.basis in ("equal", "fixed"):
        raise Refused(
            "reserved_basis",
            f"Grunden {command.basis} räknas utan statistik; välj ett annat namn.",
            f"The basis {command.basis} needs no statistic; choose another name.",
            basis=command.basis,
        )
    for known in state.figures:
        same = (known.figures.basis, known.figures.reference_date)
        if same == (command.basis, command.reference_date):
            raise Conflict(
                "statistic_already_registered",
                f"Uppgifter om {command.basis} per {command.reference_date} finns redan.",
                f"Figures for {command.basis} as of {command.reference_date} are registered.",
                basis=command.basis,
                reference_date=command.reference_date.isoformat(),
                source=known.figures.source,
            )
    figures = Figures(
        basis=command.basis,
        reference_date=command.reference_date,
        source=command.source,
        values=command.figures,
    )
    return StatisticRegistered(figures=figures, applies_from=command.applies_from)


def _figures_applied(
    state: Agreement, command: ApplyFigures, around: AgreementSurroundings
) -> FiguresApplied:
    figures = figures_as_of(state, command.basis, command.reference_date)
    line = state.applied.get(command.basis, Timeline())
    after_establishment(state, command.effective_from)
    in_order("figures", line.latest_day, command, around)
    figures_suffice(figures, state.members_on(command.effective_from))
    if line.at(command.effective_from) == command.reference_date:
        same = f"{command.basis} {command.reference_date}"
        raise changes_nothing(same, same)
    return FiguresApplied(
        basis=command.basis,
        reference_date=command.reference_date,
        effective_from=command.effective_from,
    )


# --- Cost keys and consents ---------------------------------------------------------------------


def _cost_key_adopted(
    state: Agreement, command: AdoptCostKey, around: AgreementSurroundings
) -> CostKeyAdopted:
    scope = command.scope.stream
    of_the_agreement(scope, command.agreement_id, around.agreement_of(scope))
    if command.key_id in state.key_ids:
        raise already_recorded("cost key", str(command.key_id))
    after_establishment(state, command.effective_from)
    nothing_pending(state, scope)
    line = state.keys.get(scope, Timeline())
    in_order("cost_key", line.latest_day, command, around)
    key = command.key
    for component in key.effective:
        key_can_read(state, component)
        if command.scope.portfolio_id is not None:
            fixed_shares_name_all(component, state.members_from(command.effective_from))
    if line.last is not None and same_key(line.last.key, key):
        raise changes_nothing(described(key).sv, described(key).en)
    return CostKeyAdopted(
        key_id=command.key_id,
        scope=scope,
        key=key,
        required=state.members_from(command.effective_from),
        effective_from=command.effective_from,
    )


def _consent(state: Agreement, command: RegisterConsent) -> list[AgreementEvent]:
    pending = state.pending.get(command.subject)
    if pending is None:
        raise not_pending(state, command)
    consent_is_required(state, pending, command.member)
    given = command.outcome == "given"
    kind = ConsentGiven if given else ConsentRefused
    consent = kind(
        subject=command.subject,
        member=command.member,
        body=command.body,
        decided_on=command.decided_on,
        paragraph=command.paragraph,
        case_number=command.case_number,
        document=command.document,
    )
    return [consent, *_outcome(pending, command)]


def _outcome(pending: PendingKey, command: RegisterConsent) -> list[AgreementEvent]:
    if command.outcome == "refused":
        return [
            CostKeyLapsed(key_id=pending.key_id, scope=pending.scope, refused_by=command.member)
        ]
    if pending.required - pending.consented == {command.member}:
        return [
            CostKeyEnteredIntoForce(
                key_id=pending.key_id,
                scope=pending.scope,
                key=pending.key,
                effective_from=pending.effective_from,
            )
        ]
    return []
