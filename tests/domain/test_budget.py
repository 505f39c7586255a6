from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from domain.budget import BudgetCommand
from domain.model import Period, ProgramId, ProjectId, StatedPeriod
from tests import happened, make
from tests.happened import APPROVED, GOVERNED, Happened, in_budget, in_program, in_project, in_year
from tests.make import (
    JULY,
    MARCH,
    NEW_YEAR,
    NEW_YEARS_EVE,
    NOWHERE,
    OTHER_PROGRAM,
    OTHER_PROJECT,
    PROGRAM,
    PROJECT,
    YEAR,
    after,
    before,
    period,
    stated,
)
from tests.spec import Given, given

Build = Callable[..., BudgetCommand]

CEILING = in_year(
    happened.ceiling_decided(amount=1_000_00),
    happened.ceiling_decided(amount=1_000_00, money_kind="in_kind"),
)
RICH = (*APPROVED, CEILING, in_budget(happened.program_funded(amount=500_00)))
"""The program has 500 kr in its reserve, under a ceiling of 1 000 kr."""

GIVEN = (
    *RICH,
    in_budget(
        happened.allocated(amount=200_00),
        happened.allocated(amount=50_00, project_id=OTHER_PROJECT),
    ),
)
"""Of it one project has 200 kr and the other 50 kr."""

COMMANDS = [make.fund_program, make.allocate, make.reallocate, make.release]
EVERY_COMMAND = pytest.mark.parametrize(
    "build", COMMANDS, ids=["fund", "allocate", "reallocate", "release"]
)
TAKING = pytest.mark.parametrize(
    "take",
    [
        make.reallocate,
        make.release,
        lambda amount, **changes: make.allocate(amount=-amount, **changes),
    ],
    ids=["reallocate", "release", "lower"],
)
FIRST_HALF, SECOND_HALF = stated("2026-01-01", "2026-06-30"), stated("2026-07-01", "2026-12-31")


def in_kind(past: tuple[Happened, ...]) -> tuple[Happened, ...]:
    """Return the same past with all money of the other kind."""
    return tuple(
        Happened(
            stream,
            tuple(
                event.model_copy(update={"money_kind": "in_kind"})
                if "money_kind" in type(event).model_fields and stream != CEILING.stream
                else event
                for event in events
            ),
        )
        for stream, events in past
    )


# --- every command ------------------------------------------------------------------------------


@EVERY_COMMAND
@pytest.mark.parametrize("day", [NEW_YEAR, MARCH, NEW_YEARS_EVE])
def test_money_moves_from_any_day_of_its_year(build: Build, day: date) -> None:
    given(*GIVEN).when(build(amount=50_00, effective_from=day)).then_accepted()


@EVERY_COMMAND
@pytest.mark.parametrize("day", [before(NEW_YEAR), after(NEW_YEARS_EVE)])
def test_money_moves_on_no_day_outside_its_year(build: Build, day: date) -> None:
    given(*GIVEN).when(build(effective_from=day)).then_refused(
        "outside_fiscal_year",
        day=day.isoformat(),
        fiscal_year=2026,
        first="2026-01-01",
        last="2026-12-31",
    )


@EVERY_COMMAND
@pytest.mark.parametrize(
    "days",
    [stated("2025-12-31", "2026-12-31"), stated("2026-01-01", "2027-01-01")],
    ids=["begins before", "ends after"],
)
def test_money_covers_no_day_outside_its_year(build: Build, days: StatedPeriod) -> None:
    given(*GIVEN).when(build(period=days)).then_refused("outside_fiscal_year", fiscal_year=2026)


@EVERY_COMMAND
def test_money_is_of_a_program_there_is(build: Build) -> None:
    given(*GIVEN).when(build(program_id=ProgramId(NOWHERE))).then_not_found("program", NOWHERE)


@pytest.mark.parametrize("build", [make.fund_program, make.reallocate, make.release])
@pytest.mark.parametrize("amount", [0, -1])
def test_what_moves_one_way_is_more_than_nothing(build: Build, amount: int) -> None:
    with pytest.raises(ValidationError, match="money_is_not_positive"):
        build(amount=amount)


# --- funding ------------------------------------------------------------------------------------

UNDER_CEILING = (*GOVERNED, CEILING)


