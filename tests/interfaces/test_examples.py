"""Every example of a request in the API's description works as it stands, on the Dalsland case.

What `samsyn demo` loads is there, and nothing else: no example needs another one before it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from domain.authority import AUTHORITY
from interfaces.http.answering import Service
from interfaces.http.app import create_api
from interfaces.http.examples.things import BOARD
from tests.conftest import Store
from tests.interfaces.example_answers import THEN
from tests.interfaces.world import Api, Clock, JsonObject, Relay, serving

_ON_BOTH = {
    "adoptCostKey",
    "adoptSteeringDocument",
    "closeFiscalYear",
    "moveProject",
    "reverseDecision",
    "transferBudget",
    "consent",
    "commitment",
    "credit",
    "carriedOut",
}
"""Those that are tried on PostgreSQL as well as on SQLite: one or two from each stream."""


def _examples() -> Iterator[tuple[str, str, Any]]:
    """Yield each path that takes a request, with the name of each example and the request."""
    document = create_api(Service(log=Relay(), clock=Clock(), operator="local")).openapi()
    for path, methods in document["paths"].items():
        if "post" in methods:
            content = methods["post"]["requestBody"]["content"]["application/json"]
            for name, example in content["examples"].items():
                yield path, name, example["value"]


EXAMPLES = tuple(_examples())
ON_SQLITE = [pytest.param("sqlite", *one, id=f"{one[1]}-sqlite") for one in EXAMPLES]
ON_POSTGRES = [
    pytest.param("postgres", *one, id=f"{one[1]}-postgres")
    for one in EXAMPLES
    if one[1] in _ON_BOTH
]
DECISIONS = [request for path, _, request in EXAMPLES if path == "/decisions"]


@pytest.fixture
def store(request: pytest.FixtureRequest) -> Store:
    """Say where the log of one test is kept: where it is parametrised to be."""
    found: Store = request.getfixturevalue(f"{request.node.callspec.params['kept']}_store")
    return found


@pytest.fixture
def dalsland(dalsland_store: Store) -> Iterator[Api]:
    """Serve a copy of the Dalsland case, on the day that the examples are about."""
    with serving(dalsland_store.open(), Clock(THEN)) as api:
        yield api


@pytest.mark.parametrize(("kept", "path", "name", "request_"), [*ON_SQLITE, *ON_POSTGRES])
def test_an_example_is_recorded_as_it_stands(
    kept: str, path: str, name: str, request_: JsonObject, dalsland: Api
) -> None:
    before = dalsland.position
    if path == "/rehearsals":
        tried = dalsland.post(path, request_)
        assert tried.status == 200, tried.body
        assert all(one["taken"] and not one["refusals"] for one in tried.data["decisions"])
        assert dalsland.position == before
        return
    if path == "/decisions":
        rehearsed = dalsland.post(path, request_, rehearse="true")
        assert rehearsed.status == 200, rehearsed.body
        assert rehearsed.data["refusals"] == []
        assert dalsland.position == before
    recorded = dalsland.post(path, request_)
    assert recorded.status == 201, f"{name} on {kept}: {recorded.body}"
    assert dalsland.position > before
    assert dalsland.get(recorded.headers["location"]).status == 200


def test_there_is_one_of_every_kind_of_decision_and_of_every_registration() -> None:
    assert {one["resolutions"][0]["kind"] for one in DECISIONS} == AUTHORITY.keys()
    assert {name for _, name, _ in EXAMPLES} >= _ON_BOTH


def test_they_are_decisions_of_the_board() -> None:
    assert {one["bodyId"] for one in DECISIONS} == {BOARD}


def test_none_is_about_what_has_not_happened_yet() -> None:
    said = json.dumps(EXAMPLES)
    happened = re.findall(r'"(?:decidedOn|dated|initiatedOn)": "(\d{4}-\d{2}-\d{2})"', said)
    assert happened
    assert all(date.fromisoformat(day) <= THEN.date() for day in happened)
