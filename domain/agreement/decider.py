"""The rules of an agreement: each command and fact becomes events, or is refused by name.

Source: domain.md, "Legal form, rules and consent" and "The cost key and the split"; settled
questions 3 and 8.
"""

from __future__ import annotations

from typing import assert_never

from domain.agreement.commands import (
    AdmitMember,
    AdmitObserver,
    AdoptDecisionRule,
    AgreementCommand,
    AgreementFact,
    ChangeLegalForm,
    DecideMemberFrame,
    DecideResourceRate,
    DefineConstellation,
    DesignateHost,
    DismissObserver,
    EstablishAgreement,
    FormBody,
    RepealResourceRate,
    WithdrawMember,
)
from domain.agreement.consent_commands import HoldDecision, RegisterConsent
from domain.agreement.consents import consent_registered, decision_held
from domain.agreement.events import (
    AgreementEstablished,
    AgreementEvent,
    Body,
    BodyFormed,
    ConstellationDefined,
    Member,
    MemberJoined,
    MemberLeft,
)
from domain.agreement.key_commands import (
    AdoptCostKey,
    ApplyFigures,
    CorrectStatistic,
    RegisterStatistic,
    ReinstateCostKey,
    RepealCostKey,
)
from domain.agreement.keys import (
    cost_key_adopted,
    cost_key_reinstated,
    cost_key_repealed,
    figures_applied,
    statistic_corrected,
    statistic_registered,
)
from domain.agreement.rules import (
    after_establishment,
    all_different,
    departed,
    has_a_board,
    is_a_member_code,
    is_member_on,
    name_is_free,
    not_appointed_by_members,
    not_the_host,
)
from domain.agreement.state import Agreement
from domain.agreement.surroundings import AgreementSurroundings
from domain.agreement.terms import (
    decision_rule_adopted,
    host_designated,
    legal_form_changed,
    member_frame_decided,
    observer_admitted,
    observer_dismissed,
    resource_rate_decided,
    resource_rate_repealed,
)
from domain.errors import NotFound, Refused
from domain.model import StreamId, Timeline
from domain.rules import (
    already_recorded,
    changes_nothing,
    in_order,
    of_the_agreement,
    stands_in_order,
)


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
        case FormBody() | AdmitMember() | WithdrawMember() | DefineConstellation():
            return [_of_members_and_bodies(state, command, around)]
        case RegisterStatistic():
            return [statistic_registered(state, command)]
        case CorrectStatistic():
            return [statistic_corrected(state, command)]
        case ApplyFigures():
            return [figures_applied(state, command, around)]
        case AdoptCostKey():
            return cost_key_adopted(state, command, around)
        case RepealCostKey():
            return [cost_key_repealed(state, command, around)]
        case ReinstateCostKey():
            return [cost_key_reinstated(state, command, around)]
        case HoldDecision():
            return [decision_held(state, command)]
        case RegisterConsent():
            return consent_registered(state, command)
        case _:
            return [_of_the_terms(state, command, around)]


def _of_members_and_bodies(
    state: Agreement,
    command: FormBody | AdmitMember | WithdrawMember | DefineConstellation,
    around: AgreementSurroundings,
) -> AgreementEvent:
    match command:
        case FormBody():
            return _body_formed(state, command, around)
        case AdmitMember():
            return _member_joined(state, command, around)
        case WithdrawMember():
            return _member_left(state, command, around)
        case DefineConstellation():
            return _constellation_defined(state, command, around)


def _of_the_terms(
    state: Agreement,
    command: AdmitObserver
    | DismissObserver
    | DesignateHost
    | ChangeLegalForm
    | AdoptDecisionRule
    | DecideResourceRate
    | RepealResourceRate
    | DecideMemberFrame,
    around: AgreementSurroundings,
) -> AgreementEvent:
    match command:
        case AdmitObserver():
            return observer_admitted(state, command, around)
        case DismissObserver():
            return observer_dismissed(state, command, around)
        case DesignateHost():
            return host_designated(state, command, around)
        case ChangeLegalForm():
            return legal_form_changed(state, command, around)
        case AdoptDecisionRule():
            return decision_rule_adopted(state, command, around)
        case DecideResourceRate():
            return resource_rate_decided(state, command, around)
        case RepealResourceRate():
            return resource_rate_repealed(state, command, around)
        case DecideMemberFrame():
            return member_frame_decided(state, command, around)
        case _:
            assert_never(command)


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
    if line.at(command.effective_from) if around.correcting else line.last:
        raise Refused(
            "already_a_member",
            f"{state.names[command.code]} ({command.code}) är redan medlem.",
            f"{state.names[command.code]} ({command.code}) is already a member.",
            member=command.code,
        )
    after_establishment(state, command.effective_from)
    stands_in_order("membership", line, True, command, around)
    return MemberJoined(
        member=Member(code=command.code, name=command.name),
        effective_from=command.effective_from,
    )


def _member_left(
    state: Agreement, command: WithdrawMember, around: AgreementSurroundings
) -> MemberLeft:
    is_a_member_code(command.code, state.members)
    line = state.members[command.code]
    if not line.last and not around.correcting:
        raise departed(state, command.code, line.latest_day)
    stands_in_order("membership", line, False, command, around)
    is_member_on(state, command.code, command.effective_from)
    not_the_host(state, command.code, command.effective_from)
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
