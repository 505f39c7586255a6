"""Every test that docs/reliability.md names is there, and every test of a fault is named."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
TOLD = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[a-z0-9_/]+\.py)::(test_[a-z0-9_]+)`", TOLD)
FAULTS = (
    *(ROOT / "tests" / "faults").glob("test_*.py"),
    *(
        ROOT / "tests" / "deployment" / f"test_{what}.py"
        for what in ("not_ours", "temporary_folder", "forbidden_files")
    ),
)
SAID_TO_ALL = {"test_a_whole_file_is_taken_by_every_command"}
"""What is no fault, and so in no row."""


def named_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = (node.name for node in tree.body if isinstance(node, ast.FunctionDef))
    return {name for name in names if name.startswith("test_")}


def test_every_test_that_is_named_is_there() -> None:
    assert len(NAMED) > 40
    missing = [f"{path}::{name}" for path, name in NAMED if name not in named_in(ROOT / path)]
    assert missing == []


def test_every_test_of_a_fault_is_named() -> None:
    there = {name for path in FAULTS for name in named_in(path)}
    assert there - {name for _, name in NAMED} - SAID_TO_ALL == set()
