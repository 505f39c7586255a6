"""What the postings add up to: balances by account and period, and the postings themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, null, select

from application.queries import At, Balance
from application.views import LatestChange
from domain.balance import BalancePart
from domain.budget.events import (
    AdjustmentRegistered,
    BudgetCommitted,
    CommitmentDrawn,
    CommitmentLifted,
    CostCredited,
    CostRegistered,
    IncomeRegistered,
)
from domain.model import Period, Position
from infrastructure.read_models import governing
from infrastructure.read_models.budget_years import BUDGET_YEAR
from infrastructure.read_models.carried import BY_MONTH, HOLDING
from infrastructure.read_models.decisions import CONSEQUENCE
from infrastructure.read_models.postings import POSTING, month_of
from infrastructure.tables import events

_C = POSTING.c


class Budget(NamedTuple):
    """A program's year."""

    program_id: UUID
    fiscal_year: int


_EXACT = (
    select(
        _C.account,
        _C.project_id,
        _C.money_kind,
        null().label("within_month"),
        _C.period_start,
        _C.period_end,
        func.sum(_C.amount).label("amount"),
    )
    .where(
        _C.program_id == bindparam("program_id"),
        _C.fiscal_year == bindparam("fiscal_year"),
        _C.position <= bindparam("known_at"),
        _C.valid_from <= bindparam("valid_at"),
        _C.account.in_(HOLDING),
    )
    .group_by(_C.account, _C.project_id, _C.money_kind, _C.period_start, _C.period_end)
    .order_by(
        _C.account, _C.project_id.nulls_first(), _C.money_kind, _C.period_start, _C.period_end
    )
)
_EXACT_IN = _EXACT.where(_C.within_month.in_(bindparam("months", expanding=True)))


def balances(
    connection: Connection,
    budget: Budget,
    at: At,
    *,
    exact: bool = False,
    cut_on: Collection[date] = (),
) -> tuple[Balance, ...]:
    """Return what each account of a program's year holds, by the periods it covers (öre).

    What lies within one month is summed, unless every period is asked for: `exact` adds up every
    posting of the budget. Those of the months with a day that it is to be `cut_on` are told apart.
    """
    months = sorted({month_of(day) for day in cut_on})
    chosen = {
        "program_id": str(budget.program_id),
        "fiscal_year": budget.fiscal_year,
        "known_at": at.known_at,
        "valid_at": at.valid_at,
        "month": month_of(at.valid_at),
        "months": months,
    }
    rows = connection.execute(_EXACT if exact else BY_MONTH, chosen)
    parts = _parts(rows, months)
    if months:
        for key, apart in _parts(connection.execute(_EXACT_IN, chosen)).items():
            parts[key].extend(apart)
    return tuple(
        Balance(
            program_id=budget.program_id,
            project_id=UUID(project_id) if project_id else None,
            fiscal_year=budget.fiscal_year,
            account=account,
            money_kind=money_kind,
            parts=tuple(found),
        )
        for (account, project_id, money_kind), found in parts.items()
    )


def _parts(
    rows: Iterable[Any], without: Collection[int] = ()
) -> dict[tuple[str, str | None, str], list[BalancePart]]:
    """Return the parts of each account, project and kind of money, without those of some months."""
    parts: dict[tuple[str, str | None, str], list[BalancePart]] = {}
    for account, project_id, money_kind, within, start, end, amount in rows:
        found = parts.setdefault((account, project_id, money_kind), [])
        if within is None or within not in without:
            period = Period(start, end)
            found.append(BalancePart(period, int(amount), gathered=within is not None))
    return parts


_DAYS = (
    select(_C.valid_from)
    .join(  # by the budgets of the year: the postings of one are found by an index
        BUDGET_YEAR,
        (BUDGET_YEAR.c.program_id == _C.program_id) & (BUDGET_YEAR.c.fiscal_year == _C.fiscal_year),
    )
    .where(
        BUDGET_YEAR.c.fiscal_year == bindparam("fiscal_year"),
        _C.position <= bindparam("known_at"),
        _C.account.in_(("reserve", "allocated")),
    )
    .distinct()
    .order_by(_C.valid_from)
)


def budget_days(connection: Connection, fiscal_year: int, known_at: Position) -> tuple[date, ...]:
    """Return the days from which any budget of a year changes, in order."""
    chosen = {"fiscal_year": fiscal_year, "known_at": known_at}
    return tuple(row.valid_from for row in connection.execute(_DAYS, chosen))


