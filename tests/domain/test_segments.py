from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from operator import itemgetter
from random import Random
from typing import TypeVar
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.balance import BalancePart, split_balance
from domain.cost_key import CostKey, Figures, ReferenceRule
from domain.errors import Malformed
from domain.model import Period, Timeline, calendar_year, one_day
from domain.segments import AdoptedKey, Segment, StatisticVersion, Terms, segments
from tests.cases import by_population, population

T = TypeVar("T")

YEAR = calendar_year(2026)
NEW_YEAR = date(2026, 1, 1)
JULY = date(2026, 7, 1)
LONG_AGO = date(2020, 1, 1)
ABC = ("a", "b", "c")
PORTFOLIO, PROGRAM, PROJECT = "portfolio/1", "program/2", "project/3"
SCOPES = (PROJECT, PROGRAM, PORTFOLIO)
TWO_YEARS_BEFORE = ReferenceRule(month=12, day=31, years_before=2)
AB, C = UUID(int=1), UUID(int=2)
EVERYONE: Timeline[UUID | None] = Timeline()


def step(day: date, value: T) -> Timeline[T]:
    return Timeline(((day, value),))


def using(day: date, constellation: UUID) -> Timeline[UUID | None]:
    return Timeline(((day, constellation),))


def grouping(day: date, *codes: str) -> Timeline[tuple[str, ...]]:
    return Timeline(((day, codes),))


def keyed(day: date, key: AdoptedKey) -> Timeline[AdoptedKey | None]:
    return Timeline(((day, key),))


def adopted(number: int, key: CostKey | None = None) -> AdoptedKey:
    return AdoptedKey(UUID(int=number), key or by_population("0"))


def since(day: date, *codes: str) -> dict[str, Timeline[bool]]:
    return {code: step(day, True) for code in codes}


def heads(year: int, *values: int) -> Figures:
    return Figures(
        basis="population",
        reference_date=date(year, 12, 31),
        source="SCB",
        values=dict(zip(ABC, values, strict=True)),
    )


EQUALLY = Terms(
    members=since(LONG_AGO, *ABC),
    constellations={
        AB: grouping(LONG_AGO, "a", "b"),
        C: grouping(LONG_AGO, "c"),
    },
    keys={PORTFOLIO: keyed(LONG_AGO, adopted(1))},
)


def with_key(key: CostKey, *figures: StatisticVersion, **applied: Timeline[date]) -> Terms:
    keys = {PORTFOLIO: keyed(LONG_AGO, adopted(1, key))}
    return replace(EQUALLY, keys=keys, figures=figures, applied=applied)


def with_figures(*values: int) -> Terms:
    in_force = step(LONG_AGO, date(2024, 12, 31))
    figures = StatisticVersion(heads(2024, *values))
    return with_key(by_population("1"), figures, population=in_force)


def cut(terms: Terms, constellation: Timeline[UUID | None] = EVERYONE) -> tuple[Segment, ...]:
    return segments(terms, YEAR, SCOPES, constellation)


def starts(found: tuple[Segment, ...]) -> list[date]:
    return [segment.period.start for segment in found]


# --- what applies when -----------------------------------------------------------------------


def test_a_year_in_which_nothing_changes_is_one_segment() -> None:
    (only,) = cut(EQUALLY)
    assert only.period == YEAR
    assert only.parts == dict.fromkeys(ABC, Fraction(1, 3))
    assert (only.key_id, only.reason, only.why) == (UUID(int=1), None, None)


def test_a_member_takes_part_from_the_day_it_joins_to_the_day_it_leaves() -> None:
    b = step(date(2026, 3, 1), True).then(JULY, False)
    found = cut(replace(EQUALLY, members={**EQUALLY.members, "b": b}))
    assert starts(found) == [NEW_YEAR, date(2026, 3, 1), JULY]
    assert [segment.participants for segment in found] == [("a", "c"), ABC, ("a", "c")]


def test_a_constellation_is_taken_as_its_members_are_on_the_day() -> None:
    members = grouping(LONG_AGO, "b", "a").then(JULY, ("b", "x"))
    terms = replace(EQUALLY, constellations={AB: members})
    found = cut(terms, using(NEW_YEAR, AB))
    assert [segment.participants for segment in found] == [("a", "b"), ("b",)]


def test_a_project_may_change_its_constellation() -> None:
    found = cut(EQUALLY, using(NEW_YEAR, AB).then(JULY, None))
    assert [segment.participants for segment in found] == [("a", "b"), ABC]


