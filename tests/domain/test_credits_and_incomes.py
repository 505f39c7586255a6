"""Credits that name their cost, incomes, and what both are in a closed year."""

from typing import Any

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.budget import RegisterCost, RegisterCredit
from domain.errors import Malformed, NotFound, Refused
from domain.model import Event, ProgramId, ProjectId
from domain.money import MAX_ORE
from tests import facts, happened, make
from tests.happened import APPROVED, Happened, in_budget, in_project, in_year
from tests.make import (
    COST,
    CREDIT,
    INCOME,
    JULY,
    MARCH,
    NOWHERE,
    PROGRAM,
    PROJECT,
    before,
    period,
    sealed,
    stated,
)
from tests.spec import decided, given, past_of
from tests.surroundings import FakeSurroundings

GIVEN = (
    *APPROVED,
    in_budget(happened.program_funded(), happened.allocated(), happened.cost_registered()),
)
CLOSED = in_year(happened.fiscal_year_closed())
LICENCE = make.register_cost(amount=120_000_00, service_period=stated("2026-03-01", "2028-02-28"))


def parts(fact: Any, *past: Happened) -> Any:
    """Return the parts of a fact by what has happened."""
    return fact.parts(FakeSurroundings(past_of(*past)))


def the_part(fact: Any, *past: Happened) -> Any:
    [part] = parts(fact, *past)
    return part


def registered(fact: Any, *past: Happened) -> tuple[Happened, ...]:
    """Return what has happened with a fact registered after it, in every year's budget."""
    after = past
    for part in parts(fact, *past):
        events: tuple[Event, ...] = tuple(decided(past_of(*after), part))
        after = (*after, Happened(part.stream, events))
    return after


def left_of_cost(*past: Happened) -> list[int]:
    """Return what is not credited of the cost (öre), by year."""
    around = FakeSurroundings(past_of(*past))
    found = [around.budget(*where).costs.get(COST) for where in around.budgets_with(COST)]
    return [cost.left for cost in found if cost is not None]


# --- Credits ------------------------------------------------------------------------------------


def test_a_credit_falls_where_its_cost_fell() -> None:
    given(*GIVEN).when(the_part(facts.register_credit(), *GIVEN)).then(happened.cost_credited())


def test_a_credit_of_a_cost_of_the_reserve_and_of_a_service_period_follows_it() -> None:
    spring = period("2026-02-01", "2026-05-31")
    past = (*APPROVED, in_budget(happened.cost_registered(project_id=None, period=spring)))
    given(*past).when(the_part(facts.register_credit(), *past)).then(
        happened.cost_credited(project_id=None, period=spring)
    )


def test_a_credit_gives_back_what_the_project_has_spent_from_its_day() -> None:
    past = registered(facts.register_credit(), *GIVEN)
    pot = FakeSurroundings(past_of(*past)).budget(PROGRAM, 2026).purse("cash").project(PROJECT)
    assert [pot.free.on(day) for day in (MARCH, before(JULY), JULY)] == [0, 0, 40_00]
    given(*past).when(make.release(amount=40_00, effective_from=JULY)).then_accepted()
    given(*past).when(make.release(amount=40_01, effective_from=JULY)).then_refused(
        "allocation_below_spent"
    )


@pytest.mark.parametrize("amount", [1, 100_00])
def test_a_cost_can_be_credited_to_the_last_ore(amount: int) -> None:
    assert left_of_cost(*registered(facts.register_credit(amount=amount), *GIVEN)) == [
        100_00 - amount
    ]


def test_credits_are_never_more_than_the_cost_together() -> None:
    once = registered(facts.register_credit(amount=70_00), *GIVEN)
    with pytest.raises(Malformed) as caught:
        parts(facts.register_credit(credit_id=NOWHERE, amount=30_01), *once)
    assert caught.value.code == "credit_above_cost"
    assert caught.value.facts == {"cost_id": str(COST), "asked_ore": 30_01, "left_ore": 30_00}
    assert left_of_cost(
        *registered(facts.register_credit(credit_id=NOWHERE, amount=30_00), *once)
    ) == [0]


