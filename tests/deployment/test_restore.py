"""A restore puts the log of a backup in place, whole or not at all, and loses nothing silently."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pysqlite3 import dbapi2 as sqlite3
from sqlalchemy import select

from domain.errors import Refused, Unavailable
from infrastructure.backup import Stage, examined, foreseen, restore
from infrastructure.database import Database
from infrastructure.migrate import current, newest
from infrastructure.tables import events
from tests.built import quiet
from tests.conftest import Store
from tests.deployment.conftest import A_DECISION, KEY
from tests.deployment.keeping import is_whole, restored, rows, taken, unseen
from tests.infrastructure.test_first_version import first
from tests.interfaces.world import noted, serving

__all__ = ["first"]


# --- Into nothing -------------------------------------------------------------------------------


def test_a_backup_of_either_database_restores_into_either(
    told: Database, other: Database, tmp_path: Path
) -> None:
    taken(told, tmp_path / "log.samsyn")
    found = restored(other, tmp_path / "log.samsyn")
    assert found.replaced is None
    assert rows(other) == rows(told)
    assert is_whole(other) == found.manifest.position


def test_the_log_goes_on_from_where_it_was_and_is_still_append_only(
    other: Database, kept: Path
) -> None:
    restored(other, kept)
    with serving(other) as api:
        before = api.position
        assert api.post("/decisions", A_DECISION, headers=KEY).status == 201
        assert api.position == before, "the answer was kept"
        api.decide(noted())
        assert api.position == before + 1
    for statement in ("DELETE FROM events", "UPDATE events SET version = 9"):
        with pytest.raises(Exception, match="append-only"), other.write() as connection:
            connection.exec_driver_sql(statement)
    assert is_whole(other) == before + 1


def test_a_backup_of_an_older_revision_is_brought_up(
    first: Database, other: Database, tmp_path: Path
) -> None:
    assert current(first) == "0002"
    assert taken(first, tmp_path / "old.samsyn").manifest.revision == "0002"
    restored(other, tmp_path / "old.samsyn")
    assert current(other) == newest()
    assert is_whole(other) == 56


def test_a_database_of_an_older_revision_is_replaced_too(first: Database, kept: Path) -> None:
    restored(first, kept, replace=True, discard_newer=True)
    assert current(first) == newest()
    assert is_whole(first) > 0


# --- Into a database with a log -----------------------------------------------------------------


def test_the_same_log_is_replaced_only_when_that_is_said(told: Database, kept: Path) -> None:
    before = rows(told)
    refused = refusal(told, kept, "restore_needs_replace")
    assert f"{len(before['events'])} poster" in refused.sv
    assert f"{len(before['events'])} entries" in refused.en
    found = restored(told, kept, replace=True).replaced
    assert found is not None
    assert found.lost == 0
    assert rows(told) == before


def test_an_earlier_state_of_the_log_goes_forward(
    told: Database, kept: Path, tmp_path: Path
) -> None:
    with serving(told) as api:
        api.decide(noted("Senare."))
    taken(told, tmp_path / "later.samsyn")
    later = rows(told)
    restored(told, kept, replace=True, discard_newer=True)
    found = restored(told, tmp_path / "later.samsyn", replace=True).replaced
    assert found is not None
    assert found.lost == 0
    assert rows(told) == later


def test_entries_that_the_backup_has_not_are_lost_only_when_that_is_said(
    told: Database, kept: Path
) -> None:
    with serving(told) as api:
        api.decide(noted("Ett."))
        api.decide(noted("Två."))
    before = rows(told)
    for options in ({}, {"replace": True}, {"discard_newer": True}):
        refused = refusal(told, kept, "restore_would_lose", **options)
        assert refused.facts["lost"] == 2
        assert "de sista 2 posterna" in refused.sv.lower()
        assert rows(told) == before
    restored(told, kept, replace=True, discard_newer=True)
    assert is_whole(told) == len(before["events"]) - 2


def test_another_log_is_lost_only_when_that_is_said(told: Database, tmp_path: Path) -> None:
    taken(told, tmp_path / "whole.samsyn")
    with serving(told) as api:
        api.decide(noted("Här."))
    taken(told, tmp_path / "here.samsyn")
    restored(told, tmp_path / "whole.samsyn", replace=True, discard_newer=True)
    with serving(told) as api:
        api.decide(noted("Där."))
        api.decide(noted("Och sedan."))
    refused = refusal(told, tmp_path / "here.samsyn", "restore_would_lose", replace=True)
    assert refused.facts["lost"] is None
    assert "another log" in refused.en


def test_a_log_without_a_head_is_another_log(told: Database, kept: Path) -> None:
    with told.write() as connection:
        connection.exec_driver_sql("DELETE FROM log_head")
    refused = refusal(told, kept, "restore_would_lose", replace=True)
    assert "cannot be read" in refused.en
    restored(told, kept, replace=True, discard_newer=True)
    assert is_whole(told) > 0


def test_a_dry_run_tells_what_would_be_and_changes_nothing(told: Database, kept: Path) -> None:
    with serving(told) as api:
        api.decide(noted())
    before = rows(told)
    found = foreseen(told, kept, unseen)
    assert found.replaced is not None
    assert found.replaced.lost == 1
    assert rows(told) == before


def test_what_is_recorded_while_it_is_made_ready_is_not_lost(
    told: Database, store: Store, kept: Path
) -> None:
    def meanwhile(stage: Stage) -> Callable[[int, int], None]:
        if stage == "models":
            with serving(store.open()) as api:
                api.decide(noted("Under tiden."))
        return quiet

    with pytest.raises(Refused) as refused:
        restore(told, kept, replace=True, discard_newer=False, stages=meanwhile)
    assert refused.value.facts["lost"] == 1
    assert is_whole(told) == refused.value.facts["lost"] + examined_position(kept)


def test_a_database_of_a_newer_program_is_left_alone(told: Database, kept: Path) -> None:
    with told.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Unavailable) as refused:
        restored(told, kept, replace=True, discard_newer=True)
    assert refused.value.code == "store_is_of_another_version"


def test_a_damaged_file_is_not_written_to_and_what_to_do_is_told(
    sqlite_store: Store, kept: Path
) -> None:
    sqlite_store.path.write_bytes(b"no database at all" * 1000)
    before = sqlite_store.path.read_bytes()
    with closing(sqlite_store.open()) as database, pytest.raises(Unavailable) as refused:
        restored(database, kept, replace=True, discard_newer=True)
    assert refused.value.code == "restore_into_what_is_damaged"
    assert "-wal" in refused.value.sv
    assert sqlite_store.path.read_bytes() == before


# --- From what is not whole ---------------------------------------------------------------------


def test_a_backup_that_was_cut_off_is_refused(told: Database, kept: Path, tmp_path: Path) -> None:
    whole, before = kept.read_bytes(), rows(told)
    for length in (1, 50, 99, 100, 4096, len(whole) // 2, len(whole) - 4096, len(whole) - 1):
        cut = tmp_path / f"{length}.samsyn"
        cut.write_bytes(whole[:length])
        with pytest.raises(Unavailable) as refused:
            restored(told, cut, replace=True, discard_newer=True)
        # Its first bytes do not say whose it was.
        cut_code = "backup_is_none" if length < 72 else "backup_is_damaged"
        assert refused.value.code == cut_code, length
    assert rows(told) == before


def test_a_byte_that_changed_is_found_wherever_it_means_something(
    kept: Path, tmp_path: Path
) -> None:
    """A byte that no row is read from may be anything; the rows are then as they were."""
    whole, chance, found = kept.read_bytes(), random.Random(4), 0
    expected = content(kept)
    for _ in range(150):
        place, bit = chance.randrange(len(whole)), 1 << chance.randrange(8)
        changed = tmp_path / "changed.samsyn"
        changed.write_bytes(whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :])
        try:
            with examined(changed, unseen):
                pass
        except Unavailable as refused:
            assert refused.code.startswith("backup_is_")  # noqa: PT017 - or it was not raised
            found += 1
        else:
            assert content(changed) == expected, place
    assert found > 75


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM events WHERE position = 7",
        "DELETE FROM events WHERE position = (SELECT max(position) FROM events)",
        "UPDATE events SET state = CAST(replace(CAST(state AS TEXT), 'local', 'lokal') AS BLOB)",
        "UPDATE events SET salt = zeroblob(16) WHERE position = 1",
        "UPDATE events SET recorded = '2020-01-01T00:00:00.000000Z' WHERE position = 1",
        "UPDATE log_head SET recorded = '2020-01-01T00:00:00.000000Z'",
        "DELETE FROM log_head",
        "DELETE FROM texts WHERE rowid = 1",
        "UPDATE texts SET text = text || '.' WHERE rowid = 1",
        "UPDATE answers SET body = CAST('{}' AS BLOB)",
        "DELETE FROM answers",
        "DROP TABLE answers",
        "DELETE FROM backup",
        "UPDATE backup SET manifest = '{}'",
        "UPDATE backup SET manifest = replace(manifest, '\"answers\"', '\"others\"')",
    ],
)
def test_a_backup_that_was_tampered_with_is_refused(
    statement: str, kept: Path, tmp_path: Path
) -> None:
    changed = tmp_path / "changed.samsyn"
    changed.write_bytes(kept.read_bytes())
    with closing(sqlite3.connect(changed, isolation_level=None)) as file:
        before = file.total_changes
        file.execute(statement)
        assert file.total_changes > before or statement.startswith("DROP")
    with pytest.raises(Unavailable) as refused, examined(changed, unseen):
        pass
    assert refused.value.code == "backup_is_damaged"


def test_what_is_no_backup_or_is_of_a_newer_program_is_refused(
    other: Database, kept: Path, tmp_path: Path
) -> None:
    letter = tmp_path / "letter"
    letter.write_text("Bästa kommun\n" * 1000)
    foreign = tmp_path / "foreign.db"
    with closing(sqlite3.connect(foreign)) as file:
        file.execute("CREATE TABLE events (position)")
    newer = tmp_path / "newer.samsyn"
    newer.write_bytes(kept.read_bytes())
    with closing(sqlite3.connect(newer, isolation_level=None)) as file:
        (stated,) = file.execute("SELECT manifest FROM backup").fetchone()
        told = json.dumps({**json.loads(stated), "revision": "9999"})
        file.execute("UPDATE backup SET manifest = ?", (told,))
    for path, code in (
        (letter, "backup_is_none"),
        (foreign, "backup_is_none"),
        (newer, "backup_is_of_another_version"),
        (tmp_path / "nothing", "backup_is_missing"),
        (tmp_path, "backup_is_missing"),
    ):
        with pytest.raises(Unavailable) as refused:
            restored(other, path)
        assert refused.value.code == code
        assert refused.value.sv != refused.value.en
    assert current(other) is None


# --- Interrupted --------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["verify", "models", "replace", "compare"])
def test_a_restore_that_is_killed_leaves_the_old_log_whole_and_what_is_to_be_removed(
    stage: Stage, told: Database, store: Store, kept: Path, tmp_path: Path
) -> None:
    aside = tmp_path / "aside"
    aside.mkdir()
    with serving(told) as api:
        api.decide(noted("Kvar."))
    before = rows(told)
    process = multiprocessing.get_context("spawn").Process(
        target=_killed_at, args=(stage, store.url, store.schema, kept, aside)
    )
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    left = {one.name[:7] for one in aside.iterdir()}
    assert left == (set() if stage == "verify" else {"samsyn-"})
    with closing(store.open()) as again:
        assert rows(again) == before
        assert is_whole(again) == len(before["events"])
        restored(again, kept, replace=True, discard_newer=True)
        assert is_whole(again) == len(before["events"]) - 1


def _killed_at(killing: Stage, url: str, schema: str, path: Path, aside: Path) -> None:
    """Restore in a process that dies at the end of a stage, as when the power goes.

    What it leaves lies in `aside`, which is removed with what else the test has made.
    """
    os.environ["TMPDIR"] = str(aside)

    def stages(stage: Stage) -> Callable[[int, int], None]:
        def progress(done: int, total: int) -> None:
            if stage == killing and done == total:
                os.kill(os.getpid(), signal.SIGKILL)

        return progress

    database = Database(url, schema=schema)
    restore(database, path, replace=True, discard_newer=True, stages=stages)


# --- What the tests ask -------------------------------------------------------------------------


def refusal(database: Database, path: Path, code: str, **options: bool) -> Refused:
    """Return the refusal of a restore, which changed nothing."""
    before = rows(database)
    with pytest.raises(Refused) as refused:
        restored(database, path, **options)
    assert refused.value.code == code
    assert rows(database) == before
    return refused.value


def examined_position(path: Path) -> int:
    with examined(path, unseen) as backup:
        return backup.manifest.position


def content(path: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(path)) as file:
        tables = ("log_head", "events", "texts", "answers")
        return {name: file.execute(f"SELECT * FROM {name}").fetchall() for name in tables}


def test_the_events_come_in_order_into_the_file(kept: Path) -> None:
    with examined(kept, unseen) as backup:
        positions = backup.connection.execute(select(events.c.position)).scalars().all()
    assert positions == list(range(1, len(positions) + 1))
