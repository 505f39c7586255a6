"""One line of log per request, and a trace that can be followed: W3C trace context.

A pure ASGI wrapper, outermost, so that an unexpected error has its header and its line too.
"""

from __future__ import annotations

import re
import secrets
import time
from typing import Any, Final

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_log = structlog.get_logger(__name__)
_TRACEPARENT: Final = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")
_NOTHING: Final = {"0" * 32, "0" * 16}


class Tracing:
    """Wraps an application: a trace on every answer, a request id on every line of log."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        traceparent = _continued(Headers(scope=scope).get("traceparent", ""))
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=traceparent.split("-")[1])
        started, status = time.perf_counter(), 500
        logged: dict[str, Any] = {}
        scope.setdefault("state", {})["logged"] = logged

        async def traced(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["traceparent"] = traceparent
            await send(message)

        try:
            await self._app(scope, receive, traced)
        finally:
            _log.info("request", **_line(scope, status, started), **logged)


def _continued(traceparent: str) -> str:
    """Return the caller's trace with a span of our own, or a new trace."""
    found = _TRACEPARENT.fullmatch(traceparent.strip())
    span = secrets.token_hex(8)
    if found and not _NOTHING & {found[1], found[2]}:
        return f"00-{found[1]}-{span}-{found[3]}"
    return f"00-{secrets.token_hex(16)}-{span}-01"


def _line(scope: Scope, status: int, started: float) -> dict[str, Any]:
    return {
        "method": scope["method"],
        "path": scope["path"],
        "status": status,
        "milliseconds": round((time.perf_counter() - started) * 1000, 1),
    }
