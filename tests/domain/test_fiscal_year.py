from datetime import date

import pytest

from domain.model import PortfolioId
from tests import happened, make
from tests.happened import APPROVED, GOVERNED, Happened, in_budget, in_program, in_year
from tests.make import (
    JULY,
    MARCH,
    NEW_YEAR,
    NEW_YEARS_EVE,
    NOWHERE,
    OTHER_PROGRAM,
    OTHER_PROJECT,
    after,
    before,
)
from tests.spec import given, past_of
from tests.surroundings import FakeSurroundings

CEILING = in_year(happened.ceiling_decided(amount=1_000_00))
FUNDED = (*GOVERNED, CEILING, in_budget(happened.program_funded(amount=600_00)))


@pytest.mark.parametrize("money_kind", ["cash", "in_kind"])
def test_a_ceiling_is_decided_for_each_kind_of_money(money_kind: str) -> None:
    given(*GOVERNED).when(make.decide_ceiling(money_kind=money_kind)).then(
        happened.ceiling_decided(money_kind=money_kind)
    )


def test_a_ceiling_may_be_nothing() -> None:
    given(*GOVERNED).when(make.decide_ceiling(amount=0)).then(happened.ceiling_decided(amount=0))


def test_a_ceiling_is_not_below_nothing() -> None:
    given(*GOVERNED).when(make.decide_ceiling(amount=-1)).then_refused(
        "ceiling_is_negative", asked_ore=-1
    )


def test_a_ceiling_is_of_a_portfolio_there_is() -> None:
    given(*GOVERNED).when(make.decide_ceiling(portfolio_id=PortfolioId(NOWHERE))).then_not_found(
        "portfolio", NOWHERE
    )


@pytest.mark.parametrize("day", [NEW_YEAR, MARCH, NEW_YEARS_EVE])
def test_a_ceiling_applies_from_a_day_of_its_year(day: object) -> None:
    given(*GOVERNED).when(make.decide_ceiling(effective_from=day)).then_accepted()


@pytest.mark.parametrize("day", [before(NEW_YEAR), after(NEW_YEARS_EVE)])
def test_a_ceiling_applies_from_no_day_outside_its_year(day: object) -> None:
    given(*GOVERNED).when(make.decide_ceiling(effective_from=day)).then_refused(
        "outside_fiscal_year",
        day=str(day),
        fiscal_year=2026,
        first="2026-01-01",
        last="2026-12-31",
    )


def test_a_ceiling_may_be_raised_and_lowered_in_any_order_of_days() -> None:
    past = (*GOVERNED, CEILING, in_year(happened.ceiling_decided(amount=5, effective_from=JULY)))
    given(*past).when(make.decide_ceiling(amount=2_000_00, effective_from=MARCH)).then_accepted()


def test_the_same_ceiling_again_is_refused() -> None:
    given(*GOVERNED, CEILING).when(make.decide_ceiling()).then_refused("changes_nothing")
    given(*GOVERNED, CEILING).when(make.decide_ceiling(effective_from=MARCH)).then_refused(
        "changes_nothing"
    )


def test_a_ceiling_that_is_already_that_on_its_day_is_refused_though_it_changes_later() -> None:
    later = in_year(happened.ceiling_decided(amount=2_000_00, effective_from=JULY))
    given(*GOVERNED, CEILING, later).when(make.decide_ceiling(effective_from=MARCH)).then_refused(
        "changes_nothing"
    )


def test_a_later_ceiling_of_the_first_amount_is_a_change() -> None:
    later = in_year(happened.ceiling_decided(amount=2_000_00, effective_from=MARCH))
    given(*GOVERNED, CEILING, later).when(make.decide_ceiling(effective_from=JULY)).then_accepted()


def test_a_ceiling_of_the_other_kind_of_money_is_another() -> None:
    given(*GOVERNED, CEILING).when(make.decide_ceiling(money_kind="in_kind")).then_accepted()


def test_a_ceiling_goes_down_to_what_is_funded_and_no_lower() -> None:
    given(*FUNDED).when(make.decide_ceiling(amount=600_00)).then_accepted()
    given(*FUNDED).when(make.decide_ceiling(amount=599_99)).then_refused(
        "funding_above_ceiling",
        day="2026-01-01",
        ceiling_ore=599_99,
        funded_ore=600_00,
        asked_ore=599_99,
        above_ore=1,
    )


def test_a_ceiling_is_compared_with_funding_of_later_days() -> None:
    later = in_budget(happened.program_funded(amount=300_00, effective_from=JULY))
    given(*FUNDED, later).when(
        make.decide_ceiling(amount=900_00, effective_from=MARCH)
    ).then_accepted()
    given(*FUNDED, later).when(
        make.decide_ceiling(amount=899_99, effective_from=MARCH)
    ).then_refused("funding_above_ceiling", day="2026-07-01", funded_ore=900_00, above_ore=1)


def test_a_ceiling_is_not_compared_with_days_before_it() -> None:
    lowered = in_year(happened.ceiling_decided(amount=700_00, effective_from=MARCH))
    given(*FUNDED, lowered).when(
        make.decide_ceiling(amount=600_00, effective_from=JULY)
    ).then_accepted()


def test_a_ceiling_covers_all_programs_of_the_portfolio_together() -> None:
    other = (
        in_program(happened.program_directive_approved(), program_id=OTHER_PROGRAM),
        in_budget(happened.program_funded(amount=300_00), program_id=OTHER_PROGRAM),
    )
    given(*FUNDED, *other).when(make.decide_ceiling(amount=900_00)).then_accepted()
    given(*FUNDED, *other).when(make.decide_ceiling(amount=899_99)).then_refused(
        "funding_above_ceiling", funded_ore=900_00
    )


