"""Make the read models again from the log, to compare with those that serve or to replace them.

They are built aside, in a temporary SQLite file, while the log goes on being written; only the
comparison reads one snapshot, and only the replacement takes the lock, for as long as copying
takes.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Final

from sqlalchemy import Connection, bindparam, delete, select

from domain.catalogue import EVENTS
from domain.model import Position
from domain.recorded import Recorded
from infrastructure.aside import database_aside
from infrastructure.database import Database
from infrastructure.event_log import EventMapper, read_events, read_head
from infrastructure.event_log.head import lock_head
from infrastructure.migrate import hold_log, migrate, newest, require_ours, upgrade
from infrastructure.projector import READ_MODELS, project
from infrastructure.read_models import governing
from infrastructure.soundness import (
    Progress,
    check_log,
    require_no_flaw,
    require_tables,
    require_whole,
)
from infrastructure.table_walk import Difference, analyse, copy_rows, difference
from infrastructure.tables import events

_BATCH: Final = 500


def entries_of(recorded: Iterable[Recorded]) -> Iterator[tuple[Recorded, ...]]:
    """Yield the events of one entry (a decision or a fact) at a time, in the order of the log."""
    for _, group in groupby(recorded, key=lambda one: one.cause.entry):
        yield tuple(group)


# --- Aside --------------------------------------------------------------------------------------


@contextmanager
def _aside(token: bytes) -> Iterator[Database]:
    """Open a temporary database with every table, empty; what governs follows from `token`."""
    with database_aside() as database:
        migrate(database)
        with database.write() as connection:
            governing.begin(connection, token)
        yield database


def _fill(
    source: Connection, aside: Database, after: Position, until: Position, progress: Progress
) -> None:
    """Project the log's entries after one position up to and with another."""
    mapper = EventMapper(EVENTS)
    recorded = read_events(source, mapper, after, until - after)
    batch: list[Sequence[Recorded]] = []
    for entry in entries_of(recorded):
        batch.append(entry)
        if len(batch) == _BATCH:
            _project(aside, batch)
            progress(entry[-1].position, until)
            batch = []
    _project(aside, batch)
    progress(until, until)


def _project(aside: Database, entries: Iterable[Sequence[Recorded]]) -> None:
    with aside.write() as connection:
        for entry in entries:
            project(connection, entry, entry[-1].position)


# --- Check and replace --------------------------------------------------------------------------


def check(database: Database, progress: Progress) -> tuple[Position, tuple[Difference, ...]]:
    """Check the database's files and the log, and compare its read models with those it makes.

    Returns the head that was checked, and a difference for each table that has one.

    Raises:
        CorruptStream: the files are damaged, or the log itself is not what it was.
        Unavailable: the store cannot be read.
    """
    with database.read() as serving:
        require_no_flaw(database, serving)
        require_tables(serving)
        head = check_log(serving, progress)
        with _aside(governing.beginning(serving)) as aside:
            _fill(serving, aside, Position(0), head, progress)
            with aside.read() as rebuilt:
                found = (difference(table, serving, rebuilt) for table in READ_MODELS)
                return head, tuple(one for one in found if one is not None)


def rebuild(database: Database, progress: Progress) -> Position:
    """Replace every read model by one made again from the log.

    Built aside without the lock; then, under it, what has come since is added and the rows are
    exchanged in one transaction, so that readers see either all of the old or all of the new.

    Returns the head up to which they were made.

    Raises:
        CorruptStream: the log cannot be read.
        Unavailable: the store cannot be read or written.
    """
    while True:
        with _aside(_never_used()) as aside:
            with database.read() as source:
                require_tables(source)
                seen = read_head(source).position
                last = _leaf_at(source, seen)
                _fill(source, aside, Position(0), seen, progress)
            with database.write() as connection:
                head = lock_head(connection).position
                if _leaf_at(connection, seen) == last:  # or another log was put in its place
                    _fill(connection, aside, seen, head, progress)
                    _exchange(connection, aside)
                    return head


_LEAF: Final = select(events.c.leaf).where(events.c.position == bindparam("position"))


def _leaf_at(connection: Connection, position: Position) -> bytes | None:
    """Return the leaf at a position: what no other log has there but one that is its beginning."""
    leaf: bytes | None = connection.execute(_LEAF, {"position": position}).scalar()
    return leaf


def bring_up(database: Database, progress: Progress) -> bool:
    """Bring a database to the newest revision, with the read models that it asks for.

    One transaction: with the revision come read models made again from the log, or neither.

    Returns whether they were made again.

    Raises:
        CorruptStream: the database is damaged, or the log cannot be read; nothing is changed.
        Unavailable: the database cannot be created, reached or written, or is not Samsyn's.
    """
    require_ours(database)
    with database.set_up() as connection:
        hold_log(connection)
        require_whole(database, connection)
        before = upgrade(connection)
        require_tables(connection)
        head = lock_head(connection).position
        if before in (None, newest()) or not head:
            return False
        with _aside(_never_used()) as aside:
            _fill(connection, aside, Position(0), head, progress)
            _exchange(connection, aside)
    return True


def _never_used() -> bytes:
    """Return a token that nothing was kept by: what is kept of those before is not found again."""
    return secrets.token_bytes(32)


def _exchange(connection: Connection, aside: Database) -> None:
    """Put the rows of every read model that was made aside in the place of those that serve."""
    with aside.read() as rebuilt:
        for table in READ_MODELS:
            connection.execute(delete(table))
            copy_rows(table, rebuilt, connection)
    analyse(connection, READ_MODELS)
