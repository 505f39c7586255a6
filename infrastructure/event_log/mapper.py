"""Between the log's bytes and `Recorded`: canonical JSON out, one parse in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from typing import Any, Final, Generic, TypeVar, cast

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, Notification, StoredEvent, Transcoder
from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config
from pydantic.alias_generators import to_camel
from typing_extensions import TypedDict

from domain.errors import CorruptStream
from domain.model import STORED, Event, Position, StreamId
from domain.recorded import Cause, Recorded
from infrastructure.canonical import canonical_json
from infrastructure.upcasts import UPCASTS, Upcasts, upcast

_E = TypeVar("_E")


@with_config(ConfigDict(alias_generator=to_camel, strict=True, extra="forbid"))
class Stored(TypedDict, Generic[_E]):
    """The stored form of an event: ``{"cause": …, "event": …}``."""

    cause: Cause
    event: _E


@dataclass(frozen=True)
class StoredRecord(Notification):
    """A stored event with its place in the log (`id`) and its time."""

    recorded: datetime


class CanonicalTranscoder(Transcoder):
    """Canonical JSON, for the library."""

    def encode(self, obj: Any) -> bytes:
        """Return the canonical JSON of `obj`."""
        return canonical_json(obj)

    def decode(self, data: bytes) -> Any:
        """Return the JSON value in `data`."""
        return json.loads(data)


class _Topic:
    """How the events of one topic are read."""

    def __init__(self, event: type[Event]) -> None:
        self._event: Final = event
        self.newest: Final[int] = event.model_fields["v"].default
        # Quotes within a text are escaped, so that these bytes can only be a key and its value.
        self._marks = tuple(f'"v":{self.newest}{end}'.encode() for end in ",}")

    @cached_property
    def parse(self) -> Callable[..., Stored[Event]]:
        """What reads stored bytes of the newest version, made when the first are read.

        It is given `context` = STORED.
        """
        adapter = TypeAdapter(cast("Any", Stored)[self._event])
        return cast("Callable[..., Stored[Event]]", adapter.validator.validate_json)

    def may_be_newest(self, state: bytes) -> bool:
        """Tell, without parsing, that an event is of an older version (False) or may not be."""
        return any(mark in state for mark in self._marks)


@cache
def _topic(event: type[Event]) -> _Topic:
    """Return how the events of a class are read: one for all logs of a process."""
    return _Topic(event)


class EventMapper(Mapper[str]):
    """Maps the events of `events`, by their topics.

    Stored bytes of an event's newest version go straight through one strict validation; only
    older versions are parsed, upcast and validated.
    """

    def __init__(self, events: Mapping[str, type[Event]], upcasts: Upcasts = UPCASTS) -> None:
        super().__init__(CanonicalTranscoder())
        self._topics: Final = {topic: _topic(event) for topic, event in events.items()}
        self._upcasts: Final = upcasts

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        """Return an event of the log (a `Recorded`) as it is stored."""
        event = cast("Recorded", domain_event)
        return StoredEvent(
            originator_id=event.stream,
            originator_version=event.version,
            topic=event.event.TOPIC,
            state=stored_bytes(event.cause, event.event),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[str]:
        """Return the `Recorded` of a stored event that was read from the log.

        Raises:
            CorruptStream: as `recorded`.
            TypeError: the stored event was not read from the log and has no place in it.
        """
        if not isinstance(stored_event, StoredRecord):
            raise TypeError("Only what was read from the log has a position and a time")
        event = self.recorded(
            StreamId(str(stored_event.originator_id)),
            stored_event.originator_version,
            stored_event.topic,
            stored_event.state,
            Position(stored_event.id),
            stored_event.recorded,
        )
        return cast("DomainEventProtocol[str]", event)

    def recorded(
        self,
        stream: StreamId,
        version: int,
        topic: str,
        state: bytes,
        position: Position,
        recorded: datetime,
    ) -> Recorded:
        """Return the event in a row of the log, `rows.EVENT`.

        Raises:
            CorruptStream: the topic is unknown, or the bytes are no version of its events.
        """
        try:
            reader = self._topics[topic]
            if reader.newest == 1:  # nearly all: without a call more
                stored = reader.parse(state, context=STORED)
            else:
                stored = self._of_any_version(reader, topic, state)
        except (LookupError, TypeError, ValueError) as error:
            raise CorruptStream(
                f"The event at position {position} (stream {stream}, version {version}, "
                f"topic {topic}) cannot be read: {error!r}"
            ) from error
        return Recorded(stream, version, stored["event"], stored["cause"], recorded, position)

    def _of_any_version(self, reader: _Topic, topic: str, state: bytes) -> Stored[Event]:
        if reader.may_be_newest(state):
            with suppress(ValidationError):
                return reader.parse(state, context=STORED)
        stored = json.loads(state)
        stored["event"] = upcast(stored["event"], topic, reader.newest, self._upcasts)
        return reader.parse(canonical_json(stored), context=STORED)


def stored_bytes(cause: Cause, event: Event) -> bytes:
    """Return the bytes that are stored for an event, which its leaf commits to.

    Canonical JSON: ``{"cause": {"entry", "recordedBy", "resolution"}, "event": {…, "v"}}``.
    """
    return canonical_json(
        {
            "cause": {
                "entry": str(cause.entry),
                "resolution": cause.resolution,
                "recordedBy": cause.recorded_by,
            },
            "event": event.model_dump(mode="json"),
        }
    )
