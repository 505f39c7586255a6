"""What a split keeps of itself is enough to explain it, and the explanation adds up to the öre."""

from fractions import Fraction
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.balance import BalancePart, BalanceSplit, SegmentSplit, split_balance
from domain.model import Timeline
from domain.segment_changes import changes_told
from domain.segments import Terms
from domain.split_explanation import explanation, shares_weighed, spread_told
from tests.domain.test_segments import BALANCES, CONSTELLATIONS, agreements, cut, timelines


@given(agreements(), timelines(CONSTELLATIONS), BALANCES)
def test_the_explanation_of_a_split_adds_up_to_the_figure(
    terms: Terms, constellation: Timeline[UUID | None], balance: list[BalancePart]
) -> None:
    answer = split_balance(balance, cut(terms, constellation))
    _periods_add_up(answer, sum(part.amount for part in balance))
    for part in answer.segments:
        _shares_add_up(part)


def _periods_add_up(answer: BalanceSplit, whole: int) -> None:
    assert sum(one.amount for one in answer.spreads) == whole
    amounts = [0] * len(answer.segments)
    for one in answer.spreads:
        assert sum(falls.days for falls in one.segments) == one.period.days
        assert sum(falls.amount for falls in one.segments) == one.amount
        for falls in one.segments:
            amounts[falls.index] += falls.amount
    assert amounts == [part.amount for part in answer.segments]


def _shares_add_up(part: SegmentSplit) -> None:
    weighed = dict(shares_weighed(part))
    assert bool(weighed) == (part.split is not None)
    if part.split is None:
        return
    left_over = Fraction(0)
    for share, parts in weighed.items():
        assert sum(one.part for one in parts) == part.segment.parts[share.code]
        assert share.exact == part.amount * part.segment.parts[share.code]
        cut_to_ore = abs(share.exact) - share.remainder()
        assert abs(share.amount) == cut_to_ore + share.rounded_up
        left_over += share.remainder()
    assert left_over == len(part.split.left_over), "what is cut is what is left over"
    _goes_to_the_largest_remainders(part)


def _goes_to_the_largest_remainders(part: SegmentSplit) -> None:
    assert part.split is not None
    by_remainder = sorted(part.split.shares, key=lambda one: (-one.remainder(), one.code))
    got = part.split.left_over
    assert sorted(one.code for one in by_remainder[: len(got)]) == list(got)
    cut_off = {one.remainder() for one in by_remainder[len(got) :]}
    assert part.split.by_lower_code == {
        one.code for one in by_remainder[: len(got)] if one.remainder() in cut_off
    }


@given(agreements(), timelines(CONSTELLATIONS), BALANCES, st.sampled_from(["sv", "en"]))
def test_every_split_can_be_told_in_both_languages(
    terms: Terms, constellation: Timeline[UUID | None], balance: list[BalancePart], language: str
) -> None:
    year = cut(terms, constellation)
    answer = split_balance(balance, year)
    told = [*explanation(answer, {}), *(spread_told(one, year) for one in answer.spreads)]
    assert all(getattr(one, language).endswith(".") for one in told)


@given(agreements(), agreements())
def test_what_differs_is_told_when_and_only_when_it_does(one: Terms, other: Terms) -> None:
    before, after = cut(one), cut(other)
    assert changes_told(before, before, {}) == ()
    same = all(
        (was.participants, was.key, was.figures) == (now.participants, now.key, now.figures)
        for was in before
        for now in after
        if now.period.overlap(was.period)
    )
    assert bool(changes_told(before, after, {})) == (not same)
