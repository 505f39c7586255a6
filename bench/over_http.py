"""What is timed over HTTP, on one connection that is kept open."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from bench.filling import small_decision
from tests.e2e.dalsland import API, PROGRAM
from tests.e2e.server import Server

_JSON: Final = {"Content-Type": "application/json"}
_CREATED, _OK = 201, 200


class Connection:
    """A connection to a server; every request must succeed."""

    def __init__(self, server: Server) -> None:
        self._connection: Final = http.client.HTTPConnection(
            urlsplit(server.base).netloc, timeout=60
        )

    def post_decision(self, path: str = f"{API}/decisions") -> Callable[[], None]:
        """Return what posts a small decision, the same bytes each time."""
        body = json.dumps(small_decision()).encode()
        return lambda: self._ask("POST", path, _CREATED, body)

    def get_budget(self, year: int, known_at: int | None = None) -> Callable[[], None]:
        """Return what asks for the budget answer of a year, now or as of a position."""
        path = f"{API}/programs/{PROGRAM}/budgets/{year}?validAt={year}-12-31"
        if known_at is not None:
            path += f"&knownAt=position:{known_at}"
        return lambda: self._ask("GET", path, _OK)

    def last_position_of(self, year: int) -> int:
        """Return the position of the last entry in a year's budget."""
        path = f"{API}/programs/{PROGRAM}/budgets/{year}?validAt={year}-12-31"
        answer = json.loads(self._asked("GET", path, _OK))
        return int(answer["data"]["latestChange"]["position"])

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _ask(self, method: str, path: str, expected: int, body: bytes | None = None) -> None:
        self._asked(method, path, expected, body)

    def _asked(self, method: str, path: str, expected: int, body: bytes | None = None) -> bytes:
        try:
            answer = self._sent(method, path, body)
        except ConnectionError:  # the server ends connections that are idle for some seconds
            self._connection.close()
            answer = self._sent(method, path, body)
        said = answer.read()
        if answer.status != expected:
            raise RuntimeError(f"{method} {path}: {answer.status} {said[:500]!r}")
        return said

    def _sent(self, method: str, path: str, body: bytes | None) -> http.client.HTTPResponse:
        self._connection.request(method, path, body, _JSON if body else {})
        return self._connection.getresponse()
