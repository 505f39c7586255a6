"""A client on the bare wire, which knows how far its request has come and can hang up."""

from __future__ import annotations

import json
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from tests.faults.jobs import decision_of
from tests.faults.posting import DECISIONS

LONGEST_SECONDS: Final = 120
CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
_AT_ONCE: Final = struct.pack("ii", 1, 0)  # linger: hang up without a farewell


@dataclass(frozen=True)
class Reply:
    """The status and the body of an answer."""

    status: int
    body: bytes

    @property
    def problem(self) -> dict[str, Any]:
        """The body of a problem, which tells in two languages, and when to come again."""
        told: dict[str, Any] = json.loads(self.body)
        assert told["status"] == self.status
        assert told["sv"] != told["en"]
        return told


class Wire:
    """One request on one connection: begun when the server has asked for its body."""

    def __init__(self, base: str, key: str) -> None:
        self.key: Final = key
        self._body: Final = decision_of(key)
        address = urlsplit(base)
        self._socket = socket.create_connection((address.hostname, address.port), LONGEST_SECONDS)
        head = (
            f"POST {DECISIONS} HTTP/1.1\r\nHost: {address.netloc}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(self._body)}\r\n"
            f'Idempotency-Key: "{key}"\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n'
        )
        self._socket.sendall(head.encode())
        assert self._socket.recv(len(CONTINUE), socket.MSG_WAITALL) == CONTINUE

    def send(self, part: float = 1.0) -> Wire:
        """Send the body, or only a part of it."""
        self._socket.sendall(self._body[: int(len(self._body) * part)])
        return self

    def hear(self) -> Reply | None:
        """Wait for the answer; None when the server hangs up without one."""
        heard = self.hear_raw()
        if not heard:
            return None
        head, _, body = heard.partition(b"\r\n\r\n")
        return Reply(int(head.split()[1]), body)

    def hear_raw(self) -> bytes:
        """Wait until the other side hangs up; all that it has sent."""
        heard = bytearray()
        with suppress(ConnectionResetError):
            while more := self._socket.recv(65536):
                heard += more
        self._socket.close()
        return bytes(heard)

    def hang_up(self) -> None:
        """Close the connection as when it breaks: whatever comes finds nobody."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self._socket.close()
