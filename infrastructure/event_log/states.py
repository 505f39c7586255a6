"""The states of streams, kept from one transaction to the next by their position in the log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, bindparam

from application.log import Loaded
from domain.errors import CorruptStream
from domain.model import Event, StreamId
from domain.recorded import Recorded
from infrastructure.event_log.head import Head
from infrastructure.event_log.mapper import EventMapper
from infrastructure.event_log.rows import EVENT, read_stream, read_streams
from infrastructure.tables import events

Evolve: TypeAlias = Callable[[StreamId, Any | None, Event], Any]

NOTHING: Final = Loaded(0, None)
"""A stream that does not exist."""

_NEWER: Final = (
    EVENT.add_columns(events.c.leaf)
    .where(events.c.position > bindparam("after"))
    .order_by(events.c.position)
)


class States:
    """What has been read of streams, true at the position of one head.

    Used under the log's lock, by one transaction at a time. It only ever holds what is
    committed: a transaction works on states of its own, and hands them over when it has
    committed. Those it read stay whatever becomes of it, since they are of before it.

    The `most_streams` used last are kept; more than `most_newer` events that another process
    has written are not followed, but the streams read anew when they are asked for.
    """

    def __init__(
        self,
        mapper: EventMapper,
        evolve: Evolve,
        most_streams: int = 20_000,
        most_newer: int = 10_000,
    ) -> None:
        self._mapper: Final = mapper
        self._evolve: Final = evolve
        self._most_streams: Final = most_streams
        self._most_newer: Final = most_newer
        self._head: Head | None = None
        self._loaded: dict[StreamId, Loaded] = {}
        self._streams: dict[str, tuple[StreamId, ...]] = {}

    def catch_up(self, connection: Connection, head: Head) -> None:
        """Bring everything up to `head`, which the transaction of `connection` has locked.

        Nothing is asked when the head is where it was. When another process has moved it, the
        newer events are read; if they do not lead to the head's frontier, it is another log
        (restored from a backup, say) and everything is forgotten.

        Raises:
            CorruptStream: an event is missing or cannot be read.
        """
        if head == self._head:
            return
        rows = self._newer(connection, head)
        if rows is None:
            self._loaded, self._streams = {}, {}
        else:
            self._keep(self._brought_up(rows))
            self._begin(StreamId(row.stream) for row in rows if row.version == 1)
        self._head = head

    def load(self, connection: Connection, stream: StreamId) -> Loaded:
        """Return a stream's state at the head, read in one query if it is not known.

        Raises:
            CorruptStream: an event is missing or cannot be read.
        """
        found = self._loaded.get(stream)
        if found is None:
            found = self.load_until(connection, stream, self._position())
        if found.version:
            self._keep({stream: found})
        return found

    def load_until(self, connection: Connection, stream: StreamId, until: int) -> Loaded:
        """Return a stream's state at an earlier position, always read anew."""
        return self.evolved(stream, NOTHING, read_stream(connection, self._mapper, stream, until))

    def streams(self, connection: Connection, kind: str) -> tuple[StreamId, ...]:
        """Return the streams of a kind at the head, by first position."""
        found = self._streams.get(kind)
        if found is None:
            found = self._streams[kind] = read_streams(connection, kind, self._position())
        return found

    def committed(
        self, head: Head, loaded: Mapping[StreamId, Loaded], begun: Sequence[StreamId]
    ) -> None:
        """Take over the states of a transaction that has just committed and moved the head."""
        self._head = head
        self._keep({stream: state for stream, state in loaded.items() if state.version})
        self._begin(begun)

    def evolved(
        self, stream: StreamId, loaded: Loaded, newer: Iterable[Recorded | Event]
    ) -> Loaded:
        """Return what a stream becomes by newer events."""
        version, state = loaded.version, loaded.state
        for event in newer:
            version += 1
            plain = event.event if isinstance(event, Recorded) else event
            state = self._evolve(stream, state, plain)
        return Loaded(version, state)

    def _position(self) -> int:
        return self._head.position if self._head else 0

    def _newer(self, connection: Connection, head: Head) -> Sequence[Any] | None:
        """Return the events that lead from our head to `head`, or None if none or too many do."""
        before = self._head
        if before is None or not 0 < head.position - before.position <= self._most_newer:
            return None
        rows = connection.execute(_NEWER, {"after": before.position}).all()
        frontier = before.frontier
        for row in rows:
            frontier = frontier.append(row.leaf)
        return rows if frontier == head.frontier else None

    def _brought_up(self, rows: Iterable[Any]) -> dict[StreamId, Loaded]:
        changed: dict[StreamId, Loaded] = {}
        for row in rows:
            stream = StreamId(row.stream)
            known = changed.get(stream) or self._loaded.get(stream)
            if known is None:
                continue
            if row.version != known.version + 1:
                raise CorruptStream(f"Version {known.version + 1} of {stream} is missing")
            changed[stream] = self.evolved(stream, known, [self._mapper.recorded(*row[:-1])])
        return changed

    def _keep(self, loaded: Mapping[StreamId, Loaded]) -> None:
        for stream, state in loaded.items():
            self._loaded.pop(stream, None)  # so that those used last are last
            self._loaded[stream] = state
        while len(self._loaded) > self._most_streams:
            del self._loaded[next(iter(self._loaded))]

    def _begin(self, begun: Iterable[StreamId]) -> None:
        for stream in begun:
            kind = stream.partition("/")[0]
            if kind in self._streams:
                self._streams[kind] += (stream,)
