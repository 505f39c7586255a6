"""Commitments: what is bound before there is a cost, what becomes of it, what it leaves."""

from typing import Any

import pytest
from pydantic import ValidationError

from domain.errors import Conflict, Malformed, NotFound
from domain.model import ProgramId, ProjectId
from tests import facts, happened, make
from tests.happened import APPROVED, Happened, in_budget, in_program, in_project, in_year
from tests.make import (
    COMMITMENT,
    COST,
    JULY,
    MARCH,
    NEW_YEAR,
    NOWHERE,
    OTHER_PROJECT,
    PROJECT,
    before,
    period,
    sealed,
    stated,
)
from tests.spec import given, past_of
from tests.surroundings import FakeSurroundings

GIVEN = (
    *APPROVED,
    in_budget(happened.program_funded(amount=200_00), happened.allocated(), happened.committed()),
)
"""100 kronor are allocated to the project, of which 60 are committed from 1 March."""


def parts(fact: Any, *past: Happened) -> Any:
    """Return the parts of a fact by what has happened."""
    return fact.parts(FakeSurroundings(past_of(*past)))


def the_part(fact: Any, *past: Happened) -> Any:
    [part] = parts(fact, *past)
    return part


def left(*past: Happened) -> int:
    """Return what is open of the commitment (öre)."""
    commitments = FakeSurroundings(past_of(*past)).budget(make.PROGRAM, 2026).commitments
    found = commitments.get(COMMITMENT)
    assert found is not None
    return found.left


def available(*past: Happened) -> int:
    """Return what the project has left at the end of the year (öre)."""
    purse = FakeSurroundings(past_of(*past)).budget(make.PROGRAM, 2026).purse("cash")
    pot = purse.project(PROJECT)
    assert pot.free.final == pot.left
    return pot.left


# --- Committed ----------------------------------------------------------------------------------


def test_a_commitment_binds_money_to_a_supplier() -> None:
    given(*APPROVED).when(the_part(facts.register_commitment())).then(happened.committed())
    assert available(*GIVEN) == 40_00


def test_a_commitment_may_be_of_the_reserve() -> None:
    of_reserve = facts.register_commitment(project_id=None, note=sealed("Utredning."))
    given(*APPROVED).when(the_part(of_reserve)).then(
        happened.committed(project_id=None, note=sealed("Utredning."))
    )


def test_a_commitment_over_two_years_is_spread_by_days() -> None:
    licence = facts.register_commitment(
        amount=120_000_00, period=stated("2026-03-01", "2027-02-28")
    )
    first, second = parts(licence)
    assert [(each.fiscal_year, each.amount) for each in (first, second)] == [
        (2026, 100_602_74),
        (2027, 19_397_26),
    ]
    given(*APPROVED).when(second).then(
        happened.committed(
            amount=19_397_26,
            whole_amount=120_000_00,
            period=period("2027-01-01", "2027-02-28"),
        )
    )


@pytest.mark.parametrize(
    ("changes", "thing"),
    [
        ({"program_id": ProgramId(NOWHERE)}, "program"),
        ({"project_id": ProjectId(NOWHERE)}, "project"),
    ],
    ids=["program", "project"],
)
def test_a_commitment_is_of_what_there_is(changes: dict[str, Any], thing: str) -> None:
    given(*APPROVED).when(the_part(facts.register_commitment(**changes))).then_not_found(
        thing, NOWHERE
    )


def test_a_commitment_is_registered_once() -> None:
    given(*GIVEN).when(the_part(facts.register_commitment(amount=1))).then_refused(
        "already_recorded", Conflict, thing="commitment", id=str(COMMITMENT)
    )


@pytest.mark.parametrize("field", ["supplier", "reference"])
def test_what_reads_as_an_identity_number_needs_a_reason(field: str) -> None:
    with pytest.raises(ValidationError, match="identity_number_needs_reason"):
        facts.register_commitment(**{field: "Firma 121212-1212"})


def test_a_commitment_of_a_closed_year_is_refused() -> None:
    closed = in_year(happened.fiscal_year_closed())
    given(*APPROVED, closed).when(the_part(facts.register_commitment())).then_refused(
        "fiscal_year_is_closed"
    )


