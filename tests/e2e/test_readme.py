"""Every command of the README, on the loaded case: it works, and says what the README says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import Store
from tests.processes.installation import ROOT, Installation

_CURL = """\
import sys, urllib.request
arguments, headers, data, address = iter(sys.argv[1:]), {}, None, ""
for one in arguments:
    if one == "-H":
        name, _, value = next(arguments).partition(": ")
        headers[name] = value
    elif one == "-d":
        data = next(arguments)
        data = open(data[1:], "rb").read() if data.startswith("@") else data.encode()
    elif one != "-s":
        address = one
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
sys.stdout.buffer.write(opener.open(urllib.request.Request(address, data, headers)).read())
"""
"""As much of curl as the README uses; it fails when the server refuses."""


def test_the_commands_of_the_readme_do_what_it_says(sqlite_store: Store, tmp_path: Path) -> None:
    samsyn = Installation(sqlite_store, tmp_path)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (told,) = re.findall(r"loaded: (\d+) decisions", samsyn.run("demo").stderr)
    assert f"a story of {told} decisions" in readme
    commands = tuple(_commands(readme))
    assert len(commands) > 10
    environment = {
        **os.environ,
        "PATH": f"{_programs(tmp_path / 'bin')}:{os.environ['PATH']}",
        "SAMSYN_DATABASE": sqlite_store.url,
        "COLUMNS": "102",
    }
    with samsyn.serving():
        for command, shown in commands:
            here = command.replace(":8000/", f":{samsyn.port}/")
            done = subprocess.run(
                ["/bin/sh", "-c", here.replace(".venv/bin/samsyn", "samsyn")],
                cwd=ROOT,
                env=environment,
                check=False,
                capture_output=True,
                text=True,
            )
            assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
            _says(done.stdout, shown, command)


def _commands(readme: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each command that is given after the start, and the lines it is shown to answer."""
    for block in re.findall(r"```console\n(.*?)```", readme, re.DOTALL):
        for given in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *rest = given.splitlines()
            while command.endswith("\\") or command.count("'") % 2:
                command += "\n" + rest.pop(0)
            if not command.startswith("make"):
                yield command, [line for line in rest if line.strip() not in ("", "…")]


def _says(said: str, shown: list[str], command: str) -> None:
    """Check that the shown lines are said, in order."""
    place = 0
    for line in map(_plain, shown):
        found = _plain(said).find(line, place)
        assert found >= 0, f"{command}\ndoes not say\n{line}"
        place = found + len(line)


def _plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def _programs(folder: Path) -> Path:
    """Make the programs that the commands call, so that they are those of this installation."""
    folder.mkdir()
    (folder / "curl.py").write_text(_CURL)
    for name, call in {
        "samsyn": "-m interfaces.cli",
        "curl": str(folder / "curl.py"),
        "python3": "",
    }.items():
        program = folder / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {call} "$@"\n')
        program.chmod(0o755)
    return folder
