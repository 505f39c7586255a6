"""A portfolio's fiscal years as they are shown: ceiling, funding and closing of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from application.queries import At, Balance, Queries
from application.shares_answer import program_years
from application.views import CeilingView, FiscalYearMoney, FiscalYearView
from domain.fiscal_year import MONEY_KINDS, MoneyKind


def fiscal_years_of(reader: Queries, portfolio_id: UUID, at: At) -> tuple[FiscalYearView, ...]:
    """Return every year that has a ceiling, money or a closing, in order.

    Raises:
        NotFound: there is no such portfolio at that pair of times.
    """
    portfolio = reader.portfolio(portfolio_id, at)
    ceilings = {(one.fiscal_year, one.money_kind): one for one in portfolio.ceilings}
    closings = {one.fiscal_year: one for one in portfolio.closed_years}
    balances = _balances(reader, portfolio_id, at)
    years = {year for year, _ in ceilings} | closings.keys() | balances.keys()
    return tuple(
        FiscalYearView(
            fiscal_year=year,
            money=tuple(_money(year, ceilings, balances.get(year, ()))),
            closing=closings.get(year),
        )
        for year in sorted(years)
    )


def _balances(reader: Queries, portfolio_id: UUID, at: At) -> Mapping[int, Sequence[Balance]]:
    found: dict[int, list[Balance]] = defaultdict(list)
    for program_id, year in program_years(reader, at, portfolio_id, None):
        if balances := reader.balances(program_id, year, at):
            found[year].extend(balances)
    return found


def _money(
    year: int,
    ceilings: Mapping[tuple[int, MoneyKind], CeilingView],
    balances: Sequence[Balance],
) -> Iterator[FiscalYearMoney]:
    for kind in MONEY_KINDS:
        of_kind = [one for one in balances if one.money_kind == kind]
        ceiling = ceilings.get((year, kind))
        if ceiling is None and not of_kind and kind != "cash":
            continue
        funded = _sum(of_kind, "allocated", "reserve")
        yield FiscalYearMoney(
            money_kind=kind,
            ceiling=ceiling.amount if ceiling else None,
            ceiling_since=ceiling.since if ceiling else None,
            funded=funded,
            left=ceiling.amount - funded if ceiling else None,
            allocated=_sum(of_kind, "allocated"),
            spent=_sum(of_kind, "spent"),
            unspent=_unspent(of_kind),
        )


def _sum(balances: Sequence[Balance], *accounts: str) -> int:
    return sum(one.amount for one in balances if one.account in accounts)


def _unspent(balances: Sequence[Balance]) -> int:
    """Return what is left of what was given to each project, and of each program's reserve.

    What one has cost more than it was given is not taken from what another has left.
    """
    left: dict[tuple[UUID, UUID | None], int] = defaultdict(int)
    for one in balances:
        if one.account in ("allocated", "reserve", "spent"):
            sign = -1 if one.account == "spent" else 1
            left[one.program_id, one.project_id] += sign * one.amount
    return sum(max(0, amount) for amount in left.values())
