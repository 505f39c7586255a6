"""The register of decisions as a table for the terminal, in Swedish or English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rich.markup import escape
from rich.table import Table

from application.views import DecisionView, ResolutionView


@dataclass(frozen=True, slots=True)
class _Words:
    """What the register calls things in one language."""

    heads: tuple[str, ...]
    outcomes: Mapping[str, str]
    standings: Mapping[str, str]
    erased: str


_SWEDISH = _Words(
    heads=("Nr", "Beslutat", "Organ", "Utfall", "Att-satser"),
    outcomes={
        "approved": "godkänt",
        "approved_with_changes": "godkänt med ändringar",
        "rejected": "avslag",
        "referred_back": "återremiss",
        "tabled": "bordlagt",
        "noted": "antecknat",
        "assigned": "uppdrag",
    },
    standings={"pending": " (vilande)", "lapsed": " (fallet)"},
    erased="(gallrad)",
)
_ENGLISH = _Words(
    heads=("No.", "Decided", "Body", "Outcome", "Resolutions"),
    outcomes={outcome: outcome.replace("_", " ") for outcome in _SWEDISH.outcomes},
    standings={"pending": " (pending)", "lapsed": " (lapsed)"},
    erased="(erased)",
)


def register_table(views: Iterable[DecisionView], *, english: bool) -> Table:
    """Return decisions as rows, with their headings and resolutions."""
    words = _ENGLISH if english else _SWEDISH
    table = Table(show_lines=True)
    for number, head in enumerate(words.heads):
        table.add_column(head, overflow="fold", no_wrap=number == 0)
    for view in views:
        envelope = view.envelope
        outcome = words.outcomes[str(envelope["outcome"])]
        table.add_row(
            view.number,
            str(envelope["decidedOn"]),
            escape(f"{view.body} {envelope['paragraph'] or ''}".strip()),
            f"{outcome}{words.standings.get(view.standing, '')}",
            _what(view, words, english=english),
        )
    return table


def _what(view: DecisionView, words: _Words, *, english: bool) -> str:
    """Return the heading and the resolutions."""
    heading = escape(str(view.envelope["heading"] or words.erased))
    said = (_said(one, english=english) or words.erased for one in view.resolutions)
    return "\n".join((f"[bold]{heading}[/bold]", *map(escape, said)))


def _said(resolution: ResolutionView, *, english: bool) -> str | None:
    if english and resolution.sentence is not None:
        return resolution.sentence.en
    return resolution.wording