def test_a_ceiling_does_not_cover_the_programs_of_another_portfolio() -> None:
    elsewhere = (
        in_program(
            happened.program_directive_approved(portfolio_id=PortfolioId(NOWHERE)),
            program_id=OTHER_PROGRAM,
        ),
        in_budget(happened.program_funded(amount=300_00), program_id=OTHER_PROGRAM),
    )
    given(*FUNDED, *elsewhere).when(make.decide_ceiling(amount=600_00)).then_accepted()


def test_a_ceiling_of_cash_does_not_mind_what_is_funded_in_kind() -> None:
    in_kind = in_budget(happened.program_funded(amount=900_00, money_kind="in_kind"))
    given(*GOVERNED, in_kind).when(make.decide_ceiling(amount=1)).then_accepted()
    given(*GOVERNED, in_kind).when(
        make.decide_ceiling(amount=899_99, money_kind="in_kind")
    ).then_refused("funding_above_ceiling", funded_ore=900_00)


def test_a_ceiling_of_one_year_does_not_mind_another() -> None:
    next_year = in_budget(
        happened.program_funded(amount=900_00, effective_from=make.day("2027-01-01")), year=2027
    )
    given(*GOVERNED, next_year).when(make.decide_ceiling(amount=1)).then_accepted()


# --- Closing ------------------------------------------------------------------------------------

NEXT = after(NEW_YEARS_EVE)
CLOSED = in_year(happened.fiscal_year_closed(effective_from=NEXT))


def recorded_on(day: date, *past: Happened) -> FakeSurroundings:
    return FakeSurroundings(past_of(*past), today=day)


def test_a_year_is_closed_from_the_day_after_its_last_and_not_before() -> None:
    given(*FUNDED).when(make.close_fiscal_year()).then_accepted()
    given(*FUNDED).when(make.close_fiscal_year(effective_from=NEW_YEARS_EVE)).then_refused(
        "fiscal_year_not_ended",
        fiscal_year=2026,
        effective_from="2026-12-31",
        earliest="2027-01-01",
    )


def test_a_year_is_closed_on_the_day_of_the_decision_and_never_ahead() -> None:
    for day in (NEXT, make.day("2027-03-01")):
        closing = make.close_fiscal_year(effective_from=day)
        given(*GOVERNED).when(closing, recorded_on(day, *GOVERNED)).then_accepted()
        refusal = given(*GOVERNED).when(closing, recorded_on(before(day), *GOVERNED))
        refusal.then_refused(
            "fiscal_year_not_ended", earliest="2027-01-01", today=before(day).isoformat()
        )


def test_a_year_is_closed_whether_it_has_had_a_ceiling_or_not() -> None:
    given(*GOVERNED).when(make.close_fiscal_year(note=make.sealed("Klart."))).then(
        happened.fiscal_year_closed(note=make.sealed("Klart."))
    )
    given(*GOVERNED, CEILING).when(make.close_fiscal_year()).then(happened.fiscal_year_closed())


def test_a_year_is_of_a_portfolio_there_is() -> None:
    given(*GOVERNED).when(make.close_fiscal_year(portfolio_id=PortfolioId(NOWHERE))).then_not_found(
        "portfolio", NOWHERE
    )


@pytest.mark.parametrize("day", [NEXT, make.day("2028-01-01")])
def test_a_year_is_closed_once(day: date) -> None:
    given(*GOVERNED, CLOSED).when(make.close_fiscal_year(effective_from=day)).then_refused(
        "changes_nothing"
    )


def test_what_is_left_of_a_year_does_not_hinder_and_is_told() -> None:
    past = (
        *APPROVED,
        CEILING,
        in_budget(
            happened.program_funded(amount=600_00),
            happened.allocated(amount=400_00),
            happened.allocated(amount=100_00, project_id=OTHER_PROJECT),
            happened.cost_registered(amount=150_00, whole_amount=150_00),
            happened.cost_registered(
                cost_id=make.uid("another"), project_id=OTHER_PROJECT, amount=100_01
            ),
            happened.program_funded(amount=7_00, money_kind="in_kind"),
        ),
        in_budget(happened.program_funded(amount=9_00, effective_from=NEXT), year=2027),
        in_program(happened.program_directive_approved(), program_id=OTHER_PROGRAM),
        in_budget(happened.program_funded(amount=30_00), program_id=OTHER_PROGRAM),
    )
    given(*past).when(make.close_fiscal_year()).then(
        happened.fiscal_year_closed(
            unspent=(
                make.unspent(project_id=None, amount=100_00),
                make.unspent(amount=250_00),
                make.unspent(project_id=None, amount=7_00, money_kind="in_kind"),
                make.unspent(program_id=OTHER_PROGRAM, project_id=None, amount=30_00),
            )
        )
    )


def test_a_closed_year_takes_no_ceiling_and_the_year_after_does() -> None:
    given(*GOVERNED, CLOSED).when(make.decide_ceiling()).then_refused(
        "fiscal_year_is_closed", fiscal_year=2026, closed_from="2027-01-01"
    )
    given(*GOVERNED, CLOSED).when(
        make.decide_ceiling(fiscal_year=2027, effective_from=NEXT)
    ).then_accepted()


def test_the_year_of_another_portfolio_is_another() -> None:
    elsewhere = in_year(happened.fiscal_year_closed(), portfolio_id=PortfolioId(NOWHERE))
    given(*GOVERNED, elsewhere).when(make.decide_ceiling()).then_accepted()
    given(*GOVERNED, elsewhere).when(make.close_fiscal_year()).then_accepted()
