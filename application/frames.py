"""A project's frame over its whole life, and what of it no year has been given."""

from __future__ import annotations

from dataclasses import dataclass

from application.queries import At, Queries
from application.views import ProjectView


@dataclass(frozen=True, slots=True)
class Frame:
    """The most that a project may be given over its whole life, and what is left of it (öre)."""

    amount: int
    left: int


def frame_of(reader: Queries, project: ProjectView, money_kind: str, at: At) -> Frame | None:
    """Return the frame in force for a kind of money; None when none is decided.

    What is left is the frame less what the budgets of every year, of every program that the
    project has been in, allocate to it at that pair of times.
    """
    standing = [one for one in project.frames if one.standing and one.money_kind == money_kind]
    if not standing:
        return None
    amount = standing[0].amount
    programs = {each.program_id for each in project.programs if each.program_id is not None}
    years = {pair for one in programs for pair in reader.budget_years(at.known_at, one)}
    allocated = sum(
        balance.amount
        for program_id, year in years
        for balance in reader.balances(program_id, year, at)
        if (balance.project_id, balance.account) == (project.project_id, "allocated")
        and balance.money_kind == money_kind
    )
    return Frame(amount, amount - allocated)