def test_a_credit_names_a_cost_there_is() -> None:
    with pytest.raises(NotFound, match="cost"):
        parts(facts.register_credit(cost_id=NOWHERE), *GIVEN)


def test_a_credit_is_not_dated_before_its_cost() -> None:
    early = the_part(facts.register_credit(dated=before(MARCH)), *GIVEN)
    given(*GIVEN).when(early).then_refused(
        "credit_before_cost", Malformed, dated="2026-02-28", cost_dated="2026-03-01"
    )
    given(*GIVEN).when(the_part(facts.register_credit(dated=MARCH), *GIVEN)).then_accepted()


@pytest.mark.parametrize("amount", [0, -1])
def test_a_credit_is_more_than_nothing(amount: int) -> None:
    with pytest.raises(ValidationError, match="money_is_not_positive"):
        facts.register_credit(amount=amount)


def test_a_credit_of_a_cost_over_years_falls_on_each_in_its_proportion() -> None:
    past = registered(LICENCE, *APPROVED)
    assert left_of_cost(*past) == [50_301_37, 60_000_00, 9_698_63]
    half = registered(facts.register_credit(amount=60_000_00), *past)
    assert left_of_cost(*half) == [25_150_68, 30_000_00, 4_849_32]
    rest = registered(facts.register_credit(credit_id=NOWHERE, amount=60_000_00), *half)
    assert left_of_cost(*rest) == [0, 0, 0]


@any_of(st.integers(3, 10**7), st.lists(st.integers(1, 10**6), max_size=8))
def test_credits_leave_no_year_less_than_nothing_and_the_whole_leaves_nothing(
    cost: int, credits_: list[int]
) -> None:
    past = registered(_cost_of(cost), *APPROVED)
    left = cost
    for number, wanted in enumerate([*credits_, left]):
        amount = min(wanted, left) if number < len(credits_) else left
        if amount:
            past = registered(_credit_of(amount, number), *past)
            left -= amount
        assert sum(left_of_cost(*past)) == left
        assert min(left_of_cost(*past)) >= 0
    assert left_of_cost(*past) == [0, 0, 0]


def _cost_of(amount: int) -> RegisterCost:
    return LICENCE.model_copy(update={"amount": amount})


def _credit_of(amount: int, number: int) -> RegisterCredit:
    return facts.register_credit(credit_id=make.uid(f"credit {number}"), amount=amount)


# --- Incomes ------------------------------------------------------------------------------------


def test_an_income_is_registered() -> None:
    given(*GIVEN).when(the_part(facts.register_income())).then(happened.income_registered())


def test_an_income_has_its_source_and_may_be_of_the_program() -> None:
    said = {"project_id": None, "source": "Statsbidrag", "note": sealed("Första delen.")}
    given(*GIVEN).when(the_part(facts.register_income(**said))).then(
        happened.income_registered(**said)
    )


def test_an_income_changes_nothing_of_what_can_be_spent() -> None:
    around = FakeSurroundings(past_of(*GIVEN, in_budget(happened.income_registered())))
    before_ = FakeSurroundings(past_of(*GIVEN))
    purse, was = (each.budget(PROGRAM, 2026).purse("cash") for each in (around, before_))
    assert purse == was


def test_an_income_of_a_period_over_two_years_is_spread_by_days() -> None:
    grant = facts.register_income(amount=365_00, period=stated("2026-07-01", "2027-06-30"))
    assert [(part.fiscal_year, part.amount) for part in parts(grant)] == [
        (2026, 184_00),
        (2027, 181_00),
    ]


@pytest.mark.parametrize(
    ("changes", "thing"),
    [
        ({"program_id": ProgramId(NOWHERE)}, "program"),
        ({"project_id": ProjectId(NOWHERE)}, "project"),
    ],
    ids=["program", "project"],
)
def test_an_income_is_of_what_there_is(changes: dict[str, Any], thing: str) -> None:
    given(*GIVEN).when(the_part(facts.register_income(**changes))).then_not_found(thing, NOWHERE)


def test_an_income_of_a_paused_project_is_no_deviation() -> None:
    paused = in_project(happened.project_started(), happened.project_paused())
    given(*GIVEN, paused).when(the_part(facts.register_income())).then(happened.income_registered())


