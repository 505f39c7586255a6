"""Read models of the completed core: entries by id, follow-up, links between decisions.

Read models can be made again from the log, and `samsyn migrate` does so after this revision.

From here on `project.completed` of version 1 is read as version 2.
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
    _pending()
    _facets("follow_up_facet")
    _links()
    _money()


def _entries() -> None:
    op.create_table(
        "entry",
        sa.Column("entry", WORDS, nullable=False),
        sa.Column("topic", WORDS, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("entry", name="pk_entry"),
    )


def _facets(name: str) -> None:
    op.create_table(
        name,
        sa.Column("thing", WORDS, nullable=False),
        sa.Column("facet", WORDS, nullable=False),
        sa.Column("item", WORDS, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("position", WHOLE, autoincrement=False, nullable=False),
        sa.Column("value", WORDS, nullable=False),
        sa.PrimaryKeyConstraint(
            "thing", "facet", "item", "valid_from", "position", name=f"pk_{name}"
        ),
    )
    op.create_index(f"ix_{name}_facet_item_position", name, ["facet", "item", "position"])


def _links() -> None:
    op.create_table(
        "decision_link",
        sa.Column("decision_id", WORDS, nullable=False),
        sa.Column("relation", WORDS, nullable=False),
        sa.Column("target", WORDS, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("decision_id", "relation", "target", name="pk_decision_link"),
    )
    op.create_index("ix_decision_link_target", "decision_link", ["target"])
    op.create_index("ix_decision_matter", "decision", ["matter"])


def _money() -> None:
    op.add_column("posting", sa.Column("concerns", WORDS, nullable=True))
    op.drop_index("ix_posting_entry", "posting")
    op.create_index("ix_posting_concerns", "posting", ["concerns"])
    _facets("deviation_facet")


def _pending() -> None:
    op.drop_table("decision_key")
    op.create_table(
        "decision_pending",
        sa.Column("agreement", WORDS, nullable=False),
        sa.Column("subject", WORDS, nullable=False),
        sa.Column("standing", WORDS, nullable=False),
        sa.Column("decision_id", WORDS, nullable=False),
        sa.Column("event_position", WHOLE, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("agreement", "subject", "standing", name="pk_decision_pending"),
    )
    op.create_index("ix_decision_pending_decision_id", "decision_pending", ["decision_id"])
    op.create_index("ix_decision_pending_position", "decision_pending", ["position"])
