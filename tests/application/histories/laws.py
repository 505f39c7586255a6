"""What must hold at every position of every history: two figures never disagree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import Any
from uuid import UUID

from application.agreement_terms import member_frames_of
from application.budget_answer import budget_of
from application.deviations import deviations_of
from application.fiscal_years import fiscal_years_of
from application.queries import At, Page, PostingFilter, Queries
from application.shares import SHARED
from application.shares_answer import shares_of
from application.surroundings import Surroundings
from application.views import BudgetView, DeviationView, PostingView, SharesView
from domain.budget.state import Purse
from domain.daily import Daily, steps
from domain.fiscal_year import MONEY_KINDS
from domain.model import Position, StreamId, Timeline
from infrastructure.event_log import EventLog
from tests.application.histories.kinds import YEARS
from tests.interfaces.world import AGREEMENT, OTHER_PROGRAM, PORTFOLIO, PROGRAM

PROGRAMS = (PROGRAM, OTHER_PROGRAM)
SEEN_ON = (date(2026, 3, 31), date(2026, 12, 31), date(2028, 12, 31))
EVERY = Page(1, 10_000)
Sums = dict[tuple[Any, ...], int]


@dataclass
class Everything:
    """What every read of money answers at a pair of times."""

    at: At
    budgets: tuple[BudgetView, ...]
    shares: SharesView
    deviations: tuple[DeviationView, ...]
    others: tuple[Any, ...]
    postings: tuple[PostingView, ...] = field(repr=False)


def everything(reader: Queries, at: At) -> Everything:
    return Everything(
        at=at,
        budgets=tuple(
            budget_of(reader, program, year, at) for program in PROGRAMS for year in YEARS
        ),
        shares=shares_of(reader, at, portfolio_id=PORTFOLIO),
        deviations=deviations_of(reader, at),
        others=(
            fiscal_years_of(reader, PORTFOLIO, at),
            member_frames_of(reader, AGREEMENT, at),
            reader.projects(at),
        ),
        postings=reader.postings(PostingFilter(), at, EVERY).items,
    )


# --- One pair of times --------------------------------------------------------------------------


def adds_up(reader: Queries, found: Everything) -> None:
    """Expect every read of money at a pair of times to say the same."""
    accounts = _accounts(found.postings)
    for budget in found.budgets:
        _a_budget_is_its_postings(budget, accounts)
        _open_deviations_are_what_is_above(budget, found.deviations)
    _shares_are_of_balances(reader, found, accounts)
    _totals_are_those_of_the_budgets(found)
    years, frames, _ = found.others
    for year in years:
        for money in year.money:
            _a_year_is_its_budgets(year.fiscal_year, money, found.budgets)
    for frame in frames:
        of_year = [
            one.budget
            for one in found.shares.totals
            if (one.member, one.fiscal_year, one.money_kind)
            == (frame.member, frame.fiscal_year, frame.money_kind)
        ]
        assert frame.used == sum(of_year)
        assert frame.left == frame.frame - frame.used


def _accounts(postings: Iterable[PostingView]) -> Sums:
    """Return what each account holds (öre), and see that every event of the log sums to zero."""
    sums: Sums = defaultdict(int)
    events: dict[int, int] = defaultdict(int)
    for one in postings:
        sums[one.program_id, one.fiscal_year, one.money_kind, one.account, one.project_id] += (
            one.amount
        )
        events[one.position] += one.amount
    assert not any(events.values())
    by_kind: dict[tuple[int, str], int] = defaultdict(int)
    for (_, year, kind, account, _), amount in sums.items():
        if account == "transferred":
            by_kind[year, kind] += amount
    assert not any(by_kind.values()), "what leaves one program comes to another"
    return sums


def _a_budget_is_its_postings(budget: BudgetView, accounts: Sums) -> None:
    def held(account: str, project: Any, kind: str) -> int:
        return accounts.get((budget.program_id, budget.fiscal_year, kind, account, project), 0)

    rows: list[tuple[Any, str, Any]] = [
        *((None, "reserve", row) for row in budget.reserve),
        *((row.project_id, "allocated", row) for row in budget.projects),
    ]
    whole: dict[tuple[str, str], int] = defaultdict(int)
    for project, account, row in rows:
        kind = row.money_kind
        given = held(account, project, kind)
        for name in ("committed", "spent", "income", "adjustment"):
            assert getattr(row, name) == held(name, project, kind)
        assert row.available == given - row.spent - row.committed
        assert row.deviation == max(0, -row.available)
        assert row.committed >= 0
        assert row.allocated == (given if project else row.funded - given)
        for measure, amount in (
            ("budget", given),
            ("cost", row.spent),
            ("income", row.income),
            ("adjustment", row.adjustment),
        ):
            whole[kind, measure] += amount
    for measure in SHARED:
        every = sum(amount for (_, name), amount in whole.items() if name == measure)
        shared = sum(getattr(one, measure) for one in budget.members)
        assert shared + getattr(budget, f"unsplit_{measure}") == every
    mine = (budget.program_id, budget.fiscal_year)
    funded = -sum(
        amount
        for (program, year, _, account, _), amount in accounts.items()
        if (program, year) == mine and account in ("funding", "transferred")
    )
    assert sum(row.funded for row in budget.reserve) == funded


def _open_deviations_are_what_is_above(
    budget: BudgetView, deviations: Iterable[DeviationView]
) -> None:
    mine = [
        one
        for one in deviations
        if (one.program_id, one.fiscal_year) == (budget.program_id, budget.fiscal_year)
    ]
    above: dict[Any, int] = defaultdict(int)
    for one in mine:
        assert 0 <= one.excess <= one.largest
        assert (one.standing == "remedied") == (one.excess == 0)
        if "_above_" in one.code:
            above[one.project_id] += one.excess
    for row in budget.projects:
        assert row.money_kind == "in_kind" or row.deviation == above[row.project_id]
    for reserve in budget.reserve:
        assert reserve.money_kind == "in_kind" or reserve.deviation == above[None]
    assert budget.deviations == tuple(one for one in mine if one.standing == "open")


def _shares_are_of_balances(reader: Queries, found: Everything, accounts: Sums) -> None:
    whole: dict[tuple[Any, ...], int] = defaultdict(int)
    for one in found.shares.balances:
        assert sum(share.amount for share in one.shares) + one.unsplit == one.balance
        whole[one.program_id, one.fiscal_year, one.money_kind] += one.balance
    for program, year in {(one.program_id, one.fiscal_year) for one in found.shares.balances}:
        for balance in reader.balances(program, year, found.at):
            key = (program, year, balance.money_kind, balance.account, balance.project_id)
            assert accounts.get(key, 0) == balance.amount
            if not any(part.amount for part in balance.parts):
                _nobody_has_a_share(found.shares, balance)


def _nobody_has_a_share(shares: SharesView, balance: Any) -> None:
    measure = {"reserve": "budget", "allocated": "budget", "spent": "cost"}.get(balance.account)
    for one in shares.balances:
        if (one.program_id, one.fiscal_year, one.project_id, one.money_kind, one.measure) == (
            *(balance.program_id, balance.fiscal_year, balance.project_id),
            *(balance.money_kind, measure),
        ):
            assert not any(share.amount for share in one.shares), "zero has zero shares"


def _totals_are_those_of_the_budgets(found: Everything) -> None:
    for measure in SHARED:
        totals: Sums = defaultdict(int)
        for total in found.shares.totals:
            if total.fiscal_year in YEARS:
                key = total.member, total.fiscal_year, total.money_kind
                totals[key] += getattr(total, measure)
        for budget in found.budgets:
            for one in budget.members:
                key = one.member, budget.fiscal_year, one.money_kind
                totals[key] -= getattr(one, measure)
        assert not any(totals.values()), measure


def _a_year_is_its_budgets(year: int, money: Any, budgets: Iterable[BudgetView]) -> None:
    of_year = [one for one in budgets if one.fiscal_year == year]
    if year not in YEARS:
        return
    kind = money.money_kind
    reserves = [row for one in of_year for row in one.reserve if row.money_kind == kind]
    projects = [row for one in of_year for row in one.projects if row.money_kind == kind]
    assert money.funded == sum(row.funded for row in reserves)
    assert money.allocated == sum(row.allocated for row in projects)
    spent = sum(row.spent for row in reserves) + sum(row.spent for row in projects)
    assert money.spent == spent
    if money.ceiling is not None:
        assert money.left == money.ceiling - money.funded >= 0


# --- The rules, on every day --------------------------------------------------------------------


def rules_hold(log: EventLog) -> None:
    """Expect the rules of money to hold on every day of every year."""
    with log.transaction(rehearse=True) as transaction:
        around = Surroundings(transaction)
        for year, kind in product((*YEARS, 2028), MONEY_KINDS):
            ceiling = steps(around.ceiling(PORTFOLIO, year, kind).steps)
            funded = around.funded(PORTFOLIO, year, kind)
            _never_below_zero(ceiling.minus(funded), "funded above the ceiling")
        for program in PROGRAMS:
            for budget in around.budgets_of(program).values():
                for purse in budget.purses.values():
                    _a_purse_holds(purse)
        for stream in transaction.streams("project"):
            for kind in MONEY_KINDS:
                _a_frame_holds(around, stream, kind)


def _a_purse_holds(purse: Purse) -> None:
    for one in purse.projects.values():
        for line in one.by_period.values():
            _never_below_zero(line, "taken of days it was not given for")
    for pot in (purse.kept, *purse.projects.values()):
        _never_below_zero(pot.allocated, "given less than nothing")
        _never_below_zero(pot.committed, "less than nothing committed")
        assert pot.free.final == pot.left
        assert (pot.above is not None) == (pot.left < 0)


def _a_frame_holds(around: Surroundings, stream: StreamId, kind: str) -> None:
    frame: Timeline[int] = around.state(stream).frame(kind)
    if frame.steps:
        given = around.allocated_to(UUID(stream.partition("/")[2]), kind)
        left = steps(frame.steps).minus(given).lowest_from(frame.steps[0][0])
        assert left.amount >= 0, "allocated above the frame"


def _never_below_zero(line: Daily, what: str) -> None:
    lowest = line.lowest_from(date.min)
    assert lowest.amount >= 0, (what, lowest)


# --- What an entry changed ----------------------------------------------------------------------


def paid(reader: Queries, known_at: Position) -> Sums:
    """Return what each member pays on the last day of each year, and what is not split (öre)."""
    sums: Sums = defaultdict(int)
    for year in YEARS:
        at = At(date(year, 12, 31), known_at)
        shares = shares_of(reader, at, fiscal_year=year)
        for one in shares.balances:
            for share in (*((s.member, s.amount) for s in one.shares), (None, one.unsplit)):
                sums[year, one.money_kind, one.measure, share[0]] += share[1]
    return {key: amount for key, amount in sums.items() if amount}


def stored_consequences(reader: Queries, before: Position, after: Position) -> Sums:
    """Return the sum of what the register says that was changed between two positions (öre)."""
    sums: Sums = defaultdict(int)
    recorded = reader.events(before, 10_000, after)
    held = reader.pending_decisions(AGREEMENT, At(date.max, after))
    entries = {one.entry for one in recorded} | {one.decision_id for one in held}
    for entry in entries:
        for one in reader.consequences(entry, At(date.max, after)):
            if one.fiscal_year in YEARS and before < one.position <= after:
                key = one.fiscal_year, one.money_kind, one.measure, one.member
                sums[key] += one.difference
    return {key: amount for key, amount in sums.items() if amount}


def difference(before: Mapping[Any, int], after: Mapping[Any, int]) -> Sums:
    return {
        key: more
        for key in before.keys() | after.keys()
        if (more := after.get(key, 0) - before.get(key, 0))
    }


def frames_exceeded(
    reader: Queries, before: Position, after: Position, since: date
) -> Iterator[tuple[Any, ...]]:
    """Yield each frame that a decision took a share above, on any day from `since` on.

    Reckoned from the shares as they are read, a balance being rounded by less than an öre.
    """
    frames = reader.member_frames(AGREEMENT, after)
    days = {date(2026, 12, 31), *reader.budget_days(2026, after)}
    days |= {day for line in frames.values() for day in line.days()}
    for day in sorted(day for day in days if since <= day <= date(2026, 12, 31)):
        was, becomes = (_budget_shares(reader, At(day, one)) for one in (before, after))
        for (member, year, kind), line in frames.items():
            approved, key = line.at(day), (member, year, kind)
            share, earlier = becomes.get(key, 0), was.get(key, 0)
            if approved is not None and share > approved and share > earlier + becomes[()]:
                yield day, key, approved, earlier, share


def _budget_shares(reader: Queries, at: At) -> Sums:
    shares = shares_of(reader, at, portfolio_id=PORTFOLIO)
    found: Sums = {
        (one.member, one.fiscal_year, one.money_kind): one.budget for one in shares.totals
    }
    found[()] = len(shares.balances)
    return found
