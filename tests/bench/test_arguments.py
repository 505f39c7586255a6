from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from bench.arguments import read
from bench.results import SECTIONS
from tests.bench.made_up import run_of

_MOST = ("store", "http", "replay", "reads")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with an environment of the stock modules."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "stock").mkdir()
    (tmp_path / "stock" / ".installed").touch()
    return tmp_path


def asked(*given: str, commit: str = "abc1234") -> Namespace:
    return read(given, commit, Path("stock"))


def refused(capsys: pytest.CaptureFixture[str], *given: str, commit: str = "abc1234") -> str:
    """Ask for what cannot be done, and return what is said."""
    with pytest.raises(SystemExit) as ended:
        asked(*given, commit=commit)
    assert ended.value.code == 2
    return capsys.readouterr().err


def keep(file: str, *names: str, commit: str = "abc1234") -> None:
    run_of(*names, commit=commit).save(Path(file))


def test_everything_is_measured_unless_some_is_named() -> None:
    assert asked().only == SECTIONS
    assert asked("--only", "reads,store").only == ("store", "reads")


def test_a_missing_stock_environment_is_said_before_anything_is_measured(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "stock" / ".installed").unlink()
    assert "make bench/stock/.venv/.installed" in refused(capsys, "--only", "http,store")
    assert asked("--only", "http").only == ("http",)


def test_two_kept_runs_need_no_stock_environment(folder: Path) -> None:
    (folder / "stock" / ".installed").unlink()
    keep("a.json", "store")
    assert len(asked("--compare", "a.json", "a.json").compare) == 2


def test_a_run_may_be_kept_in_several_files() -> None:
    for run in ("a", "b"):
        keep(f"{run}1.json", *_MOST)
        keep(f"{run}2.json", "footprint")
    one, other = asked("--compare", "a1.json,a2.json", "b2.json,b1.json").compare
    assert [section.name for section in one.sections] == list(SECTIONS)
    assert one == other


def test_a_section_stands_in_one_file_of_a_run(capsys: pytest.CaptureFixture[str]) -> None:
    keep("a.json", "reads")
    assert "reads is in two files" in refused(capsys, "--compare", "a.json,a.json", "a.json")


def test_three_runs_are_not_compared(capsys: pytest.CaptureFixture[str]) -> None:
    keep("a.json", "reads")
    assert "a run or two" in refused(capsys, "--compare", "a.json", "a.json", "a.json")


def test_a_section_that_one_of_two_runs_lacks_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    keep("a.json", "store", "footprint")
    keep("b.json", "store")
    for files in (("a.json", "b.json"), ("b.json", "a.json")):
        assert "not in both runs: footprint" in refused(capsys, "--compare", *files)


def test_this_run_measures_what_the_kept_one_has(capsys: pytest.CaptureFixture[str]) -> None:
    keep("a.json", "store", "reads")
    assert "not in both runs: http" in refused(
        capsys, "--compare", "a.json", "--only", "store,http"
    )
    assert asked("--compare", "a.json", "--only", "store").only == ("store",)


def test_runs_of_two_commits_are_compared_only_when_told_to(
    capsys: pytest.CaptureFixture[str],
) -> None:
    keep("a.json", "store")
    keep("b.json", "store", commit="def5678")
    assert "abc1234; def5678" in refused(capsys, "--compare", "a.json", "b.json")
    assert len(asked("--compare", "a.json", "b.json", "--anyway").compare) == 2


@pytest.mark.parametrize("commit", ["def5678", "abc1234 with changes", "unknown"])
def test_a_kept_run_is_compared_with_this_one_at_its_commit(
    commit: str, capsys: pytest.CaptureFixture[str]
) -> None:
    keep("a.json", "store")
    given = ("--compare", "a.json", "--only", "store")
    assert "--anyway" in refused(capsys, *given, commit=commit)
    assert asked(*given, "--anyway", commit=commit).anyway
    assert asked(*given, commit="abc1234").compare


def test_a_file_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert "none.json" in refused(capsys, "--compare", "none.json")
