"""Persons as read: an id and the sealed form of a name, which may have been erased."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import Connection

from application.queries import At
from application.views import PersonView
from domain.errors import NotFound
from domain.model import Position
from domain.person import PersonRegistered
from domain.recorded import Recorded
from infrastructure.history import Facet, Facets, listed

FACETS = Facets("person_facet")
NAME = "name"


def project(connection: Connection, recorded: Sequence[Recorded], position: Position) -> None:
    """Bring the read model up to the events of one transaction."""
    FACETS.add(connection, position, (facet for one in recorded for facet in _facets(one)))


def _facets(recorded: Recorded) -> Iterator[Facet]:
    if isinstance(recorded.event, PersonRegistered):
        yield listed(recorded)
        yield Facet(recorded.stream.partition("/")[2], NAME, recorded.event.name)


def persons(connection: Connection, at: At) -> tuple[PersonView, ...]:
    """Return every person with the sealed form of its name, in the order they came."""
    things = FACETS.things(connection, at.known_at)
    standing = FACETS.standing(connection, things, at)
    return tuple(
        PersonView(person_id=UUID(thing), name=standing[thing][NAME, ""].value) for thing in things
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
    return PersonView(person_id=person_id, name=found[NAME, ""].value)
