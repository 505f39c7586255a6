"""What ``python -m bench`` is asked for, and what of it cannot be done, before it is measured."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from bench.conditions import at_one_commit
from bench.results import SECTIONS, Results, joined, load
from bench.store import STOCK
from bench.years import SHAPES

_DEFAULT_SIZES: Final = (1_000, 100_000)
_INSTALLED: Final = ".installed"
"""Made by make when an environment is whole."""


def read(given: Sequence[str], commit: str, stock: Path = STOCK) -> argparse.Namespace:
    """Return what is asked for at a commit, or say what is wrong with it and end with 2."""
    parser = _parser()
    asked = parser.parse_args(given)
    for fault in _faults(asked, commit, stock):
        parser.error(fault)
    return asked


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Measure what is asked for, and print, keep, compare and write the tables.",
    )
    parser.add_argument(
        "--only", type=_sections, default=SECTIONS, help=f"some of {', '.join(SECTIONS)}"
    )
    parser.add_argument(
        "--sizes", type=_sizes, default=_DEFAULT_SIZES, help="entries, read and checked"
    )
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=0.5, help="of a turn")
    parser.add_argument("--keep", type=Path, help="a folder where filled logs stay for later runs")
    parser.add_argument("--save", type=Path, help="keep the figures in a file")
    parser.add_argument(
        "--compare",
        type=_run,
        nargs="+",
        default=[],
        metavar="RUN",
        help="a kept run and this one, or two kept runs; each a file, or several joined by commas",
    )
    parser.add_argument("--anyway", action="store_true", help="compare runs of different commits")
    parser.add_argument("--write", action="store_true", help="put them in docs/performance.md")
    return parser


def _sections(text: str) -> Sequence[str]:
    named = tuple(text.split(","))
    if unknown := set(named) - set(SECTIONS):
        raise argparse.ArgumentTypeError(f"no such section: {', '.join(sorted(unknown))}")
    return tuple(name for name in SECTIONS if name in named)


def _sizes(text: str) -> Sequence[int]:
    sizes = sorted({int(one.replace("_", "")) for one in text.split(",")})
    if unknown := set(sizes) - set(SHAPES):
        raise argparse.ArgumentTypeError(f"no such size: {unknown}; there are {sorted(SHAPES)}")
    return sizes


def _run(text: str) -> Results:
    try:
        return joined(load(Path(name)) for name in text.split(","))
    except (OSError, ValueError) as fault:
        raise argparse.ArgumentTypeError(str(fault)) from fault


def _faults(asked: argparse.Namespace, commit: str, stock: Path) -> Iterator[str]:
    """Yield what cannot be done, each when the one before it can."""
    runs: Sequence[Results] = asked.compare
    if len(runs) > 2:
        yield "--compare takes a run or two; the files of one run are joined by commas"
    if runs and (lacking := _not_in_both(runs, asked.only)):
        yield f"not in both runs: {', '.join(name for name in SECTIONS if name in lacking)}"
    commits = {commit} if len(runs) == 1 else set()
    commits |= {each for run in runs for each in run.commits}
    if runs and not asked.anyway and not at_one_commit(commits):
        yield (
            f"not known to be of one commit: {'; '.join(sorted(commits))}. --anyway compares them"
        )
    if len(runs) < 2 and "store" in asked.only and not (stock / _INSTALLED).exists():
        yield "the stock modules are not installed: make bench/stock/.venv/.installed"


def _not_in_both(runs: Sequence[Results], only: Sequence[str]) -> frozenset[str]:
    """Return what two runs do not share, or what a kept one lacks of what is measured now."""
    if len(runs) == 1:
        return frozenset(only) - runs[0].names
    return runs[0].names ^ runs[1].names
