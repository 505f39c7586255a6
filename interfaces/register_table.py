"""The register of decisions as a table for the terminal, in Swedish or English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.markup import escape
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from application.views import DecisionView, LinkedDecision, ResolutionView, WhoPaysView
from domain.money import kronor


@dataclass(frozen=True, slots=True)
class _Words:
    """What the register calls things in one language."""

    heads: tuple[str, ...]
    outcomes: Mapping[str, str]
    standings: Mapping[str, str]
    erased: str
    pays: Mapping[str, str]
    expected: str
    correction: Mapping[str, str]
    relations: Mapping[str, str]


_SWEDISH = _Words(
    heads=("Nr, dag, §", "Organ, utfall", "Beslut, vem som betalar, samband"),
    outcomes={
        "approved": "godkänt",
        "approved_with_changes": "godkänt med ändringar",
        "rejected": "avslag",
        "referred_back": "återremiss",
        "tabled": "bordlagt",
        "noted": "antecknat",
        "assigned": "uppdrag",
    },
    standings={"pending": " (vilande)", "lapsed": " (fallet)", "reversed": " (upphävt)"},
    erased="(gallrad)",
    pays={
        "budget": "budget",
        "cost": "kostnad",
        "income": "intäkt",
        "adjustment": "justering",
        "in_kind": " i interna resurser",
        "more": "mer",
        "less": "mindre",
    },
    expected=" när alla har samtyckt",
    correction={"wrong": "Fel", "right": "Rätt"},
    relations={
        "corrects": "Rättar",
        "corrected_by": "Rättas av",
        "reverses": "Upphäver",
        "reversed_by": "Upphävs av",
        "follows": "Följer",
        "followed_by": "Följs av",
    },
)
_ENGLISH = _Words(
    heads=("No., day, §", "Body, outcome", "Decision, who pays, links"),
    outcomes={outcome: outcome.replace("_", " ") for outcome in _SWEDISH.outcomes},
    standings={"pending": " (pending)", "lapsed": " (lapsed)", "reversed": " (reversed)"},
    erased="(erased)",
    pays={**{word: word for word in _SWEDISH.pays}, "in_kind": " in kind"},
    expected=" once all have consented",
    correction={"wrong": "Wrong", "right": "Right"},
    relations={name: name.replace("_", " ").capitalize() for name in _SWEDISH.relations},
)


def register_table(views: Iterable[DecisionView], *, english: bool) -> Table:
    """Return decisions as rows: which, by whom, and what it says, costs and is tied to."""
    words = _ENGLISH if english else _SWEDISH
    table = Table(show_lines=True)
    for head, width in zip(words.heads, (10, 20, None), strict=True):
        table.add_column(head, overflow="fold", min_width=width, max_width=width)
    for view in views:
        envelope = view.envelope
        which = (view.number, envelope["decidedOn"], envelope["paragraph"])
        outcome = words.outcomes[str(envelope["outcome"])]
        table.add_row(
            escape("\n".join(str(one) for one in which if one)),
            f"{escape(view.body)}\n{outcome}{words.standings.get(view.standing, '')}",
            Group(
                *_what(view, words, english=english),
                *_who_pays(view.who_pays, words, english=english),
                *_links(view, words),
            ),
        )
    return table


def _what(view: DecisionView, words: _Words, *, english: bool) -> Iterator[str]:
    """Yield the heading and the resolutions."""
    yield f"[bold]{escape(str(view.envelope['heading'] or words.erased))}[/bold]"
    for one in view.resolutions:
        yield escape(_said(one, english=english) or words.erased)
        if one.kind == "correctDecision":
            for name, head in words.correction.items():
                yield escape(f"{head}: {one.command[name] or words.erased}")


def _said(resolution: ResolutionView, *, english: bool) -> str | None:
    if english and resolution.sentence is not None:
        return resolution.sentence.en
    return resolution.wording


def _who_pays(
    pays: Iterable[WhoPaysView], words: _Words, *, english: bool
) -> Iterator[RenderableType]:
    """Yield a line for those who pay more of something in a year, and one for those who pay less.

    ``Mer budget 2026: Bengtsfors 70 606,00 kr, Dals-Ed 39 116,00 kr``
    """

    def group(one: WhoPaysView) -> tuple[int, str, str, bool, bool]:
        return (one.fiscal_year, one.money_kind, one.measure, one.expected, one.more == 0)

    for (year, money_kind, measure, expected, less), found in groupby(
        sorted(pays, key=group), key=group
    ):
        change = words.pays["less" if less else "more"].capitalize()
        kind = words.pays["in_kind"] if money_kind == "in_kind" else ""
        once = words.expected if expected else ""
        yield Text(
            f"{change} {words.pays[measure]}{kind} {year}{once}:",
            style="green" if less else "yellow",
        )
        yield _Unbroken(tuple(_amount(one, english=english) for one in found))


@dataclass(frozen=True, slots=True)
class _Unbroken:
    """Parts of a text that go on a new line rather than being broken inside."""

    parts: tuple[str, ...]

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        """Yield as many lines as the parts need."""
        line = ""
        for number, part in enumerate(self.parts, start=1):
            said = part if number == len(self.parts) else f"{part}, "
            if line and len(line) + len(said.rstrip()) > options.max_width:
                yield Text(line)
                line = ""
            line += said
        yield Text(line)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """Return the widths between which the parts can be written."""
        widest = max(map(len, self.parts))
        return Measurement(widest, sum(len(part) + 2 for part in self.parts)).with_maximum(
            options.max_width
        )


def _amount(one: WhoPaysView, *, english: bool) -> str:
    amount = kronor(one.more or one.less, "en" if english else "sv")
    return f"{_name(one, english=english)} {amount}"


def _name(one: WhoPaysView, *, english: bool) -> str:
    sv, _, en = one.name.partition(" · ")
    return (en or sv) if english else sv


def _links(view: DecisionView, words: _Words) -> Iterator[str]:
    """Yield a line for each way in which a decision is tied to others."""
    for relation, tied in view.links:
        if tied:
            others = "; ".join(map(_other, tied))
            yield f"[cyan]{words.relations[relation]}[/cyan] {escape(others)}"


def _other(one: LinkedDecision) -> str:
    return f"{one.number} ({one.body} {one.decided_on} {one.paragraph or ''}".rstrip() + ")"
