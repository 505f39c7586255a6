"""The head of the log: one row that is locked, read and moved once in a transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Select, bindparam, select, update

from domain.errors import CorruptStream
from domain.model import Position
from infrastructure.merkle import Frontier
from infrastructure.tables import log_head

_READ: Final = select(log_head.c.position, log_head.c.recorded, log_head.c.frontier).where(
    log_head.c.id == 1
)
_LOCK: Final = _READ.with_for_update()
_MOVE: Final = (
    update(log_head)
    .where(log_head.c.id == 1, log_head.c.position == bindparam("from_position"))
    .values(
        position=bindparam("to_position"),
        recorded=bindparam("to_recorded"),
        frontier=bindparam("to_frontier"),
    )
    .returning(log_head.c.position)
)


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log ends: 0 and an empty frontier before its first event."""

    position: Position
    recorded: datetime
    frontier: Frontier


@dataclass(slots=True)
class Held:
    """The log while a transaction holds its lock: `head` follows what is appended."""

    connection: Connection
    head: Head


def read_head(connection: Connection) -> Head:
    """Return the head as the connection sees it.

    Raises:
        CorruptStream: the head is not there, or its frontier is of another size.
    """
    return _head(connection, _READ)


def lock_head(connection: Connection) -> Head:
    """Lock the head for the rest of the transaction and return it.

    Whoever writes to the log does this first. (On SQLite the transaction holds the only lock.)

    Raises:
        CorruptStream: as `read_head`.
    """
    return _head(connection, _LOCK)


def move_head(connection: Connection, before: Head, after: Head) -> None:
    """Move the head from `before`, which this transaction has locked.

    Raises:
        CorruptStream: the head is no longer there, so that something wrote without the lock.
    """
    moved = connection.execute(
        _MOVE,
        {
            "from_position": before.position,
            "to_position": after.position,
            "to_recorded": after.recorded,
            "to_frontier": after.frontier.to_bytes(),
        },
    )
    if moved.first() is None:
        raise CorruptStream(f"The head of the log is no longer at {before.position}")


def _head(connection: Connection, statement: Select[int, datetime, bytes]) -> Head:
    row = connection.execute(statement).one_or_none()
    if row is None:
        raise CorruptStream("The log has no head")
    position, recorded, frontier = row
    try:
        head = Head(Position(position), recorded, Frontier.from_bytes(frontier))
    except ValueError as error:
        raise CorruptStream(f"The head at {position} has no frontier: {error}") from error
    if head.frontier.size != position:
        raise CorruptStream(f"The frontier at {position} is of {head.frontier.size} events")
    return head