def test_money_of_the_days_before_a_project_is_shared_as_its_first_day() -> None:
    newly_named = {AB: grouping(JULY, "a", "b")}
    terms = replace(EQUALLY, constellations=newly_named)
    (only,) = cut(terms, using(JULY, AB))
    assert only.participants == ("a", "b")


def test_an_unknown_constellation_has_no_participants() -> None:
    (only,) = cut(EQUALLY, using(NEW_YEAR, UUID(int=9)))
    assert (only.reason, only.participants, only.parts) == ("no_participants", (), {})


def test_a_change_that_leaves_the_same_participants_is_no_cut() -> None:
    named_anew = {AB: EQUALLY.constellations[AB].then(JULY, ("b", "a"))}
    terms = replace(EQUALLY, constellations=named_anew)
    assert len(cut(terms, using(NEW_YEAR, AB))) == 1


def test_the_narrowest_key_in_force_decides_and_a_repeal_falls_back() -> None:
    project = keyed(date(2026, 3, 1), adopted(3)).then(JULY, None)
    program = keyed(date(2026, 5, 1), adopted(2))
    found = cut(replace(EQUALLY, keys={**EQUALLY.keys, PROJECT: project, PROGRAM: program}))
    assert starts(found) == [NEW_YEAR, date(2026, 3, 1), JULY]
    assert [segment.key_id for segment in found] == [UUID(int=1), UUID(int=3), UUID(int=2)]


def test_a_key_of_another_scope_does_not_matter() -> None:
    elsewhere = keyed(JULY, adopted(4))
    assert len(cut(replace(EQUALLY, keys={**EQUALLY.keys, "project/9": elsewhere}))) == 1


def test_days_without_a_key_are_a_segment_with_a_reason_in_both_languages() -> None:
    late = {PORTFOLIO: keyed(JULY, adopted(1))}
    before, after = cut(replace(EQUALLY, keys=late))
    assert (before.reason, before.key, before.participants) == ("no_key", None, ABC)
    assert before.why
    assert before.why.sv != before.why.en
    assert after.reason is None


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        (replace(EQUALLY, members={}), "no_participants"),
        (with_key(by_population()), "no_figures"),
        (with_figures(0, 0, 0), "figures_sum_to_zero"),
        (
            replace(with_figures(1, 2, 3), members=since(LONG_AGO, "d")),
            "figures_lack_a_participant",
        ),
    ],
)
def test_what_cannot_be_split_has_its_reason(terms: Terms, reason: str) -> None:
    (only,) = cut(terms)
    assert (only.reason, dict(only.parts)) == (reason, {})


# --- which figures ---------------------------------------------------------------------------

RULED = by_population("1").model_copy(update={"reference_rule": TWO_YEARS_BEFORE})
UNRULED = by_population("1")
OF_2023, OF_2024 = heads(2023, 1, 1, 2), heads(2024, 1, 2, 1)


def figures_of(found: tuple[Segment, ...]) -> list[tuple[date, int | None]]:
    """Return the start of each segment and the year of its figures."""
    return [
        (s.period.start, s.figures["population"].reference_date.year if s.figures else None)
        for s in found
    ]


def applied(*steps: tuple[date, int]) -> Timeline[date]:
    return Timeline(tuple((day, date(year, 12, 31)) for day, year in steps))


def test_registered_figures_split_nothing_until_a_rule_or_the_board_says_so() -> None:
    (only,) = cut(with_key(UNRULED, StatisticVersion(OF_2024)))
    assert (only.reason, dict(only.figures)) == ("no_figures", {})


def test_a_reference_rule_reads_the_figures_of_its_day() -> None:
    terms = with_key(RULED, StatisticVersion(OF_2023), StatisticVersion(OF_2024))
    assert figures_of(cut(terms)) == [(NEW_YEAR, 2024)]
    assert figures_of(segments(terms, calendar_year(2025), SCOPES, EVERYONE)) == [
        (date(2025, 1, 1), 2023)
    ]


def test_a_period_over_two_years_changes_figures_at_the_new_year() -> None:
    terms = with_key(RULED, StatisticVersion(OF_2023), StatisticVersion(OF_2024))
    both = Period(start=date(2025, 7, 1), end=JULY)
    assert figures_of(segments(terms, both, SCOPES, EVERYONE)) == [
        (date(2025, 7, 1), 2023),
        (NEW_YEAR, 2024),
    ]


def test_a_rule_reads_no_figures_before_the_day_they_apply_from() -> None:
    terms = with_key(RULED, StatisticVersion(OF_2024, applies_from=JULY))
    assert figures_of(cut(terms)) == [(NEW_YEAR, None), (JULY, 2024)]
    earlier = with_key(RULED, StatisticVersion(OF_2024, applies_from=date(2025, 7, 1)))
    assert figures_of(cut(earlier)) == [(NEW_YEAR, 2024)]


