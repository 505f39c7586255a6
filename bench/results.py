"""What a run has found: sections of figures with their aims, kept as JSON to be compared."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Literal

SECTIONS: Final = ("store", "http", "replay", "reads", "footprint")
"""What can be measured, in the order in which it is, and in which it stands in the page."""
RATIO: Final = "×"
"""The headings of ratios begin with it; only they are compared between runs."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What the figure under a heading should be at least or at most."""

    heading: str
    bound: Literal["≥", "≤"]
    value: float

    def met_by(self, figure: float) -> bool:
        """Tell whether a figure is within the bound."""
        return figure >= self.value if self.bound == "≥" else figure <= self.value


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was measured: its figures by heading, and what they should be."""

    name: str
    figures: Mapping[str, float]
    aims: Sequence[Aim] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """What one part of a section has found; headings stand in the order of the first row's."""

    title: str
    rows: Sequence[Row]
    said: str = ""

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading that a row has, in order of appearance."""
        return tuple(dict.fromkeys(heading for row in self.rows for heading in row.figures))


@dataclass(frozen=True, slots=True)
class Section:
    """What a section has found: the commit it is of, in sentences how it was made, its tables."""

    name: str
    commit: str
    made: Sequence[str]
    tables: Sequence[Table]

    def ratios(self) -> Iterator[tuple[tuple[str, str, str], float]]:
        """Yield every ratio with its table's title, its row's name and its heading."""
        for table in self.tables:
            for row in table.rows:
                for heading, figure in row.figures.items():
                    if heading.startswith(RATIO):
                        yield (table.title, row.name, heading), figure


@dataclass(frozen=True, slots=True)
class Results:
    """One run: its sections, measured at once or one after the other."""

    sections: Sequence[Section]

    @property
    def names(self) -> frozenset[str]:
        """Which sections it has."""
        return frozenset(section.name for section in self.sections)

    @property
    def commits(self) -> frozenset[str]:
        """What its sections are of: one commit, unless they were measured at several."""
        return frozenset(section.commit for section in self.sections)

    def save(self, path: Path) -> None:
        """Keep the run in a file."""
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")


def joined(parts: Iterable[Results]) -> Results:
    """Return one run of several that hold other sections.

    Raises:
        ValueError: two of them hold the same section.
    """
    sections = sorted(
        (section for part in parts for section in part.sections),
        key=lambda section: SECTIONS.index(section.name),
    )
    for one, next_one in pairwise(sections):
        if one.name == next_one.name:
            raise ValueError(f"{one.name} is in two files of one run")
    return Results(tuple(sections))


def load(path: Path) -> Results:
    """Return a run that was kept in a file.

    Raises:
        OSError: the file cannot be read.
        ValueError: it holds no run, or one as it was kept earlier.
    """
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Results(tuple(map(_section, kept["sections"])))
    except (KeyError, TypeError, ValueError) as fault:
        raise ValueError(f"{path} holds no figures of this bench") from fault


def _section(kept: Mapping[str, Any]) -> Section:
    tables = tuple(map(_table, kept["tables"]))
    return Section(kept["name"], kept["commit"], tuple(kept["made"]), tables)


def _table(kept: Mapping[str, Any]) -> Table:
    rows = tuple(
        Row(one["name"], one["figures"], tuple(Aim(**aim) for aim in one["aims"]))
        for one in kept["rows"]
    )
    return Table(kept["title"], rows, kept["said"])
