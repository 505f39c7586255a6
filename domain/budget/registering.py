"""What a budget makes of costs, credits, commitments and incomes.

Source: domain.md, "Two kinds of entry in the log": a fact is never refused for being unwelcome;
in a closed year it becomes an adjustment.
"""

from __future__ import annotations

from domain.budget.commitments import CommitmentEndPart, CommitmentPart, RegisterCommitment
from domain.budget.costs import CostPart, CreditPart, RegisterCost
from domain.budget.deviations import untimely
from domain.budget.events import (
    AdjustmentRegistered,
    BudgetCommitted,
    BudgetEvent,
    CommitmentDrawn,
    CommitmentLifted,
    CostCredited,
    CostRegistered,
    IncomeRegistered,
)
from domain.budget.facts import closed_from
from domain.budget.incomes import IncomePart, RegisterIncome
from domain.budget.state import Budget
from domain.budget.surroundings import BudgetSurroundings, in_program, program_exists
from domain.errors import Malformed, NotFound, Refused
from domain.fiscal_year import year_is_open
from domain.money import MAX_ORE, kronor
from domain.rules import already_recorded

BudgetFact = CostPart | CreditPart | CommitmentPart | CommitmentEndPart | IncomePart
"""What one fiscal year's budget takes in of a fact."""

MOST_IN_A_YEAR = 256 * MAX_ORE
"""The most that a year's facts of a kind come to (öre): a database adds them up in 64 bits."""


def registered(budget: Budget, part: BudgetFact, around: BudgetSurroundings) -> list[BudgetEvent]:
    """Return what one fiscal year's part of a fact causes."""
    match part:
        case CostPart():
            return _cost(budget, part, around)
        case CreditPart():
            return [_credit(budget, part, around)]
        case CommitmentPart():
            return _commitment(budget, part, around)
        case CommitmentEndPart():
            return [_lifted(budget, part)]
        case IncomePart():
            return [_income(budget, part, around)]


# --- Costs and credits --------------------------------------------------------------------------


def _cost(budget: Budget, part: CostPart, around: BudgetSurroundings) -> list[BudgetEvent]:
    cost = part.cost
    _of_the_program(part.cost, around)
    if cost.cost_id in budget.costs:
        raise already_recorded("cost", cost.cost_id)
    if closed_from(cost.program_id, part.fiscal_year, around) is not None:
        return [_late_cost(budget, part), *untimely(part, around, closed=True)]
    _can_be_summed(budget, "cost", part.amount)
    registered_cost = CostRegistered(
        cost_id=cost.cost_id,
        project_id=cost.project_id,
        amount=part.amount,
        whole_amount=cost.amount,
        period=part.part_period,
        dated=cost.dated,
        voucher=cost.voucher,
        supplier=cost.supplier,
        note=cost.note,
        identity_number_because=cost.identity_number_because,
    )
    return [registered_cost, *_drawn(budget, part), *untimely(part, around)]


def _late_cost(budget: Budget, part: CostPart) -> AdjustmentRegistered:
    _can_be_summed(budget, "adjustment", part.amount)
    cost = part.cost
    return AdjustmentRegistered(
        adjusts="cost",
        entry_id=cost.cost_id,
        cost_id=cost.cost_id,
        project_id=cost.project_id,
        amount=part.amount,
        whole_amount=cost.amount,
        period=part.part_period,
        dated=cost.dated,
        voucher=cost.voucher,
        other_party=cost.supplier,
        note=cost.note,
        identity_number_because=cost.identity_number_because,
    )


def _drawn(budget: Budget, part: CostPart) -> list[CommitmentDrawn]:
    """Return what the cost takes the place of: at most what is left of its commitment."""
    cost = part.cost
    commitment = budget.commitments.get(cost.commitment_id) if cost.commitment_id else None
    if cost.commitment_id is None or commitment is None:
        return []
    if commitment.project_id != cost.project_id:
        raise Malformed(
            "commitment_of_another_project",
            "Åtagandet gäller ett annat projekt, eller reserven. En kostnad träder i stället för "
            "ett åtagande i samma projekt.",
            "The commitment is of another project, or of the reserve. A cost takes the place of a "
            "commitment of the same project.",
            commitment_id=str(cost.commitment_id),
            project_id=str(cost.project_id) if cost.project_id else None,
            actual_project_id=str(commitment.project_id) if commitment.project_id else None,
        )
    amount = min(part.amount, commitment.left)
    if amount == 0:
        return []
    drawn = CommitmentDrawn(
        commitment_id=cost.commitment_id,
        cost_id=cost.cost_id,
        project_id=cost.project_id,
        amount=amount,
        period=commitment.period,
        dated=max(cost.dated, commitment.dated),  # never less than nothing is open, on any day
    )
    return [drawn]


