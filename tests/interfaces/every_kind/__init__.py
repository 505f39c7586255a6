"""A resolution of every kind that the world takes, and where a read shows its effect."""

from __future__ import annotations

from collections.abc import Mapping

from tests.interfaces.every_kind import (
    agreement,
    budget,
    decision,
    portfolio,
    program,
    project,
    review,
)
from tests.interfaces.every_kind.agreement import NEW_KEY
from tests.interfaces.every_kind.example import NEW, Example
from tests.interfaces.world import Api, JsonObject, noted

__all__ = ["EXAMPLES", "NEW", "NEW_KEY", "Example", "in_effect"]


def _register(api: Api, day: str) -> object:
    return api.get("/decisions", validAt=day).meta["total"]


EXAMPLES: Mapping[str, Example] = {
    **agreement.EXAMPLES,
    **portfolio.EXAMPLES,
    **program.EXAMPLES,
    **project.EXAMPLES,
    **budget.EXAMPLES,
    **review.EXAMPLES,
    **decision.EXAMPLES,
    "text": Example(noted(), "decision.taken", _register),
}
"""One for each kind in the table of who decides what."""


def in_effect(resolution_: JsonObject, day: str) -> JsonObject:
    """Return a resolution as of a day; text has no day."""
    if resolution_["kind"] == "text":
        return resolution_
    return {**resolution_, "effectiveFrom": day}
