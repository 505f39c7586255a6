from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, select

from application.queries import At
from domain.model import Position, StreamId
from domain.recorded import Cause, Recorded
from infrastructure.database import Database
from infrastructure.history import ALWAYS, Facet, listed
from infrastructure.read_models.programs import FACETS

DAY = date(2026, 1, 1)


def add(connection: Connection, position: int, *facets: Facet) -> None:
    FACETS.add(connection, Position(position), facets)


def value(connection: Connection, valid_at: date, known_at: int) -> Any:
    found = FACETS.standing(connection, ("a",), At(valid_at, Position(known_at)))
    standing = found.get("a", {}).get(("status", ""))
    return standing.value if standing else None


def test_a_facet_stands_from_its_day_and_its_position(database: Database) -> None:
    with database.write() as connection:
        add(connection, 3, Facet("a", "status", "directed", DAY))
        add(connection, 7, Facet("a", "status", "started", DAY + timedelta(30)))

        assert value(connection, DAY, 2) is None
        assert value(connection, DAY - timedelta(1), 9) is None
        assert value(connection, DAY, 3) == "directed"
        assert value(connection, DAY + timedelta(29), 9) == "directed"
        assert value(connection, DAY + timedelta(30), 6) == "directed"
        assert value(connection, DAY + timedelta(30), 7) == "started"


def test_of_two_for_one_day_the_one_recorded_later_stands(database: Database) -> None:
    with database.write() as connection:
        add(connection, 3, Facet("a", "status", "first", DAY))
        add(connection, 4, Facet("a", "status", "second", DAY))
        assert value(connection, DAY, 3) == "first"
        assert value(connection, DAY, 4) == "second"


def test_of_two_for_one_day_in_one_entry_the_last_stands(database: Database) -> None:
    with database.write() as connection:
        add(
            connection,
            3,
            Facet("a", "status", "first", DAY),
            Facet("a", "status", "second", DAY),
        )
        assert value(connection, DAY, 3) == "second"


def test_a_facet_is_known_since_its_first_position_whatever_its_day(database: Database) -> None:
    with database.write() as connection:
        add(connection, 5, Facet("a", "closed", value=1, valid_from=DAY, item="2025"))
        add(
            connection, 8, Facet("a", "closed", value=2, valid_from=DAY - timedelta(9), item="2025")
        )
        add(connection, 6, Facet("a", "closed", value=3, valid_from=DAY, item="2026"))
        add(connection, 4, Facet("b", "closed", value=4, valid_from=DAY, item="2025"))

        def since(item: str, known_at: int) -> Position | None:
            return FACETS.known_since(connection, "a", "closed", item, Position(known_at))

        assert [since("2025", known_at) for known_at in (4, 5, 9)] == [None, 5, 5]
        assert since("2026", 9) == 6
        assert since("2027", 9) is None


def test_items_of_a_facet_are_told_apart(database: Database) -> None:
    with database.write() as connection:
        add(connection, 1, Facet("a", "member", value=True, item="1438"))
        add(connection, 2, Facet("a", "member", value=False, item="1487"))
        found = FACETS.standing(connection, ("a",), At(DAY, Position(2)))["a"]
        assert {item: one.value for (_, item), one in found.items()} == {
            "1438": True,
            "1487": False,
        }
        assert {one.valid_from for one in found.values()} == {ALWAYS}


def test_things_come_in_the_order_of_the_log(database: Database) -> None:
    def begun(stream: str, position: int) -> Facet:
        cause = Cause(UUID(int=0), None, "test")
        return listed(Recorded(StreamId(stream), 1, None, cause, None, Position(position)), "some")

    with database.write() as connection:
        add(connection, 3, begun("program/b", 3))
        add(connection, 2, begun("program/c", 1), begun("program/a", 2))
        assert FACETS.things(connection, Position(2), "some") == ("c", "a")
        assert FACETS.things(connection, Position(3), "some") == ("c", "a", "b")
        assert FACETS.things(connection, Position(3)) == ()


def test_a_question_about_nothing_is_answered_without_asking(database: Database) -> None:
    with database.read() as connection:
        assert FACETS.standing(connection, (), At(DAY, Position(1))) == {}
        assert FACETS.timelines(connection, (), Position(1)) == {}


steps = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 9)), max_size=12
).map(lambda found: [(position, day, what) for day, position, what in sorted(found)])


@pytest.fixture(scope="module")
def memory() -> Any:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        FACETS.table.create(connection)
        yield connection
    engine.dispose()


@given(rows=steps, day=st.integers(0, 6), known=st.integers(0, 6))
def test_standing_is_the_timeline_at_the_day(
    memory: Connection, rows: Sequence[tuple[int, int, int]], day: int, known: int
) -> None:
    memory.execute(FACETS.table.delete())
    kept = {(position, on): what for position, on, what in rows}
    for (position, on), what in kept.items():
        add(memory, position, Facet("a", "status", what, DAY + timedelta(on)))

    known_by_then = [
        (on, position, what)
        for (position, on), what in kept.items()
        if position <= known and on <= day
    ]
    expected = max(known_by_then)[2] if known_by_then else None
    at = DAY + timedelta(day)
    assert value(memory, at, known) == expected
    line = FACETS.timelines(memory, ("a",), Position(known)).get("a", {}).get(("status", ""))
    assert (line.at(at) if line else None) == expected


def test_facets_are_only_ever_added(database: Database) -> None:
    with database.write() as connection:
        add(connection, 1, Facet("a", "status", "directed", DAY))
        before = set(connection.execute(select(FACETS.table)).all())
        add(connection, 2, Facet("a", "status", "started", DAY))
        after = set(connection.execute(select(FACETS.table)).all())
        assert before < after
