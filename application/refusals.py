"""Why a decision cannot be taken: each resolution's refusal, as it is raised and shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from application.views import ConsequenceView, RefusalView
from domain.agreement import Body
from domain.errors import DomainError, NotPermitted


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a resolution (counted from 1) was refused for."""

    resolution: int
    error: DomainError

    def view(self) -> RefusalView:
        """Return the refusal as it is shown."""
        error = self.error
        return RefusalView(
            resolution=self.resolution,
            code=error.code,
            sv=error.sv,
            en=error.en,
            facts=dict(error.facts),
        )


def raise_first(refusals: Sequence[Refusal]) -> None:
    """Raise the first refusal, telling of all of them; return when there is none.

    Raises:
        DomainError: the first refusal, with the resolution it concerns among its facts.
    """
    if not refusals:
        return
    first = refusals[0]
    facts: dict[str, Any] = {"resolution": first.resolution}
    if len(refusals) > 1:
        facts["refusals"] = [one.view().model_dump(mode="json") for one in refusals]
    first.error.facts = {**first.error.facts, **facts}
    raise first.error


def who_pays_is_strategic(body: Body, changed: Sequence[ConsequenceView]) -> NotPermitted:
    """Return the refusal of a body that may not move cost between members.

    Every member's share before and after is shown, as the decision would make it.
    """
    members = [one.model_dump(mode="json") for one in changed]
    return NotPermitted(
        "who_pays_is_strategic",
        f"Beslutet ändrar vilka som betalar. Det fattas därför av portföljstyrgruppen, inte av "
        f"{body.name}. Varje kommuns andel före och efter framgår.",
        f"The decision changes who pays. It is therefore taken by the board, not by {body.name}. "
        "Every member's share before and after is shown.",
        body_id=str(body.body_id),
        possible=["board"],
        members=members,
    )
