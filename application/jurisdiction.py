"""A body decides only about what its own agreement governs; the log may hold several agreements.

Source: domain.md, "Legal form, rules and consent": bodies are those of an agreement.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from application.surroundings import Surroundings
from domain.agreement import Body
from domain.errors import NotPermitted
from domain.model import Resolution, StreamId


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


def _agreements(resolution: Resolution, around: Surroundings) -> Iterator[UUID]:
    named = {**dict(resolution), **dict(getattr(resolution, "scope", None) or {})}
    for kind in ("agreement", "portfolio", "program", "project"):
        identity = named.get(f"{kind}_id")
        thing = StreamId(f"{kind}/{identity}")
        if identity is not None and around.exists(thing):
            yield identity if kind == "agreement" else around.agreement_of(thing)
