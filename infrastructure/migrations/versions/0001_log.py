"""The log: its head, its events, the texts beside it, and the answers given.

Written out rather than taken from `infrastructure.tables`, which moves on.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from infrastructure.canonical import utc_text
from infrastructure.merkle import Frontier

revision = "0001"
down_revision = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables, and a log with nothing in it."""
    _head()
    _events()
    op.create_table(
        "texts",
        sa.Column("sealed", WORDS, nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("text", WORDS, nullable=False),
        sa.Column("folded", WORDS, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("sealed", name="pk_texts"),
    )
    _answers()


def _head() -> None:
    head = op.create_table(
        "log_head",
        sa.Column("id", sa.SmallInteger, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("recorded", WORDS, nullable=False),
        sa.Column("frontier", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_log_head"),
        sa.CheckConstraint("id = 1", name=op.f("ck_log_head_one_row")),
    )
    long_ago = utc_text(datetime(1970, 1, 1, tzinfo=UTC))
    nothing = {"id": 1, "position": 0, "recorded": long_ago, "frontier": Frontier().to_bytes()}
    op.bulk_insert(head, [nothing])


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("position", WHOLE, autoincrement=False, nullable=False),
        sa.Column("stream", WORDS, nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("topic", WORDS, nullable=False),
        sa.Column("state", sa.LargeBinary, nullable=False),
        sa.Column("recorded", WORDS, nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("leaf", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_events"),
        sa.UniqueConstraint("stream", "version", name="uq_events_stream_version"),
        sa.CheckConstraint("length(salt) = 16", name=op.f("ck_events_salt")),
        sa.CheckConstraint("length(leaf) = 32", name=op.f("ck_events_leaf")),
    )
    op.create_index("ix_events_recorded_position", "events", ["recorded", "position"])
    op.create_index(
        "ix_events_first_of_stream",
        "events",
        ["version", "stream", "position"],
        sqlite_where=sa.text("version = 1"),
        postgresql_where=sa.text("version = 1"),
    )


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("key", WORDS, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("entry", WORDS, nullable=False),
        sa.Column("status", sa.SmallInteger, nullable=False),
        sa.Column("location", WORDS, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("recorded", WORDS, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_answers"),
    )
    op.create_index("ix_answers_recorded", "answers", ["recorded"])
