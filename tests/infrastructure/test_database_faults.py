"""What goes wrong with a store is said plainly, nothing is written, and it works again after."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pysqlite3 import dbapi2 as sqlite3
from sqlalchemy.exc import DBAPIError, IntegrityError

from domain.errors import Unavailable
from infrastructure.database import Database
from infrastructure.event_log import EventLog, lock_head
from infrastructure.migrate import migrate
from infrastructure.store_faults import fault_of
from infrastructure.wrong_setting import WrongSetting
from tests.conftest import Store
from tests.infrastructure.mishaps import checkpoint, hang_up
from tests.infrastructure.tally import (
    append,
    counted,
    new_tally,
    open_log,
    opened,
    record,
    rows_of,
    stored,
)
from tests.processes.nursery import NOBODY

SOON = 0.05
"""Seconds to wait for what will not come."""


@contextmanager
def unavailable(code: str) -> Iterator[None]:
    with pytest.raises(Unavailable) as error:
        yield
    assert error.value.code == code
    assert error.value.__cause__ is not None or code == "store_is_locked"


def write_nothing(database: Database, timeout: float | None = None) -> None:
    with database.write(timeout) as connection:
        lock_head(connection)


def write(database: Database) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE log_head SET position = 0")


# ── Locked ───────────────────────────────────────────────────────────────────────────────────


@contextmanager
def held_in_a_thread(database: Database) -> Iterator[None]:
    """Hold the log in another thread, until the block ends."""
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        with database.write() as connection:
            lock_head(connection)
            taken.set()
            done.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    taken.wait()
    try:
        yield
    finally:
        done.set()
        thread.join()


@pytest.mark.parametrize("which", ["this process", "another process"])
def test_a_writer_waits_for_its_turn_only_so_long(store: Store, which: str) -> None:
    database = store.open(lock_timeout=SOON)
    holder = database if which == "this process" else store.open()

    with held_in_a_thread(holder), unavailable("store_is_locked"):
        write_nothing(database)
    write_nothing(database)


@pytest.mark.parametrize("which", ["this process", "another process"])
def test_a_rehearsal_waits_less(store: Store, which: str) -> None:
    log = open_log(store.open(lock_timeout=600.0), rehearse_timeout=SOON)
    holder = log.database if which == "this process" else store.open()

    def rehearse() -> None:
        with log.transaction(rehearse=True) as transaction:
            append(transaction, opened(new_tally()))

    with held_in_a_thread(holder), unavailable("store_is_locked"):
        rehearse()
    rehearse()


def test_what_a_rehearsal_was_allowed_to_wait_is_not_what_the_next_one_is(store: Store) -> None:
    database = store.open(lock_timeout=600.0)
    write_nothing(database, timeout=SOON)
    waited = threading.Event()

    def write() -> None:
        write_nothing(database)
        waited.set()

    with held_in_a_thread(store.open()):
        thread = threading.Thread(target=write)
        thread.start()
        assert not waited.wait(4 * SOON)
    thread.join()
    assert waited.is_set()


def test_a_foreign_program_that_holds_the_file_is_waited_for_only_so_long(
    sqlite_store: Store,
) -> None:
    database = sqlite_store.open(lock_timeout=SOON)
    shell = sqlite3.connect(sqlite_store.path, isolation_level=None)
    shell.execute("BEGIN IMMEDIATE")
    with unavailable("store_is_locked"):
        write_nothing(database)
    shell.close()
    write_nothing(database)


def test_readers_do_not_wait_for_a_writer(store: Store) -> None:
    database = store.open(lock_timeout=SOON)
    with held_in_a_thread(database):
        assert rows_of(database, "events") == []


def test_more_readers_than_there_are_connections_are_told_to_wait(store: Store) -> None:
    database = store.open(lock_timeout=SOON, readers=1)
    with database.read(), unavailable("store_is_busy"):
        rows_of(database, "events")
    assert rows_of(database, "events") == []


def test_a_statement_that_takes_too_long_is_ended(postgres_store: Store) -> None:
    database = postgres_store.open(statement_timeout=0.5)
    with unavailable("store_is_busy"), database.read() as connection:
        connection.exec_driver_sql("SELECT pg_sleep(600)")
    assert rows_of(database, "events") == []


WRITER = """
import sys
from tests.infrastructure.tally import StreamId, append, counted, open_log
from infrastructure.database import Database

