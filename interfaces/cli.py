"""The command line: server and database, demo, register, follow-ups, explanations and split."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from application.calendar import day_in_sweden
from application.follow_up_ages import by_age
from application.queries import At, DecisionFilter, FollowUpFilter, Page, Queries
from domain.errors import CorruptStream, DomainError
from infrastructure import logging
from infrastructure.database import Database
from infrastructure.migrate import require_newest
from infrastructure.rebuild import bring_up
from infrastructure.rebuild import check as check_models
from infrastructure.rebuild import rebuild as rebuild_models
from infrastructure.settings import Settings
from interfaces import explain, split
from interfaces.demo.story import ILLUSTRATIVE, tell
from interfaces.follow_up_table import age_table, follow_up_table
from interfaces.main import build, now, open_database, open_log
from interfaces.register_table import register_table
from interfaces.serving import serve_until_ended

app = typer.Typer(
    name="samsyn",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Samsyn: shared decisions, one log, every municipality's share. "
    "Samsyn: gemensamma beslut, en logg, varje kommuns andel.",
)
split.register(app)

# Texts hold brackets and colons of their own; a line that is not on a terminal is one line.
_err = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@contextmanager
def _database() -> Iterator[Database]:
    """Open the installation's database; say errors in two sentences, never as a traceback."""
    with _settings_said_plainly():
        database = open_database(Settings())
    try:
        yield database
    except DomainError as error:
        _err.print(f"{error.sv}\n{error.en}")
        raise typer.Exit(1) from None
    except CorruptStream as error:
        _err.print(f"Loggen är skadad: {error}\nThe log is damaged: {error}")
        raise typer.Exit(1) from None
    finally:
        database.close()


@contextmanager
def _reader() -> Iterator[Queries]:
    """Open one snapshot of the installation's read models."""
    with _database() as database:
        require_newest(database)
        with open_log(database).snapshot() as snapshot:
            yield snapshot.reader


@contextmanager
def _settings_said_plainly() -> Iterator[None]:
    try:
        yield
    except ValidationError as error:
        for wrong in error.errors():
            name = str(wrong["loc"][0]).upper().removeprefix("SAMSYN_")
            _err.print(f"SAMSYN_{name}: {wrong['msg']}")
        raise typer.Exit(2) from None
    except ValueError as error:
        _err.print(f"SAMSYN_DATABASE, SAMSYN_SCHEMA: {error}")
        raise typer.Exit(2) from None


