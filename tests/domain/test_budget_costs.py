from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.budget import Budget, RegisterCost
from domain.errors import Conflict
from domain.model import Event, ProgramId, ProjectId
from tests import happened, make
from tests.happened import APPROVED, in_budget, in_project
from tests.make import (
    COST,
    JULY,
    MARCH,
    NEW_YEAR,
    NEW_YEARS_EVE,
    NOWHERE,
    OTHER_PROGRAM,
    PROJECT,
    period,
    sealed,
    stated,
)
from tests.spec import given
from tests.surroundings import FakeSurroundings, state_of

NO_OTHERS = FakeSurroundings({})
GIVEN = (*APPROVED, in_budget(happened.program_funded(), happened.allocated()))


def the_part(cost: RegisterCost) -> Any:
    """Return the only part of a cost."""
    [part] = cost.parts(NO_OTHERS)
    return part


def parts(cost: RegisterCost) -> list[tuple[int, int]]:
    return [(part.fiscal_year, part.amount) for part in cost.parts(NO_OTHERS)]


# --- what a cost is -----------------------------------------------------------------------------


def test_a_cost_is_registered() -> None:
    given(*GIVEN).when(the_part(make.register_cost())).then(happened.cost_registered())


def test_a_cost_has_its_supplier_and_note() -> None:
    said = {"supplier": "Vård-IT AB, 556036-0793", "note": sealed("Andra delbetalningen.")}
    given(*GIVEN).when(the_part(make.register_cost(**said))).then(happened.cost_registered(**said))


def test_a_cost_without_project_is_borne_by_the_reserve() -> None:
    given(*GIVEN).when(the_part(make.register_cost(project_id=None))).then(
        happened.cost_registered(project_id=None)
    )


def test_a_cost_of_a_service_period_covers_it() -> None:
    spring = make.register_cost(service_period=stated("2026-02-01", "2026-05-31"))
    given(*GIVEN).when(the_part(spring)).then(
        happened.cost_registered(period=period("2026-02-01", "2026-05-31"))
    )


@pytest.mark.parametrize("amount", [0, -1])
def test_a_cost_is_more_than_nothing(amount: int) -> None:
    with pytest.raises(ValidationError, match="money_is_not_positive"):
        make.register_cost(amount=amount)


@pytest.mark.parametrize(
    "changes",
    [
        {"dated": date(1899, 12, 31)},
        {"dated": date(2201, 1, 1)},
        {"dated": date.max},
        {"dated": date.min},
        {"service_period": stated("1899-12-31", "1900-01-31")},
        {"service_period": stated("2026-01-01", "9999-12-30")},
    ],
)
def test_a_cost_has_no_day_outside_the_fiscal_years(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="outside_fiscal_years"):
        make.register_cost(**changes)


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2200, 12, 31)])
def test_a_cost_may_be_of_the_first_or_last_day_of_the_fiscal_years(day: date) -> None:
    given(*GIVEN).when(the_part(make.register_cost(dated=day))).then_accepted()


@pytest.mark.parametrize("field", ["voucher", "supplier"])
def test_a_reference_that_reads_as_an_identity_number_needs_a_reason(field: str) -> None:
    trader = {field: "Vårdkonsult 121212-1212"}
    with pytest.raises(ValidationError, match="identity_number_needs_reason"):
        make.register_cost(**trader)
    reason = {"identity_number_because": sealed("Enskild firma; numret är organisationsnumret.")}
    given(*GIVEN).when(the_part(make.register_cost(**trader, **reason))).then(
        happened.cost_registered(**trader, **reason)
    )


def test_two_references_do_not_make_one_number_together() -> None:
    assert make.register_cost(voucher="121212", supplier="1212").voucher == "121212"


# --- a fact is not refused for being unwelcome --------------------------------------------------


@pytest.mark.parametrize(
    "past",
    [
        APPROVED,
        (*GIVEN, in_budget(happened.cost_registered(cost_id=NOWHERE, amount=500_00))),
        (*GIVEN, in_project(happened.project_completed())),
        (*APPROVED[:-2], in_project(happened.project_proposed(), happened.project_rejected())),
    ],
    ids=["unfunded", "beyond the allocation", "after completion", "of a rejected initiative"],
)
def test_an_unwelcome_cost_is_registered(past: tuple[happened.Happened, ...]) -> None:
    given(*past).when(the_part(make.register_cost(amount=9_999_00))).then_accepted()


@pytest.mark.parametrize("day", [NEW_YEAR, JULY, NEW_YEARS_EVE, make.day("2031-01-01")])
def test_a_cost_is_of_any_day_past_or_ahead(day: date) -> None:
    given(*GIVEN).when(the_part(make.register_cost(dated=day))).then_accepted()


def test_a_cost_is_registered_once() -> None:
    given(*GIVEN, in_budget(happened.cost_registered())).when(
        the_part(make.register_cost(amount=1, voucher="annan"))
    ).then_refused("already_recorded", Conflict, thing="cost", id=str(COST))


