"""What is answered when the server ends before a request is done: that nobody knows how it went."""

from __future__ import annotations

import asyncio
from typing import Final

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from interfaces.http.problems import problem

_SV: Final = (
    "Servern avslutas och begäran hann inte bli klar. Om något antecknades syns när servern är "
    "tillbaka: sänd samma begäran med samma Idempotency-Key igen."
)
_EN: Final = (
    "The server is ending and the request was not done in time. Whether anything was recorded "
    "shows when it is back: send the same request with the same Idempotency-Key again."
)


class Ending:
    """Wraps an application: a request that is given up gets a problem, as every other does."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except asyncio.CancelledError:
            if scope["type"] != "http" or begun:
                raise
            answer = problem(Request(scope), 503, "server_is_ending", _SV, _EN)
            await answer(scope, receive, send)
