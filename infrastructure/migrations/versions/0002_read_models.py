"""The read models: dated facets, postings, the register of decisions and its consequences.

Written out rather than taken from `infrastructure.read_models`, which move on. Read models can
be made again from the log (`samsyn rebuild`), so a later revision may drop and make them anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

FACETS = (
    "agreement_facet",
    "portfolio_facet",
    "program_facet",
    "project_facet",
    "review_facet",
    "person_facet",
)


def upgrade() -> None:
    """Create the tables of every read model, empty."""
    for name in FACETS:
        _facets(name)
    _postings()
    _decisions()
    _consequences()


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


def _postings() -> None:
    op.create_table(
        "posting",
        sa.Column("event_position", WHOLE, autoincrement=False, nullable=False),
        sa.Column("line", sa.SmallInteger, autoincrement=False, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("program_id", WORDS, nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger, nullable=False),
        sa.Column("project_id", WORDS, nullable=True),
        sa.Column("account", WORDS, nullable=False),
        sa.Column("money_kind", WORDS, nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("period_start", sa.Date, nullable=False),
        sa.Column("period_end", sa.Date, nullable=False),
        sa.Column("entry", WORDS, nullable=False),
        sa.Column("topic", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("event_position", "line", name="pk_posting"),
    )
    balance = ["program_id", "fiscal_year", "account", "project_id", "money_kind"]
    covered = ["period_start", "period_end", "position", "valid_from", "amount"]
    op.create_index("ix_posting_balance", "posting", [*balance, *covered])
    op.create_index(
        "ix_posting_program_id_fiscal_year_position",
        "posting",
        ["program_id", "fiscal_year", "position"],
    )
    op.create_index("ix_posting_entry", "posting", ["entry"])


def _decisions() -> None:
    op.create_table(
        "decision",
        sa.Column("decision_id", WORDS, nullable=False),
        sa.Column("event_position", WHOLE, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("year", sa.SmallInteger, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("number", WORDS, nullable=False),
        sa.Column("body_id", WORDS, nullable=False),
        sa.Column("decided_on", sa.Date, nullable=False),
        sa.Column("outcome", WORDS, nullable=False),
        sa.Column("matter", WORDS, nullable=True),
        sa.Column("recorded", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("decision_id", name="pk_decision"),
        sa.UniqueConstraint("event_position", name="uq_decision_event_position"),
    )
    op.create_index("ix_decision_year_sequence", "decision", ["year", "sequence"], unique=True)
    op.create_index(
        "ix_decision_decided_on_event_position", "decision", ["decided_on", "event_position"]
    )
    _pair("decision_subject", "subject", "decision_id")
    _pair("decision_text", "decision_id", "sealed")
    op.create_table(
        "decision_standing",
        sa.Column("decision_id", WORDS, nullable=False),
        sa.Column("position", WHOLE, autoincrement=False, nullable=False),
        sa.Column("standing", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("decision_id", "position", name="pk_decision_standing"),
    )
    op.create_table(
        "decision_key",
        sa.Column("agreement", WORDS, nullable=False),
        sa.Column("key_id", WORDS, nullable=False),
        sa.Column("standing", WORDS, nullable=False),
        sa.Column("decision_id", WORDS, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("agreement", "key_id", "standing", name="pk_decision_key"),
    )
    op.create_index("ix_decision_key_decision_id", "decision_key", ["decision_id"])


def _pair(name: str, first: str, second: str) -> None:
    op.create_table(
        name,
        sa.Column(first, WORDS, nullable=False),
        sa.Column(second, WORDS, nullable=False),
        sa.PrimaryKeyConstraint(first, second, name=f"pk_{name}"),
    )


def _consequences() -> None:
    year = ["program_id", "fiscal_year", "money_kind", "measure", "member"]
    key = ["decision_id", "stage", "position", *year]
    op.create_table(
        "consequence",
        sa.Column("decision_id", WORDS, nullable=False),
        sa.Column("stage", WORDS, nullable=False),
        sa.Column("position", WHOLE, autoincrement=False, nullable=False),
        sa.Column("program_id", WORDS, nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger, autoincrement=False, nullable=False),
        sa.Column("money_kind", WORDS, nullable=False),
        sa.Column("measure", WORDS, nullable=False),
        sa.Column("member", WORDS, nullable=False),
        sa.Column("before", WHOLE, nullable=False),
        sa.Column("after", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint(*key, name="pk_consequence"),
    )
    op.create_index(
        "ix_consequence_program_id_fiscal_year_position",
        "consequence",
        ["program_id", "fiscal_year", "position"],
    )
