"""The processes that are measured: Samsyn's commands, its server, and the bare one."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.places import Place
from tests.processes.installation import ROOT, Installation, Server, free_port

_POLL: Final = 0.02  # s


@contextmanager
def bare_server(folder: Path) -> Iterator[Server]:
    """Start the baseline in a process of its own, and stop it at the end of the block."""
    port = free_port()
    server = _started([sys.executable, "-m", "bench.bare", str(port)], port, folder / "bare.log")
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.stop()


@contextmanager
def samsyn_server(place: Place, folder: Path) -> Iterator[Server]:
    """Start ``samsyn serve`` on a migrated log, and stop it at the end of the block."""
    with Installation(place, folder).serving() as server:
        yield server


def start_bare(port: int, log: Path) -> Server:
    """Start the baseline without waiting for it."""
    return _started([sys.executable, "-m", "bench.bare", str(port)], port, log)


def start_samsyn(place: Place, port: int, log: Path) -> Server:
    """Start ``samsyn serve`` without waiting for it."""
    return _started(_samsyn("serve", "--port", str(port)), port, log, place)


def _started(command: Sequence[str], port: int, log: Path, place: Place | None = None) -> Server:
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=_environment(place), stdout=output, stderr=output
        )
    return Server(process, f"http://127.0.0.1:{port}", log)


@dataclass(frozen=True, slots=True)
class Spent:
    """What a command took: seconds, and megabytes of memory at most."""

    seconds: float
    peak: float


def run(place: Place, folder: Path, *arguments: str) -> Spent:
    """Run a ``samsyn`` command on a log; it has to succeed.

    Raises:
        RuntimeError: it did not.
    """
    started, peak, said = time.perf_counter(), 0.0, folder / "command.log"
    with said.open("wb") as output:
        process = subprocess.Popen(
            _samsyn(*arguments), cwd=ROOT, env=_environment(place), stdout=output, stderr=output
        )
        while process.poll() is None:
            # Not what `wait4` tells: a process begins with the high mark of the one it is made by.
            peak = max(peak, _megabytes(process.pid, "status", "VmHWM"))
            time.sleep(_POLL)
    if process.returncode:
        raise RuntimeError(f"samsyn {' '.join(arguments)}: {said.read_text(encoding='utf-8')}")
    return Spent(time.perf_counter() - started, peak)


def memory(server: Server) -> tuple[float, float]:
    """Return the megabytes that a server and its workers hold: RSS and PSS."""
    family = tuple(_family(server.process.pid))
    rss, pss = (
        sum(_megabytes(pid, "smaps_rollup", name) for pid in family) for name in ("Rss", "Pss")
    )
    return rss, pss


def _megabytes(pid: int, file: str, name: str) -> float:
    """Return a figure of a process; 0 when it has just ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/{file}").read_text(encoding="ascii").splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text(encoding="ascii").split():
            yield from _family(int(child))


def _samsyn(*arguments: str) -> Sequence[str]:
    return [sys.executable, "-m", "interfaces.cli", *arguments]


def _environment(place: Place | None) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("SAMSYN_")}
    own = {"SAMSYN_DATABASE": place.url, "SAMSYN_SCHEMA": place.schema} if place else {}
    return {**plain, **own}
