"""Balances carried forward: what the postings of a budget add up to, every so many entries.

A read takes the sums that were carried last at or before its position, and the postings since:
so it costs much the same whether a budget has ten entries or thousands, at whatever position
(docs/adr/0020). Rows are only ever added.

Sums are kept by the month that a period lies in (periods that reach over a month's end are kept
apart) and by the month of the valid day. Of the month of the day that is asked for, the postings
themselves are read when some of them are valid later.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Index,
    Integer,
    Select,
    SmallInteger,
    Table,
    bindparam,
    case,
    func,
    insert,
    literal_column,
    select,
    union_all,
)

from domain.budget.events import budget_of, is_budget
from domain.model import Position
from domain.recorded import Recorded
from infrastructure.read_models.postings import POSTING
from infrastructure.tables import Whole, Words, metadata

CARRIED = Table(
    "carried",
    metadata,
    Column("carried", Whole, primary_key=True, autoincrement=False),
    Column("program_id", Words, nullable=False),
    Column("fiscal_year", SmallInteger, nullable=False),
    Column("position", Whole, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("latest", Date, nullable=False),
    Index(None, "program_id", "fiscal_year", "position"),
)
"""Where a budget's sums were carried forward; ``carried`` is the position of its last event.

``lines`` is how many postings it had by then, of every account, and ``latest`` their last day.
"""

CARRIED_BALANCE = Table(
    "carried_balance",
    metadata,
    Column("carried", Whole, primary_key=True, autoincrement=False),
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("account", Words, nullable=False),
    Column("project_id", Words, nullable=True),
    Column("money_kind", Words, nullable=False),
    Column("valid_month", Integer, nullable=False),
    Column("valid_last", Date, nullable=False),
    Column("within_month", Integer, nullable=True),
    Column("period_start", Date, nullable=False),
    Column("period_end", Date, nullable=False),
    Column("amount", Whole, nullable=False),
)
"""The sums (öre). ``valid_last`` is the last valid day among those of ``valid_month``.

