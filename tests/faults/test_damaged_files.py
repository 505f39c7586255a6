"""A database whose files are damaged is not served, is told of, and is not touched."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from pysqlite3 import dbapi2 as sqlite3

from infrastructure.soundness import require_sound
from interfaces.main import open_log
from tests.conftest import Store
from tests.faults.commands import ended, refuses
from tests.faults.jobs import taken
from tests.processes.nursery import Nursery

DECISIONS: Final = 60
PAGE: Final = 4096
EVERY: Final = ("serve", "check", "migrate")


@pytest.fixture(scope="session")
def many_decisions(
    tmp_path_factory: pytest.TempPathFactory, sqlite_funded: Path
) -> dict[str, bytes]:
    """Take many decisions: the bytes of the file, and of it with the write-ahead file beside."""
    path = tmp_path_factory.mktemp("damaged") / "samsyn.db"
    path.write_bytes(sqlite_funded.read_bytes())
    database = Store(f"sqlite:///{path}").open()
    log = open_log(database)
    for number in range(DECISIONS):
        taken(log, f"number {number}")
    database.close()
    whole = path.read_bytes()
    with closing(sqlite3.connect(path)) as keeper:  # so that the write-ahead file stays
        keeper.execute("SELECT count(*) FROM events").fetchone()
        for number in range(5):
            taken(log, f"number {DECISIONS + number}")
        found = {
            "whole": whole,
            "beside": path.read_bytes(),
            "wal": path.with_name("samsyn.db-wal").read_bytes(),
        }
    database.close()
    return found


@dataclass(frozen=True)
class Placed:
    """A file of many decisions, with or without a write-ahead file, for a test to damage."""

    path: Path

    @property
    def wal(self) -> Path:
        return self.path.with_name(f"{self.path.name}-wal")

    def run(self, sql: str) -> None:
        """Change the database as somebody with a shell would, and leave nothing beside it."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as shell:
            shell.execute("PRAGMA recursive_triggers = ON")
            shell.executescript(sql)
            shell.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def overwrite(self, path: Path, start: int, content: bytes) -> None:
        with path.open("r+b") as file:
            file.seek(start if start >= 0 else path.stat().st_size + start)
            file.write(content)

    def content(self) -> dict[str, bytes]:
        found = {"db": self.path, "wal": self.wal}
        read = {name: path.read_bytes() for name, path in found.items() if path.exists()}
        return {name: content for name, content in read.items() if content}


def truncated(placed: Placed, share: float, more: int = 0) -> None:
    size = int(placed.path.stat().st_size // PAGE * share) * PAGE + more
    with placed.path.open("r+b") as file:
        file.truncate(size)


def pages_of(placed: Placed, table: str) -> int:
    """Return the offset of the page where a table or index begins."""
    with closing(sqlite3.connect(placed.path)) as shell:
        [found] = shell.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,))
    return int((found[0] - 1) * PAGE)


UNPROTECTED: Final = (
    "DROP TRIGGER events_keep_what_is_written; DROP TRIGGER events_grow_at_the_end;"
)

DAMAGES: Final[dict[str, Callable[[Placed], object]]] = {
    "it is another file": lambda it: it.overwrite(it.path, 0, b"not a database " * 500),
    "its header is zeros": lambda it: it.overwrite(it.path, 0, bytes(100)),
    "it is cut in half": lambda it: truncated(it, 0.5),
    "it is cut in the middle of a page": lambda it: truncated(it, 0.9, 1000),
    "everything after its first page is overwritten": lambda it: it.overwrite(
        it.path, PAGE, b"\xff" * (it.path.stat().st_size - PAGE)
    ),
    "the table of events is overwritten": lambda it: it.overwrite(
        it.path, pages_of(it, "events"), b"\xff" * PAGE
    ),
    "the head is overwritten": lambda it: it.overwrite(
        it.path, pages_of(it, "log_head"), b"\x0d" * PAGE
    ),
    "the head is gone": lambda it: it.run("DELETE FROM log_head"),
    "the head has been moved back": lambda it: it.run(
        "UPDATE log_head SET position = position - 1"
    ),
    "the frontier is another": lambda it: it.run(
        "UPDATE log_head SET frontier = CAST("
        "substr(frontier, 1, length(frontier) - 1) || x'00' AS BLOB)"
    ),
    "the last entry is gone": lambda it: it.run(
        f"DROP TRIGGER events_keep_what_is_there; {UNPROTECTED}"
        "DELETE FROM events WHERE position = (SELECT max(position) FROM events)"
    ),
    "one of the last entries is gone": lambda it: it.run(
        f"DROP TRIGGER events_keep_what_is_there; {UNPROTECTED}"
        "DELETE FROM events WHERE position = (SELECT max(position) - 1 FROM events)"
    ),
    "the last entry is another": lambda it: it.run(
        f"{UNPROTECTED} UPDATE events SET state = CAST(replace(state, ':100,', ':900,') AS BLOB) "
        "WHERE position = (SELECT max(position) FROM events)"
    ),
    "the last entry is of another type": lambda it: it.run(
        f"{UNPROTECTED} UPDATE events SET state = CAST(state AS TEXT) "
        "WHERE position = (SELECT max(position) FROM events)"
    ),
    "the last entry has no time": lambda it: it.run(
        f"{UNPROTECTED} UPDATE events SET recorded = 'i går' "
        "WHERE position = (SELECT max(position) FROM events)"
    ),
    "the head is no text": lambda it: it.run(
        "UPDATE log_head SET frontier = CAST(x'ff00ff' AS TEXT)"
    ),
    "a table of read models is gone": lambda it: it.run("DROP TABLE posting"),
}
"""What every command sees before it does anything."""

