"""The library's way to our recorders, from an environment that is always given."""

from __future__ import annotations

from typing import Any, NoReturn

from eventsourcing.persistence import InfrastructureFactory, TrackingRecorder
from eventsourcing.utils import Environment, EnvType

from infrastructure.database import Database
from infrastructure.event_log.recorders import LogAggregateRecorder, LogRecorder


class LogFactory(InfrastructureFactory[TrackingRecorder]):
    """Makes the recorders of one log.

    `env` names it (DATABASE_URL, DATABASE_SCHEMA) unless `database` is given, and is never the
    environment of the process: the library would let a stray COMPRESSOR_TOPIC there change what
    is stored, and so what is hashed.

    Raises:
        ValueError: no environment is given, or it names no database.
    """

    DATABASE_URL = "DATABASE_URL"
    DATABASE_SCHEMA = "DATABASE_SCHEMA"

    def __init__(self, env: Environment | EnvType | None, database: Database | None = None) -> None:
        if env is None:
            raise ValueError("The environment is given, not read from the process")
        super().__init__(env)
        self._owned = database is None
        self._database = database or self._from_environment()

    def aggregate_recorder(self, purpose: str = "events") -> LogAggregateRecorder:
        """Return a recorder of the log's streams.

        Raises:
            NotImplementedError: `purpose` is another than "events".
        """
        if purpose != "events":
            _refuse(f"{purpose} recorder", "no snapshots are stored: states are cached in memory")
        return LogAggregateRecorder(self._database)

    def application_recorder(self) -> LogRecorder:
        """Return a recorder of the log."""
        return LogRecorder(self._database)

    def tracking_recorder(self, tracking_recorder_class: type[Any] | None = None) -> NoReturn:
        """Refuse: what has been processed is what is in the transaction.

        Raises:
            NotImplementedError: always.
        """
        del tracking_recorder_class
        _refuse("tracking recorder", "read models are written in the transaction of their events")

    def process_recorder(self) -> NoReturn:
        """Refuse, as `tracking_recorder`.

        Raises:
            NotImplementedError: always.
        """
        _refuse("process recorder", "read models are written in the transaction of their events")

    def close(self) -> None:
        """Close the database if this factory opened it."""
        if self._owned:
            self._database.close()

    def _from_environment(self) -> Database:
        url = self.env.get(self.DATABASE_URL)
        if not url:
            raise ValueError(f"The environment has no {self.DATABASE_URL}")
        return Database(url, schema=self.env.get(self.DATABASE_SCHEMA, "samsyn"))


def _refuse(thing: str, why: str) -> NoReturn:
    raise NotImplementedError(f"The log has no {thing}: {why}")
