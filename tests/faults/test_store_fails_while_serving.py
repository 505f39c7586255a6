"""A store that fails beneath a server: every request is told so, and all is well when mended."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import httpx2
import psycopg
import pytest
from pysqlite3 import dbapi2 as sqlite3
from sqlalchemy import make_url

from tests.conftest import Store
from tests.faults.aftermath import the_log_is_whole
from tests.faults.disks import small_disk
from tests.faults.posting import position_of, posted, sent
from tests.processes.installation import Installation, Server, client
from tests.processes.nursery import Nursery

INSIDE: Final = ("sqlite", "psycopg", "postgres", "/tmp", "SELECT", "Traceback", "database disk")


def unavailable(answer: httpx2.Response, *codes: str) -> str:
    """Expect a problem that tells in two languages when to come again, and nothing from inside."""
    problem = answer.json()
    assert answer.status_code == 503, answer.text
    assert problem["code"] in codes
    assert problem["sv"] != problem["en"]
    assert int(answer.headers["retry-after"]) > 0
    assert not [inside for inside in INSIDE if inside in answer.text]
    return str(problem["code"])


# --- Full ---------------------------------------------------------------------------------------


def fill(asking: httpx2.Client, told: dict[str, bytes], most: int = 2000) -> httpx2.Response:
    """Take decisions until one is not taken, and return what it was answered."""
    for number in range(most):
        answer = sent(asking, f"number {number}")
        if answer.status_code != 201:
            return answer
        told[f"number {number}"] = answer.content
    raise AssertionError("it is never full")


def test_a_full_disk_takes_nothing_more_and_goes_on_when_there_is_room(
    tmp_path: Path, sqlite_funded: Path, processes: Nursery
) -> None:
    told: dict[str, bytes] = {}
    with small_disk(tmp_path / "disk") as disk:
        (disk / "samsyn.db").write_bytes(sqlite_funded.read_bytes())
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(512 * 1024))
        store = Store(f"sqlite:///{disk / 'samsyn.db'}")
        samsyn = Installation(store, tmp_path, processes)
        with samsyn.serving() as server, client(server.base) as asking:
            refused = fill(asking, told)
            unavailable(refused, "store_is_full")
            before = position_of(asking)
            unavailable(sent(asking, "still full"), "store_is_full")
            assert position_of(asking) == before, "reading does not go on"
            ballast.unlink()
            told["with room"] = posted(asking, "with room")
            again = f"number {len(told) - 1}"
            told[again] = posted(asking, again)
        database = store.open()
        assert the_log_is_whole(database, told, ()) == told.keys()
        database.close()


def test_a_file_that_may_grow_no_more_takes_nothing_and_its_log_is_whole(
    tmp_path: Path, sqlite_funded_store: Store, processes: Nursery
) -> None:
    """As with a quota: the operating system refuses the write, and SQLite cannot say why."""
    told: dict[str, bytes] = {}
    samsyn = Installation(sqlite_funded_store, tmp_path, processes)
    with samsyn.serving() as server, client(server.base) as asking:
        told["before"] = posted(asking, "before")
        limited(server.process.pid, sqlite_funded_store.path.stat().st_size // 4)
        unavailable(fill(asking, told), "store_is_gone")
        before = position_of(asking)
        unavailable(sent(asking, "still"), "store_is_gone")
        assert position_of(asking) == before
        limited(server.process.pid, resource.RLIM_INFINITY)
        told["with room"] = posted(asking, "with room")
    assert the_log_is_whole(sqlite_funded_store.open(), told, ()) == told.keys()


def limited(pid: int, most: int) -> None:
    """Let a process write files no further than so many bytes."""
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


# --- PostgreSQL that refuses --------------------------------------------------------------------


@pytest.fixture
def owner(postgres_funded_store: Store) -> Iterator[Store]:
    """Return the funded program as a role sees it that owns the schema, and nothing else."""
    schema, role = (
        postgres_funded_store.schema,
        postgres_funded_store.schema.replace("test", "owner"),
    )
    grants = (
        f"CREATE ROLE {role} LOGIN PASSWORD 'only for a test'",
        f'GRANT ALL ON SCHEMA "{schema}" TO {role}',
        f'GRANT ALL ON ALL TABLES IN SCHEMA "{schema}" TO {role}',
    )
    run(postgres_funded_store, *grants)
    url = make_url(postgres_funded_store.url).set(username=role, password="only for a test")
    yield Store(url.render_as_string(hide_password=False), schema)
    run(postgres_funded_store, f"DROP OWNED BY {role}", f"DROP ROLE {role}")


def run(store: Store, *statements: str) -> None:
    with psycopg.connect(store.url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


HANG_UP: Final = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = '{0}'"
)

REFUSALS: Final = {
    "is read-only": (
        ("ALTER ROLE {0} SET default_transaction_read_only = on", HANG_UP),
        ("ALTER ROLE {0} RESET default_transaction_read_only", HANG_UP),
        {"store_is_read_only"},
    ),
    "has taken back the right to write": (
        ('REVOKE INSERT, UPDATE ON ALL TABLES IN SCHEMA "{1}" FROM {0}',),
        ('GRANT INSERT, UPDATE ON ALL TABLES IN SCHEMA "{1}" TO {0}',),
        {"store_is_read_only"},
    ),
    "takes no more connections": (
        ("ALTER ROLE {0} CONNECTION LIMIT 0", HANG_UP),
        ("ALTER ROLE {0} CONNECTION LIMIT -1",),
        {"store_is_busy"},
    ),
    "does not let the role in": (
        ("ALTER ROLE {0} NOLOGIN", HANG_UP),
        ("ALTER ROLE {0} LOGIN",),
        {"store_is_gone"},
    ),
}


def test_a_postgres_that_refuses_is_told_of_and_written_when_it_takes_again(
    owner: Store, postgres_funded_store: Store, tmp_path: Path, processes: Nursery
) -> None:
    role = str(make_url(owner.url).username)
    told: dict[str, bytes] = {}
    samsyn = Installation(owner, tmp_path, processes)
    with samsyn.serving() as server, client(server.base) as asking:
        for name, (refuse, allow, codes) in REFUSALS.items():
            told[f"before it {name}"] = posted(asking, f"before it {name}")
            run(postgres_funded_store, *(one.format(role, owner.schema) for one in refuse))
            unavailable(sent(asking, f"as it {name}"), *codes)
            unavailable(sent(asking, f"as it {name}"), *codes)
            run(postgres_funded_store, *(one.format(role, owner.schema) for one in allow))
            told[f"as it {name}"] = posted(asking, f"as it {name}")
    assert the_log_is_whole(postgres_funded_store.open(), told, ()) == told.keys()


# --- Files that change beneath a server ---------------------------------------------------------


def test_a_server_whose_file_is_damaged_replaced_and_removed_says_so_and_goes_on_with_a_backup(
    sqlite_funded_store: Store, tmp_path: Path, processes: Nursery
) -> None:
    path = sqlite_funded_store.path
    with (
        Installation(sqlite_funded_store, tmp_path, processes).serving() as server,
        client(server.base) as asking,
    ):
        kept = {f"kept {number}": posted(asking, f"kept {number}") for number in range(20)}
        backup = backed_up(path)
        posted(asking, "after the backup")

        put_in_place(path, backup[:4096] + b"\xff" * (len(backup) - 4096))
        unavailable(sent(asking, "damaged"), "store_is_damaged")
        unavailable(asking.get("/samsyn/v1/shares"), "store_is_damaged")
        assert asking.get("/health").status_code == 503

        put_in_place(path, b"another file altogether " * 1000)
        unavailable(sent(asking, "another file"), "store_is_damaged")

        path.unlink()
        unavailable(sent(asking, "no file"), "store_is_gone")
        unavailable(asking.get("/samsyn/v1/shares"), "store_is_gone")
        assert not path.exists(), "no new and empty log is made"

        put_in_place(path, backup)
        kept["damaged"] = posted(asking, "damaged")  # states of what is gone are forgotten
        assert posted(asking, "kept 0") == kept["kept 0"]
        the_damage_is_logged(server)
    assert the_log_is_whole(sqlite_funded_store.open(), kept, ()) == kept.keys()


def the_damage_is_logged(server: Server) -> None:
    lines = [line for line in server.said().splitlines() if "store_is_damaged" in line]
    assert lines
    assert any("malformed" in line or "not a database" in line for line in lines)
    assert all('"level": "error"' in line for line in lines)


def backed_up(path: Path) -> bytes:
    """Return the whole database as one file, taken while it is written to."""
    copy = path.with_suffix(".copy")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy.read_bytes()


def put_in_place(path: Path, content: bytes) -> None:
    """Put another file in the place of a database, as a backup is restored."""
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    new = path.with_suffix(".new")
    new.write_bytes(content)
    new.replace(path)
