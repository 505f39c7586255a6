"""What is to be followed up as a table for the terminal, in Swedish or English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rich.markup import escape
from rich.table import Table

from application.views import AgeGroupView, FollowUpView


@dataclass(frozen=True, slots=True)
class _Words:
    """What the table calls things in one language."""

    heads: tuple[str, ...]
    standings: Mapping[str, str]
    since: str
    due: str
    overdue: str
    days_overdue: str
    erased: str
    age: str


_SWEDISH = _Words(
    heads=("Nr, dag", "Dagar", "Läge", "Att göra"),
    standings={
        "not_started": "ej påbörjat",
        "in_progress": "pågår",
        "carried_out": "genomfört",
        "written_off": "avskrivet",
    },
    since="sedan",
    due="senast",
    overdue="över tiden",
    days_overdue="{days} dagar över tiden",
    erased="(gallrad)",
    age="Ålder",
)
_ENGLISH = _Words(
    heads=("No., day", "Days", "Standing", "To do"),
    standings={standing: standing.replace("_", " ") for standing in _SWEDISH.standings},
    since="since",
    due="by",
    overdue="overdue",
    days_overdue="{days} days overdue",
    erased="(erased)",
    age="Age",
)


def follow_up_table(views: Iterable[FollowUpView], *, english: bool) -> Table:
    """Return decisions to follow up as rows, as they come."""
    words = _ENGLISH if english else _SWEDISH
    table = Table(show_lines=True)
    for head, width in zip(words.heads, (10, 5, 20, None), strict=True):
        table.add_column(head, overflow="fold", min_width=width, max_width=width)
    for view in views:
        table.add_row(
            f"{view.number}\n{view.decided_on}",
            f"{view.age_days}",
            "\n".join(_standing(view, words)),
            "\n".join(_to_do(view, words)),
        )
    return table


def _standing(view: FollowUpView, words: _Words) -> Iterator[str]:
    yield words.standings[view.standing]
    if view.history:
        yield f"{words.since} {view.since}"
    if view.overdue_days:
        yield f"[red]{words.days_overdue.format(days=view.overdue_days)}[/red]"


def _to_do(view: FollowUpView, words: _Words) -> Iterator[str]:
    """Yield the heading, what is to be done, by whom and when, and the last that was said."""
    yield f"[bold]{escape(view.heading or words.erased)}[/bold]"
    yield escape(view.what or words.erased)
    due = f"{words.due} {view.due}" if view.due else ""
    who = ", ".join(part for part in (view.responsible, due) if part)
    if who:
        yield f"→ {escape(who)}"
    if view.history and view.history[-1].note:
        last = view.history[-1]
        yield f"[italic]{last.dated} {escape(last.reported_by or words.erased)}: [/italic]" + (
            escape(last.note or words.erased)
        )


def age_table(groups: Iterable[AgeGroupView], *, english: bool) -> Table:
    """Return how many decisions of each age stand how."""
    words = _ENGLISH if english else _SWEDISH
    table = Table()
    table.add_column(words.age)
    heads = (*words.standings.values(), words.overdue)
    for head in heads:
        table.add_column(head, justify="right")
    for group in groups:
        counts = (
            group.not_started,
            group.in_progress,
            group.carried_out,
            group.written_off,
            group.overdue,
        )
        name = group.name.en if english else group.name.sv
        table.add_row(name, *map(str, counts))
    return table
