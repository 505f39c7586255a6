"""The backup file: an SQLite file of the log's own tables, and what they are checked against.

Docs: docs/adr/0018-a-backup-is-the-log-in-one-file.md
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, ValidationError
from pysqlite3 import dbapi2 as sqlite3
from sqlalchemy import Connection, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from application.texts import seal_text
from domain.errors import CorruptStream, Unavailable
from infrastructure.canonical import canonical_json
from infrastructure.event_log import Head, read_head
from infrastructure.migrate import revisions
from infrastructure.soundness import Progress, check_log
from infrastructure.tables import LOG_TABLES

FORMAT: Final = "samsyn-backup-1"
APPLICATION_ID: Final = int.from_bytes(b"Sams", "big")
"""What SQLite keeps at byte 68, so that ``file`` and we can tell what a file is."""
_SQLITE: Final = b"SQLite format 3\0"
_MARKED: Final = slice(68, 72)
_HEADER: Final = 100  # bytes

KEYS: Final[Mapping[str, str]] = {
    table.name: key.name for table in LOG_TABLES for key in table.primary_key
}
"""The tables that are kept, each in the order of its key. Read models are made from them."""

BATCH: Final = 1000
STREAMED: Final = {"yield_per": BATCH}
"""How a statement is run whose rows are not to be held in memory."""

Stage = Literal["write", "verify", "models", "replace", "compare"]
Stages = Callable[[Stage], Progress]
"""Told what is being done; returns what is told how far that has come."""


class Contents(BaseModel):
    """How many rows a table has, and the SHA-256 of them, in hexadecimal."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    rows: int
    sha256: str


class Manifest(BaseModel):
    """What a backup says of itself; everything but its origin is checked against what it holds.

    `events` are proved by `root`, the root of the tree over their leaves; the other tables by
    `tables`. `taken` is in UTC, `source` the database that it was taken from.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    format: str
    revision: str
    taken: str
    program: str
    source: str
    position: int
    recorded: str
    root: str
    tables: dict[str, Contents]


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that has been verified, and a connection to read it by."""

    path: Path
    manifest: Manifest
    head: Head
    connection: Connection


@contextmanager
def examined(path: Path, stages: Stages) -> Iterator[Backup]:
    """Open a backup to be read, when all of it has been verified.

    Every leaf is made again and leads to the root, without a hole; every text matches its
    seal; every other row is one that the backup was written with.

    Raises:
        Unavailable: there is no such file, it cannot be read, is no backup, belongs to a newer
            program, or is not as it was written.
    """
    with _reading(path) as connection:
        with _damage_said_plainly(path):
            manifest = _manifest(path, connection)
            head = _verified(connection, manifest, stages("verify"))
        yield Backup(path, manifest, head, connection)


def contents(connection: Connection, table: str) -> Contents:
    """Count and digest a table, read in the order of its key and never held in memory.

    The digest is over each row as a canonical JSON array and a line feed, bytes in hexadecimal.
    """
    digest, rows = hashlib.sha256(), 0
    for batch in batches(connection, table):
        for row in batch:
            plain = [one.hex() if isinstance(one, bytes) else one for one in row]
            digest.update(canonical_json(plain) + b"\n")
        rows += len(batch)
    return Contents(rows=rows, sha256=digest.hexdigest())


def columns(connection: Connection, table: str) -> tuple[str, ...]:
    """Return the names of a table's columns, in order."""
    with connection.exec_driver_sql(f'SELECT * FROM "{table}" LIMIT 0') as found:  # noqa: S608
        return tuple(found.keys())


def batches(connection: Connection, table: str) -> Iterator[list[tuple[Any, ...]]]:
    """Yield a table's rows as they are stored, a batch at a time, in the order of its key."""
    named = ", ".join(f'"{name}"' for name in columns(connection, table))
    statement = f'SELECT {named} FROM "{table}" ORDER BY "{KEYS[table]}"'  # noqa: S608
    with connection.exec_driver_sql(statement, execution_options=STREAMED) as rows:
        for batch in rows.partitions():
            yield [tuple(row) for row in batch]


def not_written(path: Path, error: BaseException) -> Unavailable:
    """Return the problem of a backup that could not be written."""
    return Unavailable(
        "backup_not_written",
        f"Säkerhetskopian {path} kunde inte skrivas: {error}. Ingen fil har ersatts.",
        f"The backup {path} could not be written: {error}. No file was replaced.",
    )


