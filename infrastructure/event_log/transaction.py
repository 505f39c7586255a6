"""One write transaction of the log: what is decided in it stands or falls together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Final, TypeAlias, cast

from eventsourcing.persistence import EventStore
from sqlalchemy import Connection, bindparam, insert, select

from application.log import Answer, Entry, Loaded, SealedText, Trial
from application.queries import Queries
from domain.model import Position, StreamId
from domain.recorded import Recorded
from infrastructure.event_log.answers import find_answer, keep_answer
from infrastructure.event_log.head import Held
from infrastructure.event_log.states import NOTHING, States
from infrastructure.tables import texts

Project: TypeAlias = Callable[[Connection, Sequence[Recorded], Position], None]
"""Writes the read models of a transaction's events, all as of its last position."""

_KEEP_TEXT: Final = insert(texts)
_TEXT: Final = select(texts.c.text).where(texts.c.sealed == bindparam("the_sealed"))


@dataclass(frozen=True, slots=True)
class Means:
    """What every transaction of a log works with."""

    store: EventStore[str]
    states: States
    project: Project
    reader: Callable[[Connection], Queries]
    read: Callable[[Connection, Position, Position], Iterable[Recorded]]


@dataclass(slots=True)
class _Work:
    """What a transaction has in hand: an entry that is appended to, or has been written.

    `before` is the head's position before it; `working` are the states with what is appended;
    `begun` are the streams that began here, the first `begun_before` of them in earlier entries.
    """

    before: Position
    working: dict[StreamId, Loaded] = field(default_factory=dict)
    begun: list[StreamId] = field(default_factory=list)
    begun_before: int = 0
    entries: list[Entry] = field(default_factory=list)
    texts: list[SealedText] = field(default_factory=list)
    written: bool = False

    def copy(self) -> _Work:
        """Return the same work, to go back to whatever is done with this one."""
        return replace(
            self,
            working=dict(self.working),
            begun=list(self.begun),
            entries=list(self.entries),
            texts=list(self.texts),
        )