WITHIN: Final[dict[str, Callable[[Placed], object]]] = {
    "an index of events is overwritten": lambda it: it.overwrite(
        it.path, pages_of(it, "ix_events_recorded_position"), b"\xff" * PAGE
    ),
    "an index of events lacks an entry": lambda it: it.run(
        "PRAGMA writable_schema = ON; UPDATE sqlite_master SET type = 'table', sql = "
        "'CREATE TABLE ix_events_recorded_position (recorded, position, PRIMARY KEY "
        "(recorded, position)) WITHOUT ROWID' WHERE name = 'ix_events_recorded_position'"
    ),
}
"""What is seen by those that look through the whole."""


@pytest.fixture
def placed(sqlite_store: Store, many_decisions: dict[str, bytes]) -> Placed:
    sqlite_store.path.write_bytes(many_decisions["whole"])
    return Placed(sqlite_store.path)


@pytest.fixture
def unfinished(sqlite_store: Store, many_decisions: dict[str, bytes]) -> Placed:
    """Place a file as a server that was killed leaves it: its last commits lie beside it."""
    found = Placed(sqlite_store.path)
    found.path.write_bytes(many_decisions["beside"])
    found.wal.write_bytes(many_decisions["wal"])
    return found


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_told_of_by_every_command_and_left_as_it_is(
    damage: str, placed: Placed, sqlite_store: Store, processes: Nursery
) -> None:
    DAMAGES[damage](placed)
    before = placed.content()
    for command in EVERY:
        assert "skadad" in refuses(processes, sqlite_store, command)
        assert placed.content() == before, f"{command} has changed the file"


@pytest.mark.parametrize("damage", WITHIN)
def test_damage_within_is_found_by_those_that_look_through_the_whole(
    damage: str, placed: Placed, sqlite_store: Store, processes: Nursery
) -> None:
    WITHIN[damage](placed)
    before = placed.content()
    for command in ("check", "migrate"):
        assert "skadad" in refuses(processes, sqlite_store, command)
        assert placed.content() == before, f"{command} has changed the file"


def test_every_entry_is_compared_with_its_leaf_by_check(
    placed: Placed, sqlite_store: Store, processes: Nursery
) -> None:
    """The middle of the log is too much to read at each start; `samsyn check` reads it all."""
    placed.run(f"{UNPROTECTED} UPDATE events SET salt = randomblob(16) WHERE position = 5")
    assert "Position 5 is not the entry" in refuses(processes, sqlite_store, "check")


GARBLED: Final[dict[str, Callable[[Placed], object]]] = {
    "its header": lambda it: it.overwrite(it.wal, 8, b"\xff" * 8),
    "all of it": lambda it: it.wal.write_bytes(b"garbage".ljust(it.wal.stat().st_size, b"!")),
    "a page in its middle": lambda it: it.overwrite(it.wal, 32 + 24 + 100, b"\xff" * 100),
    "the header of a frame": lambda it: it.overwrite(it.wal, 32 + 24 + PAGE, b"\xff" * 24),
}


@pytest.mark.parametrize("part", GARBLED)
def test_commits_lost_in_the_write_ahead_file_are_told_of_and_nothing_is_touched(
    part: str, unfinished: Placed, sqlite_store: Store, processes: Nursery
) -> None:
    """SQLite would forget them and remove the file without a word."""
    GARBLED[part](unfinished)
    before = unfinished.content()
    for command in EVERY:
        assert "samsyn.db-wal" in refuses(processes, sqlite_store, command)
        assert unfinished.content() == before, f"{command} has changed the file"


@pytest.mark.parametrize("cut", [0, 1, 20, 2000, PAGE + 24])
def test_a_commit_that_never_was_whole_is_no_damage(
    cut: int, unfinished: Placed, sqlite_store: Store, processes: Nursery
) -> None:
    """So the write-ahead file ends when the power goes in the middle of a commit."""
    with unfinished.wal.open("r+b") as file:
        file.truncate(unfinished.wal.stat().st_size - cut)
    status, said = ended(processes, sqlite_store, "check")
    assert status == 0, said


def test_a_log_without_its_protection_is_not_served_until_it_is_back(
    placed: Placed, sqlite_store: Store, processes: Nursery
) -> None:
    placed.run(UNPROTECTED)
    assert "triggers on the table events" in refuses(processes, sqlite_store, "serve")
    assert ended(processes, sqlite_store, "migrate")[0] == 0
    require_sound(sqlite_store.open())


def test_a_whole_file_is_taken_by_every_command(
    placed: Placed, sqlite_store: Store, processes: Nursery
) -> None:
    status, said = ended(processes, sqlite_store, "check")
    assert (status, f"SQLite {sqlite3.sqlite_version}" in said) == (0, True), said
    assert ended(processes, sqlite_store, "migrate")[0] == 0
