import pytest
from pydantic import ValidationError

from domain.errors import Conflict, CorruptStream
from domain.model import AgreementId
from tests import happened, make
from tests.happened import AGREED, in_portfolio
from tests.make import FOUNDED, NOWHERE, PORTFOLIO
from tests.spec import given
from tests.surroundings import state_of


@pytest.mark.parametrize("day", [FOUNDED, make.day("2031-01-01")])
def test_a_portfolio_is_established_back_in_time_or_ahead(day: object) -> None:
    given(AGREED).when(make.establish_portfolio(effective_from=day)).then(
        happened.portfolio_established(effective_from=day)
    )


def test_a_portfolio_may_say_its_purpose() -> None:
    given(AGREED).when(make.establish_portfolio(purpose="Enklare vardag")).then(
        happened.portfolio_established(purpose="Enklare vardag", effective_from=make.NEW_YEAR)
    )


def test_an_agreement_may_hold_several_portfolios() -> None:
    given(AGREED, in_portfolio(happened.portfolio_established(), portfolio_id=NOWHERE)).when(
        make.establish_portfolio()
    ).then_accepted()


def test_a_portfolio_is_established_once() -> None:
    given(AGREED, in_portfolio(happened.portfolio_established())).when(
        make.establish_portfolio()
    ).then_refused("already_recorded", Conflict, thing="portfolio", id=str(PORTFOLIO))


def test_a_portfolio_is_established_under_an_agreement_there_is() -> None:
    given(AGREED).when(make.establish_portfolio(agreement_id=AgreementId(NOWHERE))).then_not_found(
        "agreement", NOWHERE
    )


def test_a_portfolio_counts_in_kronor() -> None:
    with pytest.raises(ValidationError, match="literal_error"):
        make.establish_portfolio(currency="EUR")


def test_a_portfolio_that_is_established_twice_is_corrupt() -> None:
    with pytest.raises(CorruptStream):
        state_of(in_portfolio().stream, [happened.portfolio_established()] * 2)
