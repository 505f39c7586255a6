from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from eventsourcing.persistence import EventStore
from sqlalchemy import Connection, text
from structlog.testing import capture_logs

from application.log import Entry, Log, SealedText
from domain.errors import CorruptStream
from domain.model import Position, StreamId
from domain.recorded import Recorded
from infrastructure.database import Database
from infrastructure.event_log import position_at, read_head, rows, stored_bytes
from infrastructure.event_log.recorders import LogAggregateRecorder
from infrastructure.merkle import EMPTY_ROOT, commitment, leaf_bytes, leaf_hash, node_hash
from tests.infrastructure.tally import (
    NOON,
    Clock,
    Tally,
    TallyCounted,
    TallyOpened,
    append,
    cause,
    counted,
    new_tally,
    open_log,
    opened,
    project,
    record,
    rows_of,
    stored,
    total,
)

# ── Writing ──────────────────────────────────────────────────────────────────────────────────


def test_the_log_is_the_log_of_the_use_cases(database: Database) -> None:
    log: Log = open_log(database)

    with log.transaction() as transaction:
        assert transaction.before == 0
    with log.snapshot() as snapshot:
        assert total(snapshot) == 0


def test_events_get_positions_and_versions_without_a_hole(database: Database) -> None:
    log = open_log(database)
    apples, pears = new_tally(), new_tally()

    assert record(log, opened(apples), counted(apples, 1, 2)) == 3
    assert record(log, opened(pears), counted(apples, 3), counted(pears, 4)) == 6

    assert stored(database) == [
        (1, apples, 1, "tally.opened"),
        (2, apples, 2, "tally.counted"),
        (3, apples, 3, "tally.counted"),
        (4, pears, 1, "tally.opened"),
        (5, apples, 4, "tally.counted"),
        (6, pears, 2, "tally.counted"),
    ]


def test_the_opening_comes_first(database: Database) -> None:
    log = open_log(database)
    decision, apples = new_tally(), new_tally()

    with log.transaction() as transaction:
        transaction.append(opened(apples))
        assert transaction.write(opening=opened(decision)) == 2

    assert stored(database) == [
        (1, decision, 1, "tally.opened"),
        (2, apples, 1, "tally.opened"),
    ]


def test_the_opening_comes_first_in_its_own_stream_too(database: Database) -> None:
    log = open_log(database, evolve=lambda _stream, state, event: (*(state or ()), event))
    decision = new_tally()

    with log.transaction() as transaction:
        transaction.append(counted(decision, 5))
        transaction.write(opening=opened(decision))
        own = transaction.load(decision)
        assert transaction.streams("tally") == (decision,)

    assert stored(database) == [
        (1, decision, 1, "tally.opened"),
        (2, decision, 2, "tally.counted"),
    ]
    assert own.version == 2
    assert own.state == (TallyOpened(title="Apples"), TallyCounted(amount=5))


def test_an_event_reads_as_it_was_written(database: Database) -> None:
    log = open_log(database)
    apples = new_tally()
    record(log, opened(apples, "Äpplen"), counted(apples, -5))

    assert list(log.read_events()) == [
        Recorded(apples, 1, TallyOpened(title="Äpplen"), cause(), NOON, Position(1)),
        Recorded(apples, 2, TallyCounted(amount=-5), cause(0), NOON, Position(2)),
    ]


def test_stored_bytes_are_canonical_and_have_the_names_of_the_api() -> None:
    assert stored_bytes(cause(2), TallyCounted(amount=5)) == (
        b'{"cause":{"entry":"00000000-0000-0000-0000-000000000007","recordedBy":"secretary",'
        b'"resolution":2},"event":{"amount":5,"v":1}}'
    )


def test_a_transaction_sees_what_it_has_appended(database: Database) -> None:
    log = open_log(database)
    apples, pears = new_tally(), new_tally()
    record(log, opened(apples), counted(apples, 1))

    with log.transaction() as transaction:
        assert transaction.load(pears).version == 0
        transaction.append(opened(pears))
        transaction.append(counted(apples, 2))
        assert transaction.load(apples).state == Tally("Apples", 3)
        assert transaction.load(apples).version == 3
        assert transaction.load(pears).version == 1
        assert transaction.streams("tally") == (apples, pears)
        transaction.write()
        assert transaction.load(apples).version == 3
        assert transaction.streams("tally") == (apples, pears)


