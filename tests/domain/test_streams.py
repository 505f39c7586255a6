"""What a stream is called says what it is of, and can be read back."""

from uuid import UUID

from hypothesis import given as any_of
from hypothesis import strategies as st

from domain import budget, fiscal_year
from domain.catalogue import STREAMS
from domain.fiscal_year import fiscal_year_of
from domain.model import FIRST_YEAR, LAST_YEAR

YEARS = st.integers(FIRST_YEAR, LAST_YEAR)


@any_of(st.uuids(), YEARS)
def test_the_program_and_the_year_are_read_back_from_a_budget(program_id: UUID, year: int) -> None:
    stream = budget.stream(program_id, year)
    assert budget.is_budget(stream)
    assert budget.budget_of(stream) == (program_id, year)


@any_of(st.uuids(), YEARS)
def test_the_portfolio_and_the_year_are_read_back_from_a_fiscal_year(
    portfolio_id: UUID, year: int
) -> None:
    assert fiscal_year_of(fiscal_year.stream(portfolio_id, year)) == (portfolio_id, year)


@any_of(st.uuids(), YEARS, st.sampled_from(sorted(STREAMS)))
def test_only_the_streams_of_budgets_are_of_budgets(of: UUID, year: int, kind: str) -> None:
    assert budget.is_budget(f"{kind}/{of}/{year}") == (kind == "budget")
