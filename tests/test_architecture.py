"""The rules of docs/adr that a machine can check. Each failure says which file and why."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import EllipsisType
from typing import Final

import pytest
from pydantic.alias_generators import to_camel

import domain.catalogue
from domain.model import Event, Frozen

ROOT: Final = Path(__file__).parents[1]
PACKAGES: Final = ("domain", "application", "infrastructure", "interfaces")

PURE: Final = {*sys.stdlib_module_names, "pydantic", "pydantic_core", "annotated_types"}
MAY_IMPORT: Final = {
    "domain": {*PURE, "domain"},
    "application": {*PURE, "structlog", "application", "domain"},
}
IMPURE_CALLS: Final = {"now", "today", "utcnow", "time", "time_ns", "uuid1", "uuid4", "open"}
SAYS_NOTHING: Final = {
    *("util", "utils", "common", "helper", "helpers", "base"),
    *("service", "services", "dto", "dtos", "manager", "managers"),
}

MOST_LINES: Final = 300
MOST_LINES_OF_A_STREAM: Final = 400
MOST_LINES_OF_TESTS: Final = 600
PART_OF_A_STREAM: Final = re.compile(
    r"^def (decide|evolve)\(|^class \w+\(Command\)|^    TOPIC", re.MULTILINE
)

MOST_LINES_OF_A_FUNCTION: Final = 60
MOST_LINES_OF_NINE_FUNCTIONS_IN_TEN: Final = 30

NEVER_STORED: Final = {"uv.lock", "package-lock.json", "poetry.lock", "Pipfile.lock"}
OF_ONE_MACHINE: Final = re.compile(
    r"(?:pypi|pythonhosted|npmjs|deb\.debian)\.org"  # what is downloaded, not from where
    r"|file:///\w"
    r"|(?<![\w.])/(?:root|home/\w+|Users/\w+|work/main|work/shared|opt/(?:wheels|pypi))(?:/|\b)"
)

MOST_LINES_OF_A_RECORD: Final = 50


def files(suffix: str = "") -> list[Path]:
    """Return the files that are in git or would be, relative to the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    named = sorted({Path(name) for name in listed.split("\0") if name.endswith(suffix)})
    return [path for path in named if (ROOT / path).is_file()]


def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def modules(*packages: str) -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(text(path))) for path in files(".py") if path.parts[0] in packages]


def imported(tree: ast.Module) -> Iterator[str]:
    """Yield the top-level names that a module imports."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name.partition(".")[0] for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module.partition(".")[0]


def called(tree: ast.Module) -> Iterator[str]:
    """Yield the names of the functions and methods that a module calls."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                yield name


