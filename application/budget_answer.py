"""The program leader's question, what is left and who pays it, and everybody's: the shares.

Source: api.md: one answer, and one path that computes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from application.deviations import open_deviations
from application.frames import frame_of
from application.queries import At, Balance, Queries
from application.shares import (
    SHARED,
    YearShares,
    year_shares,
    year_shares_if_known,
)
from application.shares_answer import segment_view
from application.views import (
    BudgetView,
    MemberBudget,
    ProjectBudget,
    ProjectView,
    ReserveBudget,
)
from domain.errors import NotFound
from domain.model import Position

MONEY_KINDS = ("cash", "in_kind")


def budget_of(reader: Queries, program_id: UUID, fiscal_year: int, at: At) -> BudgetView:
    """Return a program's budget for a year.

    Raises:
        NotFound: there is no such program at that pair of times.
    """
    # Money may be valid from a day before the program is: the year is whole, the directive not.
    program = reader.program(program_id, At(date.max, at.known_at))
    shares = year_shares(reader, program_id, fiscal_year, at)
    balances = (*(one.balance for one in shares.balances), *shares.committed)
    latest = reader.latest_change(program_id, fiscal_year, at.known_at)
    earlier = At(at.valid_at, Position(latest.position - 1)) if latest else at
    before = year_shares_if_known(reader, program_id, fiscal_year, earlier, like=shares)
    projects = tuple(_projects(reader, program_id, balances, at))
    reserves = tuple(_reserves(balances))
    return BudgetView.model_validate(
        {
            "program_id": program_id,
            "title": program.title,
            "fiscal_year": fiscal_year,
            "projects": projects,
            "reserve": reserves,
            "members": tuple(_members(reader, shares, before, at)),
            **{f"unsplit_{each}": shares.unsplit(each) for each in SHARED},
            "deviations": open_deviations(
                reader,
                program_id,
                fiscal_year,
                at,
                is_above=any(one.deviation for one in projects)
                or any(one.deviation for one in reserves),
            ),
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
            held = _held(sums, project.project_id, "allocated", money_kind)
            frame = frame_of(reader, project, money_kind, at)
            if money_kind == "in_kind" and not (any(held.values()) or frame):
                continue
            yield ProjectBudget.model_validate(
                {
                    "project_id": project.project_id,
                    "title": project.title,
                    "status": project.status,
                    "money_kind": money_kind,
                    "frame": frame and frame.amount,
                    "frame_left": frame and frame.left,
                    "allocated": held["given"],
                    **_left(held),
                    "forecast": None,
                    "forecast_reported_on": None,
                }
            )


def _with_money(
    reader: Queries, program_id: UUID, balances: Sequence[Balance], at: At
) -> Iterator[ProjectView]:
    """Yield the program's projects, and those that have money before they come or after they go."""
    listed = reader.projects(at, program_id=program_id)
    yield from listed
    others = {one.project_id for one in balances if one.project_id is not None}
    for project_id in sorted(others - {project.project_id for project in listed}):
        try:
            yield reader.project(project_id, at)
        except NotFound:  # money may be valid from a day before the project is
            yield reader.project(project_id, At(date.max, at.known_at))


def _sums(balances: Iterable[Balance]) -> Mapping[tuple[UUID | None, str, str], int]:
    return {(one.project_id, one.account, one.money_kind): one.amount for one in balances}


def _held(
    sums: Mapping[tuple[UUID | None, str, str], int],
    project_id: UUID | None,
    given_in: str,
    money_kind: str,
) -> dict[str, int]:
    """Return what a project, or the reserve (None), is given and what has become of it (öre)."""
    accounts = {"given": given_in, **{each: each for each in _AFTER_GIVEN}}
    return {
        name: sums.get((project_id, account, money_kind), 0) for name, account in accounts.items()
    }


_AFTER_GIVEN = ("spent", "committed", "income", "adjustment")


def _left(held: Mapping[str, int]) -> dict[str, int]:
    """Return what has become of the money and what is available: given, not spent or committed."""
    available = held["given"] - held["spent"] - held["committed"]
    became = {name: held[name] for name in _AFTER_GIVEN}
    return {**became, "available": available, "deviation": max(0, -available)}


def _reserves(balances: Sequence[Balance]) -> Iterator[ReserveBudget]:
    sums = _sums(balances)
    for money_kind in MONEY_KINDS:
        allocated = sum(
            amount
            for (_, account, kind), amount in sums.items()
            if account == "allocated" and kind == money_kind
        )
        held = _held(sums, None, "reserve", money_kind)
        if money_kind == "in_kind" and not (allocated or any(held.values())):
            continue
        yield ReserveBudget.model_validate(
            {
                "money_kind": money_kind,
                "funded": held["given"] + allocated,
                "allocated": allocated,
                **_left(held),
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
                **{each: now.get((money_kind, each, member), 0) for each in SHARED},
                **{f"{each}_before": was.get((money_kind, each, member), 0) for each in SHARED},
                "calls": None,
            }
        )
