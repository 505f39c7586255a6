from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from domain.daily import Daily, Lowest, steps, total
from tests.make import JULY, MARCH, NEW_YEAR, NEW_YEARS_EVE, after, before

DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 31))
CHANGES = st.dictionaries(DAYS, st.integers(-100, 100), max_size=8)
AMOUNTS = CHANGES.map(Daily)


def each_day_from(day: date) -> list[date]:
    return [date.fromordinal(n) for n in range(day.toordinal(), date(2026, 4, 2).toordinal())]


def test_nothing_is_zero_on_every_day() -> None:
    assert Daily().on(NEW_YEAR) == Daily().final == 0
    assert Daily().lowest_from(MARCH) == Lowest(0, MARCH)


def test_a_change_counts_from_its_day_on() -> None:
    amount = Daily().plus(MARCH, 100).plus(JULY, -40)
    assert [amount.on(day) for day in (before(MARCH), MARCH, before(JULY), JULY)] == [
        0,
        100,
        100,
        60,
    ]
    assert amount.final == 60


def test_changes_on_one_day_add_up() -> None:
    assert Daily().plus(MARCH, 100).plus(MARCH, -30) == Daily({MARCH: 70})


def test_the_lowest_is_the_least_on_the_day_or_any_later_with_the_first_such_day() -> None:
    amount = Daily({NEW_YEAR: 100, MARCH: -60, JULY: 30, NEW_YEARS_EVE: -30})
    assert amount.lowest_from(NEW_YEAR) == Lowest(40, MARCH)
    assert amount.lowest_from(after(MARCH)) == Lowest(40, after(MARCH))
    assert amount.lowest_from(JULY) == Lowest(40, NEW_YEARS_EVE)


def test_a_day_before_the_asked_one_does_not_count() -> None:
    dip = Daily({NEW_YEAR: -100, MARCH: 100})
    assert dip.lowest_from(MARCH) == Lowest(0, MARCH)
    assert dip.lowest_from(before(MARCH)) == Lowest(-100, before(MARCH))


def test_steps_are_levels_from_their_day_on() -> None:
    level = steps([(NEW_YEAR, 100), (MARCH, 250), (JULY, 0)])
    assert [level.on(day) for day in (before(NEW_YEAR), NEW_YEAR, MARCH, JULY)] == [0, 100, 250, 0]


def test_no_steps_are_nothing() -> None:
    assert steps([]) == Daily()


@given(AMOUNTS, DAYS)
def test_the_lowest_is_what_looking_at_every_day_finds(amount: Daily, day: date) -> None:
    lowest = min((amount.on(each), each) for each in each_day_from(day))
    assert amount.lowest_from(day) == Lowest(*lowest)


@given(st.lists(AMOUNTS, max_size=4), DAYS)
def test_a_total_is_the_sum_on_every_day(parts: list[Daily], day: date) -> None:
    assert total(parts).on(day) == sum(part.on(day) for part in parts)


@given(AMOUNTS, AMOUNTS, DAYS)
def test_a_difference_is_the_difference_on_every_day(a: Daily, b: Daily, day: date) -> None:
    assert a.minus(b).on(day) == a.on(day) - b.on(day)
    assert a.minus(a).lowest_from(day) == Lowest(0, day)


@given(CHANGES, DAYS)
def test_steps_hold_the_value_of_the_latest_step(levels: dict[date, int], day: date) -> None:
    latest = max((changed for changed in levels if changed <= day), default=None)
    assert steps(sorted(levels.items())).on(day) == (levels[latest] if latest else 0)


def test_the_most_of_an_amount_is_looked_for_from_a_day_on() -> None:
    line = Daily({date(2026, 1, 1): 5, date(2026, 3, 1): 4, date(2026, 7, 1): -8})
    assert line.highest_from(date(2025, 12, 31)) == 9
    assert line.highest_from(date(2026, 6, 30)) == 9
    assert line.highest_from(date(2026, 7, 1)) == 1
    assert Daily().highest_from(date(2026, 1, 1)) == 0