def test_the_import_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run(
        [linter, "--no-cache", "--no-logo"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_the_inner_packages_import_only_what_is_allowed(package: str) -> None:
    outside = {
        f"{path} imports {name}"
        for path, tree in modules(package)
        for name in imported(tree)
        if name not in MAY_IMPORT[package]
    }
    assert not outside


def test_the_domain_reads_no_clock_makes_no_identity_and_opens_nothing() -> None:
    impure = {
        f"{path} calls {name}()"
        for path, tree in modules("domain")
        for name in called(tree)
        if name in IMPURE_CALLS
    }
    assert not impure


def kinds(of: type[Frozen]) -> Iterator[type[Frozen]]:
    """Yield every kind of value of the domain below `of`."""
    for kind in of.__subclasses__():
        yield from kinds(kind)
        if kind.__module__.partition(".")[0] == "domain":
            yield kind


def test_the_models_of_the_domain_are_the_models_of_the_api() -> None:
    assert {*domain.catalogue.EVENTS.values()} <= {*kinds(Event)}
    for kind in kinds(Frozen):
        config = kind.model_config
        assert (config.get("frozen"), config.get("strict")) == (True, True), kind
        assert config.get("extra") == "forbid", kind
        for name, field in kind.model_fields.items():
            assert field.serialization_alias == to_camel(name), f"{kind.__name__}.{name}"
            assert field.validation_alias == to_camel(name), f"{kind.__name__}.{name}"


def test_no_module_is_named_for_nothing() -> None:
    empty = {
        str(path)
        for path in files(".py")
        if any(part in SAYS_NOTHING for part in (*path.parts[:-1], path.stem))
    }
    assert not empty


def test_a_file_can_be_read_in_one_go() -> None:
    long = {
        f"{path} has {lines} lines, at most {most}"
        for path in files(".py")
        if (lines := text(path).count("\n")) > (most := most_lines(path))
    }
    assert not long


def most_lines(path: Path) -> int:
    if path.parts[0] in ("tests", "bench"):
        return MOST_LINES_OF_TESTS
    if path.parts[0] == "domain" and PART_OF_A_STREAM.search(text(path)):
        return MOST_LINES_OF_A_STREAM
    return MOST_LINES


def functions(*packages: str) -> list[tuple[int, str]]:
    """Return (lines of code, place) of every function that does something, shortest first."""
    return sorted(
        (lines, f"{path}:{node.lineno} {node.name}")
        for path, tree in modules(*packages)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (lines := length(node))
    )


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines from ``def`` to the end without the docstring; 0 for a bare signature."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    body = node.body
    if ast.get_docstring(node, clean=False) is not None:
        lines -= (body[0].end_lineno or body[0].lineno) - body[0].lineno + 1
        body = body[1:]
    match body:
        case [] | [ast.Expr(value=ast.Constant(value=EllipsisType()))]:
            return 0
        case _:
            return lines


def test_no_function_is_too_long_to_see_at_once() -> None:
    long = [(lines, at) for lines, at in functions(*PACKAGES, "tests", "bench")]
    assert not [each for each in long if each[0] > MOST_LINES_OF_A_FUNCTION]


def test_nine_functions_in_ten_are_short() -> None:
    by_length = functions(*PACKAGES)
    lines, at = by_length[len(by_length) * 9 // 10]
    assert lines <= MOST_LINES_OF_NINE_FUNCTIONS_IN_TEN, at


def test_nothing_stored_depends_on_the_machine_it_was_written_on() -> None:
    found = {
        f"{path}: {match.group()}"
        for path in files()
        if b"\0" not in (ROOT / path).read_bytes()
        for match in OF_ONE_MACHINE.finditer(text(path))
    }
    assert not found
    assert not [path for path in files() if path.name in NEVER_STORED]


def requirement_names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~!; ]", each, maxsplit=1)[0] for each in requirements}


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_what_is_declared_is_locked_with_hashes_and_without_addresses(lock: str) -> None:
    project = tomllib.loads(text(Path("pyproject.toml")))["project"]
    declared = requirement_names(project["dependencies"])
    if lock == "requirements-dev.txt":
        declared |= requirement_names(project["optional-dependencies"]["dev"])
    entries = [
        line.replace("\\\n", "")
        for line in re.split(r"\n(?=[^\s#])", text(Path(lock)))
        if not line.startswith("#")
    ]
    assert declared <= requirement_names(entries)
    assert not [each for each in entries if "--hash=sha256:" not in each or "==" not in each]


def test_every_dependency_has_its_reason_on_record() -> None:
    project = tomllib.loads(text(Path("pyproject.toml")))["project"]
    record = text(Path("docs/adr/0002-dependencies.md"))
    required = requirement_names(project["dependencies"] + project["optional-dependencies"]["dev"])
    assert not {name for name in required if f"`{name}`" not in record}


def test_a_record_is_short_listed_and_names_a_test_that_exists() -> None:
    index = text(Path("docs/adr/README.md"))
    wrong = {
        f"{path}: {fault}"
        for path in files(".md")
        if path.parent == Path("docs/adr") and path.name != "README.md"
        for fault in faults_of_a_record(path, index)
    }
    assert not wrong


def faults_of_a_record(path: Path, index: str) -> Iterator[str]:
    record = text(path)
    tests = re.findall(r"tests/[\w/]+\.py", record)
    if (lines := record.count("\n")) > MOST_LINES_OF_A_RECORD:
        yield f"has {lines} lines, at most {MOST_LINES_OF_A_RECORD}"
    if f"({path.name})" not in index:
        yield "is not in docs/adr/README.md"
    if not tests:
        yield "names no test that enforces it"
    yield from (
        f"names {test}, which does not exist" for test in tests if not (ROOT / test).exists()
    )
