"""Make, check and mend the database: migrate, check, rebuild."""

from __future__ import annotations

import typer

from infrastructure.migrate import require_newest
from infrastructure.rebuild import bring_up
from infrastructure.rebuild import check as check_models
from infrastructure.rebuild import rebuild as rebuild_models
from interfaces.cli.opening import err, opened, shown


def migrate() -> None:
    """Create the database, or bring it to the newest revision. Skapa eller uppdatera databasen."""
    with opened() as database, shown("migrate") as progress:
        bring_up(database, progress)
    err.print("Databasen är klar. The database is ready.")


def check() -> None:
    """Check the log and its read models, made again from it. Kontrollera loggen och läsmodellerna.

    Exits with 1 when anything differs.
    """
    with opened() as database:
        require_newest(database)
        with shown("check") as progress:
            head, differences = check_models(database, progress)
        with database.read() as connection:
            version = database.version(connection)
    if not differences:
        err.print(
            f"Loggen är hel till position {head} och läsmodellerna stämmer med den. "
            f"Databasen är {version}.\n"
            f"The log is whole up to position {head}, and the read models agree with it. "
            f"The database is {version}."
        )
        return
    for one in differences:
        err.print(
            f"{one.table}: {one.missing} rader saknas, {one.unexpected} hör inte hit. "
            f"{one.missing} rows are missing, {one.unexpected} do not belong. {one.example}"
        )
    err.print("Kör samsyn rebuild. Run samsyn rebuild.")
    raise typer.Exit(1)


def rebuild() -> None:
    """Make the read models again from the log. Gör om läsmodellerna från loggen."""
    with opened() as database:
        require_newest(database)
        with shown("rebuild") as progress:
            head = rebuild_models(database, progress)
    err.print(
        f"Läsmodellerna är gjorda på nytt till position {head}. "
        f"The read models are made again up to position {head}."
    )
