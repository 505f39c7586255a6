"""The cache of states: right whoever writes, and never of what was not committed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any, cast

import pytest
from pysqlite3 import dbapi2 as sqlite3
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from application.log import Loaded
from domain.model import StreamId
from infrastructure.database import Database
from infrastructure.event_log import EventLog, lock_head
from infrastructure.event_log.states import States
from tests.conftest import Store
from tests.infrastructure.tally import (
    Counts,
    Evolved,
    Tally,
    append,
    counted,
    new_tally,
    open_log,
    opened,
    record,
)


def loaded(log: EventLog, stream: StreamId, *, rehearse: bool = False) -> Loaded:
    with log.transaction(rehearse=rehearse) as transaction:
        return transaction.load(stream)


def streams(log: EventLog) -> tuple[StreamId, ...]:
    with log.transaction() as transaction:
        return transaction.streams("tally")


@pytest.fixture
def evolved() -> Evolved:
    return Evolved()


@pytest.fixture
def log(store: Store, evolved: Evolved) -> EventLog:
    return open_log(store.open(), evolve=evolved)


@pytest.fixture
def another(store: Store) -> EventLog:
    """Another log on the same store, as another process would have it."""
    return open_log(store.open())


def test_a_stream_is_read_once(log: EventLog, another: EventLog, evolved: Evolved) -> None:
    apples = new_tally()
    record(another, opened(apples), counted(apples, 1, 2))

    assert loaded(log, apples) == Loaded(3, Tally("Apples", 3))
    assert len(evolved.events) == 3
    assert loaded(log, apples) == Loaded(3, Tally("Apples", 3))
    assert len(evolved.events) == 3


def test_what_was_committed_is_not_read_again(log: EventLog, evolved: Evolved) -> None:
    apples = new_tally()
    record(log, opened(apples), counted(apples, 1))
    record(log, counted(apples, 2))

    assert len(evolved.events) == 3
    assert loaded(log, apples) == Loaded(3, Tally("Apples", 3))
    assert len(evolved.events) == 3


def test_what_another_process_writes_is_read_and_only_that(
    log: EventLog, another: EventLog, evolved: Evolved
) -> None:
    apples, pears = new_tally(), new_tally()
    record(log, opened(apples), counted(apples, 1))
    record(another, counted(apples, 10), opened(pears), counted(apples, 100))
    evolved.events.clear()

    assert loaded(log, apples) == Loaded(4, Tally("Apples", 111))
    assert len(evolved.events) == 2
    record(log, counted(apples, 1000))
    assert loaded(another, apples) == Loaded(5, Tally("Apples", 1111))
    assert loaded(log, pears) == Loaded(1, Tally("Apples", 0))


def test_new_streams_of_another_process_are_listed_in_their_place(
    log: EventLog, another: EventLog
) -> None:
    first, second, third, fourth = (new_tally() for _ in range(4))
    record(log, opened(first))
    assert streams(log) == (first,)
    record(another, opened(second))
    record(log, opened(third))
    record(another, counted(first, 1), opened(fourth))

    assert streams(log) == streams(another) == (first, second, third, fourth)


def test_new_streams_are_listed_with_the_opening_first(log: EventLog, another: EventLog) -> None:
    assert streams(log) == ()
    decision, apples, pears = (new_tally() for _ in range(3))
    with log.transaction() as transaction:
        transaction.append(opened(apples))
        transaction.append(opened(pears))
        transaction.write(opening=opened(decision))

    assert streams(log) == streams(another) == (decision, apples, pears)


def test_a_rehearsal_leaves_no_state_behind(log: EventLog) -> None:
    apples, pears = new_tally(), new_tally()
    record(log, opened(apples))
    assert streams(log) == (apples,)

    with log.transaction(rehearse=True) as transaction:
        append(transaction, counted(apples, 5), opened(pears))
        assert transaction.load(apples).version == 2

    assert loaded(log, apples) == Loaded(1, Tally("Apples", 0))
    assert loaded(log, pears) == Loaded(0, None)
    assert streams(log) == (apples,)


def test_a_rehearsal_reads_for_those_that_come_after(
    log: EventLog, another: EventLog, evolved: Evolved
) -> None:
    apples = new_tally()
    record(another, opened(apples), counted(apples, 1))

    assert loaded(log, apples, rehearse=True) == Loaded(2, Tally("Apples", 1))
    evolved.events.clear()
    assert loaded(log, apples) == Loaded(2, Tally("Apples", 1))
    assert evolved.events == []


def test_a_stream_first_read_after_writing_is_remembered_as_it_was_before(
    log: EventLog, another: EventLog
) -> None:
    apples, pears = new_tally(), new_tally()
    record(another, opened(apples), opened(pears))

    with log.transaction(rehearse=True) as transaction:
        append(transaction, counted(apples, 5))
        assert transaction.load(pears).version == 1
    assert loaded(log, apples) == Loaded(1, Tally("Apples", 0))


def refused(connection: Connection) -> None:
    del connection
    raise LookupError("refused")


def broken_at_the_commit(connection: Connection) -> None:
    connection.exec_driver_sql("INSERT INTO orphans VALUES (2)")


@pytest.mark.parametrize(
    ("fails", "error"), [(refused, LookupError), (broken_at_the_commit, IntegrityError)]
)
def test_a_transaction_that_fails_leaves_no_state_behind(
    log: EventLog, fails: Callable[[Connection], None], error: type[Exception]
) -> None:
    _make_orphans(log.database)
    apples, pears = new_tally(), new_tally()
    record(log, opened(apples))
    assert streams(log) == (apples,)

    def failing() -> None:
        with log.transaction() as transaction:
            append(transaction, counted(apples, 5), opened(pears))
            fails(cast("Counts", transaction.reader).connection)

    with pytest.raises(error):
        failing()

    assert loaded(log, apples) == Loaded(1, Tally("Apples", 0))
    assert streams(log) == (apples,)
    record(log, counted(apples, 1))
    assert loaded(log, apples) == Loaded(2, Tally("Apples", 1))


def _make_orphans(database: Database) -> None:
    """Make a table whose rows are only checked at the commit."""
    with database.write() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE orphans (parent INTEGER "
            "REFERENCES log_head (id) DEFERRABLE INITIALLY DEFERRED)"
        )


def test_a_log_restored_from_a_backup_is_read_anew(sqlite_store: Store, evolved: Evolved) -> None:
    log = open_log(sqlite_store.open(), evolve=evolved)
    another = open_log(sqlite_store.open())
    apples = new_tally()
    record(log, opened(apples))
    backup = _dump(sqlite_store)
    record(log, counted(apples, 5))
    assert streams(log) == (apples,)

    _restore(sqlite_store, backup)
    pears = new_tally()
    record(another, opened(pears, "Pears"), counted(pears, 1, 2))

    # The head is further on than it was, but what lies before it is another history.
    assert loaded(log, apples) == Loaded(1, Tally("Apples", 0))
    assert streams(log) == (apples, pears)


def test_a_log_that_has_become_shorter_is_read_anew(sqlite_store: Store) -> None:
    log = open_log(sqlite_store.open())
    apples = new_tally()
    record(log, opened(apples))
    backup = _dump(sqlite_store)
    record(log, counted(apples, 5))
    _restore(sqlite_store, backup)

    assert loaded(log, apples) == Loaded(1, Tally("Apples", 0))


def test_the_streams_used_last_are_the_ones_kept(log: EventLog, evolved: Evolved) -> None:
    first, second, third = (new_tally() for _ in range(3))
    record(log, opened(first), opened(second), opened(third))
    states = States(log.mapper, evolved, most_streams=2)
    evolved.events.clear()

    with log.database.write() as connection:
        states.catch_up(connection, lock_head(connection))
        for stream in (first, second, first, third):
            states.load(connection, stream)
        assert len(evolved.events) == 3
        states.load(connection, first)
        states.load(connection, third)
        assert len(evolved.events) == 3
        states.load(connection, second)
        assert len(evolved.events) == 4


def test_states_far_behind_start_anew(log: EventLog, evolved: Evolved) -> None:
    apples = new_tally()
    states = States(log.mapper, evolved, most_newer=2)

    def total() -> Loaded:
        with log.database.write() as connection:
            states.catch_up(connection, lock_head(connection))
            return states.load(connection, apples)

    record(log, opened(apples))
    assert total() == Loaded(1, Tally("Apples", 0))
    record(log, counted(apples, 1, 2, 3))
    assert total() == Loaded(4, Tally("Apples", 6))


def _dump(store: Store) -> bytes:
    database = store.open()
    copy = store.path.with_suffix(".copy")
    with database.read() as connection, closing(sqlite3.connect(copy)) as target:
        driver: Any = connection.connection.driver_connection
        driver.backup(target)
    return copy.read_bytes()


def _restore(store: Store, backup: bytes) -> None:
    """Put a backup in the place of the file, as an operator would."""
    for suffix in ("-wal", "-shm"):
        store.path.with_name(store.path.name + suffix).unlink(missing_ok=True)
    new = store.path.with_suffix(".restored")
    new.write_bytes(backup)
    new.replace(store.path)
