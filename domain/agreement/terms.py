"""The rules of the agreement's own terms: observers, host, form, decision rules, rates, frames.

Source: domain.md, "Legal form, rules and consent" and the glossary.
"""

from __future__ import annotations

from datetime import date

from domain.agreement.commands import (
    AdmitObserver,
    AdoptDecisionRule,
    ChangeLegalForm,
    DecideMemberFrame,
    DecideResourceRate,
    DesignateHost,
    DismissObserver,
    RepealResourceRate,
)
from domain.agreement.events import (
    DecisionRuleAdopted,
    HostDesignated,
    LegalFormChanged,
    Member,
    MemberFrameDecided,
    ObserverAdmitted,
    ObserverDismissed,
    ResourceRateDecided,
    ResourceRateRepealed,
)
from domain.agreement.rules import after_establishment, is_a_member_code, is_member_on
from domain.agreement.state import Agreement
from domain.agreement.surroundings import AgreementSurroundings
from domain.agreement.wording import DECISION_RULES, LEGAL_FORMS
from domain.errors import NotFound, Refused
from domain.fiscal_year import money_of_kind
from domain.model import Timeline
from domain.money import kronor
from domain.rules import changes_nothing, in_order

RULE_OF_RULES = "adoptDecisionRule"
"""The kind that changes how decisions are taken: it always needs each member."""
_WITHOUT_CHOICE = {RULE_OF_RULES, "text"}
"""Kinds whose rule is not chosen; a text changes nothing, so nobody waits for it."""


# --- Observers ----------------------------------------------------------------------------------


def observer_admitted(
    state: Agreement, command: AdmitObserver, around: AgreementSurroundings
) -> ObserverAdmitted:
    """Let an organisation that is no member take part."""
    day, line = command.effective_from, state.observers.get(command.code, Timeline())
    after_establishment(state, day)
    _is_no_member(state, command.code, day)
    in_order("observer", line.latest_day, command, around)
    if line.at(day):
        same = f"{command.name} ({command.code})"
        raise changes_nothing(f"{same} är observatör", f"{same} is an observer")
    return ObserverAdmitted(
        observer=Member(code=command.code, name=command.name), effective_from=day
    )


def _is_no_member(state: Agreement, code: str, day: date) -> None:
    if state.members.get(code, Timeline()).at(day):
        raise Refused(
            "member_cannot_observe",
            f"{state.names[code]} ({code}) är medlem den {day} och kan inte vara observatör.",
            f"{state.names[code]} ({code}) is a member on {day} and cannot be an observer.",
            member=code,
            day=day.isoformat(),
        )


def observer_dismissed(
    state: Agreement, command: DismissObserver, around: AgreementSurroundings
) -> ObserverDismissed:
    """End an observer's part.

    Raises:
        NotFound: there is no such observer on the day.
    """
    line = state.observers.get(command.code, Timeline())
    if not line.at(command.effective_from):
        raise NotFound("observer", command.code)
    in_order("observer", line.latest_day, command, around)
    return ObserverDismissed(code=command.code, effective_from=command.effective_from)


# --- Host and form ------------------------------------------------------------------------------


def host_designated(
    state: Agreement, command: DesignateHost, around: AgreementSurroundings
) -> HostDesignated:
    """Let another member be the host."""
    after_establishment(state, command.effective_from)
    is_member_on(state, command.code, command.effective_from)
    in_order("host", state.hosts.latest_day, command, around)
    if state.hosts.at(command.effective_from) == command.code:
        name = state.names[command.code]
        raise changes_nothing(f"{name} är värdkommun", f"{name} is the host")
    return HostDesignated(code=command.code, effective_from=command.effective_from)


def legal_form_changed(
    state: Agreement, command: ChangeLegalForm, around: AgreementSurroundings
) -> LegalFormChanged:
    """Change the legal form from a day."""
    after_establishment(state, command.effective_from)
    in_order("legal_form", state.legal_forms.latest_day, command, around)
    if state.legal_forms.at(command.effective_from) == command.legal_form:
        form = LEGAL_FORMS[command.legal_form]
        raise changes_nothing(f"formen är {form.sv}", f"the form is {form.en}")
    return LegalFormChanged(legal_form=command.legal_form, effective_from=command.effective_from)


# --- Decision rules -----------------------------------------------------------------------------


def decision_rule_adopted(
    state: Agreement, command: AdoptDecisionRule, around: AgreementSurroundings
) -> DecisionRuleAdopted:
    """Name the rule of one kind of decision."""
    kind, day = command.decision_kind, command.effective_from
    _has_a_rule(kind, sorted(set(around.decision_rules) - _WITHOUT_CHOICE))
    after_establishment(state, day)
    line = state.rules.get(kind, Timeline())
    in_order("decision_rule", line.latest_day, command, around)
    if (line.at(day) or around.decision_rules[kind]) == command.rule:
        rule = DECISION_RULES[command.rule]
        raise changes_nothing(f"{kind} fattas {rule.sv}", f"{kind} is taken {rule.en}")
    return DecisionRuleAdopted(decision_kind=kind, rule=command.rule, effective_from=day)


def _has_a_rule(kind: str, possible: list[str]) -> None:
    if kind not in possible:
        raise Refused(
            "kind_has_no_rule_to_choose",
            f"Det går inte att välja beslutsregel för {kind}. Möjliga slag: {', '.join(possible)}.",
            f"No decision rule can be chosen for {kind}. Possible kinds: {', '.join(possible)}.",
            decision_kind=kind,
            possible=possible,
        )


# --- Rates and frames ---------------------------------------------------------------------------


def resource_rate_decided(
    state: Agreement, command: DecideResourceRate, around: AgreementSurroundings
) -> ResourceRateDecided:
    """Decide what an hour of a category of staff is worth."""
    line = state.rates.get(command.category, Timeline())
    after_establishment(state, command.effective_from)
    in_order("resource_rate", line.latest_day, command, around)
    if line.at(command.effective_from) == command.rate:
        rate = command.rate
        raise changes_nothing(
            f"{command.category}: {kronor(rate, 'sv')}", f"{command.category}: {kronor(rate, 'en')}"
        )
    return ResourceRateDecided(
        category=command.category, rate=command.rate, effective_from=command.effective_from
    )


def resource_rate_repealed(
    state: Agreement, command: RepealResourceRate, around: AgreementSurroundings
) -> ResourceRateRepealed:
    """End a rate.

    Raises:
        NotFound: the category has no rate on the day.
    """
    line = state.rates.get(command.category, Timeline())
    if line.at(command.effective_from) is None:
        raise NotFound("resource rate", command.category)
    in_order("resource_rate", line.latest_day, command, around)
    return ResourceRateRepealed(category=command.category, effective_from=command.effective_from)


def member_frame_decided(
    state: Agreement, command: DecideMemberFrame, around: AgreementSurroundings
) -> MemberFrameDecided:
    """Set the most that a member has approved for a year."""
    is_a_member_code(command.member, state.members)
    line = state.frames.get((command.member, command.fiscal_year, command.money_kind), Timeline())
    after_establishment(state, command.effective_from)
    in_order("member_frame", line.latest_day, command, around)
    if line.at(command.effective_from) == command.amount:
        amount = money_of_kind(command.amount, command.money_kind)
        name, year = state.names[command.member], command.fiscal_year
        raise changes_nothing(f"{name} {year}: {amount.sv}", f"{name} {year}: {amount.en}")
    return MemberFrameDecided(
        member=command.member,
        fiscal_year=command.fiscal_year,
        amount=command.amount,
        money_kind=command.money_kind,
        effective_from=command.effective_from,
    )
