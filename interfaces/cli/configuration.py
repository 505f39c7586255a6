"""Show the settings: those in force, and the reference page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from infrastructure.settings import described, effective
from interfaces.cli.opening import settings, settings_said_plainly

_HEAD = """\
# Inställningar · Settings

En installation ställs in med miljövariabler. Sidan skrivs av `samsyn settings --markdown`;
`samsyn settings` visar vad som gäller, utan hemligheter. En variabel som börjar med `SAMSYN_` och
inte finns här ger en varning vid start.

*An installation is set up by environment variables. This page is written by
`samsyn settings --markdown`; `samsyn settings` shows what is in force, without secrets. A variable
that begins with `SAMSYN_` and is not here gives a warning at start.*

| variabel · variable | värde · value | annars · default | betydelse · meaning |
|---|---|---|---|
"""


def show_settings(
    markdown: Annotated[
        bool,
        typer.Option("--markdown", help="The reference page instead. Referenssidan i stället."),
    ] = False,
) -> None:
    """Show the settings that are in force, secrets masked. Visa inställningarna som gäller."""
    if markdown:
        typer.echo(page(), nl=False)
        return
    with settings_said_plainly():
        for variable, value in effective(settings()):
            typer.echo(f"{variable}={value}")


def page() -> str:
    """Return docs/settings.md."""
    return _HEAD + "".join(f"{row}\n" for row in _rows())


def _rows() -> Iterator[str]:
    for one in described():
        default = f"`{one.default}`" if one.default else ""
        kind = one.kind.replace("|", "\\|")
        yield f"| `{one.variable}` | {kind} | {default} | {one.sv}.<br>*{one.en}.* |"
