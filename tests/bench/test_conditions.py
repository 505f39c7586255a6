from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bench.conditions import UNKNOWN, at_one_commit, commit_of


def git(folder: Path, *arguments: str) -> None:
    made_by = ("-c", "user.name=Any", "-c", "user.email=any@example.org")
    subprocess.run(("git", *made_by, *arguments), cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Make a repository with one commit."""
    (tmp_path / "docs").mkdir()
    for name in ("code.py", "docs/performance.md"):
        (tmp_path / name).write_text("one")
    git(tmp_path, "init")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "One")
    return tmp_path


def test_a_commit_is_told_by_its_short_hash(repository: Path) -> None:
    assert at_one_commit([commit_of(repository), commit_of(repository)])


@pytest.mark.parametrize("name", ["code.py", "new.py"])
def test_what_is_not_committed_is_told(repository: Path, name: str) -> None:
    clean = commit_of(repository)
    (repository / name).write_text("two")
    assert commit_of(repository) == f"{clean} with changes"


@pytest.mark.parametrize("name", ["docs/performance.md", "one.json"])
def test_figures_that_are_written_or_kept_are_no_change(repository: Path, name: str) -> None:
    clean = commit_of(repository)
    (repository / name).write_text("two")
    assert commit_of(repository) == clean


def test_a_folder_that_is_no_repository_has_no_commit(repository: Path) -> None:
    copy = repository / "copy"
    copy.mkdir()
    assert commit_of(copy) == UNKNOWN


@pytest.mark.parametrize(
    "commits", [("abc1234", "def5678"), (UNKNOWN,), ("abc1234 with changes",), ()]
)
def test_commits_that_differ_or_are_not_known_are_not_one(commits: tuple[str, ...]) -> None:
    assert not at_one_commit(commits)
