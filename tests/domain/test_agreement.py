import pytest
from pydantic import ValidationError

from domain.agreement import Body
from domain.agreement.events import AgreementEvent
from domain.cost_key import MOST_MEMBERS
from domain.errors import Conflict, CorruptStream, NotPermitted
from domain.model import BodyId
from tests import happened, make
from tests.happened import AGREED, GOVERNED, in_agreement, in_portfolio, in_program
from tests.make import (
    AGREEMENT,
    AUDITORS_BODY,
    BOARD,
    BOARD_BODY,
    CODES,
    FIVE,
    FOUNDED,
    FOUR,
    FOUR_CODES,
    JULY,
    MARCH,
    NEW_YEAR,
    PROGRAM,
    STEERING,
    before,
    body,
    member,
    uid,
)
from tests.spec import given, past_of
from tests.surroundings import FakeSurroundings, state_of

WITHOUT_AGREEMENT = (
    make.form_body,
    make.admit_member,
    make.withdraw_member,
    make.define_constellation,
    make.adopt_cost_key,
    make.apply_figures,
    make.register_statistic,
    make.register_consent,
)


# --- founding -----------------------------------------------------------------------------------


def test_a_signed_agreement_is_registered_with_its_members_in_code_order() -> None:
    signed = make.establish_agreement(members=tuple(member(code) for code in reversed(CODES)))
    given().when(signed).then(happened.agreement_established())


def test_an_agreement_may_be_without_a_host() -> None:
    given().when(make.establish_agreement(host=None)).then(
        happened.agreement_established(host=None)
    )


@pytest.mark.parametrize("form", ["contract", "joint_committee", "federation", "company"])
def test_an_agreement_has_any_of_the_legal_forms(form: str) -> None:
    given().when(make.establish_agreement(legal_form=form)).then_accepted()


def test_an_agreement_is_registered_once() -> None:
    given(AGREED).when(make.establish_agreement()).then_refused(
        "already_recorded", Conflict, thing="agreement", id=str(AGREEMENT)
    )


def test_the_founding_members_are_different() -> None:
    twice = make.establish_agreement(members=(member("1460"), member("1460")))
    given().when(twice).then_refused("named_twice", what="members", twice=["1460"])


def test_the_founding_bodies_are_different() -> None:
    twice = make.establish_agreement(bodies=(BOARD_BODY, body("auditors", BOARD)))
    given().when(twice).then_refused("named_twice", what="bodies", twice=[str(BOARD)])


def test_an_agreement_has_a_board() -> None:
    given().when(make.establish_agreement(bodies=(AUDITORS_BODY,))).then_refused(
        "agreement_without_board"
    )


def test_the_host_is_a_member() -> None:
    given().when(make.establish_agreement(host="0180")).then_refused(
        "unknown_member", member="0180", members=sorted(CODES)
    )


@pytest.mark.parametrize("command", WITHOUT_AGREEMENT)
def test_nothing_is_decided_or_registered_in_an_unknown_agreement(command: object) -> None:
    assert callable(command)
    given().when(command()).then_not_found("agreement", AGREEMENT)


# --- bodies -------------------------------------------------------------------------------------


STEERED = (
    AGREED,
    in_portfolio(happened.portfolio_established()),
    in_program(happened.program_directive_approved()),
)


def test_a_body_is_formed() -> None:
    given(*STEERED).when(make.form_body()).then(happened.body_formed())


def test_a_body_steers_programs_there_are() -> None:
    given(AGREED).when(make.form_body()).then_not_found("program", PROGRAM)


def test_a_body_steers_programs_of_its_own_agreement() -> None:
    foreign = in_portfolio(happened.portfolio_established(agreement_id=uid("another")))
    program = in_program(happened.program_directive_approved())
    given(AGREED, foreign, program).when(make.form_body()).then_refused(
        "of_another_agreement", actual_agreement_id=str(uid("another"))
    )


