"""The rules of a budget: each command and cost becomes events, or is refused by name.

Source: domain.md, Rules: allocations never exceed funding, funding never the ceiling, an
allocation goes no lower than what is spent, a reallocation moves a positive amount between two
different open projects; each on every day from effective_from to the end of the fiscal year.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol
from uuid import UUID

from domain.budget.commands import (
    AllocateBudget,
    BudgetCommand,
    CostPart,
    FundProgram,
    ReallocateBudget,
    ReleaseBudget,
)
from domain.budget.events import (
    BudgetAllocated,
    BudgetEvent,
    BudgetReallocated,
    BudgetReleased,
    CostRegistered,
    ProgramFunded,
)
from domain.budget.state import Budget, ProjectMoney, Purse
from domain.daily import Daily
from domain.errors import NotFound, Refused
from domain.fiscal_year import ceiling_covers_funding, in_fiscal_year
from domain.model import Period, StreamId, Timeline, calendar_year, stated
from domain.money import MAX_ORE, Language, kronor
from domain.project.state import STATUS_SV, Project
from domain.rules import already_recorded, changes_nothing


class BudgetSurroundings(Protocol):
    """What the rules of a budget read of other streams."""

    def exists(self, stream: StreamId) -> bool: ...

    def project(self, project_id: UUID) -> Project: ...

    def portfolio_of_program(self, program_id: UUID) -> UUID: ...

    def ceiling(self, portfolio_id: UUID, fiscal_year: int, money_kind: str) -> Timeline[int]: ...

    def funded(self, portfolio_id: UUID, fiscal_year: int, money_kind: str) -> Daily: ...


def decide(
    state: Budget | None, command: BudgetCommand | CostPart, around: BudgetSurroundings
) -> list[BudgetEvent]:
    """Return the events `command` causes, or raise the rule that refuses it."""
    budget = state or Budget()
    if isinstance(command, CostPart):
        return [_cost_registered(budget, command, around)]
    _program_exists(command.program_id, around)
    in_fiscal_year(command.fiscal_year, command.effective_from)
    _period_in_year(command)
    match command:
        case FundProgram():
            return [_funded(command, around)]
        case AllocateBudget():
            return [_allocated(budget, command, around)]
        case ReallocateBudget():
            return [_reallocated(budget, command, around)]
        case ReleaseBudget():
            return [_released(budget, command, around)]


def _program_exists(program_id: UUID, around: BudgetSurroundings) -> None:
    if not around.exists(StreamId(f"program/{program_id}")):
        raise NotFound("program", program_id)


def _period_in_year(command: BudgetCommand) -> None:
    if command.period is not None:
        in_fiscal_year(command.fiscal_year, command.period.first)
        in_fiscal_year(command.fiscal_year, command.period.last)


# --- Funding ------------------------------------------------------------------------------------


def _funded(command: FundProgram, around: BudgetSurroundings) -> ProgramFunded:
    portfolio, year = around.portfolio_of_program(command.program_id), command.fiscal_year
    ceiling = around.ceiling(portfolio, year, command.money_kind)
    funded = around.funded(portfolio, year, command.money_kind)
    funded = funded.plus(command.effective_from, command.amount)
    ceiling_covers_funding(ceiling, funded, command.effective_from, asked=command.amount)
    return ProgramFunded(
        amount=command.amount,
        money_kind=command.money_kind,
        period=command.stated_period or calendar_year(year),
        effective_from=command.effective_from,
    )


# --- Allocating, reallocating, releasing --------------------------------------------------------


def _allocated(
    budget: Budget, command: AllocateBudget, around: BudgetSurroundings
) -> BudgetAllocated:
    purse = budget.purse(command.money_kind)
    _in_program(command.project_id, command.program_id, around)
    if command.amount == 0:
        raise changes_nothing(kronor(0, "sv"), kronor(0, "en"))
    if command.amount > 0:
        _takes_money(command.project_id, around)
        _reserve_covers(purse, command.amount, command.effective_from)
        period = command.stated_period or _period_given(purse, command)
    else:
        period = _taken_from(purse, command, command.project_id, -command.amount)
    return BudgetAllocated(
        project_id=command.project_id,
        amount=command.amount,
        money_kind=command.money_kind,
        period=period,
        effective_from=command.effective_from,
    )


def _period_given(purse: Purse, command: AllocateBudget) -> Period:
    """Return what the allocated money covers: what the reserve's does, or stated days within it.

    Without stated days it is the one period that the reserve has enough for, or the whole year
    among several. So money that was given for half a year is not spread over the whole of it.
    """
    held = _held(purse.reserve_by_period, command.effective_from)
    year, wanted = calendar_year(command.fiscal_year), command.stated_period
    enough = [period for period, least in held.items() if least >= command.amount]
    if wanted is not None:
        within = any(one.start <= wanted.start and wanted.end <= one.end for one in enough)
        found = wanted if within else None
    elif len(enough) == 1:
        found = enough[0]
    else:
        found = year if year in enough else None
    if found is None:
        raise _period_unclear(held, command.project_id, command.amount)
    return found


def _held(by_period: Mapping[Period, Daily], effective_from: date) -> dict[Period, int]:
    """Return what is held for each period on every day from `effective_from` on (öre)."""
    lowest = {period: line.lowest_from(effective_from).amount for period, line in by_period.items()}
    return {period: least for period, least in lowest.items() if least > 0}


def _reallocated(
    budget: Budget, command: ReallocateBudget, around: BudgetSurroundings
) -> BudgetReallocated:
    if command.source == command.target:
        raise changes_nothing(
            "från och till är samma projekt", "source and target are the same project"
        )
    for project_id in (command.source, command.target):
        _in_program(project_id, command.program_id, around)
        _takes_money(project_id, around)
    purse = budget.purse(command.money_kind)
    return BudgetReallocated(
        source=command.source,
        target=command.target,
        amount=command.amount,
        money_kind=command.money_kind,
        period=_taken_from(purse, command, command.source, command.amount),
        effective_from=command.effective_from,
    )


def _released(budget: Budget, command: ReleaseBudget, around: BudgetSurroundings) -> BudgetReleased:
    _in_program(command.project_id, command.program_id, around)
    purse = budget.purse(command.money_kind)
    return BudgetReleased(
        project_id=command.project_id,
        amount=command.amount,
        money_kind=command.money_kind,
        period=_taken_from(purse, command, command.project_id, command.amount),
        effective_from=command.effective_from,
    )


def _in_program(project_id: UUID, program_id: UUID, around: BudgetSurroundings) -> None:
    project = around.project(project_id)
    if project.program_id != program_id:
        raise Refused(
            "project_outside_program",
            f"{project.title} hör inte till programmet {program_id} utan till "
            f"{project.program_id or 'inget program'}.",
            f"{project.title} does not belong to the program {program_id} but to "
            f"{project.program_id or 'no program'}.",
            project_id=str(project_id),
            program_id=str(program_id),
            actual_program_id=str(project.program_id) if project.program_id else None,
        )


def _takes_money(project_id: UUID, around: BudgetSurroundings) -> None:
    project = around.project(project_id)
    if project.status.last not in ("approved", "started"):
        raise Refused(
            "project_takes_no_money",
            f"{project.title} är {STATUS_SV[project.status.last]}; pengar kan anslås till "
            "godkända och pågående initiativ och projekt.",
            f"{project.title} is {project.status.last}; money can be given to approved and "
            "started initiatives and projects.",
            project_id=str(project_id),
            status=project.status.last,
            possible=["approved", "started"],
        )


def _reserve_covers(purse: Purse, amount: int, effective_from: date) -> None:
    lowest = purse.reserve.lowest_from(effective_from)
    if amount > lowest.amount:
        raise Refused(
            "allocation_above_funding",
            f"Programmets reserv är {kronor(lowest.amount, 'sv')} den {lowest.day}; "
            f"{kronor(amount, 'sv')} kan inte anslås.",
            f"The program's reserve is {kronor(lowest.amount, 'en')} on {lowest.day}; "
            f"{kronor(amount, 'en')} cannot be allocated.",
            asked_ore=amount,
            available_ore=lowest.amount,
            day=lowest.day.isoformat(),
            funded_ore=purse.funded.on(lowest.day),
        )


def _taken_from(
    purse: Purse,
    command: AllocateBudget | ReallocateBudget | ReleaseBudget,
    project_id: UUID,
    amount: int,
) -> Period:
    """Return the period of money that may be taken from a project (öre), or refuse."""
    money = purse.project(project_id)
    _keeps_what_is_spent(money, project_id, amount, command.effective_from)
    return _period_taken(money, command, project_id, amount)


def _keeps_what_is_spent(
    money: ProjectMoney, project_id: UUID, amount: int, effective_from: date
) -> None:
    lowest = money.free.lowest_from(effective_from)
    if amount > lowest.amount:
        allocated, spent = money.allocated.on(lowest.day), money.spent.on(lowest.day)
        raise Refused(
            "allocation_below_spent",
            f"Den {lowest.day} är {kronor(allocated, 'sv')} anslaget och {kronor(spent, 'sv')} "
            f"förbrukat: högst {kronor(max(lowest.amount, 0), 'sv')} kan tas från projektet.",
            f"On {lowest.day} {kronor(allocated, 'en')} is allocated and {kronor(spent, 'en')} "
            f"spent: at most {kronor(max(lowest.amount, 0), 'en')} can be taken from the project.",
            project_id=str(project_id),
            asked_ore=amount,
            available_ore=max(lowest.amount, 0),
            day=lowest.day.isoformat(),
            allocated_ore=allocated,
            spent_ore=spent,
        )


def _period_taken(
    money: ProjectMoney,
    command: AllocateBudget | ReallocateBudget | ReleaseBudget,
    project_id: UUID,
    amount: int,
) -> Period:
    """Money taken back covers the period it was given for (settled question 5), on every day."""
    held = _held(money.by_period, command.effective_from)
    wanted = command.stated_period
    if wanted is None and len(held) == 1:
        wanted = next(iter(held))
    if wanted is None or held.get(wanted, 0) < amount:
        raise _period_unclear(held, project_id, amount)
    return wanted


def _period_unclear(held: Mapping[Period, int], project_id: UUID, amount: int) -> Refused:
    in_order = sorted(held, key=lambda period: (period.start, period.end))
    periods = {f"{stated(each).first}/{stated(each).last}": held[each] for each in in_order}
    sv, en = (
        ", ".join(f"{days} ({kronor(sum_, language)})" for days, sum_ in periods.items())
        for language in _LANGUAGES
    )
    return Refused(
        "period_unclear",
        f"Pengarna avser flera perioder, eller en annan än den angivna: {sv or 'inga'}. Ange en av "
        "dem och högst det belopp som avser den.",
        f"The money covers several periods, or another than the one stated: {en or 'none'}. State "
        "one of them and at most the amount that covers it.",
        project_id=str(project_id),
        asked_ore=amount,
        periods_ore=periods,
    )


MOST_COST = 256 * MAX_ORE
"""The most that a year's costs come to (öre): a database adds them up in 64 bits."""

