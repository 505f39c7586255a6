"""How a recorded cost departs from what was decided: above the allocation, or after the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from application.surroundings import Surroundings
from application.views import DeviationView
from domain.budget import RegisterCost
from domain.model import Bilingual
from domain.money import kronor


@dataclass(frozen=True, slots=True)
class _Excess:
    """Öre above what was given, in a fiscal year."""

    fiscal_year: int
    given: int
    spent: int

    @property
    def amount(self) -> int:
        return self.spent - self.given


def deviations_of(cost: RegisterCost, around: Surroundings) -> Iterator[DeviationView]:
    """Yield how the recorded cost departs from what was decided."""
    for part in cost.parts():
        purse = around.budget(cost.program_id, part.fiscal_year).purse("cash")
        if cost.project_id is None:
            given = purse.reserve.final + purse.reserve_spent.final
            excess = _Excess(part.fiscal_year, given, purse.reserve_spent.final)
        else:
            money = purse.project(cost.project_id)
            excess = _Excess(part.fiscal_year, money.allocated.final, money.spent.final)
        if excess.amount > 0:
            yield _above(cost.project_id, excess)
        if cost.project_id is not None and _is_closed(cost.project_id, cost.dated, around):
            yield _closed(cost.project_id, part.fiscal_year, part.amount)


def _above(project_id: UUID | None, excess: _Excess) -> DeviationView:
    given, spent, above = excess.given, excess.spent, excess.amount
    what_sv, what_en = ("anslaget", "the allocation") if project_id else ("reserven", "the reserve")
    return _deviation(
        "cost_above_allocation" if project_id else "cost_above_funding",
        project_id,
        excess.fiscal_year,
        above,
        Bilingual(
            sv=f"Kostnaden {excess.fiscal_year} är {kronor(spent, 'sv')} och {what_sv} "
            f"{kronor(given, 'sv')}: {kronor(above, 'sv')} över.",
            en=f"The cost of {excess.fiscal_year} is {kronor(spent, 'en')} and {what_en} "
            f"{kronor(given, 'en')}: {kronor(above, 'en')} above.",
        ),
    )


def _is_closed(project_id: UUID, day: date, around: Surroundings) -> bool:
    return around.project(project_id).status.at(day) in ("rejected", "completed")


def _closed(project_id: UUID, fiscal_year: int, amount: int) -> DeviationView:
    return _deviation(
        "project_is_closed",
        project_id,
        fiscal_year,
        amount,
        Bilingual(
            sv="Kostnaden avser ett avslutat eller avslaget projekt.",
            en="The cost is of a completed or rejected project.",
        ),
    )


def _deviation(
    code: str, project_id: UUID | None, fiscal_year: int, excess: int, sentence: Bilingual
) -> DeviationView:
    return DeviationView.model_validate(
        {
            "code": code,
            "project_id": project_id,
            "fiscal_year": fiscal_year,
            "excess": excess,
            "sentence": sentence,
        }
    )