``within_month`` is the month that the periods lie in, and the period shown reaches over them;
NULL of a period that reaches over a month's end, which is then the period itself.
"""

HOLDING: Final = ("reserve", "allocated", "spent", "committed", "income", "adjustment")
"""The accounts that say something by themselves; each of the others is the other side of one."""

# --- When ---------------------------------------------------------------------------------------

_FEWEST: Final = 32
_BITS: Final = 5


def is_carried(before: int, version: int) -> bool:
    """Tell whether a budget is carried forward as it comes from one version to a later one.

    Every 32 events, and when there are many every 64, 128 …: what is carried grows no faster than
    the log, and no more than a sixteenth of the events come after what was carried last.
    """
    step = max(_FEWEST, 1 << max(0, version.bit_length() - _BITS))
    return version // step > before // step


# --- The sums, from what was carried last and the postings since --------------------------------

_C, _B, _P = CARRIED.c, CARRIED_BALANCE.c, POSTING.c

_last = (
    select(_C.carried)
    .where(
        _C.program_id == bindparam("program_id"),
        _C.fiscal_year == bindparam("fiscal_year"),
        _C.position <= bindparam("known_at"),
    )
    .order_by(_C.position.desc())
    .limit(1)
)
_LAST: Final = _last.scalar_subquery()
_LAST_POSITION: Final = func.coalesce(_last.with_only_columns(_C.position).scalar_subquery(), 0)

_OF_PERIOD: Final = (_B.account, _B.project_id, _B.money_kind, _B.within_month)
_CARRIED: Final = select(
    *_OF_PERIOD, _B.period_start, _B.period_end, _B.valid_month, _B.valid_last, _B.amount
).where(_B.carried == _LAST)
_POSTED: Final = select(
    _P.account,
    _P.project_id,
    _P.money_kind,
    _P.within_month,
    _P.period_start,
    _P.period_end,
    _P.valid_month,
    _P.valid_from.label("valid_last"),
    _P.amount,
).where(
    _P.program_id == bindparam("program_id"),
    _P.fiscal_year == bindparam("fiscal_year"),
    _P.account.in_([literal_column(f"'{account}'") for account in HOLDING]),
)
_SINCE: Final = _POSTED.where(_P.position > _LAST_POSITION, _P.position <= bindparam("known_at"))


def _by_period(rows: Any) -> tuple[Any, ...]:
    """Return what sums of a balance are grouped by: a month, or a period longer than that."""
    longer = rows.within_month.is_(None)
    return (
        rows.account,
        rows.project_id,
        rows.money_kind,
        rows.within_month,
        case((longer, rows.period_start)),
        case((longer, rows.period_end)),
    )


# --- Carrying forward ---------------------------------------------------------------------------

_every = union_all(_CARRIED, _SINCE).subquery("every_sum")
_E = _every.c
_KEY: Final = (*_by_period(_E), _E.valid_month)
_FORWARD: Final = insert(CARRIED_BALANCE).from_select(
    [
        "carried",
        "line",
        "account",
        "project_id",
        "money_kind",
        "within_month",
        "valid_month",
        "valid_last",
        "period_start",
        "period_end",
        "amount",
    ],
    select(
        bindparam("carried", type_=Whole),
        func.row_number().over(order_by=[column.nulls_first() for column in _KEY]),
        _E.account,
        _E.project_id,
        _E.money_kind,
        _E.within_month,
        _E.valid_month,
        func.max(_E.valid_last),
        func.min(_E.period_start),
        func.max(_E.period_end),
        func.sum(_E.amount),
    ).group_by(*_KEY),
)
_since = (
    _P.program_id == bindparam("program_id"),
    _P.fiscal_year == bindparam("fiscal_year"),
    _P.position > _LAST_POSITION,
    _P.position <= bindparam("known_at"),
)
_lines = union_all(
    select(_C.lines, _C.latest).where(_C.carried == _LAST),
    select(func.count().label("lines"), func.max(_P.valid_from).label("latest")).where(*_since),
).subquery("lines")
COUNTED: Final = select(
    func.sum(_lines.c.lines).label("lines"), func.max(_lines.c.latest).label("latest")
)
"""How many postings a budget has, of every account, and their last day, as known at a position."""
_ENTER: Final = insert(CARRIED).from_select(
    ["carried", "program_id", "fiscal_year", "position", "lines", "latest"],
    COUNTED.with_only_columns(
        bindparam("carried", type_=Whole),
        bindparam("program_id", type_=Words),
        bindparam("fiscal_year", type_=SmallInteger),
        bindparam("known_at", type_=Whole),
        *COUNTED.selected_columns,
    ),
)


def project(connection: Connection, recorded: Sequence[Recorded], position: Position) -> None:
    """Carry forward the budgets whose turn it is after the events of one transaction."""
    first: dict[str, Recorded] = {}
    last: dict[str, Recorded] = {}
    for one in recorded:
        if is_budget(one.stream):
            first.setdefault(one.stream, one)
            last[one.stream] = one
    for stream, one in last.items():
        if is_carried(first[stream].version - 1, one.version):
            _carry(connection, one, position)


def _carry(connection: Connection, last: Recorded, position: Position) -> None:
    program_id, fiscal_year = budget_of(last.stream)
    budget = {
        "program_id": str(program_id),
        "fiscal_year": fiscal_year,
        "known_at": position,
        "carried": last.position,
    }
    connection.execute(_FORWARD, budget)
    connection.execute(_ENTER, budget)


# --- Reading ------------------------------------------------------------------------------------

_MONTH: Final = bindparam("month", type_=Integer)
_SPLIT_MONTH: Final = (
    select(_B.valid_month)
    .where(
        _B.carried == _LAST,
        _B.valid_month == _MONTH,
        _B.valid_last > bindparam("valid_at"),
    )
    .limit(1)
    .scalar_subquery()
)
"""The month of the day that is asked for when some of its money is valid later; or NULL."""


def _summed(rows: Any) -> Select[Any]:
    """Return the sums of some rows by account, project, kind of money and month or period."""
    key = _by_period(rows)
    start, end = func.min(rows.period_start), func.max(rows.period_end)
    return (
        select(
            rows.account,
            rows.project_id,
            rows.money_kind,
            rows.within_month,
            start.label("period_start"),
            end.label("period_end"),
            func.sum(rows.amount).label("amount"),
        )
        .group_by(*key)
        .order_by(rows.account, rows.project_id.nulls_first(), rows.money_kind, start, end)
    )


_valid = union_all(
    _CARRIED.where(_B.valid_month < func.coalesce(_SPLIT_MONTH, _MONTH + 1)),
    _SINCE.where(_P.valid_from <= bindparam("valid_at")),
    _POSTED.where(
        _P.valid_month == _SPLIT_MONTH,
        _P.position <= _LAST_POSITION,
        _P.valid_from <= bindparam("valid_at"),
    ),
).subquery("valid_sum")
BY_MONTH: Final = _summed(_valid.c)
"""Balances by month, or by longer period; of ``program_id``, ``fiscal_year``, ``known_at``,
``valid_at`` and its ``month``."""
