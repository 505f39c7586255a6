"""The log of one collaboration: decide under its lock, read from a snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

import structlog
from sqlalchemy import Connection

from application.queries import Queries
from domain.model import Event, StreamId
from domain.recorded import Recorded
from infrastructure.database import Database
from infrastructure.event_log.factory import LogFactory
from infrastructure.event_log.head import Head, Held, lock_head
from infrastructure.event_log.mapper import EventMapper
from infrastructure.event_log.recorders import LogRecorder
from infrastructure.event_log.rows import LAST, read_events, read_stream
from infrastructure.event_log.states import Evolve, States
from infrastructure.event_log.transaction import LogSnapshot, LogTransaction, Means, Project
from infrastructure.upcasts import UPCASTS, Upcasts

_logger: Final = structlog.get_logger(__name__)


class EventLog:
    """The log on a database; the `Log` of the use cases.

    `events` are the event classes by topic, `evolve` makes a stream's next state, `project`
    writes the read models within the transaction, `reader` reads them on a connection, and
    `clock` tells the time, with its zone. `rehearse_timeout` is in seconds.
    """

    def __init__(  # noqa: PLR0913 - the parts of the log, each given once, by name
        self,
        database: Database,
        events: Mapping[str, type[Event]],
        *,
        evolve: Evolve,
        project: Project,
        reader: Callable[[Connection], Queries],
        clock: Callable[[], datetime],
        upcasts: Upcasts = UPCASTS,
        rehearse_timeout: float = 3.0,
    ) -> None:
        self.database: Final = database
        self.mapper: Final = EventMapper(events, upcasts)
        self._clock: Final = clock
        self._rehearse_timeout: Final = rehearse_timeout
        factory = LogFactory({}, database)
        self.recorder: Final[LogRecorder] = factory.application_recorder()
        self._means: Final = Means(
            store=factory.event_store(self.mapper, self.recorder),
            states=States(self.mapper, evolve),
            project=project,
            reader=reader,
            read=lambda connection, after, until: read_events(
                connection, self.mapper, after, until - after
            ),
        )

    @contextmanager
    def transaction(self, *, rehearse: bool = False) -> Iterator[LogTransaction]:
        """Take the lock and begin; commit at the end, or roll back (always, for a rehearsal).

        Raises:
            Unavailable: the lock was not to be had in time, or the store cannot be written.
        """
        with self.database.write(self._rehearse_timeout if rehearse else None) as connection:
            head = lock_head(connection)
            self._means.states.catch_up(connection, head)
            transaction = LogTransaction(Held(connection, head), self._now(head), self._means)
            yield transaction
            transaction.refuse_to_lose()
            if rehearse:
                connection.rollback()
                return
            # Here, and not at the end of `write`: the states follow before the next one's turn.
            connection.commit()
            transaction.committed()
        self.recorder.notify()

    @contextmanager
    def snapshot(self) -> Iterator[LogSnapshot]:
        """Begin to read one snapshot.

        Raises:
            Unavailable: the store cannot be read.
        """
        with self.database.read() as connection:
            yield LogSnapshot(self._means.reader(connection))

    def read_events(
        self, after: int = 0, limit: int = LAST, stream: StreamId | None = None
    ) -> Iterator[Recorded]:
        """Yield at most `limit` events after position `after`, in order, from one snapshot.

        Raises:
            CorruptStream: an event is missing or cannot be read.
            Unavailable: the store cannot be read.
        """
        with self.database.read() as connection:
            yield from read_events(connection, self.mapper, after, limit, stream)

    def read_stream(self, stream: StreamId, until: int = LAST) -> tuple[Recorded, ...]:
        """Return the events of one stream up to and including position `until`, in order.

        Raises:
            CorruptStream: a version is missing, or an event cannot be read.
            Unavailable: the store cannot be read.
        """
        with self.database.read() as connection:
            return tuple(read_stream(connection, self.mapper, stream, until))

    def _now(self, head: Head) -> datetime:
        """Return the time to record: the clock's, unless it has gone back."""
        now = self._clock().astimezone(UTC)
        if now >= head.recorded:
            return now
        _logger.warning(
            "clock_went_back", clock=now.isoformat(), recorded=head.recorded.isoformat()
        )
        return head.recorded
