"""Deviations as shown: how money departs from what was decided, and what became of it."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from application.views.totals import Total
from domain.budget.events import DeviationCode
from domain.model import Bilingual, Frozen

DeviationStanding = Literal["open", "noted", "remedied"]


class DeviationView(Frozen):
    """One deviation, open until a body has noted it as large as it is, or it is remedied."""

    deviation_id: UUID
    code: DeviationCode
    program_id: UUID
    project_id: UUID | None
    fiscal_year: int
    caused_by: UUID = Field(
        description="The cost or commitment that began it. Kostnaden eller åtagandet som inledde."
    )
    since: date
    excess: Total = Field(description="How large it is; 0 when remedied. Hur stor den är.")
    largest: Total = Field(description="The most it has been. Som störst.")
    standing: DeviationStanding
    noted: Total | None = Field(
        description="How large it was when a body noted it; grown since, it is open again. "
        "Hur stor den var när ett organ noterade den."
    )
    noted_by: UUID | None = Field(description="The decision that noted it. Beslutet.")
    remedied_by: UUID | None = Field(
        description="The entry with which it was gone: an allocation, a credit, the end of a "
        "commitment. Posten som avhjälpte den."
    )
    remedied_on: date | None
    sentence: Bilingual
