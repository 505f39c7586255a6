"""What a later decision can do with an earlier one: correct what it says, or undo it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from domain.decision.events import NotUndone, stream
from domain.model import (
    Bilingual,
    Command,
    DecisionId,
    Fact,
    Names,
    Prose,
    Reference,
    StreamId,
    Title,
)
from domain.wording import since

Numbers = Annotated[tuple[Annotated[int, Field(ge=1, le=50)], ...], Field(min_length=1)]


class CorrectDecision(Command):
    """Correct an earlier decision: say what was wrong and what is right.

    The other resolutions of the same § right what it did; they may take effect before what has
    been decided since.
    """

    kind: Literal["correctDecision"]
    decision_id: DecisionId
    wrong: Prose = Field(description="What was wrong. Vad som var fel.")
    right: Prose = Field(description="What is right. Vad som är rätt.")

    @property
    def stream(self) -> StreamId:
        return stream(self.decision_id)

    def sentence(self, names: Names) -> Bilingual:
        number = names.decision(self.decision_id)
        return Bilingual(sv=f"Beslut {number} rättas.", en=f"Decision {number} is corrected.")


class ReverseDecision(Command):
    """Undo an earlier decision from a day, wholly or some of its resolutions."""

    kind: Literal["reverseDecision"]
    decision_id: DecisionId
    resolutions: Numbers | None = Field(
        default=None,
        description="Which of its resolutions, counted from 1; default all. "
        "Vilka av att-satserna; annars alla.",
    )
    reason: Prose = Field(description="Why it is undone. Varför det upphävs.")

    @property
    def stream(self) -> StreamId:
        return stream(self.decision_id)

    def sentence(self, names: Names) -> Bilingual:
        number, start = names.decision(self.decision_id), since(self.effective_from)
        if self.resolutions is None:
            return Bilingual(
                sv=f"Beslut {number} upphävs {start.sv}.",
                en=f"Decision {number} is reversed {start.en}.",
            )
        listed = ", ".join(map(str, self.resolutions))
        return Bilingual(
            sv=f"Beslut {number} upphävs i att-sats {listed} {start.sv}.",
            en=f"Decision {number} is reversed in resolution {listed} {start.en}.",
        )


DecisionCommand = CorrectDecision | ReverseDecision


class RegisterAnnulment(Fact):
    """A court's annulment of a decision; it works as a reversal."""

    decision_id: DecisionId
    court: Title
    case_number: Reference
    decided_on: date
    effective_from: date = Field(
        description="First day on which what the decision did is undone. "
        "Första dagen då det beslutade inte längre gäller."
    )

    @property
    def happened_on(self) -> date:
        return self.decided_on

    @property
    def stream(self) -> StreamId:
        return stream(self.decision_id)


class AnnulDecision(RegisterAnnulment):
    """An annulment with what it could not undo, which is known when it has been tried."""

    resolutions: tuple[int, ...]
    not_undone: tuple[NotUndone, ...]
