"""Read models that every decision adds to, kept by their keys: fewer pages for SQLite to write.

On SQLite a table WITHOUT ROWID is the tree of its key, where it else has a tree of its own beside
it. Indexes of what most rows leave out hold only the rows that do not. A budget's postings lie
together, wherever in the log they are from.

Read models can be made again from the log, and `samsyn migrate` does so after this revision.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
DAY = sa.Date()
SMALL = sa.SmallInteger()

DECISION = {
    "event_position": WHOLE,
    "decision_id": WORDS,
    "position": WHOLE,
    "year": SMALL,
    "sequence": sa.Integer(),
    "number": WORDS,
    "body_id": WORDS,
    "decided_on": DAY,
    "outcome": WORDS,
    "matter": WORDS,
    "recorded": WORDS,
}
STANDING = {"decision_id": WORDS, "position": WHOLE, "standing": WORDS}
CONSEQUENCE = {
    "decision_id": WORDS,
    "stage": WORDS,
    "position": WHOLE,
    "program_id": WORDS,
    "fiscal_year": SMALL,
    "money_kind": WORDS,
    "measure": WORDS,
    "member": WORDS,
    "before": WHOLE,
    "after": WHOLE,
}
ENTRY = {"entry": WORDS, "topic": WORDS, "position": WHOLE}
POSTING = {
    "program_id": WORDS,
    "fiscal_year": SMALL,
    "valid_month": sa.Integer(),
    "position": WHOLE,
    "event_position": WHOLE,
    "line": SMALL,
    "project_id": WORDS,
    "account": WORDS,
    "money_kind": WORDS,
    "amount": WHOLE,
    "valid_from": DAY,
    "period_start": DAY,
    "period_end": DAY,
    "entry": WORDS,
    "topic": WORDS,
    "concerns": WORDS,
    "within_month": sa.Integer(),
}
MAY_BE_LEFT_OUT = ("matter", "project_id", "concerns", "within_month")


def upgrade() -> None:
    """Create the tables again, empty."""
    once = sa.UniqueConstraint("decision_id", name="uq_decision_decision_id")
    _table("decision", DECISION, "event_position", each=[once])
    _index("decision", "year", "sequence", unique=True)
    _index("decision", "decided_on", "event_position")
    _index_when_given("decision", "matter")
    by_key: dict[str, Any] = {"sqlite_with_rowid": False}
    _table("decision_standing", STANDING, "decision_id", "position", **by_key)
    _table("consequence", CONSEQUENCE, *list(CONSEQUENCE)[:-2], **by_key)
    _index("consequence", "program_id", "fiscal_year", "position")
    _table("entry", ENTRY, "entry", **by_key)
    _table("posting", POSTING, *list(POSTING)[:6], **by_key)
    _index("posting", "event_position", "line")
    _index("posting", "program_id", "fiscal_year", "position")
    _index_when_given("posting", "concerns")


def _table(
    name: str,
    columns: dict[str, Any],
    *key: str,
    each: Sequence[sa.UniqueConstraint] = (),
    **options: Any,
) -> None:
    op.drop_table(name)
    op.create_table(
        name,
        *(
            sa.Column(column, kind, nullable=column in MAY_BE_LEFT_OUT, autoincrement=False)
            for column, kind in columns.items()
        ),
        sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"),
        *each,
        **options,
    )


def _index(table: str, *columns: str, unique: bool = False) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns, unique=unique)


def _index_when_given(table: str, column: str) -> None:
    given = sa.column(column).is_not(None)
    op.create_index(
        f"ix_{table}_{column}", table, [column], sqlite_where=given, postgresql_where=given
    )
