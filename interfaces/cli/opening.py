"""What every command works with: the installation's database, its settings, said plainly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from application.queries import Queries
from domain.errors import CorruptStream, DomainError
from infrastructure.database import Database
from infrastructure.migrate import require_newest
from infrastructure.settings import Settings
from interfaces.main import open_database, open_log

# Texts hold brackets and colons of their own; a line that is not on a terminal is one line.
err = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)


@contextmanager
def opened() -> Iterator[Database]:
    """Open the installation's database; say errors in two sentences, never as a traceback."""
    with settings_said_plainly():
        database = open_database(Settings())
    try:
        yield database
    except DomainError as error:
        err.print(f"{error.sv}\n{error.en}")
        raise typer.Exit(1) from None
    except CorruptStream as error:
        err.print(f"Loggen är skadad: {error}\nThe log is damaged: {error}")
        raise typer.Exit(1) from None
    finally:
        database.close()


@contextmanager
def snapshot_reader() -> Iterator[Queries]:
    """Open one snapshot of the installation's read models."""
    with opened() as database:
        require_newest(database)
        with open_log(database).snapshot() as snapshot:
            yield snapshot.reader


@contextmanager
def settings_said_plainly() -> Iterator[None]:
    try:
        yield
    except ValidationError as error:
        for wrong in error.errors():
            name = str(wrong["loc"][0]).upper().removeprefix("SAMSYN_")
            err.print(f"SAMSYN_{name}: {wrong['msg']}")
        raise typer.Exit(2) from None
    except ValueError as error:
        err.print(f"SAMSYN_DATABASE, SAMSYN_SCHEMA: {error}")
        raise typer.Exit(2) from None


@contextmanager
def shown(title: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far long work has come, on a terminal."""
    columns = (TextColumn(title), BarColumn(), TaskProgressColumn(), TextColumn("{task.completed}"))
    with Progress(*columns, console=err, transient=True) as bars:
        task = bars.add_task(title, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)
