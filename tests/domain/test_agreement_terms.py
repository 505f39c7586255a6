"""The agreement's own terms: observers, host, legal form, decision rules, rates, frames."""

import pytest
from pydantic import JsonValue

from domain.agreement import events as agreed
from domain.agreement.terms import RULE_OF_RULES
from domain.errors import Conflict, CorruptStream
from tests import happened, make
from tests.happened import AGREED, GOVERNED, Happened, in_agreement
from tests.make import FOUNDED, JULY, MARCH, NEW_YEAR, before, day
from tests.spec import given, past_of
from tests.surroundings import FakeSurroundings, state_of

BEFORE_THE_AGREEMENT = before(FOUNDED)


# --- Observers ----------------------------------------------------------------------------------

OBSERVED = (*GOVERNED, in_agreement(happened.observer_admitted()))


def test_an_observer_takes_part_without_being_a_member() -> None:
    given(*GOVERNED).when(make.admit_observer()).then(happened.observer_admitted())
    state = state_of(AGREED.stream, past_of(*OBSERVED)[AGREED.stream])
    assert state.observers["1430"].at(NEW_YEAR)
    assert "1430" not in state.members_on(NEW_YEAR)


def test_a_member_cannot_observe_but_may_when_it_has_left() -> None:
    given(*GOVERNED).when(make.admit_observer(code="1492", name="Åmål")).then_refused(
        "member_cannot_observe", member="1492", day="2026-01-01"
    )
    left = in_agreement(happened.member_left(effective_from=NEW_YEAR))
    given(*GOVERNED, left).when(
        make.admit_observer(code="1492", name="Åmål", effective_from=NEW_YEAR)
    ).then_accepted()
    given(*GOVERNED, left).when(
        make.admit_observer(code="1492", name="Åmål", effective_from=before(NEW_YEAR))
    ).then_refused("member_cannot_observe")


def test_an_observer_is_admitted_once_and_in_order() -> None:
    given(*OBSERVED).when(make.admit_observer()).then_refused("changes_nothing")
    given(*OBSERVED).when(make.admit_observer(effective_from=before(NEW_YEAR))).then_refused(
        "precedes_latest_change"
    )
    given(*GOVERNED).when(make.admit_observer(effective_from=BEFORE_THE_AGREEMENT)).then_refused(
        "before_the_agreement"
    )


def test_an_observer_may_become_a_member() -> None:
    given(*OBSERVED).when(make.admit_member(code="1430", name="Munkedal")).then_accepted()


def test_an_observer_is_dismissed_from_a_day_on_which_it_observes() -> None:
    given(*OBSERVED).when(make.dismiss_observer()).then(happened.observer_dismissed())
    given(*OBSERVED).when(make.dismiss_observer(effective_from=before(NEW_YEAR))).then_not_found(
        "observer", "1430"
    )
    given(*GOVERNED).when(make.dismiss_observer()).then_not_found("observer", "1430")


# --- Host and form ------------------------------------------------------------------------------


def test_another_member_becomes_the_host() -> None:
    given(*GOVERNED).when(make.designate_host()).then(happened.host_designated())
    given(*GOVERNED).when(make.designate_host(code="1460")).then_refused("changes_nothing")
    given(*GOVERNED).when(make.designate_host(code="0180")).then_refused("unknown_member")
    given(*GOVERNED).when(make.designate_host(effective_from=BEFORE_THE_AGREEMENT)).then_refused(
        "before_the_agreement"
    )


def test_the_host_cannot_leave_until_another_is_the_host() -> None:
    new_host = in_agreement(happened.host_designated(effective_from=JULY))
    leave = make.withdraw_member(code="1460", effective_from=JULY)
    given(*GOVERNED).when(leave).then_refused("host_cannot_leave", member="1460")
    given(*GOVERNED, new_host).when(leave).then_accepted()
    given(*GOVERNED, new_host).when(
        make.withdraw_member(code="1460", effective_from=before(JULY))
    ).then_refused("host_cannot_leave")
    given(*GOVERNED, new_host).when(
        make.withdraw_member(code="1461", effective_from=MARCH)
    ).then_refused("host_cannot_leave", member="1461")


def test_a_host_is_designated_in_order() -> None:
    later = in_agreement(happened.host_designated(effective_from=JULY))
    given(*GOVERNED, later).when(
        make.designate_host(code="1438", effective_from=before(JULY))
    ).then_refused("precedes_latest_change", facet="host", earliest="2026-07-01")
    given(*GOVERNED, later).when(
        make.designate_host(code="1438", effective_from=JULY)
    ).then_accepted()


