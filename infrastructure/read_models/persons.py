"""Persons as read: an id and the sealed form of a name, which may have been erased."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection

from application.queries import At
from application.views import PersonView
from domain.errors import NotFound
from domain.model import Position, Recorded
from domain.person import PersonRegistered
from infrastructure.history import Facet, Facets

FACETS = Facets("person_facet")
LISTED = "name"


def project(connection: Connection, recorded: Sequence[Recorded], position: Position) -> None:
    """Bring the read model up to the events of one transaction."""
    FACETS.add(
        connection,
        position,
        (
            Facet(one.stream.partition("/")[2], LISTED, one.event.name)
            for one in recorded
            if isinstance(one.event, PersonRegistered)
        ),
    )


def persons(connection: Connection, at: At) -> tuple[PersonView, ...]:
    """Return every person with the sealed form of its name, in the order they came."""
    things = FACETS.things(connection, LISTED, "", at.known_at)
    standing = FACETS.standing(connection, things, at)
    return tuple(
        PersonView(person_id=UUID(thing), name=standing[thing][LISTED, ""].value)
        for thing in things
    )


def person(connection: Connection, person_id: UUID, at: At) -> PersonView:
    """Return one person with the sealed form of its name.

    Raises:
        NotFound: there is none at that position.
    """
    thing = str(person_id)
    found = FACETS.standing(connection, (thing,), at).get(thing)
    if not found:
        raise NotFound("person", person_id)
    return PersonView(person_id=person_id, name=found[LISTED, ""].value)