class LogTransaction:
    """A transaction that holds the log; the `Transaction` of the use cases."""

    def __init__(self, held: Held, recorded: datetime, means: Means) -> None:
        self._held: Final = held
        self._recorded: Final = recorded
        self._means: Final = means
        self._work = _Work(held.head.position)

    @property
    def before(self) -> Position:
        """The head's position before what is appended now, or was written last."""
        return self._work.before

    @property
    def recorded(self) -> datetime:
        """The recording time of everything in the transaction."""
        return self._recorded

    @cached_property
    def reader(self) -> Queries:
        """The read models as this transaction sees them."""
        return self._means.reader(self._held.connection)

    def load(self, stream: StreamId) -> Loaded:
        """Return the state of a stream with all that was appended in this transaction."""
        found = self._work.working.get(stream)
        if found is None:
            found = self._means.states.load(self._held.connection, stream)
            self._work.working[stream] = found
        return found

    def load_before(self, recorded: Recorded) -> Loaded:
        """Return the state of an event's stream as it was just before the event."""
        until = Position(recorded.position - 1)
        return self._means.states.load_until(self._held.connection, recorded.stream, until)

    def streams(self, kind: str) -> tuple[StreamId, ...]:
        """Return every stream of a kind, in order of first position, those begun here last."""
        begun = (stream for stream in self._work.begun if stream.startswith(f"{kind}/"))
        return (*self._means.states.streams(self._held.connection, kind), *begun)

    def append(self, entry: Entry) -> None:
        """Take events into the transaction; the log follows at `write`."""
        self._begin_anew()
        loaded = self.load(entry.stream)
        if entry.events and loaded.version == 0:
            self._work.begun.append(entry.stream)
        self._work.working[entry.stream] = self._evolved(loaded, [entry])
        self._work.entries.append(entry)

    def keep(self, text: SealedText) -> None:
        """Keep a free text beside the log, at `write`."""
        self._begin_anew()
        self._work.texts.append(text)

    def text(self, sealed: str) -> str | None:
        """Return a free text that was kept here or earlier; None when it has been erased."""
        for kept in self._work.texts:
            if kept.sealed == sealed:
                return kept.text
        stored: str | None = self._held.connection.execute(_TEXT, {"the_sealed": sealed}).scalar()
        return stored

    def write(self, opening: Entry | None = None) -> Position:
        """Write `opening` and then everything appended, with leaves and read models.

        What opens an entry begins a stream of its own: none is looked for under that name.

        Returns the new head, which is where it was when there are no events. What is appended
        after it is another entry, for the next call.

        Raises:
            CorruptStream: something else has written to the log without its lock.
        """
        self._begin_anew()
        if opening is not None:
            self._open(opening)
        self._work.written = True
        events = list(self._numbered())
        if events:
            self._put(events)
        if self._work.texts:
            self._keep_texts()
        if events:
            self._means.project(self._held.connection, events, self._held.head.position)
        return self._held.head.position

    @contextmanager
    def trial(self) -> Iterator[Trial]:
        """Do something, writing included, that is undone at the end unless it is kept."""
        head, work = self._held.head, self._work.copy()
        savepoint, trial = self._held.connection.begin_nested(), Trial()
        try:
            yield trial
        finally:
            if trial.kept:
                savepoint.commit()
            else:
                savepoint.rollback()
                self._held.head, self._work = head, work

    def events(self, after: Position, until: Position) -> tuple[Recorded, ...]:
        """Return the events after one position up to and with another, in order."""
        return tuple(self._means.read(self._held.connection, after, until))

    def answer_to(self, key: str) -> Answer | None:
        """Return the answer kept for an idempotency key during the last day."""
        return find_answer(self._held.connection, key, self._recorded)

    def keep_answer(self, key: str, answer: Answer) -> None:
        """Keep the answer of this transaction for an idempotency key."""
        position = self._held.head.position
        keep_answer(self._held.connection, key, answer, self._recorded, position)

    def committed(self) -> None:
        """Hand the states over to the transactions to come; called right after the commit."""
        if self._work.written:
            self._means.states.committed(self._held.head, self._work.working, self._work.begun)

    def refuse_to_lose(self) -> None:
        """Check that what was appended has been written; called right before the commit.

        Raises:
            RuntimeError: it has not, and would be lost without a word.
        """
        if (self._work.entries or self._work.texts) and not self._work.written:
            raise RuntimeError("The transaction appended to the log and did not write")

    def _begin_anew(self) -> None:
        """Begin another entry when the one before it is written."""
        if self._work.written:
            done = self._work
            self._work = _Work(
                self._held.head.position,
                working=done.working,
                begun=done.begun,
                begun_before=len(done.begun),
            )

    def _open(self, opening: Entry) -> None:
        """Put `opening` before everything appended, on a stream that begins with it."""
        stream = opening.stream
        if opening.events:
            begun = self._work.begun
            if stream in begun:
                begun.remove(stream)
            begun.insert(self._work.begun_before, stream)
        self._work.entries.insert(0, opening)
        own = (entry for entry in self._work.entries if entry.stream == stream)
        self._work.working[stream] = self._evolved(NOTHING, own)

    def _evolved(self, loaded: Loaded, entries: Iterable[Entry]) -> Loaded:
        for entry in entries:
            loaded = self._means.states.evolved(entry.stream, loaded, entry.events)
        return loaded

    def _numbered(self) -> Iterator[Recorded]:
        """Yield the events with their versions and positions, in the order of the log."""
        versions = self._first_versions()
        position = self._work.before
        for entry in self._work.entries:
            for event in entry.events:
                position, version = Position(position + 1), versions[entry.stream]
                versions[entry.stream] = version + 1
                yield Recorded(entry.stream, version, event, entry.cause, self._recorded, position)

    def _first_versions(self) -> dict[StreamId, int]:
        firsts = {stream: loaded.version + 1 for stream, loaded in self._work.working.items()}
        for entry in self._work.entries:
            firsts[entry.stream] -= len(entry.events)
        return firsts

    def _put(self, events: Sequence[Recorded]) -> None:
        # What the library calls a domain event is an envelope that our mapper alone reads.
        envelopes = cast("Sequence[Any]", events)
        self._means.store.put(envelopes, held=self._held, recorded=self._recorded)

    def _keep_texts(self) -> None:
        position = self._held.head.position
        rows = [
            {
                "sealed": kept.sealed,
                "salt": kept.salt,
                "text": kept.text,
                "folded": kept.text.casefold(),
                "position": position,
            }
            for kept in self._work.texts
        ]
        self._held.connection.execute(_KEEP_TEXT, rows)


@dataclass(frozen=True, slots=True)
class LogSnapshot:
    """One consistent view of everything committed; the `Snapshot` of the use cases."""

    reader: Queries
