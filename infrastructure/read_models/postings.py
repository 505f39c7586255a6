"""Postings: the double entry behind every figure of money, and the balances of its accounts.

The lines of an event sum to zero. Accounts of a program's year and kind of money:

- ``funding``: what the board has given (the other side of ``funded``, negative);
- ``reserve``: funded and not allocated; with ``spent`` of no project, what the reserve has borne;
- ``allocated``: a project's part;
- ``spent``: cost, of a project or of the reserve;
- ``paid``: the other side of cost (negative).

The balance of the budget is reserve + allocated = −funding; of the cost, spent = −paid.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Index,
    SmallInteger,
    Table,
)

from domain.budget.events import (
    BudgetAllocated,
    BudgetReallocated,
    BudgetReleased,
    CostRegistered,
    ProgramFunded,
)
from domain.model import Position, Recorded
from infrastructure.tables import Whole, Words, metadata

POSTING = Table(
    "posting",
    metadata,
    Column("event_position", Whole, primary_key=True, autoincrement=False),
    Column("line", SmallInteger, primary_key=True, autoincrement=False),
    Column("position", Whole, nullable=False),
    Column("program_id", Words, nullable=False),
    Column("fiscal_year", SmallInteger, nullable=False),
    Column("project_id", Words, nullable=True),
    Column("account", Words, nullable=False),
    Column("money_kind", Words, nullable=False),
    Column("amount", Whole, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("period_start", Date, nullable=False),
    Column("period_end", Date, nullable=False),
    Column("entry", Words, nullable=False),
    Column("topic", Words, nullable=False),
    Index(
        "ix_posting_balance",
        "program_id",
        "fiscal_year",
        "account",
        "project_id",
        "money_kind",
        "period_start",
        "period_end",
        "position",
        "valid_from",
        "amount",
    ),
    Index(None, "program_id", "fiscal_year", "position"),
    Index(None, "entry"),
)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line: an account, its project (None: the program's reserve) and öre."""

    account: str
    project_id: UUID | None
    amount: int


def project(connection: Connection, recorded: Sequence[Recorded], position: Position) -> None:
    """Post the events of one transaction."""
    rows = [
        row for one in recorded if one.stream.startswith("budget/") for row in _rows(one, position)
    ]
    if rows:
        connection.execute(_INSERT, rows)


_INSERT = POSTING.insert()


def _rows(recorded: Recorded, position: Position) -> Iterator[dict[str, Any]]:
    _, program_id, fiscal_year = recorded.stream.split("/")
    event = recorded.event
    cost = isinstance(event, CostRegistered)
    for number, line in enumerate(lines(event), start=1):
        yield {
            "event_position": recorded.position,
            "line": number,
            "position": position,
            "program_id": program_id,
            "fiscal_year": int(fiscal_year),
            "project_id": str(line.project_id) if line.project_id else None,
            "account": line.account,
            "money_kind": "cash" if cost else event.money_kind,
            "amount": line.amount,
            "valid_from": event.dated if cost else event.effective_from,
            "period_start": event.period.start,
            "period_end": event.period.end,
            "entry": str(recorded.cause.entry),
            "topic": event.TOPIC,
        }


def lines(event: Any) -> tuple[_Line, ...]:
    """Return the lines that an event posts; they sum to zero."""
    match event:
        case ProgramFunded(amount=amount):
            return _Line("reserve", None, amount), _Line("funding", None, -amount)
        case BudgetAllocated(project_id=to, amount=amount):
            return _Line("allocated", to, amount), _Line("reserve", None, -amount)
        case BudgetReleased(project_id=source, amount=amount):
            return _Line("reserve", None, amount), _Line("allocated", source, -amount)
        case BudgetReallocated(source=source, target=to, amount=amount):
            return _Line("allocated", to, amount), _Line("allocated", source, -amount)
        case CostRegistered(project_id=bearer, amount=amount):
            return _Line("spent", bearer, amount), _Line("paid", bearer, -amount)
        case _:
            raise NotImplementedError(event.TOPIC)
