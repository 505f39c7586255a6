"""Read models of the completed core: entries by id, what waits for consents.

Read models can be made again from the log, and `samsyn migrate` does so after this revision.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables, empty."""
    _entries()


def _entries() -> None:
    op.create_table(
        "entry",
        sa.Column("entry", WORDS, nullable=False),
        sa.Column("topic", WORDS, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("entry", name="pk_entry"),
    )
