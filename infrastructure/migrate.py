"""The database's revision: what it is, what it should be, and the way from one to the other."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, column, inspect, select, table

from domain.errors import Unavailable
from infrastructure.database import Database
from infrastructure.event_log.append_only import protect
from infrastructure.event_log.head import lock_head
from infrastructure.soundness import require_tables
from infrastructure.tables import LOG_TABLES, log_head, metadata

if TYPE_CHECKING:
    from alembic.config import Config

_SCRIPTS: Final = Path(__file__).parent / "migrations"
_VERSION: Final = table("alembic_version", column("version_num"))
_REVISION: Final = select(_VERSION.c.version_num)
_MOST_NAMED: Final = 5


def migrate(database: Database) -> None:
    """Bring the database to the newest revision, creating what is not there, or change nothing.

    One transaction. What the read models of an older revision lack has to be made from the log:
    `infrastructure.rebuild.bring_up` does both.

    Raises:
        CorruptStream: it has a revision, and lacks a table or the head of the log.
        Unavailable: the database cannot be created, reached or written, or is not Samsyn's.
    """
    require_ours(database)
    with database.set_up() as connection:
        hold_log(connection)
        upgrade(connection)


def require_ours(database: Database) -> None:
    """Check that there is a log that this program knows, or nothing that could be another's.

    Asked before anything is opened to be written: that alone changes an SQLite file.

    Raises:
        CorruptStream: it has a revision, and lacks a table of the log.
        Unavailable: the database cannot be read, or what it is instead.
    """
    if not database.exists():
        return
    with database.read() as connection:
        if revision_of(connection) is None:
            require_unclaimed(connection)
        else:
            require_known(connection)


def require_unclaimed(connection: Connection) -> None:
    """Check that a database without a revision has no log, and is not another program's.

    A file is one program's; a schema may hold tables of several, if their names differ.

    Raises:
        Unavailable: which of them it is.
    """
    looked = inspect(connection)
    found = {*looked.get_table_names(), *looked.get_view_names()} - {_VERSION.name}
    ours = found & set(metadata.tables)
    if log_head.name in found:
        raise Unavailable(
            "store_has_no_revision",
            "Uppgiften om version (tabellen alembic_version) saknas i databasen. Är den en "
            "säkerhetskopia, så återställ den till en annan databas med samsyn restore. Flytta "
            "annars undan den och återställ en säkerhetskopia. Inget har ändrats.",
            "The revision (the table alembic_version) is missing in the database. If it is a "
            "backup, restore it into another database with samsyn restore. Else move it away and "
            "restore a backup. Nothing was changed.",
        )
    others = found if connection.dialect.name == "sqlite" else ours
    if others:
        named = ", ".join(sorted(others)[:_MOST_NAMED])
        raise Unavailable(
            "store_is_of_another_program",
            f"Databasen hör till ett annat program (tabeller: {named}). Ange en annan i "
            "SAMSYN_DATABASE eller SAMSYN_SCHEMA. Inget har ändrats.",
            f"The database belongs to another program (tables: {named}). Name another one in "
            "SAMSYN_DATABASE or SAMSYN_SCHEMA. Nothing was changed.",
        )


def hold_log(connection: Connection) -> None:
    """Lock the log, when there is one, before anything else is: as whoever writes does.

    Of two that lock in other orders each would wait for the other.

    Raises:
        CorruptStream: the log has no head.
    """
    if revision_of(connection) is not None:
        lock_head(connection)


def upgrade(connection: Connection) -> str | None:
    """Bring a database to the newest revision in the transaction of `connection`.

    The triggers that protect the log are created again. Returns the revision it had before.

    Raises:
        Unavailable: the program's migrations are not those of one version.
    """
    from alembic import command  # noqa: PLC0415 - slow to import, and a server needs none of it

    before = revision_of(connection)
    revisions()  # or alembic, which knows them by the same files, would end with a traceback
    command.upgrade(config_of(connection), "head")
    protect(connection)
    return before


def upgrade_to(connection: Connection, revision: str) -> None:
    """Bring a database to a revision, without what protects the log: it is to be filled."""
    from alembic import command  # noqa: PLC0415 - as above

    command.upgrade(config_of(connection), revision)


def require_known(connection: Connection) -> str:
    """Return the revision of the database of `connection`, which this program can read.

    Raises:
        CorruptStream: it has a revision, and lacks a table of the log.
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
    require_tables(connection, (table.name for table in LOG_TABLES))
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


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the database of `connection`, or None when it has none."""
    if not connection.dialect.has_table(connection, _VERSION.name):
        return None
    found: str | None = connection.execute(_REVISION).scalar()
    return found


@cache
def revisions() -> frozenset[str]:
    """Return every revision that this program knows, the newest among them.

    Raises:
        Unavailable: a file of an earlier version of the program lies among those of this one.
    """
    found = sorted(path.name.partition("_")[0] for path in _SCRIPTS.glob("versions/[0-9]*_*.py"))
    for one, other in pairwise(found):
        if one == other:
            raise Unavailable(
                "program_is_mixed",
                f"Programmets filer är från mer än en version: revision {one} finns två gånger. "
                "Installera programmet i en ny miljö. Inget har ändrats.",
                f"The program's files are of more than one version: revision {one} is there twice. "
                "Install the program in a new environment. Nothing was changed.",
                revision=one,
            )
    return frozenset(found)


def newest() -> str:
    """Return the revision that this program works with."""
    return max(revisions())


def require_newest(database: Database) -> None:
    """Check, before serving, that the database is of the revision this program works with.

    Raises:
        Unavailable: it is empty or older (migrate it) or newer (use the newer program), is not
            Samsyn's, or cannot be read.
    """
    found, wanted = current(database), newest()
    if found is None:
        require_ours(database)
        raise Unavailable(
            "store_is_empty",
            "Databasen har ingen logg än, eller finns inte. Kör samsyn migrate, som skapar den, om "
            "SAMSYN_DATABASE stämmer.",
            "The database has no log yet, or is not there. Run samsyn migrate, which makes it, if "
            "SAMSYN_DATABASE is right.",
            wanted=wanted,
        )
    if found != wanted:
        raise Unavailable(
            "store_is_of_another_version",
            f"Databasen har version {found}; programmet behöver {wanted}. "
            "Kör samsyn migrate, eller det program som databasen hör till.",
            f"The database is of revision {found}; this program needs {wanted}. "
            "Run samsyn migrate, or the program that the database belongs to.",
            found=found,
            wanted=wanted,
        )


def config_of(connection: Connection | None = None) -> Config:
    """Return alembic's configuration, for the transaction of `connection`."""
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
