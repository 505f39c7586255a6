import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st
from pydantic import ValidationError

from domain import agreement, portfolio
from domain.agreement import AdoptCostKey, KeyScope
from domain.cost_key import Component, CostKey
from domain.errors import Conflict
from domain.model import KeyId, PortfolioId, ProgramId, ProjectId
from domain.segments import AdoptedKey
from tests import happened, make
from tests.happened import APPROVED, GOVERNED, in_agreement
from tests.make import (
    AGREEMENT,
    CODES,
    FOUNDED,
    JULY,
    KEY,
    MARCH,
    NEW_YEAR,
    NOWHERE,
    PORTFOLIO,
    PROGRAM,
    PROJECT,
    TWO_YEARS_BEFORE,
    before,
    by_population,
    fixed,
    in_equal_parts,
    uid,
)
from tests.spec import decided, given, past_of
from tests.surroundings import FakeSurroundings, state_of

WITH_FIGURES = (*GOVERNED, in_agreement(happened.statistic_registered()))
PENDING = (*WITH_FIGURES, in_agreement(happened.cost_key_adopted()))
IN_FORCE = (*PENDING, in_agreement(happened.cost_key_entered_into_force()))
LAPSED = (*PENDING, in_agreement(happened.consent_refused(), happened.cost_key_lapsed()))
NEW_KEY = KeyId(uid("new key"))


def another(**changes: object) -> AdoptCostKey:
    """Return the adoption of a new key, in equal parts if nothing else is said."""
    return make.adopt_cost_key(**{"key_id": NEW_KEY, "components": in_equal_parts(), **changes})


# --- adopting -----------------------------------------------------------------------------------


def test_a_key_is_adopted_and_waits_for_every_member() -> None:
    given(*WITH_FIGURES).when(make.adopt_cost_key()).then(happened.cost_key_adopted())


@pytest.mark.parametrize(
    "scope",
    [KeyScope(program_id=PROGRAM), KeyScope(project_id=PROJECT)],
    ids=["program", "project"],
)
def test_a_key_is_adopted_for_a_program_or_a_project(scope: KeyScope) -> None:
    given(*APPROVED, WITH_FIGURES[-1]).when(make.adopt_cost_key(scope=scope)).then(
        happened.cost_key_adopted(scope=scope.stream)
    )


def test_a_key_waits_for_those_who_are_members_on_its_first_day_or_later() -> None:
    changes = in_agreement(
        happened.member_left(effective_from=MARCH), happened.member_joined(effective_from=JULY)
    )
    waiting = {
        day: given(*GOVERNED, changes).when(another(effective_from=day)).then_accepted()[0]
        for day in (NEW_YEAR, before(MARCH), MARCH, JULY)
    }
    stayed = [code for code in CODES if code != "1492"]
    everyone = (*sorted([*CODES, "1466"]),)
    remaining = tuple(sorted([*stayed, "1466"]))
    assert {day: key.required for day, key in waiting.items()} == {  # type: ignore[attr-defined]
        NEW_YEAR: everyone,
        before(MARCH): everyone,
        MARCH: remaining,
        JULY: remaining,
    }


@pytest.mark.parametrize(
    "scope",
    [KeyScope(), KeyScope(portfolio_id=PORTFOLIO, program_id=PROGRAM)],
    ids=["nothing", "two things"],
)
def test_a_key_splits_exactly_one_thing(scope: KeyScope) -> None:
    given(*WITH_FIGURES).when(make.adopt_cost_key(scope=scope)).then_refused("key_scope_unclear")


@pytest.mark.parametrize(
    ("kind", "scope"),
    [
        ("portfolio", KeyScope(portfolio_id=PortfolioId(NOWHERE))),
        ("program", KeyScope(program_id=ProgramId(NOWHERE))),
        ("project", KeyScope(project_id=ProjectId(NOWHERE))),
    ],
)
def test_a_key_splits_something_there_is(kind: str, scope: KeyScope) -> None:
    given(*WITH_FIGURES).when(make.adopt_cost_key(scope=scope)).then_not_found(kind, NOWHERE)


@pytest.mark.parametrize("past", [PENDING, IN_FORCE, LAPSED], ids=["pending", "in force", "lapsed"])
def test_a_key_is_adopted_once(past: tuple[happened.Happened, ...]) -> None:
    given(*past).when(make.adopt_cost_key(components=in_equal_parts())).then_refused(
        "already_recorded", Conflict, thing="cost key", id=str(KEY)
    )


def test_a_key_applies_from_the_first_day_of_the_agreement_and_no_earlier() -> None:
    given(*GOVERNED).when(another(effective_from=FOUNDED)).then_accepted()
    given(*GOVERNED).when(another(effective_from=before(FOUNDED))).then_refused(
        "before_the_agreement", earliest=FOUNDED.isoformat()
    )


