"""The rules of what a project costs: its estimates, and its frame over its whole life.

Source: issue 3: cost estimate (one-off, yearly after), frame over its life; domain.md, Rules: a
money rule must hold on every day.
"""

from __future__ import annotations

from domain.errors import Refused
from domain.fiscal_year import money_of_kind
from domain.project.cost_commands import CostCommand, DecideProjectFrame, EstimateProjectCost
from domain.project.events import ProjectCostEstimated, ProjectFrameDecided
from domain.project.frame import frame_covers_allocations
from domain.project.state import CostEstimate, Project
from domain.project.surroundings import ProjectSurroundings
from domain.rules import changes_nothing, in_order
from domain.wording import named


def costed(
    state: Project, command: CostCommand, around: ProjectSurroundings
) -> ProjectCostEstimated | ProjectFrameDecided:
    """Return what an estimate or a frame causes, or raise the rule that refuses it."""
    match command:
        case EstimateProjectCost():
            return _estimated(state, command, around)
        case DecideProjectFrame():
            return _frame_decided(state, command, around)


def _estimated(
    state: Project, command: EstimateProjectCost, around: ProjectSurroundings
) -> ProjectCostEstimated:
    _not_negative(min(command.one_off, command.yearly))
    line = state.estimate(command.money_kind)
    in_order("cost estimate", line.latest_day, command, around)
    estimate = CostEstimate(
        command.one_off, command.yearly, command.first_year, command.calculation
    )
    if line.at(command.effective_from) == estimate:
        calculation = named(command.calculation)
        raise changes_nothing(
            f"{state.title}: {calculation.sv}", f"{state.title}: {calculation.en}"
        )
    return ProjectCostEstimated(
        money_kind=command.money_kind,
        one_off=command.one_off,
        yearly=command.yearly,
        first_year=command.first_year,
        calculation=command.calculation,
        effective_from=command.effective_from,
    )


def _frame_decided(
    state: Project, command: DecideProjectFrame, around: ProjectSurroundings
) -> ProjectFrameDecided:
    _not_negative(command.amount)
    day, line = command.effective_from, state.frame(command.money_kind)
    in_order("frame", line.latest_day, command, around)
    if line.at(day) == command.amount:
        amount = money_of_kind(command.amount, command.money_kind)
        raise changes_nothing(
            f"ramen för {state.title} är {amount.sv}", f"the frame of {state.title} is {amount.en}"
        )
    allocated = around.allocated_to(command.project_id, command.money_kind)
    frame_covers_allocations(line.then(day, command.amount), allocated, day, asked=command.amount)
    return ProjectFrameDecided(
        amount=command.amount, money_kind=command.money_kind, effective_from=day
    )


def _not_negative(amount: int) -> None:
    if amount < 0:
        raise Refused(
            "project_cost_is_negative",
            "Ett projekts ram och beräknade kostnad kan inte vara negativa.",
            "A project's frame and estimated cost cannot be negative.",
            asked_ore=amount,
        )