def test_streams_are_those_of_the_kind_in_order_of_first_position(database: Database) -> None:
    log = open_log(database)
    names = [StreamId(name) for name in ("tally/b", "tallyho/a", "tall/a", "tally/a", "tally/a/2")]
    record(log, *(opened(name) for name in names))
    record(log, counted(names[0], 1))

    with log.transaction() as transaction:
        assert transaction.streams("tally") == ("tally/b", "tally/a", "tally/a/2")
        assert transaction.streams("tallyho") == ("tallyho/a",)
        assert transaction.streams("other") == ()


def test_streams_of_a_kind_are_found_without_reading_their_events(sqlite_store: Any) -> None:
    with sqlite_store.open().read() as connection:
        statement = str(rows._STREAMS.compile(connection))
        steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", ("a/", "a0")).all()
    assert "COVERING INDEX ix_events_first_of_stream" in steps[0][-1]


def test_read_models_take_the_last_position_of_the_transaction(database: Database) -> None:
    log = open_log(database)
    apples = new_tally()
    record(log, opened(apples), counted(apples, 1, 2), opened(new_tally()))

    assert rows_of(database, "counts") == [(4, apples, 1), (4, apples, 2)]


def test_the_reader_of_a_transaction_sees_its_own_writes(database: Database) -> None:
    log = open_log(database)
    apples = new_tally()

    with log.transaction() as transaction:
        append(transaction, opened(apples), counted(apples, 5))
        assert total(transaction) == 5


def test_a_snapshot_does_not_see_what_comes_after_its_first_question(database: Database) -> None:
    log = open_log(database)
    apples = new_tally()
    record(log, opened(apples), counted(apples, 1))

    with log.snapshot() as snapshot:
        assert total(snapshot) == 1
        record(log, counted(apples, 10))
        assert total(snapshot) == 1
    with log.snapshot() as snapshot:
        assert total(snapshot) == 11


def test_texts_are_kept_beside_the_log(database: Database) -> None:
    log = open_log(database)
    kept = SealedText("sha256:" + "0" * 64, b"0123456789abcdef", "Därför att …")

    with log.transaction() as transaction:
        transaction.append(opened(new_tally()))
        transaction.keep(kept)
        transaction.write()

    assert rows_of(database, "texts") == [
        (kept.sealed, kept.salt, kept.text, "därför att …", 1),
    ]


def test_a_transaction_that_appends_nothing_leaves_no_trace(database: Database) -> None:
    log = open_log(database)
    with log.transaction() as transaction:
        transaction.append(Entry(new_tally(), (), cause()))
        assert transaction.streams("tally") == ()
        assert transaction.write() == 0

    assert stored(database) == []


@dataclass
class Failing:
    """A projection that fails after it has written."""

    failing: bool = True

    def __call__(
        self, connection: Connection, events: Sequence[Recorded], position: Position
    ) -> None:
        project(connection, events, position)
        if self.failing:
            raise LookupError("the read model has a fault")


def test_nothing_is_written_when_a_read_model_fails(database: Database) -> None:
    failing = Failing()
    log = open_log(database, project=failing)
    apples = new_tally()

    with pytest.raises(LookupError):
        record(log, opened(apples), counted(apples, 1))
    assert stored(database) == []
    assert rows_of(database, "counts") == []

    failing.failing = False
    assert record(log, opened(apples), counted(apples, 1)) == 2


def test_nothing_is_written_when_the_decision_is_refused_after_writing(
    database: Database,
) -> None:
    log = open_log(database)
    apples = new_tally()

    def refused() -> None:
        with log.transaction() as transaction:
            append(transaction, opened(apples))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        refused()
    assert stored(database) == []
    assert record(log, opened(apples)) == 1


def test_a_rehearsal_shows_everything_and_leaves_nothing(database: Database) -> None:
    log = open_log(database)
    apples = new_tally()
    record(log, opened(apples))
    before = [rows_of(database, table) for table in ("log_head", "events", "texts", "counts")]

    with log.transaction(rehearse=True) as transaction:
        transaction.keep(SealedText("sha256:" + "0" * 64, b"0123456789abcdef", "Hemligt"))
        assert append(transaction, counted(apples, 5)) == 2
        assert total(transaction) == 5

    after = [rows_of(database, table) for table in ("log_head", "events", "texts", "counts")]
    assert after == before
    assert record(log, counted(apples, 1)) == 2


def test_what_is_appended_must_be_written(database: Database) -> None:
    log = open_log(database)

    def forgotten() -> None:
        with log.transaction() as transaction:
            transaction.append(opened(new_tally()))

    with pytest.raises(RuntimeError, match="did not write"):
        forgotten()


