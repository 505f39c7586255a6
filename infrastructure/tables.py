"""The tables of the log, and the column types that mean the same on both databases."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    literal_column,
)

from infrastructure.canonical import utc_text

metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)
"""Every table of the database, read models included."""

Whole: Final = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits: positions, öre. (SQLite's INTEGER holds 64 bits and may be the row's own key.)"""

Words: Final = Text().with_variant(Text(collation="C"), "postgresql")
"""Text, sorted by code point on both databases. Swedish order is a key made in code."""


def index_when_given(column: Column[Any]) -> Index:
    """Index a column that most rows leave out, for those that do not."""
    given = column.is_not(None)
    return Index(None, column, sqlite_where=given, postgresql_where=given)


class UtcTime(TypeDecorator[datetime]):
    """A time in UTC with microseconds, kept as the text that is hashed; it sorts as time does."""

    impl = Words
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Return the text to store."""
        del dialect
        return None if value is None else utc_text(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Return the aware time that was stored."""
        del dialect
        return None if value is None else datetime.fromisoformat(value)


log_head: Final = Table(
    "log_head",
    metadata,
    Column("id", SmallInteger, CheckConstraint("id = 1", name="one_row"), primary_key=True),
    Column("position", Whole, nullable=False),
    Column("recorded", UtcTime, nullable=False),
    Column("frontier", LargeBinary, nullable=False),
)
"""One row: the last position, its time, and the tree's frontier. Whoever locks it may write."""

events: Final = Table(
    "events",
    metadata,
    Column("position", Whole, primary_key=True, autoincrement=False),
    Column("stream", Words, nullable=False),
    Column("version", Whole, nullable=False),
    Column("topic", Words, nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("recorded", UtcTime, nullable=False),
    Column("salt", LargeBinary, CheckConstraint("length(salt) = 16", name="salt"), nullable=False),
    Column("leaf", LargeBinary, CheckConstraint("length(leaf) = 32", name="leaf"), nullable=False),
    UniqueConstraint("stream", "version"),
    Index(None, "recorded", "position"),
)
"""The log. `leaf` is the leaf's hash; `salt` hides `state` from whoever sees only the proof."""

first_of_stream: Final = Index(
    "ix_events_first_of_stream",
    events.c.version,  # always 1, and first, or SQLite prefers the index on (stream, version)
    events.c.stream,
    events.c.position,
    # Written out: SQLite cannot tell that a parameter will be 1, and would not use the index.
    sqlite_where=events.c.version == literal_column("1"),
    postgresql_where=events.c.version == literal_column("1"),
)
"""Finds the streams of a kind without reading their events."""

texts: Final = Table(
    "texts",
    metadata,
    Column("sealed", Words, primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("text", Words, nullable=False),
    Column("folded", Words, nullable=False),
    Column("position", Whole, nullable=False),
)
"""Free texts beside the log, and `folded`, the same without regard to case, to search in.

A lawful erasure deletes the row; the event keeps the hash.
"""

answers: Final = Table(
    "answers",
    metadata,
    Column("key", Words, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("entry", Words, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("location", Words, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("recorded", UtcTime, nullable=False, index=True),
    Column("position", Whole, nullable=False),
)
"""The first answer for each idempotency key, for a day. Neither log nor read model."""

LOG_TABLES: Final = (log_head, events, texts, answers)
"""What cannot be made again: every revision has them, and a backup keeps them, in this order.

All other tables are read models (`infrastructure.projector.READ_MODELS`), made from these.
"""
