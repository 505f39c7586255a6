"""The processes that are measured: Samsyn's commands, its server, and the bare one."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.places import Place
from tests.e2e.server import ROOT, Installation, Server, free_port


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


def run(place: Place, *arguments: str) -> Spent:
    """Run a ``samsyn`` command on a log; it has to succeed.

    Raises:
        RuntimeError: it did not.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        _samsyn(*arguments), cwd=ROOT, env=_environment(place), stderr=subprocess.PIPE, text=True
    )
    said = process.stderr.read() if process.stderr else ""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"samsyn {' '.join(arguments)}: {process.returncode}\n{said}")
    return Spent(time.perf_counter() - started, used.ru_maxrss / 1024)


def memory(server: Server) -> tuple[float, float]:
    """Return the megabytes that a server and its workers hold: RSS and PSS."""
    found = [_memory(pid) for pid in _family(server.process.pid)]
    return sum(rss for rss, _ in found), sum(pss for _, pss in found)


def _memory(pid: int) -> tuple[float, float]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    kilobytes = {name: int(rest.split()[0]) for name, rest in (one.split(":") for one in lines)}
    return kilobytes["Rss"] / 1024, kilobytes["Pss"] / 1024


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
