"""`samsyn explain`: the sentences of a program's year, told in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from application.queries import At, Queries
from interfaces.explain import register
from interfaces.main import open_log
from tests.interfaces.test_explanations import BUDGET, why
from tests.interfaces.world import PROGRAM, Api

Run = Callable[..., list[str]]


@pytest.fixture
def run(api: Api) -> Run:
    """Return what runs the command on the world, and returns its lines with plain spaces."""

    @contextmanager
    def reading() -> Iterator[Queries]:
        with open_log(api.database).snapshot() as snapshot:
            yield snapshot.reader

    def program_called(reader: Queries, at: At, title: str) -> Any:
        assert [one.title for one in reader.programs(at)], title
        return PROGRAM

    def ran(*arguments: str) -> list[str]:
        app = typer.Typer()
        register(app, reading, program_called)
        done = CliRunner().invoke(app, list(arguments))
        assert done.exit_code == 0, done.output
        return done.output.replace("\u00a0", " ").splitlines()

    return ran


def test_a_year_is_told_in_swedish_from_the_sums_down_to_the_ore(run: Run) -> None:
    told = run("effektiv", "2026")
    assert told[0] == "Effektiv kommun 2026: budget 1 000 000,00 kr, kostnad 0,00 kr."
    [amal] = [line for line in told if line.startswith("  Åmål, andel av budget 2026")]
    assert amal.endswith("(Informationssäkerhet, anslag) + 45 415,49 kr (Effektiv kommun, reserv).")
    working = [line for line in told if line.lstrip().startswith("Åmål: (80 % × 12 006/81 361")]
    assert working[0].startswith("        "), "below the segment it is of"


def test_a_member_may_ask_for_its_own_in_english_as_it_was_known(run: Run, api: Api) -> None:
    before = api.position
    api.cost(1_000_00)
    told = run("effektiv", "2026", "--member", "1492", "--english", "--known-at", str(before))
    assert told[0] == "Effektiv kommun 2026: budget SEK 1,000,000.00, cost SEK 0.00."
    assert any(line.startswith("  Åmål, share of budget 2026") for line in told)
    assert not [line for line in told if line.lstrip().startswith("Dals-Ed: ")]


def test_every_sentence_of_the_answer_is_told(run: Run, api: Api) -> None:
    told = {line.strip() for line in run("effektiv", "2026")}
    explained = why(api, BUDGET, validAt="2026-12-31")

    def all_said(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for name, inner in value.items():
                if name in ("sentences", "rounding", "summed"):
                    yield from (one["sv"].replace("\u00a0", " ") for one in inner)
                elif name != "source":
                    yield from all_said(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from all_said(inner)

    assert set(all_said(explained)) == told