def test_a_body_of_any_other_kind_is_formed() -> None:
    competence = make.form_body(body_kind="competence_centre", name="Kompetens", programs=())
    given(AGREED).when(competence).then_accepted()


def test_a_body_is_formed_once() -> None:
    given(AGREED, in_agreement(happened.body_formed())).when(make.form_body()).then_refused(
        "already_recorded", Conflict, thing="body", id=str(STEERING)
    )


@pytest.mark.parametrize("kind", ["board", "auditors"])
def test_the_board_forms_neither_boards_nor_auditors(kind: str) -> None:
    given(AGREED).when(make.form_body(body_kind=kind)).then_refused(
        "body_comes_with_the_agreement", NotPermitted, body_kind=kind
    )


@pytest.mark.parametrize("kind", ["Board", "styrgrupp!", "", "a" * 41])
def test_a_kind_of_body_is_a_word_in_lower_case(kind: str) -> None:
    with pytest.raises(ValidationError):
        Body(body_id=BodyId(uid("x")), name="X", body_kind=kind)


def test_a_body_may_be_formed_from_the_first_day_of_the_agreement_and_none_before() -> None:
    given(*STEERED).when(make.form_body(effective_from=FOUNDED)).then_accepted()
    given(*STEERED).when(make.form_body(effective_from=before(FOUNDED))).then_refused(
        "before_the_agreement",
        effective_from=before(FOUNDED).isoformat(),
        earliest=FOUNDED.isoformat(),
    )


# --- members ------------------------------------------------------------------------------------


def test_a_member_joins() -> None:
    given(AGREED).when(make.admit_member()).then(happened.member_joined())


@pytest.mark.parametrize("day", [FOUNDED, make.day("2031-01-01")])
def test_a_member_joins_back_in_time_or_ahead(day: object) -> None:
    given(AGREED).when(make.admit_member(effective_from=day)).then_accepted()


def test_nobody_joins_before_the_agreement() -> None:
    early = make.admit_member(effective_from=before(FOUNDED))
    given(AGREED).when(early).then_refused("before_the_agreement")


def test_a_member_does_not_join_again() -> None:
    given(AGREED).when(make.admit_member(code="1460", name="Bengtsfors")).then_refused(
        "already_a_member", member="1460"
    )


def test_a_former_member_joins_again_from_the_day_it_left_and_not_before() -> None:
    left = given(AGREED, in_agreement(happened.member_left()))
    again = {"code": "1492", "name": "Åmål"}
    left.when(make.admit_member(**again)).then_accepted()
    left.when(make.admit_member(**again, effective_from=before(NEW_YEAR))).then_refused(
        "precedes_latest_change",
        facet="membership",
        effective_from=before(NEW_YEAR).isoformat(),
        earliest=NEW_YEAR.isoformat(),
    )


def test_a_member_leaves() -> None:
    given(AGREED).when(make.withdraw_member()).then(happened.member_left())


def test_the_host_does_not_leave() -> None:
    given(AGREED).when(make.withdraw_member(code="1460")).then_refused(
        "host_cannot_leave", member="1460"
    )


@pytest.mark.parametrize("day", [FOUNDED, make.day("2031-01-01")])
def test_a_member_leaves_back_in_time_or_ahead(day: object) -> None:
    given(AGREED).when(make.withdraw_member(effective_from=day)).then_accepted()


def test_a_member_leaves_from_the_day_it_joined_and_not_before() -> None:
    joined = given(AGREED, in_agreement(happened.member_joined()))
    joined.when(make.withdraw_member(code="1466")).then_accepted()
    joined.when(make.withdraw_member(code="1466", effective_from=before(NEW_YEAR))).then_refused(
        "precedes_latest_change", facet="membership", earliest=NEW_YEAR.isoformat()
    )


def test_who_is_no_member_does_not_leave() -> None:
    given(AGREED).when(make.withdraw_member(code="0180")).then_refused(
        "unknown_member", member="0180", members=sorted(CODES)
    )


