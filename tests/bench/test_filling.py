from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import psycopg
import pytest

from application.queries import At, DecisionFilter, FollowUpFilter, Page
from bench.filling import batches, fill
from bench.kept import copy
from bench.places import Place
from bench.town import program_of
from bench.years import LAST_YEAR, NEEDLE, SHAPES, Shape, history
from infrastructure.rebuild import check
from interfaces.main import open_log

_SHAPE = Shape(600, programs=2, years=1, months=3, crowded=False)
_SCHEMA = "test_bench_copied"


@pytest.fixture(scope="module")
def on_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Fill a small log."""
    place = Place(f"sqlite:///{tmp_path_factory.mktemp('bench') / 'filled.db'}")
    fill(place, _SHAPE, lambda _: None)
    yield place
    place.close()


@pytest.fixture
def copied(on_file: Place, postgres_url: str) -> Iterator[Place]:
    """Copy it to PostgreSQL."""
    place = Place(postgres_url, _SCHEMA)
    copy(on_file, place)
    yield place
    place.close()
    with psycopg.connect(postgres_url) as connection:
        connection.execute(f'DROP SCHEMA "{_SCHEMA}" CASCADE')


def test_a_filled_log_is_whole_and_its_copy_is_the_same_log(on_file: Place, copied: Place) -> None:
    heads = []
    for place in (on_file, copied):
        database = place.open()
        head, differences = check(database, lambda *_: None)
        assert not differences
        with database.read() as connection:
            frontier = connection.exec_driver_sql("SELECT frontier FROM log_head").scalar_one()
        heads.append((head, bytes(frontier)))
    assert heads[0] == heads[1]


def test_the_needle_is_found_in_one_decision_and_something_is_in_progress(on_file: Place) -> None:
    with open_log(on_file.open()).snapshot() as snapshot:
        reader = snapshot.reader
        at = At(date(LAST_YEAR, 12, 31), reader.head().position)
        assert reader.decisions(DecisionFilter(text=NEEDLE), at, Page()).total == 1
        assert reader.follow_ups(FollowUpFilter(), at, Page()).total


def test_nothing_that_is_filled_departs_from_what_was_decided(on_file: Place) -> None:
    with open_log(on_file.open()).snapshot() as snapshot:
        reader = snapshot.reader
        at = At(date(LAST_YEAR, 12, 31), reader.head().position)
        assert not reader.found_deviations(program_of(0), LAST_YEAR, at)


def test_an_ordinary_budget_has_the_same_entries_in_a_log_of_any_size() -> None:
    assert _requests(SHAPES[1_000]) == _requests(SHAPES[100_000])
    assert _requests(SHAPES[1_000]).total() > 200


def _requests(shape: Shape) -> Counter[str]:
    """Count what is posted for program 1 in the last year, by path."""
    program = str(program_of(1))
    return Counter(
        one.request.path
        for one in history(shape)
        if one.day.startswith(str(LAST_YEAR)) and one.request.body.get("programId") == program
    )


def test_a_transaction_holds_what_was_recorded_on_one_day() -> None:
    every = list(batches(history(_SHAPE)))
    assert all(len({one.day for one in batch}) == 1 for batch in every)
    assert [one for batch in every for one in batch] == list(history(_SHAPE))
