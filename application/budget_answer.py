"""The program leader's question, what is left and who pays it, and everybody's: the shares.

Source: api.md: one answer, and one path that computes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from application.queries import At, Balance, Queries
from application.shares import (
    BUDGET,
    COST,
    SharedBalance,
    YearShares,
    member_totals,
    year_segments,
    year_shares,
    year_shares_if_known,
)
from application.views import (
    BudgetView,
    MemberBudget,
    MemberTotal,
    ProjectBudget,
    ProjectView,
    ReserveBudget,
    SegmentView,
    SharesView,
    ShareView,
)
from domain.agreement.commands import described
from domain.cost_key import ratio
from domain.errors import NotFound
from domain.model import Position, stated
from domain.segments import Segment

MONEY_KINDS = ("cash", "in_kind")


def budget_of(reader: Queries, program_id: UUID, fiscal_year: int, at: At) -> BudgetView:
    """Return a program's budget for a year.

    Raises:
        NotFound: there is no such program at that pair of times.
    """
    program = reader.program(program_id, at)
    balances = reader.balances(program_id, fiscal_year, at)
    shares = year_shares(reader, program_id, fiscal_year, at)
    latest = reader.latest_change(program_id, fiscal_year, at.known_at)
    earlier = At(at.valid_at, Position(latest.position - 1)) if latest else at
    before = year_shares_if_known(reader, program_id, fiscal_year, earlier)
    return BudgetView.model_validate(
        {
            "program_id": program_id,
            "title": program.title,
            "fiscal_year": fiscal_year,
            "projects": tuple(_projects(reader, program_id, balances, at)),
            "reserve": tuple(_reserves(balances)),
            "members": tuple(_members(reader, shares, before, at)),
            "unsplit_budget": shares.unsplit(BUDGET),
            "unsplit_cost": shares.unsplit(COST),
            "segments": tuple(map(segment_view, shares.segments[None])),
            "latest_change": latest,
        }
    )


def budgets_of(reader: Queries, program_id: UUID, at: At) -> tuple[BudgetView, ...]:
    """Return a program's budget for every year that has had an entry, in order.

    Raises:
        NotFound: there is no such program at that pair of times.
    """
    reader.program(program_id, at)
    years = reader.budget_years(at.known_at, program_id)
    return tuple(budget_of(reader, program, year, at) for program, year in years)


def _projects(
    reader: Queries, program_id: UUID, balances: Sequence[Balance], at: At
) -> Iterator[ProjectBudget]:
    sums = _sums(balances)
    for project in _with_money(reader, program_id, balances, at):
        for money_kind in MONEY_KINDS:
            allocated = sums.get((project.project_id, "allocated", money_kind), 0)
            spent = sums.get((project.project_id, "spent", money_kind), 0)
            if money_kind == "in_kind" and not (allocated or spent):
                continue
            yield ProjectBudget.model_validate(
                {
                    "project_id": project.project_id,
                    "title": project.title,
                    "status": project.status,
                    "money_kind": money_kind,
                    "frame": None,
                    "allocated": allocated,
                    "committed": None,
                    "spent": spent,
                    "available": allocated - spent,
                    "deviation": max(0, spent - allocated),
                    "forecast": None,
                    "forecast_reported_on": None,
                }
            )


def _with_money(
    reader: Queries, program_id: UUID, balances: Sequence[Balance], at: At
) -> Iterator[ProjectView]:
    """Yield the program's projects, and those that have money before they are proposed."""
    listed = reader.projects(at, program_id=program_id)
    yield from listed
    others = {one.project_id for one in balances if one.project_id is not None}
    for project_id in sorted(others - {project.project_id for project in listed}):
        yield reader.project(project_id, At(date.max, at.known_at))


def _sums(balances: Iterable[Balance]) -> Mapping[tuple[UUID | None, str, str], int]:
    return {(one.project_id, one.account, one.money_kind): one.amount for one in balances}


def _reserves(balances: Sequence[Balance]) -> Iterator[ReserveBudget]:
    sums = _sums(balances)
    for money_kind in MONEY_KINDS:
        funded = -sums.get((None, "funding", money_kind), 0)
        reserve = sums.get((None, "reserve", money_kind), 0)
        spent = sums.get((None, "spent", money_kind), 0)
        if money_kind == "in_kind" and not (funded or reserve or spent):
            continue
        yield ReserveBudget.model_validate(
            {
                "money_kind": money_kind,
                "funded": funded,
                "allocated": funded - reserve,
                "spent": spent,
                "available": reserve - spent,
            }
        )


def _members(
    reader: Queries, shares: YearShares, before: YearShares, at: At
) -> Iterator[MemberBudget]:
    names = reader.member_names(at.known_at)
    now, was = shares.by_member(), before.by_member()
    for money_kind, member in sorted({(kind, member) for kind, _, member in now | was}):
        yield MemberBudget.model_validate(
            {
                "member": member,
                "name": names.get(member, member),
                "money_kind": money_kind,
                "budget": now.get((money_kind, BUDGET, member), 0),
                "budget_before": was.get((money_kind, BUDGET, member), 0),
                "cost": now.get((money_kind, COST, member), 0),
                "cost_before": was.get((money_kind, COST, member), 0),
                "calls": None,
            }
        )


