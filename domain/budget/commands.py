"""What can be decided about a budget, and the costs registered in it."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator

from domain.budget.events import stream
from domain.errors import Malformed, invalid
from domain.fiscal_year import MoneyKind
from domain.identity_numbers import identity_numbers
from domain.model import (
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
from domain.money import Money, PositiveMoney, kronor, spread


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

    def _year_of(self, names: Names) -> str:
        return f"{names.program(self.program_id)} {self.fiscal_year}"


class FundProgram(_BudgetCommand):
    """Give a program money for a year, into its reserve."""

    kind: Literal["fundProgram"]
    amount: PositiveMoney

    def sentence(self, names: Names) -> Bilingual:
        return Bilingual(
            sv=f"{self._year_of(names)} tilldelas {kronor(self.amount, 'sv')} "
            f"från {self.effective_from}.",
            en=f"{self._year_of(names)} is funded with {kronor(self.amount, 'en')} "
            f"from {self.effective_from}.",
        )


class AllocateBudget(_BudgetCommand):
    """Move money from the program's reserve to a project; a negative amount lowers it."""

    kind: Literal["allocateBudget"]
    project_id: ProjectId
    amount: Money

    def sentence(self, names: Names) -> Bilingual:
        project, year = names.project(self.project_id), self._year_of(names)
        size = abs(self.amount)
        if self.amount < 0:
            return Bilingual(
                sv=f"Anslaget till {project} i {year} sänks med {kronor(size, 'sv')} "
                f"från {self.effective_from}.",
                en=f"The allocation to {project} in {year} is lowered by {kronor(size, 'en')} "
                f"from {self.effective_from}.",
            )
        return Bilingual(
            sv=f"{project} anslås {kronor(size, 'sv')} i {year} från {self.effective_from}.",
            en=f"{project} is allocated {kronor(size, 'en')} in {year} from {self.effective_from}.",
        )


class ReallocateBudget(_BudgetCommand):
    """Move money from one project of the program to another."""

    kind: Literal["reallocateBudget"]
    source: ProjectId
    target: ProjectId
    amount: PositiveMoney

    def sentence(self, names: Names) -> Bilingual:
        source, target = names.project(self.source), names.project(self.target)
        return Bilingual(
            sv=f"{kronor(self.amount, 'sv')} omfördelas från {source} till {target} i "
            f"{self._year_of(names)} från {self.effective_from}.",
            en=f"{kronor(self.amount, 'en')} is reallocated from {source} to {target} in "
            f"{self._year_of(names)} from {self.effective_from}.",
        )


class ReleaseBudget(_BudgetCommand):
    """Move money from a project back to the program's reserve."""

    kind: Literal["releaseBudget"]
    project_id: ProjectId
    amount: PositiveMoney

    def sentence(self, names: Names) -> Bilingual:
        project = names.project(self.project_id)
        return Bilingual(
            sv=f"{kronor(self.amount, 'sv')} återförs från {project} till programmets reserv i "
            f"{self._year_of(names)} från {self.effective_from}.",
            en=f"{kronor(self.amount, 'en')} is released from {project} to the program's reserve "
            f"in {self._year_of(names)} from {self.effective_from}.",
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

    @property
    def period(self) -> Period:
        """The days the cost belongs to."""
        return self.service_period.half_open() if self.service_period else one_day(self.dated)

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