def test_who_has_left_does_not_leave_again() -> None:
    given(AGREED, in_agreement(happened.member_left())).when(
        make.withdraw_member(effective_from=JULY)
    ).then_refused("departed_member", member="1492", left=NEW_YEAR.isoformat())


def test_the_last_member_does_not_leave() -> None:
    two = in_agreement(
        happened.agreement_established(members=(member("1460"), member("1492")), host=None)
    )
    given(two).when(make.withdraw_member(code="1492")).then_accepted()
    given(two, in_agreement(happened.member_left())).when(
        make.withdraw_member(code="1460")
    ).then_refused("last_member", member="1460")


# --- constellations -----------------------------------------------------------------------------


def test_a_constellation_is_defined_with_its_members_in_code_order() -> None:
    jumbled = make.define_constellation(members=tuple(reversed(FOUR_CODES)))
    given(AGREED).when(jumbled).then(happened.constellation_defined(effective_from=NEW_YEAR))


def test_a_constellation_gets_other_members_from_the_day_of_its_latest_change() -> None:
    five = (*FOUR_CODES, "1492")
    for day in (FOUNDED, NEW_YEAR):
        given(*GOVERNED).when(
            make.define_constellation(members=five, effective_from=day)
        ).then_accepted()


def test_a_constellation_does_not_change_before_its_latest_change() -> None:
    redefined = in_agreement(
        happened.constellation_defined(members=("1438", "1439"), effective_from=MARCH)
    )
    given(*GOVERNED, redefined).when(
        make.define_constellation(effective_from=MARCH)
    ).then_accepted()
    given(*GOVERNED, redefined).when(
        make.define_constellation(effective_from=before(MARCH))
    ).then_refused("precedes_latest_change", facet="constellation", earliest=MARCH.isoformat())


def test_a_constellation_may_get_another_name() -> None:
    given(*GOVERNED).when(make.define_constellation(name="Fyra Dalsland")).then_accepted()


def test_a_constellation_that_would_stay_the_same_is_refused() -> None:
    given(*GOVERNED).when(
        make.define_constellation(members=tuple(reversed(FOUR_CODES)))
    ).then_refused("changes_nothing")


def test_the_members_of_a_constellation_are_different() -> None:
    twice = make.define_constellation(members=("1438", "1439", "1438"))
    given(AGREED).when(twice).then_refused("named_twice", what="members", twice=["1438"])


def test_a_constellation_is_not_older_than_the_agreement() -> None:
    given(AGREED).when(make.define_constellation(effective_from=before(FOUNDED))).then_refused(
        "before_the_agreement", earliest=FOUNDED.isoformat()
    )


def test_a_constellation_is_of_members() -> None:
    given(AGREED).when(make.define_constellation(members=("1438", "0180"))).then_refused(
        "unknown_member", member="0180"
    )


def test_who_joins_on_the_day_may_be_in_a_constellation_and_who_joins_the_day_after_not() -> None:
    joined = in_agreement(happened.member_joined(effective_from=MARCH))
    with_the_new = {"members": ("1438", "1466")}
    given(AGREED, joined).when(
        make.define_constellation(**with_the_new, effective_from=MARCH)
    ).then_accepted()
    given(AGREED, joined).when(
        make.define_constellation(**with_the_new, effective_from=before(MARCH))
    ).then_refused("not_yet_a_member", member="1466", member_from=MARCH.isoformat())


def test_who_leaves_the_day_after_may_be_in_a_constellation_and_who_leaves_on_the_day_not() -> None:
    left = in_agreement(happened.member_left(effective_from=MARCH))
    with_the_old = {"members": ("1438", "1492")}
    given(AGREED, left).when(
        make.define_constellation(**with_the_old, effective_from=before(MARCH))
    ).then_accepted()
    given(AGREED, left).when(
        make.define_constellation(**with_the_old, effective_from=MARCH)
    ).then_refused("departed_member", member="1492", left=MARCH.isoformat())


