from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from application.log import Answer
from infrastructure.database import Database
from infrastructure.event_log import EventLog
from tests.conftest import Store
from tests.infrastructure.tally import Clock, append, new_tally, open_log, opened, rows_of

ANSWER = Answer(uuid4(), b"\x01" * 32, 201, "/decisions/7", b'{"sv":"Ja"}')


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def log(database: Database, clock: Clock) -> EventLog:
    return open_log(database, clock=clock)


def answered(log: EventLog, key: str, *, rehearse: bool = False) -> Answer | None:
    with log.transaction(rehearse=rehearse) as transaction:
        return transaction.answer_to(key)


def answer(log: EventLog, key: str, *, rehearse: bool = False) -> None:
    with log.transaction(rehearse=rehearse) as transaction:
        append(transaction, opened(new_tally()))
        transaction.keep_answer(key, ANSWER)


def test_the_first_answer_is_found_by_its_key(log: EventLog) -> None:
    assert answered(log, "a") is None
    answer(log, "a")
    assert answered(log, "a") == ANSWER
    assert answered(log, "A") is None


def test_another_process_finds_it_too(log: EventLog, store: Store) -> None:
    answer(log, "a")
    assert answered(open_log(store.open()), "a") == ANSWER


def test_an_answer_tells_the_position_it_was_given_at(log: EventLog) -> None:
    answer(log, "a")
    answer(log, "b")
    assert [row[-1] for row in rows_of(log.database, "answers ORDER BY position")] == [1, 2]


def test_a_refused_decision_keeps_no_key(log: EventLog) -> None:
    def refused() -> None:
        with log.transaction() as transaction:
            transaction.keep_answer("a", ANSWER)
            raise LookupError

    with pytest.raises(LookupError):
        refused()
    assert answered(log, "a") is None


def test_a_rehearsal_keeps_no_key(log: EventLog) -> None:
    answer(log, "a", rehearse=True)
    assert answered(log, "a") is None


def test_an_answer_is_kept_for_a_day(log: EventLog, clock: Clock) -> None:
    answer(log, "a")
    clock.move(hours=24)
    assert answered(log, "a") == ANSWER
    clock.move(seconds=1)
    assert answered(log, "a") is None


def test_a_key_may_be_used_again_after_a_day(log: EventLog, clock: Clock) -> None:
    answer(log, "a")
    clock.move(hours=24, seconds=1)
    answer(log, "a")
    assert answered(log, "a") == ANSWER


def test_a_key_is_not_used_again_before(log: EventLog) -> None:
    answer(log, "a")
    with pytest.raises(IntegrityError):
        answer(log, "a")


def test_answers_of_more_than_a_day_are_forgotten_as_new_ones_come(
    log: EventLog, clock: Clock
) -> None:
    answer(log, "a")
    clock.move(hours=20)
    answer(log, "b")
    clock.move(hours=5)
    answer(log, "c")
    assert sorted(row[0] for row in rows_of(log.database, "answers")) == ["b", "c"]
