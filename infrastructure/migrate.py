"""The database's revision: what it is, what it should be, and the way from one to the other."""

from __future__ import annotations

from functools import cache
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
    before = revision_of(connection)
    command.upgrade(config_of(connection), "head")
    protect(connection)
    return before


def upgrade_to(connection: Connection, revision: str) -> None:
    """Bring a database to a revision, without what protects the log: it is to be filled."""
    command.upgrade(config_of(connection), revision)


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the database of `connection`, or None when it has none."""
    return MigrationContext.configure(connection).get_current_revision()


def require_known(connection: Connection) -> str:
    """Return the revision of the database of `connection`, which this program can read.

    Raises:
        Unavailable: it has none, or belongs to a newer program.
    """
    found = revision_of(connection)
    if found is None or found not in revisions():
        raise Unavailable(
            "store_is_of_another_version",
            f"Databasen har version {found or 'ingen'}, som det här programmet inte känner.",
            f"The database is of revision {found or 'none'}, which this program does not know.",
            found=found,
        )
    return found


def current(database: Database) -> str | None:
    """Return the database's revision, or None when it has none.

    Raises:
        Unavailable: the database cannot be read.
    """
    if not database.exists():
        return None
    with database.read() as connection:
        return revision_of(connection)


@cache
def revisions() -> frozenset[str]:
    """Return every revision that this program knows, the newest among them."""
    known = ScriptDirectory.from_config(config_of()).walk_revisions()
    return frozenset(script.revision for script in known)


@cache
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
