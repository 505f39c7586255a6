"""A decision as it is posted: its envelope, and resolutions of every kind there is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import Field, TypeAdapter, model_validator

from domain.agreement.commands import AgreementCommand
from domain.budget.commands import BudgetCommand
from domain.decision.commands import DecisionCommand
from domain.decision.envelope import TAKES_EFFECT, Envelope
from domain.errors import Malformed, invalid
from domain.fiscal_year import FiscalYearCommand
from domain.model import STORED, Prose, Resolution
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
    | DecisionCommand
)
AnyResolution = Annotated[AnyCommand | TextResolution, Field(discriminator="kind")]


_CLOSING: Final = "closeFiscalYear"


class Decision(Envelope):
    """One § as it is posted: the envelope and its resolutions, which stand or fall together."""

    resolutions: Annotated[tuple[AnyResolution, ...], Field(min_length=1, max_length=50)]

    @model_validator(mode="after")
    def _closing_stands_alone(self) -> Decision:
        closes = any(one.kind == _CLOSING for one in self.resolutions)
        if closes and any(one.kind not in (_CLOSING, "text") for one in self.resolutions):
            raise invalid(
                Malformed(
                    "closing_stands_alone",
                    "Ett räkenskapsår stängs i en egen §: allt i en § gäller samtidigt, och då går "
                    "det inte att säga om det övriga kom före eller efter stängningen.",
                    "A fiscal year is closed in a § of its own: all of a § takes effect together, "
                    "and nobody could say whether the rest came before or after the closing.",
                )
            )
        return self

    @property
    def takes_effect(self) -> bool:
        """Whether the commands run; if not, they are kept as proposals."""
        return self.outcome in TAKES_EFFECT


_RESOLUTION: Final[TypeAdapter[Resolution]] = TypeAdapter(AnyResolution)


def parse_command(recorded: Mapping[str, Any]) -> Resolution:
    """Return a resolution from its recorded form, texts sealed; the past is not judged again."""
    return _RESOLUTION.validate_json(json.dumps(recorded), context=STORED)
