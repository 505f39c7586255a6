"""Which budgets there are: the programs and years that have had an entry, from which position."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import Column, Connection, SmallInteger, Table, bindparam, select

from domain.budget.events import budget_of, is_budget
from domain.model import Position
from domain.recorded import Recorded
from infrastructure.tables import Whole, Words, metadata

BUDGET_YEAR: Final = Table(
    "budget_year",
    metadata,
    Column("program_id", Words, primary_key=True),
    Column("fiscal_year", SmallInteger, primary_key=True, autoincrement=False),
    Column("position", Whole, nullable=False),
)
_INSERT: Final = BUDGET_YEAR.insert()


def project(connection: Connection, recorded: Sequence[Recorded], position: Position) -> None:
    """Enter the budgets that begin in one transaction."""
    begun = [
        budget_of(one.stream) for one in recorded if one.version == 1 and is_budget(one.stream)
    ]
    if begun:
        rows = [
            {"program_id": str(program_id), "fiscal_year": year, "position": position}
            for program_id, year in begun
        ]
        connection.execute(_INSERT, rows)


_Y = BUDGET_YEAR.c
_YEARS: Final = (
    select(_Y.program_id, _Y.fiscal_year)
    .where(_Y.position <= bindparam("known_at"))
    .order_by(_Y.program_id, _Y.fiscal_year)
)
_YEARS_OF_PROGRAM: Final = _YEARS.where(_Y.program_id == bindparam("program_id"))


def budget_years(
    connection: Connection, known_at: Position, program_id: UUID | None
) -> tuple[tuple[UUID, int], ...]:
    """Return every program and year that has had an entry, by program and year."""
    if program_id is None:
        rows = connection.execute(_YEARS, {"known_at": known_at})
    else:
        chosen = {"known_at": known_at, "program_id": str(program_id)}
        rows = connection.execute(_YEARS_OF_PROGRAM, chosen)
    return tuple((UUID(program), year) for program, year in rows)