@pytest.mark.parametrize("money_kind", ["cash", "in_kind"])
def test_a_program_is_funded_for_the_whole_year_unless_said_otherwise(money_kind: str) -> None:
    given(*UNDER_CEILING).when(make.fund_program(money_kind=money_kind)).then(
        happened.program_funded(money_kind=money_kind)
    )


def test_a_program_is_funded_for_the_days_that_are_stated() -> None:
    given(*UNDER_CEILING).when(make.fund_program(period=SECOND_HALF)).then(
        happened.program_funded(period=period("2026-07-01", "2026-12-31"))
    )


def test_a_program_is_funded_again() -> None:
    given(*RICH).when(make.fund_program()).then(happened.program_funded())


def test_funding_goes_up_to_the_ceiling_and_no_further() -> None:
    given(*RICH).when(make.fund_program(amount=500_00)).then_accepted()
    given(*RICH).when(make.fund_program(amount=500_01)).then_refused(
        "funding_above_ceiling",
        day="2026-01-01",
        ceiling_ore=1_000_00,
        funded_ore=1_000_01,
        asked_ore=500_01,
        above_ore=1,
    )


def test_nothing_is_funded_without_a_ceiling() -> None:
    given(*GOVERNED).when(make.fund_program(amount=1)).then_refused(
        "no_ceiling_decided", asked_ore=1
    )


def test_nothing_is_funded_before_the_ceiling_applies() -> None:
    from_march = (*GOVERNED, in_year(happened.ceiling_decided(effective_from=MARCH)))
    given(*from_march).when(make.fund_program(effective_from=MARCH)).then_accepted()
    given(*from_march).when(make.fund_program(effective_from=before(MARCH))).then_refused(
        "funding_above_ceiling", day=before(MARCH).isoformat()
    )


def test_funding_stays_under_a_ceiling_that_is_lowered_later() -> None:
    lowered = in_year(happened.ceiling_decided(amount=600_00, effective_from=JULY))
    given(*RICH, lowered).when(make.fund_program(amount=100_00)).then_accepted()
    given(*RICH, lowered).when(make.fund_program(amount=100_01)).then_refused(
        "funding_above_ceiling", day="2026-07-01", ceiling_ore=600_00
    )


def test_a_ceiling_of_one_kind_of_money_is_for_that_kind() -> None:
    only_cash = (*GOVERNED, in_year(happened.ceiling_decided()))
    given(*only_cash).when(make.fund_program(money_kind="in_kind")).then_refused(
        "no_ceiling_decided"
    )


def test_the_programs_of_a_portfolio_share_its_ceiling() -> None:
    other = (
        in_program(happened.program_directive_approved(), program_id=OTHER_PROGRAM),
        in_budget(happened.program_funded(amount=400_00), program_id=OTHER_PROGRAM),
    )
    given(*RICH, *other).when(make.fund_program(amount=100_00)).then_accepted()
    given(*RICH, *other).when(make.fund_program(amount=100_01)).then_refused(
        "funding_above_ceiling"
    )


def test_an_allocation_covers_what_the_reserve_was_given_for() -> None:
    half = make.period("2026-07-01", "2026-12-31")
    autumn = (
        *APPROVED,
        CEILING,
        in_budget(happened.program_funded(amount=500_00, period=half)),
    )
    given(*autumn).when(make.allocate(amount=400_00)).then(
        happened.allocated(amount=400_00, period=half)
    )


def test_an_allocation_from_a_reserve_of_several_periods_covers_the_year() -> None:
    half = make.period("2026-07-01", "2026-12-31")
    mixed = (
        *APPROVED,
        CEILING,
        in_budget(
            happened.program_funded(amount=500_00, period=half),
            happened.program_funded(amount=500_00),
        ),
    )
    given(*mixed).when(make.allocate(amount=400_00)).then(happened.allocated(amount=400_00))


# --- allocating ---------------------------------------------------------------------------------


@pytest.mark.parametrize("money_kind", ["cash", "in_kind"])
def test_money_is_allocated_from_the_reserve(money_kind: str) -> None:
    past = RICH if money_kind == "cash" else in_kind(RICH)
    given(*past).when(make.allocate(money_kind=money_kind)).then(
        happened.allocated(money_kind=money_kind)
    )


