"""The tables of one run, as Markdown; docs/performance.md holds the latest between its marks."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Final

from bench.results import RATIO, Aim, Results, Row, Table

PAGE: Final = Path(__file__).parents[1] / "docs" / "performance.md"
_TOO_HIGH: Final = "what takes long is interrupted more often, and its ratio is too high."
_START, _END = "<!-- bench: start -->", "<!-- bench: end -->"


def machine(versions: Mapping[str, str]) -> str:
    """Return what the figures were made on: enough to see that another machine is another."""
    own = {
        "Python": platform.python_version(),
        "eventsourcing": version("eventsourcing"),
        "SQLAlchemy": version("sqlalchemy"),
        **versions,
    }
    named = ", ".join(f"{name} {number}" for name, number in own.items())
    return f"{os.cpu_count()} processors ({platform.machine()}); {named}."


def load_now(when: str) -> str:
    """Return how busy the machine is."""
    load, processors = os.getloadavg()[0], os.cpu_count() or 1
    # What is measured keeps every processor busy and has them queued for: 16 deciders do.
    busy = "" if load < processors + 2 else f" **Other work kept it busy: {_TOO_HIGH}**"
    return f"Load {load:.1f} {when}.{busy}"


def markdown(results: Results) -> str:
    """Return the whole run."""
    machine_said = " ".join(results.machine)
    return "\n\n".join((machine_said, *map(_whole_table, results.tables), *_aims(results)))


def _whole_table(table: Table) -> str:
    aimed = any(row.aims for row in table.rows)
    heads = ("", *table.headings, *(("aim", "met?") if aimed else ()))
    rows = (
        (
            row.name,
            *(_figure(row.figures.get(heading)) for heading in table.headings),
            *((_aim(row), _met(row)) if aimed else ()),
        )
        for row in table.rows
    )
    said = f"{table.said}\n\n" if table.said else ""
    return f"### {table.title}\n\n{said}{_table(heads, rows)}"


def _figure(figure: float | None) -> str:
    """Write a figure with three digits, or whole when it is large."""
    if figure is None:
        return ""
    if abs(figure) >= 100:
        return f"{figure:,.0f}"
    return f"{figure:.1f}" if abs(figure) >= 10 else f"{figure:.2f}"


def _aim(row: Row) -> str:
    return "; ".join(f"{aim.heading} {aim.bound} {aim.value:g}" for aim in row.aims)


def _met(row: Row) -> str:
    return "; ".join(_said(aim, row.figures[aim.heading]) for aim in row.aims)


def _said(aim: Aim, figure: float) -> str:
    if aim.met_by(figure):
        return "yes"
    return f"**no**: {_figure(figure)}, {abs(figure / aim.value - 1):.0%} off"


def _aims(results: Results) -> Iterator[str]:
    every = [
        aim.met_by(row.figures[aim.heading])
        for table in results.tables
        for row in table.rows
        for aim in row.aims
    ]
    if every:
        yield f"Aims met: {sum(every)} of {len(every)}."


def compared(before: Results, after: Results) -> str:
    """Return the ratios of two runs side by side, and by how much they differ."""
    earlier = dict(before.ratios())
    both = [
        (key, earlier[key], ratio)
        for key, ratio in after.ratios()
        if key in earlier and (earlier[key], ratio) != (1, 1)  # a baseline beside itself
    ]
    rows = (
        (
            title,
            name,
            heading.removeprefix(RATIO).strip(),
            _figure(one),
            _figure(other),
            _off(one, other),
        )
        for (title, name, heading), one, other in both
    )
    heads = ("", "what", "ratio to", "one run", "another", "difference")
    differences = sorted(abs(other / one - 1) for _, one, other in both if one)
    said = "No ratio is in both runs."
    if differences:
        said = (
            f"{len(differences)} ratios; the median difference is {median(differences):.1%}, "
            f"nine in ten differ by at most {differences[-(-len(differences) * 9 // 10) - 1]:.1%}, "
            f"and the largest difference is {differences[-1]:.1%}."
        )
    return f"### Two runs\n\n{said}\n\n{_table(heads, rows)}"


def _off(one: float, other: float) -> str:
    return f"{other / one - 1:+.1%}" if one else ""


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
