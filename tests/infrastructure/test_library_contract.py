"""The library's own cases for what implements its recorders, on both databases.

They are unittest classes; each takes its database from our fixtures before it runs.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from eventsourcing.persistence import InfrastructureFactory, ProcessRecorder, TrackingRecorder
from eventsourcing.tests.persistence import (
    AggregateRecorderTestCase,
    ApplicationRecorderTestCase,
    InfrastructureFactoryTestCase,
    NonInterleavingNotificationIDsBaseCase,
)
from eventsourcing.utils import Environment, get_topic

from infrastructure.database import Database
from infrastructure.event_log.factory import LogFactory
from infrastructure.event_log.recorders import LogAggregateRecorder, LogRecorder
from tests.conftest import Store


class _OnSqlite:
    store: Store
    database: Database

    @pytest.fixture(autouse=True)
    def _on_sqlite(self, sqlite_store: Store) -> None:
        self.store = sqlite_store
        self.database = sqlite_store.open()


class _OnPostgres:
    store: Store
    database: Database

    @pytest.fixture(autouse=True)
    def _on_postgres(self, postgres_store: Store) -> None:
        self.store = postgres_store
        self.database = postgres_store.open()


class _AggregateRecorder(AggregateRecorderTestCase):
    database: Database

    def new_originator_id(self) -> str:
        return f"test/{uuid4()}"

    def create_recorder(self) -> LogAggregateRecorder:
        return LogAggregateRecorder(self.database)


class _ApplicationRecorder(ApplicationRecorderTestCase[LogRecorder]):
    database: Database

    def new_originator_id(self) -> str:
        return f"test/{uuid4()}"

    def create_recorder(self) -> LogRecorder:
        return LogRecorder(self.database)

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()

    def test_concurrent_no_conflicts(self, initial_position: int = 0) -> None:
        before = set(threading.enumerate())
        super().test_concurrent_no_conflicts(initial_position)
        for reader in set(threading.enumerate()) - before:
            reader.join()  # the case leaves them reading, on connections that are then closed


class _NonInterleaving(NonInterleavingNotificationIDsBaseCase):
    database: Database

    def new_originator_id(self) -> str:
        return f"test/{uuid4()}"

    def create_recorder(self) -> LogRecorder:
        return LogRecorder(self.database)


class _Factory(InfrastructureFactoryTestCase[LogFactory]):
    store: Store

    @pytest.fixture(autouse=True)
    def _environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COMPRESSOR_TOPIC", "zlib")  # of the process: never read

    def setUp(self) -> None:
        self.env = Environment(
            env={
                LogFactory.PERSISTENCE_MODULE: "infrastructure.event_log.factory",
                LogFactory.DATABASE_URL: self.store.url,
                LogFactory.DATABASE_SCHEMA: self.store.schema,
            }
        )
        super().setUp()

    def expected_factory_class(self) -> type[LogFactory]:
        return LogFactory

    def expected_aggregate_recorder_class(self) -> type[LogAggregateRecorder]:
        return LogAggregateRecorder

    def expected_application_recorder_class(self) -> type[LogRecorder]:
        return LogRecorder

    def expected_tracking_recorder_class(self) -> type[TrackingRecorder]:
        raise AssertionError("there is none")

    def tracking_recorder_subclass(self) -> type[TrackingRecorder]:
        raise AssertionError("there is none")

    def expected_process_recorder_class(self) -> type[ProcessRecorder]:
        raise AssertionError("there is none")

    def test_create_tracking_recorder(self) -> None:
        _refused(self.factory.tracking_recorder, "tracking recorder")

    def test_create_process_recorder(self) -> None:
        _refused(self.factory.process_recorder, "process recorder")

    def test_no_recorder_of_snapshots_is_made(self) -> None:
        _refused(lambda: self.factory.aggregate_recorder("snapshots"), "snapshots recorder")


class TestAggregateRecorderOnSqlite(_OnSqlite, _AggregateRecorder):
    pass


class TestAggregateRecorderOnPostgres(_OnPostgres, _AggregateRecorder):
    pass


class TestApplicationRecorderOnSqlite(_OnSqlite, _ApplicationRecorder):
    pass


class TestApplicationRecorderOnPostgres(_OnPostgres, _ApplicationRecorder):
    pass


class TestNonInterleavingOnSqlite(_OnSqlite, _NonInterleaving):
    pass


class TestNonInterleavingOnPostgres(_OnPostgres, _NonInterleaving):
    pass


class TestFactoryOnSqlite(_OnSqlite, _Factory):
    pass


class TestFactoryOnPostgres(_OnPostgres, _Factory):
    pass


# Imported to be built on, not to be collected here.
del AggregateRecorderTestCase, ApplicationRecorderTestCase
del NonInterleavingNotificationIDsBaseCase, InfrastructureFactoryTestCase
del _AggregateRecorder, _ApplicationRecorder, _NonInterleaving, _Factory


def test_the_environment_of_the_process_is_never_taken_for_granted() -> None:
    with pytest.raises(ValueError, match="not read from the process"):
        LogFactory(None)


def test_a_factory_without_an_address_is_refused() -> None:
    with pytest.raises(ValueError, match="DATABASE_URL"):
        InfrastructureFactory.construct({"PERSISTENCE_MODULE": get_topic(LogFactory)})


def _refused(make: Callable[[], Any], thing: str) -> None:
    with pytest.raises(NotImplementedError, match=thing):
        make()
