"""One installation as an operator has it: the command line, and a real server process.

Where it is not the start of ``samsyn`` that is tested, a nursery (`tests.processes.nursery`) forks
its processes: the same code, without the second and a half that it takes to import.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import httpx2

from infrastructure.database import Database

ROOT: Final = Path(__file__).parents[2]

_COMMAND: Final = (sys.executable, "-m", "interfaces.cli")
_UNTAKEN_PORTS: Final = (20_000, 32_000)  # below those the system gives to connections
_PORTS_OF_EACH: Final = 1_500  # of those that run tests beside each other
_START_SECONDS: Final = 60
_STOP_SECONDS: Final = 30
_COMMAND_SECONDS: Final = 300


class Store(Protocol):
    """Where a log is kept, and a database on it."""

    url: str
    schema: str

    def open(self, **options: Any) -> Database: ...


class Process(Protocol):
    """A process of ``samsyn``, as `subprocess.Popen` has one."""

    @property
    def pid(self) -> int: ...
    @property
    def returncode(self) -> int | None: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float = ...) -> int: ...
    def send_signal(self, number: int, /) -> None: ...
    def kill(self) -> None: ...


class Processes(Protocol):
    """What starts ``samsyn``."""

    def samsyn(
        self, words: Sequence[str], environment: Mapping[str, str], output: Path, errors: Path
    ) -> Process: ...


class Commands:
    """Starts ``samsyn`` as an operator does."""

    def samsyn(
        self, words: Sequence[str], environment: Mapping[str, str], output: Path, errors: Path
    ) -> Process:
        """Start it with some words; what it says is added to two files, or to one."""
        with output.open("ab") as out, errors.open("ab") as err:
            return subprocess.Popen(
                [*_COMMAND, *words],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
            )


def client(base: str) -> httpx2.Client:
    """Return a client of a server; the environment's proxies are not for loopback.

    Nor are certificates, which take as long to read as some dozens of requests.
    """
    return httpx2.Client(base_url=base, trust_env=False, verify=False, timeout=_START_SECONDS)


@dataclass
class Server:
    """A server process; `base` is its address and `log` holds all that it has said."""

    process: Process
    base: str
    log: Path

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def wait_until_ready(self) -> None:
        """Wait until the server answers.

        Raises:
            RuntimeError: it ended instead, or takes too long; with what it said.
        """
        deadline = time.monotonic() + _START_SECONDS
        with client(self.base) as asking:
            while not _answers(asking):
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"The server does not answer:\n{self.said()}")
                time.sleep(0.01)

    def wait_until_it_refuses(self) -> None:
        """Wait until nobody takes a new connection.

        Raises:
            RuntimeError: it takes too long; with what the server said.
        """
        address = urlsplit(self.base)
        deadline = time.monotonic() + _STOP_SECONDS
        while time.monotonic() < deadline:
            try:
                socket.create_connection((address.hostname, address.port), 1).close()
            except ConnectionRefusedError:
                return
            time.sleep(0.01)
        raise RuntimeError(f"The server still takes connections:\n{self.said()}")

    def kill(self) -> None:
        """End the process at once, as when the power goes; it gets to do nothing more."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Ask the process to end, wait until it has, and return how it ended."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise


def _answers(asking: httpx2.Client) -> bool:
    try:
        return asking.get("/health").is_success
    except httpx2.TransportError:
        return False


def free_port() -> int:
    """Return a port that nothing listens on, and that stays free while a server is down."""
    first, end = _UNTAKEN_PORTS
    runner = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first += runner * _PORTS_OF_EACH % (end - first)
    while True:
        port = random.randrange(first, first + _PORTS_OF_EACH)
        with socket.socket() as trial:
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


@dataclass
class Installation:
    """One database and its settings; `folder` is where its servers' logs go."""

    store: Store
    folder: Path
    processes: Processes = field(default_factory=Commands)
    port: int = field(default_factory=free_port)

    def run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run ``samsyn`` with arguments and with settings beside those of the database."""
        with tempfile.TemporaryDirectory() as folder:
            output, errors = (Path(folder) / name for name in ("output", "errors"))
            process = self.processes.samsyn(arguments, self.environment(settings), output, errors)
            try:
                code = process.wait(_COMMAND_SECONDS)
            finally:
                process.kill()
            said = [one.read_text(encoding="utf-8") for one in (output, errors)]
        return subprocess.CompletedProcess(arguments, code, *said)

    @property
    def by_command(self) -> Installation:
        """The same installation, whose processes are started as an operator does."""
        return replace(self, processes=Commands())

    def migrate(self) -> None:
        done = self.run("migrate")
        assert done.returncode == 0, done.stderr

    def start(self, *arguments: str, **settings: str) -> Server:
        """Start a server and wait until it answers; whoever starts it also ends it."""
        log = self.folder / "server.log"
        words = ("serve", "--port", str(self.port), *arguments)
        process = self.processes.samsyn(words, self.environment(settings), log, log)
        server = Server(process, f"http://127.0.0.1:{self.port}", log)
        try:
            server.wait_until_ready()
        except BaseException:
            server.kill()
            raise
        return server

    @contextmanager
    def serving(self, *arguments: str, **settings: str) -> Iterator[Server]:
        """Start a server and stop it at the end of the block."""
        server = self.start(*arguments, **settings)
        try:
            yield server
        finally:
            server.stop()

    def environment(self, settings: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the environment of a process of the installation."""
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith("SAMSYN_")
        }
        own = {"SAMSYN_DATABASE": self.store.url, "SAMSYN_SCHEMA": self.store.schema}
        return {**inherited, **own, **(settings or {})}
