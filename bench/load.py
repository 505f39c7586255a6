"""A worker that asks servers over HTTP from several connections, in one thread.

It shares the processors with the server it asks, so it does as little as it can: requests are
bytes made beforehand, and of an answer only the status and the length are read.

``python -m bench.load <JSON of asks>``.
"""

from __future__ import annotations

import json
import os
import selectors
import socket
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from bench.rounds import Turn

NEW_ID: Final = "00000000-0000-4000-8000-000000000000"
"""Where this stands in a request, every one that is sent has an id of its own."""

_CHUNK: Final = 1 << 18
_HEAD_ENDS: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length:"


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of a port, over and over; each answer must have the status.

    What has a body has an idempotency key, as the API recommends: a new one each time, so that
    every answer is kept. `process` is the server's, whose processor time is counted.
    """

    port: int
    method: str
    targets: Sequence[str]
    status: int
    bodies: Sequence[str] = ("",)
    process: int | None = None

    def requests(self) -> Iterator[bytes]:
        """Yield the bytes of one request after the other, for ever."""
        both = zip(cycle(self.targets), cycle(self.bodies), strict=False)
        made = [self._request(*one) for one, _ in zip(both, range(self._different()), strict=False)]
        for one in cycle(made):
            yield one.replace(NEW_ID.encode(), str(uuid4()).encode()) if self.bodies[0] else one

    def _different(self) -> int:
        return len(self.targets) * len(self.bodies)

    def _request(self, target: str, body: str) -> bytes:
        raw = body.encode()
        head = [f"{self.method} {target} HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
        if raw:
            head += ["Content-Type: application/json", f"Content-Length: {len(raw)}"]
            head += [f'Idempotency-Key: "{NEW_ID}"']
        return "\r\n".join((*head, "", "")).encode() + raw


@dataclass
class Client:
    """One connection: when it asked last, and what of the answer has come."""

    connection: socket.socket
    began: float = 0.0
    came: bytearray = field(default_factory=bytearray)

    def send(self, request: bytes) -> None:
        """Ask."""
        self.came.clear()
        self.began = time.perf_counter()
        self.connection.sendall(request)

    def take(self) -> bool:
        """Take what has come, and tell whether the answer is whole.

        Raises:
            ConnectionError: the server has closed the connection.
        """
        chunk = self.connection.recv(_CHUNK)
        if not chunk:
            raise ConnectionError("The server closed the connection")
        self.came += chunk
        head = self.came.find(_HEAD_ENDS)
        return head >= 0 and len(self.came) >= head + len(_HEAD_ENDS) + self._length(head)

    def status(self) -> int:
        """Return the status of the answer."""
        return int(self.came[9:12])

    def _length(self, head: int) -> int:
        lower = bytes(self.came[:head]).lower()
        _, found, rest = lower.partition(_LENGTH)
        if not found:
            raise ConnectionError(f"An answer without its length: {lower[:200]!r}")
        return int(rest.partition(b"\r\n")[0])


def load(ask: Ask, clients: int, seconds: float) -> Turn:
    """Keep so many connections asking for so long.

    Raises:
        RuntimeError: an answer has another status than expected.
    """
    requests, durations = ask.requests(), list[float]()
    with selectors.DefaultSelector() as selector, ExitStack() as stack:
        every = [Client(stack.enter_context(_connection(ask.port))) for _ in range(clients)]
        started, used = time.perf_counter(), _processor(ask.process)
        for client in every:
            selector.register(client.connection, selectors.EVENT_READ, client)
            client.send(next(requests))
        waiting = clients
        while waiting:
            for key, _ in selector.select():
                if key.data.take():
                    waiting -= _answered(ask, key.data, durations, started + seconds, requests)
        elapsed = time.perf_counter() - started
    return Turn(len(durations), elapsed, durations, _processor(ask.process) - used)


def _processor(process: int | None) -> float:
    """Return the processor's time (s) that a process has used."""
    if process is None:
        return 0.0
    told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _connection(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _answered(
    ask: Ask, client: Client, durations: list[float], deadline: float, requests: Iterator[bytes]
) -> bool:
    """Note an answer and ask again; tell whether the time is up instead."""
    now = time.perf_counter()
    durations.append(now - client.began)
    if client.status() != ask.status:
        raise RuntimeError(f"{ask.method} {ask.targets[0]}: {bytes(client.came[:2000])!r}")
    if now >= deadline:
        return True
    client.send(next(requests))
    return False


def main(asks: Mapping[str, Mapping[str, Any]]) -> None:
    """Answer every line of input with a turn: `task`, `threads` (connections) and `seconds`."""
    made = {name: Ask(**given) for name, given in asks.items()}
    for line in sys.stdin:
        question = json.loads(line)
        turn = load(made[question["task"]], question["threads"], question["seconds"])
        print(json.dumps(asdict(turn)), flush=True)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