def test_money_is_allocated_for_the_days_that_are_stated() -> None:
    given(*RICH).when(make.allocate(period=SECOND_HALF)).then(
        happened.allocated(period=period("2026-07-01", "2026-12-31"))
    )


def test_the_whole_reserve_is_allocated_and_no_more() -> None:
    given(*GIVEN).when(make.allocate(amount=250_00)).then_accepted()
    given(*GIVEN).when(make.allocate(amount=250_01)).then_refused(
        "allocation_above_funding",
        asked_ore=250_01,
        available_ore=250_00,
        day="2026-01-01",
        funded_ore=500_00,
    )


def test_nothing_is_allocated_from_a_budget_that_is_not_funded() -> None:
    given(*APPROVED).when(make.allocate(amount=1)).then_refused(
        "allocation_above_funding", available_ore=0
    )


def test_money_in_kind_is_not_allocated_from_cash() -> None:
    given(*RICH).when(make.allocate(money_kind="in_kind")).then_refused("allocation_above_funding")


def test_nothing_is_allocated_before_it_is_funded() -> None:
    from_march = (*APPROVED, CEILING, in_budget(happened.program_funded(effective_from=MARCH)))
    given(*from_march).when(make.allocate(effective_from=MARCH)).then_accepted()
    given(*from_march).when(make.allocate(effective_from=before(MARCH))).then_refused(
        "allocation_above_funding", day=before(MARCH).isoformat(), available_ore=0
    )


def test_an_allocation_leaves_room_for_one_of_a_later_day() -> None:
    later = in_budget(
        happened.allocated(amount=450_00, project_id=OTHER_PROJECT, effective_from=JULY)
    )
    given(*RICH, later).when(make.allocate(amount=50_00)).then_accepted()
    given(*RICH, later).when(make.allocate(amount=50_01)).then_refused(
        "allocation_above_funding", available_ore=50_00, day="2026-07-01"
    )


def test_what_is_released_later_cannot_be_allocated_earlier() -> None:
    released = in_budget(happened.released(amount=200_00, effective_from=JULY))
    past = (*GIVEN, released)
    given(*past).when(make.allocate(amount=450_00, effective_from=JULY)).then_accepted()
    given(*past).when(make.allocate(amount=250_01, effective_from=before(JULY))).then_refused(
        "allocation_above_funding", available_ore=250_00
    )


def test_what_the_reserve_has_paid_is_not_allocated() -> None:
    paid = in_budget(happened.cost_registered(amount=100_00, project_id=None))
    given(*RICH, paid).when(make.allocate(amount=400_00)).then_accepted()
    given(*RICH, paid).when(make.allocate(amount=400_01)).then_refused(
        "allocation_above_funding", available_ore=400_00, day=MARCH.isoformat()
    )


def test_an_allocation_of_nothing_is_refused() -> None:
    given(*RICH).when(make.allocate(amount=0)).then_refused("changes_nothing")


@pytest.mark.parametrize(
    ("status", "events"),
    [
        ("proposed", (happened.project_proposed(),)),
        ("rejected", (happened.project_proposed(), happened.project_rejected())),
        (
            "completed",
            (
                happened.project_proposed(),
                happened.project_approved(),
                happened.project_started(),
                happened.project_completed(),
            ),
        ),
    ],
)
def test_money_is_given_to_approved_and_started_projects_only(
    status: str, events: tuple[Any, ...]
) -> None:
    new = ProjectId(make.uid("new"))
    past = (*GIVEN, in_project(*events, project_id=new))
    for command in (
        make.allocate(project_id=new),
        make.reallocate(target=new),
        make.reallocate(source=new, target=PROJECT),
    ):
        given(*past).when(command).then_refused(
            "project_takes_no_money",
            project_id=str(new),
            status=status,
            possible=["approved", "started"],
        )


def test_a_started_project_is_given_money() -> None:
    given(*RICH, in_project(happened.project_started())).when(make.allocate()).then_accepted()


@pytest.mark.parametrize(
    "command",
    [
        make.allocate(project_id=ProjectId(NOWHERE)),
        make.allocate(project_id=ProjectId(NOWHERE), amount=-1),
        make.reallocate(source=ProjectId(NOWHERE)),
        make.reallocate(target=ProjectId(NOWHERE)),
        make.release(project_id=ProjectId(NOWHERE)),
    ],
)
def test_money_moves_to_and_from_projects_there_are(command: BudgetCommand) -> None:
    given(*GIVEN).when(command).then_not_found("project", NOWHERE)


