"""What the use cases need of the log: one write transaction, and one snapshot to read from."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from application.queries import Queries
from domain.model import Event, Position, StreamId
from domain.recorded import Cause, Recorded


@dataclass(frozen=True, slots=True)
class SealedText:
    """A free text beside the log: ``sealed`` is what stands in the event.

    ``sealed`` = "sha256:" + SHA-256(salt ‖ UTF-8 of text), salt being 16 random bytes.
    """

    sealed: str
    salt: bytes
    text: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """A stream's state and version; version 0 and no state when the stream does not exist."""

    version: int
    state: Any


@dataclass(frozen=True, slots=True)
class Entry:
    """Events for one stream with one cause, in order."""

    stream: StreamId
    events: Sequence[Event]
    cause: Cause


@dataclass(frozen=True, slots=True)
class Answer:
    """The first answer given for an idempotency key."""

    entry: UUID
    digest: bytes
    status: int
    location: str
    body: bytes


@dataclass
class Trial:
    """Whether what is tried is to stand, as if it had been done outside the trial."""

    kept: bool = False

    def keep(self) -> None:
        """Let what was done stand."""
        self.kept = True


class Transaction(Protocol):
    """One write transaction, holding the log's lock from its start to its end."""

    @property
    def before(self) -> Position:
        """The head's position before what is appended now, or was written last."""

    @property
    def recorded(self) -> datetime:
        """The recording time of everything in the transaction: UTC, never before the head's."""

    @property
    def reader(self) -> Queries:
        """The read models as this transaction sees them, its own writes included."""

    def load(self, stream: StreamId) -> Loaded:
        """Return the state of a stream with all that was appended in this transaction."""

    def load_before(self, recorded: Recorded) -> Loaded:
        """Return the state of an event's stream as it was just before the event."""

    def streams(self, kind: str) -> tuple[StreamId, ...]:
        """Return every stream of a kind ("program"), in order of first position."""

    def append(self, entry: Entry) -> None:
        """Take events into the transaction: states follow at once, the log at `write`."""

    def keep(self, text: SealedText) -> None:
        """Keep a free text beside the log, in this transaction."""

    def text(self, sealed: str) -> str | None:
        """Return a free text by what stands for it in the log; None when it has been erased."""

    def write(self, opening: Entry | None = None) -> Position:
        """Write `opening` and then everything appended, with leaves and read models.

        Returns the new head. What is appended after it is another entry, for the next call.
        """

    def trial(self) -> AbstractContextManager[Trial]:
        """Do something, writing included, that is undone at the end unless it is kept."""

    def events(self, after: Position, until: Position) -> tuple[Recorded, ...]:
        """Return the events after one position up to and with another, in order."""

    def answer_to(self, key: str) -> Answer | None:
        """Return the answer kept for an idempotency key."""

    def keep_answer(self, key: str, answer: Answer) -> None:
        """Keep the answer of this transaction for an idempotency key."""


class Snapshot(Protocol):
    """One consistent view of everything committed."""

    @property
    def reader(self) -> Queries: ...


class Log(Protocol):
    """The log of one collaboration."""

    def transaction(self, *, rehearse: bool = False) -> AbstractContextManager[Transaction]:
        """Take the lock and begin; commit at the end, or roll back (always, for a rehearsal).

        Raises:
            Unavailable: the lock was not to be had in time, or the store cannot be written.
        """

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """Begin to read one snapshot.

        Raises:
            Unavailable: the store cannot be read.
        """
