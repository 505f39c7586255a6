"""What is said when a thing is not there, or is there already: in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from domain.errors import NotFound, in_swedish

ROOT: Final = Path(__file__).parents[2]
SAID: Final = {"NotFound", "already_recorded"}
ALIKE: Final = {"budget", "person", "program"}
"""Things that are called the same in both languages."""


def named() -> Iterator[str]:
    """Yield every thing that the code says is not there, or is there already."""
    for package in ("domain", "application", "infrastructure"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not (isinstance(node, ast.Call) and node.args):
                    continue
                if isinstance(node.func, ast.Name) and node.func.id in SAID:
                    thing = node.args[0]
                    if isinstance(thing, ast.Constant):
                        yield str(thing.value)


def test_the_things_that_may_be_missing_are_found_in_the_code() -> None:
    assert {"member", "cost key", "project of the program", "decision"} <= set(named())


@pytest.mark.parametrize("thing", sorted({*named(), "fiscal_year"}))
def test_every_thing_has_its_name_in_swedish(thing: str) -> None:
    assert (in_swedish(thing) == thing) == (thing in ALIKE)


def test_what_is_missing_is_named_in_both_languages() -> None:
    missing = NotFound("member", "9999")
    assert missing.sv == "Finns inte i loggen: medlem 9999."
    assert missing.en == "There is no such thing in the log: member 9999."