def test_the_legal_form_changes_from_a_day() -> None:
    given(*GOVERNED).when(make.change_legal_form()).then(happened.legal_form_changed())
    given(*GOVERNED).when(make.change_legal_form(legal_form="contract")).then_refused(
        "changes_nothing"
    )
    changed = in_agreement(happened.legal_form_changed())
    given(*GOVERNED, changed).when(
        make.change_legal_form(legal_form="company", effective_from=before(NEW_YEAR))
    ).then_refused("precedes_latest_change", facet="legal_form")
    given(*GOVERNED).when(make.change_legal_form(effective_from=BEFORE_THE_AGREEMENT)).then_refused(
        "before_the_agreement"
    )


# --- Decision rules -----------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ["consensus", "unanimous", "each_member"])
def test_a_kind_of_decision_gets_a_rule(rule: str) -> None:
    given(*GOVERNED).when(make.adopt_decision_rule(rule=rule)).then(
        happened.decision_rule_adopted(rule=rule)
    )


def test_the_rule_that_is_the_default_already_changes_nothing() -> None:
    given(*GOVERNED).when(make.adopt_decision_rule(rule="majority")).then_refused("changes_nothing")
    adopted = in_agreement(happened.decision_rule_adopted())
    given(*GOVERNED, adopted).when(make.adopt_decision_rule()).then_refused("changes_nothing")
    given(*GOVERNED, adopted).when(make.adopt_decision_rule(rule="majority")).then_accepted()


@pytest.mark.parametrize("kind", [RULE_OF_RULES, "text", "noSuchKind"])
def test_how_rules_are_decided_is_not_up_for_choice(kind: str) -> None:
    refusal = (
        given(*GOVERNED)
        .when(make.adopt_decision_rule(decision_kind=kind))
        .then_refused("kind_has_no_rule_to_choose", decision_kind=kind)
    )
    assert "decideCeiling" in refusal.facts["possible"]
    assert RULE_OF_RULES not in refusal.facts["possible"]


def test_a_rule_is_adopted_in_order_and_within_the_agreement() -> None:
    adopted = in_agreement(happened.decision_rule_adopted(effective_from=JULY))
    given(*GOVERNED, adopted).when(
        make.adopt_decision_rule(rule="consensus", effective_from=MARCH)
    ).then_refused("precedes_latest_change", facet="decision_rule")
    given(*GOVERNED).when(
        make.adopt_decision_rule(effective_from=BEFORE_THE_AGREEMENT)
    ).then_refused("before_the_agreement")


# --- Rates --------------------------------------------------------------------------------------

RATED = (*GOVERNED, in_agreement(happened.resource_rate_decided()))


def test_a_rate_is_decided_by_category_and_from_a_day() -> None:
    given(*GOVERNED).when(make.decide_resource_rate()).then(happened.resource_rate_decided())
    given(*RATED).when(make.decide_resource_rate()).then_refused("changes_nothing")
    given(*RATED).when(make.decide_resource_rate(rate=650_01)).then_accepted()
    given(*RATED).when(make.decide_resource_rate(category="Systemförvaltare")).then_accepted()
    given(*RATED).when(
        make.decide_resource_rate(rate=1, effective_from=before(NEW_YEAR))
    ).then_refused("precedes_latest_change", facet="resource_rate")
    given(*GOVERNED).when(
        make.decide_resource_rate(effective_from=BEFORE_THE_AGREEMENT)
    ).then_refused("before_the_agreement")


def test_a_rate_is_repealed_when_there_is_one() -> None:
    given(*RATED).when(make.repeal_resource_rate()).then(happened.resource_rate_repealed())
    given(*GOVERNED).when(make.repeal_resource_rate()).then_not_found(
        "resource rate", "Projektledare"
    )
    repealed = in_agreement(happened.resource_rate_repealed(effective_from=JULY))
    given(*RATED, repealed).when(make.repeal_resource_rate(effective_from=JULY)).then_not_found(
        "resource rate", "Projektledare"
    )
    given(*RATED, repealed).when(
        make.repeal_resource_rate(effective_from=before(JULY))
    ).then_refused("precedes_latest_change")


# --- Frames -------------------------------------------------------------------------------------


