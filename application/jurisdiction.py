"""A body decides only about what its own agreement governs; the log may hold several agreements.

Source: domain.md, "Legal form, rules and consent": bodies are those of an agreement.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from application.surroundings import Surroundings
from domain.agreement import Body
from domain.errors import NotPermitted
from domain.model import Frozen, Resolution, StreamId


def governs_what_is_decided(body: Body, resolution: Resolution, around: Surroundings) -> None:
    """Refuse a resolution about what another agreement than the body's governs.

    What does not exist (yet) is not judged here.

    Raises:
        NotPermitted: ``thing_of_another_agreement`` with the agreement that governs it.
    """
    own = around.agreement_of_body(body.body_id)
    foreign = sorted(str(other) for other in set(_agreements(resolution, around)) - {own})
    if foreign:
        raise NotPermitted(
            "thing_of_another_agreement",
            f"{body.name} är ett organ i ett annat samverkansavtal än det som beslutet rör.",
            f"{body.name} is a body of another agreement than the one the decision concerns.",
            body_id=str(body.body_id),
            kind=resolution.kind,
            agreement_id=str(own),
            concerns=foreign,
        )


_GOVERNED: Final = ("agreement", "portfolio", "program", "project", "decision")


def _agreements(resolution: Resolution, around: Surroundings) -> Iterator[UUID]:
    for kind, identity in _named(resolution):
        thing = StreamId(f"{kind}/{identity}")
        if around.exists(thing):
            match kind:
                case "agreement":
                    yield identity
                case "decision":
                    yield around.agreement_of_body(around.decision(identity).body_id)
                case _:
                    yield around.agreement_of(thing)


def _named(value: object) -> Iterator[tuple[str, UUID]]:
    """Yield what a resolution names, in any depth, as ``program_id`` or ``source_program_id``."""
    if isinstance(value, tuple):
        for one in value:
            yield from _named(one)
    elif isinstance(value, Frozen):
        for name, inner in value:
            kind = name.removesuffix("_id").rpartition("_")[2]
            if isinstance(inner, UUID) and name.endswith("_id") and kind in _GOVERNED:
                yield kind, inner
            else:
                yield from _named(inner)
