"""A relay between a client and a server that cuts the connection at a chosen moment."""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import URL, make_url

from tests.faults.wire import CONTINUE

_PIECE: Final = 65536
SOCKET: Final = ".s.PGSQL.5432"


@dataclass
class Cutter:
    """What the relay does with the answers: it lets `most` bytes of each through, then cuts.

    `held_back` are the answers as the server gave them, whole or as far as they were heard.
    """

    port: int
    most: int
    held_back: list[bytes] = field(default_factory=list)


@contextmanager
def cutting(port: int, most: int) -> Iterator[Cutter]:
    """Relay connections to a local port; of each answer let `most` bytes through and cut."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        cutter = Cutter(listening.getsockname()[1], most)
        thread = threading.Thread(target=_relay_each, args=(listening, port, cutter))
        thread.start()
        try:
            yield cutter
        finally:
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def _relay_each(listening: socket.socket, port: int, cutter: Cutter) -> None:
    while True:
        try:
            client, _ = listening.accept()
        except OSError:  # it is shut
            return
        with client, socket.create_connection(("127.0.0.1", port)) as server:
            _relay(client, server, cutter)


def _relay(client: socket.socket, server: socket.socket, cutter: Cutter) -> None:
    """Relay one request, hear its whole answer, pass on the part that is let through, and cut."""
    asking = threading.Thread(target=_pour, args=(client, server))
    asking.start()
    client.sendall(server.recv(len(CONTINUE), socket.MSG_WAITALL))
    heard = bytearray()
    while more := server.recv(_PIECE):
        heard += more
    cutter.held_back.append(bytes(heard))
    with suppress(OSError):
        client.sendall(heard[: cutter.most])
        client.shutdown(socket.SHUT_RDWR)
    asking.join()


# --- Between the program and PostgreSQL ---------------------------------------------------------


@dataclass
class Wiretap:
    """A relay to a PostgreSQL server: armed, it cuts after the next COMMIT, before its answer."""

    folder: Path
    armed: bool = False
    cuts: int = 0

    def relay(self, client: socket.socket, server: socket.socket) -> None:
        """Relay one connection until a side hangs up, or it is cut."""
        cut = threading.Event()
        answering = threading.Thread(target=self._answer, args=(server, client, cut))
        answering.start()
        with suppress(OSError):
            while asked := client.recv(_PIECE):
                if self.armed and b"COMMIT" in asked:
                    self.armed = False
                    cut.set()
                server.sendall(asked)
        _shut(server)
        answering.join()
        _shut(client)

    def _answer(self, server: socket.socket, client: socket.socket, cut: threading.Event) -> None:
        with suppress(OSError):
            while answer := server.recv(_PIECE):
                if cut.is_set():  # the server has committed, and says so to nobody
                    self.cuts += 1
                    break
                client.sendall(answer)
        _shut(client)


@contextmanager
def tapped(url: str) -> Iterator[tuple[str, Wiretap]]:
    """Relay to the PostgreSQL server of a URL; the address to use instead, and the wiretap."""
    given = make_url(url)
    with tempfile.TemporaryDirectory(prefix="samsyn-tap-") as folder:
        tap = Wiretap(Path(folder))
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(tap.folder / SOCKET))
            listening.listen()
            accepting = threading.Thread(target=_tap_each, args=(listening, given, tap))
            accepting.start()
            there = given.set(host=None, port=None).update_query_dict({"host": folder})
            try:
                yield there.render_as_string(hide_password=False), tap
            finally:
                _shut(listening)
                accepting.join()


def _tap_each(listening: socket.socket, real: URL, tap: Wiretap) -> None:
    relays: list[threading.Thread] = []
    while True:
        try:
            client, _ = listening.accept()
        except OSError:  # it is shut
            break
        server = _connected(real)
        relays.append(threading.Thread(target=_tap_one, args=(client, server, tap)))
        relays[-1].start()
    for one in relays:
        one.join()


def _connected(real: URL) -> socket.socket:
    if real.host:
        return socket.create_connection((real.host, real.port or 5432))
    server = socket.socket(socket.AF_UNIX)
    server.connect(str(Path(str(real.query["host"])) / SOCKET))
    return server


def _tap_one(client: socket.socket, server: socket.socket, tap: Wiretap) -> None:
    with client, server:
        tap.relay(client, server)


def _shut(either: socket.socket) -> None:
    with suppress(OSError):
        either.shutdown(socket.SHUT_RDWR)


def _pour(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while more := source.recv(_PIECE):
            target.sendall(more)
