"""Let streams decide, and append what they decide: the one way of commands and facts to the log."""

from __future__ import annotations

from collections.abc import Iterable

from application.log import Entry, Transaction
from application.surroundings import Surroundings
from domain.catalogue import kind_of
from domain.model import Command, Fact
from domain.recorded import Cause


def decide_and_append(
    transaction: Transaction,
    parts: Iterable[Command | Fact],
    around: Surroundings,
    cause: Cause,
) -> None:
    """Let the stream of each part judge it, as the parts before left it, and append its events.

    Raises:
        DomainError: the rule that refuses a part; those before it are appended.
    """
    for part in parts:
        state = transaction.load(part.stream).state
        events = kind_of(part.stream).decide(state, part, around)
        transaction.append(Entry(part.stream, events, cause))
