"""A worker that saves one event at a time with the library's stock modules.

``python -m bench.stock.saving <own|given> <folder> <PostgreSQL URL> <schema> <schema>``, in the
stock environment: ``given`` on the SQLite that Python comes with, and with the settings that the
modules choose; ``own`` on the SQLite that Samsyn brings, and as durable as Samsyn is.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import partial
from importlib.metadata import version
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.application import Application
from psycopg.conninfo import conninfo_to_dict

from bench.durable import of_postgres, of_sqlite
from bench.stock.aggregate import StockBudget
from bench.worker import Act, Task, serve


def main(sqlite: str, folder: str, url: str, *schemas: str) -> None:
    """Serve a task for each module and database."""
    if sqlite == "own":
        _take_the_sqlite_of_samsyn()
    tasks = {
        "eventsourcing.sqlite": _stock_sqlite(f"{folder}/stock-{sqlite}.db"),
        "eventsourcing_sqlalchemy, SQLite": _sqlalchemy(
            f"sqlite:///{folder}/stock-{sqlite}-sqlalchemy.db"
        ),
    }
    if sqlite == "own":
        with psycopg.connect(url) as connection:
            for schema in schemas:
                connection.execute(f'CREATE SCHEMA "{schema}"'.encode())
        tasks["eventsourcing.postgres"] = _stock_postgres(url, schemas[0])
        tasks["eventsourcing_sqlalchemy, PostgreSQL"] = _sqlalchemy(
            f"postgresql+psycopg://{url.partition('://')[2]}", schemas[1]
        )
    tasks["versions"] = Task(lambda _: (), _versions)
    serve(tasks)


def _take_the_sqlite_of_samsyn() -> None:
    """Let the modules find the driver that Samsyn uses, every commit of it on the disk."""
    import pysqlite3  # noqa: PLC0415 - only then is it loaded

    plain = pysqlite3.dbapi2.connect

    def connect(*given: Any, **options: Any) -> Any:
        connection = plain(*given, **options)
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    pysqlite3.connect = pysqlite3.dbapi2.connect = connect
    sys.modules["sqlite3"], sys.modules["sqlite3.dbapi2"] = pysqlite3, pysqlite3.dbapi2


def _stock_sqlite(path: str) -> Task:
    app = _application({"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": path})

    def settings() -> str:
        with app.factory.datastore.get_connection(commit=True) as connection:
            return of_sqlite(partial(_scalar, connection.cursor()))

    return Task(partial(_savers, app), settings)


def _stock_postgres(url: str, schema: str) -> Task:
    given = conninfo_to_dict(url)
    app = _application(
        {
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": str(given["dbname"]),
            "POSTGRES_HOST": str(given["host"]),
            "POSTGRES_PORT": str(given.get("port") or 5432),
            "POSTGRES_USER": str(given["user"]),
            "POSTGRES_PASSWORD": str(given.get("password") or ""),
            "POSTGRES_SCHEMA": schema,
        }
    )

    def settings() -> str:
        with app.factory.datastore.cursor() as cursor:
            return of_postgres(lambda asked: next(iter(cursor.execute(asked).fetchone().values())))

    return Task(partial(_savers, app), settings)


def _sqlalchemy(url: str, schema: str | None = None) -> Task:
    environment = {"PERSISTENCE_MODULE": "eventsourcing_sqlalchemy", "SQLALCHEMY_URL": url}
    if schema:
        environment["SQLALCHEMY_SCHEMA"] = schema
    app = _application(environment)
    say = of_postgres if schema else of_sqlite

    def settings() -> str:
        _saver(app)()  # the journal's mode is set with the first
        with app.factory.datastore.engine.connect() as connection:
            return say(lambda asked: connection.exec_driver_sql(asked).scalar())

    return Task(partial(_savers, app), settings)


def _application(environment: Mapping[str, str]) -> Any:
    return Application[UUID](env=dict(environment))


def _savers(app: Any, threads: int) -> Sequence[Act]:
    """Return for each thread what saves one event of an aggregate of its own."""
    return [_saver(app) for _ in range(threads)]


def _saver(app: Any) -> Act:
    budget = StockBudget()
    app.save(budget)

    def save() -> None:
        budget.reallocate()
        app.save(budget)

    return save


def _scalar(cursor: Any, asked: str) -> Any:
    cursor.execute(asked)
    return cursor.fetchone()[0]


def _versions() -> str:
    named = ("eventsourcing", "eventsourcing_sqlalchemy", "SQLAlchemy", "psycopg")
    return ", ".join(f"{name} {version(name)}" for name in named)


if __name__ == "__main__":
    main(*sys.argv[1:])
