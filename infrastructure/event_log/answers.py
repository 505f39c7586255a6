"""The first answer for each idempotency key, kept for a day in the transaction it answers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, insert, select

from application.log import Answer
from domain.model import Position
from infrastructure.tables import answers

KEPT: Final = timedelta(hours=24)

_FIND: Final = select(
    answers.c.entry, answers.c.digest, answers.c.status, answers.c.location, answers.c.body
).where(answers.c.key == bindparam("the_key"), answers.c.recorded >= bindparam("oldest"))
_PRUNE: Final = delete(answers).where(answers.c.recorded < bindparam("oldest"))
_KEEP: Final = insert(answers)


def find_answer(connection: Connection, key: str, now: datetime) -> Answer | None:
    """Return the answer kept for `key` no more than a day before `now`, or None."""
    values = {"the_key": key, "oldest": now - KEPT}
    row = connection.execute(_FIND, values).one_or_none()
    if row is None:
        return None
    entry, digest, status, location, body = row
    return Answer(UUID(entry), digest, status, location, body)


def keep_answer(
    connection: Connection, key: str, answer: Answer, now: datetime, position: Position
) -> None:
    """Keep the answer for `key`, given at `now`, and forget those of more than a day.

    Forgetting is one look into an index, and nearly always finds little: each day's answers
    go as the next day's come.

    Raises:
        IntegrityError: the key has an answer that is not a day old.
    """
    connection.execute(_PRUNE, {"oldest": now - KEPT})
    row = {
        "key": key,
        "digest": answer.digest,
        "entry": str(answer.entry),
        "status": answer.status,
        "location": answer.location,
        "body": answer.body,
        "recorded": now,
        "position": position,
    }
    connection.execute(_KEEP, row)
