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

from sqlalchemy import Connection

from domain.errors import Unavailable
from infrastructure.database import Database
from infrastructure.store_faults import FULL

_SV: Final = "Inget har ändrats. Välj en annan mapp med miljövariabeln TMPDIR."
_EN: Final = "Nothing was changed. Choose another folder by the environment variable TMPDIR."


@contextmanager
def database_aside() -> Iterator[Database]:
    """Open a temporary SQLite file, with nothing in it yet.

    Raises:
        Unavailable: the folder for temporary files has no room, or cannot be used.
    """
    with _folder() as folder:
        database = _Aside(f"sqlite:///{folder / 'aside.db'}", lasting=False)
        try:
            yield database
        finally:
            database.close()


class _Aside(Database):
    """A database that, when it is full, tells so of the folder that it lies in."""

    @contextmanager
    def set_up(self) -> Iterator[Connection]:
        with _fullness_told(), super().set_up() as connection:
            yield connection

    @contextmanager
    def write(self, timeout: float | None = None) -> Iterator[Connection]:
        with _fullness_told(), super().write(timeout) as connection:
            yield connection


@contextmanager
def _fullness_told() -> Iterator[None]:
    try:
        yield
    except Unavailable as error:
        if error.code != FULL.code:
            raise
        folder = _chosen()
        raise Unavailable(
            "temporary_folder_is_full",
            f"Mappen för tillfälliga filer, {folder}, har inget utrymme kvar. {_SV}",
            f"The folder for temporary files, {folder}, has no space left. {_EN}",
        ) from error


def _chosen() -> Path:
    """Return the folder for temporary files, whether it is there or not.

    Python passes by one that is not, and texts would lie where nobody chose.
    """
    return Path(os.environ.get("TMPDIR") or tempfile.gettempdir()).absolute()


@contextmanager
def _folder() -> Iterator[Path]:
    try:
        made = tempfile.TemporaryDirectory(prefix="samsyn-", dir=_chosen())
    except OSError as error:  # it says which folder, or all those that were tried
        raise Unavailable(
            "temporary_folder_cannot_be_used",
            f"Det går inte att skriva i mappen för tillfälliga filer: {error}. {_SV}",
            f"The folder for temporary files cannot be written: {error}. {_EN}",
        ) from error
    with made as folder:
        yield Path(folder)
