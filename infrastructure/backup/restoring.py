"""Restore a backup: made ready aside, then put in place in one transaction, or nothing changes.

Whoever reads meanwhile sees the old log until the new one stands; whoever writes waits.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from domain.errors import CorruptStream, Unavailable
from infrastructure.aside import database_aside
from infrastructure.backup.comparing import Standing, refuse_to_lose, standing_of
from infrastructure.backup.file import KEYS, Backup, Manifest, Stages, batches, columns, examined
from infrastructure.backup.filling import emptied, filled, moved, open_to_be_filled
from infrastructure.database import Database
from infrastructure.event_log import lock_head
from infrastructure.migrate import revision_of, upgrade, upgrade_to
from infrastructure.projector import READ_MODELS
from infrastructure.rebuild import bring_up, rebuild
from infrastructure.soundness import check_log
from infrastructure.store_faults import DAMAGED
from infrastructure.table_walk import analyse, difference
from infrastructure.tables import LOG_TABLES, log_head


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and what stood in its place before; None when nothing did."""

    manifest: Manifest
    replaced: Standing | None


def foreseen(database: Database, path: Path, stages: Stages) -> Restored:
    """Verify a backup and tell what it would replace, changing nothing.

    Raises:
        Unavailable: as `examined`, or the database cannot be read.
    """
    with examined(path, stages) as backup:
        return Restored(backup.manifest, _standing(database, backup))


def restore(
    database: Database, path: Path, *, replace: bool, discard_newer: bool, stages: Stages
) -> Restored:
    """Make the database what it was when the backup was taken, of the newest revision.

    Into a database that holds a log only with `replace`, and with `discard_newer` if it holds
    entries that the backup has not. One transaction: the log, the read models made again from
    it, and the check of both; until it is committed everything is as it was.

    Raises:
        Refused: there is a log that may not be replaced.
        Unavailable: the backup is not whole, or the database cannot be created or written.
    """
    with examined(path, stages) as backup:
        allowed = partial(
            refuse_to_lose,
            manifest=backup.manifest,
            replace=replace,
            discard_newer=discard_newer,
        )
        allowed(_standing(database, backup))
        with _ready(backup, stages) as aside, database.set_up() as connection:
            # Asked again under the lock: others may have written while this was made ready.
            found = _locked(connection, backup)
            allowed(found)
            upgrade(connection)
            with aside.read() as ready:
                _put_in_place(connection, ready, stages)
                _compare(connection, ready, backup, stages)
            return Restored(backup.manifest, found)


# --- What is there ------------------------------------------------------------------------------


def _standing(database: Database, backup: Backup) -> Standing | None:
    if not database.exists():
        return None
    try:
        with database.read() as connection:
            return standing_of(connection, backup)
    except Unavailable as error:
        if error.code != DAMAGED.code:
            raise
        raise Unavailable(
            "restore_into_what_is_damaged",
            "Databasen är skadad och kan inte ersättas där den ligger. Stoppa servern och flytta "
            "undan den (på SQLite filen och de som heter likadant med -wal och -shm; på "
            "PostgreSQL schemat). Återställ sedan. Inget har ändrats.",
            "The database is damaged and cannot be replaced where it is. Stop the server and move "
            "it away (on SQLite the file, and those of the same name with -wal and -shm; on "
            "PostgreSQL the schema). Then restore. Nothing was changed.",
        ) from error


def _locked(connection: Connection, backup: Backup) -> Standing | None:
    """Lock the log, so that it stays what it is found to be."""
    if revision_of(connection) is not None:
        try:
            lock_head(connection)
        except CorruptStream:  # nobody can write to a log without a head
            return standing_of(connection, backup)
    return standing_of(connection, backup)


# --- Aside --------------------------------------------------------------------------------------


@contextmanager
def _ready(backup: Backup, stages: Stages) -> Iterator[Database]:
    """Make, in a temporary file, the database that is to be: newest revision, read models."""
    with database_aside() as aside:
        with aside.set_up() as connection:
            upgrade_to(connection, backup.manifest.revision)
            _take_in(backup, connection)
        progress = stages("models")
        if not bring_up(aside, progress):
            rebuild(aside, progress)
        yield aside


def _take_in(backup: Backup, aside: Connection) -> None:
    for table in KEYS:
        emptied(aside, table)  # a new log has a head
        named = columns(backup.connection, table)
        for batch in batches(backup.connection, table):
            filled(aside, table, named, batch)


# --- In place -----------------------------------------------------------------------------------


def _put_in_place(connection: Connection, ready: Connection, stages: Stages) -> None:
    tables = [table.name for table in (*LOG_TABLES, *READ_MODELS)]
    progress = stages("replace")
    with open_to_be_filled(connection):
        for done, table in enumerate(tables):
            progress(done, len(tables))
            with _rows(ready, table) as (named, rows):
                if table == log_head.name:
                    moved(connection, named, next(rows))
                else:
                    emptied(connection, table)
                    filled(connection, table, named, rows)
    analyse(connection, (*LOG_TABLES, *READ_MODELS))
    progress(len(tables), len(tables))


@contextmanager
def _rows(ready: Connection, table: str) -> Iterator[tuple[tuple[str, ...], Iterator[Any]]]:
    """Read a table of an SQLite file as it is stored: the names of its columns, and its rows."""
    with closing(ready.connection.cursor()) as found:
        cursor: Any = found
        cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a name of ours
        yield tuple(str(column[0]) for column in cursor.description), cursor


def _compare(connection: Connection, ready: Connection, backup: Backup, stages: Stages) -> None:
    """Check what now stands, as `samsyn check` does: the log by its leaves, the rest by rows.

    Raises:
        Unavailable: it is not what was to be restored; nothing of it is kept.
    """
    try:
        position = check_log(connection, stages("compare"))
    except CorruptStream as error:
        raise _not_whole(str(error)) from error
    if position != backup.manifest.position:
        raise _not_whole(f"The log ends at {position}, not at {backup.manifest.position}")
    for table in (*LOG_TABLES, *READ_MODELS):
        if found := difference(table, connection, ready):
            raise _not_whole(f"The rows of {table.name} are others: {found.example}")


def _not_whole(why: str) -> Unavailable:
    return Unavailable(
        "restore_is_not_whole",
        f"Det som skrevs är inte vad säkerhetskopian har: {why}. Inget har ändrats.",
        f"What was written is not what the backup has: {why}. Nothing was changed.",
    )
