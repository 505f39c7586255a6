"""What a run has found: tables of figures with their aims, kept as JSON to be compared."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

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

    section: str
    title: str
    rows: Sequence[Row]
    said: str = ""

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading that a row has, in order of appearance."""
        return tuple(dict.fromkeys(heading for row in self.rows for heading in row.figures))


@dataclass(frozen=True, slots=True)
class Results:
    """One run: what it was made on, in sentences, and its tables."""

    machine: Sequence[str]
    tables: Sequence[Table]

    def save(self, path: Path) -> None:
        """Keep the run in a file."""
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")

    def ratios(self) -> Iterator[tuple[tuple[str, str, str], float]]:
        """Yield every ratio with its table's title, its row's name and its heading."""
        for table in self.tables:
            for row in table.rows:
                for heading, figure in row.figures.items():
                    if heading.startswith(RATIO):
                        yield (table.title, row.name, heading), figure


def load(path: Path) -> Results:
    """Return a run that was kept in a file."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    return Results(kept["machine"], tuple(_table(one) for one in kept["tables"]))


def _table(kept: Mapping[str, Any]) -> Table:
    rows = tuple(
        Row(one["name"], one["figures"], tuple(Aim(**aim) for aim in one["aims"]))
        for one in kept["rows"]
    )
    return Table(kept["section"], kept["title"], rows, kept["said"])
