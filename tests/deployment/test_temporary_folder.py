"""What is made aside, to check, rebuild and restore, may find no room: it is told as what it is."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from domain.errors import Unavailable
from infrastructure.aside import database_aside
from infrastructure.database import Database
from infrastructure.rebuild import rebuild
from tests.built import quiet
from tests.conftest import Store
from tests.deployment.keeping import is_whole, restored, rows
from tests.faults.disks import small_disk
from tests.processes.installation import Installation


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


def test_a_database_aside_that_is_full_is_told_of_as_the_folder_it_lies_in() -> None:
    with database_aside() as aside:
        with aside.set_up() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")
        with pytest.raises(Unavailable) as told, aside.write() as connection:
            connection.exec_driver_sql("CREATE TABLE more (than, one, page)")
    assert told.value.code == "temporary_folder_is_full"
    assert tempfile.gettempdir() in told.value.sv
    assert tempfile.gettempdir() in told.value.en


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
