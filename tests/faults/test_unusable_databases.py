"""A database that is missing, or that may not be written, is told of by every command."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import pytest

from tests.conftest import Store
from tests.faults.commands import ended, refuses
from tests.processes.nursery import NOBODY, Nursery

EVERY: Final = ("serve", "check", "migrate")


@pytest.mark.parametrize("missing", ["file", "folder"])
def test_a_missing_file_is_told_of_and_not_made(
    missing: str, tmp_path: Path, processes: Nursery
) -> None:
    folder = tmp_path / "database"
    if missing == "file":
        folder.mkdir()
    store = Store(f"sqlite:///{folder / 'samsyn.db'}")
    for command in ("serve", "check"):
        assert "samsyn migrate" in refuses(processes, store, command)
    assert not (folder / "samsyn.db").exists()
    assert folder.exists() == (missing == "file")


def test_a_folder_that_may_not_be_written_is_told_of_by_every_command(
    open_folder: Path, sqlite_funded: Path, processes: Nursery
) -> None:
    path = open_folder / "samsyn.db"
    shutil.copy(sqlite_funded, path)
    path.chmod(0o444)
    open_folder.chmod(0o555)
    for command in EVERY:
        refuses(processes, Store(f"sqlite:///{path}"), command, user=NOBODY)
    assert path.read_bytes() == sqlite_funded.read_bytes()
    assert [one.name for one in open_folder.iterdir()] == ["samsyn.db"]


def test_a_file_that_may_only_be_read_is_not_migrated_and_can_be_checked(
    open_folder: Path, sqlite_funded: Path, processes: Nursery
) -> None:
    path = open_folder / "samsyn.db"
    shutil.copy(sqlite_funded, path)
    path.chmod(0o444)
    open_folder.chmod(0o777)
    store = Store(f"sqlite:///{path}")
    refuses(processes, store, "migrate", user=NOBODY)
    status, said = ended(processes, store, "check", user=NOBODY)
    assert status == 0, said
    assert path.read_bytes() == sqlite_funded.read_bytes()


def test_a_new_database_where_nobody_may_write_is_told_of(
    open_folder: Path, processes: Nursery
) -> None:
    for place in ("samsyn.db", "new/samsyn.db"):
        refuses(processes, Store(f"sqlite:///{open_folder / place}"), "migrate", user=NOBODY)
    assert list(open_folder.iterdir()) == []


def test_a_postgres_that_is_not_there_is_told_of_by_every_command(
    tmp_path: Path, postgres_url: str, processes: Nursery
) -> None:
    no_server = Store(f"postgresql://nobody:hemligt@/none?host={tmp_path}")
    no_database = Store(postgres_url.replace("/postgres?", "/no_such_database?"))
    for store in (no_server, no_database):
        for command in EVERY:
            said = refuses(processes, store, command)
            assert "hemligt" not in said