def segment_view(segment: Segment) -> SegmentView:
    """Return a segment as people read it."""
    return SegmentView(
        period=stated(segment.period),
        participants=segment.participants,
        key_id=segment.key_id,
        key=described(segment.key) if segment.key else None,
        figures=tuple(segment.figures.values()),
        parts={code: ratio(part) for code, part in segment.parts.items()},
        reason=segment.reason,
    )


# --- Segments and shares ------------------------------------------------------------------------


def segments_of(
    reader: Queries,
    program_id: UUID,
    project_id: UUID | None,
    fiscal_year: int,
    known_at: Position,
    day: date | None,
) -> tuple[SegmentView, ...]:
    """Return the segments of a year for a program's reserve or a project, or that of one day.

    Raises:
        NotFound: there is no such program, or project in it, at that position.
    """
    if project_id and reader.project(project_id, At(date.max, known_at)).program_id != program_id:
        raise NotFound("project of the program", project_id)
    projects = (project_id,) if project_id else ()
    participation = reader.participation(program_id, projects, known_at)
    terms = reader.terms(participation[None].agreement_id, known_at)
    cut = year_segments(terms, fiscal_year, participation)[project_id]
    return tuple(segment_view(one) for one in cut if day is None or day in one.period)


def shares_of(
    reader: Queries,
    at: At,
    *,
    portfolio_id: UUID | None = None,
    program_id: UUID | None = None,
    project_id: UUID | None = None,
    fiscal_year: int | None = None,
    member: str | None = None,
) -> SharesView:
    """Return every balance that is asked for, split, and each member's totals.

    Raises:
        NotFound: what is named does not exist at that pair of times.
    """
    _exists(reader, at, portfolio_id, program_id, project_id)
    names = reader.member_names(at.known_at)
    if member is not None and member not in names:
        raise NotFound("member", member)
    found = [
        _only(year_shares(reader, program, year, at), project_id)
        for program, year in _program_years(reader, at, portfolio_id, program_id)
        if fiscal_year in (None, year)
    ]
    return SharesView.model_validate(
        {
            "totals": tuple(
                total for total in _totals(found, names) if member in (None, total.member)
            ),
            "unsplit_budget": sum(one.unsplit(BUDGET) for one in found),
            "unsplit_cost": sum(one.unsplit(COST) for one in found),
            "balances": tuple(
                _share_view(shared, names, member) for one in found for shared in one.balances
            ),
        }
    )


def _exists(
    reader: Queries,
    at: At,
    portfolio_id: UUID | None,
    program_id: UUID | None,
    project_id: UUID | None,
) -> None:
    if portfolio_id is not None:
        reader.portfolio(portfolio_id, at)
    if program_id is not None:
        reader.program(program_id, at)
    if project_id is not None:
        reader.project(project_id, at)


def _program_years(
    reader: Queries, at: At, portfolio_id: UUID | None, program_id: UUID | None
) -> Iterator[tuple[UUID, int]]:
    years = reader.budget_years(at.known_at, program_id)
    if portfolio_id is None:
        yield from years
        return
    of_portfolio = {
        program.program_id for program in reader.programs(At(date.max, at.known_at), portfolio_id)
    }
    yield from (pair for pair in years if pair[0] in of_portfolio)


def _only(shares: YearShares, project_id: UUID | None) -> YearShares:
    if project_id is None:
        return shares
    balances = tuple(one for one in shares.balances if one.balance.project_id == project_id)
    return replace(shares, balances=balances)


def _totals(years: Iterable[YearShares], names: Mapping[str, str]) -> Iterator[MemberTotal]:
    for (fiscal_year, money_kind, member), total in sorted(member_totals(years).items()):
        yield MemberTotal.model_validate(
            {
                "member": member,
                "name": names.get(member, member),
                "fiscal_year": fiscal_year,
                "money_kind": money_kind,
                "budget": total[BUDGET],
                "cost": total[COST],
            }
        )


def _share_view(shared: SharedBalance, names: Mapping[str, str], member: str | None) -> ShareView:
    balance, split = shared.balance, shared.split
    return ShareView.model_validate(
        {
            "program_id": balance.program_id,
            "project_id": balance.project_id,
            "fiscal_year": balance.fiscal_year,
            "money_kind": balance.money_kind,
            "measure": shared.measure,
            "preliminary": balance.account == "reserve",
            "balance": balance.amount,
            "shares": tuple(
                {"member": code, "name": names.get(code, code), "amount": amount}
                for code, amount in split.shares.items()
                if member in (None, code)
            ),
            "unsplit": split.unsplit,
            "unsplit_because": tuple(split.reasons),
        }
    )