@pytest.mark.parametrize("field", ["payer", "source", "voucher"])
def test_what_reads_as_an_identity_number_needs_a_reason(field: str) -> None:
    with pytest.raises(ValidationError, match="identity_number_needs_reason"):
        facts.register_income(**{field: "Firma 121212-1212"})


# --- A closed year ------------------------------------------------------------------------------


def test_a_cost_of_a_closed_year_is_an_adjustment_and_says_so() -> None:
    adjustment, found = (
        given(*APPROVED, CLOSED).when(the_part(make.register_cost())).then_accepted()
    )
    assert adjustment == happened.adjustment_registered()
    assert found.code == "cost_in_closed_year"  # type: ignore[attr-defined]


def test_a_late_cost_draws_no_commitment_of_the_closed_year() -> None:
    past = (*APPROVED, in_budget(happened.committed()), CLOSED)
    late = the_part(make.register_cost(commitment_id=make.COMMITMENT), *past)
    topics = [event.TOPIC for event in given(*past).when(late).then_accepted()]
    assert topics == ["budget.adjustment_registered", "budget.deviation_found"]


def test_a_credit_in_a_closed_year_is_an_adjustment_of_what_is_owed() -> None:
    part = the_part(facts.register_credit(), *GIVEN, CLOSED)
    given(*GIVEN, CLOSED).when(part).then(
        happened.adjustment_registered(
            adjusts="credit",
            entry_id=CREDIT,
            amount=-40_00,
            whole_amount=-40_00,
            dated=JULY,
            voucher="K 31",
            note=sealed("En dag för mycket."),
        )
    )
    assert left_of_cost(*registered(facts.register_credit(), *GIVEN, CLOSED)) == [60_00]


def test_an_income_of_a_closed_year_is_an_adjustment_of_what_is_owed() -> None:
    given(*GIVEN, CLOSED).when(the_part(facts.register_income())).then(
        happened.adjustment_registered(
            adjusts="income",
            entry_id=INCOME,
            cost_id=None,
            amount=-50_00,
            whole_amount=-50_00,
            voucher="I 7",
            other_party="Statens exempelmyndighet",
        )
    )


def test_an_adjustment_leaves_the_closed_years_cost_as_it_was() -> None:
    late = make.register_cost(cost_id=NOWHERE)
    past = registered(late, *GIVEN, CLOSED)
    closed, was = (
        FakeSurroundings(past_of(*each)).budget(PROGRAM, 2026).purse("cash")
        for each in (past, GIVEN)
    )
    assert closed == was


def test_a_late_cost_can_be_credited_and_a_cost_over_years_adjusts_only_the_closed_one() -> None:
    past = registered(LICENCE, *APPROVED, CLOSED)
    topics = {event.TOPIC for stream, events in past[-3:] for event in events}
    assert topics == {
        "budget.adjustment_registered",
        "budget.cost_registered",
        "budget.deviation_found",
    }
    credited = registered(facts.register_credit(amount=120_000_00), *past)
    assert left_of_cost(*credited) == [0, 0, 0]


@pytest.mark.parametrize(
    ("fact", "event", "given_"),
    [
        (make.register_cost(), happened.cost_registered, {"cost_id": NOWHERE}),
        (facts.register_commitment(), happened.committed, {"commitment_id": NOWHERE}),
        (facts.register_income(), happened.income_registered, {"income_id": NOWHERE}),
        (make.register_cost(), happened.adjustment_registered, {"entry_id": NOWHERE}),
        (facts.register_income(), happened.adjustment_registered, {"entry_id": NOWHERE}),
    ],
    ids=["cost", "commitment", "income", "late cost", "late income"],
)
def test_facts_that_no_database_could_add_up_are_refused(
    fact: Any, event: Any, given_: dict[str, Any]
) -> None:
    full = in_budget(*(event(amount=MAX_ORE, **given_) for _ in range(256)))
    late = (CLOSED,) if event is happened.adjustment_registered else ()
    given(*APPROVED, full, *late).when(the_part(fact)).then_refused(
        "sum_is_too_large", Refused, entered_ore=256 * MAX_ORE
    )