_, url, schema, stream, times = sys.argv
database = Database(url, schema=schema)
log = open_log(database)
for _ in range(int(times)):
    with log.transaction() as transaction:
        seen = transaction.load(StreamId(stream)).state.total
        append(transaction, counted(StreamId(stream), 1))
        assert transaction.load(StreamId(stream)).state.total == seen + 1
database.close()
"""


def test_two_processes_take_turns(store: Store) -> None:
    log = open_log(store.open())
    apples = new_tally()
    record(log, opened(apples))
    command = [sys.executable, "-W", "error", "-c", WRITER, store.url, store.schema, apples, "50"]

    processes = [subprocess.Popen(command) for _ in range(2)]
    for _ in range(20):
        record(log, counted(apples, 1))
    assert [process.wait() for process in processes] == [0, 0]

    assert [row[0] for row in stored(log.database)] == list(range(1, 122))
    with log.transaction() as transaction:
        assert transaction.load(apples).state.total == 120


# ── Read-only ────────────────────────────────────────────────────────────────────────────────


def test_a_file_opened_to_be_read_is_not_written(sqlite_store: Store) -> None:
    record(open_log(sqlite_store.open()), opened(new_tally()))
    database = Store(f"{sqlite_store.url}?mode=ro").open()

    with unavailable("store_is_read_only"):
        write(database)
    assert len(rows_of(database, "events")) == 1
    database.close()


@contextmanager
def without_privileges() -> Iterator[None]:
    """Be somebody who may not write the files of others; root may write any."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("locked", ["folder", "file"])
def test_a_file_without_the_right_to_write_is_read_only(
    open_folder: Path, sqlite_template: Path, locked: str
) -> None:
    path = open_folder / "samsyn.db"
    shutil.copy(sqlite_template, path)
    path.chmod(0o444)
    open_folder.chmod(0o555 if locked == "folder" else 0o777)
    store = Store(f"sqlite:///{path}")

    with without_privileges(), unavailable("store_is_read_only"):
        write(store.open())
    store.close()


def test_a_standby_server_is_read_only(postgres_store: Store) -> None:
    database = postgres_store.open()
    with unavailable("store_is_read_only"), database.write() as connection:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        lock_head(connection)
    write_nothing(database)


def test_a_reader_cannot_write(database: Database) -> None:
    with unavailable("store_is_read_only"), database.read() as connection:
        connection.exec_driver_sql("DELETE FROM texts")


# ── Full ─────────────────────────────────────────────────────────────────────────────────────


def test_a_full_file_takes_nothing_and_says_so(sqlite_store: Store) -> None:
    database = sqlite_store.open()
    log = open_log(database)
    apples = new_tally()
    record(log, opened(apples))
    with database.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def set_most(most: int) -> None:
        with database.write() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {most}")

    set_most(pages + 1)
    with unavailable("store_is_full"):
        record(log, counted(apples, *range(2000)))
    assert len(stored(database)) == 1

    set_most(2**30)
    assert record(log, counted(apples, *range(2000))) == 2001


# ── Gone ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("action", ["read", "write"])
@pytest.mark.parametrize("missing", ["folder", "file"])
def test_a_file_that_is_not_there_is_gone_and_not_made(
    tmp_path: Path, missing: str, action: str
) -> None:
    path = tmp_path / ("nowhere/samsyn.db" if missing == "folder" else "samsyn.db")
    database = Store(f"sqlite:///{path}").open()
    with unavailable("store_is_gone"), _beginning(database, action):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("action", ["read", "write"])
