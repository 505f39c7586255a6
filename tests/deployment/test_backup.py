"""A backup is the log as it was at one position, in a file that is whole or not there."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pysqlite3 import dbapi2 as sqlite3

from domain.errors import Refused, Unavailable
from infrastructure.backup import Stage, examined, take
from infrastructure.database import Database
from tests.built import quiet
from tests.conftest import Store
from tests.deployment.conftest import A_DECISION, KEY
from tests.deployment.keeping import NOW, rows, taken, unseen
from tests.interfaces.world import Api, decision, noted, serving
from tests.processes.installation import ROOT, Installation

LOG = ("log_head", "events", "texts", "answers")


def held(path: Path) -> dict[str, list[Any]]:
    """Return the rows of a backup's tables, read by SQLite alone."""
    with sqlite3.connect(path) as file:
        return {table: file.execute(f"SELECT * FROM {table}").fetchall() for table in LOG}


def test_a_backup_holds_the_log_the_texts_and_the_answers_and_says_what_it_is(
    told: Database, tmp_path: Path
) -> None:
    path = tmp_path / "log.samsyn"
    done = taken(told, path)
    stored, kept = rows(told), held(path)
    for table in LOG:
        assert len(kept[table]) == len(stored[table]) > 0
    assert done.manifest.position == len(stored["events"]) == max(row[0] for row in kept["events"])
    assert done.manifest.source.split()[0] in ("SQLite", "PostgreSQL")
    assert done.manifest.taken == "2026-11-24T12:00:00.000000Z"
    assert (done.size, done.sha256) == (
        path.stat().st_size,
        hashlib.sha256(path.read_bytes()).hexdigest(),
    )
    with examined(path, unseen) as backup:
        assert backup.manifest == done.manifest


def test_the_same_log_gives_the_same_rows_whatever_database_it_is_in(
    told: Database, kept: Path, tmp_path: Path
) -> None:
    taken(told, tmp_path / "again.samsyn")
    assert held(tmp_path / "again.samsyn") == held(kept)


