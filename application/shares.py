"""Members' shares, computed from balances and keys, as of any pair of times.

One path computes every share that anyone sees: pages, exports, consequences and refusals all
ask here. Shares are never stored per posting (domain.md, "Money as postings").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from application.kept import Kept
from application.queries import At, Balance, Participation, Queries
from domain.balance import BalanceSplit, split_balance
from domain.errors import NotFound
from domain.model import Position, calendar_year
from domain.segments import Segment, segments

BUDGET = "budget"
COST = "cost"
INCOME = "income"
ADJUSTMENT = "adjustment"
SHARED = (BUDGET, COST, INCOME, ADJUSTMENT)
"""What members share in; none of them is ever added to another."""
UNSPLIT = ""
"""Stands for the member of money that no key could split."""
MEASURES: Mapping[str, str] = {
    "reserve": BUDGET,
    "allocated": BUDGET,
    "spent": COST,
    "income": INCOME,
    "adjustment": ADJUSTMENT,
}
"""Which accounts members share in, and as what. Nobody pays a commitment until it is a cost."""

_KEPT: Final = Kept(256)
"""Whole years' shares, by the last entry that posted to them and by all that governs them.

Some 100 kB each; enough for a year of two hundred programs.
"""


@dataclass(frozen=True, slots=True)
class SharedBalance:
    """A balance of one account, split between the members (öre)."""

    balance: Balance
    split: BalanceSplit

    @property
    def measure(self) -> str:
        """Whether this is budget, cost, income or adjustment."""
        return MEASURES[self.balance.account]


@dataclass(frozen=True, slots=True)
class YearShares:
    """Everything that members share in one program's year, and what of it is `committed`."""

    program_id: UUID
    fiscal_year: int
    balances: tuple[SharedBalance, ...]
    segments: Mapping[UUID | None, tuple[Segment, ...]]
    committed: tuple[Balance, ...] = ()

    def by_member(self) -> dict[tuple[str, str, str], int]:
        """Return öre by kind of money, measure and member."""
        sums: dict[tuple[str, str, str], int] = defaultdict(int)
        for shared in self.balances:
            for member, amount in shared.split.shares.items():
                sums[shared.balance.money_kind, shared.measure, member] += amount
        return sums

    def by_payer(self) -> dict[tuple[str, str, str], int]:
        """Return `by_member`, and under the member UNSPLIT what no key could split (öre)."""
        sums = self.by_member()
        for one in self.balances:
            if one.split.unsplit:
                key = (one.balance.money_kind, one.measure, UNSPLIT)
                sums[key] = sums.get(key, 0) + one.split.unsplit
        return sums

    def known(
        self, cut: Mapping[UUID | None, tuple[Segment, ...]]
    ) -> Mapping[object, SharedBalance]:
        """Return what is split over the same segments, by account, project and kind of money."""
        return {
            _account(one.balance): one
            for one in self.balances
            if self.segments[one.balance.project_id] is cut.get(one.balance.project_id)
        }

    def unsplit(self, measure: str) -> int:
        """Return what no key could split, in öre."""
        return sum(one.split.unsplit for one in self.balances if one.measure == measure)


def year_shares(
    reader: Queries,
    program_id: UUID,
    fiscal_year: int,
    at: At,
    like: YearShares | None = None,
    *,
    same_terms: bool = False,
    exact: bool = False,
) -> YearShares:
    """Split every balance of a program's year between the members.

    Args:
        reader: the read models.
        program_id: the program.
        fiscal_year: the year whose money is split.
        at: entries with a valid day not after it, as known at its position.
        like: the same year at another pair of times; what is equal is not split again.
        same_terms: nothing that was recorded between `like` and this changes who pays, so that
            its segments are not read again.
        exact: every period is told apart, for whoever explains them.

    Raises:
        NotFound: there is no such program at that position.
    """

    def split() -> YearShares:
        cut = like.segments if like and same_terms else {}
        return _year_shares(reader, (program_id, fiscal_year), at, like, cut, exact=exact)

    token = None if exact else reader.year_token(program_id, fiscal_year, at.known_at)
    if token is None:
        return split()
    return _KEPT.get(token, (program_id, fiscal_year, at.valid_at), split)


def _year_shares(
    reader: Queries,
    year: tuple[UUID, int],
    at: At,
    like: YearShares | None,
    cut: Mapping[UUID | None, tuple[Segment, ...]],
    *,
    exact: bool,
) -> YearShares:
    """Return a program's year split; `cut` are the segments that are known to hold."""
    program_id, fiscal_year = year
    balances = reader.balances(program_id, fiscal_year, at, exact=exact)
    projects = sorted({one.project_id for one in balances if one.project_id is not None})
    if not {None, *projects} <= cut.keys():
        cut = year_segments(reader, program_id, projects, fiscal_year, at.known_at)
    cut_on = {day for one in balances for day in _cut_on(one, cut[one.project_id])}
    if cut_on:
        balances = reader.balances(program_id, fiscal_year, at, cut_on=cut_on)
    known = like.known(cut) if like else {}
    return YearShares(
        program_id=program_id,
        fiscal_year=fiscal_year,
        balances=tuple(
            _shared(balance, cut[balance.project_id], known.get(_account(balance)))
            for balance in balances
            if balance.account in MEASURES
        ),
        segments=cut,
        committed=tuple(one for one in balances if one.account not in MEASURES),
    )