_OF_YEAR: Mapping[str, Any] = {
    "program_id": bindparam("program_id"),
    "fiscal_year": bindparam("fiscal_year"),
}
_LATEST_POSTING = (
    select(_C.position, _C.entry)
    .filter_by(**_OF_YEAR)
    .where(_C.position <= bindparam("known_at"))
    .order_by(_C.position.desc())
    .limit(1)
)
_K = CONSEQUENCE.c
_LATEST_CONSEQUENCE = (
    select(_K.position, _K.decision_id.label("entry"))
    .filter_by(**_OF_YEAR)
    .where(_K.stage == "actual", _K.position <= bindparam("known_at"))
    .order_by(_K.position.desc())
    .limit(1)
)
_EVENT = select(events.c.topic, events.c.recorded).where(events.c.position == bindparam("position"))


def latest_change(
    connection: Connection, program_id: UUID, fiscal_year: int, known_at: Position
) -> LatestChange | None:
    """Return the latest entry that changed a program's year or its members' shares, or None.

    That is an entry that posted to it, or a decision (a key, figures, a constellation …) that
    had a consequence in it.
    """
    chosen = {"program_id": str(program_id), "fiscal_year": fiscal_year, "known_at": known_at}
    found = [
        row
        for statement in (_LATEST_POSTING, _LATEST_CONSEQUENCE)
        if (row := connection.execute(statement, chosen).first()) is not None
    ]
    if not found:
        return None
    latest = max(found, key=lambda row: row.position)
    event = connection.execute(_EVENT, {"position": latest.position}).one()
    return LatestChange(
        position=latest.position,
        entry=UUID(latest.entry),
        topic=event.topic,
        recorded=event.recorded,
    )


ABOUT: Final[Mapping[str, Sequence[str]]] = {
    "cost": (CostRegistered.TOPIC, CostCredited.TOPIC, AdjustmentRegistered.TOPIC),
    "commitment": (BudgetCommitted.TOPIC, CommitmentDrawn.TOPIC, CommitmentLifted.TOPIC),
    "income": (IncomeRegistered.TOPIC, AdjustmentRegistered.TOPIC),
}
"""The events about each kind of fact: its own, and what follows it."""

_CONCERNING = (
    select(_C.event_position)
    .where(
        _C.concerns == bindparam("fact"),
        _C.topic.in_(bindparam("topics", expanding=True)),
        _C.position <= bindparam("known_at"),
        _C.valid_from <= bindparam("valid_at"),
    )
    .distinct()
    .order_by(_C.event_position)
)


def positions_about(
    connection: Connection, fact: UUID, topics: Sequence[str], at: At
) -> tuple[Position, ...]:
    """Return where in the log a fact stands, year by year, and what is entered about it since."""
    rows = connection.execute(
        _CONCERNING,
        {
            "fact": str(fact),
            "topics": topics,
            "known_at": at.known_at,
            "valid_at": at.valid_at,
        },
    )
    return tuple(Position(row.event_position) for row in rows)


_WITH = (
    select(_C.program_id, _C.fiscal_year)
    .where(_C.concerns == bindparam("fact"))
    .distinct()
    .order_by(_C.fiscal_year)
)


def budgets_with(connection: Connection, fact: UUID) -> tuple[tuple[UUID, int], ...]:
    """Return the programs and years whose budgets hold a fact, in order of year."""
    rows = connection.execute(_WITH, {"fact": str(fact)})
    return tuple((UUID(row.program_id), row.fiscal_year) for row in rows)


_YEAR_TOKEN = select(events.c.leaf, governing.TOKEN.scalar_subquery().label("governs")).where(
    events.c.position
    == select(func.max(_C.position))
    .filter_by(**_OF_YEAR)
    .where(_C.position <= bindparam("known_at"))
    .scalar_subquery()
)


def year_token(
    connection: Connection, program_id: UUID, fiscal_year: int, known_at: Position
) -> bytes | None:
    """Return what stands for all that a year's shares follow from but the valid day, or None.

    That is the token of what governs, and the leaf of the last entry that posted to the budget: no
    other log, and nothing that was rolled back, has that leaf, which stands for all that came
    before it. Read models that are made again aside have no log beside them, and no leaf.
    """
    chosen = {"program_id": str(program_id), "fiscal_year": fiscal_year, "known_at": known_at}
    row = connection.execute(_YEAR_TOKEN, chosen).first()
    return None if row is None else (row.governs or b"") + row.leaf
