"""Several entries in one transaction, and what is tried in one and undone or kept."""

from __future__ import annotations

import pytest

from application.log import SealedText
from domain.model import Position
from infrastructure.database import Database
from infrastructure.event_log import read_head
from tests.infrastructure.tally import (
    Tally,
    append,
    counted,
    new_tally,
    open_log,
    opened,
    record,
    rows_of,
    stored,
    total,
)

TEXT = SealedText("sha256:" + "0" * 64, b"0" * 16, "En text")


def test_a_transaction_writes_several_entries_in_order(database: Database) -> None:
    log = open_log(database)
    apples, pears, first, second = (new_tally() for _ in range(4))
    record(log, opened(apples))

    with log.transaction() as transaction:
        transaction.append(counted(apples, 1))
        assert transaction.write(opening=opened(first)) == 3
        assert transaction.before == 1
        transaction.append(opened(pears))
        assert transaction.before == 3
        transaction.append(counted(apples, 2, 3))
        assert transaction.write(opening=opened(second)) == 7
        assert transaction.load(apples).version == 4
        assert set(transaction.streams("tally")) == {apples, first, second, pears}

    assert stored(database) == [
        (1, apples, 1, "tally.opened"),
        (2, first, 1, "tally.opened"),
        (3, apples, 2, "tally.counted"),
        (4, second, 1, "tally.opened"),
        (5, pears, 1, "tally.opened"),
        (6, apples, 3, "tally.counted"),
        (7, apples, 4, "tally.counted"),
    ]
    with log.transaction() as transaction:
        assert (transaction.before, transaction.load(apples).state.total) == (7, 6)
    with open_log(database).transaction() as transaction:
        assert transaction.load(apples).state == Tally("Apples", 6)


def test_what_is_appended_after_the_last_write_is_not_lost_without_a_word(
    database: Database,
) -> None:
    log, apples = open_log(database), new_tally()

    def forgotten() -> None:
        with log.transaction() as transaction:
            append(transaction, opened(apples))
            transaction.append(counted(apples, 1))

    with pytest.raises(RuntimeError, match="did not write"):
        forgotten()
    assert stored(database) == []


@pytest.mark.parametrize("kept", [False, True])
def test_a_trial_is_undone_unless_it_is_kept(database: Database, *, kept: bool) -> None:
    log = open_log(database)
    apples, pears = new_tally(), new_tally()
    record(log, opened(apples), counted(apples, 1))

    with log.transaction() as transaction:
        append(transaction, counted(apples, 2))
        with transaction.trial() as trial:
            transaction.keep(TEXT)
            append(transaction, counted(apples, 40), opened(pears))
            assert (total(transaction), transaction.load(apples).state.total) == (43, 43)
            assert [one.position for one in transaction.events(Position(3), Position(5))] == [4, 5]
            if kept:
                trial.keep()
        assert total(transaction) == (43 if kept else 3)
        assert transaction.load(apples).state.total == (43 if kept else 3)
        assert (pears in transaction.streams("tally")) == kept
        assert transaction.text(TEXT.sealed) == (TEXT.text if kept else None)
        assert append(transaction, counted(apples, 5)) == (6 if kept else 4)

    assert len(stored(database)) == (6 if kept else 4)
    assert len(rows_of(database, "texts")) == kept
    with database.read() as connection:
        assert read_head(connection).position == len(stored(database))
    for read in (log, open_log(database)):
        with read.transaction() as transaction:
            assert transaction.load(apples).state.total == (48 if kept else 8)


def test_trials_lie_within_each_other(database: Database) -> None:
    log, apples = open_log(database), new_tally()
    with log.transaction() as transaction:
        append(transaction, opened(apples))
        with transaction.trial() as outer:
            append(transaction, counted(apples, 1))
            with transaction.trial():
                append(transaction, counted(apples, 10))
            append(transaction, counted(apples, 100))
            outer.keep()
        with transaction.trial():
            append(transaction, counted(apples, 1000))
            with transaction.trial() as inner:
                append(transaction, counted(apples, 10_000))
                inner.keep()
        assert transaction.load(apples).state.total == total(transaction) == 101
    assert [position for position, *_ in stored(database)] == [1, 2, 3]


def test_an_error_in_a_trial_undoes_it_and_the_transaction_goes_on(database: Database) -> None:
    log, apples = open_log(database), new_tally()
    with log.transaction() as transaction:
        append(transaction, opened(apples))

        def failing() -> None:
            with transaction.trial():
                append(transaction, counted(apples, 1))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            failing()
        append(transaction, counted(apples, 2))
    with log.transaction() as transaction:
        assert transaction.load(apples).state.total == total(transaction) == 2


def test_nothing_is_left_of_what_was_kept_in_a_rehearsal(database: Database) -> None:
    log, apples = open_log(database), new_tally()
    record(log, opened(apples))
    before = stored(database)
    with log.transaction(rehearse=True) as transaction:
        with transaction.trial() as trial:
            transaction.keep(TEXT)
            append(transaction, counted(apples, 1))
            trial.keep()
        with transaction.trial():
            append(transaction, counted(apples, 2))
        assert total(transaction) == 1
    assert stored(database) == before
    assert rows_of(database, "texts") == rows_of(database, "counts") == []
    with log.transaction() as transaction:
        assert (transaction.before, transaction.load(apples).state.total) == (1, 0)


def test_streams_that_entries_of_one_transaction_begin_are_in_the_order_of_the_log(
    database: Database,
) -> None:
    log = open_log(database)
    streams = [new_tally() for _ in range(3)]
    with log.transaction() as transaction:
        assert transaction.streams("tally") == ()
        for stream in streams:
            transaction.write(opening=opened(stream))
        assert list(transaction.streams("tally")) == streams
    with log.transaction() as transaction:
        assert list(transaction.streams("tally")) == streams
