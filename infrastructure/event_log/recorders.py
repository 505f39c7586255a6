"""The library's recorders on our tables: every event goes in through the locked head."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event
from typing import Any, Final
from uuid import UUID

import sqlalchemy.exc
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    IntegrityError,
    ListenNotifySubscription,
    StoredEvent,
)
from sqlalchemy import BigInteger, bindparam, insert

from domain.model import Position
from infrastructure.database import Database
from infrastructure.event_log.head import Head, Held, lock_head, move_head, read_head
from infrastructure.event_log.mapper import StoredRecord
from infrastructure.event_log.rows import EVENT, LAST
from infrastructure.merkle import SALT_BYTES, commitment, leaf_bytes, leaf_hash
from infrastructure.tables import events

_INSERT: Final = insert(events)

_until = bindparam("until", type_=BigInteger)
_limit = bindparam("limit", type_=BigInteger)
_STREAM: Final = (
    EVENT.where(
        events.c.stream == bindparam("stream"),
        events.c.version > bindparam("after"),
        events.c.version <= _until,
    )
    .order_by(events.c.version)
    .limit(_limit)
)
_STREAM_BACKWARDS: Final = _STREAM.order_by(None).order_by(events.c.version.desc())
_LOG: Final = (
    EVENT.where(events.c.position > bindparam("after"), events.c.position <= _until)
    .order_by(events.c.position)
    .limit(_limit)
)
_LOG_OF_TOPICS: Final = _LOG.where(events.c.topic.in_(bindparam("topics", expanding=True)))


def append(held: Held, stored: Sequence[StoredEvent], recorded: datetime) -> Sequence[int]:
    """Append events to the log that is held, and return their positions.

    Each gets a random salt and its leaf; the frontier and the head follow.

    Raises:
        IntegrityError: a version of a stream is already written.
        CorruptStream: the head is not where it was when it was locked.
    """
    before = held.head
    rows = list(_rows(before.position, stored, recorded))
    frontier = before.frontier
    for row in rows:
        frontier = frontier.append(row["leaf"])
    head = Head(Position(before.position + len(rows)), recorded, frontier)
    try:
        held.connection.execute(_INSERT, rows)
        move_head(held.connection, before, head)  # which also sends the insert, if it waits
    except sqlalchemy.exc.IntegrityError as error:
        raise IntegrityError(str(error.orig)) from error
    held.head = head
    return [row["position"] for row in rows]


def _rows(last: int, stored: Sequence[StoredEvent], recorded: datetime) -> Iterator[dict[str, Any]]:
    for position, event in enumerate(stored, last + 1):
        stream, version = str(event.originator_id), event.originator_version
        salt = os.urandom(SALT_BYTES)
        committed = commitment(salt, event.state)
        leaf = leaf_bytes(position, stream, version, event.topic, recorded, committed)
        yield {
            "position": position,
            "stream": stream,
            "version": version,
            "topic": event.topic,
            "state": event.state,
            "recorded": recorded,
            "salt": salt,
            "leaf": leaf_hash(leaf),
        }


class LogAggregateRecorder(AggregateRecorder):
    """Events by stream. Its tables come with the migrations; it creates none."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Append events, as `LogRecorder` does, without telling their positions."""
        self._insert(stored_events, **kwargs)
        return None

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Return the events of a stream with versions above `gt`, up to and including `lte`."""
        values = {
            "stream": str(originator_id),
            "after": -1 if gt is None else gt,
            "until": LAST if lte is None else lte,
            "limit": LAST if limit is None else limit,
        }
        with self._database.read() as connection:
            rows = connection.execute(_STREAM_BACKWARDS if desc else _STREAM, values)
            return [self._event(*row) for row in rows]

    def _event(self, *columns: Any) -> StoredEvent:
        return StoredEvent(*columns[:4])

    def _insert(
        self,
        stored: Sequence[StoredEvent],
        held: Held | None = None,
        recorded: datetime | None = None,
    ) -> Sequence[int]:
        if not stored:
            return []
        with self._held(held) as log:
            now = datetime.now(UTC) if recorded is None else recorded
            return append(log, stored, max(now, log.head.recorded))

    @contextmanager
    def _held(self, held: Held | None) -> Iterator[Held]:
        if held is not None:
            yield held
            return
        with self._database.write() as connection:
            yield Held(connection, lock_head(connection))


class LogRecorder(LogAggregateRecorder, ApplicationRecorder):
    """Events by stream and by position, and a subscription to those to come.

    What it reads are `StoredRecord`s, which `EventMapper` can map.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._listeners: set[Event] = set()

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int]:
        """Append events and return their positions.

        In a transaction of its own, or in that of `held` (a `Held`), whose owner commits and
        then calls `notify`. `recorded` is the time to record, by default now; it is never
        before that of the event before.

        Raises:
            IntegrityError: a version of a stream is already written.
            Unavailable: the log was not to be had in time, or the store failed.
        """
        positions = self._insert(stored_events, **kwargs)
        if kwargs.get("held") is None:
            self.notify()
        return positions

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[StoredRecord]:
        """Return at most `limit` events from position `start` to `stop`, both included."""
        values: dict[str, Any] = {
            "after": (start or 0) - (start is not None and inclusive_of_start),
            "until": LAST if stop is None else stop,
            "limit": limit,
        }
        if topics:
            values["topics"] = list(topics)
        with self._database.read() as connection:
            rows = connection.execute(_LOG_OF_TOPICS if topics else _LOG, values)
            return [self._event(*row) for row in rows]

    def max_notification_id(self) -> int | None:
        """Return the last position, or None when the log is empty."""
        with self._database.read() as connection:
            return read_head(connection).position or None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> LogSubscription:
        """Return an iterator over the events after position `gt`, and over those to come."""
        return LogSubscription(self, gt, topics)

    def notify(self) -> None:
        """Wake the subscriptions of this process: events have been committed."""
        for listener in tuple(self._listeners):
            listener.set()

    def _event(self, *columns: Any) -> StoredRecord:
        return StoredRecord(*columns)

    def listen(self, listener: Event) -> Callable[[], None]:
        """Set `listener` at each commit, until the function returned is called."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)


class LogSubscription(ListenNotifySubscription[LogRecorder]):
    """Wakes at a commit of this process, and looks several times a second for others'."""

    POLL_SECONDS: Final = 0.2

    def __init__(
        self, recorder: LogRecorder, gt: int | None = None, topics: Sequence[str] = ()
    ) -> None:
        super().__init__(recorder, gt, topics)
        self._unlisten = recorder.listen(self._has_been_notified)

    def stop(self) -> None:
        """Stop the subscription, from any thread."""
        super().stop()
        self._unlisten()

    def _loop_on_pull(self) -> None:
        try:
            self._pull()
            while not self._has_been_stopped:
                self._has_been_notified.wait(self.POLL_SECONDS)
                self._pull()
        except BaseException as error:  # noqa: BLE001 - raised again where the events are read
            self._thread_error = error
            self.stop()
