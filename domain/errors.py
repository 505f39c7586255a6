"""The refusals of the domain: each has a stable code and the facts a user needs to act on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic_core import PydanticCustomError

_IN_SWEDISH: Mapping[str, str] = {
    "adjustment": "justering",
    "agreement": "samverkansavtal",
    "body": "organ",
    "commitment": "åtagande",
    "constellation": "konstellation",
    "cost": "kostnad",
    "credit": "kreditering",
    "cost key": "fördelningsnyckel",
    "decision": "beslut",
    "end of a commitment": "slut på ett åtagande",
    "fiscal_year": "räkenskapsår",
    "follow-up": "uppföljning",
    "income": "intäkt",
    "member": "medlem",
    "observer": "observatör",
    "pending cost key": "vilande fördelningsnyckel",
    "pending decision": "vilande beslut",
    "portfolio": "portfölj",
    "project": "projekt",
    "project of the program": "projekt i programmet",
    "proposer": "förslagsställare",
    "resource rate": "värde för interna resurser",
    "review": "revision",
    "settlement": "avräkning",
}


def in_swedish(thing: str) -> str:
    """Return what a kind of thing is called in Swedish; itself when it is called the same."""
    return _IN_SWEDISH.get(thing, thing)


class DomainError(Exception):
    """A request that cannot be done, said so that the one who asked can act.

    ``code`` is stable, lower snake case and part of the public API. ``message`` is the pair of
    sentences (Swedish, English) that a person reads. ``facts`` are JSON values: what was asked,
    what is possible, which rule. Money in facts is given in öre under names that end in ``_ore``.
    """

    status_word: ClassVar[str] = "refused"

    def __init__(self, code: str, sv: str, en: str, **facts: Any) -> None:
        super().__init__(f"{code}: {en}")
        self.code = code
        self.sv = sv
        self.en = en
        self.facts: Mapping[str, Any] = facts


class NotFound(DomainError):
    """What was named does not exist (or did not, at the position asked about)."""

    status_word = "not_found"

    def __init__(self, thing: str, identity: object) -> None:
        super().__init__(
            "not_found",
            f"Finns inte i loggen: {in_swedish(thing)} {identity}.",
            f"There is no such thing in the log: {thing} {identity}.",
            thing=thing,
            id=str(identity),
        )


class Refused(DomainError):
    """A rule of the agreement or of the domain says no."""


class NotPermitted(Refused):
    """The body (or person) may not decide this; the facts say who may."""

    status_word = "not_permitted"


class Conflict(DomainError):
    """What the request was built on has moved on, or the same thing is already recorded."""

    status_word = "conflict"


class Malformed(DomainError):
    """A value that can be read but has no meaning (weights that do not sum to 1, say)."""

    status_word = "malformed"


def invalid(problem: Malformed) -> PydanticCustomError:
    """Return `problem` for pydantic to collect with the others; its context holds the ``sv``."""
    return PydanticCustomError(problem.code, problem.en, {**problem.facts, "sv": problem.sv})


class Unavailable(DomainError):
    """The store cannot answer now (locked, read-only, full, gone); nothing was recorded."""

    status_word = "unavailable"


class CorruptStream(Exception):
    """Stored events that no sequence of decisions can have made. Never the user's doing."""
