"""The database's revision: what it is, what it should be, and the way from one to the other."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from domain.errors import Unavailable
from infrastructure.database import Database
from infrastructure.event_log.append_only import protect

_SCRIPTS: Final = Path(__file__).parent / "migrations"


def migrate(database: Database) -> None:
    """Bring the database to the newest revision, creating what is not there, or change nothing.

    One transaction. What the read models of an older revision lack has to be made from the log:
    `infrastructure.rebuild.bring_up` does both.

    Raises:
        Unavailable: the database cannot be created, reached or written.
    """
    with database.set_up() as connection:
        upgrade(connection)


def upgrade(connection: Connection) -> str | None:
    """Bring a database to the newest revision in the transaction of `connection`.

    The triggers that protect the log are created again. Returns the revision it had before.
    """
    before = MigrationContext.configure(connection).get_current_revision()
    command.upgrade(config_of(connection), "head")
    protect(connection)
    return before


def current(database: Database) -> str | None:
    """Return the database's revision, or None when it has none.

    Raises:
        Unavailable: the database cannot be read.
    """
    if not database.exists():
        return None
    with database.read() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """Return the revision that this program works with."""
    head = ScriptDirectory.from_config(config_of()).get_current_head()
    if head is None:
        raise LookupError(f"There are no migrations in {_SCRIPTS}")
    return head


def require_newest(database: Database) -> None:
    """Check, before serving, that the database is of the revision this program works with.

    Raises:
        Unavailable: it is older (migrate it) or newer (use the newer program), or cannot be read.
    """
    found, wanted = current(database), newest()
    if found != wanted:
        raise Unavailable(
            "store_is_of_another_version",
            f"Databasen har version {found or 'ingen'}; programmet behöver {wanted}. "
            "Kör samsyn migrate, eller det program som databasen hör till.",
            f"The database is of revision {found or 'none'}; this program needs {wanted}. "
            "Run samsyn migrate, or the program that the database belongs to.",
            found=found,
            wanted=wanted,
        )


def config_of(connection: Connection | None = None) -> Config:
    """Return alembic's configuration, for the transaction of `connection`."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