def test_who_was_a_member_for_a_while_is_not_yet_one_before_it() -> None:
    came_and_went = in_agreement(
        happened.member_joined(effective_from=MARCH),
        happened.member_left(code="1466", effective_from=JULY),
    )
    given(AGREED, came_and_went).when(
        make.define_constellation(members=("1466",), effective_from=before(MARCH))
    ).then_refused("not_yet_a_member", member="1466", member_from=MARCH.isoformat())


def test_two_constellations_have_different_names() -> None:
    given(*GOVERNED).when(
        make.define_constellation(constellation_id=FIVE, name="4D", members=CODES)
    ).then_refused("name_is_taken", name="4D", constellation_id=str(FOUR))


# --- statistics and figures ---------------------------------------------------------------------

WITH_FIGURES = (*GOVERNED, in_agreement(happened.statistic_registered()))


def test_a_statistic_is_registered() -> None:
    given(AGREED).when(make.register_statistic()).then(happened.statistic_registered())


def test_a_statistic_says_from_when_it_applies_and_may_be_of_anything() -> None:
    devices = make.register_statistic(
        basis="devices", figures={"1460": "12.5", "1492": 0}, applies_from=JULY
    )
    given(AGREED).when(devices).then_accepted()


def test_a_statistic_may_be_of_a_former_member() -> None:
    given(AGREED, in_agreement(happened.member_left())).when(
        make.register_statistic()
    ).then_accepted()


def test_a_statistic_of_who_has_never_been_a_member_is_refused() -> None:
    given(AGREED).when(make.register_statistic(figures={"0180": 1})).then_refused(
        "unknown_member", member="0180"
    )


@pytest.mark.parametrize("basis", ["equal", "fixed"])
def test_a_basis_that_needs_no_statistic_has_none(basis: str) -> None:
    given(AGREED).when(make.register_statistic(basis=basis)).then_refused(
        "reserved_basis", basis=basis
    )


def test_a_statistic_of_one_basis_and_day_is_registered_once() -> None:
    known = given(*WITH_FIGURES)
    known.when(make.register_statistic()).then_refused(
        "statistic_already_registered",
        Conflict,
        basis="population",
        reference_date="2024-12-31",
        source="SCB, folkmängd efter kommun",
    )
    known.when(make.register_statistic(reference_date=make.day("2023-12-31"))).then_accepted()
    known.when(make.register_statistic(basis="devices")).then_accepted()


def test_a_statistic_is_of_no_more_members_than_figures_can_hold() -> None:
    def many(size: int) -> object:
        return make.register_statistic(figures={f"{number:04}": 1 for number in range(size)})

    assert many(MOST_MEMBERS)
    with pytest.raises(ValidationError, match="too_long"):
        many(MOST_MEMBERS + 1)


def test_figures_are_put_in_force() -> None:
    given(*WITH_FIGURES).when(make.apply_figures()).then(happened.figures_applied())


def test_figures_are_put_in_force_from_the_first_day_of_the_agreement_and_no_earlier() -> None:
    given(*WITH_FIGURES).when(make.apply_figures(effective_from=FOUNDED)).then_accepted()
    given(*WITH_FIGURES).when(make.apply_figures(effective_from=before(FOUNDED))).then_refused(
        "before_the_agreement"
    )


def test_figures_are_put_in_force_in_the_order_of_their_days() -> None:
    later = in_agreement(
        happened.statistic_registered(figures=make.population("2023-12-31")),
        happened.figures_applied(reference_date=make.day("2023-12-31"), effective_from=MARCH),
    )
    given(*WITH_FIGURES, later).when(make.apply_figures(effective_from=MARCH)).then_accepted()
    given(*WITH_FIGURES, later).when(make.apply_figures(effective_from=before(MARCH))).then_refused(
        "precedes_latest_change", facet="figures", earliest=MARCH.isoformat()
    )