# --- Committed above what there is, or at the wrong time ----------------------------------------


def test_a_commitment_above_what_is_available_is_registered() -> None:
    more = facts.register_commitment(commitment_id=NOWHERE, amount=40_01)
    given(*GIVEN).when(the_part(more)).then_accepted()
    assert available(*GIVEN, in_budget(happened.committed(commitment_id=NOWHERE, amount=40_01))) < 0


@pytest.mark.parametrize(
    ("past", "code"),
    [
        (in_project(happened.project_started(), happened.project_paused()), "project_is_paused"),
        (in_project(happened.project_completed()), "project_is_closed"),
        (in_project(happened.project_stopped()), "project_is_closed"),
        (in_program(happened.program_started(), happened.program_paused()), "program_is_paused"),
        (in_program(happened.program_started(), happened.program_closed()), "program_is_closed"),
    ],
    ids=str,
)
def test_a_commitment_at_the_wrong_time_is_registered_with_its_deviation(
    past: Happened, code: str
) -> None:
    _, found = given(*APPROVED, past).when(the_part(facts.register_commitment())).then_accepted()
    assert (found.code, found.cause, found.amount) == (code, COMMITMENT, 60_00)  # type: ignore[attr-defined]


# --- What it becomes ----------------------------------------------------------------------------


def naming(amount: int, **changes: Any) -> Any:
    return the_part(make.register_cost(amount=amount, commitment_id=COMMITMENT, **changes), *GIVEN)


@pytest.mark.parametrize(("amount", "drawn"), [(25_00, 25_00), (60_00, 60_00), (75_00, 60_00)])
def test_a_cost_takes_the_place_of_its_commitment_as_far_as_it_goes(
    amount: int, drawn: int
) -> None:
    events = (
        happened.cost_registered(amount=amount, whole_amount=amount),
        happened.commitment_drawn(amount=drawn),
    )
    given(*GIVEN).when(naming(amount)).then(*events)
    assert left(*GIVEN, in_budget(*events)) == 60_00 - drawn
    assert available(*GIVEN, in_budget(*events)) == 100_00 - 60_00 - (amount - drawn)


def test_a_cost_of_a_commitment_that_is_used_up_draws_nothing() -> None:
    used = in_budget(happened.commitment_drawn())
    given(*GIVEN, used).when(naming(10_00)).then(
        happened.cost_registered(amount=10_00, whole_amount=10_00)
    )


def test_a_cost_dated_before_its_commitment_draws_it_from_the_day_it_is_bound() -> None:
    early = naming(10_00, dated=NEW_YEAR)
    _, drawn = given(*GIVEN).when(early).then_accepted()
    assert drawn.dated == MARCH  # type: ignore[attr-defined]
    past = past_of(*GIVEN, in_budget(happened.cost_registered(amount=10_00, dated=NEW_YEAR), drawn))
    pot = FakeSurroundings(past).budget(make.PROGRAM, 2026).purse("cash").project(PROJECT)
    assert [pot.free.on(day) for day in (NEW_YEAR, before(MARCH), MARCH)] == [90_00, 90_00, 40_00]


def test_a_cost_names_a_commitment_there_is_in_one_of_its_years() -> None:
    unknown = make.register_cost(commitment_id=NOWHERE)
    with pytest.raises(NotFound, match="commitment"):
        parts(unknown, *GIVEN)
    next_year = make.register_cost(commitment_id=COMMITMENT, dated=make.day("2027-01-15"))
    with pytest.raises(NotFound, match="commitment"):
        parts(next_year, *GIVEN)


def test_a_cost_names_a_commitment_of_its_own_project() -> None:
    given(*GIVEN).when(naming(10_00, project_id=OTHER_PROJECT)).then_refused(
        "commitment_of_another_project",
        Malformed,
        project_id=str(OTHER_PROJECT),
        actual_project_id=str(PROJECT),
    )
    given(*GIVEN).when(naming(10_00, project_id=None)).then_refused(
        "commitment_of_another_project", Malformed, project_id=None
    )