def test_the_board_puts_figures_in_force_from_a_day() -> None:
    terms = with_key(
        UNRULED,
        StatisticVersion(OF_2023),
        StatisticVersion(OF_2024),
        population=applied((LONG_AGO, 2023), (JULY, 2024)),
    )
    assert figures_of(cut(terms)) == [(NEW_YEAR, 2023), (JULY, 2024)]


def test_of_the_rule_and_the_board_the_one_that_took_effect_last_stands() -> None:
    versions = (StatisticVersion(OF_2023), StatisticVersion(OF_2024))
    later = with_key(RULED, *versions, population=applied((JULY, 2023)))
    assert figures_of(cut(later)) == [(NEW_YEAR, 2024), (JULY, 2023)]
    earlier = with_key(RULED, *versions, population=applied((date(2025, 7, 1), 2023)))
    assert figures_of(cut(earlier)) == [(NEW_YEAR, 2024)]


def test_on_the_same_day_the_board_goes_before_the_rule() -> None:
    versions = (StatisticVersion(OF_2023), StatisticVersion(OF_2024))
    terms = with_key(RULED, *versions, population=applied((NEW_YEAR, 2023)))
    assert figures_of(cut(terms)) == [(NEW_YEAR, 2023)]


def test_corrected_figures_replace_what_was_wrong_for_all_days() -> None:
    wrong, right = heads(2024, 9, 9, 9), heads(2024, 1, 2, 1)
    (only,) = cut(with_key(RULED, StatisticVersion(wrong), StatisticVersion(right)))
    assert only.figures == {"population": right}


def test_figures_that_the_key_gives_no_weight_are_no_cut() -> None:
    terms = replace(
        EQUALLY,
        figures=(StatisticVersion(OF_2023), StatisticVersion(OF_2024)),
        applied={"population": applied((LONG_AGO, 2023), (JULY, 2024))},
    )
    (only,) = cut(terms)
    assert only.figures == {}


# --- laws ------------------------------------------------------------------------------------

DAYS = st.dates(date(2025, 6, 1), date(2027, 6, 1))
POPULATIONS = [population(year) for year in (2019, 2023, 2024)]
REFERENCE_DATES = st.sampled_from([figures.reference_date for figures in POPULATIONS])
KEYS = st.sampled_from(
    [
        AdoptedKey(
            UUID(int=number),
            by_population(weight).model_copy(update={"reference_rule": rule}),
        )
        for number, (weight, rule) in enumerate(
            [("4/5", TWO_YEARS_BEFORE), ("1/2", None), ("0", None), ("1", TWO_YEARS_BEFORE)]
        )
    ]
)
CODES = tuple(POPULATIONS[0].values)


CONSTELLATIONS = st.sampled_from([None, AB])
SUBSETS = st.sets(st.sampled_from(CODES), max_size=4).map(tuple)


def timelines(values: st.SearchStrategy[T]) -> st.SearchStrategy[Timeline[T]]:
    steps = st.dictionaries(DAYS, values, max_size=2)
    return steps.map(lambda found: Timeline(tuple(sorted(found.items(), key=itemgetter(0)))))


