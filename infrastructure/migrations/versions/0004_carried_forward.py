"""Balances carried forward, postings that say their months, and what decisions concern.

Read models can be made again from the log, and `samsyn migrate` does so after this revision.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

POSTED = (
    ("event_position", WHOLE, False),
    ("line", sa.SmallInteger(), False),
    ("position", WHOLE, False),
    ("program_id", WORDS, False),
    ("fiscal_year", sa.SmallInteger(), False),
    ("project_id", WORDS, True),
    ("account", WORDS, False),
    ("money_kind", WORDS, False),
    ("amount", WHOLE, False),
    ("valid_from", sa.Date(), False),
    ("period_start", sa.Date(), False),
    ("period_end", sa.Date(), False),
    ("entry", WORDS, False),
    ("topic", WORDS, False),
    ("concerns", WORDS, True),
    ("valid_month", sa.Integer(), False),
    ("within_month", sa.Integer(), True),
)
SUBJECT = (
    ("subject", WORDS, False),
    ("event_position", WHOLE, False),
    ("position", WHOLE, False),
    ("decided_on", sa.Date(), False),
)
TALLY = (
    ("subject", WORDS, False),
    ("position", WHOLE, False),
    ("decisions", sa.Integer(), False),
    ("latest", sa.Date(), False),
)
TEXT = (
    ("event_position", WHOLE, False),
    ("sealed", WORDS, False),
)
FOLLOW_UP = (
    ("event_position", WHOLE, False),
    ("decision_id", WORDS, False),
    ("position", WHOLE, False),
    ("decided_on", sa.Date(), False),
    ("body_id", WORDS, False),
    ("asks", sa.Boolean(), False),
    ("due", sa.Date(), True),
)
BUDGET_YEAR = (
    ("program_id", WORDS, False),
    ("fiscal_year", sa.SmallInteger(), False),
    ("position", WHOLE, False),
)
CARRIED = (
    ("carried", WHOLE, False),
    ("program_id", WORDS, False),
    ("fiscal_year", sa.SmallInteger(), False),
    ("position", WHOLE, False),
    ("lines", sa.Integer(), False),
    ("latest", sa.Date(), False),
)
CARRIED_BALANCE = (
    ("carried", WHOLE, False),
    ("line", sa.Integer(), False),
    ("account", WORDS, False),
    ("project_id", WORDS, True),
    ("money_kind", WORDS, False),
    ("valid_month", sa.Integer(), False),
    ("valid_last", sa.Date(), False),
    ("within_month", sa.Integer(), True),
    ("period_start", sa.Date(), False),
    ("period_end", sa.Date(), False),
    ("amount", WHOLE, False),
)


def upgrade() -> None:
    """Create the tables, empty."""
    op.drop_table("posting")
    _table("posting", POSTED, "event_position", "line")
    _index("posting", "program_id", "fiscal_year", "position")
    _index("posting", "program_id", "fiscal_year", "valid_month", "position")
    _index("posting", "concerns")
    op.drop_table("decision_subject")
    _table("decision_subject", SUBJECT, "subject", "event_position", sqlite_with_rowid=False)
    _table("decision_tally", TALLY, "subject", "position", sqlite_with_rowid=False)
    op.drop_table("decision_text")
    _table("decision_text", TEXT, "event_position", "sealed", sqlite_with_rowid=False)
    _index("decision_text", "sealed")
    _table("follow_up", FOLLOW_UP, "event_position")
    _index("follow_up", "decided_on", "event_position")
    _table("budget_year", BUDGET_YEAR, "program_id", "fiscal_year")
    _table("carried", CARRIED, "carried")
    _index("carried", "program_id", "fiscal_year", "position")
    _table("carried_balance", CARRIED_BALANCE, "carried", "line")


def _table(
    name: str, columns: tuple[tuple[str, Any, bool], ...], *key: str, **options: Any
) -> None:
    op.create_table(
        name,
        *(
            sa.Column(column, kind, nullable=nullable, autoincrement=False)
            for column, kind, nullable in columns
        ),
        sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"),
        **options,
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)
