"""Serve the API."""

from __future__ import annotations

from typing import Annotated

import typer
import uvicorn

from infrastructure import logging
from infrastructure.settings import Settings
from interfaces.cli.opening import err, opened, settings_said_plainly
from interfaces.main import build

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def serve(
    host: Annotated[
        str | None, typer.Option(help="Address, default loopback. Adress, annars loopback.")
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port, default 8000.")] = None,
) -> None:
    """Serve the API. Starta API:et."""
    with settings_said_plainly():
        settings = Settings()
    logging.configure(settings.log_format, settings.log_level)
    address, at_port = host or settings.host, port or settings.port
    _refuse_to_be_reached(address, allowed=settings.allow_remote)
    with opened():
        application = build(settings)
    base = f"http://{address}:{at_port}/samsyn/v1"
    err.print(f"Samsyn: {base}/openapi.json\n{_who_reaches(address)}")
    uvicorn.run(application, host=address, port=at_port, log_config=None, access_log=False)


def _who_reaches(host: str) -> str:
    if host in _LOOPBACK:
        return (
            "Utan inloggning: bara den här datorn når servern. "
            "Without login: only this machine reaches the server."
        )
    return (
        "Utan inloggning: den som når servern får registrera. "
        "Without login: whoever reaches the server may record."
    )


def _refuse_to_be_reached(host: str, *, allowed: bool) -> None:
    if host not in _LOOPBACK and not allowed:
        err.print(
            f"Samsyn har ingen inloggning ännu och lyssnar därför bara på den här datorn, inte på "
            f"{host}. Sätt SAMSYN_ALLOW_REMOTE=true om något framför servern skyddar den.\n"
            f"Samsyn has no login yet and therefore listens to this machine only, not on {host}. "
            "Set SAMSYN_ALLOW_REMOTE=true if something in front of the server protects it."
        )
        raise typer.Exit(2)
