"""Ask the log in a terminal: the register of decisions, and what is to be followed up."""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import Annotated, Any, Final

import typer
from rich.console import Console

from application.calendar import day_in_sweden
from application.follow_up_ages import by_age
from application.queries import At, DecisionFilter, FollowUpFilter, Page
from interfaces.cli.opening import err, snapshot_reader
from interfaces.follow_up_table import age_table, follow_up_table
from interfaces.main import now
from interfaces.register_table import register_table

_WHOLE_LIST: Final = Page(1, 10_000)
"""As many as anybody reads in a terminal."""


def decisions(
    program: Annotated[
        str | None, typer.Option(help="Part of a program's title. Del av ett programs namn.")
    ] = None,
    text: Annotated[
        str | None, typer.Option(help="Words in the decisions' texts. Ord i besluten.")
    ] = None,
    member: Annotated[str | None, typer.Option(help="A member's code. En kommuns kod.")] = None,
    known_at: Annotated[
        int | None, typer.Option(help="As known at a position. Som känt vid en position.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="The most to show. Högsta antal.")] = 50,
    english: Annotated[
        bool, typer.Option("--english", help="Sentences in English. Meningar på engelska.")
    ] = False,
) -> None:
    """Print the register of decisions, newest first. Skriv beslutsregistret, nyaste först."""
    with snapshot_reader() as reader:
        at = At(date.max, _known(known_at, reader.head().position))
        program_id = program_called(reader, at, program)
        chosen = DecisionFilter(program_id=program_id, text=text, member=member)
        found = reader.decisions(chosen, at, Page(1, limit))
    console = _console()
    console.print(register_table(found.items, english=english))
    console.print(f"{len(found.items)} / {found.total}")


def follow_ups(
    program: Annotated[
        str | None, typer.Option(help="Part of a program's title. Del av ett programs namn.")
    ] = None,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="Only what is overdue. Bara det som är över tiden.")
    ] = False,
    valid_at: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="As on a day; default today. Som en dag."),
    ] = None,
    english: Annotated[bool, typer.Option("--english", help="In English. På engelska.")] = False,
) -> None:
    """Print what is to be followed up, oldest first. Skriv det som ska följas upp, äldst först."""
    with snapshot_reader() as reader:
        day = valid_at.date() if valid_at else day_in_sweden(now())
        at = At(day, reader.head().position)
        program_id = program_called(reader, at, program)
        chosen = FollowUpFilter(overdue=overdue or None, program_id=program_id)
        found = reader.follow_ups(chosen, at, _WHOLE_LIST).items
        ages = by_age(reader.follow_up_counts(chosen, at))
    console = _console()
    console.print(follow_up_table(found, english=english))
    console.print(age_table(ages, english=english))


def _console() -> Console:
    """Return what prints tables: as wide as the terminal, or 100 columns into a file."""
    return Console(highlight=False, emoji=False, width=None if sys.stdout.isatty() else 100)


def _known(asked: int | None, head: Any) -> Any:
    return head if asked is None else min(max(asked, 0), head)


def program_called(reader: Any, at: At, title: str | None) -> Any:
    """Return the one program whose title holds `title`."""
    if title is None:
        return None
    found = [one for one in reader.programs(at) if title.casefold() in one.title.casefold()]
    if len(found) != 1:
        titles = ", ".join(one.title for one in reader.programs(at))
        err.print(f"Ange ett program, ett av: {titles}. State one program of: {titles}.")
        raise typer.Exit(2)
    return found[0].program_id
