"""A backup that is in a missing or a forbidden folder is told of in words, by every command."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Store
from tests.faults.commands import ended
from tests.processes.nursery import NOBODY, Nursery

COMMANDS = (
    ("backup",),
    ("backup", "--force"),
    ("restore",),
    ("restore", "--dry-run"),
    ("restore", "--replace", "--discard-newer"),
)


@pytest.fixture
def open_store(open_folder: Path, sqlite_template: Path) -> Store:
    """Say where there is a log that everybody may use."""
    open_folder.chmod(0o777)
    path = open_folder / "samsyn.db"
    path.write_bytes(sqlite_template.read_bytes())
    path.chmod(0o666)
    return Store(f"sqlite:///{path}")


def told_of(processes: Nursery, store: Store, file: Path, *words: str) -> None:
    status, said = ended(processes, store, *words, str(file), user=NOBODY)
    assert status == 1, (words, said)
    assert "Traceback" not in said
    assert said.count(str(file)) >= 2, "it is said in two languages which file"


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_file_in_a_forbidden_folder(
    words: tuple[str, ...], open_store: Store, kept: Path, processes: Nursery
) -> None:
    folder = open_store.path.parent / "closed"
    folder.mkdir(mode=0o700)
    file = folder / "kept.samsyn"
    file.write_bytes(kept.read_bytes())
    told_of(processes, open_store, file, *words)
    assert file.read_bytes() == kept.read_bytes()
    assert list(folder.iterdir()) == [file]


@pytest.mark.parametrize("words", COMMANDS[1:], ids=" ".join)
def test_a_file_that_may_not_be_read(
    words: tuple[str, ...], open_store: Store, kept: Path, processes: Nursery
) -> None:
    file = open_store.path.parent / "kept.samsyn"
    file.write_bytes(kept.read_bytes())
    file.chmod(0o600)
    told_of(processes, open_store, file, *words)
    assert file.read_bytes() == kept.read_bytes()


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_file_in_a_folder_that_is_not_there(
    words: tuple[str, ...], open_store: Store, processes: Nursery
) -> None:
    told_of(processes, open_store, open_store.path.parent / "none" / "kept.samsyn", *words)
    told_of(processes, open_store, open_store.path / "kept.samsyn", *words)