def test_threads_take_turns(database: Database) -> None:
    log = open_log(database)
    apples = new_tally()
    record(log, opened(apples))

    def count(_: int) -> None:
        with log.transaction() as transaction:
            # Reads, then writes what it read: lost updates would show in the sum.
            seen = transaction.load(apples).state.total
            append(transaction, counted(apples, 1))
            assert transaction.load(apples).state.total == seen + 1

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(count, range(40)))

    with log.transaction() as transaction:
        assert transaction.load(apples).state.total == 40
    assert [row[0] for row in stored(database)] == list(range(1, 42))


# ── Time ─────────────────────────────────────────────────────────────────────────────────────


def test_the_recorded_time_is_in_utc_whatever_zone_the_clock_is_in(database: Database) -> None:
    stockholm = timezone(timedelta(hours=1))
    log = open_log(database, clock=Clock(datetime(2026, 3, 1, 13, 0, 0, 5, tzinfo=stockholm)))
    record(log, opened(new_tally()))

    with database.read() as connection:
        found = connection.exec_driver_sql("SELECT recorded FROM events").scalar_one()
    assert found == "2026-03-01T12:00:00.000005Z"
    (event,) = log.read_events()
    assert event.recorded.tzinfo is UTC


def test_the_recorded_time_never_goes_back(database: Database) -> None:
    clock = Clock()
    log = open_log(database, clock=clock)
    apples = new_tally()
    record(log, opened(apples))
    clock.move(hours=-1)

    with capture_logs() as logs:
        record(log, counted(apples, 1))
    assert [event.recorded for event in log.read_events()] == [NOON, NOON]
    assert [(one["event"], one["log_level"]) for one in logs] == [("clock_went_back", "warning")]

    clock.move(hours=2)
    with capture_logs() as logs:
        record(log, counted(apples, 1))
    assert [event.recorded for event in log.read_events(after=2)] == [NOON + timedelta(hours=1)]
    assert logs == []


def test_a_time_finds_the_last_position_recorded_by_then(database: Database) -> None:
    clock = Clock()
    log = open_log(database, clock=clock)
    record(log, opened(new_tally()), opened(new_tally()))
    clock.move(hours=1)
    record(log, opened(new_tally()))

    with database.read() as connection:
        moments = (-1, 0, 1, 3600, 9999)
        found = [position_at(connection, NOON + timedelta(seconds=one)) for one in moments]
    assert found == [0, 2, 2, 3, 3]


# ── Proof ────────────────────────────────────────────────────────────────────────────────────


def test_every_event_has_its_leaf_and_the_head_their_root(database: Database) -> None:
    log = open_log(database)
    apples = new_tally()
    record(log, opened(apples))
    record(log, counted(apples, 1, 2))

    with database.read() as connection:
        found = connection.execute(text("SELECT * FROM events ORDER BY position")).all()
        head = read_head(connection)
    leaves = [
        leaf_hash(
            leaf_bytes(
                row.position,
                row.stream,
                row.version,
                row.topic,
                datetime.fromisoformat(row.recorded),
                commitment(row.salt, row.state),
            )
        )
        for row in found
    ]
    assert [row.leaf for row in found] == leaves
    assert len({row.salt for row in found}) == 3
    assert head.position == 3
    assert head.frontier.root() == node_hash(node_hash(leaves[0], leaves[1]), leaves[2])


def test_an_empty_log_has_the_root_of_nothing(database: Database) -> None:
    with database.read() as connection:
        assert read_head(connection).frontier.root() == EMPTY_ROOT


# ── Reading ──────────────────────────────────────────────────────────────────────────────────


def test_events_are_read_from_any_position_and_by_stream(database: Database) -> None:
    log = open_log(database)
    apples, pears = new_tally(), new_tally()
    record(log, opened(apples), opened(pears), counted(apples, *range(2500)), counted(pears, 1))

    def positions(*asked: Any, **named: Any) -> list[int]:
        return [event.position for event in log.read_events(*asked, **named)]

    assert positions() == list(range(1, 2504))
    assert positions(after=2400) == list(range(2401, 2504))
    assert positions(after=10, limit=2000) == list(range(11, 2011))
    assert positions(limit=0) == []
    assert positions(after=9999) == []
    assert positions(stream=pears) == [2, 2503]
    assert positions(after=2, stream=pears) == [2503]
    assert positions(stream=apples, limit=2) == [1, 3]


