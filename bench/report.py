"""The sections of a run as Markdown, each with how it was made, and compared with another run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import TypeAlias

from bench.conditions import at_one_commit
from bench.results import RATIO, Aim, Results, Row, Section, Table

_Pair: TypeAlias = tuple[tuple[str, str, str], float, float]


def markdown(run: Results, other: Results | None = None) -> dict[str, str]:
    """Return each section of a run by its name, compared with another run where that has it."""
    others = {section.name: section for section in other.sections} if other else {}
    return {own.name: _section(own, others.get(own.name)) for own in run.sections}


def _section(own: Section, other: Section | None) -> str:
    tables = (*map(_whole_table, own.tables), *_aims(own))
    if other is None:
        parts = (f"One run, {_made(own)}", *tables)
    else:
        pairs = _pairs(other, own)
        told = _two_runs(own, other), _difference(pairs)
        parts = (*told, *tables, *_side_by_side(own.name, pairs))
    return "\n\n".join((f"### {own.name}", *parts))


def _made(section: Section) -> str:
    return f"at {section.commit}: {' '.join(section.made)}"


def _two_runs(own: Section, other: Section) -> str:
    same = at_one_commit((own.commit, other.commit))
    told = "at one commit" if same else "**that are not known to be of one commit**"
    return f"Two runs {told}. These figures, {_made(own)}\n\nThe other run, {_made(other)}"


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
    return f"#### {table.title}\n\n{said}{_table(heads, rows)}"


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


def _aims(section: Section) -> Iterator[str]:
    every = [
        aim.met_by(row.figures[aim.heading])
        for table in section.tables
        for row in table.rows
        for aim in row.aims
    ]
    if every:
        yield f"Aims met: {sum(every)} of {len(every)}."


def _pairs(before: Section, after: Section) -> Sequence[_Pair]:
    """Return every ratio that two runs share, but for a baseline's beside itself."""
    earlier = dict(before.ratios())
    return [
        (key, earlier[key], ratio)
        for key, ratio in after.ratios()
        if key in earlier and (earlier[key], ratio) != (1, 1)
    ]


def _difference(pairs: Sequence[_Pair]) -> str:
    differences = sorted(abs(other / one - 1) for _, one, other in pairs if one)
    if not differences:
        return "No ratio is in both runs."
    return (
        f"{len(differences)} ratios; the median difference is {median(differences):.1%}, "
        f"nine in ten differ by at most {differences[-(-len(differences) * 9 // 10) - 1]:.1%}, "
        f"and the largest difference is {differences[-1]:.1%}."
    )


def _side_by_side(section: str, pairs: Sequence[_Pair]) -> Iterator[str]:
    heads = ("", "what", "ratio to", "the other run", "these figures", "difference")
    rows = [
        (
            title,
            name,
            heading.removeprefix(RATIO).strip(),
            _figure(one),
            _figure(other),
            _off(one, other),
        )
        for (title, name, heading), one, other in pairs
    ]
    if rows:
        yield f"#### Two runs: {section}\n\n{_table(heads, rows)}"


def _off(one: float, other: float) -> str:
    return f"{other / one - 1:+.1%}" if one else ""


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    aligned = ["---", *("--:" for _ in heads[1:])]
    lines = [heads, aligned, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