def test_a_frame_is_of_a_member_a_year_and_a_kind_of_money() -> None:
    given(*GOVERNED).when(make.decide_member_frame()).then(happened.member_frame_decided())
    framed = in_agreement(happened.member_frame_decided())
    for change in (
        {"member": "1460"},
        {"fiscal_year": 2027},
        {"money_kind": "in_kind"},
        {"amount": 500_000_01},
    ):
        given(*GOVERNED, framed).when(make.decide_member_frame(**change)).then_accepted()
    given(*GOVERNED, framed).when(make.decide_member_frame()).then_refused("changes_nothing")
    given(*GOVERNED, framed).when(
        make.decide_member_frame(amount=1, effective_from=before(NEW_YEAR))
    ).then_refused("precedes_latest_change", facet="member_frame")


def test_a_frame_is_of_somebody_in_the_agreement() -> None:
    given(*GOVERNED).when(make.decide_member_frame(member="0180")).then_refused("unknown_member")
    given(*GOVERNED).when(
        make.decide_member_frame(effective_from=BEFORE_THE_AGREEMENT)
    ).then_refused("before_the_agreement")


# --- Keys repealed and reinstated, figures corrected ---------------------------------------------

KEYED = (
    *GOVERNED,
    in_agreement(
        happened.statistic_registered(),
        happened.cost_key_adopted(),
        happened.cost_key_entered_into_force(),
    ),
)
REPEALED = (*KEYED, in_agreement(happened.cost_key_repealed(effective_from=MARCH)))


def test_a_key_is_repealed_from_a_day_on_which_there_is_one() -> None:
    given(*KEYED).when(make.repeal_cost_key()).then(happened.cost_key_repealed())
    given(*GOVERNED).when(make.repeal_cost_key()).then_refused("changes_nothing")
    given(*KEYED).when(make.repeal_cost_key(effective_from=before(NEW_YEAR))).then_refused(
        "precedes_latest_change"
    )
    given(*REPEALED).when(make.repeal_cost_key(effective_from=MARCH)).then_refused(
        "changes_nothing"
    )


def test_an_earlier_key_applies_again() -> None:
    given(*REPEALED).when(make.reinstate_cost_key(effective_from=JULY)).then(
        happened.cost_key_entered_into_force(effective_from=JULY)
    )
    given(*KEYED).when(make.reinstate_cost_key()).then_refused("changes_nothing")
    given(*REPEALED).when(make.reinstate_cost_key(key_id=make.uid("unknown"))).then_not_found(
        "cost key", make.uid("unknown")
    )


@pytest.mark.parametrize("command", [make.repeal_cost_key(), make.reinstate_cost_key()])
def test_a_key_that_waits_for_consents_keeps_others_out(command: object) -> None:
    waiting = in_agreement(
        happened.cost_key_adopted(
            key_id=make.uid("newer"), key=happened.A_KEY_OF_EVERYTHING, effective_from=JULY
        )
    )
    given(*KEYED, waiting).when(command).then_refused("key_already_pending", Conflict)


def test_right_figures_take_the_place_of_wrong_ones() -> None:
    given(*KEYED).when(make.correct_statistic()).then(happened.statistic_corrected())
    corrected = in_agreement(happened.statistic_corrected())
    state = state_of(AGREED.stream, past_of(*KEYED, corrected)[AGREED.stream])
    stands = state.terms.statistics["population", day("2024-12-31")]
    assert stands.figures.values["1492"] == 12_473
    given(*KEYED, corrected).when(make.correct_statistic()).then_refused("changes_nothing")
    given(*KEYED, corrected).when(make.correct_statistic(figures=make.POPULATION)).then_accepted()


def test_corrected_figures_apply_from_when_the_wrong_ones_did() -> None:
    registered = in_agreement(happened.statistic_registered(applies_from=JULY))
    corrected = in_agreement(happened.statistic_corrected())
    state = state_of(AGREED.stream, past_of(*GOVERNED, registered, corrected)[AGREED.stream])
    assert [version.applies_from for version in state.figures] == [JULY, JULY]


def test_only_registered_figures_of_members_are_corrected() -> None:
    given(*KEYED).when(make.correct_statistic(reference_date=day("2020-12-31"))).then_refused(
        "no_figures_for_the_date"
    )
    given(*KEYED).when(make.correct_statistic(basis="pupils")).then_refused("unknown_basis")
    given(*KEYED).when(make.correct_statistic(figures={"0180": 1})).then_refused("unknown_member")


