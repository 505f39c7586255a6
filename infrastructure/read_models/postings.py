"""Postings: the double entry behind every figure of money, and the balances of its accounts.

The lines of an event sum to zero. Accounts of a program's year and kind of money:

- ``funding``: what the board has given (the other side of ``reserve``, negative);
- ``transferred``: what has come from other programs (negative) or gone to them; over all programs
  it is 0;
- ``reserve``: funded and not allocated; with ``spent`` of no project, what the reserve has borne;
- ``allocated``: a project's part;
- ``spent`` and its other side ``paid`` (negative): cost, of a project or of the reserve;
- ``committed`` and ``promised``: what is bound to suppliers and not yet cost;
- ``income`` and ``received``: income, of a project or of the program;
- ``adjustment`` and ``adjusted``: cost less income of a year that was closed when it was entered.

The balance of the budget is reserve + allocated = −(funding + transferred); of each of the others,
it is that of its other side turned.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Index,
    Integer,
    SmallInteger,
    Table,
)

from domain.budget.events import (
    AdjustmentRegistered,
    BudgetAllocated,
    BudgetCommitted,
    BudgetReallocated,
    BudgetReleased,
    BudgetTransferredIn,
    BudgetTransferredOut,
    CommitmentDrawn,
    CommitmentLifted,
    CostCredited,
    CostRegistered,
    DeviationFound,
    DeviationNoted,
    FundingReturned,
    IncomeRegistered,
    ProgramFunded,
    budget_of,
    is_budget,
)
from domain.model import Event, Period, Position
from domain.recorded import Recorded
from infrastructure.tables import Whole, Words, index_when_given, metadata

POSTING = Table(
    "posting",
    metadata,
    Column("program_id", Words, primary_key=True),
    Column("fiscal_year", SmallInteger, primary_key=True, autoincrement=False),
    Column("valid_month", Integer, primary_key=True, autoincrement=False),
    Column("position", Whole, primary_key=True, autoincrement=False),
    Column("event_position", Whole, primary_key=True, autoincrement=False),
    Column("line", SmallInteger, primary_key=True, autoincrement=False),
    Column("project_id", Words, nullable=True),
    Column("account", Words, nullable=False),
    Column("money_kind", Words, nullable=False),
    Column("amount", Whole, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("period_start", Date, nullable=False),
    Column("period_end", Date, nullable=False),
    Column("entry", Words, nullable=False),
    Column("topic", Words, nullable=False),
    Column("concerns", Words, nullable=True),
    Column("within_month", Integer, nullable=True),
    Index(None, "event_position", "line"),
    Index(None, "program_id", "fiscal_year", "position"),
    sqlite_with_rowid=False,
)
"""The key keeps a budget's postings together, month by month: few pages are read of a large log.

``concerns`` is the fact that a line is about: the cost that a credit falls on, say.

``valid_month`` is the number of the month of the valid day, and ``within_month`` that of the
month that the period lies in: NULL when it reaches over one's end.
"""
index_when_given(POSTING.c.concerns)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line: an account, its project (None: the program's reserve) and öre."""

    account: str
    project_id: UUID | None
    amount: int


def project(connection: Connection, recorded: Sequence[Recorded], position: Position) -> None:
    """Post the events of one transaction."""
    rows = [row for one in recorded if is_budget(one.stream) for row in _rows(one, position)]
    if rows:
        connection.execute(_INSERT, rows)


_INSERT = POSTING.insert()


def _rows(recorded: Recorded, position: Position) -> Iterator[dict[str, Any]]:
    program_id, fiscal_year = budget_of(recorded.stream)
    event = recorded.event
    # What is registered is in cash, and valid from the day it is dated.
    valid_from = event.dated if hasattr(event, "dated") else event.effective_from
    for number, line in enumerate(lines(event), start=1):
        yield {
            "event_position": recorded.position,
            "line": number,
            "position": position,
            "program_id": str(program_id),
            "fiscal_year": fiscal_year,
            "project_id": str(line.project_id) if line.project_id else None,
            "account": line.account,
            "money_kind": getattr(event, "money_kind", "cash"),
            "amount": line.amount,
            "valid_from": valid_from,
            "valid_month": month_of(valid_from),
            "period_start": event.period.start,
            "period_end": event.period.end,
            "within_month": month_within(event.period),
            "entry": str(recorded.cause.entry),
            "topic": event.TOPIC,
            "concerns": _concerns(event),
        }


def month_of(day: date) -> int:
    """Return the number of a day's month; the next month has the next number."""
    return day.year * 12 + day.month - 1


def month_within(period: Period) -> int | None:
    """Return the number of the month that a period lies in, or None when it reaches over its end.

    A period is half-open: one to the first of a month ends in the month before.
    """
    month, last = month_of(period.start), period.end - timedelta(days=1)
    return month if month_of(last) == month else None


def _concerns(event: Any) -> str | None:
    match event:
        case BudgetCommitted() | CommitmentDrawn() | CommitmentLifted():
            return str(event.commitment_id)
        case CostRegistered() | CostCredited():
            return str(event.cost_id)
        case AdjustmentRegistered():
            return str(event.cost_id or event.entry_id)
        case IncomeRegistered():
            return str(event.income_id)
        case _:
            return None


def lines(event: Any) -> tuple[_Line, ...]:
    """Return the two lines of what an event moves, which sum to zero; none of a deviation."""
    if isinstance(event, DeviationFound | DeviationNoted):
        return ()
    source, source_of, to, to_of = _MOVES[type(event)]
    return (
        _Line(to, getattr(event, to_of) if to_of else None, event.amount),
        _Line(source, getattr(event, source_of) if source_of else None, -event.amount),
    )


_OF: Final = "project_id"
_MOVES: Final[Mapping[type[Event], tuple[str, str | None, str, str | None]]] = {
    ProgramFunded: ("funding", None, "reserve", None),
    FundingReturned: ("reserve", None, "funding", None),
    BudgetTransferredOut: ("reserve", None, "transferred", None),
    BudgetTransferredIn: ("transferred", None, "reserve", None),
    BudgetAllocated: ("reserve", None, "allocated", _OF),
    BudgetReleased: ("allocated", _OF, "reserve", None),
    BudgetReallocated: ("allocated", "source", "allocated", "target"),
    CostRegistered: ("paid", _OF, "spent", _OF),
    CostCredited: ("spent", _OF, "paid", _OF),
    BudgetCommitted: ("promised", _OF, "committed", _OF),
    CommitmentDrawn: ("committed", _OF, "promised", _OF),
    CommitmentLifted: ("committed", _OF, "promised", _OF),
    IncomeRegistered: ("received", _OF, "income", _OF),
    AdjustmentRegistered: ("adjusted", _OF, "adjustment", _OF),
}
"""From which account each event moves its amount, and to which, with the field of the project."""
