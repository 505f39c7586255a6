"""What the rules of a budget read of other streams, and the rules that all its commands share."""

from __future__ import annotations

from datetime import date
from typing import Protocol
from uuid import UUID

from domain.budget.commands import (
    AllocateBudget,
    FundProgram,
    ReallocateBudget,
    ReleaseBudget,
    ReturnFunding,
    TransferBudget,
)
from domain.budget.facts import RegisteredMoney
from domain.daily import Daily
from domain.errors import NotFound, Refused
from domain.fiscal_year import in_fiscal_year, year_is_open
from domain.model import StreamId, Timeline
from domain.program.state import Program
from domain.project.state import Project

MoneyCommand = (
    FundProgram | ReturnFunding | TransferBudget | AllocateBudget | ReallocateBudget | ReleaseBudget
)


class BudgetSurroundings(RegisteredMoney, Protocol):
    """What the rules of a budget read of other streams."""

    @property
    def decided_on(self) -> date | None:
        """The day on which it is decided, if that is known."""

    def exists(self, stream: StreamId) -> bool: ...

    def program(self, program_id: UUID) -> Program: ...

    def project(self, project_id: UUID) -> Project: ...

    def portfolio_of_program(self, program_id: UUID) -> UUID: ...

    def ceiling(self, portfolio_id: UUID, fiscal_year: int, money_kind: str) -> Timeline[int]: ...

    def funded(self, portfolio_id: UUID, fiscal_year: int, money_kind: str) -> Daily: ...

    def allocated_to(self, project_id: UUID, money_kind: str) -> Daily: ...

    def closed_from(self, portfolio_id: UUID, fiscal_year: int) -> date | None: ...


def program_exists(program_id: UUID, around: BudgetSurroundings) -> None:
    """Refuse money of a program that there is not.

    Raises:
        NotFound: the program.
    """
    if not around.exists(StreamId(f"program/{program_id}")):
        raise NotFound("program", program_id)


def lies_in_open_year(program_id: UUID, command: MoneyCommand, around: BudgetSurroundings) -> None:
    """Refuse money of a program there is not, of days outside its year, or of a closed year."""
    program_exists(program_id, around)
    in_fiscal_year(command.fiscal_year, command.effective_from)
    if command.period is not None:
        in_fiscal_year(command.fiscal_year, command.period.first)
        in_fiscal_year(command.fiscal_year, command.period.last)
    portfolio = around.portfolio_of_program(program_id)
    year_is_open(around.closed_from(portfolio, command.fiscal_year), command.fiscal_year)


def in_program(project_id: UUID, program_id: UUID, day: date, around: BudgetSurroundings) -> None:
    """Refuse money of a project that does not belong to the program on `day`.

    Raises:
        Refused: ``project_outside_program`` with the program it belongs to.
    """
    project = around.project(project_id)
    actual = project.program_on(day)
    if actual != program_id:
        raise Refused(
            "project_outside_program",
            f"{project.title} hör inte till programmet {program_id} utan till "
            f"{actual or 'inget program'}.",
            f"{project.title} does not belong to the program {program_id} but to "
            f"{actual or 'no program'}.",
            project_id=str(project_id),
            program_id=str(program_id),
            actual_program_id=str(actual) if actual else None,
        )
