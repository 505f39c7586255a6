"""Deviations through the API: open until noted or remedied, as of any pair of times."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from domain.budget.deviations import deviation_id
from domain.budget.events import DeviationCode
from tests.interfaces.money_facts import commitment, commitment_end, credit, note_deviation
from tests.interfaces.world import (
    ELSEWHERE,
    OF_FOUR,
    OF_SIX,
    OTHER_PROGRAM,
    OTHER_STEERING,
    PROGRAM,
    STEERING,
    TO_SIX,
    Api,
    JsonObject,
    allocate,
    document,
    money,
    ore,
    reallocate,
    resolution,
)
from tests.make import uid


def deviations(api: Api, **query: Any) -> list[JsonObject]:
    found: list[JsonObject] = api.read("/deviations", **query)
    return found


def the_one(api: Api, **query: Any) -> JsonObject:
    [found] = deviations(api, **query)
    return found


def named(cause: str, code: DeviationCode, year: int = 2026) -> str:
    return str(deviation_id(uid(cause), code, year))


def shown(found: JsonObject) -> tuple[str, int, int]:
    return found["standing"], ore(found["excess"]), ore(found["largest"])


def pause(api: Api, day: str) -> None:
    documents = {"directive": document(), "effectCalculation": document()}
    api.decide(
        resolution("approveProjectDirective", projectId=OF_SIX, **documents),
        resolution("approveProjectPlan", projectId=OF_SIX, plan=document()),
        resolution("startProject", projectId=OF_SIX),
        resolution("pauseProject", projectId=OF_SIX, reason="Sen leverans.", effectiveFrom=day),
    )


# --- Above what is given ------------------------------------------------------------------------


def test_what_is_above_is_open_until_the_body_has_noted_it(api: Api) -> None:
    told = api.cost(TO_SIX + 20_00)
    found = the_one(api)
    assert [one["deviationId"] for one in told["deviations"]] == [found["deviationId"]]
    assert found | {"sentence": None} == {
        "deviationId": named("cost 1", "cost_above_allocation"),
        "code": "cost_above_allocation",
        "programId": str(PROGRAM),
        "projectId": str(OF_SIX),
        "fiscalYear": 2026,
        "causedBy": str(uid("cost 1")),
        "since": "2026-03-01",
        "excess": money(20_00),
        "largest": money(20_00),
        "standing": "open",
        "noted": None,
        "notedBy": None,
        "remediedBy": None,
        "remediedOn": None,
        "sentence": None,
    }
    path = f"/programs/{PROGRAM}/budgets/2026"
    assert api.read(path)["deviations"] == [found]
    taken = api.decide(note_deviation(note="Vi godtar det."), bodyId=STEERING)
    noted = the_one(api)
    assert shown(noted) == ("noted", 20_00, 20_00)
    assert (noted["noted"], noted["notedBy"]) == (money(20_00), taken["decisionId"])
    assert api.read(path)["deviations"] == []
    assert shown(the_one(api, validAt="2026-03-01")) == ("noted", 20_00, 20_00)
    assert deviations(api, validAt="2026-02-28") == []
    assert taken["events"][0]["data"]["note"] == "Vi godtar det."
    api.refuses(409, "changes_nothing", note_deviation())


def test_a_note_holds_from_its_day_and_is_known_from_its_entry(api: Api) -> None:
    api.cost(TO_SIX + 1)
    head = api.position
    api.decide(note_deviation(effectiveFrom="2026-06-01"))
    assert shown(the_one(api, validAt="2026-05-31"))[0] == "open"
    assert shown(the_one(api, validAt="2026-06-01"))[0] == "noted"
    assert shown(the_one(api, knownAt=f"position:{head}"))[0] == "open"
    assert deviations(api, knownAt=f"position:{head - 1}") == []


def test_what_was_noted_is_open_again_when_it_grows_and_noted_when_it_shrinks(api: Api) -> None:
    api.cost(TO_SIX + 20_00)
    api.decide(note_deviation())
    told = api.cost(5_00, number="2")
    assert [one["standing"] for one in told["deviations"]] == ["open"]
    assert told["deviations"][0]["deviationId"] == named("cost 1", "cost_above_allocation")
    assert (shown(the_one(api)), the_one(api)["noted"]) == (("open", 25_00, 25_00), money(20_00))
    api.register("/credits", credit(10_00))
    assert shown(the_one(api)) == ("noted", 15_00, 25_00)


@pytest.mark.parametrize("remedy", ["an allocation", "a reallocation", "a credit"])
def test_what_is_above_is_remedied_by_the_entry_that_brings_it_back(api: Api, remedy: str) -> None:
    api.cost(TO_SIX + 20_00)
    if remedy == "a credit":
        entry = api.register("/credits", credit(20_00))["entry"]
        assert entry == str(uid("credit 1"))
    else:
        change = (
            allocate(20_00) if remedy == "an allocation" else reallocate(20_00, OF_FOUR, OF_SIX)
        )
        entry = api.decide(change)["decisionId"]
    found = the_one(api)
    assert shown(found) == ("remedied", 0, 20_00)
    assert found["remediedBy"] == entry
    assert found["remediedOn"] == ("2026-04-01" if remedy == "a credit" else "2026-01-01")
    api.refuses(409, "deviation_does_not_stand", note_deviation())


def test_half_a_remedy_leaves_the_rest_and_another_overrun_is_another_deviation(api: Api) -> None:
    api.cost(TO_SIX + 20_00)
    api.decide(allocate(15_00))
    assert shown(the_one(api)) == ("open", 5_00, 20_00)
    api.decide(allocate(5_00))
    api.cost(1_00, number="2")
    first, second = deviations(api)
    assert (first["standing"], second["standing"]) == ("remedied", "open")
    assert second["deviationId"] == named("cost 2", "cost_above_allocation")


def test_a_commitment_above_what_is_available_is_a_deviation_until_it_is_lifted(api: Api) -> None:
    told = api.register("/commitments", commitment(TO_SIX + 20_00))
    [found] = told["deviations"]
    assert (found["code"], found["excess"]) == ("commitment_above_allocation", money(20_00))
    assert "öppna åtaganden" in found["sentence"]["sv"]
    ended = api.register("/commitment-ends", commitment_end())
    assert ended["deviations"] == []
    assert the_one(api)["remediedBy"] == ended["entry"]
    assert shown(the_one(api, validAt="2026-04-30")) == ("open", 20_00, 20_00)


def test_the_cost_that_a_commitment_becomes_is_no_second_deviation(api: Api) -> None:
    api.register("/commitments", commitment(TO_SIX + 20_00))
    told = api.cost(TO_SIX + 20_00, commitmentId=str(uid("commitment 1")))
    assert told["deviations"] == []
    assert shown(the_one(api)) == ("open", 20_00, 20_00)


def test_cost_within_the_allocation_and_above_what_is_committed_beside_it_deviates(
    api: Api,
) -> None:
    api.register("/commitments", commitment(TO_SIX))
    [found] = api.cost(20_00)["deviations"]
    assert (found["code"], found["excess"]) == ("cost_above_allocation", money(20_00))


def test_what_the_reserve_is_above_is_without_a_project(api: Api) -> None:
    api.cost(30_000_001, projectId=None)
    found = the_one(api)
    assert (found["code"], found["projectId"], shown(found)) == (
        "cost_above_funding",
        None,
        ("open", 1, 1),
    )


# --- Untimely -----------------------------------------------------------------------------------


def test_cost_and_commitment_during_a_pause_are_deviations_as_large_as_what_remains(
    api: Api,
) -> None:
    pause(api, "2026-02-15")
    assert api.cost(10_00, number="early", dated="2026-02-14")["deviations"] == []
    [of_cost] = api.cost(100_00)["deviations"]
    assert (of_cost["code"], of_cost["excess"]) == ("project_is_paused", money(100_00))
    assert "pausat" in of_cost["sentence"]["sv"]
    [bound] = api.register("/commitments", commitment(60_00, dated="2026-03-01"))["deviations"]
    assert (bound["code"], bound["excess"]) == ("project_is_paused", money(60_00))

    api.register("/credits", credit(40_00))
    api.decide(note_deviation(code="project_is_paused"))
    api.register("/commitment-ends", commitment_end())
    by_id = {one["deviationId"]: one for one in deviations(api)}
    assert shown(by_id[of_cost["deviationId"]]) == ("noted", 60_00, 100_00)
    assert shown(by_id[bound["deviationId"]]) == ("remedied", 0, 60_00)
    rest = api.register("/credits", credit(60_00, number="2"))
    remedied = next(one for one in deviations(api) if one["deviationId"] == of_cost["deviationId"])
    assert (remedied["standing"], remedied["remediedBy"]) == ("remedied", rest["entry"])


def test_a_cost_that_is_above_and_untimely_tells_both(api: Api) -> None:
    pause(api, "2026-02-15")
    told = api.cost(TO_SIX + 1)
    assert [one["code"] for one in told["deviations"]] == [
        "cost_above_allocation",
        "project_is_paused",
    ]
    assert [one["causedBy"] for one in told["deviations"]] == [str(uid("cost 1"))] * 2


# --- Asked for ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, 3),
        ({"programId": PROGRAM}, 2),
        ({"programId": OTHER_PROGRAM}, 1),
        ({"projectId": OF_SIX}, 2),
        ({"projectId": ELSEWHERE}, 1),
        ({"fiscalYear": 2026}, 2),
        ({"fiscalYear": 2027}, 1),
        ({"standing": "open"}, 1),
        ({"standing": "noted"}, 1),
        ({"standing": "remedied"}, 1),
        ({"programId": OTHER_PROGRAM, "standing": "noted"}, 0),
    ],
    ids=str,
)
def test_deviations_are_found_by_program_project_year_and_standing(
    api: Api, query: dict[str, Any], found: int
) -> None:
    api.cost(TO_SIX + 1)
    api.decide(note_deviation())
    api.cost(1_00, number="2", dated="2026-12-30", servicePeriod=_days("2027-01-01", "2027-01-31"))
    elsewhere = {"programId": str(OTHER_PROGRAM), "projectId": str(ELSEWHERE)}
    api.cost(1_00, number="3", **elsewhere)
    api.register("/credits", credit(1_00, number="3", costId=str(uid("cost 3"))))
    assert api.get("/deviations", **query).meta["total"] == found


def _days(first: str, last: str) -> JsonObject:
    return {"first": first, "last": last}


def test_a_standing_that_is_none_is_refused(api: Api) -> None:
    api.refused(api.get("/deviations", standing="ZQMARKER"), 422, "not_a_possible_value")


def test_only_the_programs_bodies_note_what_stands(api: Api) -> None:
    api.cost(TO_SIX + 1)
    api.refuses(403, "program_of_another_body", note_deviation(), bodyId=OTHER_STEERING)
    unknown = note_deviation(UUID(int=7))
    problem = api.refuses(409, "deviation_does_not_stand", unknown)
    assert problem["deviationId"] == unknown["deviationId"]
    api.refuses(404, "not_found", note_deviation(programId=UUID(int=7)))
