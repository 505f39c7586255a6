"""How stored events of older versions are read: one function from each version to the next.

An event's stored bytes are never rewritten. When the form of an event changes, its ``v`` gets
the next number, and here stands the function that turns the JSON of the version before into
the JSON of the next. The golden file of every version ever written keeps them honest.

Whoever adds one adds a migration with it, if only an empty one, which says so in its docstring
("`project.completed` of version 1"): read models follow from events as they are read now, and
`samsyn migrate` makes them again after every new revision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Upcast: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]
"""From the JSON object of one version, in the log's camelCase, to that of the next."""

Upcasts: TypeAlias = Mapping[tuple[str, int], Upcast]
"""By topic and the version that is read, for example ``("budget.funded", 1)``."""


def _handover_unexplained(completed: dict[str, Any]) -> dict[str, Any]:
    """Version 1 did not ask why a project was completed without handover."""
    return {**completed, "noHandoverBecause": None}


UPCASTS: Upcasts = {("project.completed", 1): _handover_unexplained}
"""Every upcaster there is."""


def upcast(event: dict[str, Any], topic: str, newest: int, upcasts: Upcasts) -> dict[str, Any]:
    """Return `event` in version `newest`; ``v`` is set, whatever the functions do with it.

    Raises:
        KeyError: there is no function from one of the versions on the way.
    """
    for version in range(event["v"], newest):
        event = {**upcasts[topic, version](event), "v": version + 1}
    return event
