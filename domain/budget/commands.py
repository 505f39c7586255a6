"""What can be decided about a budget, and the costs registered in it."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator

from domain.budget.events import stream
from domain.errors import Malformed, invalid
from domain.fiscal_year import MoneyKind, money_of_kind
from domain.identity_numbers import identity_numbers
from domain.model import (
    FIRST_YEAR,
    LAST_YEAR,
    Bilingual,
    Command,
    Fact,
    Names,
    Period,
    ProgramId,
    ProjectId,
    Prose,
    Reference,
    StatedPeriod,
    StreamId,
    Year,
    calendar_year,
    one_day,
)
from domain.money import Money, PositiveMoney, spread
from domain.wording import during, since


class _BudgetCommand(Command):
    program_id: ProgramId
    fiscal_year: Year
    money_kind: MoneyKind = "cash"
    period: StatedPeriod | None = Field(
        default=None,
        description="The days the money covers, inside the fiscal year; default the whole year. "
        "De dagar pengarna avser, inom räkenskapsåret; annars hela året.",
    )

    @property
    def stream(self) -> StreamId:
        return stream(self.program_id, self.fiscal_year)

    @property
    def stated_period(self) -> Period | None:
        """The stated days as a half-open period."""
        return self.period.half_open() if self.period else None

    def _of(self, names: Names) -> Bilingual:
        """Return the program and the year, or the stated period, that the money is for."""
        program, since_ = names.program(self.program_id), since(self.effective_from)
        if self.period is None:
            sv, en = f"för {self.fiscal_year}", f"for {self.fiscal_year}"
        else:
            days = during(self.period)
            sv, en = f"för tiden {days.sv}", f"for {days.en}"
        return Bilingual(sv=f"{program} {sv}, {since_.sv}", en=f"{program} {en}, {since_.en}")


class FundProgram(_BudgetCommand):
    """Give a program money for a year, into its reserve."""

    kind: Literal["fundProgram"]
    amount: PositiveMoney

    def sentence(self, names: Names) -> Bilingual:
        amount, of = money_of_kind(self.amount, self.money_kind), self._of(names)
        return Bilingual(
            sv=f"{amount.sv} tilldelas programmet {of.sv}.",
            en=f"{amount.en} is given to the program {of.en}.",
        )


class AllocateBudget(_BudgetCommand):
    """Move money from the program's reserve to a project; a negative amount lowers it."""

    kind: Literal["allocateBudget"]
    project_id: ProjectId
    amount: Money

    def sentence(self, names: Names) -> Bilingual:
        project, of = names.project(self.project_id), self._of(names)
        amount = money_of_kind(abs(self.amount), self.money_kind)
        if self.amount < 0:
            return Bilingual(
                sv=f"Anslaget till {project} sänks med {amount.sv} i programmet {of.sv}.",
                en=f"The allocation to {project} is lowered by {amount.en} in the program {of.en}.",
            )
        return Bilingual(
            sv=f"{amount.sv} anslås till {project} i programmet {of.sv}.",
            en=f"{amount.en} is allocated to {project} in the program {of.en}.",
        )


class ReallocateBudget(_BudgetCommand):
    """Move money from one project of the program to another."""

    kind: Literal["reallocateBudget"]
    source: ProjectId
    target: ProjectId
    amount: PositiveMoney

    def sentence(self, names: Names) -> Bilingual:
        source, target = names.project(self.source), names.project(self.target)
        amount, of = money_of_kind(self.amount, self.money_kind), self._of(names)
        return Bilingual(
            sv=f"{amount.sv} omfördelas från {source} till {target} i programmet {of.sv}.",
            en=f"{amount.en} is reallocated from {source} to {target} in the program {of.en}.",
        )


class ReleaseBudget(_BudgetCommand):
    """Move money from a project back to the program's reserve."""

    kind: Literal["releaseBudget"]
    project_id: ProjectId
    amount: PositiveMoney

    def sentence(self, names: Names) -> Bilingual:
        project, of = names.project(self.project_id), self._of(names)
        amount = money_of_kind(self.amount, self.money_kind)
        return Bilingual(
            sv=f"{amount.sv} återförs från {project} till reserven i programmet {of.sv}.",
            en=f"{amount.en} is released from {project} to the reserve of the program {of.en}.",
        )


BudgetCommand = FundProgram | AllocateBudget | ReallocateBudget | ReleaseBudget


class CostPart(Fact):
    """The part of a cost that one fiscal year's budget takes in (öre)."""

    cost: RegisterCost
    fiscal_year: Year
    amount: int
    part_period: Period

    @property
    def stream(self) -> StreamId:
        return stream(self.cost.program_id, self.fiscal_year)


class RegisterCost(Fact):
    """A cost with its voucher: of one day, or of a service period, also over a year's end."""

    cost_id: UUID
    program_id: ProgramId
    project_id: ProjectId | None = Field(
        default=None,
        description="The project; left out, the program's reserve bears the cost. "
        "Projektet; utelämnat bär programmets reserv kostnaden.",
    )
    amount: PositiveMoney
    dated: date = Field(description="The day of the cost. Kostnadens dag.")
    service_period: StatedPeriod | None = None
    voucher: Reference
    supplier: Reference | None = None
    note: Prose | None = None
    identity_number_because: Prose | None = Field(
        default=None,
        description="Why the voucher or supplier holds what reads as a personal identity number "
        "(a sole trader's organisation number does). Varför verifikationen eller leverantören "
        "innehåller något som ser ut som ett personnummer.",
    )

    @model_validator(mode="after")
    def _identity_number_has_a_reason(self) -> RegisterCost:
        numbers = identity_numbers(f"{self.voucher}\n{self.supplier or ''}")
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

    @model_validator(mode="after")
    def _has_fiscal_years(self) -> RegisterCost:
        stated = self.service_period
        days = (self.dated, *((stated.first, stated.last) if stated else ()))
        if any(not FIRST_YEAR <= day.year <= LAST_YEAR for day in days):
            raise invalid(
                Malformed(
                    "outside_fiscal_years",
                    f"En kostnad har sina dagar i åren {FIRST_YEAR}–{LAST_YEAR}.",
                    f"A cost has its days in the years {FIRST_YEAR} to {LAST_YEAR}.",
                )
            )
        return self

    @property
    def period(self) -> Period:
        """The days the cost belongs to."""
        return self.service_period.half_open() if self.service_period else one_day(self.dated)

    @property
    def entry(self) -> UUID:
        return self.cost_id

    @property
    def stream(self) -> StreamId:
        return stream(self.program_id, self.period.start.year)

    def parts(self) -> tuple[CostPart, ...]:
        """Return the cost by fiscal year, each year its days' part, earliest first.

        Source: domain.md, "Time": 120 000,00 for 2026-03-01–2027-02-28 is 100 602,74 and
        19 397,26.
        """
        period = self.period
        last_year = (
            (period.end.year - 1)
            if period.end == date(period.end.year, 1, 1)
            else (period.end.year)
        )
        inside = [
            (year, overlap)
            for year in range(period.start.year, last_year + 1)
            if (overlap := period.overlap(calendar_year(year)))
        ]
        amounts = spread(self.amount, [part.days for _, part in inside])
        return tuple(
            CostPart(cost=self, fiscal_year=year, amount=amount, part_period=part)
            for (year, part), amount in zip(inside, amounts, strict=True)
        )


CostPart.model_rebuild()
