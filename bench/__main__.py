"""``python -m bench``: measure Samsyn beside its baselines, in one run."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from bench import arguments, footprint, over_http, page, reads, replay, report, store
from bench.conditions import commit_of, load_now, machine
from bench.measuring import Measuring
from bench.places import places
from bench.results import Results, Section, Table

_MEASURE: Final[Mapping[str, Callable[[Measuring], Iterator[Table]]]] = {
    "store": store.measure,
    "http": over_http.measure,
    "replay": replay.measure,
    "reads": reads.measure,
    "footprint": footprint.measure,
}


def main() -> None:
    """Measure what is asked for, and print, keep, compare and write the tables."""
    commit = commit_of()
    asked = arguments.read(sys.argv[1:], commit)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # and so end the servers
    runs = [*asked.compare]
    if len(runs) < 2:
        runs.append(_run(asked, commit))
    *earlier, run = runs
    if asked.save:
        run.save(asked.save)
    sections = report.markdown(run, *earlier)
    print("\n\n".join(sections.values()))
    if asked.write:
        page.write(sections)


def _run(asked: argparse.Namespace, commit: str) -> Results:
    with places(asked.keep and asked.keep.absolute()) as everywhere:
        measuring = Measuring(everywhere, asked.rounds, asked.seconds, asked.sizes, say)
        return Results([_section(name, measuring, commit) for name in asked.only])


def _section(name: str, measuring: Measuring, commit: str) -> Section:
    made = [machine(measuring.everywhere.versions()), _how(measuring), load_now("at the start")]
    started = time.monotonic()
    say(f"{name} …")
    tables = tuple(_MEASURE[name](measuring))
    say(f"{name}: {time.monotonic() - started:.0f} s")
    return Section(name, commit, (*made, load_now("at the end")), tables)


def _how(measuring: Measuring) -> str:
    sizes = ", ".join(f"{size:,}" for size in measuring.sizes)
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d}: {measuring.rounds} interleaved rounds in "
        f"random order, turns of {measuring.seconds:g} s; sizes: {sizes}."
    )


def say(what: str) -> None:
    """Show how far the run has come."""
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