def test_a_correction_of_figures_leaves_nobody_out() -> None:
    all_but_one = {code: figure for code, figure in make.POPULATION.items() if code != "1438"}
    given(*KEYED).when(make.correct_statistic(figures=all_but_one)).then_refused(
        "correction_leaves_out", missing=["1438"]
    )
    given(*KEYED).when(make.correct_statistic(figures={**all_but_one, "1438": 0})).then_accepted()


# --- Decisions that wait ------------------------------------------------------------------------


Command = dict[str, JsonValue]


def held(*kinds: tuple[int, Command], **more: object) -> object:
    resolutions = tuple(
        agreed.HeldResolution(resolution=number, command=command) for number, command in kinds
    )
    return make.hold_decision(
        resolutions=resolutions, asking=tuple(number for number, _ in kinds), **more
    )


ADMIT: Command = {"kind": "admitMember", "code": "1466", "effectiveFrom": "2026-01-01"}
LEAVE: Command = {"kind": "withdrawMember", "code": "1492", "effectiveFrom": "2026-07-01"}
FRAME: Command = {"kind": "decideMemberFrame", "member": "1492", "effectiveFrom": "2026-01-01"}


def required_by(*commands: Command, past: tuple[Happened, ...] = GOVERNED) -> list[str]:
    [event] = given(*past).when(held(*enumerate(commands, start=1))).then_accepted()
    assert isinstance(event, agreed.DecisionHeld)
    return list(event.required)


def test_whose_own_decision_is_needed_follows_from_what_is_decided() -> None:
    assert required_by(ADMIT) == sorted([*make.CODES, "1466"])
    assert required_by(LEAVE) == list(make.CODES)
    assert required_by(FRAME) == ["1492"]
    assert required_by(FRAME, {**FRAME, "member": "1438"}) == ["1438", "1492"]


def test_who_has_left_by_the_first_day_is_not_asked() -> None:
    left = in_agreement(happened.member_left(effective_from=MARCH))
    assert "1492" in required_by(LEAVE | {"effectiveFrom": "2026-02-28"}, past=(*GOVERNED, left))
    assert "1492" not in required_by(LEAVE, past=(*GOVERNED, left))


def test_a_member_that_leaves_while_a_decision_waits_is_not_waited_for() -> None:
    waiting = (*GOVERNED, in_agreement(happened.decision_held()))
    agreed = AGREED.stream
    state = state_of(agreed, past_of(*waiting)[agreed])
    [decision] = state.held.values()
    assert state.waiting_for(decision) == {*make.CODES, "1466"}
    left = in_agreement(happened.member_left(effective_from=NEW_YEAR))
    state = state_of(agreed, past_of(*waiting, left)[agreed])
    assert state.waiting_for(decision) == {*make.CODES, "1466"} - {"1492"}


@pytest.mark.parametrize(
    "about_it",
    [
        {**ADMIT, "code": "1492", "effectiveFrom": "2026-07-01"},
        {**FRAME, "effectiveFrom": "2026-07-01"},
    ],
)
def test_whom_a_decision_is_about_by_name_is_waited_for_also_when_it_has_left(
    about_it: Command,
) -> None:
    left = in_agreement(happened.member_left(effective_from=MARCH))
    resolution = agreed.HeldResolution(resolution=1, command=about_it)
    waiting = in_agreement(happened.decision_held(resolutions=(resolution,), required=("1492",)))
    state = state_of(AGREED.stream, past_of(*GOVERNED, left, waiting)[AGREED.stream])
    [decision] = state.held.values()
    assert state.waiting_for(decision) == {"1492"}


def test_the_one_that_joins_consents_as_well() -> None:
    waiting = (*GOVERNED, in_agreement(happened.decision_held()))
    consent = make.register_consent(subject=make.DECISION, member="1466")
    given(*waiting).when(consent).then(happened.consent_given(subject=make.DECISION, member="1466"))


def test_what_was_not_held_cannot_enter_into_force_or_lapse() -> None:
    for event in (happened.decision_entered_into_force(), happened.decision_lapsed()):
        with pytest.raises(CorruptStream):
            state_of(AGREED.stream, [*AGREED.events, event])


def test_rules_in_surroundings_name_every_kind() -> None:
    rules = FakeSurroundings(past_of(AGREED)).decision_rules
    assert rules["adoptCostKey"] == "each_member"
    assert rules["fundProgram"] == "majority"
