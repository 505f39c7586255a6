"""What an example of a kind of resolution is, and how a read of a day shows its effect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.interfaces.world import Api, JsonObject
from tests.make import uid

NEW = uid("new")
Seen = Callable[[Api, str], object]


def nothing(_: Api) -> None:
    """Do nothing more."""


@dataclass(frozen=True)
class Example:
    """A resolution without its day, the event it causes, and how a day's read shows it.

    ``earlier`` is the id of the decision of what is ``given``, where the example names it;
    ``registered`` are facts that follow, each with its path.
    """

    resolution: JsonObject
    topic: str
    seen: Seen
    given: tuple[JsonObject, ...] = ()
    registered: tuple[tuple[str, JsonObject], ...] = ()
    earlier: UUID | None = None
    then: Callable[[Api], None] = nothing


def found_in(items: Any, name: str, value: object) -> Any:
    return next((item for item in items if item[name] == str(value)), None)