def test_one_key_at_a_time_waits_for_a_scope() -> None:
    given(*PENDING).when(another()).then_refused(
        "key_already_pending", Conflict, key_id=str(KEY), waiting_for=sorted(CODES)
    )
    given(*PENDING).when(another(scope=KeyScope(program_id=PROGRAM))).then_accepted()


def test_a_lapsed_key_makes_room_for_another() -> None:
    given(*LAPSED).when(another()).then_accepted()


def test_a_key_follows_the_key_in_force_from_its_day_and_not_before() -> None:
    given(*IN_FORCE).when(another(effective_from=NEW_YEAR)).then_accepted()
    given(*IN_FORCE).when(another(effective_from=before(NEW_YEAR))).then_refused(
        "precedes_latest_change", facet="cost_key", earliest=NEW_YEAR.isoformat()
    )


def test_keys_of_different_scopes_follow_no_order() -> None:
    given(*IN_FORCE).when(
        another(scope=KeyScope(program_id=PROGRAM), effective_from=before(NEW_YEAR))
    ).then_accepted()


@pytest.mark.parametrize(
    "components",
    [
        by_population(),
        tuple(reversed(by_population())),
        by_population("4/5", "1/5"),
        (*by_population(), Component(basis="devices", weight="0")),
    ],
    ids=["same", "other order", "other writing", "with a basis of no weight"],
)
def test_a_key_that_splits_as_the_one_in_force_is_refused(
    components: tuple[Component, ...],
) -> None:
    given(*IN_FORCE).when(
        another(components=components, reference_rule=TWO_YEARS_BEFORE)
    ).then_refused("changes_nothing")


def test_a_key_that_reads_other_figures_is_another_key() -> None:
    given(*IN_FORCE).when(another(components=by_population(), reference_rule=None)).then_accepted()


def test_a_key_reads_statistics_that_are_registered() -> None:
    given(*GOVERNED).when(make.adopt_cost_key()).then_refused(
        "unknown_basis", basis="population", possible=["equal", "fixed"]
    )


def test_a_basis_of_no_weight_needs_no_statistic() -> None:
    given(*GOVERNED).when(another(components=by_population("0", "1"))).then_accepted()


def test_agreed_shares_are_of_members() -> None:
    agreed = {f"m{code}": "1" for code in make.CODES}
    given(*GOVERNED).when(another(components=fixed(**agreed))).then_accepted()
    given(*GOVERNED).when(another(components=fixed(m1460="1", m1478="2"))).then_refused(
        "unknown_member", member="1478"
    )


def test_agreed_shares_leave_no_participant_out() -> None:
    given(*GOVERNED).when(another(components=fixed(m1460="1", m1461="2"))).then_refused(
        "fixed_share_missing", missing=["1438", "1439", "1487", "1492"]
    )