@contextmanager
def _reading(path: Path) -> Iterator[Connection]:
    """Open the file for reading; nothing is made where nothing is."""
    _require_readable(path)
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True),
        module=sqlite3,
        poolclass=NullPool,
        hide_parameters=True,
    )
    with engine.connect() as connection:
        yield connection


def _require_readable(path: Path) -> None:
    """Check what SQLite would not say: why a file cannot be opened."""
    try:
        regular = stat.S_ISREG(path.stat().st_mode)
        if regular:
            path.open("rb").close()
    except (FileNotFoundError, NotADirectoryError):
        regular = False
    except OSError as error:
        raise Unavailable(
            "backup_cannot_be_read",
            f"Säkerhetskopian {path} kan inte läsas: {error.strerror}. Inget har ändrats.",
            f"The backup {path} cannot be read: {error.strerror}. Nothing was changed.",
        ) from error
    if not regular:
        raise Unavailable(
            "backup_is_missing",
            f"Det finns ingen fil {path}.",
            f"There is no file {path}.",
        )


@contextmanager
def _damage_said_plainly(path: Path) -> Iterator[None]:
    try:
        yield
    except (CorruptStream, DBAPIError, sqlite3.Error, TypeError, ValueError) as error:
        why = error.orig if isinstance(error, DBAPIError) else error
        raise Unavailable(
            "backup_is_damaged",
            f"Säkerhetskopian {path} är skadad eller ofullständig: {why}. Inget har ändrats.",
            f"The backup {path} is damaged or not complete: {why}. Nothing was changed.",
        ) from error


def _manifest(path: Path, connection: Connection) -> Manifest:
    try:
        marked = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    except DBAPIError as error:
        if _is_marked(path):
            raise  # ours, and cut off
        raise _foreign(path) from error
    if marked != APPLICATION_ID:
        raise _foreign(path)
    stated = connection.exec_driver_sql("SELECT manifest FROM backup").scalar_one_or_none()
    if stated is None:
        raise CorruptStream("it says nothing of itself")
    try:
        manifest = Manifest.model_validate_json(str(stated))
    except ValidationError as error:
        raise CorruptStream(f"what it says of itself has {error.error_count()} faults") from error
    if manifest.format != FORMAT or manifest.revision not in revisions():
        raise Unavailable(
            "backup_is_of_another_version",
            f"Säkerhetskopian {path} är skriven av ett nyare program ({manifest.program}, "
            f"{manifest.format}, version {manifest.revision}). Använd det programmet.",
            f"The backup {path} was written by a newer program ({manifest.program}, "
            f"{manifest.format}, revision {manifest.revision}). Use that program.",
        )
    return manifest


def _is_marked(path: Path) -> bool:
    """Tell whether a file begins as a backup does, whatever has become of the rest."""
    with path.open("rb") as file:
        header = file.read(_HEADER)
    return header.startswith(_SQLITE) and header[_MARKED] == APPLICATION_ID.to_bytes(4, "big")


def _foreign(path: Path) -> Unavailable:
    return Unavailable(
        "backup_is_none",
        f"{path} är ingen säkerhetskopia från Samsyn. Inget har ändrats.",
        f"{path} is not a backup of Samsyn's. Nothing was changed.",
    )


def _verified(connection: Connection, manifest: Manifest, progress: Progress) -> Head:
    position = check_log(connection, progress)
    head = read_head(connection)
    if (position, head.frontier.root().hex()) != (manifest.position, manifest.root):
        raise CorruptStream(f"The log ends at {position}, not as it did at {manifest.position}")
    for table, stated in manifest.tables.items():
        if contents(connection, table) != stated:
            raise CorruptStream(f"The rows of {table} are not those that were written")
    if missing := KEYS.keys() - {"events", *manifest.tables}:
        raise CorruptStream(f"Nothing is said of {', '.join(sorted(missing))}")
    _texts_match_their_seals(connection)
    return head


def _texts_match_their_seals(connection: Connection) -> None:
    named = columns(connection, "texts")
    for batch in batches(connection, "texts"):
        for row in batch:
            kept = dict(zip(named, row, strict=True))
            if seal_text(kept["text"], kept["salt"]).sealed != kept["sealed"]:
                raise CorruptStream(f"The text of {kept['sealed']} is another")
