"""What is registered of a budget: costs, credits, commitments and incomes, all in cash.

A fact that covers days of several fiscal years is one registration with a part in each year's
budget (settled question 12).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Protocol
from uuid import UUID

from pydantic import Field, model_validator

from domain.budget.events import stream
from domain.budget.state import Budget
from domain.errors import Malformed, invalid
from domain.identity_numbers import identity_numbers
from domain.model import (
    FIRST_YEAR,
    LAST_YEAR,
    Fact,
    Period,
    ProgramId,
    ProjectId,
    Prose,
    StatedPeriod,
    StreamId,
    calendar_year,
    one_day,
)
from domain.money import PositiveMoney, spread


class RegisteredMoney(Protocol):
    """Where an earlier fact stands."""

    def budgets_with(self, entry: UUID) -> tuple[tuple[UUID, int], ...]:
        """Return the programs and years whose budgets hold a fact, the earliest year first."""

    def budget(self, program_id: UUID, year: int) -> Budget: ...

    def portfolio_of_program(self, program_id: UUID) -> UUID: ...

    def closed_from(self, portfolio_id: UUID, fiscal_year: int) -> date | None: ...


def closed_from(program_id: UUID, fiscal_year: int, around: RegisteredMoney) -> date | None:
    """Return the first day on which a program's fiscal year is closed; None while it is open."""
    return around.closed_from(around.portfolio_of_program(program_id), fiscal_year)


class WithReferences(Fact):
    """A fact with references in which an organisation number may read as a personal one."""

    identity_number_because: Prose | None = Field(
        default=None,
        description="Why a reference holds what reads as a personal identity number (a sole "
        "trader's organisation number does). Varför en referens, som verifikationen eller "
        "leverantören, innehåller något som ser ut som ett personnummer.",
    )

    def references(self) -> tuple[str | None, ...]:
        raise NotImplementedError

    @model_validator(mode="after")
    def _identity_number_has_a_reason(self) -> WithReferences:
        numbers = identity_numbers("\n".join(one or "" for one in self.references()))
        if numbers and self.identity_number_because is None:
            raise invalid(
                Malformed(
                    "identity_number_needs_reason",
                    "En referens ser ut som ett personnummer; ange varför den står där "
                    "(identityNumberBecause).",
                    "A reference reads as a personal identity number; state why it stands there "
                    "(identityNumberBecause).",
                )
            )
        return self


class MoneyOfDays(WithReferences):
    """Money of a project or a reserve that belongs to a day, or to stated days."""

    program_id: ProgramId
    project_id: ProjectId | None = Field(
        default=None,
        description="The project; left out, it is the program's reserve. "
        "Projektet; utelämnat är det programmets reserv.",
    )
    amount: PositiveMoney
    dated: date = Field(description="The day of the fact. Dagen för det som registreras.")

    def stated_days(self) -> StatedPeriod | None:
        raise NotImplementedError

    @model_validator(mode="after")
    def _has_fiscal_years(self) -> MoneyOfDays:
        stated = self.stated_days()
        days = (self.dated, *((stated.first, stated.last) if stated else ()))
        if any(not FIRST_YEAR <= day.year <= LAST_YEAR for day in days):
            raise invalid(
                Malformed(
                    "outside_fiscal_years",
                    f"Pengar har sina dagar i åren {FIRST_YEAR}–{LAST_YEAR}.",
                    f"Money has its days in the years {FIRST_YEAR} to {LAST_YEAR}.",
                )
            )
        return self

    @property
    def covers(self) -> Period:
        """The days the money belongs to."""
        stated = self.stated_days()
        return stated.half_open() if stated else one_day(self.dated)

    @property
    def stream(self) -> StreamId:
        return stream(self.program_id, self.covers.start.year)

    def by_year(self) -> Iterator[tuple[int, int, Period]]:
        """Yield each fiscal year, its days' part of the amount (öre) and its days, in order.

        Source: domain.md, "Time": 120 000,00 for 2026-03-01–2027-02-28 is 100 602,74 and
        19 397,26.
        """
        covers = self.covers
        last = covers.end.year - (covers.end == date(covers.end.year, 1, 1))
        inside = [
            (year, days)
            for year in range(covers.start.year, last + 1)
            if (days := covers.overlap(calendar_year(year)))
        ]
        amounts = spread(self.amount, [days.days for _, days in inside])
        for (year, days), amount in zip(inside, amounts, strict=True):
            yield year, amount, days
