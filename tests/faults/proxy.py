"""A relay between a client and a server that can cut the connection at a chosen moment."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

_PIECE: Final = 65536


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
    heard = bytearray()
    while more := server.recv(_PIECE):
        heard += more
    cutter.held_back.append(bytes(heard))
    with suppress(OSError):
        client.sendall(heard[: cutter.most])
        client.shutdown(socket.SHUT_RDWR)
    asking.join()


def _pour(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while more := source.recv(_PIECE):
            target.sendall(more)
