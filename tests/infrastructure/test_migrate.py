from __future__ import annotations

import importlib
import os
import pkgutil
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Table

import infrastructure.tables
from domain.errors import Unavailable
from infrastructure import migrations
from infrastructure.database import Database
from infrastructure.event_log import read_head
from infrastructure.merkle import Frontier
from infrastructure.migrate import current, migrate, newest, require_newest, revisions
from infrastructure.projector import READ_MODELS
from infrastructure.tables import LOG_TABLES, metadata
from tests.conftest import Store
from tests.infrastructure.tally import append, new_tally, open_log, opened, record, rows_of

LONGEST_SECONDS: Final = 240


def test_a_store_that_is_not_there_is_created(empty_store: Store) -> None:
    database = empty_store.open()
    assert current(database) is None

    migrate(database)

    assert current(database) == newest()
    with database.read() as connection:
        assert read_head(connection).frontier == Frontier()


def test_migrating_again_changes_nothing(database: Database) -> None:
    record(open_log(database), opened(new_tally()))
    before = rows_of(database, "events")
    migrate(database)
    assert rows_of(database, "events") == before


def test_processes_that_start_together_migrate_once(empty_store: Store) -> None:
    databases = [empty_store.open() for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(migrate, databases))
    assert len(rows_of(databases[0], "log_head")) == 1


def test_every_table_is_either_of_the_log_or_a_read_model() -> None:
    """Forgotten among those of the log, it would be lost from backups and emptied by a rebuild."""
    for module in pkgutil.walk_packages(infrastructure.__path__, "infrastructure."):
        importlib.import_module(module.name)
    beside = vars(infrastructure.tables).values()
    assert set(LOG_TABLES) == {one for one in beside if isinstance(one, Table)}
    assert set(READ_MODELS) == set(metadata.sorted_tables) - set(LOG_TABLES)


def test_the_tables_are_those_the_program_reads(database: Database) -> None:
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_tables_and_indexes_are_written_as_those_the_program_reads(
    empty_store: Store,
) -> None:
    """What a comparison of columns does not see: WITHOUT ROWID, and which rows an index holds."""
    database = empty_store.open()
    migrate(database)
    with database.write() as connection:
        migrated = written(connection)
        metadata.drop_all(connection)
        metadata.create_all(connection)
        assert written(connection) == migrated


def written(connection: Connection) -> set[tuple[str, ...]]:
    """Return, of each table and index of ours, what `compare_metadata` does not look at."""
    names = set(metadata.tables)
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql("SELECT name, tbl_name, sql FROM sqlite_master")
        return {
            (name, "WITHOUT ROWID" if "WITHOUT ROWID" in sql else sql.partition(" WHERE ")[2])
            for name, table, sql in found
            if table in names and sql and not sql.startswith("CREATE TRIGGER")
        }
    found = connection.exec_driver_sql(
        "SELECT indexname, tablename, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
    )
    return {(name, sql.partition(" USING ")[2]) for name, table, sql in found if table in names}


def test_a_database_of_another_revision_is_not_served(database: Database) -> None:
    require_newest(database)
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")

    with pytest.raises(Unavailable) as error:
        require_newest(database)
    assert error.value.code == "store_is_of_another_version"
    assert error.value.facts == {"found": "0000", "wanted": newest()}
    assert "0000" in error.value.sv
    assert "0000" in error.value.en


def test_a_database_without_a_log_is_not_served(empty_store: Store) -> None:
    with pytest.raises(Unavailable) as error:
        require_newest(empty_store.open())
    assert error.value.code == "store_is_empty"
    assert "samsyn migrate" in error.value.sv
    assert "samsyn migrate" in error.value.en


def test_a_program_with_the_files_of_two_versions_changes_nothing_and_says_so(
    empty_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when an earlier installation has left a migration behind that has another name now."""
    mixed, twice = tmp_path / "migrations", newest()
    shutil.copytree(migrations.__path__[0], mixed)
    newest_file = max(mixed.glob("versions/[0-9]*.py"))
    shutil.copy(newest_file, newest_file.with_name(f"{twice}_as_it_was_called.py"))
    monkeypatch.setattr("infrastructure.migrate._SCRIPTS", mixed)
    revisions.cache_clear()
    try:
        for act in (migrate, require_newest):
            with pytest.raises(Unavailable) as error:
                act(empty_store.open())
            assert error.value.code == "program_is_mixed"
            assert error.value.facts == {"revision": twice}
    finally:
        revisions.cache_clear()
    assert current(empty_store.open()) is None


def test_a_migration_that_fails_leaves_nothing_behind(empty_store: Store) -> None:
    database = empty_store.open()
    with database.set_up() as connection:
        connection.exec_driver_sql("CREATE TABLE answers (in_the_way INTEGER)")

    with pytest.raises(Exception, match="answers"):
        migrate(database)

    assert current(database) is None
    with database.read() as connection:
        assert MigrationContext.configure(connection).get_current_revision() is None
    with database.write() as connection:
        connection.exec_driver_sql("DROP TABLE answers")
    migrate(database)


def test_it_works_from_any_folder(tmp_path: Path) -> None:
    program = (
        "from infrastructure.database import Database; from infrastructure.migrate import *;"
        "database = Database('sqlite:///here/samsyn.db'); migrate(database);"
        "assert current(database) == newest(); database.close()"
    )
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    subprocess.run(
        [sys.executable, "-W", "error", "-c", program], cwd=tmp_path, env=environment, check=True
    )
    assert (tmp_path / "here" / "samsyn.db").exists()


def test_a_migration_waits_for_whoever_writes_and_neither_stands_in_the_others_way(
    postgres_store: Store,
) -> None:
    log, migrating = open_log(postgres_store.open()), postgres_store.open()
    failed: list[BaseException] = []

    def migrate_meanwhile() -> None:
        try:
            migrate(migrating)
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)

    thread = threading.Thread(target=migrate_meanwhile)
    with log.transaction() as transaction:
        thread.start()
        waits_for_a_lock(postgres_store)
        append(transaction, opened(new_tally()))
    thread.join()
    assert failed == []


def waits_for_a_lock(store: Store) -> None:
    """Wait until some process of the server waits for a lock that another holds."""
    deadline = time.monotonic() + LONGEST_SECONDS
    with psycopg.connect(store.url, autocommit=True) as asking:
        while not asking.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone():
            assert time.monotonic() < deadline, "Nobody waits"
            time.sleep(0.01)
