"""Databases that are made aside, in the folder for temporary files, for as long as a block lasts.

What goes wrong with the folder is told of the folder: an operator would else make room where the
log is.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection

from domain.errors import Unavailable
from infrastructure.database import Database
from infrastructure.store_faults import DAMAGED, FULL, GONE, READ_ONLY

_OF_A_FILE: Final = {GONE.code, READ_ONLY.code, DAMAGED.code}
_MORE: Final = 1 << 20  # bytes
_SV: Final = "Inget har ändrats. Välj en annan mapp med miljövariabeln TMPDIR."
_EN: Final = "Nothing was changed. Choose another folder by the environment variable TMPDIR."


@contextmanager
def database_aside() -> Iterator[Database]:
    """Open a temporary SQLite file, with nothing in it yet.

    Raises:
        Unavailable: the folder for temporary files has no room, or cannot be used.
    """
    with _folder() as folder:
        # In a URL some characters of a path would say something else: it is made, not written.
        url = URL.create("sqlite", database=str(folder / "aside.db")).render_as_string()
        database = _Aside(url, folder / "aside.db")
        try:
            yield database
        finally:
            database.close()


class _Aside(Database):
    """A database that tells of the folder it lies in what goes wrong with its file."""

    def __init__(self, url: str, file: Path) -> None:
        super().__init__(url, lasting=False)
        self._file: Final = file

    @contextmanager
    def set_up(self) -> Iterator[Connection]:
        with _told_of_folder(self._file), super().set_up() as connection:
            yield connection

    @contextmanager
    def write(self, timeout: float | None = None) -> Iterator[Connection]:
        with _told_of_folder(self._file), super().write(timeout) as connection:
            yield connection


@contextmanager
def _told_of_folder(file: Path) -> Iterator[None]:
    """Tell of the folder what is wrong with a file in it; what else goes wrong is told as it is.

    In the block the log is read too: whose fault it is, only the file itself tells.
    """
    try:
        yield
    except Unavailable as error:
        if error.code == FULL.code:
            raise _is_full() from error
        if error.code not in _OF_A_FILE or (fault := _fault_of(file)) is None:
            raise
        raise _cannot_be_used(fault) from error


def _is_full() -> Unavailable:
    return Unavailable(
        "temporary_folder_is_full",
        f"Mappen för tillfälliga filer, {_chosen()}, har inget utrymme kvar. {_SV}",
        f"The folder for temporary files, {_chosen()}, has no space left. {_EN}",
    )


def _fault_of(file: Path) -> OSError | None:
    """Return why a file cannot grow, which SQLite does not say, or None if it can.

    Nothing is read from it any more: what it is made longer by does no harm.
    """
    try:
        with file.open("r+b") as opened:
            opened.seek(0, os.SEEK_END)
            opened.write(bytes(_MORE))
    except OSError as error:
        return error
    return None


def _cannot_be_used(error: OSError) -> Unavailable:
    return Unavailable(
        "temporary_folder_cannot_be_used",
        f"Det går inte att skriva i mappen för tillfälliga filer, {_chosen()}: {error}. {_SV}",
        f"The folder for temporary files, {_chosen()}, cannot be written: {error}. {_EN}",
    )


def _chosen() -> Path:
    """Return the folder for temporary files, whether it is there or not.

    Python passes by one that is not, and texts would lie where nobody chose.
    """
    return Path(os.environ.get("TMPDIR") or "/tmp").absolute()  # noqa: S108 - as the system has it


@contextmanager
def _folder() -> Iterator[Path]:
    try:
        made = tempfile.TemporaryDirectory(prefix="samsyn-", dir=_chosen())
    except OSError as error:
        raise _cannot_be_used(error) from error
    with made as folder:
        yield Path(folder)
