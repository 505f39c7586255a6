"""What the rules of a project read of other streams."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol
from uuid import UUID

from domain.daily import Daily
from domain.fiscal_year import MoneyKind
from domain.model import StreamId
from domain.program.state import Program
from domain.rules import Ordering


class ProjectSurroundings(Ordering, Protocol):
    """What the rules of a project read of other streams."""

    def exists(self, stream: StreamId) -> bool: ...

    def constellation_exists(self, portfolio_id: UUID, constellation_id: UUID) -> bool: ...

    def portfolio_of_program(self, program_id: UUID) -> UUID: ...

    def program(self, program_id: UUID) -> Program: ...

    def knows_proposer(
        self, portfolio_id: UUID, member: str | None, body_id: UUID | None
    ) -> bool: ...

    def closed_from(self, portfolio_id: UUID, fiscal_year: int) -> date | None:
        """Return the first day on which a year is closed; None while it is open."""

    def allocated_to(self, project_id: UUID, money_kind: str) -> Daily:
        """Return what all budgets of all years allocate to a project, by day (öre)."""

    def unspent_of(
        self, project_id: UUID, program_id: UUID
    ) -> Mapping[tuple[int, MoneyKind], Daily]:
        """Return what a project has left in a program's budgets, by year and kind of money.

        That is what is allocated and neither spent nor released, by day (öre).
        """
