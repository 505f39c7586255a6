"""A command that cannot be understood is told so in Swedish too."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from interfaces.cli import app


@pytest.mark.parametrize(
    "words",
    [
        ["serve", "--port", "x"],
        ["serve", "--prot", "1"],
        ["backup"],
        ["backup", "a", "b"],
        ["bakcup", "a"],
    ],
)
def test_a_command_that_cannot_be_understood_is_told_so_in_both_languages(words: list[str]) -> None:
    ended = CliRunner().invoke(app, words)
    assert ended.exit_code == 2
    assert "Kommandot går inte att tolka" in ended.stderr
    assert "--help" in ended.stderr
    assert "Error" in ended.stderr


@pytest.mark.parametrize("words", [["--help"], ["serve", "--help"], []])
def test_a_command_that_is_understood_is_not(words: list[str]) -> None:
    ended = CliRunner().invoke(app, words)
    assert "går inte att tolka" not in ended.output


def test_a_flag_that_is_none_before_the_command_is_told_of() -> None:
    ended = CliRunner().invoke(app, ["--nonsense", "serve"])
    assert ended.exit_code == 2
    assert "Kommandot går inte att tolka" in ended.stderr
