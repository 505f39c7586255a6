"""A store that cannot answer: a clear problem through the API, and all is well afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import make_url
from structlog.testing import capture_logs

from application.log import Log, Snapshot, Transaction
from domain.errors import CorruptStream
from infrastructure.database import Database
from infrastructure.event_log import lock_head
from tests.built import copy_rows
from tests.conftest import Store
from tests.infrastructure.mishaps import checkpoint, hang_up
from tests.interfaces import world
from tests.interfaces.world import Answered, Api, JsonObject, cost, decision, fund, noted, serving

SOON = 0.05
"""Seconds to wait for what will not come."""


def unavailable(answer: Answered, code: str) -> JsonObject:
    problem: JsonObject = answer.body
    assert (answer.status, problem["code"]) == (503, code), answer.content
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) > 0
    assert problem["sv"] != problem["en"]
    said = answer.content.decode()
    for inside in ("sqlite", "psycopg", "postgres", "/tmp", "SELECT", "Traceback"):
        assert inside not in said
    return problem


@contextmanager
def held(database: Database) -> Iterator[None]:
    """Hold the log in another process's place, until the block ends."""
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        with database.write() as connection:
            lock_head(connection)
            taken.set()
            done.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    taken.wait()
    try:
        yield
    finally:
        done.set()
        thread.join()


def test_a_locked_log_is_told_and_read_all_the_same_and_written_when_it_is_free(
    world_store: Store,
) -> None:
    database = world_store.open(lock_timeout=SOON)
    with serving(database, rehearse_timeout=SOON) as api:
        before = api.position
        body = decision(fund(1_00))
        key = {"Idempotency-Key": '"k1"'}
        with held(world_store.open()):
            unavailable(api.post("/decisions", body, headers=key), "store_is_locked")
            unavailable(api.post("/decisions", body, rehearse="true"), "store_is_locked")
            unavailable(api.post("/rehearsals", {"decisions": [body]}), "store_is_locked")
            unavailable(api.post("/costs", cost(1_00)), "store_is_locked")
            assert api.position == before
            assert api.http.get("/health").status_code == 200
        first = api.post("/decisions", body, headers=key)
        assert first.status == 201
        assert api.post("/decisions", body, headers=key).content == first.content
        assert api.position == before + 2


def test_a_file_that_is_only_read_takes_nothing_and_says_so(sqlite_world_store: Store) -> None:
    url = f"{sqlite_world_store.url}?mode=ro"
    with serving(Store(url).open()) as api:
        before = api.stored()
        unavailable(api.post("/decisions", decision(noted())), "store_is_read_only")
        unavailable(api.post("/costs", cost(1_00)), "store_is_read_only")
        assert api.stored() == before
        api.database.close()
    with serving(sqlite_world_store.open()) as api:
        api.decide(noted())


@pytest.fixture
def sqlite_world_store(request: pytest.FixtureRequest, sqlite_store: Store) -> Store:
    source = request.getfixturevalue("sqlite_world")
    sqlite_store.path.write_bytes(source.read_bytes())
    return sqlite_store


@pytest.fixture
def postgres_world_store(request: pytest.FixtureRequest, postgres_store: Store) -> Store:
    world = request.getfixturevalue("postgres_world")
    copy_rows(postgres_store.url, world, postgres_store.schema)
    return postgres_store


@pytest.fixture
def reader(postgres_world_store: Store) -> Iterator[Store]:
    """Make a role that may read the schema, and nothing else."""
    role, schema = f"reader_{uuid4().hex}", postgres_world_store.schema
    with psycopg.connect(postgres_world_store.url) as connection:
        for statement in (
            f"CREATE ROLE {role} LOGIN PASSWORD 'only for a test'",
            f'GRANT USAGE ON SCHEMA "{schema}" TO {role}',
            f'GRANT SELECT ON ALL TABLES IN SCHEMA "{schema}" TO {role}',
        ):
            connection.execute(statement.encode())
    url = make_url(postgres_world_store.url).set(username=role, password="only for a test")
    store = Store(url.render_as_string(hide_password=False), schema)
    yield store
    store.close()
    with psycopg.connect(postgres_world_store.url) as connection:
        for statement in (f"DROP OWNED BY {role}", f"DROP ROLE {role}"):
            connection.execute(statement.encode())


