"""What is made aside, to check, rebuild and restore, may find no room: it is told as what it is."""

from __future__ import annotations

import errno
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from domain.errors import Unavailable
from infrastructure.aside import database_aside
from infrastructure.database import Database
from infrastructure.rebuild import rebuild
from infrastructure.store_faults import GONE
from tests.built import quiet
from tests.conftest import Store
from tests.deployment.keeping import is_whole, restored, rows
from tests.faults.disks import small_disk
from tests.processes.installation import ROOT, Installation


@pytest.mark.parametrize("command", ["check", "rebuild", "restore --replace"])
def test_a_full_folder_for_temporary_files_is_named_and_not_the_database(
    command: str, told: Database, store: Store, kept: Path, tmp_path: Path
) -> None:
    before, (name, *options) = rows(told), command.split()
    words = [name, *options, *([str(kept)] if name == "restore" else [])]
    with small_disk(tmp_path / "disk") as disk:
        (disk / "ballast").write_bytes(bytes(2_900_000))
        ended = Installation(store, tmp_path).run(*words, TMPDIR=str(disk))
        assert [one.name for one in disk.iterdir()] == ["ballast"]
    assert ended.returncode == 1
    said = " ".join(ended.stderr.split())
    assert f"Mappen för tillfälliga filer, {disk}, har inget utrymme kvar" in said
    assert f"The folder for temporary files, {disk}, has no space left" in said
    assert said.count("TMPDIR") == 2
    assert "atabase has no space" not in said
    assert rows(told) == before


def test_a_database_aside_that_is_full_is_told_of_as_the_folder_it_lies_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with database_aside() as aside:
        with aside.set_up() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")
        with pytest.raises(Unavailable) as told, aside.write() as connection:
            connection.exec_driver_sql("CREATE TABLE more (than, one, page)")
    assert told.value.code == "temporary_folder_is_full"
    assert str(tmp_path) in told.value.sv
    assert str(tmp_path) in told.value.en


def test_a_file_that_may_grow_no_more_is_told_of_as_the_folder_it_lies_in(
    told: Database, store: Store, tmp_path: Path
) -> None:
    """As a quota does it; SQLite says no more than that a write failed."""
    before, chosen = rows(told), tmp_path / "chosen"
    chosen.mkdir()
    limited = (
        "import resource, runpy, sys;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000));"
        "sys.argv = ['samsyn', 'check'];"
        "runpy.run_module('interfaces.cli', run_name='__main__')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", limited],
        cwd=ROOT,
        env=Installation(store, tmp_path).environment({"TMPDIR": str(chosen)}),
        capture_output=True,
        text=True,
        check=False,
    )
    said = " ".join(ended.stderr.split())
    assert ended.returncode == 1, said
    assert f"Det går inte att skriva i mappen för tillfälliga filer, {chosen}: " in said
    assert f"The folder for temporary files, {chosen}, cannot be written: " in said
    assert "File too large" in said
    assert rows(told) == before


def test_a_folder_that_goes_away_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with database_aside() as aside:
        with aside.set_up() as connection:
            connection.exec_driver_sql("CREATE TABLE thing (number)")
        [made] = tmp_path.iterdir()
        made.rename(tmp_path / "away")
        with pytest.raises(Unavailable) as told, aside.write() as connection:
            connection.exec_driver_sql("INSERT INTO thing VALUES (1)")
        (tmp_path / "away").rename(made)
    assert told.value.code == "temporary_folder_cannot_be_used"
    assert f"{tmp_path}: " in told.value.sv


def test_what_fails_beside_what_is_made_aside_is_told_as_what_it_is() -> None:
    with database_aside() as aside:
        with aside.set_up() as connection:
            connection.exec_driver_sql("CREATE TABLE thing (number)")
        with pytest.raises(Unavailable) as told, aside.write():
            raise GONE.raised("of the log")
    assert told.value.code == GONE.code


@pytest.mark.parametrize("name", ["60%25", "q?mode=ro", "a b", "å#c"])
def test_what_is_made_aside_lies_in_the_folder_whatever_it_is_called(
    name: str, told: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = tmp_path / name
    chosen.mkdir(mode=0o700)
    monkeypatch.setenv("TMPDIR", str(chosen))
    with database_aside() as aside:
        with aside.set_up() as connection:
            connection.exec_driver_sql("CREATE TABLE thing (number)")
        [made] = chosen.iterdir()
        assert (made / "aside.db").is_file()
    is_whole(told)
    assert not list(tmp_path.rglob("aside*"))
    assert list(chosen.iterdir()) == []


def test_a_folder_for_temporary_files_that_cannot_be_used_is_named(
    told: Database, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "gone"))
    for attempt in (
        lambda: is_whole(told),
        lambda: rebuild(told, quiet),
        lambda: restored(told, kept, replace=True),
    ):
        with pytest.raises(Unavailable) as refused:
            attempt()
        assert refused.value.code == "temporary_folder_cannot_be_used"
        assert str(tmp_path / "gone") in refused.value.sv
        assert str(tmp_path / "gone") in refused.value.en
    monkeypatch.undo()
    assert is_whole(told) > 0


def test_no_folder_for_temporary_files_at_all_is_told_of_as_the_one_that_would_be_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As when every disk is full or read-only: Python then finds none, and says so by an error."""

    def nowhere(*_: object, **__: object) -> None:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    monkeypatch.delenv("TMPDIR", raising=False)
    monkeypatch.setattr(tempfile, "gettempdir", nowhere)
    monkeypatch.setattr(tempfile, "TemporaryDirectory", nowhere)
    with pytest.raises(Unavailable) as refused, database_aside():
        pass
    assert refused.value.code == "temporary_folder_cannot_be_used"
    assert "tillfälliga filer, /tmp: " in refused.value.sv
    assert "temporary files, /tmp, cannot be written" in refused.value.en
