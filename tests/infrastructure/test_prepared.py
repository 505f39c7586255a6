"""A prepared statement answers as SQLAlchemy does, the first time and every time after it."""

from __future__ import annotations

import gc
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import (
    Column,
    Connection,
    Date,
    Index,
    MetaData,
    Table,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    union_all,
    update,
)
from sqlalchemy.exc import IntegrityError

from infrastructure import prepared
from infrastructure.database import Database
from infrastructure.prepared import PLANNED_EACH_TIME
from infrastructure.tables import UtcTime, Whole, Words
from tests.conftest import Store

THING = Table(
    "thing",
    MetaData(),
    Column("number", Whole, primary_key=True, autoincrement=False),
    Column("name", Words, nullable=False),
    Column("day", Date, nullable=True),
    Column("told", UtcTime, nullable=True),
    Index("ix_thing_name", "name"),
)
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
TIMES = range(4)
"""The first is SQLAlchemy's own; the others are prepared."""

_OFTEN = 10
"""More often than the driver executes a statement before it lets the server prepare it."""

_INSERT = insert(THING)


@pytest.fixture
def database(store: Store) -> Database:
    database = store.open()
    with database.write() as connection:
        THING.create(connection)
    return database


def put(connection: Connection, *numbers: int, **fields: Any) -> None:
    rows = [{"number": n, "name": f"thing {n}", "day": None, "told": None} for n in numbers]
    connection.execute(_INSERT, [row | fields for row in rows])


def write_and_give_up(database: Database) -> None:
    with database.write() as connection:
        put(connection, 1)
        raise LookupError


def write_twice(database: Database, **fields: Any) -> None:
    with database.write() as connection:
        put(connection, 1, **fields)
        put(connection, 1, **fields)


def test_values_have_the_types_of_their_columns(database: Database) -> None:
    wanted = select(THING).where(THING.c.told <= bindparam("instant"))
    with database.write() as connection:
        put(connection, 1, day=date(2026, 5, 1), told=NOON)
        found = [connection.execute(wanted, {"instant": NOON}).all() for _ in TIMES]
    assert found == [[(1, "thing 1", date(2026, 5, 1), NOON)]] * len(TIMES)


def test_rows_are_read_by_name(database: Database) -> None:
    counted = select(func.count().label("how_many"), func.max(THING.c.number).label("last"))
    with database.write() as connection:
        put(connection, 1, 2)
        for _ in TIMES:
            row = connection.execute(counted).one()
            assert (row.how_many, row.last) == (2, 2)


def test_a_value_may_be_given_once_and_asked_for_twice_beside_a_plain_percent_sign(
    database: Database,
) -> None:
    asked = select(THING.c.number, literal_column("'100 % $1'").label("share")).where(
        THING.c.number >= bindparam("one"), THING.c.number <= bindparam("one") + bindparam("more")
    )
    with database.write() as connection:
        put(connection, 1, 2, 3)
        for _ in TIMES:
            rows = connection.execute(asked, {"more": 0, "one": 2}).all()
            assert rows == [(2, "100 % $1")]


def test_lists_of_any_length_are_given(database: Database) -> None:
    wanted = select(THING.c.number).where(
        THING.c.number.in_(bindparam("numbers", expanding=True)),
        THING.c.name != bindparam("but"),
        THING.c.number.in_((1, 2, 3, 4)),
    )
    with database.write() as connection:
        put(connection, 1, 2, 3, 5)
        for _ in TIMES:
            for numbers, expected in (([], []), ([1, 5], [1]), ((1, 2, 3), [1, 3])):
                rows = connection.execute(wanted, {"numbers": numbers, "but": "thing 2"})
                assert sorted(row.number for row in rows) == expected


def test_unions_and_what_is_inserted_from_a_question_are_prepared_too(database: Database) -> None:
    few = select(THING.c.number, THING.c.name).where(THING.c.number == bindparam("one"))
    both = union_all(few, few)
    copied = insert(THING).from_select(
        ["number", "name"], select(THING.c.number + bindparam("more"), THING.c.name)
    )
    with database.write() as connection:
        put(connection, 1)
        for time in TIMES:
            assert connection.execute(both, {"one": 1}).all() == [(1, "thing 1")] * 2
            connection.execute(copied, {"more": 2**time})
        numbers = connection.execute(select(THING.c.number).order_by(THING.c.number)).scalars()
        assert list(numbers) == list(range(1, 2 ** len(TIMES) + 1))


def test_one_row_or_many_with_some_of_the_columns_are_inserted(database: Database) -> None:
    with database.write() as connection:
        for number in TIMES:
            connection.execute(_INSERT, {"number": number, "name": "one"})
            connection.execute(_INSERT, [{"number": 10 + number, "name": "alone"}])
            put(connection, 20 + number, 30 + number, told=NOON)
        assert connection.execute(select(func.count()).select_from(THING)).scalar() == 16


