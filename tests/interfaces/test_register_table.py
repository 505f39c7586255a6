"""The register and the follow-up as tables for the terminal, readable at a hundred columns."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from rich.console import Console
from rich.table import Table

from application.follow_up_ages import by_age
from application.queries import At, DecisionFilter, FollowUpFilter, Page, Queries
from interfaces.follow_up_table import age_table, follow_up_table
from interfaces.main import open_log
from interfaces.register_table import register_table
from tests.interfaces.world import Api, reallocate, resolution
from tests.make import uid

FIRST, SECOND = uid("first"), uid("second")
DAY = date(2026, 6, 30)


@pytest.fixture
def decided(api: Api) -> Api:
    """Serve the world with a decision that moves cost, its correction, and a follow-up."""
    api.decide(
        reallocate(40_000_00),
        heading="Omfördelning [kursiv]",
        paragraph="§ 17",
        decisionId=FIRST,
        followUp={"responsible": "Programledaren [tf]", "due": "2026-05-31"},
        decidedOn="2026-02-01",
    )
    correction = {"wrong": "Fel dag.", "right": "Rätt dag."}
    api.decide(
        resolution("correctDecision", decisionId=FIRST, **correction),
        decisionId=SECOND,
        heading="Rättelse",
        decidedOn="2026-03-01",
    )
    follow_up = {"decisionId": str(FIRST), "standing": "in_progress", "dated": "2026-03-15"}
    api.register("/follow-ups", {**follow_up, "note": "Halvvägs.", "reportedBy": "Kansliet"})
    return api


def printed(api: Api, table: Callable[[Queries, At], Table], width: int = 100) -> str:
    with open_log(api.database).snapshot() as snapshot:
        at = At(DAY, snapshot.reader.head().position)
        console = Console(
            width=width, record=True, file=io.StringIO(), emoji=False, highlight=False
        )
        console.print(table(snapshot.reader, at))
    text = console.export_text()
    assert max(map(len, text.splitlines())) <= width
    return text


def register(reader: Queries, at: At, *, english: bool = False) -> Table:
    found = reader.decisions(DecisionFilter(decided_from=date(2026, 1, 1)), at, Page())
    return register_table(found.items, english=english)


def cells(text: str) -> str:
    """Return the text of a table without its lines, in one line."""
    return " ".join(text.replace("│", " ").split())


def test_the_register_shows_who_decided_what_who_pays_and_what_it_is_tied_to(
    decided: Api,
) -> None:
    text = printed(decided, register)
    assert "│ 2026-001   │ Portföljstyrgruppen" in text
    assert "│ § 17" in text
    said = cells(text)
    for part in (
        "40\u00a0000,00\u00a0kr omfördelas från".replace("\u00a0", " "),
        "Omfördelning [kursiv]",
        "Mer budget 2026:",
        "Mindre budget 2026:",
        "Rättas av 2026-002 (Portföljstyrgruppen 2026-03-01)",
        "Rättar 2026-001 (Portföljstyrgruppen 2026-02-01 § 17)",
        "Beslut 2026-001 rättas. Fel: Fel dag. Rätt: Rätt dag.",
    ):
        assert part in said, part
    [lessened] = [line for line in text.splitlines() if "Åmål" in line]
    assert "Åmål 6\u00a0055,40\u00a0kr" in lessened


def test_the_register_is_read_in_english_and_in_a_narrow_terminal(decided: Api) -> None:
    english = printed(decided, lambda reader, at: register(reader, at, english=True), width=80)
    said = cells(english)
    assert "More budget 2026:" in said
    assert "Corrected by 2026-002" in said
    assert "approved" in said
    # An amount is not broken over lines.
    assert [line for line in english.splitlines() if "Åmål SEK 6,055.40" in line]


def follow_ups(reader: Queries, at: At, *, english: bool = False) -> Table:
    return follow_up_table(
        reader.follow_ups(FollowUpFilter(), at, Page(1, 100)).items, english=english
    )


def test_the_follow_up_shows_age_standing_who_and_what_was_last_said(decided: Api) -> None:
    said = cells(printed(decided, follow_ups))
    for part in (
        "2026-001 149 pågår",
        "sedan 2026-03-15",
        "30 dagar över tiden",
        "→ Programledaren [tf], senast 2026-05-31",
        "2026-03-15 Kansliet: Halvvägs.",
    ):
        assert part in said, part
    english = cells(printed(decided, lambda reader, at: follow_ups(reader, at, english=True)))
    assert "in progress" in english
    assert "30 days overdue" in english


def test_the_ages_are_counted(decided: Api) -> None:
    def ages(reader: Queries, at: At) -> Table:
        return age_table(by_age(reader.follow_up_counts(FollowUpFilter(), at)), english=False)

    assert "91–365 dagar 0 1 0 0 1" in cells(printed(decided, ages))