@contextmanager
def _progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far long work has come, on a terminal."""
    columns = (TextColumn(title), BarColumn(), TaskProgressColumn(), TextColumn("{task.completed}"))
    with Progress(*columns, console=_err, transient=True) as shown:
        task = shown.add_task(title, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)


@app.command()
def migrate() -> None:
    """Create the database, or bring it to the newest revision. Skapa eller uppdatera databasen."""
    with _database() as database, _progress("migrate") as progress:
        bring_up(database, progress)
    _err.print("Databasen är klar. The database is ready.")


@app.command()
def serve(
    host: Annotated[
        str | None, typer.Option(help="Address, default loopback. Adress, annars loopback.")
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port, default 8000.")] = None,
) -> None:
    """Serve the API. Starta API:et."""
    with _settings_said_plainly():
        settings = Settings()
    logging.configure(settings.log_format, settings.log_level)
    address, at_port = host or settings.host, port or settings.port
    _refuse_to_be_reached(address, allowed=settings.allow_remote)
    with _database():
        application = build(settings)
    base = f"http://{address}:{at_port}/samsyn/v1"
    _err.print(f"Samsyn: {base}/openapi.json\n{_who_reaches(address)}")
    serve_until_ended(application, address, at_port, settings.stop_timeout)


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
        _err.print(
            f"Samsyn har ingen inloggning ännu och lyssnar därför bara på den här datorn, inte på "
            f"{host}. Sätt SAMSYN_ALLOW_REMOTE=true om något framför servern skyddar den.\n"
            f"Samsyn has no login yet and therefore listens to this machine only, not on {host}. "
            "Set SAMSYN_ALLOW_REMOTE=true if something in front of the server protects it."
        )
        raise typer.Exit(2)


@app.command()
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
    logging.configure("console", "warning")
    with _database() as database:
        require_newest(database)
        with open_log(database).snapshot() as snapshot:
            head = snapshot.reader.head().position
        if head and if_empty:
            return
        if head:
            _err.print(
                f"Loggen har redan {head} poster; fallet laddas bara i en tom logg.\n"
                f"The log has {head} entries already; the case is loaded into an empty log only."
            )
            raise typer.Exit(1)
        with _progress("Dalsland") as progress:
            told = tell(partial(open_log, database), progress)
    _err.print(
        f"Dalslandsfallet är laddat: {told} beslut och registreringar. {ILLUSTRATIVE.sv}\n"
        f"The Dalsland case is loaded: {told} decisions and registrations. {ILLUSTRATIVE.en}"
    )


@app.command()
def decisions(
    program: Annotated[
        str | None, typer.Option(help="Part of a program's title. Del av ett programs namn.")
    ] = None,
    text: Annotated[
        str | None, typer.Option(help="Words in the decisions' texts. Ord i besluten.")
    ] = None,
    member: Annotated[str | None, typer.Option(help="A member's code. En kommuns kod.")] = None,
    known_at: Annotated[
        int | None, typer.Option(help="As known at a position. Som känt vid en position.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="The most to show. Högsta antal.")] = 50,
    english: Annotated[
        bool, typer.Option("--english", help="Sentences in English. Meningar på engelska.")
    ] = False,
) -> None:
    """Print the register of decisions, newest first. Skriv beslutsregistret, nyaste först."""
    with _reader() as reader:
        at = At(date.max, _known(known_at, reader.head().position))
        program_id = _program(reader, at, program)
        chosen = DecisionFilter(program_id=program_id, text=text, member=member)
        found = reader.decisions(chosen, at, Page(1, limit))
    console = _console()
    console.print(register_table(found.items, english=english))
    console.print(f"{len(found.items)} / {found.total}")


@app.command()
def follow_ups(
    program: Annotated[
        str | None, typer.Option(help="Part of a program's title. Del av ett programs namn.")
    ] = None,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="Only what is overdue. Bara det som är över tiden.")
    ] = False,
    valid_at: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="As on a day; default today. Som en dag."),
    ] = None,
    english: Annotated[bool, typer.Option("--english", help="In English. På engelska.")] = False,
) -> None:
    """Print what is to be followed up, oldest first. Skriv det som ska följas upp, äldst först."""
    with _reader() as reader:
        day = valid_at.date() if valid_at else day_in_sweden(now())
        at = At(day, reader.head().position)
        program_id = _program(reader, at, program)
        chosen = FollowUpFilter(overdue=overdue or None, program_id=program_id)
        found = reader.follow_ups(chosen, at)
    console = _console()
    console.print(follow_up_table(found, english=english))
    console.print(age_table(by_age(found), english=english))


def _console() -> Console:
    """Return what prints tables: as wide as the terminal, or 100 columns into a file."""
    return Console(highlight=False, emoji=False, width=None if sys.stdout.isatty() else 100)


def _known(asked: int | None, head: Any) -> Any:
    return head if asked is None else min(max(asked, 0), head)


def _program(reader: Any, at: At, title: str | None) -> Any:
    """Return the one program whose title holds `title`."""
    if title is None:
        return None
    found = [one for one in reader.programs(at) if title.casefold() in one.title.casefold()]
    if len(found) != 1:
        titles = ", ".join(one.title for one in reader.programs(at))
        _err.print(f"Ange ett program, ett av: {titles}. State one program of: {titles}.")
        raise typer.Exit(2)
    return found[0].program_id


explain.register(app, _reader, _program)


@app.command()
def check() -> None:
    """Check the log and its read models, made again from it. Kontrollera loggen och läsmodellerna.

    Exits with 1 when anything differs.
    """
    with _database() as database:
        require_newest(database)
        with _progress("check") as progress:
            head, differences = check_models(database, progress)
        version = database.version()
    if not differences:
        _err.print(
            f"Loggen är hel till position {head} och läsmodellerna stämmer med den ({version}).\n"
            f"The log is whole up to position {head} and the read models agree with it ({version})."
        )
        return
    for one in differences:
        _err.print(
            f"{one.table}: {one.missing} rader saknas, {one.unexpected} hör inte hit. "
            f"{one.missing} rows are missing, {one.unexpected} do not belong. {one.example}"
        )
    _err.print("Kör samsyn rebuild. Run samsyn rebuild.")
    raise typer.Exit(1)


@app.command()
def rebuild() -> None:
    """Make the read models again from the log. Gör om läsmodellerna från loggen."""
    with _database() as database:
        require_newest(database)
        with _progress("rebuild") as progress:
            head = rebuild_models(database, progress)
    _err.print(
        f"Läsmodellerna är gjorda på nytt till position {head}.\n"
        f"The read models are made again up to position {head}."
    )


if __name__ == "__main__":
    app()