def test_only_its_owner_may_read_it(told: Database, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        taken(told, tmp_path / "log.samsyn")
    finally:
        os.umask(before)
    assert (tmp_path / "log.samsyn").stat().st_mode & 0o777 == 0o600


def test_what_is_recorded_meanwhile_is_neither_stopped_nor_taken_with(
    told: Database, store: Store, tmp_path: Path
) -> None:
    with serving(store.open(lock_timeout=0.5)) as api:
        before = api.position

        def writing(stage: Stage) -> Callable[[int, int], None]:
            if stage == "write":
                api.decide(noted("Skrivet under tiden."))
            return quiet

        done = take(told, tmp_path / "log.samsyn", force=False, program="", now=NOW, stages=writing)
        assert done.manifest.position == before
        assert api.position == before + 1
    assert len(held(tmp_path / "log.samsyn")["events"]) == before


# --- The file's name ----------------------------------------------------------------------------


def test_an_earlier_backup_is_replaced_only_when_that_is_said(
    told: Database, kept: Path, tmp_path: Path
) -> None:
    path = tmp_path / "log.samsyn"
    path.write_bytes(kept.read_bytes())
    with pytest.raises(Refused) as refused:
        taken(told, path)
    assert refused.value.code == "backup_exists"
    assert path.read_bytes() == kept.read_bytes()
    with serving(told) as api:
        api.decide(noted())
    assert taken(told, path, force=True).manifest.position == len(held(path)["events"])
    assert path.read_bytes() != kept.read_bytes()
    assert sorted(one.name for one in tmp_path.iterdir() if "samsyn" in one.suffix) == [path.name]


@pytest.mark.parametrize("what", ["letter", "database", "link", "folder"])
def test_nothing_but_a_backup_is_ever_replaced(
    what: str, told: Database, kept: Path, tmp_path: Path
) -> None:
    path = tmp_path / "precious"
    match what:
        case "letter":
            path.write_text("Bästa kommun")
        case "database":
            Database(f"sqlite:///{path}")
            sqlite3.connect(path).execute("CREATE TABLE t (a)").connection.close()
        case "link":
            path.symlink_to(kept)
        case _:
            path.mkdir()
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(Refused) as refused:
        taken(told, path, force=True)
    assert refused.value.code == "backup_would_replace_something_else"
    assert (path.read_bytes() if path.is_file() else b"") == before
    assert path.is_symlink() == (what == "link")


def test_what_an_interrupted_backup_left_is_written_over(told: Database, tmp_path: Path) -> None:
    path = tmp_path / "log.samsyn"
    left = tmp_path / "log.samsyn.partial"
    left.write_bytes(b"half" * 10_000)
    left.chmod(0o644)
    taken(told, path)
    assert not left.exists()
    assert path.stat().st_mode & 0o777 == 0o600


def test_two_backups_do_not_write_to_one_file(told: Database, tmp_path: Path) -> None:
    partial = tmp_path / "log.samsyn.partial"
    with partial.open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(Refused) as refused:
            taken(told, tmp_path / "log.samsyn")
    assert refused.value.code == "backup_is_being_written"
    assert partial.exists(), "it is the other's"
    assert not (tmp_path / "log.samsyn").exists()


def test_a_folder_that_is_not_there_is_told(told: Database, tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as refused:
        taken(told, tmp_path / "nowhere" / "log.samsyn")
    assert refused.value.code == "backup_not_written"
    assert "nowhere" in refused.value.sv


# --- What cannot be kept ------------------------------------------------------------------------


def test_a_log_that_is_not_whole_is_not_kept_as_if_it_were(told: Database, tmp_path: Path) -> None:
    with told.write() as connection:
        connection.exec_driver_sql("DELETE FROM texts")
        connection.exec_driver_sql("UPDATE log_head SET position = position - 1")
    with pytest.raises(Exception, match="frontier"):
        taken(told, tmp_path / "log.samsyn")
    assert list(tmp_path.glob("log.samsyn*")) == []


def test_a_text_that_is_not_the_one_that_was_sealed_is_found(
    told: Database, tmp_path: Path
) -> None:
    with told.write() as connection:
        connection.exec_driver_sql("UPDATE texts SET text = 'Kim informerar inte.'")
    with pytest.raises(Unavailable) as refused:
        taken(told, tmp_path / "log.samsyn")
    assert refused.value.code == "backup_is_not_whole"
    assert "samsyn check" in refused.value.sv
    assert list(tmp_path.glob("log.samsyn*")) == []


def test_a_database_without_a_log_is_told(bare_installation: Installation) -> None:
    ended = bare_installation.run("backup", str(bare_installation.folder / "log.samsyn"))
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert list(bare_installation.folder.glob("log.samsyn*")) == []


def test_a_disk_that_is_full_leaves_nothing_and_is_told(
    told: Database, installation: Installation
) -> None:
    path = installation.folder / "log.samsyn"
    command = f'ulimit -f 8; exec "{sys.executable}" -m interfaces.cli backup "{path}"'
    ended = subprocess.run(
        ["sh", "-c", command],
        cwd=ROOT,
        env=installation.environment(),
        check=False,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 1, ended.stderr
    assert "could not be written" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert list(installation.folder.glob("log.samsyn*")) == []


def test_the_command_says_position_size_and_digest_in_both_languages(
    told: Database, installation: Installation
) -> None:
    path = installation.folder / "log.samsyn"
    done = installation.run("backup", str(path))
    assert done.returncode == 0, done.stderr
    position = len(held(path)["events"])
    for said in (f"verifierad: position {position},", f"verified: position {position},", " MB."):
        assert said in done.stderr
    assert done.stdout == f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path}\n"
    again = installation.run("backup", str(path))
    assert again.returncode == 1
    assert "--force" in again.stderr
    assert installation.run("backup", str(path), "--force").returncode == 0


def test_a_repeated_request_gets_its_first_answer_after_the_restore_too(told: Database) -> None:
    with serving(told) as api:
        before = api.position
        again = api.post("/decisions", A_DECISION, headers=KEY)
        assert (again.status, api.position) == (201, before)
        assert api.post("/decisions", decision(noted("En annan.")), headers=KEY).status == 422
        _texts_are_there(api)


def _texts_are_there(api: Api) -> None:
    found = api.get("/decisions", text="informerar").data
    assert [one["envelope"]["heading"] for one in found] == ["Information"]