@pytest.mark.parametrize(
    ("components", "code"),
    [
        (by_population("0.8", "0.3"), "weights_do_not_sum_to_one"),
        ((*in_equal_parts(), Component(basis="equal", weight="0")), "duplicate_basis"),
        ((), "weights_do_not_sum_to_one"),
    ],
)
def test_components_that_make_no_key_are_malformed_and_say_so_in_swedish(
    components: tuple[Component, ...], code: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        another(components=components)
    [problem] = caught.value.errors()
    assert problem["type"] == code
    assert problem["ctx"]["sv"]


# --- consents -----------------------------------------------------------------------------------

ALL_BUT_ONE = (
    *PENDING,
    in_agreement(*(happened.consent_given(member=code) for code in CODES if code != "1487")),
)


def test_a_consent_is_registered_while_others_are_waited_for() -> None:
    given(*PENDING).when(make.register_consent()).then(happened.consent_given())


def test_a_consent_holds_the_members_own_decision() -> None:
    own = {
        "case_number": "KS 2025/88",
        "document": make.document("Protokollsutdrag", sha256="0" * 64),
    }
    given(*PENDING).when(make.register_consent(**own)).then(happened.consent_given(**own))


def test_the_last_consent_leaves_nobody_to_wait_for_and_the_key_can_enter_into_force() -> None:
    given(*ALL_BUT_ONE).when(make.register_consent(member="1487")).then(
        happened.consent_given(member="1487")
    )
    agreed = agreement.stream(AGREEMENT)
    everyone = in_agreement(happened.consent_given(member="1487"))
    state = state_of(agreed, past_of(*ALL_BUT_ONE, everyone)[agreed])
    assert [state.waiting_for(held) for held in state.held.values()] == [frozenset()]
    entering = FakeSurroundings(past_of(*ALL_BUT_ONE, everyone), entering=True)
    given(*ALL_BUT_ONE, everyone).when(make.adopt_cost_key(), entering).then(
        happened.cost_key_entered_into_force()
    )


def test_a_key_that_waits_is_not_adopted_again_to_put_it_in_force() -> None:
    given(*PENDING).when(make.adopt_cost_key()).then_refused("already_recorded", Conflict)
    at_once = FakeSurroundings(past_of(*PENDING), holding=False)
    given(*PENDING).when(make.adopt_cost_key(), at_once).then_refused("already_recorded", Conflict)


@pytest.mark.parametrize("day", [FOUNDED, make.day("2031-01-01")])
def test_a_key_in_force_applies_from_its_own_day_though_past_or_ahead(day: object) -> None:
    waiting = in_agreement(happened.cost_key_adopted(effective_from=day))
    entering = FakeSurroundings(past_of(*WITH_FIGURES, waiting), entering=True)
    given(*WITH_FIGURES, waiting).when(make.adopt_cost_key(effective_from=day), entering).then(
        happened.cost_key_entered_into_force(effective_from=day)
    )


def test_a_key_of_a_decision_that_needs_no_consent_is_in_force_at_once() -> None:
    at_once = FakeSurroundings(past_of(*WITH_FIGURES), holding=False)
    given(*WITH_FIGURES).when(make.adopt_cost_key(), at_once).then(
        happened.cost_key_adopted(required=()), happened.cost_key_entered_into_force()
    )


def test_one_refusal_ends_the_key_even_as_the_last_answer() -> None:
    for past in (PENDING, ALL_BUT_ONE):
        given(*past).when(make.register_consent(member="1487", outcome="refused")).then(
            happened.consent_refused(member="1487"),
            happened.decision_lapsed(subject=KEY, key_ids=(KEY,)),
            happened.cost_key_lapsed(refused_by="1487"),
        )


def test_a_consent_to_an_unknown_key_is_to_nothing() -> None:
    given(*PENDING).when(make.register_consent(subject=NOWHERE)).then_not_found(
        "pending decision", NOWHERE
    )


@pytest.mark.parametrize("past", [IN_FORCE, LAPSED], ids=["in force", "lapsed"])
@pytest.mark.parametrize("outcome", ["given", "refused"])
def test_a_key_that_no_longer_waits_takes_no_consent(
    past: tuple[happened.Happened, ...], outcome: str
) -> None:
    given(*past).when(make.register_consent(outcome=outcome)).then_refused(
        "no_longer_pending", subject=str(KEY)
    )


def test_a_consent_is_a_members() -> None:
    given(*PENDING).when(make.register_consent(member="0180")).then_refused(
        "consent_not_required", member="0180", required=list(CODES)
    )


def test_a_consent_is_of_a_member_that_is_waited_for() -> None:
    some = in_agreement(happened.cost_key_adopted(required=("1460", "1461")))
    given(*WITH_FIGURES, some).when(make.register_consent(member="1487")).then_refused(
        "consent_not_required", member="1487", required=["1460", "1461"]
    )


@pytest.mark.parametrize("outcome", ["given", "refused"])
def test_a_member_answers_once(outcome: str) -> None:
    answered = in_agreement(happened.consent_given())
    given(*PENDING, answered).when(make.register_consent(outcome=outcome)).then_refused(
        "consent_already_given",
        Conflict,
        member="1460",
        waiting_for=sorted(set(CODES) - {"1460"}),
    )


def test_who_has_left_since_may_still_answer() -> None:
    left = in_agreement(happened.member_left(code="1460", effective_from=JULY))
    given(*PENDING, left).when(make.register_consent()).then_accepted()


@any_of(st.permutations(CODES), st.none() | st.integers(0, len(CODES) - 1))
def test_nobody_is_waited_for_after_every_consent_in_any_order_unless_one_refuses(
    order: list[str], refusing: int | None
) -> None:
    past = past_of(*PENDING)
    agreed = agreement.stream(AGREEMENT)
    for index, code in enumerate(order):
        outcome = "refused" if index == refusing else "given"
        events = decided(past, make.register_consent(member=code, outcome=outcome))
        past = {**past, agreed: (*past[agreed], *events)}
        if outcome == "refused":
            break
    state = state_of(agreed, past[agreed])
    assert (state.pending == {}) == (refusing is not None)
    assert [state.waiting_for(held) for held in state.held.values()] == (
        [frozenset()] if refusing is None else []
    )


def test_the_key_in_force_is_what_the_split_reads() -> None:
    key = CostKey(components=by_population(), reference_rule=TWO_YEARS_BEFORE)
    agreed = agreement.stream(AGREEMENT)
    terms = state_of(agreed, past_of(*IN_FORCE)[agreed]).terms
    line = terms.keys[portfolio.stream(PORTFOLIO)]
    assert line.at(before(NEW_YEAR)) is None
    assert line.at(NEW_YEAR) == AdoptedKey(KEY, key)
    assert terms.members["1460"].at(NEW_YEAR)
    assert terms.figures[0].figures == make.population()
