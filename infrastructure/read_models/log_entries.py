"""The log itself as read: its entries, its times and the texts beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select

from application.queries import Head
from application.texts import opened, sealed_in
from application.views import EventView
from domain.model import Position, StreamId
from infrastructure.tables import events, log_head, texts

T = TypeVar("T")

_E = events.c

_HEAD = select(log_head.c.position, log_head.c.recorded)
_AT_TIME = select(func.max(_E.position)).where(_E.recorded <= bindparam("instant"))


def head(connection: Connection) -> Head:
    """Return the log's last position and its time; no time in an empty log."""
    row = connection.execute(_HEAD).one()
    return Head(Position(row.position), row.recorded if row.position else None)


def position_at(connection: Connection, instant: datetime) -> Position:
    """Return the last position recorded at or before a time; 0 before the first."""
    found = connection.execute(_AT_TIME, {"instant": instant}).scalar_one()
    return Position(found or 0)


_SOME = (
    select(_E.position, _E.stream, _E.version, _E.topic, _E.recorded, _E.state)
    .where(_E.position > bindparam("after"), _E.position <= bindparam("until"))
    .order_by(_E.position)
    .limit(bindparam("limit"))
)
_SOME_OF_STREAM = _SOME.where(_E.stream == bindparam("stream"))


def entries(
    connection: Connection,
    after: Position,
    limit: int,
    until: Position,
    stream: StreamId | None = None,
) -> tuple[EventView, ...]:
    """Return entries after one position up to and with another, in order, texts opened."""
    chosen = {"after": after, "until": until, "limit": limit}
    if stream is None:
        rows = connection.execute(_SOME, chosen).all()
    else:
        rows = connection.execute(_SOME_OF_STREAM, {**chosen, "stream": stream}).all()
    stored = open_texts(connection, [json.loads(row.state) for row in rows])
    return tuple(_event(row, value) for row, value in zip(rows, stored, strict=True))


def _event(row: Any, stored: Any) -> EventView:
    cause = stored["cause"]
    return EventView(
        position=row.position,
        stream=row.stream,
        version=row.version,
        topic=row.topic,
        recorded=row.recorded,
        entry=UUID(cause["entry"]),
        resolution=cause["resolution"],
        recorded_by=cause["recordedBy"],
        data=stored["event"],
    )


_TEXTS = select(texts.c.sealed, texts.c.text).where(
    texts.c.sealed.in_(bindparam("sealed", expanding=True))
)


def open_texts(connection: Connection, value: T) -> T:
    """Return JSON, a view or a tuple of views with every sealed text opened; erased: None."""
    sealed = sorted(set(sealed_in(value)))
    found: Mapping[str, str] = {}
    if sealed:
        rows = connection.execute(_TEXTS, {"sealed": sealed})
        found = {row.sealed: row.text for row in rows}
    return opened(value, found)
