"""A log that the first version wrote is read by this one, and goes on from where it was.

`first_version/log.jsonl` is what that version stored: six members, a key in force by six
consents, one refused, and one that waits for the last; a member that the board let join.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import delete, insert

from infrastructure.database import Database
from infrastructure.migrate import config_of, current, newest
from infrastructure.rebuild import bring_up, check
from infrastructure.tables import events, log_head, texts
from tests.built import quiet
from tests.conftest import Store
from tests.interfaces.world import AGREEMENT, Api, consent, fund, serving
from tests.make import CODES, uid

FIRST_VERSION = Path(__file__).parent / "first_version"
_TABLES = {"events": events, "texts": texts, "log_head": log_head}
_BYTES = ("salt", "leaf", "frontier")


def stored() -> list[dict[str, Any]]:
    lines = (FIRST_VERSION / "log.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def row(stored_: dict[str, Any]) -> dict[str, Any]:
    """Return a row as it is inserted."""
    values = {name: value for name, value in stored_.items() if name != "table"}
    for name in _BYTES:
        if name in values:
            values[name] = bytes.fromhex(values[name])
    if "state" in values:
        values["state"] = values["state"].encode()
    if "recorded" in values:
        values["recorded"] = datetime.fromisoformat(values["recorded"])
    return values


@pytest.fixture
def first(empty_store: Store) -> Database:
    """Return a database of the first version's revision, with the log it wrote."""
    database = empty_store.open()
    with database.set_up() as connection:
        command.upgrade(config_of(connection), "0002")
        connection.execute(delete(log_head))
        for one in stored():
            connection.execute(insert(_TABLES[one["table"]]), row(one))
    return database


def test_it_is_brought_up_with_its_read_models_in_one_go(first: Database) -> None:
    assert current(first) == "0002"
    assert bring_up(first, quiet)
    assert current(first) == newest()
    head, differences = check(first, quiet)
    assert (head, differences) == (56, ())
    assert not bring_up(first, quiet), "there is nothing more to do"


@pytest.fixture
def api(first: Database) -> Any:
    bring_up(first, quiet)
    with serving(first) as served:
        yield served


def test_every_share_is_what_it_was(api: Api) -> None:
    before = json.loads((FIRST_VERSION / "shares.json").read_text())
    now = api.shares(fiscalYear=2026)
    assert {"/".join(map(str, key)): amount for key, amount in now.items()} == before


def test_the_key_that_waited_by_itself_enters_into_force_at_the_last_consent(api: Api) -> None:
    shares = api.shares(fiscalYear=2026)
    registered = api.register("/consents", consent(CODES[-1], uid("waiting")))
    assert [event["topic"] for event in registered["events"]] == [
        "agreement.consent_given",
        "agreement.decision_entered_into_force",
        "agreement.cost_key_entered_into_force",
    ]
    assert api.shares(fiscalYear=2026) != shares
    keys = {one["keyId"]: one for one in api.read(f"/agreements/{AGREEMENT}/cost-keys")}
    assert keys[str(uid("waiting"))]["standing"] == "in_force"
    decision = api.read(f"/decisions/{keys[str(uid('waiting'))]['decisionId']}")
    assert decision["standing"] == "in_force"
    assert decision["consequences"]


def test_a_refusal_ends_the_key_that_waited_by_itself(api: Api) -> None:
    api.register("/consents", consent(CODES[-1], uid("waiting"), outcome="refused"))
    keys = {one["keyId"]: one for one in api.read(f"/agreements/{AGREEMENT}/cost-keys")}
    standings = [keys[str(uid(name))]["standing"] for name in ("key", "refused", "waiting")]
    assert standings == ["in_force", "lapsed", "lapsed"]


def test_the_log_goes_on(api: Api) -> None:
    before = api.position
    api.decide(fund(100_00))
    assert api.position == before + 2
    assert check(api.database, quiet)[1] == ()
