"""The log itself as read: its entries, its times and the texts beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from application.queries import Head
from application.texts import opened, opened_json, sealed_in, sealed_in_json
from application.views import EventView
from domain.model import Position, StreamId
from infrastructure.event_log.head import read_head
from infrastructure.event_log.rows import EVENT
from infrastructure.tables import events, texts

T = TypeVar("T")

_E = events.c


def head(connection: Connection) -> Head:
    """Return the log's last position and its time; no time in an empty log."""
    found = read_head(connection)
    return Head(found.position, found.recorded if found.position else None)


_STATE = select(_E.state).where(_E.position == bindparam("position"))


def complete(connection: Connection, position: Position, last: Position) -> Position:
    """Return the last position at or before `position` at which no entry is half written.

    A decision and what it causes become known together: at a position among them, only what
    came before the decision is known. `last` is the head of the log.
    """
    if not 0 < position < last:
        return position
    entry, complete_at = _entry_at(connection, position), position
    if entry != _entry_at(connection, Position(position + 1)):
        return position
    while complete_at > 0 and _entry_at(connection, complete_at) == entry:
        complete_at = Position(complete_at - 1)
    return complete_at


def _entry_at(connection: Connection, position: Position) -> str:
    state = connection.execute(_STATE, {"position": position}).scalar_one()
    return str(json.loads(state)["cause"]["entry"])


_LISTED = EVENT.limit(bindparam("limit"))
_SOME = _LISTED.where(_E.position > bindparam("after"), _E.position <= bindparam("until")).order_by(
    _E.position
)
# A stream's versions are in the order of positions, and have an index. Only that is to be used:
# PostgreSQL, which plans once for all positions, would walk those of all streams beside it, and
# does so too where it is to plan by the values (PLANNED_EACH_TIME) without having counted what is
# there, or when few positions are asked for.
_SOME_OF_STREAM = _LISTED.where(
    _E.stream == bindparam("stream"),
    _E.position + 0 > bindparam("after"),
    _E.position + 0 <= bindparam("until"),
).order_by(_E.version)


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
    return _opened(connection, rows)


_AT = EVENT.where(_E.position.in_(bindparam("positions", expanding=True))).order_by(_E.position)


def entries_at(connection: Connection, positions: Sequence[int]) -> tuple[EventView, ...]:
    """Return the entries at some positions, in order, texts opened."""
    return _opened(connection, connection.execute(_AT, {"positions": positions}).all())


def _opened(connection: Connection, rows: Sequence[Any]) -> tuple[EventView, ...]:
    states = [row.state.decode() for row in rows]
    texts_of = _texts(connection, chain.from_iterable(map(sealed_in_json, states)))
    return tuple(
        _event(row, opened_json(state, texts_of)) for row, state in zip(rows, states, strict=True)
    )


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
    return opened(value, _texts(connection, sealed_in(value)))


def _texts(connection: Connection, sealed: Iterable[str]) -> Mapping[str, str]:
    wanted = sorted(set(sealed))
    if not wanted:
        return {}
    return {row.sealed: row.text for row in connection.execute(_TEXTS, {"sealed": wanted})}
