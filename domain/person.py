"""The person: the one place for names, which can be erased; everything else holds the id."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.model import Event, Fact, PersonId, Prose, Sealed, StreamId
from domain.rules import already_recorded, begins


def stream(person_id: UUID) -> StreamId:
    """Return the stream of a person."""
    return StreamId(f"person/{person_id}")


class PersonRegistered(Event):
    TOPIC = "person.registered"
    name: Sealed


PersonEvent = PersonRegistered


class RegisterPerson(Fact):
    """Register a person, so that a mandate or an appointment can name it."""

    person_id: PersonId
    name: Prose

    @property
    def entry(self) -> UUID:
        return self.person_id

    @property
    def stream(self) -> StreamId:
        return stream(self.person_id)


@dataclass(frozen=True, slots=True)
class Person:
    """A person by the sealed form of its name."""

    name: str


def decide(state: Person | None, command: RegisterPerson, around: object) -> list[PersonEvent]:
    """Return the events `command` causes, or raise the rule that refuses it."""
    if state is not None:
        raise already_recorded("person", command.person_id)
    return [PersonRegistered(name=command.name)]


def evolve(state: Person | None, event: PersonEvent) -> Person:
    """Return the state after `event`.

    Raises:
        CorruptStream: the stream has begun already.
    """
    begins(state, event.TOPIC)
    return Person(name=event.name)
