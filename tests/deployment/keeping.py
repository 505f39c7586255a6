"""Backups as the tests take and restore them, and what a database holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from infrastructure.backup import Restored, Stage, Taken, restore, take
from infrastructure.database import Database
from infrastructure.read_models.governing import GOVERNING
from infrastructure.rebuild import check
from infrastructure.tables import metadata
from tests.built import quiet

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def unseen(stage: Stage) -> Callable[[int, int], None]:
    """Show no stage."""
    del stage
    return quiet


def taken(database: Database, path: Path, *, force: bool = False) -> Taken:
    return take(database, path, force=force, program="0.1.0", now=NOW, stages=unseen)


def restored(
    database: Database, path: Path, *, replace: bool = False, discard_newer: bool = False
) -> Restored:
    return restore(database, path, replace=replace, discard_newer=discard_newer, stages=unseen)


def rows(database: Database) -> dict[str, list[Any]]:
    """Return every row of every table, without the tokens that each restore makes anew."""
    with database.read() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
            if table is not GOVERNING
        }


def is_whole(database: Database) -> int:
    """Check the log and its read models; return the head."""
    head, differences = check(database, quiet)
    assert differences == ()
    return head
