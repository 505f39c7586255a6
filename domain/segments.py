"""Segments of a year: the days on which the same participants pay by the same key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import chain, pairwise
from operator import itemgetter
from typing import Any, TypeVar
from uuid import UUID

from domain.cost_key import CostKey, Figures
from domain.model import Bilingual, Period, Timeline
from domain.split import Unsplittable, exact_shares

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AdoptedKey:
    """A key that a scope has adopted."""

    key_id: UUID
    key: CostKey


@dataclass(frozen=True, slots=True)
class StatisticVersion:
    """Registered figures; a reference rule reads them no earlier than `applies_from`."""

    figures: Figures
    applies_from: date | None = None


@dataclass(frozen=True)
class Terms:
    """What a split reads of an agreement, as known at one position of the log.

    `members`: by code, True while a member that pays. `constellations`: the codes of each.
    `keys`: by scope, the id of the stream that adopted it (``portfolio/<uuid>``,
    ``program/<uuid>``, ``project/<uuid>``); None from the day of a repeal. `figures`: in the
    order recorded; of two with the same basis and reference date the later corrects the
    earlier. `applied`: by basis, the reference date that the board has put in force.
    """

    members: Mapping[str, Timeline[bool]]
    constellations: Mapping[UUID, Timeline[tuple[str, ...]]]
    keys: Mapping[str, Timeline[AdoptedKey | None]]
    figures: tuple[StatisticVersion, ...] = ()
    applied: Mapping[str, Timeline[date]] = field(default_factory=dict)

    @cached_property
    def known_segments(self) -> dict[object, tuple[Segment, ...]]:
        """What `segments` has cut before: the same terms always give the same."""
        return {}

    @cached_property
    def last_change(self) -> date:
        """The last day on which anything that decides who pays changes."""
        lines: tuple[Mapping[Any, Timeline[Any]], ...]
        lines = (self.members, self.constellations, self.keys)
        return max(
            (day for each in lines for line in each.values() for day in line.days()),
            default=date.min,
        )

    @cached_property
    def statistics(self) -> Mapping[tuple[str, date], StatisticVersion]:
        """The figures that stand, by basis and reference date."""
        return {(s.figures.basis, s.figures.reference_date): s for s in self.figures}


@dataclass(frozen=True, slots=True)
class Segment:
    """Days on which one key, one set of figures and the same participants apply.

    `parts` are the participants' exact parts of 1, in code order. When nothing can be split
    they are empty, `reason` is the code of the obstacle and `why` says it in words.
    """

    period: Period
    participants: tuple[str, ...]
    key: CostKey | None
    key_id: UUID | None
    figures: Mapping[str, Figures]
    parts: Mapping[str, Fraction]
    reason: str | None = None
    why: Bilingual | None = None


# --- what applies when -----------------------------------------------------------------------


def segments(
    terms: Terms,
    year_period: Period,
    scopes: Sequence[str],
    constellation: Timeline[UUID | None],
) -> tuple[Segment, ...]:
    """Cut `year_period` where participants, key or figures change: in order, without a gap.

    `scopes` stand narrowest first; the first with a key in force decides. `constellation` is
    the project's or program's; without one every paying member takes part.

    Source: domain.md, The cost key and the split; settled questions 3, 5 and 6.
    """
    with_keys = tuple(scope for scope in scopes if scope in terms.keys)
    asked = (year_period, with_keys, constellation)
    known = terms.known_segments.get(asked)
    if known is None:
        known = terms.known_segments[asked] = _segments(terms, *asked)
    return known


def _segments(
    terms: Terms, year_period: Period, scopes: Sequence[str], constellation: Timeline[UUID | None]
) -> tuple[Segment, ...]:
    found: list[Segment] = []
    for start, end in pairwise(_cuts(terms, year_period, scopes, constellation)):
        segment = _segment(terms, Period(start=start, end=end), scopes, constellation)
        if found and replace(segment, period=found[-1].period) == found[-1]:
            found[-1] = replace(segment, period=Period(start=found[-1].period.start, end=end))
        else:
            found.append(segment)
    return tuple(found)


def _cuts(
    terms: Terms, period: Period, scopes: Sequence[str], constellation: Timeline[UUID | None]
) -> list[date]:
    """Return every day in `period` on which something may change, and its two ends."""
    timelines: Iterable[Timeline[Any]] = (
        constellation,
        *terms.members.values(),
        *terms.constellations.values(),
        *(terms.keys[scope] for scope in scopes if scope in terms.keys),
        *terms.applied.values(),
    )
    new_years = (date(year, 1, 1) for year in range(period.start.year, period.end.year + 1))
    applies = (s.applies_from for s in terms.figures if s.applies_from)
    days = chain(new_years, applies, *(timeline.days() for timeline in timelines))
    return sorted({period.start, *(day for day in days if day in period), period.end})


def _segment(
    terms: Terms, period: Period, scopes: Sequence[str], constellation: Timeline[UUID | None]
) -> Segment:
    """Return what applies on the first day of `period`, which holds for all of it."""
    day = period.start
    participants = _participants(terms, constellation, day)
    adopted = _key_in_force(terms, scopes, day)
    if adopted is None:
        why = Bilingual(sv="Ingen fördelningsnyckel gäller.", en="No cost key is in force.")
        return Segment(period, participants, None, None, {}, {}, "no_key", why)
    figures = dict(_figures_in_force(terms, adopted.key, day))
    segment = Segment(period, participants, adopted.key, adopted.key_id, figures, {})
    try:
        return replace(segment, parts=exact_shares(adopted.key, participants, figures))
    except Unsplittable as obstacle:
        why = Bilingual(sv=obstacle.sv, en=obstacle.en)
        return replace(segment, reason=obstacle.code, why=why)


def _participants(terms: Terms, constellation: Timeline[UUID | None], day: date) -> tuple[str, ...]:
    """Return the paying members of the constellation on `day`, in code order."""
    paying = sorted(code for code, member in terms.members.items() if member.at(day))
    chosen = at_or_first(constellation, day)
    if chosen is None:
        return tuple(paying)
    chosen_members = at_or_first(terms.constellations.get(chosen, Timeline()), day) or ()
    return tuple(code for code in paying if code in chosen_members)


def at_or_first(timeline: Timeline[T], day: date) -> T | None:
    """Return the value on `day`; before the first step, the first.

    A year's money covers the whole year although its project, or the name of those who share
    it, came into being on a day within it.
    """
    return timeline.at(max(day, next(timeline.days(), day)))


def _key_in_force(terms: Terms, scopes: Sequence[str], day: date) -> AdoptedKey | None:
    keys = (terms.keys[scope].at(day) for scope in scopes if scope in terms.keys)
    return next((adopted for adopted in keys if adopted is not None), None)


def _figures_in_force(terms: Terms, key: CostKey, day: date) -> Iterator[tuple[str, Figures]]:
    """Yield the figures that each statistic of `key` is read from on `day`.

    Of the board's decision and the reference rule the one that took effect last; on the same
    day the decision. Registered figures that neither names split nothing.
    """
    for basis in key.statistics:
        candidates = (*_by_decision(terms, basis, day), *_by_rule(terms, key, basis, day))
        if candidates:  # max keeps the first of equals
            _, figures = max(candidates, key=itemgetter(0))
            yield basis, figures


def _by_rule(terms: Terms, key: CostKey, basis: str, day: date) -> Iterator[tuple[date, Figures]]:
    """Yield the figures of the key's reference rule, with the day they took effect."""
    if key.reference_rule is None:
        return
    reference_date = key.reference_rule.reference_date(day.year)
    statistic = terms.statistics.get((basis, reference_date))
    if statistic is not None:
        new_year = date(day.year, 1, 1)
        since = max(new_year, statistic.applies_from or new_year)
        if since <= day:
            yield since, statistic.figures


def _by_decision(terms: Terms, basis: str, day: date) -> Iterator[tuple[date, Figures]]:
    """Yield the figures that the board last put in force, with the day they took effect."""
    steps = terms.applied.get(basis, Timeline()).steps
    for since, reference_date in [step for step in steps if step[0] <= day][-1:]:
        if statistic := terms.statistics.get((basis, reference_date)):
            yield since, statistic.figures
