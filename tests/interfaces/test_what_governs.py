"""What governs money is kept while it stands: never of what was undone, nor for another moment."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text

from application.decisions import take_in
from domain.decision import Decision
from infrastructure.read_models.governing import GOVERNING
from infrastructure.rebuild import check, rebuild
from interfaces.main import open_log
from tests.built import quiet
from tests.interfaces.world import (
    FIVE,
    OF_FOUR,
    OF_SIX,
    SIX,
    STEERING,
    Api,
    allocate,
    constellation,
    decision,
    noted,
    resolution,
)

FIRST = "2026-01-01"


def moved(to: Any, project: Any = OF_SIX) -> Any:
    return resolution(
        "changeProjectConstellation", projectId=project, constellationId=to, effectiveFrom=FIRST
    )


def rows(api: Api) -> int:
    with api.database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(GOVERNING)).scalar_one())


def who_shares(api: Api, **at: Any) -> set[str]:
    return set(api.project_shares(OF_SIX, "budget", validAt="2026-12-31", **at))


def test_only_what_says_more_than_money_has_a_row(api: Api) -> None:
    before = rows(api)
    api.decide(allocate(100, OF_FOUR), bodyId=STEERING)
    api.cost(100)
    api.decide(noted())
    assert rows(api) == before
    api.decide(moved(FIVE))
    assert rows(api) == before + 1


def test_shares_follow_a_constellation_and_are_as_they_were_before_it(api: Api) -> None:
    position, before = api.position, who_shares(api)
    api.decide(moved(FIVE))
    after = who_shares(api)
    assert len(after) < len(before)
    assert who_shares(api, knownAt=f"position:{position}") == before
    api.decide(moved(SIX))
    assert who_shares(api) == before


def test_what_is_rehearsed_governs_nothing(api: Api) -> None:
    before = who_shares(api)
    for _ in range(2):
        tried = api.rehearse(moved(FIVE))
        assert tried["consequences"]
        assert who_shares(api) == before


def test_another_content_under_a_rehearsed_id_is_not_taken_for_what_was_rehearsed(
    api: Api,
) -> None:
    """The same position, the same entry, and another constellation."""
    mine = str(uuid4())
    tried = api.post("/decisions", decision(moved(FIVE), decisionId=mine), rehearse="true").data
    taken = api.decide(moved(FIVE, OF_FOUR), decisionId=mine)
    assert taken["consequences"] != tried["consequences"]
    assert len(who_shares(api)) == len(
        {one["member"] for one in tried["consequences"] if one["before"]["amount"] != "0.00"}
    )


def test_what_another_process_decides_governs_at_once(api: Api) -> None:
    before = who_shares(api)
    content = json.dumps(decision(moved(FIVE)))
    with open_log(api.database, api.clock).transaction() as transaction:
        take_in(transaction, Decision.model_validate_json(content), "another")
    assert len(who_shares(api)) < len(before)
    api.decide(allocate(100, OF_SIX), bodyId=STEERING)
    assert len(who_shares(api)) < len(before)


def test_a_changed_name_is_read_from_its_position(api: Api) -> None:
    first = api.decide(allocate(100, OF_SIX), bodyId=STEERING)
    position = api.position
    api.decide(constellation(SIX, "Hela Dalsland", ["1438", "1439"], effectiveFrom="2027-01-01"))
    again = api.read(f"/decisions/{first['decisionId']}", knownAt=f"position:{position}")
    assert again["consequences"] == first["consequences"]


def test_a_position_that_is_tried_twice_in_a_list_is_judged_by_what_it_holds(api: Api) -> None:
    """The first of the list is refused and undone; the second takes its positions."""
    too_much = allocate(10**12, OF_SIX)
    refused = decision(moved(FIVE), too_much, bodyId=STEERING)
    alone = api.post("/rehearsals", {"decisions": [decision(moved(SIX, OF_FOUR))]}).data
    after = api.post("/rehearsals", {"decisions": [refused, decision(moved(SIX, OF_FOUR))]}).data
    assert [one["taken"] for one in after["decisions"]] == [False, True]
    assert after["consequences"] == alone["consequences"] != []


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE posting SET amount = amount * 2 WHERE account = 'allocated'",
        "UPDATE agreement_facet SET value = replace(value, 'styrgrupp', 'förening')",
    ],
)
def test_what_was_kept_of_wrong_read_models_is_not_found_after_a_rebuild(
    api: Api, wrong: str
) -> None:
    """Figures and names read of them would otherwise be told until the server is started again."""
    right = answers(api)
    rebuild(api.database, quiet)  # and nothing that is kept is found from here on
    with api.database.write() as connection:
        connection.execute(text(wrong))
    assert answers(api) != right
    _, differences = check(api.database, quiet)
    assert differences
    rebuild(api.database, quiet)
    assert answers(api) == right
    assert check(api.database, quiet) == (api.position, ())


def test_read_models_that_are_made_again_have_tokens_of_their_own(api: Api) -> None:
    seen = set()
    for _ in range(3):
        rebuild(api.database, quiet)
        with api.database.read() as connection:
            seen |= set(connection.execute(select(GOVERNING.c.token)).scalars())
    assert len(seen) == 3 * rows(api)
    assert check(api.database, quiet) == (api.position, ())


def answers(api: Api) -> Any:
    return [
        api.shares(fiscalYear=2026, validAt="2026-12-31"),
        api.read("/decisions"),
    ]
