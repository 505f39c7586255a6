"""How far long work has come is for a terminal; elsewhere a command says what it has to say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.processes.installation import Installation


@pytest.mark.parametrize("command", ["migrate", "check", "rebuild", "backup", "restore --dry-run"])
def test_no_line_is_empty_where_nobody_is_at_a_terminal(
    command: str, sqlite_installation: Installation, kept: Path, tmp_path: Path
) -> None:
    name, *options = command.split()
    files = {"backup": [str(tmp_path / "new.samsyn")], "restore": [str(kept)]}
    ended = sqlite_installation.run(name, *options, *files.get(name, []))
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr.strip()
    assert [line for line in ended.stderr.splitlines() if not line.strip()] == []
