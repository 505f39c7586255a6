"""What every command works with: the installation's database, its settings, said plainly."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, TaskProgressColumn, TextColumn

from application.queries import Queries
from domain.errors import CorruptStream, DomainError
from infrastructure.backup import Stage, Stages
from infrastructure.database import Database
from infrastructure.migrate import require_newest
from infrastructure.settings import Settings, described, unknown, variable_of
from infrastructure.store_faults import GONE
from infrastructure.wrong_setting import WrongSetting
from interfaces.main import open_database, open_log

# Texts hold brackets and colons of their own; a line that is not on a terminal is one line.
err = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)
_STAGES: Final[Mapping[Stage, str]] = {
    "write": "Skriver · Writing",
    "verify": "Verifierar · Verifying",
    "models": "Läsmodeller · Read models",
    "replace": "Ersätter · Replacing",
    "compare": "Kontrollerar · Checking",
}


@contextmanager
def opened(chosen: Settings | None = None) -> Iterator[Database]:
    """Open the installation's database; say errors in two sentences, never as a traceback."""
    _end_in_order()
    with settings_said_plainly():
        database = open_database(chosen or settings())
    try:
        yield database
    except DomainError as error:
        err.print(f"{error.sv}\n{error.en}{_why(error)}")
        raise typer.Exit(1) from None
    except CorruptStream as error:
        err.print(f"Loggen är skadad: {error}\nThe log is damaged: {error}")
        raise typer.Exit(1) from None
    finally:
        database.close()


def _end_in_order() -> None:
    """Let a command that is asked to end remove what it has made aside, which may hold texts."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
        at_hangup(lambda number, _: sys.exit(128 + number))


def at_hangup(act: Callable[[int, Any], None]) -> None:
    """Act when SIGHUP comes, unless it is ignored, as it is for those that ``nohup`` starts."""
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signal.signal(signal.SIGHUP, act)


def _why(error: DomainError) -> str:
    """Return what the database's driver said, to an operator whose database cannot be reached.

    It names the place and the user, and never holds a password.
    """
    cause = getattr(error.__cause__, "orig", error.__cause__)
    return f"\n({str(cause).strip()})" if cause and error.code == GONE.code else ""


@contextmanager
def snapshot_reader() -> Iterator[Queries]:
    """Open one snapshot of the installation's read models."""
    with opened() as database:
        require_newest(database)
        with open_log(database).snapshot() as snapshot:
            yield snapshot.reader


def settings() -> Settings:
    """Return the settings of the environment, and say which of its variables are none.

    Raises:
        ValidationError: a setting is not one that can be.
    """
    for name, resembles in unknown(os.environ).items():
        sv = f" Menas {resembles}?" if resembles else ""
        en = f" Is {resembles} meant?" if resembles else ""
        err.print(
            f"Varning: {name} är ingen inställning.{sv} "
            f"Warning: {name} is not a setting.{en} samsyn settings"
        )
    return Settings()


@contextmanager
def settings_said_plainly() -> Iterator[None]:
    """Say what is wrong with the settings in both languages, never as a traceback; end with 2."""
    try:
        yield
    except ValidationError as error:
        for wrong in error.errors(include_input=False):
            err.print(_said_of(variable_of(str(wrong["loc"][0])), wrong.get("ctx", {})))
        raise typer.Exit(2) from None
    except WrongSetting as error:
        err.print(str(error))
        raise typer.Exit(2) from None


def _said_of(variable: str, context: Mapping[str, Any]) -> str:
    if isinstance(ours := context.get("error"), WrongSetting):
        return str(ours)
    sv, en = next(one.may_be for one in described() if one.variable == variable)
    return f"{variable}: Värdet ska vara {sv}. The value must be {en}."


@contextmanager
def stages_shown() -> Iterator[Stages]:
    """Show, on a terminal, each stage of long work and how far it has come."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with _bars(*columns) as bars:

        def begin(stage: Stage) -> Callable[[int, int], None]:
            task = bars.add_task(_STAGES[stage], total=None)
            return lambda done, total: bars.update(task, completed=done, total=total)

        yield begin


@contextmanager
def shown(title: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far long work has come, on a terminal."""
    columns = (TextColumn(title), BarColumn(), TaskProgressColumn(), TextColumn("{task.completed}"))
    with _bars(*columns) as bars:
        task = bars.add_task(title, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)


def _bars(*columns: ProgressColumn) -> Progress:
    """Return bars that vanish; without a terminal they would leave an empty line."""
    return Progress(*columns, console=err, transient=True, disable=not err.is_terminal)