@st.composite
def agreements(draw: st.DrawFn) -> Terms:
    """Draw an agreement in which anything may change on any day, or never be there at all."""
    return Terms(
        members={code: draw(timelines(st.booleans())) for code in CODES},
        constellations={AB: draw(timelines(SUBSETS))},
        keys={scope: draw(timelines(st.none() | KEYS)) for scope in SCOPES},
        figures=tuple(StatisticVersion(f, draw(st.none() | DAYS)) for f in POPULATIONS),
        applied={"population": draw(timelines(REFERENCE_DATES))},
    )


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Draw a period within the year."""
    start = draw(st.integers(0, 364))
    end = draw(st.integers(start + 1, 365))
    return Period(start=NEW_YEAR + timedelta(days=start), end=NEW_YEAR + timedelta(days=end))


BALANCES = st.lists(st.builds(BalancePart, periods(), st.integers(-(10**12), 10**12)), max_size=6)


@given(agreements(), timelines(CONSTELLATIONS))
def test_segments_cover_the_year_in_order_without_a_gap(
    terms: Terms, constellation: Timeline[UUID | None]
) -> None:
    found = cut(terms, constellation)
    assert (found[0].period.start, found[-1].period.end) == (YEAR.start, YEAR.end)
    for one, next_one in pairwise(found):
        assert one.period.end == next_one.period.start
        assert replace(one, period=YEAR) != replace(next_one, period=YEAR)


@given(agreements(), timelines(CONSTELLATIONS), st.integers(0, 364))
def test_any_day_alone_is_as_the_segment_it_lies_in(
    terms: Terms, constellation: Timeline[UUID | None], number: int
) -> None:
    day = NEW_YEAR + timedelta(days=number)
    (around,) = (s for s in cut(terms, constellation) if day in s.period)
    (alone,) = segments(terms, one_day(day), SCOPES, constellation)
    assert replace(around, period=one_day(day)) == alone


@given(agreements(), timelines(CONSTELLATIONS))
def test_a_segment_has_exact_parts_of_one_or_a_reason(
    terms: Terms, constellation: Timeline[UUID | None]
) -> None:
    for segment in cut(terms, constellation):
        assert bool(segment.parts) == (segment.reason is None) == (segment.why is None)
        assert sum(segment.parts.values()) == (1 if segment.parts else 0)
        assert tuple(segment.parts) in ((), segment.participants)


@given(agreements(), timelines(CONSTELLATIONS), BALANCES)
def test_shares_and_what_is_unsplit_are_the_balance(
    terms: Terms, constellation: Timeline[UUID | None], balance: list[BalancePart]
) -> None:
    answer = split_balance(balance, cut(terms, constellation))
    assert sum(answer.shares.values()) + answer.unsplit == sum(part.amount for part in balance)
    assert answer.unsplit == sum(answer.reasons.values())
    assert list(answer.shares) == sorted(answer.shares)


@given(agreements(), BALANCES, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(
    terms: Terms, balance: list[BalancePart], random: Random
) -> None:
    shuffled = random.sample(balance, len(balance))
    assert split_balance(shuffled, cut(terms)) == split_balance(balance, cut(terms))


@given(agreements(), BALANCES)
def test_rows_that_cancel_out_leave_every_share_as_it_was(
    terms: Terms, balance: list[BalancePart]
) -> None:
    undone = [replace(part, amount=-part.amount) for part in balance]
    nothing = split_balance([*balance, *undone], cut(terms))
    assert not any(nothing.shares.values())
    assert (nothing.unsplit, nothing.reasons) == (0, {})


# --- balances --------------------------------------------------------------------------------


def test_identical_periods_are_summed_before_they_are_spread() -> None:
    found = cut(replace(EQUALLY, members=since(LONG_AGO, "a") | since(JULY, "b")))
    ore_by_ore = split_balance([BalancePart(YEAR, 1)] * 365, found)
    assert [part.amount for part in ore_by_ore.segments] == [181, 184]


def test_a_part_of_the_year_falls_in_the_segments_that_it_overlaps() -> None:
    found = cut(replace(EQUALLY, members=since(LONG_AGO, "a") | since(JULY, "b")))
    june_and_july = Period(start=date(2026, 6, 1), end=date(2026, 8, 1))
    answer = split_balance(
        [BalancePart(june_and_july, 6_100), BalancePart(one_day(JULY), 1)], found
    )
    assert [part.amount for part in answer.segments] == [3_000, 3_101]
    assert answer.shares == {"a": 3_000 + 1_551, "b": 1_550}


def test_a_participant_of_any_segment_has_a_share_though_it_be_zero() -> None:
    found = cut(replace(EQUALLY, members=since(LONG_AGO, "a") | since(JULY, "b")))
    assert split_balance([BalancePart(one_day(NEW_YEAR), 5)], found).shares == {"a": 5, "b": 0}
    assert split_balance([], found).shares == {"a": 0, "b": 0}


def test_what_cannot_be_split_is_kept_apart_with_its_reason() -> None:
    late = {PORTFOLIO: keyed(JULY, adopted(1))}
    answer = split_balance([BalancePart(YEAR, 36_500)], cut(replace(EQUALLY, keys=late)))
    assert (answer.unsplit, answer.reasons) == (18_100, {"no_key": 18_100})
    assert [part.split is None for part in answer.segments] == [True, False]
    assert sum(answer.shares.values()) == 18_400


@pytest.mark.parametrize(
    "period",
    [
        calendar_year(2027),
        Period(start=date(2025, 12, 31), end=JULY),
        Period(start=JULY, end=date(2027, 1, 2)),
    ],
)
def test_money_of_days_outside_the_year_is_never_lost_in_it(period: Period) -> None:
    with pytest.raises(Malformed) as refused:
        split_balance([BalancePart(period, 100)], cut(EQUALLY))
    assert refused.value.code == "period_is_outside_the_year"
