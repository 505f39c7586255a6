"""`samsyn explain`: why the figures of a program's year are what they are, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from typing import Annotated
from uuid import UUID

import typer
from pydantic import BaseModel

from application.explanation import Chosen, explained_budget
from application.queries import At, Queries
from application.views.explanations import SourceView
from domain.model import FIRST_YEAR, LAST_YEAR, Bilingual, Position

_INDENT = "  "


def register(
    app: typer.Typer,
    reading: Callable[[], AbstractContextManager[Queries]],
    program_called: Callable[[Queries, At, str], UUID],
) -> None:
    """Add the command; `program_called` returns the program whose title holds some words."""

    @app.command()
    def explain(
        program: Annotated[
            str, typer.Argument(help="Part of a program's title. Del av ett programs namn.")
        ],
        year: Annotated[
            int, typer.Argument(min=FIRST_YEAR, max=LAST_YEAR, help="Fiscal year. Räkenskapsår.")
        ],
        member: Annotated[
            str | None, typer.Option(help="Only this member's shares. Bara den kommunens andelar.")
        ] = None,
        known_at: Annotated[
            int | None,
            typer.Option(min=0, help="As known at a position. Som känt vid en position."),
        ] = None,
        english: Annotated[
            bool, typer.Option("--english", help="In English. På engelska.")
        ] = False,
    ) -> None:
        """Explain a program's year, all of it. Förklara ett programs budget, för hela året."""
        with reading() as reader:
            head = reader.head().position
            known = head if known_at is None else min(Position(known_at), head)
            program_id = program_called(reader, At(date.max, known), program)
            at = At(date(year, 12, 31), reader.complete(known))
            told = explained_budget(reader, program_id, year, at, Chosen(member=member))
        for line in lines(told, english=english):
            typer.echo(line)


def lines(part: BaseModel, *, english: bool = False, depth: int = 0) -> Iterator[str]:
    """Yield the sentences of an explanation and, below each, those of its parts, in order."""
    said: tuple[Bilingual, ...] = getattr(part, "sentences", ())
    for sentence in said:
        yield _line(sentence, depth, english=english)
    below = depth + 1 if said else depth
    for name in type(part).model_fields:
        value = getattr(part, name)
        for inner in value if isinstance(value, tuple) else (value,):
            if isinstance(inner, Bilingual) and isinstance(value, tuple) and name != "sentences":
                yield _line(inner, below, english=english)
            elif isinstance(inner, BaseModel) and not isinstance(inner, SourceView | Bilingual):
                yield from lines(inner, english=english, depth=below)


def _line(sentence: Bilingual, depth: int, *, english: bool) -> str:
    return f"{_INDENT * depth}{sentence.en if english else sentence.sv}"
