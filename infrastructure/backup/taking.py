"""Take a backup while the log is written: one snapshot, verified, kept whole or not at all."""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from pysqlite3 import dbapi2 as sqlite3
from sqlalchemy import Connection

from domain.errors import Refused, Unavailable
from infrastructure.backup.file import (
    APPLICATION_ID,
    FORMAT,
    KEYS,
    Contents,
    Manifest,
    Stages,
    batches,
    columns,
    contents,
    examined,
    not_written,
)
from infrastructure.canonical import utc_text
from infrastructure.database import Database
from infrastructure.event_log import Head, read_head
from infrastructure.migrate import require_known
from infrastructure.soundness import Progress

_PRIVATE: Final = 0o600  # it holds names and free texts
_FAST: Final = (
    "PRAGMA journal_mode = OFF",  # a file that is not finished is not a backup
    "PRAGMA synchronous = OFF",  # it is synchronised once, when it is whole
    f"PRAGMA application_id = {APPLICATION_ID}",
)


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that was taken: its size in bytes, and the SHA-256 of the file in hexadecimal."""

    path: Path
    manifest: Manifest
    size: int
    sha256: str


def take(
    database: Database, path: Path, *, force: bool, program: str, now: datetime, stages: Stages
) -> Taken:
    """Write the log as it is now to a file, while others go on writing to the log.

    The file gets its name when all of it has been written, verified and made safe on disk.
    `force` lets it take the place of another backup. `program` is this program's version.

    Raises:
        Refused: something has the file's name.
        Unavailable: the database cannot be read, holds no log, or the file cannot be written.
    """
    with _written_whole(path, force=force) as partial:
        with database.read() as source:
            revision = require_known(source)
            head = read_head(source)
            stated = _stated(head, revision, database.version(source), program, now)
            with _creating(path, partial) as file:
                _copy(source, file, stated, head, stages("write"))
        manifest = _verified(partial, stages)
        size, digest = partial.stat().st_size, _digest(partial)
    return Taken(path, manifest, size, digest)


def _stated(head: Head, revision: str, source: str, program: str, now: datetime) -> Manifest:
    """Return what the backup says of itself, but for what its tables hold."""
    return Manifest(
        format=FORMAT,
        revision=revision,
        taken=utc_text(now),
        program=program,
        source=source,
        position=head.position,
        recorded=utc_text(head.recorded),
        root=head.frontier.root().hex(),
        tables={},
    )


def _copy(
    source: Connection, file: sqlite3.Connection, stated: Manifest, head: Head, progress: Progress
) -> None:
    """Copy every table, row by row as they are stored, and state what they hold."""
    file.execute("BEGIN")
    tables: dict[str, Contents] = {}
    for table in KEYS:
        if table == "events":
            _copy_table(source, file, table, head.position, progress)
        else:
            tables[table] = contents(source, table)
            _copy_table(source, file, table, 0, lambda _done, _total: None)
    manifest = stated.model_copy(update={"tables": tables})
    file.execute("CREATE TABLE backup (manifest TEXT NOT NULL)")
    file.execute("INSERT INTO backup VALUES (?)", (manifest.model_dump_json(),))
    file.execute("COMMIT")


def _copy_table(
    source: Connection, file: sqlite3.Connection, table: str, total: int, progress: Progress
) -> None:
    named = columns(source, table)
    # Columns without a type keep what they are given. A whole number that is the key is the
    # row's own place in the file, and needs no index.
    declared = [f'"{name}"{" INTEGER PRIMARY KEY" if name == "position" else ""}' for name in named]
    if table != "events":
        declared = [f'"{name}"' for name in named]
    file.execute(f'CREATE TABLE "{table}" ({", ".join(declared)})')
    marks = ", ".join("?" * len(named))
    done = 0
    for batch in batches(source, table):
        file.executemany(f'INSERT INTO "{table}" VALUES ({marks})', batch)  # noqa: S608
        done += len(batch)
        progress(done, total)


def _verified(partial: Path, stages: Stages) -> Manifest:
    try:
        with examined(partial, stages) as backup:
            return backup.manifest
    except Unavailable as error:
        raise Unavailable(
            "backup_is_not_whole",
            f"Det som skrevs är inte en hel logg, så ingen säkerhetskopia har sparats. "
            f"Kör samsyn check. ({error.sv})",
            f"What was written is not a whole log, so that no backup was kept. "
            f"Run samsyn check. ({error.en})",
        ) from error


# --- The file -----------------------------------------------------------------------------------


@contextmanager
def _written_whole(path: Path, *, force: bool) -> Iterator[Path]:
    """Yield a file to write that takes the place of `path` at the end, or is removed.

    Its name is always the same, so that what an interrupted backup left is written over.
    """
    with _file_said_plainly(path):
        _may_be_written(path, force=force)
    partial = path.with_name(f"{path.name}.partial")
    handle = _claimed(path, partial)
    try:
        yield partial
        with _file_said_plainly(path):
            os.fsync(handle)
            _may_be_written(path, force=force)
            partial.replace(path)
            _synchronise_folder(path.parent)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    finally:
        os.close(handle)  # which also lets go of the claim


def _may_be_written(path: Path, *, force: bool) -> None:
    if not os.path.lexists(path):
        return
    if not force:
        raise Refused(
            "backup_exists",
            f"{path} finns redan. Välj ett annat namn, eller ange --force för att ersätta den.",
            f"{path} exists already. Choose another name, or replace it with --force.",
        )
    if not _is_a_backup(path):
        raise Refused(
            "backup_would_replace_something_else",
            f"{path} är ingen säkerhetskopia från Samsyn och ersätts inte.",
            f"{path} is not a backup of Samsyn's and is not replaced.",
        )


def _is_a_backup(path: Path) -> bool:
    """Tell by its mark: a database, a device or a letter must not be lost to a wrong name."""
    if not path.is_file() or path.is_symlink():
        return False
    with path.open("rb") as file:
        return file.read(72)[68:] == APPLICATION_ID.to_bytes(4, "big")


def _claimed(path: Path, partial: Path) -> int:
    """Open the unfinished file for this process alone, empty and private."""
    with _file_said_plainly(path):
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        handle = os.open(partial, flags, _PRIVATE)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _is_still_there(handle, partial)
            os.fchmod(handle, _PRIVATE)
            os.ftruncate(handle, 0)
        except BaseException:
            os.close(handle)
            raise
    return handle


def _is_still_there(handle: int, partial: Path) -> None:
    """Check that what was opened has not, until it was locked, become another's finished backup."""
    ours, named = os.fstat(handle), partial.lstat()
    if not stat.S_ISREG(ours.st_mode) or not os.path.samestat(ours, named):
        raise BlockingIOError(f"{partial} is not ours to write")


@contextmanager
def _creating(path: Path, partial: Path) -> Iterator[sqlite3.Connection]:
    with (
        _file_said_plainly(path),
        closing(sqlite3.connect(partial, isolation_level=None)) as file,
    ):
        for pragma in _FAST:
            file.execute(pragma)
        yield file


@contextmanager
def _file_said_plainly(path: Path) -> Iterator[None]:
    try:
        yield
    except BlockingIOError as error:
        raise Refused(
            "backup_is_being_written",
            f"En annan säkerhetskopiering skriver till {path} just nu.",
            f"Another backup is being written to {path} at the moment.",
        ) from error
    except (OSError, sqlite3.Error) as error:
        raise not_written(path, error) from error


def _synchronise_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
