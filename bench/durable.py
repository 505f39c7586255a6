"""What decides how durable a database is, as a connection tells it, for every worker alike.

Only the standard library, since the stock modules are measured in an environment of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

_SYNCHRONOUS: Final = ("OFF", "NORMAL", "FULL", "EXTRA")

Ask = Callable[[str], Any]
"""Asks a connection for one value."""


def of_sqlite(ask: Ask) -> str:
    """Return the journal of SQLite, and when it waits for the disk."""
    mode, level = ask("PRAGMA journal_mode"), _SYNCHRONOUS[ask("PRAGMA synchronous")]
    return f"SQLite {ask('SELECT sqlite_version()')}, {mode}, synchronous={level}"


def of_postgres(ask: Ask) -> str:
    """Return whether PostgreSQL waits for the disk."""
    return ", ".join(f"{name}={ask(f'SHOW {name}')}" for name in ("fsync", "synchronous_commit"))
