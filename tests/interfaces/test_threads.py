"""How many requests are answered at once."""

from __future__ import annotations

from anyio.to_thread import current_default_thread_limiter
from fastapi.testclient import TestClient

from interfaces.http.answering import Service
from interfaces.http.app import create_app
from tests.interfaces.world import Clock, Relay


async def threads() -> float:
    return current_default_thread_limiter().total_tokens


def test_no_more_requests_are_answered_at_once_than_is_said() -> None:
    app = create_app(Service(log=Relay(), clock=Clock(), operator="local"), threads=3)
    with TestClient(app) as http:
        assert http.portal is not None
        assert http.portal.call(threads) == 3
