"""What can be decided about what a project costs: its estimates and its frame."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from domain.fiscal_year import MoneyKind, money_of_kind
from domain.model import Bilingual, Document, Names, Year
from domain.money import Money
from domain.project.about import AboutProject
from domain.wording import named, on


class EstimateProjectCost(AboutProject):
    """Estimate what a project costs once, and each year after its handover."""

    kind: Literal["estimateProjectCost"]
    money_kind: MoneyKind = "cash"
    one_off: Money = Field(description="In all, once. Sammanlagt, en gång.")
    yearly: Money = Field(description="A year after the handover. Per år efter överlämningen.")
    first_year: Year = Field(description="The first such year. Det första sådana året.")
    calculation: Document

    def sentence(self, names: Names) -> Bilingual:
        project, day = names.project(self.project_id), on(self.effective_from)
        once = money_of_kind(self.one_off, self.money_kind)
        yearly = money_of_kind(self.yearly, self.money_kind)
        calculation = named(self.calculation)
        return Bilingual(
            sv=f"Kostnaden för {project} beräknas {day.sv} till {once.sv} en gång och {yearly.sv} "
            f"per år med början {self.first_year} ({calculation.sv}).",
            en=f"The cost of {project} is estimated on {day.en} at {once.en} once and {yearly.en} "
            f"a year beginning in {self.first_year} ({calculation.en}).",
        )


class DecideProjectFrame(AboutProject):
    """Decide the most that a project may be given over its whole life, all years together."""

    kind: Literal["decideProjectFrame"]
    amount: Money
    money_kind: MoneyKind = "cash"

    def sentence(self, names: Names) -> Bilingual:
        project = names.project(self.project_id)
        amount = money_of_kind(self.amount, self.money_kind)
        return Bilingual(
            sv=f"Ramen för {project} under hela dess tid fastställs till {amount.sv} "
            f"{self._since.sv}.",
            en=f"The frame of {project} over its whole life is decided at {amount.en} "
            f"{self._since.en}.",
        )


CostCommand = EstimateProjectCost | DecideProjectFrame
