"""Commitments: money that is bound before there is a cost, and the end of what is left."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from domain.budget.events import stream
from domain.budget.facts import MoneyOfDays, RegisteredMoney, closed_from
from domain.errors import Malformed, NotFound
from domain.fiscal_year import year_is_open
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


class RegisterCommitment(MoneyOfDays):
    """Money that is bound to a supplier, by an order or a contract, before there is a cost."""

    commitment_id: UUID
    period: StatedPeriod | None = Field(
        default=None,
        description="The days the commitment covers, also over a year's end; default its day. "
        "Dagarna åtagandet avser, även över ett årsskifte; annars dess dag.",
    )
    supplier: Reference
    reference: Reference = Field(description="The order or contract. Beställningen eller avtalet.")
    note: Prose | None = None

    def references(self) -> tuple[str | None, ...]:
        return self.supplier, self.reference

    def stated_days(self) -> StatedPeriod | None:
        return self.period

    @property
    def entry(self) -> UUID:
        return self.commitment_id

    def parts(self, around: RegisteredMoney) -> tuple[CommitmentPart, ...]:
        """Return the commitment by fiscal year."""
        del around
        return tuple(
            CommitmentPart(commitment=self, fiscal_year=year, amount=amount, part_period=days)
            for year, amount, days in self.by_year()
        )


class CommitmentPart(Fact):
    """The part of a commitment that one fiscal year's budget takes in (öre)."""

    commitment: RegisterCommitment
    fiscal_year: Year
    amount: int
    part_period: Period

    @property
    def stream(self) -> StreamId:
        return stream(self.commitment.program_id, self.fiscal_year)


class RegisterCommitmentEnd(Fact):
    """That what is left of a commitment will not become a cost: the rest is lifted."""

    commitment_id: UUID
    dated: date = Field(description="From which day it is not bound. Från vilken dag.")
    reason: Prose

    @property
    def happened_on(self) -> date:
        return self.dated

    def parts(self, around: RegisteredMoney) -> tuple[CommitmentEndPart, ...]:
        """Return the end in every open year where something is left of the commitment.

        Raises:
            NotFound: there is no such commitment.
            Malformed: ``commitment_has_ended``: nothing is left of it.
            Refused: ``fiscal_year_is_closed``: something is left in closed years only.
        """
        budgets = around.budgets_with(self.commitment_id)
        if not budgets:
            raise NotFound("commitment", self.commitment_id)
        left = [
            (program_id, year)
            for program_id, year in budgets
            if (found := around.budget(program_id, year).commitments.get(self.commitment_id))
            and found.left > 0
        ]
        if not left:
            raise Malformed(
                "commitment_has_ended",
                "Det finns inget kvar av åtagandet att häva: allt har blivit kostnad eller hävts.",
                "Nothing is left of the commitment to lift: all of it is cost or lifted.",
                commitment_id=str(self.commitment_id),
            )
        in_open = [one for one in left if closed_from(*one, around) is None]
        if not in_open:
            year_is_open(closed_from(*left[-1], around), left[-1][1])
        return tuple(
            CommitmentEndPart(end=self, program_id=ProgramId(program_id), fiscal_year=year)
            for program_id, year in in_open
        )


class CommitmentEndPart(Fact):
    """The end of a commitment in one fiscal year's budget."""

    end: RegisterCommitmentEnd
    program_id: ProgramId
    fiscal_year: Year

    @property
    def stream(self) -> StreamId:
        return stream(self.program_id, self.fiscal_year)


CommitmentPart.model_rebuild()
CommitmentEndPart.model_rebuild()
