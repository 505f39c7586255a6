"""The rules of a program's funding: given by the board, returned to it, moved between programs.

Source: domain.md, Rules: funding never exceeds the ceiling; it can be returned down to what is
allocated; each on every day from effective_from to the end of the fiscal year.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.budget.commands import FundProgram, ReturnFunding, TransferBudget, TransferPart
from domain.budget.events import (
    BudgetTransferredIn,
    BudgetTransferredOut,
    FundingReturned,
    ProgramFunded,
)
from domain.budget.periods import period_taken
from domain.budget.state import Budget, Purse
from domain.budget.surroundings import BudgetSurroundings, lies_in_open_year
from domain.errors import Refused
from domain.fiscal_year import ceiling_covers_funding
from domain.model import calendar_year
from domain.money import kronor
from domain.program.rules import takes_more_for_good
from domain.rules import changes_nothing


def funded(command: FundProgram, around: BudgetSurroundings) -> ProgramFunded:
    """Return the funding, or refuse it above the ceiling."""
    takes_more_for_good(around.program(command.program_id), command.effective_from)
    portfolio, year = around.portfolio_of_program(command.program_id), command.fiscal_year
    ceiling = around.ceiling(portfolio, year, command.money_kind)
    given = around.funded(portfolio, year, command.money_kind)
    given = given.plus(command.effective_from, command.amount)
    ceiling_covers_funding(ceiling, given, command.effective_from, asked=command.amount)
    return ProgramFunded(
        amount=command.amount,
        money_kind=command.money_kind,
        period=command.stated_period or calendar_year(year),
        effective_from=command.effective_from,
    )


def returned(budget: Budget, command: ReturnFunding) -> FundingReturned:
    """Return what goes back to the board; it covers the days that the reserve's money does."""
    purse = budget.purse(command.money_kind)
    _reserve_gives(purse, command.amount, command.effective_from)
    return FundingReturned(
        amount=command.amount,
        money_kind=command.money_kind,
        period=period_taken(purse.kept, command, None, command.amount),
        effective_from=command.effective_from,
    )


def transferred(
    part: TransferPart, around: BudgetSurroundings
) -> BudgetTransferredIn | BudgetTransferredOut:
    """Return one program's half of a transfer; the money covers the same days in both budgets."""
    command = part.transfer
    source, target = command.source_program_id, command.target_program_id
    for program_id in (source, target):
        lies_in_open_year(program_id, command, around)
    _between_two_of_one_portfolio(command, around)
    takes_more_for_good(around.program(target), command.effective_from)
    purse = around.budget(source, command.fiscal_year).purse(command.money_kind)
    _reserve_gives(purse, command.amount, command.effective_from)
    period = period_taken(purse.kept, command, None, command.amount)
    if part.program_id == target:
        return BudgetTransferredIn(
            source=source,
            amount=command.amount,
            money_kind=command.money_kind,
            period=period,
            effective_from=command.effective_from,
        )
    return BudgetTransferredOut(
        target=target,
        amount=command.amount,
        money_kind=command.money_kind,
        period=period,
        effective_from=command.effective_from,
    )


def _between_two_of_one_portfolio(command: TransferBudget, around: BudgetSurroundings) -> None:
    source, target = command.source_program_id, command.target_program_id
    if source == target:
        raise changes_nothing(
            "från och till är samma program", "source and target are the same program"
        )
    portfolios: tuple[UUID, UUID] = (
        around.portfolio_of_program(source),
        around.portfolio_of_program(target),
    )
    if len(set(portfolios)) > 1:
        raise Refused(
            "transfer_between_portfolios",
            "Programmen hör till olika portföljer, med var sin ram. Återlämna pengarna från det "
            "ena (returnFunding) och tilldela det andra på nytt (fundProgram).",
            "The programs belong to different portfolios, each with its ceiling. Return the money "
            "of the one (returnFunding) and fund the other anew (fundProgram).",
            source_portfolio_id=str(portfolios[0]),
            target_portfolio_id=str(portfolios[1]),
        )


def _reserve_gives(purse: Purse, amount: int, effective_from: date) -> None:
    lowest = purse.reserve.lowest_from(effective_from)
    if amount > lowest.amount:
        there = max(lowest.amount, 0)
        raise Refused(
            "taken_above_reserve",
            f"Programmets reserv är {kronor(there, 'sv')} den {lowest.day}; "
            f"{kronor(amount, 'sv')} kan inte tas ur den. Återför först från projekten det som "
            "inte behövs där.",
            f"The program's reserve is {kronor(there, 'en')} on {lowest.day}; "
            f"{kronor(amount, 'en')} cannot be taken from it. Release first what the projects do "
            "not need.",
            asked_ore=amount,
            available_ore=there,
            day=lowest.day.isoformat(),
            funded_ore=purse.funded.on(lowest.day),
        )
