"""Do something once: the first answer to an idempotency key is the answer to all that repeat it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from application.log import Answer, Log, Transaction
from domain.errors import Malformed


@dataclass(frozen=True, slots=True)
class Once:
    """An idempotency key, and the digest of the request it came with."""

    key: str
    digest: bytes


def record(log: Log, once: Once | None, act: Callable[[Transaction], Answer]) -> Answer:
    """Run `act` in one transaction, or return the first answer given for the same key.

    Source: settled question 15: the second waits for the lock and gets the first answer.

    Raises:
        Malformed: ``idempotency_key_reused`` with another content.
        DomainError: whatever `act` refuses; then nothing is recorded and the key is free.
    """
    with log.transaction() as transaction:
        if once is None:
            return act(transaction)
        first = transaction.answer_to(once.key)
        if first is None:
            answer = act(transaction)
            transaction.keep_answer(once.key, answer)
            return answer
        if first.digest != once.digest:
            raise Malformed(
                "idempotency_key_reused",
                "Samma Idempotency-Key har redan använts med ett annat innehåll. En ny begäran "
                "ska ha en ny nyckel.",
                "The same Idempotency-Key was used with another content. A new request needs a "
                "new key.",
                idempotency_key=once.key,
                first_entry=str(first.entry),
            )
        return first
