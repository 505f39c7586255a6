from __future__ import annotations

from pathlib import Path

import pytest

from bench.report import compared, markdown
from bench.results import Aim, Results, Row, Table, load
from bench.rounds import Contestant, Turn, interleave


def run_with(ratio: float, p99: float = 1.0) -> Results:
    """Return a run of one thing beside its baseline."""
    aims = (Aim("× rate", "≥", 0.5), Aim("p99, ms", "≤", 2))
    rows = (
        Row("baseline", {"× rate": 1.0, "p99, ms": 1.0}),
        Row("own", {"× rate": ratio, "p99, ms": p99}, aims),
    )
    return Results(("A machine.",), (Table("store", "Store", rows, "Said."),))


def test_an_aim_is_judged_by_the_figure_beside_it() -> None:
    met, missed = markdown(run_with(0.5, p99=2)), markdown(run_with(0.25, p99=3))
    assert "| yes; yes |" in met
    assert "Aims met: 2 of 2." in met
    assert "**no**: 0.25, 50% off; **no**: 3.00, 50% off" in missed
    assert "Aims met: 0 of 2." in missed


def test_a_run_is_the_same_when_it_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    run_with(0.4).save(file)
    assert markdown(load(file)) == markdown(run_with(0.4))


def test_two_runs_are_compared_by_their_ratios_only() -> None:
    told = compared(run_with(0.4, p99=1), run_with(0.5, p99=9))
    assert "| Store | own | rate | 0.40 | 0.50 | +25.0% |" in told
    assert told.count("| Store |") == 1
    assert "the largest difference is 25.0%" in told


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
