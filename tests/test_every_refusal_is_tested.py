"""Every code by which the domain refuses something is expected by name in some test."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REFUSALS = {
    "Conflict",
    "DomainError",
    "Malformed",
    "NotPermitted",
    "Refused",
    "Unavailable",
    "Unsplittable",
}
CODE = re.compile(r"[a-z]+(_[a-z]+)*")


def trees(folder: Path) -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(folder.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def codes_in(tree: ast.Module) -> Iterator[str]:
    """Yield the codes of the refusals that are made in a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            first = node.args[0] if node.args else None
            if node.func.id in REFUSALS and isinstance(first, ast.Constant):
                yield str(first.value)


def texts_in(tree: ast.Module) -> Iterator[str]:
    """Yield what stands between quotes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


CODES = sorted({code for _, tree in trees(ROOT / "domain") for code in codes_in(tree)})
TESTED = {
    text
    for path, tree in trees(ROOT / "tests")
    if path.name.startswith("test_") and path != Path(__file__)
    for text in texts_in(tree)
}


def test_codes_are_found_and_of_one_form() -> None:
    assert len(CODES) > 50
    assert [code for code in CODES if not CODE.fullmatch(code)] == []


@pytest.mark.parametrize("code", CODES)
def test_every_refusal_is_tested(code: str) -> None:
    assert code in TESTED, f"no test names the refusal {code}"


def test_every_refusal_is_made_in_a_way_that_this_test_can_see() -> None:
    """A code that is put together or passed on would be tested by nobody."""
    hidden = [
        f"{path.name}:{node.lineno}"
        for path, tree in trees(ROOT / "domain")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in REFUSALS
        and not (node.args and isinstance(node.args[0], ast.Constant))
    ]
    assert hidden == []


def test_a_refusal_of_one_code_says_one_thing() -> None:
    """A client reads the code: two refusals that mean different things have different ones."""
    made: dict[str, list[str]] = {}
    for path, tree in trees(ROOT / "domain"):
        for code in codes_in(tree):
            made.setdefault(code, []).append(path.name)
    several = {code for code, places in made.items() if len(places) > 1}
    assert several <= {"money_is_not_an_amount"}  # one sentence for each way to write it wrong