@pytest.mark.parametrize("owner", [OTHER_PROGRAM, None], ids=["another program", "no program"])
def test_money_moves_only_within_the_program(owner: ProgramId | None) -> None:
    new = ProjectId(make.uid("new"))
    foreign = in_project(
        happened.project_proposed(program_id=owner), happened.project_approved(), project_id=new
    )
    for command in (
        make.allocate(project_id=new),
        make.reallocate(source=new),
        make.reallocate(target=new),
        make.release(project_id=new),
    ):
        given(*GIVEN, foreign).when(command).then_refused(
            "project_outside_program",
            project_id=str(new),
            program_id=str(PROGRAM),
            actual_program_id=None if owner is None else str(owner),
        )


# --- lowering, reallocating, releasing ----------------------------------------------------------


def test_an_allocation_is_lowered() -> None:
    given(*GIVEN).when(make.allocate(amount=-60_00)).then(happened.allocated(amount=-60_00))


@pytest.mark.parametrize("money_kind", ["cash", "in_kind"])
def test_money_is_reallocated(money_kind: str) -> None:
    past = GIVEN if money_kind == "cash" else in_kind(GIVEN)
    given(*past).when(make.reallocate(money_kind=money_kind)).then(
        happened.reallocated(money_kind=money_kind)
    )


@pytest.mark.parametrize("money_kind", ["cash", "in_kind"])
def test_money_is_released(money_kind: str) -> None:
    past = GIVEN if money_kind == "cash" else in_kind(GIVEN)
    given(*past).when(make.release(money_kind=money_kind)).then(
        happened.released(money_kind=money_kind)
    )


def test_money_is_not_reallocated_to_where_it_is() -> None:
    given(*GIVEN).when(make.reallocate(target=PROJECT)).then_refused("changes_nothing")


@pytest.mark.parametrize("ended", [happened.project_rejected(), happened.project_completed()])
def test_a_project_that_has_ended_gives_its_money_back_to_the_reserve(ended: Any) -> None:
    past = (*GIVEN, in_project(ended))
    given(*past).when(make.release(amount=200_00)).then_accepted()
    given(*past).when(make.allocate(amount=-200_00)).then_accepted()


@TAKING
def test_all_that_is_free_is_taken_and_no_more(take: Build) -> None:
    spent = in_budget(happened.cost_registered(amount=80_00))
    given(*GIVEN, spent).when(take(amount=120_00)).then_accepted()
    given(*GIVEN, spent).when(take(amount=120_01)).then_refused(
        "allocation_below_spent",
        project_id=str(PROJECT),
        asked_ore=120_01,
        available_ore=120_00,
        day=MARCH.isoformat(),
        allocated_ore=200_00,
        spent_ore=80_00,
    )


@TAKING
def test_nothing_is_taken_from_a_project_without_money(take: Build) -> None:
    given(*RICH).when(take(amount=1)).then_refused("allocation_below_spent", available_ore=0)


@TAKING
def test_nothing_is_taken_from_a_project_that_has_spent_too_much(take: Build) -> None:
    spent = in_budget(happened.cost_registered(amount=300_00))
    given(*GIVEN, spent).when(take(amount=1)).then_refused(
        "allocation_below_spent", available_ore=0, allocated_ore=200_00, spent_ore=300_00
    )


@TAKING
def test_money_in_kind_is_not_taken_from_cash(take: Build) -> None:
    given(*GIVEN).when(take(amount=1, money_kind="in_kind")).then_refused("allocation_below_spent")


@TAKING
def test_nothing_is_taken_before_it_is_given(take: Build) -> None:
    from_march = (*RICH, in_budget(happened.allocated(effective_from=MARCH)))
    given(*from_march).when(take(amount=100_00, effective_from=MARCH)).then_accepted()
    given(*from_march).when(take(amount=1, effective_from=before(MARCH))).then_refused(
        "allocation_below_spent", day=before(MARCH).isoformat(), available_ore=0
    )


@TAKING
def test_what_is_spent_on_a_later_day_is_not_taken_earlier(take: Build) -> None:
    spent = in_budget(happened.cost_registered(amount=150_00, dated=JULY))
    given(*GIVEN, spent).when(take(amount=50_00)).then_accepted()
    given(*GIVEN, spent).when(take(amount=50_01)).then_refused(
        "allocation_below_spent", day=JULY.isoformat(), available_ore=50_00
    )


