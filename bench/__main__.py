"""``python -m bench [--write] [--rounds N] [--decisions N] [--entries N]``: measure and print."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final

from bench import report, store
from bench.filling import LARGE_YEAR, SMALL_YEAR, fill
from bench.over_http import Connection
from bench.places import Place, Places, bare_server, places, samsyn_server
from bench.timing import Series, interleave

DATABASES: Final = ("SQLite", "PostgreSQL")
REQUESTS, REPLAYS = 20, 1  # in each round


@dataclass(frozen=True)
class Sizes:
    """How much is measured: rounds, decisions in the log, entries in the large budget."""

    rounds: int
    decisions: int
    entries: int


def main() -> None:
    """Measure everything in one run; print the tables, and write them where that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=main.__doc__)
    parser.add_argument("--write", action="store_true", help="put them in docs/performance.md")
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--decisions", type=int, default=1_000, help="in the log")
    parser.add_argument("--entries", type=int, default=5_000, help="in the large budget")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # and so end the servers
    tables = measure(Sizes(asked.rounds, asked.decisions, asked.entries))
    print(tables)
    if asked.write:
        report.write(tables)


def measure(sizes: Sizes) -> str:
    """Return the tables of one run."""
    with ExitStack() as stack:
        everywhere = stack.enter_context(places())
        baseline, over_http = _over_http(stack, everywhere, sizes)
        beside = [_filled(everywhere, database, "store", sizes) for database in DATABASES]
        for place in beside:
            stack.callback(place.close)
        taken = [
            Series(f"take a decision without HTTP, {database}", store.take_decisions(place), 20)
            for database, place in zip(DATABASES, beside, strict=True)
        ]
        rows = store.stored_budget(beside[0])
        stock, replays = _replays(rows)
        interleave([baseline, *over_http, *taken, stock, *replays], sizes.rounds, say)
        return "\n\n".join(
            (
                _said(sizes, len(rows)),
                report.machine(everywhere.versions()),
                report.latencies(baseline, [*over_http, *taken]),
                report.rates(stock, replays, len(rows)),
            )
        )


def _over_http(stack: ExitStack, everywhere: Places, sizes: Sizes) -> tuple[Series, list[Series]]:
    bare = Connection(stack.enter_context(bare_server(everywhere.folder)))
    stack.callback(bare.close)
    baseline = Series("bare FastAPI POST", bare.post_decision("/decisions"), REQUESTS)
    series: list[Series] = []
    for database in DATABASES:
        place = _filled(everywhere, database, "served", sizes)
        server = stack.enter_context(samsyn_server(place, everywhere.folder))
        connection = Connection(server)
        stack.callback(connection.close)
        series += _of_server(database, connection, sizes)
    return baseline, series


def _of_server(database: str, connection: Connection, sizes: Sizes) -> Iterator[Series]:
    half = connection.last_position_of(LARGE_YEAR) - sizes.entries // 2
    timed = {
        "POST a decision": connection.post_decision(),
        "GET a budget of 4 entries": connection.get_budget(SMALL_YEAR),
        f"GET a budget of {sizes.entries:,} entries": connection.get_budget(LARGE_YEAR),
        "GET the same as of half of them": connection.get_budget(LARGE_YEAR, half),
    }
    for name, act in timed.items():
        yield Series(f"{name}, {database}", act, REQUESTS)


def _filled(everywhere: Places, database: str, name: str, sizes: Sizes) -> Place:
    place = everywhere.place(database, name)
    say(f"fill {database}")
    fill(place, everywhere.folder, sizes.decisions, sizes.entries, lambda done: say(f"  {done}"))
    return place


def _replays(rows: Sequence[Any]) -> tuple[Series, list[Series]]:
    stock = Series("the stock library: replay an aggregate", store.replay_stock(len(rows)), REPLAYS)
    return stock, [
        Series("Samsyn: read events of stored bytes", store.read_stored(rows), REPLAYS),
        Series("Samsyn: read them and replay a budget", store.replay_stored(rows), REPLAYS),
    ]


def _said(sizes: Sizes, events: int) -> str:
    return (
        f"A log of {sizes.decisions:,} decisions and a budget of {sizes.entries:,} entries; "
        f"{sizes.rounds} interleaved rounds of {REQUESTS} requests each; replay of {events:,} "
        "events."
    )


def say(what: str) -> None:
    """Show how far the run has come."""
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
