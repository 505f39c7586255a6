"""Throughput and latency over HTTP, beside a FastAPI ``def`` endpoint that records nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from bench.deciders import PROGRAMS, YEAR, cost, reallocation
from bench.kept import copy_of
from bench.load import NEW_ID, Ask
from bench.measuring import Measuring
from bench.places import DATABASES
from bench.results import Aim, Row, Table
from bench.rounds import Contestant, interleave
from bench.servers import bare_server, samsyn_server
from bench.store import SHAPE
from bench.town import program_of
from bench.worker import turn_of, working
from tests.e2e.dalsland import API
from tests.processes.installation import Server

_BARE: Final = "bare FastAPI POST"
_CLIENTS: Final = (1, 8)
_MANY: Final = 8
_CREATED, _OK = 201, 200


def measure(measuring: Measuring) -> Iterator[Table]:
    """Yield a table for one client, and one for eight."""
    with ExitStack() as stack:
        bare = stack.enter_context(bare_server(measuring.everywhere.folder))
        asks = {_BARE: bare_ask(_port(bare), bare.process.pid)}
        for database in DATABASES:
            place = copy_of(measuring.everywhere, database, "served", SHAPE, measuring.say)
            server = stack.enter_context(samsyn_server(place, measuring.everywhere.folder))
            asks |= {f"{name}, {database}": ask for name, ask in _asks(server).items()}
        given = json.dumps({name: asdict(ask) for name, ask in asks.items()})
        worker = stack.enter_context(working(sys.executable, "-m", "bench.load", given))
        every = {
            clients: {
                name: Contestant(
                    f"{name}, {clients} clients",
                    partial(turn_of, [worker], name, clients, measuring.seconds),
                )
                for name in asks
            }
            for clients in _CLIENTS
        }
        together = [one for by_name in every.values() for one in by_name.values()]
        interleave(together, measuring.rounds, measuring.say)
    for clients, contestants in every.items():
        yield _table(clients, contestants)


def bare_ask(port: int, process: int | None = None) -> Ask:
    """Return what posts a decision to the bare server."""
    return Ask(port, "POST", ("/decisions",), _CREATED, _decisions(), process)


def budgets_ask(port: int, process: int | None = None) -> Ask:
    """Return what asks for the budgets of the log that is recorded in."""
    paths = [budget_path(number, YEAR, date(YEAR, 12, 31)) for number in range(PROGRAMS)]
    return Ask(port, "GET", paths, _OK, process=process)


def budget_path(program: int, year: int, day: date) -> str:
    """Return the address of a budget as it holds on a day."""
    return f"{API}/programs/{program_of(program)}/budgets/{year}?validAt={day}"


def _asks(server: Server) -> Mapping[str, Ask]:
    port, process = _port(server), server.process.pid
    programs = [program_of(number) for number in range(PROGRAMS)]
    shares = [f"{API}/shares?programId={one}&fiscalYear={YEAR}" for one in programs]
    costs = [json.dumps(cost(number, NEW_ID)) for number in range(PROGRAMS)]
    return {
        "POST a decision": Ask(
            port, "POST", (f"{API}/decisions",), _CREATED, _decisions(), process
        ),
        "POST a cost": Ask(port, "POST", (f"{API}/costs",), _CREATED, costs, process),
        "GET a budget": budgets_ask(port, process),
        "GET shares": Ask(port, "GET", shares, _OK, process=process),
    }


def _decisions() -> list[str]:
    return [json.dumps(reallocation(number)) for number in range(PROGRAMS)]


def _port(server: Server) -> int:
    return urlsplit(server.base).port or 0


def _table(clients: int, contestants: Mapping[str, Contestant]) -> Table:
    rows = tuple(_row(clients, one, contestants[_BARE]) for one in contestants.values())
    plural = "client" if clients == 1 else "clients"
    return Table(f"HTTP, {clients} {plural}", rows)


def _row(clients: int, own: Contestant, bare: Contestant) -> Row:
    figures = {
        "a second": own.rate,
        "p50, ms": own.quantile(50) * 1000,
        "p99, ms": own.quantile(99) * 1000,
        "CPU, ms": own.processor * 1000,
        "× rate": own.rate_to(bare),
        "× p50": own.quantile_to(bare, 50),
        "× p99": own.quantile_to(bare, 99),
    }
    name = own.name.removesuffix(f", {clients} clients")
    aimed = clients == _MANY and name.startswith("POST a decision")
    aims = (Aim("× rate", "≥", 0.3), Aim("× p99", "≤", 4)) if aimed else ()
    return Row(name, figures, aims)
