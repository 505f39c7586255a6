"""The page for operators names commands, options, settings and addresses that there are."""

from __future__ import annotations

import re
from typing import Any, Final

import pytest
import typer.main

from infrastructure.settings import described
from interfaces.cli import app
from tests.processes.installation import ROOT

PAGES: Final = {
    name: (ROOT / name).read_text(encoding="utf-8")
    for name in ("docs/operations.md", "README.md", "docker-compose.yml", "Dockerfile")
}
COMMANDS: Final[dict[str, Any]] = getattr(typer.main.get_command(app), "commands")  # noqa: B009


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_option_of_a_page_is_one(page: str) -> None:
    for line in re.findall(r"\bsamsyn ([a-z-]+(?: [^`|\n]*)?)(?=`|\n|\|)", PAGES[page]):
        command, *words = line.split()
        if command not in COMMANDS:
            assert page != "docs/operations.md", line
            continue
        options = {option for one in COMMANDS[command].params for option in one.opts}
        stated = {word.partition("=")[0].strip(",.;)") for word in words if word.startswith("--")}
        assert stated <= options, line


def test_every_command_for_an_operator_is_on_the_page() -> None:
    for command in ("migrate", "serve", "backup", "restore", "check", "settings"):
        assert f"samsyn {command}" in PAGES["docs/operations.md"]


@pytest.mark.parametrize("page", PAGES)
def test_every_setting_of_a_page_is_one(page: str) -> None:
    stated = set(re.findall(r"\bSAMSYN_[A-Z_]+\b", PAGES[page])) - {"SAMSYN_"}
    assert stated <= {one.variable for one in described()}


def test_the_pages_point_at_each_other() -> None:
    assert "(docs/operations.md)" in PAGES["README.md"]
    assert "(docs/settings.md)" in PAGES["README.md"]
    assert "(settings.md)" in PAGES["docs/operations.md"]
