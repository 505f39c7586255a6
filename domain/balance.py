"""The split of a balance: money over days, and days over members.

Source: domain.md, The cost key and the split: a split is made of a balance, never of a row.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from domain.errors import Malformed
from domain.model import Period
from domain.money import Ore, spread
from domain.segments import Segment
from domain.split import Split, split_by


@dataclass(frozen=True, slots=True)
class BalancePart:
    """Öre that cover the days of a period: one row of a balance.

    What is `gathered` covers periods within it, which are not told apart: it can be split only
    where the whole period falls in one segment.
    """

    period: Period
    amount: Ore
    gathered: bool = False

    def cut_on(self, year_segments: Sequence[Segment]) -> Iterator[date]:
        """Yield the days within the period, after its first, on which a segment begins."""
        for segment in year_segments[1:]:
            if self.period.start < segment.period.start < self.period.end:
                yield segment.period.start


@dataclass(frozen=True, slots=True)
class InSegment:
    """How many days of a period lie in a segment (by its place among them), and their öre."""

    index: int
    days: int
    amount: Ore


@dataclass(frozen=True, slots=True)
class PeriodSpread:
    """What a balance holds for one period (öre), and what of it falls in each segment."""

    period: Period
    amount: Ore
    segments: tuple[InSegment, ...]


@dataclass(frozen=True, slots=True)
class SegmentSplit:
    """What of a balance falls in a segment, in öre; `split` is None where nothing can be."""

    segment: Segment
    amount: Ore
    split: Split | None


@dataclass(frozen=True)
class BalanceSplit:
    """A balance split, segment by segment. ``sum(shares) + unsplit`` is the balance.

    `spreads` say how its periods lie in the segments; their amounts sum to the balance too.
    """

    segments: tuple[SegmentSplit, ...]
    spreads: tuple[PeriodSpread, ...] = ()

    @cached_property
    def shares(self) -> Mapping[str, Ore]:
        """Each member's share, in code order; 0 for a participant who pays nothing."""
        codes = {code for part in self.segments for code in part.segment.participants}
        shares = dict.fromkeys(sorted(codes), 0)
        for part in self.segments:
            for share in part.split.shares if part.split else ():
                shares[share.code] += share.amount
        return shares

    @cached_property
    def unsplit(self) -> Ore:
        """What no key or figures could split."""
        return sum(self.reasons.values())

    @cached_property
    def reasons(self) -> Mapping[str, Ore]:
        """What could not be split, by the code of the obstacle; nothing where it is 0."""
        reasons: dict[str, Ore] = {}
        for part in self.segments:
            if part.segment.reason and part.amount:
                reason = part.segment.reason
                reasons[reason] = reasons.get(reason, 0) + part.amount
        return reasons


def split_balance(parts: Iterable[BalancePart], year_segments: Sequence[Segment]) -> BalanceSplit:
    """Split a balance: sum by identical period, spread by days, then split by segment.

    Rows that cancel out leave nothing behind, and their order does not matter.

    Raises:
        Malformed: a part covers days outside the segments.

    Source: domain.md, The cost key and the split; settled question 4.
    """
    balances: dict[Period, Ore] = {}
    for part in parts:
        balances[part.period] = balances.get(part.period, 0) + part.amount
    starts = [segment.period.start for segment in year_segments]
    spreads = tuple(
        _spread(*held, year_segments, starts) for held in sorted(balances.items(), key=_by_day)
    )
    amounts = [0] * len(year_segments)
    for one in spreads:
        for falls in one.segments:
            amounts[falls.index] += falls.amount
    return BalanceSplit(tuple(map(_segment_split, year_segments, amounts)), spreads)


def _by_day(held: tuple[Period, Ore]) -> tuple[date, date]:
    return held[0].start, held[0].end


def _spread(
    period: Period, amount: Ore, year_segments: Sequence[Segment], starts: Sequence[date]
) -> PeriodSpread:
    """Return where the days of a period lie, and what of its amount goes with them."""
    only = bisect_right(starts, period.start) - 1
    if only >= 0 and period.end <= year_segments[only].period.end:  # as a day's cost does
        return PeriodSpread(period, amount, (InSegment(only, period.days, amount),))
    days = _days_in_each(period, year_segments)
    each = enumerate(zip(days, spread(amount, days), strict=True))
    falls = tuple(InSegment(index, some, part) for index, (some, part) in each if some)
    return PeriodSpread(period, amount, falls)


def _segment_split(segment: Segment, amount: Ore) -> SegmentSplit:
    return SegmentSplit(segment, amount, split_by(amount, segment.parts) if segment.parts else None)


def _days_in_each(period: Period, year_segments: Sequence[Segment]) -> list[int]:
    overlaps = [period.overlap(segment.period) for segment in year_segments]
    days = [overlap.days if overlap else 0 for overlap in overlaps]
    if sum(days) != period.days:
        raise Malformed(
            "period_is_outside_the_year",
            f"Perioden {period.start}–{period.end} ligger inte i det fördelade året.",
            f"The period {period.start}–{period.end} does not lie in the year that is split.",
        )
    return days