@TAKING
def test_what_is_taken_on_a_later_day_is_not_taken_earlier_as_well(take: Build) -> None:
    lowered = in_budget(happened.allocated(amount=-150_00, effective_from=JULY))
    given(*GIVEN, lowered).when(take(amount=50_00)).then_accepted()
    given(*GIVEN, lowered).when(take(amount=50_01)).then_refused(
        "allocation_below_spent", day=JULY.isoformat(), allocated_ore=50_00, spent_ore=0
    )


@TAKING
def test_a_dip_before_the_day_does_not_matter(take: Build) -> None:
    dip = in_budget(
        happened.allocated(amount=-150_00, effective_from=MARCH),
        happened.allocated(amount=150_00, effective_from=JULY),
    )
    given(*GIVEN, dip).when(take(amount=200_00, effective_from=JULY)).then_accepted()
    given(*GIVEN, dip).when(take(amount=50_01, effective_from=before(JULY))).then_refused(
        "allocation_below_spent", available_ore=50_00
    )


# --- the period of what is taken ----------------------------------------------------------------

HALVES = (
    *RICH,
    in_budget(
        happened.allocated(amount=60_00, period=FIRST_HALF.half_open()),
        happened.allocated(amount=40_00, period=SECOND_HALF.half_open()),
    ),
)


def period_of(when: Given, command: BudgetCommand) -> Period:
    [event] = when.when(command).then_accepted()
    found: Period = event.period  # type: ignore[attr-defined]
    return found


@TAKING
def test_what_is_taken_covers_the_period_it_was_given_for(take: Build) -> None:
    half = in_budget(happened.allocated(amount=60_00, period=FIRST_HALF.half_open()))
    assert period_of(given(*RICH, half), take(amount=1)) == FIRST_HALF.half_open()
    assert period_of(given(*GIVEN), take(amount=1)) == YEAR


@TAKING
def test_of_several_periods_one_is_stated(take: Build) -> None:
    halves = given(*HALVES)
    assert period_of(halves, take(amount=60_00, period=FIRST_HALF)) == FIRST_HALF.half_open()
    refusal = halves.when(take(amount=60_00)).then_refused(
        "period_unclear",
        project_id=str(PROJECT),
        asked_ore=60_00,
        periods_ore={"2026-01-01/2026-06-30": 60_00, "2026-07-01/2026-12-31": 40_00},
    )
    assert "2026-01-01/2026-06-30 (60,00\u00a0kr)" in refusal.sv
    assert "2026-01-01/2026-06-30 (SEK 60.00)" in refusal.en


@TAKING
def test_no_more_is_taken_than_what_covers_the_period(take: Build) -> None:
    given(*HALVES).when(take(amount=40_00, period=SECOND_HALF)).then_accepted()
    given(*HALVES).when(take(amount=40_01, period=SECOND_HALF)).then_refused("period_unclear")


@TAKING
def test_a_period_that_no_money_covers_is_refused(take: Build) -> None:
    given(*GIVEN).when(take(amount=1, period=FIRST_HALF)).then_refused(
        "period_unclear", periods_ore={"2026-01-01/2026-12-31": 200_00}
    )


@TAKING
def test_money_of_a_period_is_not_taken_before_it_is_given(take: Build) -> None:
    later = in_budget(
        happened.allocated(amount=40_00, period=SECOND_HALF.half_open(), effective_from=JULY)
    )
    past = given(*GIVEN, later)
    past.when(take(amount=40_00, period=SECOND_HALF, effective_from=JULY)).then_accepted()
    past.when(take(amount=1, period=SECOND_HALF, effective_from=MARCH)).then_refused(
        "period_unclear", periods_ore={"2026-01-01/2026-12-31": 200_00}
    )


def test_what_is_reallocated_keeps_its_period_at_the_other_project() -> None:
    moved = in_budget(happened.reallocated(amount=60_00, period=FIRST_HALF.half_open()))
    assert (
        period_of(given(*HALVES, moved), make.release(amount=60_00, project_id=OTHER_PROJECT))
        == FIRST_HALF.half_open()
    )
