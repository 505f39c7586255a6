"""Members' shares and the segments behind them, as they are shown.

Source: domain.md, "The cost key and the split"; one path computes every share
(docs/adr/0008-one-path-computes-every-share.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from application.queries import At, Queries
from application.shares import (
    SHARED,
    SharedBalance,
    YearShares,
    member_totals,
    year_segments,
    year_shares,
)
from application.views import (
    MemberTotal,
    SegmentView,
    SharesView,
    ShareView,
)
from domain.cost_key import ratio
from domain.errors import NotFound
from domain.key_wording import described
from domain.model import Position, stated
from domain.segments import Segment


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
    project_of_program(reader, project_id, program_id, known_at)
    projects = (project_id,) if project_id else ()
    cut = year_segments(reader, program_id, projects, fiscal_year, known_at)[project_id]
    return tuple(segment_view(one) for one in cut if day is None or day in one.period)


def project_of_program(
    reader: Queries, project_id: UUID | None, program_id: UUID, known_at: Position
) -> None:
    """Refuse a project that has never been of a program; None is of every one.

    Raises:
        NotFound: there is no such project, or none in the program.
    """
    if project_id is not None:
        programs = reader.project(project_id, At(date.max, known_at)).programs
        if all(each.program_id != program_id for each in programs):
            raise NotFound("project of the program", project_id)


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
    things_exist(
        reader,
        at,
        portfolio_id=portfolio_id,
        program_id=program_id,
        project_id=project_id,
        member=member,
    )
    names = reader.member_names(at.known_at)
    found = [
        _only(year_shares(reader, program, year, at), project_id)
        for program, year in program_years(reader, at, portfolio_id, program_id)
        if fiscal_year in (None, year)
    ]
    return SharesView.model_validate(
        {
            "totals": tuple(
                total for total in _totals(found, names) if member in (None, total.member)
            ),
            **{f"unsplit_{each}": sum(one.unsplit(each) for one in found) for each in SHARED},
            "balances": tuple(
                _share_view(shared, names, member) for one in found for shared in one.balances
            ),
        }
    )


def things_exist(
    reader: Queries,
    at: At,
    *,
    portfolio_id: UUID | None = None,
    program_id: UUID | None = None,
    project_id: UUID | None = None,
    member: str | None = None,
) -> None:
    """Refuse what is named and does not exist.

    Raises:
        NotFound: the portfolio, program, project or member, in that order.
    """
    ever = At(date.max, at.known_at)  # money may be valid from a day before the thing is
    if portfolio_id is not None:
        reader.portfolio(portfolio_id, ever)
    if program_id is not None:
        reader.program(program_id, ever)
    if project_id is not None:
        reader.project(project_id, ever)
    if member is not None and member not in reader.member_names(at.known_at):
        raise NotFound("member", member)


def program_years(
    reader: Queries, at: At, portfolio_id: UUID | None, program_id: UUID | None
) -> Iterator[tuple[UUID, int]]:
    """Yield every program and year that has had an entry, of a portfolio or a program if named."""
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
                **total,
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
