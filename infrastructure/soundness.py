"""Whether a log can be trusted to go on: its end at each start, the whole of it when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, inspect, select

from domain.errors import CorruptStream, Unavailable
from domain.model import Position
from infrastructure.database import Database
from infrastructure.event_log.append_only import is_protected
from infrastructure.event_log.head import Head, read_head
from infrastructure.merkle import Frontier, commitment, leaf_bytes, leaf_hash
from infrastructure.tables import events, log_head, metadata

Progress = Callable[[int, int], None]
"""Told how many entries are done, of how many."""

LOOKED_AT: Final = 64
"""Entries at the end of the log that are read at each start; a power of two."""

_LAST: Final = select(func.max(events.c.position))
_END: Final = (
    select(events).where(events.c.position > bindparam("after")).order_by(events.c.position)
)
_BATCH: Final = 500
_WHOLE: Final = select(events).order_by(events.c.position).execution_options(yield_per=_BATCH)


def require_sound(database: Database) -> None:
    """Check, before serving, what can be checked in a moment however long the log is.

    That the database can be read, has its tables and the triggers that protect the log, that the
    log ends where its head says, and that its last entries are those their leaves, and the
    head's frontier, were made of.

    Raises:
        CorruptStream: the end of the log is not what it was.
        Unavailable: the store cannot be read, is damaged, or does not protect the log.
    """
    with database.read() as connection:
        require_tables(connection)
        check_end(connection)
        if not is_protected(connection):
            raise Unavailable(
                "store_is_unprotected",
                "Databasens skydd av loggen (triggrar på tabellen events) saknas. "
                "Kör samsyn check, och sedan samsyn migrate som lägger tillbaka det.",
                "The database's protection of the log (triggers on the table events) is missing. "
                "Run samsyn check, and then samsyn migrate, which puts it back.",
            )


def require_whole(database: Database, connection: Connection) -> None:
    """Check, before a log is migrated, the files of the database and the end of the log.

    Linear in the size of the database. One that has no log yet has nothing to lose.

    Raises:
        CorruptStream: the files are damaged, or the end of the log is not what it was.
    """
    if inspect(connection).has_table(log_head.name):
        require_no_flaw(database, connection)
        check_end(connection)


def require_tables(connection: Connection, named: Iterable[str] = metadata.tables) -> None:
    """Check that tables are there: every one of the newest revision, unless some are named.

    Raises:
        CorruptStream: which are not.
    """
    missing = set(named) - set(inspect(connection).get_table_names())
    if missing:
        raise CorruptStream(f"There is no table {', '.join(sorted(missing))}")


def require_no_flaw(database: Database, connection: Connection) -> None:
    """Let the database look through its own files.

    Raises:
        CorruptStream: what it found first.
    """
    flaw = database.flaw(connection)
    if flaw is not None:
        raise CorruptStream(flaw)


def check_end(connection: Connection) -> Head:
    """Check the head and the last entries of the log, and return the head.

    Raises:
        CorruptStream: what was found wrong first, and where.
    """
    head = read_head(connection)
    last = connection.execute(_LAST).scalar() or 0
    if last != head.position:
        raise CorruptStream(f"The log ends at {last}, and its head says {head.position}")
    # From a multiple of LOOKED_AT on, so that they are the last, whole subtrees of the tree.
    after = max(0, head.position - 1) // LOOKED_AT * LOOKED_AT
    end = Frontier()
    for leaf in _leaves(connection.execute(_END, {"after": after}), after + 1):
        end = end.append(leaf)
    if after + end.size != head.position:
        raise CorruptStream(f"Position {after + end.size + 1} is missing")
    # A whole subtree stands by itself in the frontier, unless it is a half of a larger one.
    stands_alone = end.size < LOOKED_AT or head.position & LOOKED_AT
    if stands_alone and end.roots != head.frontier.roots[-len(end.roots) or None :]:
        raise CorruptStream(f"The entries after {after} are not those of the frontier")
    return head


def check_log(connection: Connection, progress: Progress) -> Position:
    """Check that the log has no hole, that every leaf is that of its event, and the frontier.

    Returns the head.

    Raises:
        CorruptStream: what was found wrong first, and where.
    """
    head = read_head(connection)
    frontier = Frontier()
    with connection.execute(_WHOLE) as rows:
        for leaf in _leaves(rows, first=1):
            frontier = frontier.append(leaf)
            if frontier.size % _BATCH == 0:
                progress(frontier.size, head.position)
    if frontier.size != head.position or frontier != head.frontier:
        raise CorruptStream(
            f"The log has {frontier.size} entries, which are not the {head.position} of its head"
        )
    progress(head.position, head.position)
    return head.position


def _leaves(rows: Iterable[Any], first: int) -> Iterator[bytes]:
    """Yield the leaf of each entry from position `first` on, made again from what is stored.

    Raises:
        CorruptStream: an entry is missing, cannot be read, or is not the one of its leaf.
    """
    expected = first
    try:
        for row in rows:
            yield _leaf_of(expected, row)
            expected += 1
    except (AttributeError, TypeError, ValueError) as error:  # of another type, or no time
        raise CorruptStream(f"Position {expected} cannot be read: {error!r}") from error


def _leaf_of(expected: int, row: Any) -> bytes:
    if row.position != expected:
        raise CorruptStream(f"Position {expected} is missing")
    committed = commitment(row.salt, row.state)
    leaf = leaf_hash(
        leaf_bytes(row.position, row.stream, row.version, row.topic, row.recorded, committed)
    )
    if leaf != row.leaf:
        raise CorruptStream(f"Position {expected} is not the entry its leaf was made of")
    return leaf