def test_a_file_removed_under_us_is_gone_until_it_is_back(sqlite_store: Store, action: str) -> None:
    database = sqlite_store.open()
    log = open_log(database)
    record(log, opened(new_tally()))
    aside = sqlite_store.path.with_suffix(".aside")
    checkpoint(database)
    sqlite_store.path.rename(aside)

    with unavailable("store_is_gone"), _beginning(database, action):
        pass

    aside.rename(sqlite_store.path)
    assert record(log, opened(new_tally())) == 2


def test_a_server_that_is_not_there_is_gone(tmp_path: Path) -> None:
    database = Database(f"postgresql://nobody@/none?host={tmp_path}")
    for action in ("read", "write"):
        with unavailable("store_is_gone"), _beginning(database, action):
            pass


def test_a_database_that_is_not_on_the_server_is_gone(postgres_url: str) -> None:
    database = Database(postgres_url.replace("/postgres?", "/no_such_database?"))
    with unavailable("store_is_gone"), database.read():
        pass


def test_a_server_that_hangs_up_in_the_middle_is_gone_and_then_back(
    postgres_store: Store,
) -> None:
    database = postgres_store.open()
    log = open_log(database)
    apples = new_tally()
    record(log, opened(apples))

    def cut_off() -> None:
        with log.transaction() as transaction:
            hang_up(postgres_store)
            append(transaction, counted(apples, 1))

    with unavailable("store_is_gone"):
        cut_off()
    with unavailable("store_is_gone"), database.read() as connection:
        connection.exec_driver_sql("SELECT 1")
        hang_up(postgres_store)
        connection.exec_driver_sql("SELECT 1")

    assert record(log, counted(apples, 1)) == 2


def test_a_connection_lost_while_nobody_used_it_is_not_noticed(postgres_store: Store) -> None:
    database = postgres_store.open()
    log = open_log(database)
    record(log, opened(new_tally()))
    rows_of(database, "events")
    hang_up(postgres_store)

    assert record(log, opened(new_tally())) == 2
    hang_up(postgres_store)
    assert len(rows_of(database, "events")) == 2


# ── Damaged ──────────────────────────────────────────────────────────────────────────────────


def test_a_file_that_is_no_database_is_damaged(sqlite_store: Store) -> None:
    sqlite_store.path.write_bytes(b"not a database" * 1000)
    database = sqlite_store.open()
    for action in ("read", "write"):
        with unavailable("store_is_damaged"), _beginning(database, action):
            pass


def test_a_damaged_file_is_told_apart_and_works_when_restored(sqlite_store: Store) -> None:
    database = sqlite_store.open()
    log = open_log(database)
    apples = new_tally()
    record(log, opened(apples), counted(apples, *range(1000)))
    checkpoint(database)
    whole = sqlite_store.path.read_bytes()

    _put_in_place(sqlite_store, whole[:4096] + b"\xff" * (len(whole) - 4096))
    with unavailable("store_is_damaged"):
        rows_of(database, "events")
    with unavailable("store_is_damaged"):
        record(log, counted(apples, 1))

    _put_in_place(sqlite_store, whole)
    assert record(log, counted(apples, 1)) == 1002


# ── What is not the store's ──────────────────────────────────────────────────────────────────


def test_a_fault_of_ours_is_not_blamed_on_the_store(database: Database) -> None:
    with pytest.raises(DBAPIError), database.read() as connection:
        connection.exec_driver_sql("SELECT * FROM no_such_table")
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.exec_driver_sql("INSERT INTO log_head SELECT * FROM log_head")
    write_nothing(database)


def test_an_exception_rolls_back_whatever_it_is(database: Database) -> None:
    for error in (LookupError, KeyboardInterrupt, GeneratorExit):
        with suppress(error), database.write() as connection:
            connection.exec_driver_sql("UPDATE log_head SET position = 99")
            raise error
    assert rows_of(database, "log_head")[0][1] == 0


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("55P03", "store_is_locked"),
        ("40P01", "store_is_locked"),
        ("57014", "store_is_busy"),
        ("25006", "store_is_read_only"),
        ("53100", "store_is_full"),
        ("57P01", "store_is_gone"),
        ("08006", "store_is_gone"),
        ("XX001", "store_is_damaged"),
        ("23505", None),
        ("42P01", None),
    ],
)
def test_postgres_tells_what_is_wrong_by_its_states(state: str, code: str | None) -> None:
    fault = fault_of(psycopg.errors.lookup(state)("said the server"))
    assert (fault.code if fault else None) == code


