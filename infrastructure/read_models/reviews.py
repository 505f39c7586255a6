"""Reviews as read; what they link to is seen as of their evidence position."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from application.queries import At
from application.views import ReviewView
from domain.errors import NotFound
from domain.model import Period, Position, stated
from domain.recorded import Recorded
from domain.review import ReviewInitiated
from infrastructure.history import Facet, Facets, Standing, listed

FACETS = Facets("review_facet")
INITIATED = "initiated"


def project(connection: Connection, recorded: Sequence[Recorded], position: Position) -> None:
    """Bring the read model up to the events of one transaction."""
    FACETS.add(connection, position, (facet for one in recorded for facet in _facets(one)))


def _facets(recorded: Recorded) -> Iterator[Facet]:
    if isinstance(recorded.event, ReviewInitiated):
        value = recorded.event.model_dump(mode="json", exclude={"v"})
        thing = recorded.stream.partition("/")[2]
        yield listed(recorded)
        yield Facet(thing, INITIATED, value, recorded.event.initiated_on)


def reviews(connection: Connection, at: At) -> tuple[ReviewView, ...]:
    """Return every review initiated by then, in order."""
    things = FACETS.things(connection, at.known_at)
    standing = FACETS.standing(connection, things, at)
    return tuple(
        _review(thing, standing[thing][INITIATED, ""])
        for thing in things
        if (INITIATED, "") in standing.get(thing, {})
    )


def review(connection: Connection, review_id: UUID, at: At) -> ReviewView:
    """Return one review.

    Raises:
        NotFound: there is none at that pair of times.
    """
    thing = str(review_id)
    found = FACETS.standing(connection, (thing,), at).get(thing)
    if not found or (INITIATED, "") not in found:
        raise NotFound("review", review_id)
    return _review(thing, found[INITIATED, ""])


def _review(thing: str, standing: Standing) -> ReviewView:
    value = standing.value
    start, end = (date.fromisoformat(value["period"][day]) for day in ("start", "end"))
    return ReviewView.model_validate(
        {
            "review_id": UUID(thing),
            "agreement_id": UUID(value["agreementId"]),
            "origin": value["origin"],
            "initiated_by": UUID(value["initiatedBy"]) if value["initiatedBy"] else None,
            "title": value["title"],
            "scope": value["scope"],
            "period": stated(Period(start, end)),
            "questions": tuple(value["questions"]),
            "evidence_position": value["evidencePosition"],
            "initiated_on": standing.valid_from,
            "position": standing.position,
        }
    )
