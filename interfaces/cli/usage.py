"""A command that cannot be understood: the program that parses it says why in English only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from typer import BadParameter
from typer.core import TyperGroup
from typer.exceptions import TyperException

from interfaces.cli.opening import err


class SaidInSwedish(TyperGroup):
    """Says in Swedish, before the reason in English, that a command cannot be understood."""

    def make_context(self, *arguments: Any, **options: Any) -> Any:
        """Read what stands before the name of a command."""
        with _told_of():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: Any) -> Any:
        """Read the rest, and do it."""
        with _told_of():
            return super().invoke(ctx)


@contextmanager
def _told_of() -> Iterator[None]:
    try:
        yield
    except TyperException as error:
        # `samsyn` alone asks for help, which comes as an error without a message.
        if error.message or isinstance(error, BadParameter):
            err.print("Kommandot går inte att tolka; --help visar vad som går. Orsaken:")
        raise