def test_a_stream_is_read_up_to_a_position(database: Database) -> None:
    log = open_log(database)
    apples, pears = new_tally(), new_tally()
    record(log, opened(apples), opened(pears), counted(apples, 1), counted(apples, 2))

    assert [event.version for event in log.read_stream(apples)] == [1, 2, 3]
    assert [event.version for event in log.read_stream(apples, until=3)] == [1, 2]
    assert [event.version for event in log.read_stream(apples, until=2)] == [1]
    assert log.read_stream(new_tally()) == ()


def test_the_library_reads_the_same_events(database: Database) -> None:
    log = open_log(database)
    apples = new_tally()
    record(log, opened(apples), counted(apples, 1))
    written: list[Any] = list(log.read_events())

    store = EventStore(log.mapper, log.recorder)
    notified = log.recorder.select_notifications(None, 10)
    assert list(store.get(apples)) == written
    assert [log.mapper.to_domain_event(one) for one in notified] == written


def test_an_event_that_was_not_read_from_the_log_has_no_place_in_it(database: Database) -> None:
    log = open_log(database)
    apples = new_tally()
    record(log, opened(apples))

    store = EventStore(log.mapper, LogAggregateRecorder(database))
    with pytest.raises(TypeError, match="position"):
        next(store.get(apples))


def test_a_subscription_wakes_when_a_transaction_commits(database: Database) -> None:
    log = open_log(database)
    apples = new_tally()
    got: list[int] = []

    with log.recorder.subscribe() as subscription:
        writer = threading.Thread(target=record, args=(log, opened(apples), counted(apples, 1)))
        writer.start()
        for notification in subscription:
            got.append(notification.id)
            if len(got) == 2:
                break
        writer.join()
    assert got == [1, 2]


# ── A log that something else has written to ─────────────────────────────────────────────────


def test_an_unknown_topic_is_named_with_its_place(database: Database) -> None:
    log = open_log(database)
    apples = new_tally()
    record(log, opened(apples))
    older = open_log(database, events={})

    with pytest.raises(CorruptStream, match=rf"position 1 \(stream {apples}.*tally.opened"):
        list(older.read_events())


@pytest.mark.parametrize(
    "state",
    [
        b"",
        b"{}",
        b"\xff",
        b"[]",
        b'{"cause":1,"event":{"title":"x","v":1}}',
        b'{"cause":{"entry":"x","recordedBy":"s","resolution":1},"event":{"title":"x","v":1}}',
        stored_bytes(cause(), TallyOpened(title="x")).replace(b'"v":1', b'"v":2'),
        stored_bytes(cause(), TallyOpened(title="x")).replace(b'"title"', b'"name"'),
        stored_bytes(cause(), TallyOpened(title="x"))[:-1],
    ],
)
def test_bytes_that_are_no_event_are_named_with_their_place(
    sqlite_store: Any, state: bytes
) -> None:
    log = open_log(sqlite_store.open())

    with pytest.raises(CorruptStream, match=r"position 7 \(stream tally/1, version 2"):
        log.mapper.recorded(StreamId("tally/1"), 2, "tally.opened", state, Position(7), NOON)


def test_a_removed_event_is_missed(database: Database) -> None:
    log = open_log(database)
    apples, pears = new_tally(), new_tally()
    record(log, opened(apples), opened(pears), counted(apples, 1, 2))
    _tamper(database, "DELETE FROM events WHERE position = 3")

    with pytest.raises(CorruptStream, match="position 3 is missing"):
        list(log.read_events())
    with pytest.raises(CorruptStream, match="Version 2 of"):
        log.read_stream(apples)
    with open_log(database).transaction() as transaction:
        assert transaction.load(pears).version == 1
        with pytest.raises(CorruptStream, match="Version 2 of"):
            transaction.load(apples)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("DELETE FROM log_head", "no head"),
        ("UPDATE log_head SET position = 9", "frontier at 9 is of 1"),
        ("UPDATE log_head SET frontier = substr(frontier, 1, 9)", "has no frontier"),
    ],
)
def test_nothing_is_written_onto_a_head_that_makes_no_sense(
    database: Database, change: str, said: str
) -> None:
    log = open_log(database)
    record(log, opened(new_tally()))
    with database.write() as connection:
        connection.exec_driver_sql(change)

    with pytest.raises(CorruptStream, match=said):
        record(log, opened(new_tally()))


def _tamper(database: Database, statement: str) -> None:
    """Change the log as the owner of its tables could."""
    off = {
        "sqlite": ["DROP TRIGGER events_keep_what_is_there"],
        "postgresql": ["ALTER TABLE events DISABLE TRIGGER ALL"],
    }
    with database.write() as connection:
        for switch in off[connection.dialect.name]:
            connection.exec_driver_sql(switch)
        connection.exec_driver_sql(statement)
