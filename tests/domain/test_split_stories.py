"""The worked cases and stories of tests/cases/allocation.json, told from beginning to end."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest

from domain.balance import BalancePart, split_balance
from domain.cost_key import Component, CostKey, MemberFigures
from domain.model import Period, Timeline, calendar_year, one_day
from domain.money import amount_text, spread
from domain.segments import AdoptedKey, Segment, StatisticVersion, Terms, segments
from domain.split import split
from tests.cases import allocation, by_population, in_ore, members_of, population, story

ALL_SIX = members_of("Alla sex")
FOUR_D = members_of("4D")
OF_2024 = {"population": population(2024)}
LONG_AGO = date(2020, 1, 1)
JULY = date(2026, 7, 1)
YEAR = calendar_year(2026)
PORTFOLIO = "portfolio/1"


def adopted(key: CostKey, number: int = 1) -> AdoptedKey:
    return AdoptedKey(UUID(int=number), key)


def in_force(*steps: tuple[date, int]) -> Mapping[str, Timeline[date]]:
    return {"population": Timeline(tuple((day, date(year, 12, 31)) for day, year in steps))}


AGREEMENT = Terms(
    members={code: Timeline(((LONG_AGO, True),)) for code in ALL_SIX},
    constellations={},
    keys={PORTFOLIO: Timeline(((LONG_AGO, adopted(by_population())),))},
    figures=tuple(StatisticVersion(population(year)) for year in (2019, 2023, 2024)),
    applied=in_force((LONG_AGO, 2024)),
)


def cut(terms: Terms, year: Period = YEAR) -> tuple[Segment, ...]:
    return segments(terms, year, (PORTFOLIO,), Timeline())


def rows(*amounts: int, period: Period = YEAR) -> Iterable[BalancePart]:
    return [BalancePart(period, amount) for amount in amounts]


# --- worked cases ----------------------------------------------------------------------------


def name_of(case: Mapping[str, Any]) -> str:
    return "{referenceDate} {participants} {amountOre} {populationWeight}".format(**case)


@pytest.mark.parametrize("case", allocation()["cases"], ids=name_of)
def test_a_worked_case_comes_out_to_the_ore(case: Mapping[str, Any]) -> None:
    key = CostKey(
        components=(
            Component(basis="population", weight=case["populationWeight"]),
            Component(basis="equal", weight=case["equalWeight"]),
        )
    )
    figures = {"population": population(date.fromisoformat(case["referenceDate"]).year)}
    participants = members_of(case["participants"])
    answer = split(case["amountOre"], key, participants, figures, case["unitOre"])
    assert answer.amounts == case["expectedOre"]
    assert answer.remainder == 0


# --- stories ---------------------------------------------------------------------------------


def test_a_zero_balance_has_zero_shares_whatever_key_came_between() -> None:
    july = date(2025, 7, 1)
    steps = ((LONG_AGO, adopted(by_population())), (july, adopted(by_population("1/2"), 2)))
    terms = replace(
        AGREEMENT, keys={PORTFOLIO: Timeline(steps)}, applied=in_force((LONG_AGO, 2023))
    )
    year = calendar_year(2025)
    before, after = cut(terms, year)
    assert before.parts != after.parts
    answer = split_balance(rows(10_000_000, -10_000_000, period=year), (before, after))
    assert answer.shares == dict.fromkeys(ALL_SIX, 0)
    assert answer.unsplit == 0


def test_rows_are_added_before_they_are_split() -> None:
    year = cut(AGREEMENT)
    back_to_nothing = split_balance(rows(10_000_000, 5_000_000, -15_000_000), year)
    assert back_to_nothing.shares == dict.fromkeys(ALL_SIX, 0)
    costs = [
        BalancePart(one_day(date(2026, 1, 1) + timedelta(days=day)), 100_000) for day in range(250)
    ]
    whole = split(25_000_000, by_population(), ALL_SIX, OF_2024)
    assert split_balance(costs, year).shares == whole.amounts


def test_figures_that_change_in_the_year_cut_it_in_two() -> None:
    told = story("figures change in the year")
    steps = in_force((date(2026, 1, 1), 2023), (JULY, 2024))
    answer = split_balance(rows(100_000_000), cut(replace(AGREEMENT, applied=steps)))
    assert [amount_text(part.amount) for part in answer.segments] == told["parts"]
    assert answer.shares == in_ore(told["expected"])


def test_a_member_that_leaves_pays_until_it_left() -> None:
    vanersborg = Timeline(((LONG_AGO, True), (JULY, False)))
    members = {**AGREEMENT.members, "1487": vanersborg}
    answer = split_balance(rows(100_000_000), cut(replace(AGREEMENT, members=members)))
    assert answer.shares == in_ore(story("a member leaves in the year")["expected"])


def test_what_is_less_than_a_unit_stays_on_the_common_account() -> None:
    told = story("below the unit")
    in_kronor = split(123_456, by_population(), ALL_SIX, OF_2024, 100)
    assert in_kronor.amounts == in_ore(told["expected"])
    assert in_kronor.remainder == 56
    assert told["staysOnTheCommonAccount"] == "0.56"
    assert split(123_456, by_population(), ALL_SIX, OF_2024).amounts == in_ore(told["inOre"])


def test_a_member_with_the_figure_zero_pays_nothing() -> None:
    pupils = MemberFigures(
        basis="pupils", values={"1438": 0, "1439": 120, "1460": 300, "1461": 280}
    )
    key = CostKey(components=(Component(basis="pupils", weight="1"),))
    answer = split(700_000, key, FOUR_D, {"pupils": pupils})
    assert answer.amounts == in_ore(story("a zero figure")["expected"])


def test_a_cost_across_years_is_spread_over_them_by_days() -> None:
    service = Period(start=date(2026, 3, 1), end=date(2027, 3, 1))
    overlaps = [service.overlap(calendar_year(year)) for year in (2026, 2027)]
    parts = spread(12_000_000, [overlap.days for overlap in overlaps if overlap])
    expected = in_ore(story("cost across years")["expected"])
    assert dict(zip(("2026", "2027"), parts, strict=True)) == expected


def test_money_moved_to_fewer_members_costs_each_of_them_more() -> None:
    taken = split(-40_000_000, by_population(), ALL_SIX, OF_2024, 100).amounts
    given_to = split(40_000_000, by_population(), FOUR_D, OF_2024, 100).amounts
    change = {code: taken[code] + given_to.get(code, 0) for code in sorted(ALL_SIX)}
    assert change == in_ore(story("who pays")["expected"])


def test_what_members_owe_and_are_called_for_are_splits_of_whole_kronor() -> None:
    told = story("settlement")
    cost = 90_000_000 + 6_000_000 + 9_000_000 + 4_500_000 - 9_500_000
    owed = split(cost, by_population(), ALL_SIX, OF_2024, 100)
    called = split(84_000_000, by_population(), ALL_SIX, OF_2024, 100)
    put_in = {**called.amounts}
    for code, amount in {"1492": 6_000_000, "1461": 9_000_000, "1487": 4_500_000}.items():
        put_in[code] += amount
    net = {code: put_in[code] - amount for code, amount in owed.amounts.items()}
    assert owed.amounts == in_ore(told["owed"])
    assert called.amounts == in_ore(told["paid"])
    assert net == in_ore(told["net"])
    assert sum(net.values()) == 3_500_000


def test_what_is_found_late_is_shared_as_in_its_own_year_by_members_who_have_left() -> None:
    vanersborg = Timeline(((LONG_AGO, True), (JULY, False)))
    left = replace(AGREEMENT, members={**AGREEMENT.members, "1487": vanersborg})
    year = calendar_year(2024)
    answer = split_balance(rows(1_000_000, period=one_day(date(2024, 5, 2))), cut(left, year))
    assert answer.shares == split(1_000_000, by_population(), ALL_SIX, OF_2024).amounts
    assert answer.shares["1487"] > 0


def test_the_shares_of_the_first_example_add_up_to_a_million() -> None:
    answer = split(100_000_000, by_population(), ALL_SIX, OF_2024, 100)
    assert sum(answer.amounts.values()) == 100_000_000
    assert answer.shares[0].exact == 100_000_000 * (
        Fraction(4, 5) * Fraction(4606, 81057) + Fraction(1, 5) / 6
    )