def test_figures_that_are_in_force_already_are_refused() -> None:
    given(*WITH_FIGURES, in_agreement(happened.figures_applied())).when(
        make.apply_figures(effective_from=MARCH)
    ).then_refused("changes_nothing")


def test_figures_of_a_basis_that_is_not_registered_are_refused() -> None:
    given(*WITH_FIGURES).when(make.apply_figures(basis="devices")).then_refused(
        "unknown_basis", basis="devices", possible=["population"]
    )


def test_a_basis_without_figures_cannot_be_put_in_force() -> None:
    given(*GOVERNED).when(make.apply_figures(basis="equal")).then_refused(
        "unknown_basis", basis="equal", possible=[]
    )


def test_figures_of_another_day_are_refused_with_the_days_there_are() -> None:
    given(*WITH_FIGURES).when(
        make.apply_figures(reference_date=make.day("2023-12-31"))
    ).then_refused(
        "no_figures_for_the_date", reference_date="2023-12-31", registered=["2024-12-31"]
    )


def test_figures_that_lack_a_member_of_the_day_are_refused() -> None:
    joined = in_agreement(happened.member_joined(effective_from=MARCH))
    given(*WITH_FIGURES, joined).when(
        make.apply_figures(effective_from=before(MARCH))
    ).then_accepted()
    given(*WITH_FIGURES, joined).when(make.apply_figures(effective_from=MARCH)).then_refused(
        "figures_lack_a_participant", missing=["1466"]
    )


def test_figures_that_are_all_zero_are_refused() -> None:
    zero = make.population(values=dict.fromkeys(CODES, 0))
    given(*GOVERNED, in_agreement(happened.statistic_registered(figures=zero))).when(
        make.apply_figures()
    ).then_refused("figures_sum_to_zero")


# --- the stream itself --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "event",
    [
        happened.member_joined(),
        happened.cost_key_adopted(),
        happened.consent_refused(),
    ],
)
def test_a_stream_that_does_not_begin_with_the_agreement_is_corrupt(event: AgreementEvent) -> None:
    with pytest.raises(CorruptStream):
        state_of(AGREED.stream, [event])


@pytest.mark.parametrize(
    "event",
    [
        happened.agreement_established(),
        happened.consent_given(),
        happened.decision_entered_into_force(),
        happened.decision_lapsed(),
    ],
)
def test_an_event_that_nothing_can_have_caused_is_corrupt(event: AgreementEvent) -> None:
    with pytest.raises(CorruptStream):
        state_of(AGREED.stream, [*AGREED.events, event])


# --- Corrections --------------------------------------------------------------------------------


def test_a_correction_only_moves_a_membership_to_an_earlier_day() -> None:
    joined = in_agreement(happened.member_joined(effective_from=JULY))
    correcting = FakeSurroundings(past_of(AGREED, joined), correcting=True)
    agreed = given(AGREED, joined)
    agreed.when(make.admit_member(effective_from=MARCH), correcting).then_accepted()
    leaves = make.withdraw_member(code="1466", effective_from=MARCH)
    agreed.when(leaves, correcting).then_refused(
        "correction_breaks_order", followed_on="2026-07-01"
    )
    agreed.when(make.admit_member(effective_from=JULY), correcting).then_refused("already_a_member")
    ends = make.withdraw_member(code="1492", effective_from=MARCH)
    agreed.when(ends, correcting).then_accepted()


def test_nobody_leaves_before_it_has_joined() -> None:
    joined = in_agreement(happened.member_joined(effective_from=JULY))
    left = in_agreement(happened.member_left(code="1466", effective_from=make.NEW_YEARS_EVE))
    correcting = FakeSurroundings(past_of(AGREED, joined, left), correcting=True)
    again = make.withdraw_member(code="1466", effective_from=before(JULY))
    given(AGREED, joined, left).when(again, correcting).then_refused("correction_breaks_order")
    moved = make.withdraw_member(code="1466", effective_from=before(make.NEW_YEARS_EVE))
    given(AGREED, joined, left).when(moved, correcting).then_accepted()
