"""Costs, and credits that name their cost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from pydantic import Field

from domain.budget.events import stream
from domain.budget.facts import MoneyOfDays, RegisteredMoney, WithReferences
from domain.errors import Malformed, NotFound
from domain.model import (
    Fact,
    Period,
    ProgramId,
    Prose,
    Reference,
    StatedPeriod,
    StreamId,
    Year,
)
from domain.money import PositiveMoney, apportion, kronor


class RegisterCost(MoneyOfDays):
    """A cost with its voucher: of one day, or of a service period, also over a year's end."""

    cost_id: UUID
    service_period: StatedPeriod | None = None
    voucher: Reference
    supplier: Reference | None = None
    note: Prose | None = None
    commitment_id: UUID | None = Field(
        default=None,
        description="The commitment that the cost takes the place of. "
        "Åtagandet som kostnaden träder i stället för.",
    )

    def references(self) -> tuple[str | None, ...]:
        return self.voucher, self.supplier

    def stated_days(self) -> StatedPeriod | None:
        return self.service_period

    @property
    def entry(self) -> UUID:
        return self.cost_id

    def parts(self, around: RegisteredMoney) -> tuple[CostPart, ...]:
        """Return the cost by fiscal year.

        Raises:
            NotFound: it names a commitment that no budget of its years has.
        """
        parts = tuple(
            CostPart(cost=self, fiscal_year=year, amount=amount, part_period=days)
            for year, amount, days in self.by_year()
        )
        if self.commitment_id is not None:
            years = {(self.program_id, part.fiscal_year) for part in parts}
            if years.isdisjoint(around.budgets_with(self.commitment_id)):
                raise NotFound("commitment", self.commitment_id)
        return parts


class CostPart(Fact):
    """The part of a cost that one fiscal year's budget takes in (öre)."""

    cost: RegisterCost
    fiscal_year: Year
    amount: int
    part_period: Period

    @property
    def stream(self) -> StreamId:
        return stream(self.cost.program_id, self.fiscal_year)


class RegisterCredit(WithReferences):
    """A credit, which names its cost and falls where that fell: project, years and periods."""

    credit_id: UUID
    cost_id: UUID
    amount: PositiveMoney
    dated: date
    voucher: Reference
    reason: Prose

    def references(self) -> tuple[str | None, ...]:
        return (self.voucher,)

    @property
    def entry(self) -> UUID:
        return self.credit_id

    def parts(self, around: RegisteredMoney) -> tuple[CreditPart, ...]:
        """Return the credit by the cost's fiscal years, in proportion to what is left of each.

        So no year is ever credited more than it bore, and credits of the whole cost leave 0 of
        every part.

        Raises:
            NotFound: there is no such cost.
            Malformed: ``credit_above_cost`` with what is left of the cost.
        """
        left = self._left_of_cost(around)
        whole = sum(left.values())
        if self.amount > whole:
            raise Malformed(
                "credit_above_cost",
                f"Av kostnaden återstår {kronor(whole, 'sv')} att kreditera; "
                f"{kronor(self.amount, 'sv')} är för mycket.",
                f"{kronor(whole, 'en')} is left of the cost to credit; "
                f"{kronor(self.amount, 'en')} is too much.",
                cost_id=str(self.cost_id),
                asked_ore=self.amount,
                left_ore=whole,
            )
        weights = {f"{number:04}": amount for number, amount in enumerate(left.values())}
        amounts = apportion(self.amount, weights).values()
        return tuple(
            CreditPart(credit=self, program_id=program_id, fiscal_year=year, amount=amount)
            for (program_id, year), amount in zip(left, amounts, strict=True)
            if amount
        )

    def _left_of_cost(self, around: RegisteredMoney) -> Mapping[tuple[ProgramId, int], int]:
        """Return what of the cost is not credited (öre), by program and year, in order."""
        left = {
            (ProgramId(program_id), year): cost.left
            for program_id, year in around.budgets_with(self.cost_id)
            if (cost := around.budget(program_id, year).costs.get(self.cost_id))
        }
        if not left:
            raise NotFound("cost", self.cost_id)
        return left


class CreditPart(Fact):
    """The part of a credit that falls on one fiscal year's part of the cost (öre)."""

    credit: RegisterCredit
    program_id: ProgramId
    fiscal_year: Year
    amount: int

    @property
    def stream(self) -> StreamId:
        return stream(self.program_id, self.fiscal_year)


CostPart.model_rebuild()
CreditPart.model_rebuild()
