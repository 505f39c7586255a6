"""What can be decided about a budget."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.budget.events import stream
from domain.fiscal_year import MoneyKind, money_of_kind
from domain.model import (
    Bilingual,
    Command,
    Names,
    Period,
    ProgramId,
    ProjectId,
    Prose,
    StatedPeriod,
    StreamId,
    Year,
)
from domain.money import Money, PositiveMoney
from domain.wording import during, since


class _MoneyCommand(Command):
    fiscal_year: Year
    money_kind: MoneyKind = "cash"
    period: StatedPeriod | None = Field(
        default=None,
        description="The days the money covers, inside the fiscal year; default the whole year. "
        "De dagar pengarna avser, inom räkenskapsåret; annars hela året.",
    )

    @property
    def stated_period(self) -> Period | None:
        """The stated days as a half-open period."""
        return self.period.half_open() if self.period else None

    def _when(self) -> Bilingual:
        """Return the year, or the stated period, that the money is for, and from which day."""
        since_ = since(self.effective_from)
        if self.period is None:
            sv, en = f"för {self.fiscal_year}", f"for {self.fiscal_year}"
        else:
            days = during(self.period)
            sv, en = f"för tiden {days.sv}", f"for {days.en}"
        return Bilingual(sv=f"{sv}, {since_.sv}", en=f"{en}, {since_.en}")


class _BudgetCommand(_MoneyCommand):
    program_id: ProgramId

    @property
    def stream(self) -> StreamId:
        return stream(self.program_id, self.fiscal_year)

    def _of(self, names: Names) -> Bilingual:
        """Return the program, and the year or the stated period that the money is for."""
        program, when = names.program(self.program_id), self._when()
        return Bilingual(sv=f"{program} {when.sv}", en=f"{program} {when.en}")


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


class ReturnFunding(_BudgetCommand):
    """Give money of the program's reserve back to the board, so that it can fund others."""

    kind: Literal["returnFunding"]
    amount: PositiveMoney

    def sentence(self, names: Names) -> Bilingual:
        amount, of = money_of_kind(self.amount, self.money_kind), self._of(names)
        return Bilingual(
            sv=f"{amount.sv} återlämnas till portföljstyrgruppen ur reserven i programmet {of.sv}.",
            en=f"{amount.en} is returned to the board from the reserve of the program {of.en}.",
        )


class TransferBudget(_MoneyCommand):
    """Move money from one program's reserve to another's, in one portfolio and one year."""

    kind: Literal["transferBudget"]
    source_program_id: ProgramId
    target_program_id: ProgramId
    amount: PositiveMoney

    @property
    def stream(self) -> StreamId:
        return stream(self.source_program_id, self.fiscal_year)

    def parts(self) -> tuple[TransferPart, ...]:
        """Return what each budget judges.

        What comes in is first: how much the source can spare, and for which days, is read while
        the source still has it.
        """
        return tuple(
            TransferPart(
                kind=self.kind,
                effective_from=self.effective_from,
                transfer=self,
                program_id=program_id,
            )
            for program_id in (self.target_program_id, self.source_program_id)
        )

    def sentence(self, names: Names) -> Bilingual:
        source = names.program(self.source_program_id)
        target = names.program(self.target_program_id)
        amount, when = money_of_kind(self.amount, self.money_kind), self._when()
        return Bilingual(
            sv=f"{amount.sv} överförs från programmet {source} till programmet {target} {when.sv}.",
            en=f"{amount.en} is transferred from the program {source} to the program {target} "
            f"{when.en}.",
        )


class TransferPart(Command):
    """One program's half of a transfer."""

    kind: Literal["transferBudget"]
    transfer: TransferBudget
    program_id: ProgramId

    @property
    def stream(self) -> StreamId:
        return stream(self.program_id, self.transfer.fiscal_year)


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


class NoteDeviation(Command):
    """Take note of a deviation as large as it is; if it grows, it is open again."""

    kind: Literal["noteDeviation"]
    program_id: ProgramId
    fiscal_year: Year
    deviation_id: UUID = Field(
        description="Which deviation, as GET /deviations lists it. Vilken avvikelse."
    )
    note: Prose | None = Field(
        default=None, description="What the body says of it. Vad organet säger om den."
    )

    @property
    def stream(self) -> StreamId:
        return stream(self.program_id, self.fiscal_year)

    def sentence(self, names: Names) -> Bilingual:
        program, since_ = names.program(self.program_id), since(self.effective_from)
        return Bilingual(
            sv=f"En avvikelse i programmet {program} för {self.fiscal_year} noteras, {since_.sv}.",
            en=f"A deviation in the program {program} for {self.fiscal_year} is noted, "
            f"{since_.en}.",
        )


BudgetCommand = (
    FundProgram
    | ReturnFunding
    | TransferBudget
    | AllocateBudget
    | ReallocateBudget
    | ReleaseBudget
    | NoteDeviation
)

TransferPart.model_rebuild()