def test_what_is_written_is_read_in_its_transaction_and_after(database: Database) -> None:
    every = select(THING.c.number).order_by(THING.c.number)
    for time in TIMES:
        with database.write() as connection:
            put(connection, 2 * time)
            put(connection, 2 * time + 1)
            assert len(connection.execute(every).all()) == 2 * time + 2
            connection.execute(update(THING).values(name="seen"))
        with database.read() as connection:
            assert len(connection.execute(every).all()) == 2 * time + 2


def test_what_is_changed_is_told_by_what_returns_it(database: Database) -> None:
    renamed = (
        update(THING)
        .where(THING.c.number == bindparam("which"))
        .values(name=bindparam("to"))
        .returning(THING.c.name)
    )
    with database.write() as connection:
        put(connection, 1)
        for _ in TIMES:
            assert connection.execute(renamed, {"which": 1, "to": "x"}).scalar() == "x"
            assert connection.execute(renamed, {"which": 9, "to": "x"}).first() is None


def test_a_transaction_that_is_given_up_leaves_nothing(database: Database) -> None:
    for _ in TIMES:
        with pytest.raises(LookupError):
            write_and_give_up(database)
        with database.write() as connection:
            put(connection, 2)
            connection.rollback()
    with database.read() as connection:
        assert connection.execute(select(THING)).all() == []


def test_a_trial_that_is_undone_leaves_what_was_before_it(database: Database) -> None:
    for time in TIMES:
        with database.write() as connection:
            put(connection, time)
            trial = connection.begin_nested()
            put(connection, 100 + time)
            trial.rollback()
            kept = connection.begin_nested()
            put(connection, 200 + time)
            kept.commit()
    with database.read() as connection:
        numbers = connection.execute(select(THING.c.number).order_by(THING.c.number)).scalars()
        assert list(numbers) == [*TIMES, *(200 + time for time in TIMES)]


def test_what_the_database_refuses_is_told_as_sqlalchemy_does_without_values(
    database: Database,
) -> None:
    for _ in TIMES:
        with pytest.raises(IntegrityError) as refused:
            write_twice(database, name="a secret")
        assert "a secret" not in str(refused.value).replace(str(refused.value.orig), "")
    with database.read() as connection:
        assert connection.execute(select(THING)).all() == []


def test_a_statement_that_is_built_for_one_question_is_forgotten_with_it(
    database: Database,
) -> None:
    with database.write() as connection:
        known = prepared.KNOWN[connection.dialect.name]
        gc.collect()
        before = len(known)
        for number in range(50):
            connection.execute(select(THING).where(THING.c.number == number)).all()
        gc.collect()
        assert len(known) <= before + 1


def test_a_statement_that_is_read_in_batches_is_not_read_at_once(database: Database) -> None:
    every = select(THING).execution_options(yield_per=2)
    with database.write() as connection:
        put(connection, *range(10))
        for _ in TIMES:
            rows = connection.execute(every)
            assert [len(batch) for batch in rows.partitions()] == [2] * 5


def test_postgres_keeps_the_plan_of_a_statement_unless_it_is_to_plan_it_each_time(
    postgres_store: Store,
) -> None:
    """Told nothing, the driver lets the server prepare what it has executed some times."""
    kept = select(THING.c.name).where(THING.c.number == bindparam("which"))
    planned = select(THING.c.number).where(THING.c.number == bindparam("which"))
    planned = planned.execution_options(**PLANNED_EACH_TIME)
    with postgres_store.open().write() as connection:
        THING.create(connection)
        for _ in range(_OFTEN):
            connection.execute(kept, {"which": 1})
            connection.execute(planned, {"which": 1})
        every = connection.exec_driver_sql("SELECT statement FROM pg_prepared_statements")
        asked = [text for (text,) in every if "FROM thing" in text]
    assert len(asked) == 1
    assert asked[0].startswith("SELECT thing.name")


def test_what_a_trial_wrote_is_forgotten_with_it_whatever_the_database_would_have_said(
    database: Database,
) -> None:
    for _ in TIMES:
        with database.write() as connection:
            put(connection, 1)
            trial = connection.begin_nested()
            with suppress(IntegrityError):  # SQLite says so at once
                put(connection, 1)
            trial.rollback()
            assert len(connection.execute(select(THING)).all()) == 1
            connection.rollback()


def test_a_value_that_may_be_left_out_is_not_left_out_for_good(database: Database) -> None:
    wanted = select(THING.c.number).where(THING.c.number >= bindparam("least", 0, required=False))
    with database.write() as connection:
        put(connection, 1, 2, 3)
        for _ in TIMES:
            assert len(connection.execute(wanted).all()) == 3
            assert len(connection.execute(wanted, {"least": 3}).all()) == 1
