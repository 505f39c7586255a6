"""Where the log says anything but money: what holds between two such positions may be kept.

Who takes part, by which key, and what bodies and members are called are asked for with every
decision about money, which changes none of it. Each entry that may change it has a row here, with a
token that stands for all such entries up to it. What was read of them may be kept by the token: no
other log, and nothing that was rolled back, leads to the same one with other content.

Read models that are made again begin their tokens at random. What a running server has kept of
those before, which may have been wrong, is then never found again.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from sqlalchemy import Column, Connection, LargeBinary, Table, bindparam, select

from application.consequences import MONEY_ONLY
from domain.model import Position
from domain.recorded import Recorded
from infrastructure.event_log import stored_bytes
from infrastructure.tables import Whole, metadata

GOVERNING = Table(
    "governing",
    metadata,
    Column("position", Whole, primary_key=True, autoincrement=False),
    Column("token", LargeBinary, nullable=False),
)

_INSERT: Final = GOVERNING.insert()
TOKEN: Final = (
    select(GOVERNING.c.token)
    .where(GOVERNING.c.position <= bindparam("known_at"))
    .order_by(GOVERNING.c.position.desc())
    .limit(1)
)
"""The token as known at the position ``known_at``; there is none before the first row."""
_NONE: Final = b""
_BEFORE_ALL: Final = Position(0)


def project(connection: Connection, recorded: Sequence[Recorded], position: Position) -> None:
    """Enter the position of a transaction that says more than money."""
    said = [one for one in recorded if not one.stream.startswith(MONEY_ONLY)]
    if said:
        token = sha256(token_at(connection, position))
        token.update(f"{position}\n".encode())  # which is what is known from here on
        for one in said:
            token.update(f"{one.position} {one.stream}\n".encode())
            token.update(stored_bytes(one.cause, one.event))
        connection.execute(_INSERT, {"position": position, "token": token.digest()})


def begin(connection: Connection, token: bytes) -> None:
    """Let every token of read models that are empty follow from this one; from none if empty."""
    if token != _NONE:
        connection.execute(_INSERT, {"position": _BEFORE_ALL, "token": token})


def beginning(connection: Connection) -> bytes:
    """Return what every token follows from: nothing, until read models were made again."""
    return token_at(connection, _BEFORE_ALL)


def token_at(connection: Connection, known_at: Position) -> bytes:
    """Return what stands for all that governs as known at a position."""
    found: bytes | None = connection.execute(TOKEN, {"known_at": known_at}).scalar()
    return _NONE if found is None else found
