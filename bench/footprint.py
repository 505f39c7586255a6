"""What an installation takes: time to start, memory, disk, and the commands that read it all."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

import psycopg
from pysqlite3 import dbapi2 as sqlite

from bench.kept import copy_file, copy_of, filled
from bench.load import Ask, load
from bench.measuring import Measuring
from bench.over_http import bare_ask, budgets_ask
from bench.places import DATABASES, Place
from bench.results import Aim, Row, Table
from bench.rounds import Contestant, Turn, interleave
from bench.servers import Spent, memory, run, start_bare, start_samsyn
from bench.store import SHAPE
from bench.years import SHAPES
from infrastructure.projector import READ_MODELS
from tests.processes.installation import Server, free_port

_STARTS: Final = 5
_PATIENCE: Final = 60.0  # s
_BARE: Final = "the bare server"


def measure(measuring: Measuring) -> Iterator[Table]:
    """Yield a table of the server, and one of the logs for each database."""
    yield _servers(measuring)
    for database in DATABASES:
        yield _logs(measuring, database)


# --- The server ---------------------------------------------------------------------------------


def _servers(measuring: Measuring) -> Table:
    held: dict[str, list[tuple[float, float]]] = {}
    starts: dict[str, Callable[[int], Server]] = {
        _BARE: partial(start_bare, log=measuring.everywhere.folder / "bare.log")
    }
    asks: dict[str, Callable[[int], Ask]] = {_BARE: bare_ask}
    for database in DATABASES:
        place = copy_of(measuring.everywhere, database, "started", SHAPE, measuring.say)
        name = f"samsyn serve, {database}"
        log = measuring.everywhere.folder / "started.log"
        starts[name], asks[name] = partial(start_samsyn, place, log=log), budgets_ask
    contestants = [
        Contestant(name, partial(_start, starts[name], asks[name], held.setdefault(name, [])))
        for name in starts
    ]
    interleave(contestants, _STARTS, measuring.say)
    rows = tuple(_server(one, contestants[0], held[one.name]) for one in contestants)
    said = f"Start: until the first request is answered (a budget); the median of {_STARTS}."
    return Table("A server", rows, said)


def _start(
    start: Callable[[int], Server], ask: Callable[[int], Ask], held: list[tuple[float, float]]
) -> Turn:
    """Start a server, time its first answer, note what it holds in memory, and stop it."""
    port = free_port()
    began = time.perf_counter()
    server = start(port)
    try:
        _wait_for(server, port)
        load(ask(port), 1, 0)
        taken = time.perf_counter() - began
        time.sleep(1)
        held.append(memory(server))
    finally:
        server.stop()
    return Turn(1, taken, [taken])


def _wait_for(server: Server, port: int) -> None:
    """Wait until a port takes connections.

    Raises:
        RuntimeError: the server has ended, or takes too long.
    """
    deadline = time.monotonic() + _PATIENCE
    while server.process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.001)
    raise RuntimeError(f"The server does not answer:\n{server.said()}")


def _server(own: Contestant, bare: Contestant, held: Sequence[tuple[float, float]]) -> Row:
    figures = {
        "start, s": median(turn.elapsed for turn in own.turns),
        "× start": 1 / own.rate_to(bare),
        "idle RSS, MB": median(rss for rss, _ in held),
        "idle PSS, MB": median(pss for _, pss in held),
    }
    aims = (Aim("start, s", "≤", 1.5), Aim("idle RSS, MB", "≤", 150))
    return Row(own.name, figures, () if own is bare else aims)


# --- The logs -----------------------------------------------------------------------------------


def _logs(measuring: Measuring, database: str) -> Table:
    rows = tuple(_log(measuring, database, size) for size in measuring.sizes)
    said = (
        "Bytes on disk for each entry, and what the commands take that read it all: seconds, and "
        "their memory at most (of PostgreSQL's own processes nothing is counted)."
    )
    return Table(f"A log, {database}", rows, said)


def _log(measuring: Measuring, database: str, size: int) -> Row:
    place = filled(measuring.everywhere, database, SHAPES[size], measuring.say)
    with place.open().read() as connection:
        entries = connection.exec_driver_sql("SELECT position FROM log_head").scalar_one()
    place.close()
    folder = measuring.everywhere.folder
    measuring.say(f"  {database}, {entries:,} entries: size on disk, check, rebuild")
    log, models = _of_file(place, folder) if place.is_sqlite else _of_schema(place)
    checked = run(place, folder, "check")
    rebuilt = _rebuilt(place, folder)
    figures = {
        "log, B an entry": log / entries,
        "read models, B an entry": models / entries,
        **_told("check", checked),
        **_told("rebuild", rebuilt),
    }
    return Row(f"{entries:,} entries", figures)


def _told(name: str, spent: Spent) -> Mapping[str, float]:
    return {f"{name}, s": spent.seconds, f"{name}, MB": spent.peak}


def _rebuilt(place: Place, folder: Path) -> Spent:
    """Rebuild the read models: in a copy of a file; in a schema, which is then made small again."""
    if place.is_sqlite:
        aside = Place(f"sqlite:///{folder / 'rebuilt.db'}")
        copy_file(place.path, aside.path)
        spent = run(aside, folder, "rebuild")
        for left in folder.glob("rebuilt.db*"):
            left.unlink()
        return spent
    spent = run(place, folder, "rebuild")
    with psycopg.connect(
        place.url, options=f"-c search_path={place.schema}", autocommit=True
    ) as connection:
        for table in READ_MODELS:
            connection.execute(f'VACUUM FULL ANALYZE "{table.name}"'.encode())
    return spent


def _of_file(place: Place, folder: Path) -> tuple[int, int]:
    """Return the bytes of the log and of the read models: with both, and without the second."""
    aside = folder / "sized.db"
    aside.unlink(missing_ok=True)
    _on(place.path, f"VACUUM INTO '{aside}'")
    whole = aside.stat().st_size
    _on(aside, *(f'DROP TABLE "{table.name}"' for table in READ_MODELS), "VACUUM")
    log = aside.stat().st_size
    aside.unlink()
    return log, whole - log


def _on(path: Path, *commands: str) -> None:
    connection = sqlite.connect(str(path), isolation_level=None)
    for command in commands:
        connection.execute(command)
    connection.close()


def _of_schema(place: Place) -> tuple[int, int]:
    """Return the bytes of the log and of the read models, with their indexes."""
    asked = (
        "SELECT relname, pg_total_relation_size(oid) FROM pg_class "
        "WHERE relnamespace = %s::regnamespace AND relkind = 'r'"
    )
    with psycopg.connect(place.url) as connection:
        sizes: dict[str, int] = dict(connection.execute(asked, (place.schema,)).fetchall())
    models = sum(sizes.pop(table.name) for table in READ_MODELS)
    return sum(sizes.values()), models
