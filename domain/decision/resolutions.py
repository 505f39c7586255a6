"""A decision as it is posted: its envelope, and resolutions of every kind there is."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from domain.agreement.commands import AgreementCommand
from domain.budget.commands import BudgetCommand
from domain.decision.envelope import TAKES_EFFECT, Envelope
from domain.fiscal_year import FiscalYearCommand
from domain.model import Prose, Resolution
from domain.portfolio import PortfolioCommand
from domain.program import ProgramCommand
from domain.project.commands import ProjectCommand
from domain.review import InitiateReview


class TextResolution(Resolution):
    """An att-sats with no other effect than its text."""

    kind: Literal["text"]
    wording: Prose


AnyCommand = (
    AgreementCommand
    | PortfolioCommand
    | FiscalYearCommand
    | ProgramCommand
    | ProjectCommand
    | BudgetCommand
    | InitiateReview
)
AnyResolution = Annotated[AnyCommand | TextResolution, Field(discriminator="kind")]


class Decision(Envelope):
    """One § as it is posted: the envelope and its resolutions, which stand or fall together."""

    resolutions: Annotated[tuple[AnyResolution, ...], Field(min_length=1, max_length=50)]

    @property
    def takes_effect(self) -> bool:
        """Whether the commands run; if not, they are kept as proposals."""
        return self.outcome in TAKES_EFFECT
