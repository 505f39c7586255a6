"""Funding returned to the board, and budget transferred between programs."""

from datetime import date
from typing import Any

import pytest

from domain.budget.commands import TransferPart
from domain.errors import DomainError, NotFound
from domain.model import ProgramId
from tests import happened, make
from tests.happened import APPROVED, Happened, in_budget, in_program, in_year
from tests.make import (
    JULY,
    MARCH,
    NEW_YEAR,
    NOWHERE,
    OTHER_PROGRAM,
    PROGRAM,
    YEAR,
    after,
    before,
    period,
    stated,
)
from tests.spec import given, past_of
from tests.surroundings import FakeSurroundings

OTHER_PORTFOLIO = make.uid("other portfolio")
GIVEN = (
    *APPROVED,
    in_year(happened.ceiling_decided()),
    in_program(
        happened.program_directive_approved(title="Effektiv kommun"), program_id=OTHER_PROGRAM
    ),
    in_budget(happened.program_funded(amount=300_00), happened.allocated()),
)
"""300 kronor are given to the program, of which 100 are allocated: 200 are in the reserve."""
IN_KIND: dict[str, Any] = {"money_kind": "in_kind"}


def incoming(**changes: Any) -> TransferPart:
    return make.transfer(**changes).parts()[0]


def outgoing(**changes: Any) -> TransferPart:
    return make.transfer(**changes).parts()[1]


# --- Returned -----------------------------------------------------------------------------------


@pytest.mark.parametrize("amount", [1, 199_99, 200_00])
def test_what_is_not_allocated_can_be_returned_to_the_board(amount: int) -> None:
    given(*GIVEN).when(make.return_funding(amount=amount)).then(
        happened.funding_returned(amount=amount)
    )


def test_no_more_is_returned_than_the_reserve_has() -> None:
    given(*GIVEN).when(make.return_funding(amount=200_01)).then_refused(
        "taken_above_reserve", asked_ore=200_01, available_ore=200_00, funded_ore=300_00
    )


def test_what_the_reserve_has_spent_or_committed_is_not_returned() -> None:
    bound = in_budget(
        happened.cost_registered(amount=30_00, project_id=None),
        happened.committed(amount=20_00, project_id=None),
    )
    given(*GIVEN, bound).when(make.return_funding(amount=150_01)).then_refused(
        "taken_above_reserve", available_ore=150_00, day="2026-03-01"
    )
    given(*GIVEN, bound).when(make.return_funding(amount=150_00)).then_accepted()


@pytest.mark.parametrize("day", [NEW_YEAR, before(JULY)])
def test_a_later_allocation_binds_the_reserve_on_every_day(day: date) -> None:
    later = in_budget(happened.allocated(amount=150_00, effective_from=JULY))
    given(*GIVEN, later).when(make.return_funding(effective_from=day)).then_refused(
        "taken_above_reserve", available_ore=50_00, day="2026-07-01"
    )


def test_what_is_returned_covers_the_days_that_the_reserves_money_does() -> None:
    spring = period("2026-01-01", "2026-06-30")
    half_year = in_budget(happened.program_funded(period=spring))
    given(*APPROVED, half_year).when(make.return_funding(amount=40_00)).then(
        happened.funding_returned(amount=40_00, period=spring)
    )
    given(*GIVEN, half_year).when(make.return_funding()).then_refused(
        "period_unclear",
        project_id=None,
        periods_ore={"2026-01-01/2026-06-30": 100_00, "2026-01-01/2026-12-31": 200_00},
    )
    named = make.return_funding(period=stated("2026-01-01", "2026-06-30"))
    given(*GIVEN, half_year).when(named).then(happened.funding_returned(period=spring))


def test_what_is_returned_gives_room_under_the_ceiling() -> None:
    full = (*GIVEN, in_budget(happened.program_funded(amount=700_00)))
    given(*full).when(make.fund_program(amount=1)).then_refused("funding_above_ceiling")
    back = in_budget(happened.funding_returned(effective_from=MARCH))
    given(*full, back).when(make.fund_program(effective_from=MARCH)).then_accepted()
    given(*full, back).when(make.fund_program(effective_from=before(MARCH))).then_refused(
        "funding_above_ceiling", day=before(MARCH).isoformat()
    )


def test_money_and_hours_are_returned_each_by_itself() -> None:
    hours = in_budget(happened.program_funded(amount=50_00, **IN_KIND))
    given(*GIVEN, hours).when(make.return_funding(amount=50_01, **IN_KIND)).then_refused(
        "taken_above_reserve", available_ore=50_00
    )
    given(*GIVEN, hours).when(make.return_funding(amount=50_00, **IN_KIND)).then(
        happened.funding_returned(amount=50_00, **IN_KIND)
    )
    given(*GIVEN).when(make.return_funding(amount=1, **IN_KIND)).then_refused("taken_above_reserve")


# --- Transferred --------------------------------------------------------------------------------


def test_a_transfer_is_one_decision_in_two_budgets() -> None:
    given(*GIVEN).when(incoming()).then(happened.transferred_in())
    given(*GIVEN).when(outgoing()).then(happened.transferred_out())
    assert incoming().stream == in_budget(program_id=OTHER_PROGRAM).stream
    assert outgoing().stream == in_budget().stream == make.transfer().stream


def test_both_halves_of_a_transfer_cover_the_days_that_the_money_does() -> None:
    spring = period("2026-01-01", "2026-06-30")
    past = (*GIVEN[:-1], in_budget(happened.program_funded(period=spring)))
    given(*past).when(incoming()).then(happened.transferred_in(period=spring))
    given(*past).when(outgoing()).then(happened.transferred_out(period=spring))


