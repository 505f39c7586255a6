from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, event, func, insert, select, text

from application.registrations import AnyFact, register
from domain.agreement import Body, EstablishAgreement, Member, RegisterStatistic
from domain.errors import CorruptStream
from domain.model import AgreementId, BodyId
from infrastructure.database import Database
from infrastructure.migrate import migrate
from infrastructure.projector import READ_MODELS
from infrastructure.read_models.agreements import FACETS
from infrastructure.read_models.governing import GOVERNING
from infrastructure.rebuild import check, rebuild
from infrastructure.table_walk import copy_rows, difference
from infrastructure.tables import events
from interfaces.demo.identities import identity
from interfaces.main import open_log
from tests.built import quiet
from tests.conftest import Store

AGREEMENT = AgreementId(identity("agreement", "test"))


@pytest.fixture
def told(database: Database) -> Database:
    """Return a database with a few entries in its log."""
    log = open_log(database)
    agreement = EstablishAgreement(
        agreement_id=AGREEMENT,
        name="Avtal",
        legal_form="contract",
        members=(Member(code="1461", name="Mellerud"), Member(code="1492", name="Åmål")),
        bodies=(
            Body(body_id=BodyId(identity("body", "test")), name="Styrgruppen", body_kind="board"),
        ),
        effective_from=date(2025, 1, 1),
    )
    statistics = [
        RegisterStatistic(
            agreement_id=AGREEMENT,
            basis="population",
            reference_date=date(year, 12, 31),
            source="SCB",
            figures={"1461": 9000, "1492": 12000},
        )
        for year in (2023, 2024)
    ]
    facts: tuple[AnyFact, ...] = (agreement, *statistics)
    for fact in facts:
        with log.transaction() as transaction:
            register(transaction, fact, "test")
    return database


def rows(database: Database) -> dict[str, set[tuple[Any, ...]]]:
    """Return the rows of every read model, without the tokens that each rebuild makes anew."""
    with database.read() as connection:
        return {
            table.name: {tuple(row) for row in connection.execute(select(table))}
            for table in READ_MODELS
            if table is not GOVERNING
        }


def test_a_log_that_nobody_touched_is_whole(told: Database) -> None:
    head, differences = check(told, quiet)
    assert head == 3
    assert differences == ()


def test_progress_reaches_the_end(told: Database) -> None:
    seen: list[tuple[int, int]] = []
    check(told, lambda done, total: seen.append((done, total)))
    assert seen[-1] == (3, 3)


def test_an_empty_log_is_whole(database: Database) -> None:
    assert check(database, quiet) == (0, ())


def test_check_finds_a_row_that_is_missing_and_one_too_many(told: Database) -> None:
    with told.write() as connection:
        connection.execute(FACETS.table.delete().where(FACETS.table.c.item == "1492"))
        connection.execute(
            insert(FACETS.table),
            {
                "thing": "nobody",
                "facet": "member",
                "item": "",
                "valid_from": date(2025, 1, 1),
                "position": 1,
                "value": "true",
            },
        )
    _, (difference,) = check(told, quiet)
    assert difference.table == "agreement_facet"
    assert (difference.missing, difference.unexpected) == (2, 1)
    assert "1492" in difference.example


def test_rebuild_makes_the_read_models_what_they_were(told: Database) -> None:
    before = rows(told)
    with told.write() as connection:
        for table in READ_MODELS:
            connection.execute(table.delete())
    assert rebuild(told, quiet) == 3
    assert rows(told) == before
    assert check(told, quiet) == (3, ())


def test_decisions_go_on_after_a_rebuild(told: Database) -> None:
    rebuild(told, quiet)
    with open_log(told).transaction() as transaction:
        fact = RegisterStatistic(
            agreement_id=AGREEMENT,
            basis="pupils",
            reference_date=date(2024, 12, 31),
            source="Skolverket",
            figures={"1461": 900, "1492": 1200},
        )
        register(transaction, fact, "test")
    assert check(told, quiet) == (4, ())


def _without_triggers(connection: Connection, sqlite: bool) -> Iterator[None]:
    if sqlite:
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        for name in names.scalars().all():
            connection.execute(text(f"DROP TRIGGER {name}"))
    else:
        connection.execute(text("ALTER TABLE events DISABLE TRIGGER USER"))
    yield


TAMPERING = {
    "an entry that was changed": "UPDATE events SET recorded = '2020-01-01T00:00:00.000000Z' "
    "WHERE position = 2",
    "an entry that was renamed": "UPDATE events SET stream = 'agreement/other' WHERE position = 2",
    "an entry that was removed": "DELETE FROM events WHERE position = 2",
    "the last entry removed": "DELETE FROM events WHERE position = 3",
    "a head that was moved back": "UPDATE log_head SET position = 2",
}


@pytest.mark.parametrize("statement", TAMPERING.values(), ids=TAMPERING.keys())
def test_check_says_what_was_done_to_the_log(told: Database, statement: str) -> None:
    with told.write() as connection:
        sqlite = connection.dialect.name == "sqlite"
        for _ in _without_triggers(connection, sqlite):
            connection.execute(text(statement))
    with pytest.raises(CorruptStream):
        check(told, quiet)


# --- A few rows at a time -----------------------------------------------------------------------

MANY = 20_000


def many_rows(database: Database) -> None:
    row = {"thing": "program/x", "facet": "title", "item": "", "value": '"Titel"'}
    day = date(2025, 1, 1)
    with database.write() as connection:
        connection.execute(
            insert(FACETS.table),
            [{**row, "valid_from": day, "position": number} for number in range(MANY)],
        )


def test_tables_are_compared_a_few_rows_at_a_time(database: Database) -> None:
    many_rows(database)
    with database.read() as one, database.read() as other:
        assert difference(FACETS.table, one, other) is None  # what is loaded once is loaded
        tracemalloc.start()
        assert difference(FACETS.table, one, other) is None
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < MANY * 64, "less than a pointer or two for each row of each side"


def test_every_row_that_differs_is_told_at_the_ends_and_in_between(database: Database) -> None:
    many_rows(database)
    gone = (0, 7, 8, MANY - 1)
    table = FACETS.table
    with database.read() as whole, database.write() as connection:
        connection.execute(table.delete().where(table.c.position.in_(gone)))
        connection.execute(table.update().where(table.c.position == 9).values(value='"Annan"'))
        found = difference(table, connection, whole)
    assert found is not None
    assert (found.missing, found.unexpected) == (len(gone) + 1, 1)


def test_the_log_and_the_tables_are_streamed(told: Database) -> None:
    streamed: list[str] = []

    @event.listens_for(told.reader, "before_cursor_execute")
    def _seen(_c: Any, _cursor: Any, statement: str, _v: Any, context: Any, _many: Any) -> None:
        if context.execution_options.get("yield_per"):
            streamed.append(statement)

    check(told, quiet)
    for table in (events, *READ_MODELS):
        assert any(
            f"{table.name} ORDER BY" in statement.replace("\n", "") for statement in streamed
        )


def test_tables_are_copied_a_few_rows_at_a_time(database: Database, empty_store: Store) -> None:
    many_rows(database)
    target = empty_store.open()
    migrate(target)
    with database.read() as source, target.write() as connection:
        copy_rows(FACETS.table, source, connection)  # what is loaded once is loaded
        connection.execute(FACETS.table.delete())
        tracemalloc.start()
        copy_rows(FACETS.table, source, connection)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        rows = select(func.count()).select_from(FACETS.table)
        assert connection.execute(rows).scalar_one() == MANY
    assert most < MANY * 128, "less than the names of one row for each"
