from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bench.report import markdown
from bench.results import Results, joined, load
from bench.rounds import Contestant, Turn, interleave
from tests.bench.made_up import run_of


def test_an_aim_is_judged_by_the_figure_beside_it() -> None:
    met, missed = markdown(run_of(ratio=0.5, p99=2)), markdown(run_of(ratio=0.25, p99=3))
    assert "| yes; yes |" in met["store"]
    assert "Aims met: 2 of 2." in met["store"]
    assert "**no**: 0.25, 50% off; **no**: 3.00, 50% off" in missed["store"]
    assert "Aims met: 0 of 2." in missed["store"]


def test_a_run_is_the_same_when_it_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    run_of("store", "reads").save(file)
    assert markdown(load(file)) == markdown(run_of("store", "reads"))
    assert load(file).commits == {"abc1234"}


@pytest.mark.parametrize("held", ["", "[]", '{"machine": [], "tables": []}'])
def test_a_file_that_holds_no_run_is_told_by_its_name(tmp_path: Path, held: str) -> None:
    file = tmp_path / "other.json"
    file.write_text(held)
    with pytest.raises(ValueError, match=r"other\.json holds no figures"):
        load(file)


def test_every_section_tells_the_run_that_made_it() -> None:
    sections = markdown(joined([run_of("http", commit="def5678"), run_of("store")]))
    assert list(sections) == ["store", "http"]
    assert "One run, at abc1234: A machine. Load 1.0." in sections["store"]
    assert "One run, at def5678: A machine. Load 1.0." in sections["http"]


def test_a_section_is_in_one_file_of_a_run_only() -> None:
    with pytest.raises(ValueError, match="reads"):
        joined([run_of("store", "reads"), run_of("reads")])


def test_two_runs_are_compared_by_their_ratios_only() -> None:
    told = compared(run_of(ratio=0.5, p99=9), run_of(ratio=0.4, p99=1))
    assert "| The store | own | rate | 0.40 | 0.50 | +25.0% |" in told
    assert told.count("| The store |") == 1
    assert "the largest difference is 25.0%" in told


def test_the_figures_are_of_one_run_and_the_other_is_told_beside_it() -> None:
    told = compared(run_of(ratio=0.5, load=1), run_of(ratio=0.4, load=2))
    assert "Two runs at one commit. These figures, at abc1234: A machine. Load 1.0." in told
    assert "The other run, at abc1234: A machine. Load 2.0." in told
    assert "| own | 0.50 |" in told


def test_runs_without_a_ratio_in_both_have_nothing_side_by_side() -> None:
    told = compared(run_of(), Results([replace(run_of().sections[0], tables=())]))
    assert "No ratio is in both runs." in told
    assert "#### Two runs" not in told


@pytest.mark.parametrize("commit", ["def5678", "abc1234 with changes", "unknown"])
def test_runs_that_are_not_of_one_commit_are_told_to_be_none(commit: str) -> None:
    told = compared(run_of(), run_of(commit=commit))
    assert "Two runs **that are not known to be of one commit**" in told
    assert f"The other run, at {commit}:" in told


def compared(run: Results, other: Results) -> str:
    return markdown(run, other)["store"]


def turns(*elapsed: float) -> list[Turn]:
    return [Turn(10, one, [one / 10] * 10) for one in elapsed]


def test_a_ratio_is_the_median_of_those_of_each_round() -> None:
    """A round in which all was slow does not change it."""
    own = Contestant("own", lambda: turns(1)[0], turns(2, 20, 2))
    baseline = Contestant("baseline", lambda: turns(1)[0], turns(1, 10, 1))
    assert own.rate_to(baseline) == pytest.approx(0.5)
    assert own.quantile_to(baseline, 50) == pytest.approx(2)


def test_everyone_has_a_turn_in_every_round_and_the_first_does_not_count() -> None:
    taken: list[str] = []

    def turn_of(name: str) -> Turn:
        taken.append(name)
        return turns(1)[0]

    every = [
        Contestant("a", lambda: turn_of("a")),
        Contestant("b", lambda: turn_of("b")),
        Contestant("c", lambda: turn_of("c")),
    ]
    interleave(every, 5, lambda _: None)
    assert [len(one.turns) for one in every] == [5, 5, 5]
    rounds = [taken[at : at + 3] for at in range(0, 18, 3)]
    assert all(sorted(each) == ["a", "b", "c"] for each in rounds)
    assert len({tuple(each) for each in rounds}) > 1
