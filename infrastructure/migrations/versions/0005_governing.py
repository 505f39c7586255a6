"""Where the log says anything but money, so that what was read of it may be kept meanwhile.

A read model: `samsyn migrate` makes it from the log after this revision.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the table, empty."""
    op.create_table(
        "governing",
        sa.Column("position", WHOLE, autoincrement=False, nullable=False),
        sa.Column("token", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_governing"),
    )
