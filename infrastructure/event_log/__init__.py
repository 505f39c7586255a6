"""The log: events in one order, with their proof and read models, in one transaction."""

from infrastructure.event_log.head import Head, Held, lock_head, read_head
from infrastructure.event_log.log import EventLog
from infrastructure.event_log.mapper import EventMapper, stored_bytes
from infrastructure.event_log.rows import position_at, read_events, read_stream, read_streams

__all__ = [
    "EventLog",
    "EventMapper",
    "Head",
    "Held",
    "lock_head",
    "position_at",
    "read_events",
    "read_head",
    "read_stream",
    "read_streams",
    "stored_bytes",
]
