"""Incomes: split like costs, and never mixed with cost or budget."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from domain.budget.events import stream
from domain.budget.facts import MoneyOfDays, RegisteredMoney
from domain.model import (
    Fact,
    Period,
    Prose,
    Reference,
    StatedPeriod,
    StreamId,
    Year,
)


class RegisterIncome(MoneyOfDays):
    """An income, such as a state grant: split like a cost, and never mixed with cost or budget."""

    income_id: UUID
    period: StatedPeriod | None = Field(
        default=None,
        description="The days the income is for, also over a year's end; default its day. "
        "Dagarna intäkten avser, även över ett årsskifte; annars dess dag.",
    )
    payer: Reference = Field(description="Who pays. Vem som betalar.")
    source: Reference | None = Field(
        default=None, description="What it is, such as a state grant. Vad, som ett statsbidrag."
    )
    voucher: Reference
    note: Prose | None = None

    def references(self) -> tuple[str | None, ...]:
        return self.payer, self.source, self.voucher

    def stated_days(self) -> StatedPeriod | None:
        return self.period

    @property
    def entry(self) -> UUID:
        return self.income_id

    def parts(self, around: RegisteredMoney) -> tuple[IncomePart, ...]:
        """Return the income by fiscal year."""
        del around
        return tuple(
            IncomePart(income=self, fiscal_year=year, amount=amount, part_period=days)
            for year, amount, days in self.by_year()
        )


class IncomePart(Fact):
    """The part of an income that one fiscal year's budget takes in (öre)."""

    income: RegisterIncome
    fiscal_year: Year
    amount: int
    part_period: Period

    @property
    def stream(self) -> StreamId:
        return stream(self.income.program_id, self.fiscal_year)


IncomePart.model_rebuild()