def test_what_is_left_of_a_commitment_is_lifted() -> None:
    drawn = in_budget(happened.commitment_drawn(amount=20_00))
    end = the_part(facts.register_commitment_end(), *GIVEN, drawn)
    given(*GIVEN, drawn).when(end).then(happened.commitment_lifted(amount=40_00))
    lifted = in_budget(happened.commitment_lifted(amount=40_00))
    assert left(*GIVEN, drawn, lifted) == 0


def test_a_commitment_is_lifted_in_every_year_that_is_open() -> None:
    both = (*GIVEN, in_budget(happened.committed(amount=5_00), year=2027))
    ends = parts(facts.register_commitment_end(), *both)
    assert [each.fiscal_year for each in ends] == [2026, 2027]
    closed = (*both, in_year(happened.fiscal_year_closed()))
    assert [each.fiscal_year for each in parts(facts.register_commitment_end(), *closed)] == [2027]


@pytest.mark.parametrize(
    ("past", "code", "kind"),
    [
        (APPROVED, "not_found", NotFound),
        ((*GIVEN, in_budget(happened.commitment_lifted())), "commitment_has_ended", Malformed),
        ((*GIVEN, in_budget(happened.commitment_drawn())), "commitment_has_ended", Malformed),
    ],
    ids=["none", "lifted", "used up"],
)
def test_nothing_is_lifted_where_nothing_is_left(
    past: tuple[Happened, ...], code: str, kind: type[Malformed | NotFound]
) -> None:
    with pytest.raises(kind) as caught:
        parts(facts.register_commitment_end(), *past)
    assert caught.value.code == code


def test_what_is_left_in_a_closed_year_only_is_not_lifted() -> None:
    with pytest.raises(Exception, match="fiscal_year_is_closed"):
        parts(facts.register_commitment_end(), *GIVEN, in_year(happened.fiscal_year_closed()))


# --- What it leaves -----------------------------------------------------------------------------


@pytest.mark.parametrize("amount", [40_00, 40_01])
@pytest.mark.parametrize("build", [make.release, make.reallocate, lambda amount: -amount])
def test_an_allocation_goes_no_lower_than_what_is_spent_and_committed(
    build: Any, amount: int
) -> None:
    lowered = build(amount=amount)
    command = make.allocate(amount=lowered) if isinstance(lowered, int) else lowered
    if amount == 40_00:
        given(*GIVEN).when(command).then_accepted()
        return
    given(*GIVEN).when(command).then_refused(
        "allocation_below_spent",
        available_ore=40_00,
        allocated_ore=100_00,
        spent_ore=0,
        committed_ore=60_00,
        day="2026-03-01",
    )


def test_the_refusal_says_what_is_committed() -> None:
    refusal = given(*GIVEN).when(make.release()).then_refused("allocation_below_spent")
    assert "SEK 60.00 committed" in refusal.en
    assert "60,00\u00a0kr bundet i åtaganden" in refusal.sv


def test_a_lifted_commitment_can_be_released_from_its_day() -> None:
    lifted = in_budget(happened.commitment_lifted())
    given(*GIVEN, lifted).when(make.release(effective_from=JULY)).then_accepted()
    given(*GIVEN, lifted).when(make.release(effective_from=before(JULY))).then_refused(
        "allocation_below_spent", available_ore=40_00
    )


def test_an_allocation_takes_nothing_that_the_reserve_has_committed() -> None:
    bound = in_budget(happened.committed(commitment_id=NOWHERE, project_id=None, amount=30_00))
    given(*GIVEN, bound).when(make.allocate(amount=70_01)).then_refused(
        "allocation_above_funding", available_ore=70_00
    )
    given(*GIVEN, bound).when(make.allocate(amount=70_00)).then_accepted()


def test_a_commitment_binds_cash_and_no_hours() -> None:
    hours = in_budget(
        happened.program_funded(money_kind="in_kind"), happened.allocated(money_kind="in_kind")
    )
    given(*GIVEN, hours).when(make.release(money_kind="in_kind")).then_accepted()


def test_a_cost_and_its_commitment_are_never_counted_twice() -> None:
    cost = happened.cost_registered(cost_id=COST, amount=60_00)
    assert available(*GIVEN, in_budget(cost, happened.commitment_drawn())) == available(*GIVEN)
