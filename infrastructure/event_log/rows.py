"""Reading the log's events from the table: prebuilt statements, in order, in batches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, Connection, bindparam, literal_column, select

from domain.errors import CorruptStream
from domain.model import Position, StreamId
from domain.recorded import Recorded
from infrastructure.event_log.mapper import EventMapper
from infrastructure.tables import events

LAST: Final = 2**63 - 1
"""No position, version or limit is greater: it stands for "to the end"."""

_BATCH: Final = 1000

_until = bindparam("until", type_=BigInteger)
_limit = bindparam("limit", type_=BigInteger)
EVENT: Final = select(
    events.c.stream,
    events.c.version,
    events.c.topic,
    events.c.state,
    events.c.position,
    events.c.recorded,
)
"""An event as it lies in the log, in the order of `StoredRecord` and `EventMapper.recorded`."""
_LOG: Final = (
    EVENT.where(events.c.position > bindparam("after"), events.c.position <= _until)
    .order_by(events.c.position)
    .limit(_limit)
)
_STREAM: Final = (
    EVENT.where(
        events.c.stream == bindparam("stream"),
        events.c.position > bindparam("after"),
        events.c.position <= _until,
    )
    .order_by(events.c.version)
    .limit(_limit)
)
# Nothing is said of the order or the last position: SQLite would walk the whole log for them.
_STREAMS: Final = select(events.c.position, events.c.stream).where(
    # Written out: SQLite uses a partial index only if it can tell that its condition holds.
    events.c.version == literal_column("1"),
    events.c.stream >= bindparam("from_stream"),
    events.c.stream < bindparam("to_stream"),
)
_POSITION: Final = (
    select(events.c.position)
    .where(events.c.recorded <= bindparam("instant"))
    .order_by(events.c.recorded.desc(), events.c.position.desc())
    .limit(1)
)


def read_events(
    connection: Connection,
    mapper: EventMapper,
    after: int = 0,
    limit: int = LAST,
    stream: StreamId | None = None,
) -> Iterator[Recorded]:
    """Yield at most `limit` events after position `after`, of all streams or of one, in order.

    The log is read in batches, a stream at once. Positions are checked to be without a hole.

    Raises:
        CorruptStream: an event is missing or cannot be read.
    """
    if stream is not None:
        values = {"stream": stream, "after": after, "until": LAST, "limit": limit}
        for row in connection.execute(_STREAM, values):
            yield mapper.recorded(*row)
        return
    end = min(after + limit, LAST)
    while after < end:
        values = {"after": after, "until": LAST, "limit": min(end - after, _BATCH)}
        rows = connection.execute(_LOG, values).all()
        if not rows:
            return
        for row in rows:
            after = _next(after, row.position)
            yield mapper.recorded(*row)


def read_stream(
    connection: Connection, mapper: EventMapper, stream: StreamId, until: int = LAST
) -> Iterator[Recorded]:
    """Yield the events of one stream up to and including position `until`, in order.

    Raises:
        CorruptStream: a version is missing, or an event cannot be read.
    """
    values = {"stream": stream, "after": 0, "until": until, "limit": LAST}
    for version, row in enumerate(connection.execute(_STREAM, values), 1):
        if row.version != version:
            raise CorruptStream(f"Version {version} of {stream} is missing")
        yield mapper.recorded(*row)


def read_streams(connection: Connection, kind: str, until: int = LAST) -> tuple[StreamId, ...]:
    """Return the streams of a kind that begin at or before `until`, by first position."""
    # "0" follows "/", so that these are the streams that begin with "<kind>/".
    values = {"from_stream": f"{kind}/", "to_stream": f"{kind}0"}
    rows = sorted(tuple(row) for row in connection.execute(_STREAMS, values))
    return tuple(StreamId(stream) for position, stream in rows if position <= until)


def position_at(connection: Connection, instant: datetime) -> Position:
    """Return the last position recorded at or before an aware time; 0 before the first."""
    found = connection.execute(_POSITION, {"instant": instant}).scalar()
    return Position(found or 0)


def _next(after: int, position: int) -> int:
    if position != after + 1:
        raise CorruptStream(f"The event at position {after + 1} is missing")
    return position
