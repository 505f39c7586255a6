"""The command line, run by processes of the nursery."""

from __future__ import annotations

from tests.conftest import Store
from tests.processes.nursery import Nursery


def ended(
    processes: Nursery, store: Store, *words: str, user: int | None = None
) -> tuple[int, str]:
    """Run a command of ``samsyn``; how it ended and what it said, in one line."""
    settings = {"SAMSYN_DATABASE": store.url, "SAMSYN_SCHEMA": store.schema, "SAMSYN_PORT": "1"}
    child = processes.start("command", store, words=list(words), settings=settings, user=user)
    child.wait_for("ended")
    [[status]] = child.told("ended")
    return status, " ".join(child.said().split())


def refuses(processes: Nursery, store: Store, command: str, user: int | None = None) -> str:
    """Expect that a command ends with 1 and says why in two languages, without a traceback."""
    status, said = ended(processes, store, command, user=user)
    assert status == 1, said
    assert "Traceback" not in said
    swedish = ("skadad", "Databasen", "Loggen", "Databasens")
    english = ("damaged", "The database", "The log", "The database's")
    assert any(word in said for word in swedish), said
    assert any(word in said for word in english), said
    return said
