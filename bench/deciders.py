"""A worker that records with Samsyn, and one that does the least: INSERT and COMMIT.

``python -m bench.deciders <what> …``, each asked by `bench.store`.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import cycle
from typing import Any, Final
from uuid import uuid4

import psycopg
from pysqlite3 import dbapi2 as sqlite

from application.decisions import take_in
from application.log import Entry
from application.registrations import register
from bench.durable import of_postgres, of_sqlite
from bench.places import Place
from bench.town import decision, kronor, of_budget, program_of, project_of
from bench.worker import Act, Task, serve
from domain.budget import RegisterCost, stream
from domain.budget.events import BudgetReallocated, ProgramFunded
from domain.catalogue import EVENTS, evolve
from domain.decision import Decision
from domain.model import Period, ProgramId, ProjectId
from domain.recorded import Cause
from infrastructure.database import Database
from infrastructure.event_log import EventLog
from interfaces.http.reading import parse
from interfaces.main import now, open_log

PROGRAMS: Final = 16
YEAR: Final = 2025
_ROW_BYTES: Final = 400  # what an event of ours takes, with its salt and leaf


def main(urls: Mapping[str, Mapping[str, str]]) -> None:
    """Serve a task for each database and each thing that can be recorded."""
    tasks: dict[str, Task] = {}
    for database, given in urls.items():
        filled = Place(given["url"], given["filled"])
        alone = Place(given["alone"], given["alone_schema"])
        told, told_alone = partial(settings, filled), partial(settings, alone)
        log = open_log(filled.open())
        tasks[f"decision, {database}"] = Task(partial(deciders, log), told)
        tasks[f"registration, {database}"] = Task(partial(registrars, log), told)
        tasks[f"event, {database}"] = Task(
            partial(appenders, alone.open()), partial(settings, alone)
        )
        tasks[f"bare, {database}"] = Task(partial(inserters, alone), told_alone)
    serve(tasks)


# --- Samsyn -------------------------------------------------------------------------------------


def reallocation(program: int) -> dict[str, Any]:
    """Return the decision that is measured, as it is posted: one reallocation of one krona."""
    move = of_budget(
        "reallocateBudget",
        program,
        YEAR,
        1,
        source=str(project_of(program, 0)),
        target=str(project_of(program, 1)),
    )
    return decision(f"{YEAR}-12-15", move, heading="Omfördelning").body


def cost(program: int, cost_id: str) -> dict[str, Any]:
    """Return the registration that is measured, as it is posted."""
    return {
        "costId": cost_id,
        "programId": str(program_of(program)),
        "projectId": str(project_of(program, 0)),
        "amount": kronor(1),
        "dated": f"{YEAR}-12-10",
        "voucher": "V 1",
        "supplier": "Exempelkonsult AB",
    }


def deciders(log: EventLog, threads: int) -> Sequence[Act]:
    """Return for each thread what takes a decision, each time in another program."""
    return [partial(_decide, log, chosen) for chosen in _shared_out(threads, _decision)]


def registrars(log: EventLog, threads: int) -> Sequence[Act]:
    """Return for each thread what registers a cost, each time in another program."""
    return [partial(_register, log, chosen) for chosen in _shared_out(threads, _cost)]


def _decision(program: int) -> Decision:
    return parse(Decision, json.dumps(reallocation(program)).encode())


def _cost(program: int) -> RegisterCost:
    return parse(RegisterCost, json.dumps(cost(program, str(uuid4()))).encode())


def _shared_out(threads: int, make: Callable[[int], Any]) -> Iterator[Iterator[Any]]:
    """Yield for each thread the programs that are its own, made into something, over and over."""
    for first in range(threads):
        own = range(first % PROGRAMS, PROGRAMS, min(threads, PROGRAMS))
        yield cycle([make(number) for number in own])


def _decide(log: EventLog, decisions: Iterator[Decision]) -> None:
    with log.transaction() as transaction:
        take_in(transaction, next(decisions), "bench")


def _register(log: EventLog, costs: Iterator[RegisterCost]) -> None:
    fact = next(costs).model_copy(update={"cost_id": uuid4()})
    with log.transaction() as transaction:
        register(transaction, fact, "bench")


def appenders(database: Database, threads: int) -> Sequence[Act]:
    """Return for each thread what appends one event with its leaf, without read models."""
    log = EventLog(
        database,
        EVENTS,
        evolve=evolve,
        project=lambda *_: None,
        reader=lambda _: None,  # type: ignore[arg-type, return-value]
        clock=now,
    )
    return [_appender(log) for _ in range(threads)]


def _appender(log: EventLog) -> Act:
    own = stream(ProgramId(uuid4()), YEAR)
    year = Period(start=date(YEAR, 1, 1), end=date(YEAR + 1, 1, 1))
    source, target = ProjectId(uuid4()), ProjectId(uuid4())
    money: Any = {"amount": 100, "money_kind": "cash", "period": year, "effective_from": year.start}

    def append(event: Any) -> None:
        with log.transaction() as transaction:
            transaction.append(Entry(own, [event], Cause(uuid4(), 1, "bench")))
            transaction.write()

    def reallocate() -> None:
        """Make the event anew each time, as the stock modules do."""
        append(BudgetReallocated(source=source, target=target, **money))

    append(ProgramFunded(**money))
    return reallocate


def settings(place: Place) -> str:
    """Return how durable the connection is that writes Samsyn's log."""
    with place.open().write() as connection:

        def ask(asked: str) -> Any:
            return connection.exec_driver_sql(asked).scalar()

        return of_sqlite(ask) if place.is_sqlite else of_postgres(ask)


# --- The least that a database does -------------------------------------------------------------


def inserters(place: Place, threads: int) -> Sequence[Act]:
    """Return for each thread what inserts one row and commits, on a connection of its own."""
    if place.is_sqlite:
        turn = threading.Lock()
        return [partial(_in_turn, turn, _sqlite_connection(place.path)) for _ in range(threads)]
    return [partial(_insert, _postgres_connection(place), "%s") for _ in range(threads)]


def _sqlite_connection(path: Any) -> Any:
    connection = sqlite.connect(f"{path}.bare", check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, row BLOB)")
    return connection


def _in_turn(turn: threading.Lock, connection: Any) -> None:
    """Insert when it is this thread's turn: SQLite itself would have the others sleep."""
    with turn:
        _insert(connection, "?")


def _postgres_connection(place: Place) -> psycopg.Connection[Any]:
    connection = psycopg.connect(place.url, options=f"-c search_path={place.schema}")
    connection.execute("CREATE TABLE IF NOT EXISTS bare (id bigserial PRIMARY KEY, row bytea)")
    connection.commit()
    return connection


def _insert(connection: Any, placeholder: str) -> None:
    connection.execute(f"INSERT INTO bare (row) VALUES ({placeholder})", (bytes(_ROW_BYTES),))
    connection.commit()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