def _credit(
    budget: Budget, part: CreditPart, around: BudgetSurroundings
) -> CostCredited | AdjustmentRegistered:
    credit, cost = part.credit, budget.costs.get(part.credit.cost_id)
    if cost is None:
        raise NotFound("cost", credit.cost_id)
    if credit.dated < cost.dated:
        raise Malformed(
            "credit_before_cost",
            f"Krediteringen är daterad {credit.dated}, före kostnaden ({cost.dated}).",
            f"The credit is dated {credit.dated}, before the cost ({cost.dated}).",
            dated=credit.dated.isoformat(),
            cost_dated=cost.dated.isoformat(),
        )
    if closed_from(part.program_id, part.fiscal_year, around) is not None:
        _can_be_summed(budget, "adjustment", part.amount)
        return AdjustmentRegistered(
            adjusts="credit",
            entry_id=credit.credit_id,
            cost_id=credit.cost_id,
            project_id=cost.project_id,
            amount=-part.amount,
            whole_amount=-credit.amount,
            period=cost.period,
            dated=credit.dated,
            voucher=credit.voucher,
            other_party=None,
            note=credit.reason,
            identity_number_because=credit.identity_number_because,
        )
    return CostCredited(
        credit_id=credit.credit_id,
        cost_id=credit.cost_id,
        project_id=cost.project_id,
        amount=part.amount,
        whole_amount=credit.amount,
        period=cost.period,
        dated=credit.dated,
        voucher=credit.voucher,
        reason=credit.reason,
        identity_number_because=credit.identity_number_because,
    )


# --- Commitments --------------------------------------------------------------------------------


def _commitment(
    budget: Budget, part: CommitmentPart, around: BudgetSurroundings
) -> list[BudgetEvent]:
    commitment = part.commitment
    _of_the_program(commitment, around)
    if commitment.commitment_id in budget.commitments:
        raise already_recorded("commitment", commitment.commitment_id)
    closed = closed_from(commitment.program_id, part.fiscal_year, around)
    year_is_open(closed, part.fiscal_year)
    _can_be_summed(budget, "commitment", part.amount)
    committed = BudgetCommitted(
        commitment_id=commitment.commitment_id,
        project_id=commitment.project_id,
        amount=part.amount,
        whole_amount=commitment.amount,
        period=part.part_period,
        dated=commitment.dated,
        supplier=commitment.supplier,
        reference=commitment.reference,
        note=commitment.note,
        identity_number_because=commitment.identity_number_because,
    )
    return [committed, *untimely(part, around)]


def _lifted(budget: Budget, part: CommitmentEndPart) -> CommitmentLifted:
    end = part.end
    commitment = budget.commitments.get(end.commitment_id)
    if commitment is None:
        raise NotFound("commitment", end.commitment_id)
    return CommitmentLifted(
        commitment_id=end.commitment_id,
        project_id=commitment.project_id,
        amount=commitment.left,
        period=commitment.period,
        dated=max(end.dated, commitment.dated),
        reason=end.reason,
    )


# --- Incomes ------------------------------------------------------------------------------------


def _income(
    budget: Budget, part: IncomePart, around: BudgetSurroundings
) -> IncomeRegistered | AdjustmentRegistered:
    income = part.income
    _of_the_program(income, around)
    if closed_from(income.program_id, part.fiscal_year, around) is not None:
        _can_be_summed(budget, "adjustment", part.amount)
        return AdjustmentRegistered(
            adjusts="income",
            entry_id=income.income_id,
            cost_id=None,
            project_id=income.project_id,
            amount=-part.amount,
            whole_amount=-income.amount,
            period=part.part_period,
            dated=income.dated,
            voucher=income.voucher,
            other_party=income.payer,
            note=income.note,
            identity_number_because=income.identity_number_because,
        )
    _can_be_summed(budget, "income", part.amount)
    return IncomeRegistered(
        income_id=income.income_id,
        project_id=income.project_id,
        amount=part.amount,
        whole_amount=income.amount,
        period=part.part_period,
        dated=income.dated,
        payer=income.payer,
        source=income.source,
        voucher=income.voucher,
        note=income.note,
        identity_number_because=income.identity_number_because,
    )


# --- What holds for all of them -----------------------------------------------------------------


def _of_the_program(
    fact: RegisterCost | RegisterCommitment | RegisterIncome, around: BudgetSurroundings
) -> None:
    program_exists(fact.program_id, around)
    if fact.project_id is not None:
        in_program(fact.project_id, fact.program_id, fact.dated, around)


def _can_be_summed(budget: Budget, kind: str, amount: int) -> None:
    """Refuse a fact after which the year's facts of the kind could not be added up exactly."""
    entered = budget.entered.get(kind, 0)
    if entered + amount > MOST_IN_A_YEAR:
        raise Refused(
            "sum_is_too_large",
            f"Årets poster av slaget skulle bli mer än {kronor(MOST_IN_A_YEAR, 'sv')}.",
            f"The year's entries of the kind would come to more than "
            f"{kronor(MOST_IN_A_YEAR, 'en')}.",
            entered_ore=entered,
            most_ore=MOST_IN_A_YEAR,
        )
