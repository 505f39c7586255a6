"""The postings as listed: a page of them, in the order of the log, and how many there are."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Integer, Select, bindparam, func, select

from application.queries import At, Listed, Page, PostingFilter
from application.views import PostingView
from domain.model import Period, stated
from infrastructure.read_models.carried import COUNTED
from infrastructure.read_models.postings import POSTING

_C = POSTING.c


def postings(
    connection: Connection, chosen: PostingFilter, at: At, page: Page
) -> Listed[PostingView]:
    """Return postings in the order of the log."""
    wanted: dict[str, object | None] = {
        "program_id": chosen.program_id and str(chosen.program_id),
        "project_id": chosen.project_id and str(chosen.project_id),
        "fiscal_year": chosen.fiscal_year,
        "account": chosen.account,
    }
    asked = tuple(name for name, value in wanted.items() if value is not None)
    values = {**wanted, "known_at": at.known_at, "valid_at": at.valid_at}
    place = {"limit": page.limit, "offset": page.offset}
    rows = connection.execute(_page(asked), {**values, **place}).all()
    return Listed(tuple(map(_posting, rows)), _total(connection, asked, values))


def _total(connection: Connection, asked: tuple[str, ...], values: dict[str, Any]) -> int:
    if asked == _A_BUDGET:
        budget = connection.execute(COUNTED, values).one()
        if budget.latest is None or budget.latest <= values["valid_at"]:
            return int(budget.lines or 0)
    return int(connection.execute(_count(asked), values).scalar_one())


_A_BUDGET = ("program_id", "fiscal_year")


@cache
def _matching(asked: tuple[str, ...]) -> Select[Any]:
    return select(POSTING).where(
        *(_C[name] == bindparam(name) for name in asked),
        _C.position <= bindparam("known_at"),
        _C.valid_from <= bindparam("valid_at"),
    )


@cache
def _page(asked: tuple[str, ...]) -> Select[Any]:
    # The position of a transaction is in that order too, and the index of a budget has it.
    of_budget = (_C.position,) if set(asked) >= set(_A_BUDGET) else ()
    return (
        _matching(asked)
        .order_by(*of_budget, _C.event_position, _C.line)
        .limit(bindparam("limit", type_=Integer))
        .offset(bindparam("offset", type_=Integer))
    )


@cache
def _count(asked: tuple[str, ...]) -> Select[Any]:
    return select(func.count()).select_from(_matching(asked).subquery("matching"))


def _posting(row: Any) -> PostingView:
    return PostingView.model_validate(
        {
            "position": row.event_position,
            "line": row.line,
            "program_id": UUID(row.program_id),
            "project_id": UUID(row.project_id) if row.project_id else None,
            "fiscal_year": row.fiscal_year,
            "account": row.account,
            "money_kind": row.money_kind,
            "amount": row.amount,
            "valid_from": row.valid_from,
            "period": stated(Period(start=row.period_start, end=row.period_end)),
            "entry": UUID(row.entry),
            "topic": row.topic,
        }
    )