def _account(balance: Balance) -> tuple[str, UUID | None, str]:
    return balance.account, balance.project_id, balance.money_kind


def _shared(
    balance: Balance, cut: tuple[Segment, ...], known: SharedBalance | None
) -> SharedBalance:
    """Return a balance split, which is not done again when an equal one is known."""
    if known is not None and known.balance == balance:
        return known
    return SharedBalance(balance, split_balance(balance.parts, cut))


def _cut_on(balance: Balance, cut: Sequence[Segment]) -> Iterator[date]:
    """Yield the days on which a segment begins within money that was gathered over a month."""
    if len(cut) > 1 and balance.account in MEASURES:
        for part in balance.parts:
            if part.gathered:
                yield from part.cut_on(cut)


def year_shares_if_known(
    reader: Queries,
    program_id: UUID,
    fiscal_year: int,
    at: At,
    like: YearShares | None = None,
    *,
    exact: bool = False,
) -> YearShares:
    """Return what `year_shares` does, and no balance at a position before the program."""
    try:
        return year_shares(reader, program_id, fiscal_year, at, like=like, exact=exact)
    except NotFound:
        return YearShares(program_id, fiscal_year, (), {})


def year_segments(
    reader: Queries,
    program_id: UUID,
    project_ids: Sequence[UUID],
    fiscal_year: int,
    known_at: Position,
) -> dict[UUID | None, tuple[Segment, ...]]:
    """Return the segments of a program's year, for its reserve (None) and for each project.

    An open year is cut by what is known at a position. A closed one is cut by what was known where
    it was closed, for good: a later key, figure, member or constellation changes nothing of it, and
    an adjustment is split by the original year's terms.

    Source: domain.md, "Time": a key or statistic with effect back in time changes open years only.

    A project that is not known at that position is left out.

    Raises:
        NotFound: there is no such program at that position.
    """
    taking_part, closed_at = whose_year(reader, program_id, project_ids, fiscal_year, known_at)
    known = reader.terms(
        taking_part[None].agreement_id, known_at if closed_at is None else closed_at
    )
    period = calendar_year(fiscal_year)
    return {
        thing: segments(known, period, one.scopes, one.constellation)
        for thing, one in taking_part.items()
    }


def whose_year(
    reader: Queries,
    program_id: UUID,
    project_ids: Sequence[UUID],
    fiscal_year: int,
    known_at: Position,
) -> tuple[Mapping[UUID | None, Participation], Position | None]:
    """Return whose money a year's is, and where in the log it was closed; None while it is open.

    A project that is not known at that position is left out.

    Raises:
        NotFound: there is no such program at that position.
    """
    taking_part = reader.participation(program_id, project_ids, known_at)
    closed_at = reader.closed_at(taking_part[None].portfolio_id, fiscal_year, known_at)
    if closed_at is not None:
        taking_part = {**taking_part, **_known_then(reader, program_id, project_ids, closed_at)}
    return taking_part, closed_at


def _known_then(
    reader: Queries, program_id: UUID, project_ids: Sequence[UUID], closed_at: Position
) -> Mapping[UUID | None, Participation]:
    """Return whose money it was when the year was closed, of what was known of then.

    Something that came later takes part as it is now: an adjustment must be somebody's. It is
    nobody's yet when the closed year does not know its constellation either.
    """
    try:
        return reader.participation(program_id, project_ids, closed_at)
    except NotFound:  # the program itself came later
        return {}


def member_totals(years: Iterable[YearShares]) -> dict[tuple[int, str, str], dict[str, int]]:
    """Return öre by fiscal year, kind of money and member; each with all that is shared."""
    totals: dict[tuple[int, str, str], dict[str, int]] = {}
    for year in years:
        for (money_kind, measure, member), amount in year.by_member().items():
            key = (year.fiscal_year, money_kind, member)
            total = totals.setdefault(key, dict.fromkeys(SHARED, 0))
            total[measure] += amount
    return totals


def payers(cut: Sequence[Segment]) -> tuple[tuple[object, ...], ...]:
    """Return who pays by which key, segment by segment, without regard to the figures.

    Source: settled question 2: who pays compares participants and key per segment, never
    amounts.
    """
    merged: list[tuple[object, ...]] = []
    for segment in cut:
        who = (segment.participants, segment.key)
        if merged and merged[-1][1:] == who:
            continue
        merged.append((segment.period.start, *who))
    return tuple(merged)
