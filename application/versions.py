"""What a proposal was built on: the version of a stream before the decision."""

from __future__ import annotations

from application.log import Transaction
from domain.errors import Conflict
from domain.model import Position, StreamId


class Versions:
    """The versions that streams had before a decision took effect in them."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._before: dict[StreamId, int] = {}

    def hold(self, stream: StreamId, expected: int | None) -> None:
        """Refuse a proposal that was built on another version (settled question 10).

        Raises:
            Conflict: ``stale_expected_version`` with both versions and what happened since.
        """
        actual = self._before.setdefault(stream, self._transaction.load(stream).version)
        if expected is not None and expected != actual:
            raise self._stale(stream, expected, actual)

    def _stale(self, stream: StreamId, expected: int, actual: int) -> Conflict:
        since = [
            {"position": event.position, "topic": event.topic, "entry": str(event.entry)}
            for event in self._transaction.reader.events(
                Position(0), 10_000, self._transaction.before, stream
            )
            if event.version > expected
        ]
        return Conflict(
            "stale_expected_version",
            f"Förslaget byggde på version {expected} av {stream}, som nu har version {actual}.",
            f"The proposal was built on version {expected} of {stream}, which now has version "
            f"{actual}.",
            stream=stream,
            expected_version=expected,
            actual_version=actual,
            since=since,
        )
