"""What lies within a month is summed before it is split, except where a month is cut in two."""

from __future__ import annotations

from collections import Counter

from domain.split import split
from tests.cases import by_population, population
from tests.interfaces.world import OF_SIX, PROGRAM, Api, apply_figures
from tests.make import CODES

EXPLANATION = f"/programs/{PROGRAM}/budgets/2026/explanation"


def part_of(amount: int, year: int) -> Counter[str]:
    """Return each member's share of an amount (öre) by the figures of the end of a year."""
    return Counter(split(amount, by_population(), CODES, {"population": population(year)}).amounts)


def test_figures_that_change_within_a_month_split_only_what_came_after(api: Api) -> None:
    api.decide(apply_figures(2024, "2026-03-15"))
    for number, (day, amount) in enumerate(
        (("2026-03-10", 700_01), ("2026-03-14", 400_02), ("2026-03-15", 900_03))
    ):
        api.cost(amount, dated=day, number=number)
    shares = api.project_shares(OF_SIX, "cost")
    assert shares == part_of(1_100_03, 2023) + part_of(900_03, 2024)
    assert shares != part_of(2_000_06, 2023)


def test_an_explanation_tells_every_day_of_a_month_that_is_split_as_one(api: Api) -> None:
    for number, day in enumerate(("2026-03-10", "2026-03-14", "2026-04-01")):
        api.cost(500_01, dated=day, number=number)
    explained = api.read(EXPLANATION, measure="cost")
    [spent] = [one for thing in explained["money"] for one in thing["balances"]]
    assert [one["period"]["first"] for one in spent["periods"]] == [
        "2026-03-10",
        "2026-03-14",
        "2026-04-01",
    ]
    assert api.project_shares(OF_SIX, "cost") == part_of(1_500_03, 2023)
