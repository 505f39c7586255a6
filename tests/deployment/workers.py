"""The workers of a server, as they are seen from outside."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from tests.processes.installation import Server

WORKERS: Final = 2
LONGEST_SECONDS: Final = 240


def workers_of(server: Server) -> set[int]:
    """Return the processes that a server has started to serve."""
    pid = server.process.pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return set()
    return {int(child) for child in children if "spawn_main" in command_of(int(child))}


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode()
    except OSError:
        return ""


def environment_of(pid: int) -> dict[str, str]:
    variables = Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0")
    return dict(one.split("=", 1) for one in variables if "=" in one)


def until(true: Callable[[], bool]) -> None:
    """Wait until something is so; how long is not the question."""
    deadline = time.monotonic() + LONGEST_SECONDS
    while not true():
        assert time.monotonic() < deadline, "It never came to be so"
        time.sleep(0.02)


def serve_all(server: Server, starts: int = WORKERS) -> bool:
    """Tell whether so many workers have said that they have started, since the server has."""
    return server.said().count("Application startup complete") >= starts


def events(server: Server, event: str) -> list[dict[str, Any]]:
    return [one for one in lines(server) if one["event"] == event]


def gone(pids: set[int]) -> bool:
    return not any(command_of(pid) for pid in pids)


def lines(server: Server) -> list[dict[str, Any]]:
    """Return the whole lines of the log, each of which is JSON."""
    return [json.loads(line) for line in server.said().rpartition("\n")[0].splitlines()]
