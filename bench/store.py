"""Decisions and registrations per second at the store, beside what others save."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path
from typing import Final

from bench.deciders import PROGRAMS
from bench.kept import copy_of
from bench.measuring import Measuring
from bench.places import DATABASES, POSTGRES, SQLITE
from bench.results import Aim, Row, Table
from bench.rounds import Contestant, interleave
from bench.worker import Worker, turn_of, working
from bench.years import Shape
from infrastructure.migrate import migrate

SHAPE: Final = Shape(1_000, programs=PROGRAMS, years=1, months=1, crowded=False)
"""The log that is recorded in, over HTTP too: a thousand entries in sixteen programs."""

STOCK: Final = Path(__file__).parent / "stock" / ".venv"
"""The environment of the stock modules."""

_OURS: Final = {
    "decision": "decision: authority, rules, 2 events, leaves, read models, consequences",
    "registration": "registered cost: 1 event, leaf, read models",
    "event": "1 event with its leaf, no read models",
}
_MANY: Final = 16
_TWO: Final = f"2 × {_MANY // 2}"
_BESIDE: Final = (
    f"1 and {_MANY} are threads of one process, beside as many of each baseline; {_TWO} are two "
    f"processes, and their ratios are to {_MANY} threads in one process of each baseline."
)
_SCHEMAS: Final = (
    "samsyn_bench_stock",
    "samsyn_bench_stock_sqlalchemy",
)  # both call their table the same
_SQLALCHEMY: Final = "eventsourcing_sqlalchemy"
_STOCK: Final = {SQLITE: "eventsourcing.sqlite", POSTGRES: "eventsourcing.postgres"}
_LEAST: Final = {SQLITE: 1.0, POSTGRES: 0.7}


def measure(measuring: Measuring) -> Iterator[Table]:
    """Yield a table for each database."""
    with ExitStack() as stack:
        given = json.dumps({one: _places(measuring, one) for one in DATABASES})
        ours = [
            stack.enter_context(working(sys.executable, "-m", "bench.deciders", given))
            for _ in range(2)
        ]
        for schema in _SCHEMAS:
            measuring.everywhere.drop(schema)
        own, plain = (stack.enter_context(_stock(measuring, kind)) for kind in ("own", "given"))
        every = {one: _contestants(measuring, one, ours, own, plain) for one in DATABASES}
        together = [one for by_name in every.values() for one in by_name.values()]
        interleave(together, measuring.rounds, measuring.say)
        for database, contestants in every.items():
            said = _settings(database, ours[0], own, plain)
            yield _table(database, contestants, said)


def _places(measuring: Measuring, database: str) -> Mapping[str, str]:
    everywhere = measuring.everywhere
    filled = copy_of(everywhere, database, "store", SHAPE, measuring.say)
    alone = everywhere.place(database, "alone")
    migrate(alone.open())
    alone.close()
    return {
        "url": filled.url,
        "filled": filled.schema,
        "alone": alone.url,
        "alone_schema": alone.schema,
    }


def _stock(measuring: Measuring, kind: str) -> AbstractContextManager[Worker]:
    everywhere = measuring.everywhere
    return working(
        str(STOCK / "bin" / "python"),
        *("-m", "bench.stock.saving", kind),
        *(str(everywhere.folder), everywhere.postgres_url, *_SCHEMAS),
    )


def _contestants(
    measuring: Measuring, database: str, ours: Sequence[Worker], own: Worker, plain: Worker
) -> Mapping[tuple[str, str], Contestant]:
    """Return what is measured on a database, by its name and who does it."""
    tasks = {name: (ours[:1], f"{name}, {database}") for name in ("bare", *_OURS)}
    tasks |= {
        _STOCK[database]: ([own], _STOCK[database]),
        _SQLALCHEMY: ([own], f"{_SQLALCHEMY}, {database}"),
    }
    if database == SQLITE:
        tasks |= {
            f"{_STOCK[database]} as it comes": ([plain], _STOCK[database]),
            f"{_SQLALCHEMY} as it comes": ([plain], f"{_SQLALCHEMY}, {database}"),
        }
    found = {
        (name, _by(threads)): Contestant(
            f"{task}, {threads}", partial(turn_of, workers, task, threads, measuring.seconds)
        )
        for name, (workers, task) in tasks.items()
        for threads in (1, _MANY)
    }
    for name in ("decision", "registration"):
        task = f"{name}, {database}"
        turn = partial(turn_of, ours, task, _MANY // 2, measuring.seconds)
        found[name, _TWO] = Contestant(f"{task}, {_TWO}", turn)
    return found


def _by(threads: int) -> str:
    return str(threads)


def _table(database: str, contestants: Mapping[tuple[str, str], Contestant], said: str) -> Table:
    rows = tuple(_row(database, name, by, contestants) for name, by in contestants)
    return Table(f"Store, {database}", rows, said)


def _row(
    database: str, name: str, by: str, contestants: Mapping[tuple[str, str], Contestant]
) -> Row:
    own = contestants[name, by]
    baselines = ("bare", _STOCK[database], _SQLALCHEMY)
    at = str(_MANY) if by == _TWO else by
    ratios = {f"× {_heading(one)}": own.rate_to(contestants[one, at]) for one in baselines}
    figures = {
        "a second": own.rate,
        "p50, ms": own.quantile(50) * 1000,
        "p99, ms": own.quantile(99) * 1000,
        "CPU, ms": own.processor * 1000,
        **ratios,
    }
    aimed = name in ("decision", "registration") and by == "1"
    aims = (Aim(f"× {_SQLALCHEMY}", "≥", _LEAST[database]),) if aimed else ()
    return Row(f"{_OURS.get(name) or _heading(name)}; {by}", figures, aims)


def _heading(baseline: str) -> str:
    return "INSERT + COMMIT" if baseline == "bare" else baseline


def _settings(database: str, ours: Worker, own: Worker, plain: Worker) -> str:
    """Return in a sentence how durable each is, as its own connection says."""
    told = {
        "Samsyn": ours.ask(settings=f"decision, {database}"),
        "INSERT + COMMIT": ours.ask(settings=f"bare, {database}"),
        _STOCK[database]: own.ask(settings=_STOCK[database]),
        _SQLALCHEMY: own.ask(settings=f"{_SQLALCHEMY}, {database}"),
    }
    if database == SQLITE:
        told |= {
            f"{_STOCK[database]} as it comes": plain.ask(settings=_STOCK[database]),
            f"{_SQLALCHEMY} as it comes": plain.ask(settings=f"{_SQLALCHEMY}, {database}"),
        }
    durable = "; ".join(f"{name}: {settings}" for name, settings in told.items())
    return f"{durable}. The stock environment: {own.ask(settings='versions')}. {_BESIDE}"