@pytest.mark.parametrize("half", [incoming, outgoing])
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": 200_01}, "taken_above_reserve"),
        ({"money_kind": "in_kind"}, "taken_above_reserve"),
        ({"target_program_id": PROGRAM}, "changes_nothing"),
        ({"target_program_id": ProgramId(NOWHERE)}, "not_found"),
        ({"source_program_id": ProgramId(NOWHERE)}, "not_found"),
        ({"effective_from": after(YEAR.end)}, "outside_fiscal_year"),
        ({"period": stated("2025-12-31", "2026-06-30")}, "outside_fiscal_year"),
        ({"period": stated("2026-01-01", "2026-06-30")}, "period_unclear"),
    ],
    ids=str,
)
def test_each_half_of_a_transfer_is_refused_for_the_same(
    half: Any, changes: dict[str, Any], code: str
) -> None:
    given(*GIVEN).when(half(**changes)).then_refused(
        code, DomainError if code != "not_found" else NotFound
    )


def test_the_whole_reserve_can_be_transferred() -> None:
    given(*GIVEN).when(incoming(amount=200_00)).then_accepted()


def test_budget_is_not_transferred_between_portfolios() -> None:
    elsewhere = in_program(
        happened.program_directive_approved(portfolio_id=OTHER_PORTFOLIO), program_id=OTHER_PROGRAM
    )
    past = (*APPROVED, elsewhere, GIVEN[-1])
    given(*past).when(incoming()).then_refused(
        "transfer_between_portfolios",
        source_portfolio_id=str(make.PORTFOLIO),
        target_portfolio_id=str(OTHER_PORTFOLIO),
    )


def test_a_transfer_leaves_what_the_portfolio_is_funded_with_as_it_was() -> None:
    moved = (
        in_budget(happened.transferred_out()),
        in_budget(happened.transferred_in(), program_id=OTHER_PROGRAM),
    )
    around = FakeSurroundings(past_of(*GIVEN, *moved))
    assert around.funded(make.PORTFOLIO, 2026, "cash").final == 300_00
    assert around.budget(PROGRAM, 2026).purse("cash").funded.final == 200_00
    other = around.budget(OTHER_PROGRAM, 2026).purse("cash")
    assert (other.funded.final, other.reserve.final) == (100_00, 100_00)


def test_what_has_come_by_a_transfer_can_be_allocated_returned_and_transferred_again() -> None:
    moved: tuple[Happened, ...] = (
        in_budget(happened.transferred_out()),
        in_budget(happened.transferred_in(), program_id=OTHER_PROGRAM),
    )
    back = {"source_program_id": OTHER_PROGRAM, "target_program_id": PROGRAM}
    given(*GIVEN, *moved).when(outgoing(**back)).then(happened.transferred_out(target=PROGRAM))
    given(*GIVEN, *moved).when(make.return_funding(program_id=OTHER_PROGRAM)).then_accepted()
    given(*GIVEN, *moved).when(outgoing(**back, amount=100_01)).then_refused("taken_above_reserve")


# --- A program that takes no more ---------------------------------------------------------------


PAUSED = in_program(happened.program_started(), happened.program_paused(effective_from=MARCH))
CLOSED = in_program(happened.program_started(), happened.program_closed(effective_from=MARCH))


@pytest.mark.parametrize("build", [make.allocate, make.reallocate], ids=["allocate", "reallocate"])
def test_a_paused_program_is_allocated_nothing_from_that_day(build: Any) -> None:
    given(*GIVEN, PAUSED).when(build(effective_from=MARCH)).then_refused(
        "program_takes_no_money", status="paused", day="2026-03-01"
    )
    given(*GIVEN, PAUSED).when(build(effective_from=before(MARCH))).then_accepted()


@pytest.mark.parametrize("build", [make.fund_program, make.allocate], ids=["fund", "allocate"])
def test_a_closed_program_is_given_nothing_since_it_closed_with_nothing_left(build: Any) -> None:
    for day in (MARCH, before(MARCH)):
        given(*GIVEN, CLOSED).when(build(effective_from=day)).then_refused(
            "program_is_closed", since="2026-03-01"
        )


def test_a_closed_program_gives_its_money_back_but_gets_none() -> None:
    given(*GIVEN, CLOSED).when(make.return_funding(effective_from=MARCH)).then_accepted()
    given(*GIVEN, CLOSED).when(outgoing(effective_from=MARCH)).then_accepted()
    to_the_closed = {"source_program_id": OTHER_PROGRAM, "target_program_id": PROGRAM}
    moved = in_budget(happened.program_funded(), program_id=OTHER_PROGRAM)
    given(*GIVEN, CLOSED, moved).when(incoming(**to_the_closed, effective_from=MARCH)).then_refused(
        "program_is_closed"
    )


# --- A closed year ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        make.fund_program(),
        make.return_funding(),
        incoming(),
        outgoing(),
        make.allocate(),
        make.allocate(amount=-1),
        make.reallocate(),
        make.release(),
    ],
    ids=lambda command: command.kind,
)
def test_nothing_is_decided_of_the_money_of_a_closed_year(command: Any) -> None:
    given(*GIVEN).when(command).then_accepted()
    closed = in_year(happened.fiscal_year_closed())
    given(*GIVEN, closed).when(command).then_refused(
        "fiscal_year_is_closed", fiscal_year=2026, closed_from="2027-01-01"
    )
