"""Load the Dalsland case."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from infrastructure import logging
from infrastructure.migrate import require_newest
from interfaces.cli.opening import err, opened, shown
from interfaces.main import open_log


def demo(
    if_empty: Annotated[
        bool,
        typer.Option(
            "--if-empty",
            help="Do nothing when the log has entries. Gör inget om loggen har poster.",
        ),
    ] = False,
) -> None:
    """Load the Dalsland case into an empty log. Ladda Dalslandsfallet i en tom logg."""
    # Here, since it reads its requests as the API does, and no other command needs all of that.
    from interfaces.demo.story import ILLUSTRATIVE, tell  # noqa: PLC0415

    logging.configure("console", "warning")
    with opened() as database:
        require_newest(database)
        with open_log(database).snapshot() as snapshot:
            head = snapshot.reader.head().position
        if head and if_empty:
            return
        if head:
            err.print(
                f"Loggen har redan {head} poster; fallet laddas bara i en tom logg.\n"
                f"The log has {head} entries already; the case is loaded into an empty log only."
            )
            raise typer.Exit(1)
        with shown("Dalsland") as progress:
            told = tell(partial(open_log, database), progress)
    err.print(
        f"Dalslandsfallet är laddat: {told} beslut och registreringar. {ILLUSTRATIVE.sv}\n"
        f"The Dalsland case is loaded: {told} decisions and registrations. {ILLUSTRATIVE.en}"
    )
