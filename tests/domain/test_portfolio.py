import pytest
from pydantic import ValidationError

from domain.errors import Conflict, CorruptStream
from domain.model import AgreementId, Event
from tests import happened, make
from tests.happened import AGREED, in_portfolio
from tests.make import (
    AGREEMENT,
    FOUNDED,
    JULY,
    MARCH,
    NOWHERE,
    PORTFOLIO,
    before,
    document,
    sealed,
)
from tests.spec import given
from tests.surroundings import state_of

OTHER_PORTFOLIO = in_portfolio(
    happened.portfolio_established(name="IT-fabrik"), portfolio_id=NOWHERE
)
ESTABLISHED = (AGREED, in_portfolio(happened.portfolio_established()))
NEWER = make.document("Vision 2030", version="2.0")


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
    given(AGREED, OTHER_PORTFOLIO).when(make.establish_portfolio()).then_accepted()


@pytest.mark.parametrize("name", ["IT-fabrik", "it-FABRIK"])
def test_two_portfolios_of_an_agreement_have_two_names(name: str) -> None:
    given(AGREED, OTHER_PORTFOLIO).when(make.establish_portfolio(name=name)).then_refused(
        "portfolio_name_is_taken",
        Conflict,
        name="IT-fabrik",
        portfolio_id=str(NOWHERE),
        agreement_id=str(AGREEMENT),
    )


def test_a_portfolio_of_another_agreement_may_have_the_same_name() -> None:
    elsewhere = in_portfolio(
        happened.portfolio_established(agreement_id=AgreementId(make.uid("another"))),
        portfolio_id=NOWHERE,
    )
    given(AGREED, elsewhere).when(make.establish_portfolio()).then_accepted()


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


# --- Vision, strategy, roadmap ------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["vision", "strategy", "roadmap"])
def test_a_portfolio_is_steered_by_documents_of_three_kinds(kind: str) -> None:
    given(*ESTABLISHED).when(make.adopt_steering_document(document_kind=kind)).then(
        happened.steering_document_adopted(document_kind=kind)
    )


def test_a_document_may_be_summed_up() -> None:
    summary = sealed("Samma service i alla kommuner.")
    given(*ESTABLISHED).when(make.adopt_steering_document(summary=summary)).then(
        happened.steering_document_adopted(summary=summary)
    )


def test_a_document_steers_a_portfolio_there_is() -> None:
    given(AGREED).when(make.adopt_steering_document()).then_not_found("portfolio", PORTFOLIO)


def test_no_other_kind_of_document_steers_a_portfolio() -> None:
    with pytest.raises(ValidationError, match="literal_error"):
        make.adopt_steering_document(document_kind="plan")


def test_a_new_version_follows_the_latest_from_its_day_and_not_before() -> None:
    adopted = in_portfolio(happened.steering_document_adopted(effective_from=MARCH))
    newer = make.adopt_steering_document(document=NEWER, effective_from=MARCH)
    given(*ESTABLISHED, adopted).when(newer).then_accepted()
    given(*ESTABLISHED, adopted).when(
        make.adopt_steering_document(document=NEWER, effective_from=before(MARCH))
    ).then_refused("precedes_latest_change", facet="vision", earliest=MARCH.isoformat())


def test_the_order_of_one_kind_of_document_is_not_that_of_another() -> None:
    adopted = in_portfolio(happened.steering_document_adopted(effective_from=JULY))
    given(*ESTABLISHED, adopted).when(
        make.adopt_steering_document(document_kind="roadmap", effective_from=MARCH)
    ).then_accepted()


def test_the_version_in_force_is_not_adopted_again() -> None:
    summary = sealed("Samma service i alla kommuner.")
    adopted = in_portfolio(happened.steering_document_adopted(summary=summary))
    for again in (None, summary):
        given(*ESTABLISHED, adopted).when(
            make.adopt_steering_document(summary=again, effective_from=JULY)
        ).then_refused("changes_nothing")


def test_another_summary_or_an_earlier_version_is_a_change() -> None:
    first = happened.steering_document_adopted(effective_from=FOUNDED)
    adopted = in_portfolio(first, happened.steering_document_adopted(document=NEWER))
    for change in (
        make.adopt_steering_document(document=NEWER, summary=sealed("Kortare.")),
        make.adopt_steering_document(document=first.document),
        make.adopt_steering_document(
            document=document("Vision 2030", version="2.0", sha256="0" * 64)
        ),
    ):
        given(*ESTABLISHED, adopted).when(change).then_accepted()


@pytest.mark.parametrize(
    "event", [happened.steering_document_adopted(), happened.programs_prioritised()]
)
def test_a_portfolio_that_does_not_begin_with_its_establishment_is_corrupt(event: Event) -> None:
    with pytest.raises(CorruptStream):
        state_of(in_portfolio().stream, [event])


def test_a_portfolio_that_is_established_twice_is_corrupt() -> None:
    with pytest.raises(CorruptStream):
        state_of(in_portfolio().stream, [happened.portfolio_established()] * 2)