def test_a_schema_that_is_only_read_takes_nothing_and_says_so(
    reader: Store, postgres_world_store: Store
) -> None:
    with serving(reader.open()) as api:
        before = api.stored()
        unavailable(api.post("/decisions", decision(noted())), "store_is_read_only")
        unavailable(
            api.post("/decisions", decision(noted()), rehearse="true"), "store_is_read_only"
        )
        assert api.stored() == before
    with serving(postgres_world_store.open()) as api:
        api.decide(noted())


def test_a_file_that_is_gone_is_told_by_every_address_until_it_is_back(
    sqlite_world_store: Store,
) -> None:
    path = sqlite_world_store.path
    with serving(sqlite_world_store.open()) as api:
        api.decide(noted())
        before = api.position
        checkpoint(api.database)
        aside = path.with_suffix(".aside")
        path.rename(aside)
        for answer in (
            api.get("/shares"),
            api.get("/events"),
            api.post("/decisions", decision(noted())),
            api.post("/decisions", decision(noted()), rehearse="true"),
        ):
            unavailable(answer, "store_is_gone")
        health = api.http.get("/health")
        assert (health.status_code, health.json()["code"]) == (503, "store_is_gone")
        assert not path.exists(), "no new and empty log is made"
        aside.rename(path)
        assert api.decide(noted())["position"] == before + 1
        assert api.http.get("/health").json() == {"status": "ok", "position": before + 1}


def test_a_server_that_is_not_there_is_told(world_store: Store) -> None:
    nowhere = Database("postgresql://nobody@/none?host=/nowhere")
    with serving(nowhere) as api:
        unavailable(api.get("/shares"), "store_is_gone")
        unavailable(api.post("/decisions", decision(noted())), "store_is_gone")
        assert api.http.get("/health").status_code == 503
    with serving(world_store.open()) as api:
        api.decide(noted())


# --- In the middle of a decision ----------------------------------------------------------------


@dataclass
class Interrupted:
    """A log in whose next transaction something happens before it is committed."""

    log: Log
    happens: Callable[[], None]

    @contextmanager
    def transaction(self, *, rehearse: bool = False) -> Iterator[Transaction]:
        with self.log.transaction(rehearse=rehearse) as transaction:
            yield transaction
            self.happens()

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        return self.log.snapshot()


def interrupted(api: Api, happens: Callable[[], None]) -> Answered:
    """Post a decision in whose transaction, after all is written, something happens."""
    _, relay = world._application()
    whole = relay.log
    assert whole is not None
    relay.log = Interrupted(whole, happens)
    try:
        return api.post("/decisions", decision(fund(1_00), noted()))
    finally:
        relay.log = whole


def test_a_server_that_hangs_up_in_the_middle_of_a_decision_leaves_no_half_of_it(
    postgres_world_store: Store,
) -> None:
    with serving(postgres_world_store.open()) as api:
        stored = api.stored()
        for _ in range(2):
            answer = interrupted(api, lambda: hang_up(postgres_world_store))
            unavailable(answer, "store_is_gone")
            assert api.stored() == stored
        api.decide(fund(1_00))
        hang_up(postgres_world_store)
        api.decide(fund(1_00))


@pytest.mark.parametrize("error", [RuntimeError, CorruptStream, ValueError, KeyError])
def test_an_error_of_ours_in_the_middle_of_a_decision_shows_nothing_and_leaves_nothing(
    api: Api, error: type[Exception]
) -> None:
    stored = api.stored()

    def fail() -> None:
        raise error("hemligt: SELECT * FROM texts WHERE /srv/samsyn.db")

    with capture_logs() as logged:
        answer = interrupted(api, fail)
    assert "unexpected" in {line["event"] for line in logged if line["log_level"] == "error"}
    problem = api.refused(answer, 500, "internal_error")
    assert "hemligt" not in str(problem)
    assert "samsyn.db" not in str(problem)
    assert api.stored() == stored
    api.decide(fund(1_00), noted())
