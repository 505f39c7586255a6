"""The database refuses to change the log, whoever asks and in whatever words."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from pysqlite3 import dbapi2 as sqlite3
from sqlalchemy import Column, Text
from sqlalchemy.exc import IntegrityError

from infrastructure.database import Database
from infrastructure.event_log.append_only import is_protected, protect
from infrastructure.migrate import migrate
from tests.conftest import Store
from tests.infrastructure.tally import counted, new_tally, open_log, opened, record, rows_of

ZEROS = {"sqlite": "zeroblob({0})", "postgresql": "decode(repeat('00', {0}), 'hex')"}


@pytest.fixture
def two_events(database: Database) -> str:
    """Record a stream of two events, at positions 1 and 2."""
    apples = new_tally()
    record(open_log(database), opened(apples), counted(apples, 1))
    return apples


def insertion(
    database: Database, position: str, stream: str, version: int, verb: str = "INSERT"
) -> str:
    zeros = ZEROS[database.writer.dialect.name]
    values = f"'{stream}', {version}, 'tally.counted', 'x', 'now'"
    proof = f"{zeros.format(16)}, {zeros.format(32)}"
    return f"{verb} INTO events VALUES ({position}, {values}, {proof})"


def refused(database: Database, statement: str) -> str:
    before = rows_of(database, "events")
    with pytest.raises(IntegrityError) as error, database.write() as connection:
        connection.exec_driver_sql(statement)
    assert rows_of(database, "events") == before
    return str(error.value)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET state = state",
        "UPDATE events SET topic = 'tally.opened' WHERE position = 2",
        "UPDATE events SET position = position + 10",
        "DELETE FROM events",
        "DELETE FROM events WHERE position = 2",
    ],
)
def test_no_event_is_changed_or_removed(
    database: Database, two_events: str, statement: str
) -> None:
    assert "append-only" in refused(database, statement)


def test_the_log_is_not_emptied_at_once(postgres_store: Store) -> None:
    database = postgres_store.open()
    record(open_log(database), opened(new_tally()))
    assert "append-only: no truncate" in refused(database, "TRUNCATE events")


@pytest.mark.parametrize("position", ["0", "1", "2", "4", "-1"])
def test_an_event_goes_in_after_the_last_or_not_at_all(
    database: Database, two_events: str, position: str
) -> None:
    assert "last + 1" in refused(database, insertion(database, position, "tally/x", 1))


def test_an_event_has_a_position(database: Database, two_events: str) -> None:
    refused(database, insertion(database, "NULL", "tally/x", 1))


def test_the_same_insertion_at_the_end_is_taken(database: Database, two_events: str) -> None:
    with database.write() as connection:
        connection.exec_driver_sql(insertion(database, "3", two_events, 3))
    assert len(rows_of(database, "events")) == 3


def test_a_version_is_written_once(database: Database, two_events: str) -> None:
    refused(database, insertion(database, "3", two_events, 2))


def test_nothing_is_put_in_place_of_an_event_on_postgres(postgres_store: Store) -> None:
    database = postgres_store.open()
    apples = new_tally()
    record(open_log(database), opened(apples), counted(apples, 1))
    base = insertion(database, "3", apples, 2)
    update = f"{base} ON CONFLICT (stream, version) DO UPDATE SET state = excluded.state"
    assert "append-only" in refused(database, update)


VERBS = ["INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE", "INSERT OR ABORT"]


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(("position", "version"), [("2", 2), ("3", 2), ("2", 3), ("9", 9)])
def test_nothing_is_put_in_place_of_an_event_on_sqlite(
    sqlite_store: Store, verb: str, position: str, version: int
) -> None:
    database = sqlite_store.open()
    apples = new_tally()
    record(open_log(database), opened(apples), counted(apples, 1))
    assert "append-only" in refused(database, insertion(database, position, apples, version, verb))


@pytest.mark.parametrize(
    "statement",
    [
        "{replace}",
        "UPDATE OR REPLACE events SET version = 1",
        "DELETE FROM events",
        (
            "INSERT INTO events SELECT position + 2, stream, version, topic, state, recorded, "
            "salt, leaf FROM events WHERE true ON CONFLICT DO UPDATE SET state = excluded.state"
        ),
    ],
)
def test_a_program_that_is_not_ours_is_refused_too(sqlite_store: Store, statement: str) -> None:
    database = sqlite_store.open()
    apples = new_tally()
    record(open_log(database), opened(apples), counted(apples, 1))
    before = rows_of(database, "events")
    replace = insertion(database, "3", apples, 2, "INSERT OR REPLACE")

    shell = sqlite3.connect(sqlite_store.path)  # with none of our settings
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        shell.execute(statement.format(replace=replace))
    shell.close()
    assert rows_of(database, "events") == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET state = state WHERE position = 1",
        "DELETE FROM events WHERE position = 2",
        "TRUNCATE events, texts, answers",
        "MERGE INTO events USING log_head ON events.position = 2 WHEN MATCHED THEN DELETE",
        (
            "INSERT INTO events SELECT position + 2, stream, version, topic, state, recorded, "
            "salt, leaf FROM events ON CONFLICT (stream, version) DO UPDATE SET topic = 'x'"
        ),
    ],
)
def test_a_program_that_is_not_ours_is_refused_by_postgres_too(
    postgres_store: Store, statement: str
) -> None:
    database = postgres_store.open()
    apples = new_tally()
    record(open_log(database), opened(apples), counted(apples, 1))
    before = rows_of(database, "events")

    with psycopg.connect(postgres_store.url) as shell:  # with none of our settings
        shell.execute(f'SET search_path = "{postgres_store.schema}"'.encode())
        with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
            shell.execute(statement.encode())
    assert rows_of(database, "events") == before


def test_a_log_without_one_of_its_triggers_is_seen_to_be_unprotected(
    database: Database, two_events: str
) -> None:
    def protected() -> bool:
        with database.read() as connection:
            return is_protected(connection)

    assert protected()
    names = {"sqlite": "events_keep_what_is_there", "postgresql": "events_keep_what_is_written"}
    table = "" if _is_sqlite(database) else " ON events"
    with database.write() as connection:
        name = names[connection.dialect.name]
        connection.exec_driver_sql(f"DROP TRIGGER {name}{table}")
    assert not protected()
    migrate(database)
    assert protected()
    if not _is_sqlite(database):
        with database.write() as connection:
            connection.exec_driver_sql(f"ALTER TABLE events DISABLE TRIGGER {name}")
        assert not protected()
        migrate(database)
        assert protected()


def test_a_migration_makes_the_triggers_again(database: Database, two_events: str) -> None:
    with database.write() as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("events", recreate="auto") as batch:
            batch.add_column(Column("remark", Text))
        with operations.batch_alter_table("events", recreate="auto") as batch:
            batch.drop_column("remark")
    assert _triggers(database) == (0 if _is_sqlite(database) else 2)

    migrate(database)

    assert _triggers(database) == (4 if _is_sqlite(database) else 2)
    assert "append-only" in refused(database, "DELETE FROM events")


def test_the_triggers_can_be_made_twice(database: Database, two_events: str) -> None:
    with database.write() as connection:
        protect(connection)
        protect(connection)
    assert "append-only" in refused(database, "DELETE FROM events")


def _is_sqlite(database: Database) -> bool:
    return database.writer.dialect.name == "sqlite"


def _triggers(database: Database) -> int:
    listing = {
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'events'::regclass",
    }
    with database.read() as connection:
        found: Any = connection.exec_driver_sql(listing[connection.dialect.name]).scalar_one()
    return int(found)
