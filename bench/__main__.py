"""``python -m bench``: measure Samsyn beside its baselines, in one run."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from bench import footprint, over_http, reads, replay, report, results, store
from bench.measuring import Measuring
from bench.places import places
from bench.results import Results, Table
from bench.years import SHAPES

SECTIONS: Final[Mapping[str, Callable[[Measuring], Iterator[Table]]]] = {
    "store": store.measure,
    "http": over_http.measure,
    "replay": replay.measure,
    "reads": reads.measure,
    "footprint": footprint.measure,
}
_DEFAULT_SIZES: Final = (1_000, 100_000)


def main() -> None:
    """Measure what is asked for, and print, keep, compare and write the tables."""
    asked = _asked()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # and so end the servers
    runs = [results.load(path) for path in asked.compare]
    if len(runs) < 2:
        runs.append(_run(asked))
    if asked.save:
        runs[-1].save(asked.save)
    tables = report.markdown(runs[-1])
    if len(runs) == 2:
        tables += f"\n\n{report.compared(*runs)}"
    print(tables)
    if asked.write:
        report.write(tables)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=main.__doc__)
    parser.add_argument(
        "--only", type=_sections, default=tuple(SECTIONS), help=f"some of {', '.join(SECTIONS)}"
    )
    parser.add_argument(
        "--sizes", type=_sizes, default=_DEFAULT_SIZES, help="entries, read and checked"
    )
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=0.5, help="of a turn")
    parser.add_argument("--keep", type=Path, help="a folder where filled logs stay for later runs")
    parser.add_argument("--save", type=Path, help="keep the figures in a file")
    parser.add_argument(
        "--compare", type=Path, nargs="+", default=[], help="one file and this run, or two files"
    )
    parser.add_argument("--write", action="store_true", help="put them in docs/performance.md")
    return parser.parse_args()


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


def _run(asked: argparse.Namespace) -> Results:
    with places(asked.keep and asked.keep.absolute()) as everywhere:
        measuring = Measuring(everywhere, asked.rounds, asked.seconds, asked.sizes, say)
        said = [report.machine(everywhere.versions()), _how(asked), report.load_now("at the start")]
        tables = [table for name in asked.only for table in _section(name, measuring)]
    return Results((*said, report.load_now("at the end")), tables)


def _how(asked: argparse.Namespace) -> str:
    return f"{asked.rounds} interleaved rounds in random order, turns of {asked.seconds:g} s."


def _section(name: str, measuring: Measuring) -> Iterator[Table]:
    started = time.monotonic()
    say(f"{name} …")
    yield from SECTIONS[name](measuring)
    say(f"{name}: {time.monotonic() - started:.0f} s")


def say(what: str) -> None:
    """Show how far the run has come."""
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
