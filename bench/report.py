"""The tables of one run, as Markdown; docs/performance.md holds the latest between its marks."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from bench.timing import Series

PAGE: Final = Path(__file__).parents[1] / "docs" / "performance.md"
_TOO_HIGH: Final = "what takes long is interrupted more often, and its ratio is too high."
_START, _END = "<!-- bench: start -->", "<!-- bench: end -->"


def latencies(baseline: Series, series: Sequence[Series]) -> str:
    """Return medians and p90 beside those of the baseline."""
    rows = [
        (
            one.name,
            f"{one.ratio_to(baseline):.1f}",
            f"{one.p90_ratio_to(baseline):.1f}",
            f"{one.median * 1000:.2f}",
            f"{one.p90 * 1000:.2f}",
        )
        for one in (baseline, *series)
    ]
    return _table(("", "× median", "× p90", "median, ms", "p90, ms"), rows)


def rates(baseline: Series, series: Sequence[Series], events: int) -> str:
    """Return events per second, and how many times those of the baseline."""
    rows = [
        (one.name, f"{1 / one.ratio_to(baseline):.1f}", f"{round(events / one.median):,}")
        for one in (baseline, *series)
    ]
    return _table(("", "× rate", "events/s"), rows)


def machine(versions: Mapping[str, str]) -> str:
    """Return what the figures were made on: enough to see that another machine is another."""
    named = ", ".join(f"{name} {version}" for name, version in versions.items())
    load, processors = os.getloadavg()[0], os.cpu_count() or 1
    busy = "" if load < processors + 0.5 else f" **Other work kept it busy: {_TOO_HIGH}**"
    return (
        f"{processors} processors ({platform.machine()}), load {load:.1f} at the end, "
        f"Python {platform.python_version()}, {named}.{busy}"
    )


def write(tables: str) -> None:
    """Put the tables between the marks of the page.

    Raises:
        ValueError: the page has not got both marks.
    """
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(_START)
    _, mark, after = rest.partition(_END)
    if not mark:
        raise ValueError(f"{PAGE.name} has no {_START} … {_END}")
    PAGE.write_text(f"{before}{_START}\n\n{tables}\n\n{_END}{after}", encoding="utf-8")


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    aligned = ["---", *("--:" for _ in heads[1:])]
    lines = [heads, aligned, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