def test_two_costs_may_be_alike() -> None:
    given(*GIVEN, in_budget(happened.cost_registered())).when(
        the_part(make.register_cost(cost_id=NOWHERE))
    ).then_accepted()


def test_a_cost_is_of_a_program_there_is() -> None:
    given(*GIVEN).when(the_part(make.register_cost(program_id=ProgramId(NOWHERE)))).then_not_found(
        "program", NOWHERE
    )


def test_a_cost_is_of_a_project_there_is() -> None:
    given(*GIVEN).when(the_part(make.register_cost(project_id=ProjectId(NOWHERE)))).then_not_found(
        "project", NOWHERE
    )


def test_a_cost_is_of_a_project_of_the_program() -> None:
    foreign = in_project(happened.project_proposed(program_id=OTHER_PROGRAM), project_id=NOWHERE)
    given(*GIVEN, foreign).when(
        the_part(make.register_cost(project_id=ProjectId(NOWHERE)))
    ).then_refused("project_outside_program", actual_program_id=str(OTHER_PROGRAM))


# --- a cost over several years ------------------------------------------------------------------


def test_a_cost_belongs_to_the_year_of_its_day() -> None:
    assert parts(make.register_cost(dated=NEW_YEARS_EVE)) == [(2026, 100_00)]
    assert parts(make.register_cost(dated=NEW_YEAR)) == [(2026, 100_00)]


def test_a_service_period_decides_the_year_whatever_the_day_of_the_invoice() -> None:
    december = stated("2026-12-01", "2026-12-31")
    late = make.register_cost(dated=make.day("2027-01-15"), service_period=december)
    assert parts(late) == [(2026, 100_00)]
    assert late.stream == in_budget().stream


def test_a_cost_over_the_end_of_a_year_is_spread_by_days() -> None:
    licence = make.register_cost(
        amount=120_000_00, service_period=stated("2026-03-01", "2027-02-28")
    )
    assert parts(licence) == [(2026, 100_602_74), (2027, 19_397_26)]
    first, second = licence.parts(NO_OTHERS)
    common = {"whole_amount": 120_000_00, "dated": MARCH}
    given(*GIVEN).when(first).then(
        happened.cost_registered(
            amount=100_602_74, period=period("2026-03-01", "2026-12-31"), **common
        )
    )
    given(*GIVEN).when(second).then(
        happened.cost_registered(
            amount=19_397_26, period=period("2027-01-01", "2027-02-28"), **common
        )
    )
    assert second.stream == in_budget(year=2027).stream


@any_of(
    st.integers(1, 10**9),
    st.dates(date(2019, 1, 1), date(2030, 12, 31)),
    st.integers(0, 1500),
)
def test_the_parts_of_a_cost_are_its_amount_and_its_days(
    amount: int, first: date, more: int
) -> None:
    last = date.fromordinal(first.toordinal() + more)
    cost = make.register_cost(
        amount=amount, service_period=stated(first.isoformat(), last.isoformat())
    )
    found = cost.parts(NO_OTHERS)
    assert sum(part.amount for part in found) == amount
    assert [part.fiscal_year for part in found] == list(range(first.year, last.year + 1))
    assert (found[0].part_period.start, found[-1].part_period.end) == (
        cost.covers.start,
        cost.covers.end,
    )
    for part, following in pairwise(found):
        assert part.part_period.end == following.part_period.start
    for part in found:
        exact = amount * part.part_period.days / cost.covers.days
        assert abs(part.amount - exact) < 1


# --- what a cost does to the budget -------------------------------------------------------------


def budget_after(*events: Event) -> Budget:
    state: Budget = state_of(in_budget().stream, events)
    return state


def test_a_cost_is_spent_from_its_day() -> None:
    money = budget_after(
        happened.program_funded(), happened.allocated(), happened.cost_registered(amount=30_00)
    ).purse("cash")
    assert money.project(PROJECT).free.on(MARCH) == 70_00
    assert money.project(PROJECT).free.on(NEW_YEAR) == 100_00
    assert money.reserve.final == 0


def test_a_cost_of_a_later_day_than_the_year_is_spent_all_the_same() -> None:
    money = budget_after(
        happened.allocated(), happened.cost_registered(dated=make.day("2027-01-15"))
    ).purse("cash")
    assert money.project(PROJECT).free.lowest_from(NEW_YEARS_EVE).amount == 0


def test_a_cost_of_the_reserve_leaves_the_projects_alone() -> None:
    money = budget_after(
        happened.program_funded(amount=150_00),
        happened.allocated(),
        happened.cost_registered(amount=30_00, project_id=None),
    ).purse("cash")
    assert money.project(PROJECT).free.final == 100_00
    assert money.reserve.final == 20_00


def test_a_cost_is_cash() -> None:
    state = budget_after(
        happened.allocated(money_kind="in_kind"), happened.cost_registered(amount=30_00)
    )
    assert state.purse("in_kind").project(PROJECT).free.final == 100_00
    assert state.purse("cash").project(PROJECT).free.final == -30_00
