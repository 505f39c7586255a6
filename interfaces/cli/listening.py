"""Where the server listens, and who reaches it there."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Mapping
from typing import Final

import typer

from interfaces.cli.opening import err

_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
_WAITING: Final = 2048
"""Connections that wait to be taken, as many as uvicorn lets wait."""
_WHY: Final[Mapping[int, tuple[str, str]]] = {
    errno.EADDRINUSE: (
        "porten används redan. Välj en annan med --port eller SAMSYN_PORT.",
        "the port is in use. Choose another with --port or SAMSYN_PORT.",
    ),
    errno.EADDRNOTAVAIL: (
        "datorn har ingen sådan adress. Välj en annan med --host eller SAMSYN_HOST.",
        "this machine has no such address. Choose another with --host or SAMSYN_HOST.",
    ),
    errno.EAFNOSUPPORT: (
        "datorn har inga sådana adresser. Välj en annan med --host eller SAMSYN_HOST.",
        "this machine has no such addresses. Choose another with --host or SAMSYN_HOST.",
    ),
    errno.EACCES: (
        "det är inte tillåtet. Portar under 1024 kräver oftast särskilda rättigheter.",
        "that is not allowed. Ports below 1024 mostly take special rights.",
    ),
}


def listen(address: str, port: int) -> socket.socket:
    """Return a socket that listens: one for every worker, and nobody else has the port.

    Raises:
        typer.Exit: it cannot be had; why is said in both languages.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        socket.getaddrinfo(address, port)  # whose errors are known from those of listening
        made = socket.create_server((address, port), family=family, backlog=_WAITING)
    except (OSError, UnicodeError) as error:
        number = _number_of(error)
        said = f"{os.strerror(number)}."
        sv, en = _WHY.get(number, (said, said))
        place = place_of(address, port)
        err.print(f"Samsyn kan inte lyssna på {place}: {sv}\nSamsyn cannot listen on {place}: {en}")
        raise typer.Exit(1) from None
    # Told that it is TCP, asyncio sends what is small at once. Else the body of an answer waits for
    # its head to be acknowledged: 40 ms.
    return socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, made.detach())


def _number_of(error: Exception) -> int:
    """Return the system's number of an error; a name that nobody has is no address."""
    if isinstance(error, socket.gaierror) or not isinstance(error, OSError):
        return errno.EADDRNOTAVAIL  # a look-up has numbers of its own
    return error.errno or 0


def place_of(address: str, port: int) -> str:
    """Return an address and a port as they stand in a URL."""
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def who_reaches(address: str) -> tuple[str, str]:
    """Return in both languages, Swedish first, who reaches a server that listens there."""
    if address in _LOOPBACK:
        return (
            "Utan inloggning: bara den här datorn når servern.",
            "Without login: only this machine reaches the server.",
        )
    return (
        "Utan inloggning: den som når servern får registrera.",
        "Without login: whoever reaches the server may record.",
    )


def refuse_to_be_reached(address: str, *, allowed: bool) -> None:
    """Refuse to listen where other machines reach the server, unless that is allowed.

    Raises:
        typer.Exit: it is not; what to do is said in both languages.
    """
    if address not in _LOOPBACK and not allowed:
        err.print(
            f"Samsyn har ingen inloggning ännu och lyssnar därför bara på den här datorn, inte på "
            f"{address}. Sätt SAMSYN_ALLOW_REMOTE=true om något framför servern skyddar den.\n"
            f"Samsyn has no login yet and therefore listens to this machine only, not on "
            f"{address}. Set SAMSYN_ALLOW_REMOTE=true if something in front of the server "
            f"protects it."
        )
        raise typer.Exit(2)