def test_what_is_said_shows_neither_address_nor_password(tmp_path: Path) -> None:
    database = Database(f"postgresql://anna:hemligt@/none?host={tmp_path}")
    with pytest.raises(Unavailable) as error, database.read():
        pass
    said = json.dumps([error.value.sv, error.value.en, dict(error.value.facts)])
    assert "hemligt" not in said
    assert str(tmp_path) not in said


# ── How a store is opened ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "url", ["mysql://localhost/x", "sqlite://", "sqlite:///:memory:", "sqlite:///"]
)
def test_what_cannot_hold_a_log_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="log"):
        Database(url)


def test_an_option_of_an_address_that_there_is_not_is_refused_by_its_name() -> None:
    Database("postgresql://anna:hemligt@/none?sslmode=require&application_name=x").close()
    with pytest.raises(WrongSetting, match="'nonsense' is not an option") as refused:
        Database("postgresql://anna:hemligt@/none?sslmode=require&nonsense=1")
    assert "hemligt" not in str(refused.value)


@pytest.mark.parametrize("schema", ["", "Samsyn", "pg_samsyn", 'a"b', "a b", "1a", "a" * 64])
def test_a_name_that_is_no_schemas_is_refused(schema: str) -> None:
    with pytest.raises(ValueError, match="schema"):
        Database("postgresql://localhost/x", schema=schema)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_any_name_of_postgres_means_psycopg(scheme: str) -> None:
    engine = Database(f"{scheme}://localhost/x").writer
    assert engine.dialect.driver == "psycopg"


def test_sqlite_is_set_to_lose_nothing(sqlite_store: Store) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
    with sqlite_store.open().write() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in wanted}
    assert found == wanted


def test_postgres_is_set_to_wait_only_so_long(postgres_store: Store) -> None:
    database = postgres_store.open(lock_timeout=7.0, statement_timeout=11.0)

    def settings(session: AbstractContextManager[Any], *names: str) -> list[str]:
        with session as connection:
            return [connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in names]

    names = ("lock_timeout", "statement_timeout", "transaction_isolation", "search_path")
    assert settings(database.write(), *names) == [
        "7s", "11s", "read committed", postgres_store.schema
    ]  # fmt: skip
    names = ("transaction_read_only", "transaction_isolation", "statement_timeout", "timezone")
    assert settings(database.read(), *names) == ["on", "repeatable read", "11s", "UTC"]


def test_folders_with_odd_names_are_taken_as_they_are(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/Årjäng #1 (ny &c)/samsyn.db")
    database = store.open()
    migrate(database)
    assert store.path.exists()
    assert rows_of(database, "events") == []
    store.close()


def test_two_logs_on_one_server_do_not_see_each_other(
    postgres_store: Store, empty_store: Store
) -> None:
    other = empty_store.open()
    migrate(other)
    log: EventLog = open_log(postgres_store.open())
    record(log, opened(new_tally()))
    assert rows_of(other, "events") == []


@contextmanager
def _beginning(database: Database, action: str) -> Iterator[Any]:
    with database.read() if action == "read" else database.write() as connection:
        # SQLite looks at the file only when it is asked something.
        yield connection.exec_driver_sql("SELECT position FROM log_head").all()


def _put_in_place(store: Store, content: bytes) -> None:
    for suffix in ("-wal", "-shm"):
        store.path.with_name(store.path.name + suffix).unlink(missing_ok=True)
    new = store.path.with_suffix(".new")
    new.write_bytes(content)
    new.replace(store.path)


def test_sqlite_is_newer_than_the_bug_that_corrupts(sqlite_store: Store) -> None:
    with sqlite_store.open().read() as connection:
        version = connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()
    assert tuple(map(int, version.split("."))) >= (3, 51, 3)