_LANGUAGES: tuple[Language, ...] = ("sv", "en")


# --- Costs --------------------------------------------------------------------------------------


def _cost_registered(
    budget: Budget, command: CostPart, around: BudgetSurroundings
) -> CostRegistered:
    cost = command.cost
    _program_exists(cost.program_id, around)
    if cost.cost_id in budget.costs:
        raise already_recorded("cost", cost.cost_id)
    if cost.project_id is not None:
        _in_program(cost.project_id, cost.program_id, around)
    _can_be_summed(budget.purse("cash"), command.amount)
    return CostRegistered(
        cost_id=cost.cost_id,
        project_id=cost.project_id,
        amount=command.amount,
        whole_amount=cost.amount,
        period=command.part_period,
        dated=cost.dated,
        voucher=cost.voucher,
        supplier=cost.supplier,
        note=cost.note,
        identity_number_because=cost.identity_number_because,
    )


def _can_be_summed(purse: Purse, amount: int) -> None:
    """Refuse a cost after which the year's costs could not be added up exactly."""
    spent = purse.reserve_spent.final + sum(money.spent.final for money in purse.projects.values())
    if spent + amount > MOST_COST:
        raise Refused(
            "sum_is_too_large",
            f"Årets kostnader skulle bli mer än {kronor(MOST_COST, 'sv')}.",
            f"The year's costs would come to more than {kronor(MOST_COST, 'en')}.",
            spent_ore=spent,
            most_ore=MOST_COST,
        )
