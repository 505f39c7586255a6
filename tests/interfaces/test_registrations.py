"""Facts through the API: taken in with their source, refused only when malformed or known."""

from __future__ import annotations

from typing import Any

import pytest

from tests.interfaces.world import (
    AGREEMENT,
    AUDITORS,
    BOARD,
    ELSEWHERE,
    LOOSE,
    OF_FOUR,
    OF_SIX,
    OTHER_PROGRAM,
    PROGRAM,
    PROPOSED,
    TO_SIX,
    Api,
    JsonObject,
    agreement,
    allocate,
    cost,
    document,
    money,
    ore,
    own_review,
    resolution,
    statistic,
)
from tests.make import CODES, NAMES, uid

# --- Agreement, persons, statistics -------------------------------------------------------------


def test_the_signed_agreement_is_the_first_entry_of_a_log(empty: Api) -> None:
    answer = empty.post("/agreements", agreement())
    assert answer.status == 201
    assert answer.headers["location"] == f"/samsyn/v1/agreements/{AGREEMENT}"
    registered = answer.data
    assert (registered["entry"], registered["position"]) == (str(AGREEMENT), 1)
    assert registered["recordedBy"] == "local"
    assert [event["topic"] for event in registered["events"]] == ["agreement.established"]
    found = empty.read(f"/agreements/{AGREEMENT}")
    assert {one["code"]: one["name"] for one in found["members"]} == NAMES
    assert [one["isMember"] for one in found["members"]] == [True] * 6
    assert (found["legalForm"], found["host"]) == ("contract", "1461")
    assert found["establishedFrom"] == "2025-01-01"
    assert {one["bodyKind"] for one in found["bodies"]} == {"board", "auditors"}
    assert empty.read(f"/agreements/{AGREEMENT}/members") == found["members"]
    assert empty.read(f"/agreements/{AGREEMENT}/bodies") == found["bodies"]
    assert empty.read("/agreements") == [found]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"bodies": [{"bodyId": str(AUDITORS), "name": "R", "bodyKind": "auditors"}]}, None),
        ({"members": [{"code": "1438", "name": "A"}, {"code": "1438", "name": "B"}]}, None),
        ({"host": "0180"}, "unknown_member"),
        ({"members": []}, "list_is_too_short"),
        ({"legalForm": "club"}, "not_a_possible_value"),
    ],
    ids=["no board", "a member twice", "a foreign host", "no members", "another form"],
)
def test_an_agreement_that_is_none_is_refused(
    empty: Api, changes: JsonObject, code: str | None
) -> None:
    codes = {"bodies": "agreement_without_board", "members": "named_twice"}
    [name] = changes
    expected = code or codes[name]
    status = 422 if expected in ("list_is_too_short", "not_a_possible_value") else 409
    answer = empty.post("/agreements", {**agreement(), **changes})
    empty.refused(answer, status, expected, before=0)
    empty.register("/agreements", agreement())


def test_an_agreement_is_registered_once(api: Api) -> None:
    before = api.position
    problem = api.refused(api.post("/agreements", agreement()), 409, "already_recorded", before)
    assert (problem["thing"], problem["id"]) == ("agreement", str(AGREEMENT))


def test_a_person_is_registered_by_id_and_the_name_stands_beside_the_log(api: Api) -> None:
    person = {"personId": str(uid("somebody")), "name": "Sam Åberg"}
    api.register("/persons", person)
    assert api.read(f"/persons/{uid('somebody')}") == person
    assert api.read("/persons")[-1] == person
    before = api.position
    api.refused(api.post("/persons", person), 409, "already_recorded", before)


def test_figures_split_nothing_until_they_are_applied(api: Api) -> None:
    shares = api.shares()
    figures = dict.fromkeys(CODES, "12.5")
    pupils = statistic(2019, basis="pupils", figures=figures, source="Skolan")
    answer = api.post("/statistics", pupils)
    assert answer.headers["location"] == f"/samsyn/v1/agreements/{AGREEMENT}/statistics"
    assert api.shares() == shares
    listed = api.read(f"/agreements/{AGREEMENT}/statistics")
    found = {(one["basis"], one["referenceDate"]): one for one in listed}
    assert found["pupils", "2019-12-31"]["figures"]["1438"] == "12.5"
    assert found["pupils", "2019-12-31"]["source"] == "Skolan"
    in_force = {which: one["inForceFrom"] for which, one in found.items()}
    assert in_force == {
        ("population", "2023-12-31"): "2025-01-01",
        ("population", "2024-12-31"): None,
        ("pupils", "2019-12-31"): None,
    }


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({}, 409, "statistic_already_registered"),
        ({"basis": "equal", "referenceDate": "2020-12-31"}, 409, "reserved_basis"),
        ({"basis": "pupils", "figures": {"1480": 5}}, 409, "unknown_member"),
        ({"agreementId": str(uid("none"))}, 404, "not_found"),
        ({"basis": "Elever"}, 422, "text_has_wrong_form"),
        ({"figures": {}}, 422, None),
        ({"figures": {"1438": -5}}, 422, "figures_are_negative"),
        ({"figures": {"1438": 5.5}}, 422, "figure_is_not_a_number"),
        ({"figures": {"1438": "1e9"}}, 422, "figure_is_not_a_number"),
        ({"figures": {"1438": 10**16}}, 422, "figure_is_not_a_number"),
        ({"figures": {"1438": True}}, 422, "figure_is_not_a_number"),
    ],
    ids=str,
)
def test_figures_that_are_none_or_are_known_are_refused(
    api: Api, changes: JsonObject, status: int, code: str | None
) -> None:
    before = api.position
    answer = api.post("/statistics", {**statistic(2023), **changes})
    api.refused(answer, status, code or "list_is_too_short", before)


# --- Costs --------------------------------------------------------------------------------------


def test_a_cost_is_registered_with_its_voucher_and_read_back(api: Api) -> None:
    fact = cost(12_345_67, supplier="Exempelkonsult AB", note="Delbetalning enligt avtal.")
    answer = api.post("/costs", fact)
    assert answer.headers["location"] == f"/samsyn/v1/costs/{fact['costId']}"
    registered = answer.data
    assert registered["deviations"] == []
    [event] = registered["events"]
    assert (event["topic"], event["stream"]) == (
        "budget.cost_registered",
        f"budget/{PROGRAM}/2026",
    )
    assert event["data"]["note"] == "Delbetalning enligt avtal."
    assert (event["data"]["amount"], event["data"]["voucher"]) == (12_345_67, "V 1")
    assert api.read(f"/costs/{fact['costId']}") == registered["events"]
    assert api.get(f"/costs/{fact['costId']}", validAt="2026-02-28").status == 404


@pytest.mark.parametrize(
    ("amount", "excess"), [(TO_SIX - 1, None), (TO_SIX, None), (TO_SIX + 1, 1)]
)
def test_a_cost_above_the_allocation_is_recorded_and_shown_as_a_deviation(
    api: Api, amount: int, excess: int | None
) -> None:
    registered = api.cost(amount)
    deviations = registered["deviations"]
    assert [(one["code"], ore(one["excess"])) for one in deviations] == (
        [("cost_above_allocation", excess)] if excess else []
    )
    answer = api.read(f"/programs/{PROGRAM}/budgets/2026")
    [six] = [one for one in answer["projects"] if one["projectId"] == str(OF_SIX)]
    assert (ore(six["spent"]), ore(six["deviation"])) == (amount, excess or 0)
    assert ore(six["available"]) == TO_SIX - amount


def test_a_deviation_says_in_both_languages_by_how_much(api: Api) -> None:
    api.cost(TO_SIX)
    [deviation] = api.cost(5_00, number="2")["deviations"]
    assert deviation["fiscalYear"] == 2026
    assert deviation["projectId"] == str(OF_SIX)
    assert deviation["sentence"]["en"] == (
        "The cost of 2026 is SEK 500,005.00 and the allocation SEK 500,000.00: SEK 5.00 above."
    )
    assert "5,00\u00a0kr över" in deviation["sentence"]["sv"]
    api.decide(allocate(10_00))
    assert api.cost(5_00, number="3")["deviations"] == []


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"projectId": None, "amount": money(30_000_000)}, []),
        ({"projectId": None, "amount": money(30_000_001)}, ["cost_above_funding"]),
        ({"dated": "2031-01-01"}, ["cost_above_allocation"]),
        ({"projectId": str(PROPOSED)}, ["cost_above_allocation", "project_not_started"]),
    ],
    ids=["the reserve", "above the reserve", "a year without a budget", "no allocation"],
)
def test_a_cost_is_taken_in_wherever_it_falls(
    api: Api, changes: JsonObject, codes: list[str]
) -> None:
    registered = api.register("/costs", {**cost(1_00), **changes})
    assert [one["code"] for one in registered["deviations"]] == codes


def test_a_cost_of_a_closed_project_is_a_deviation_of_its_own(api: Api) -> None:
    documents = {"directive": document(), "effectCalculation": document()}
    api.decide(
        resolution("approveProjectDirective", projectId=OF_SIX, **documents),
        resolution("approveProjectPlan", projectId=OF_SIX, plan=document()),
        resolution("startProject", projectId=OF_SIX),
        resolution(
            "completeProject",
            projectId=OF_SIX,
            handover=document(),
            effectiveFrom="2026-02-01",
        ),
    )
    codes = [one["code"] for one in api.cost(1_00)["deviations"]]
    assert codes == ["project_is_closed"]


def test_a_cost_over_two_years_is_one_registration_with_an_event_in_each(api: Api) -> None:
    before = api.position
    registered = api.cost(
        120_000_00,
        dated="2027-02-28",
        servicePeriod={"first": "2026-03-01", "last": "2027-02-28"},
    )
    assert registered["position"] == before + 2
    assert [(event["stream"], event["data"]["amount"]) for event in registered["events"]] == [
        (f"budget/{PROGRAM}/2026", 100_602_74),
        (f"budget/{PROGRAM}/2027", 19_397_26),
    ]
    entry = registered["entry"]
    assert {event["entry"] for event in registered["events"]} == {entry}
    assert api.read(f"/costs/{entry}", validAt="2027-02-28") == registered["events"]
    assert [(one["fiscalYear"], one["code"]) for one in registered["deviations"]] == [
        (2027, "cost_above_allocation")
    ]


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"projectId": str(ELSEWHERE)}, 409, "project_outside_program"),
        ({"projectId": str(LOOSE)}, 409, "project_outside_program"),
        ({"projectId": str(uid("none"))}, 404, "not_found"),
        ({"programId": str(uid("none"))}, 404, "not_found"),
        ({"amount": money(0)}, 422, "money_is_not_positive"),
        ({"amount": money(-1)}, 422, "money_is_not_positive"),
        ({"dated": "1899-12-31"}, 422, "outside_fiscal_years"),
        ({"dated": "2201-01-01"}, 422, "outside_fiscal_years"),
        ({"servicePeriod": {"first": "2026-03-02", "last": "2026-03-01"}}, 422, "empty_period"),
        ({"voucher": ""}, 422, "text_is_empty"),
        ({"voucher": "V\n1"}, 422, "control_character"),
        ({"note": "Avser 811218-9876"}, 422, "personnummer"),
        ({"supplier": "Firma 811218-9876"}, 422, "identity_number_needs_reason"),
    ],
    ids=str,
)
def test_a_cost_that_is_none_is_refused(
    api: Api, changes: JsonObject, status: int, code: str
) -> None:
    before = api.position
    answer = api.post("/costs", {**cost(1_00), **changes})
    api.refused(answer, status, code, before)
    api.cost(1_00)


def test_an_organisation_number_like_a_personal_one_is_taken_with_its_reason(api: Api) -> None:
    reason = "Enskild firma; numret är organisationsnumret."
    registered = api.cost(1_00, supplier="Firma 811218-9876", identityNumberBecause=reason)
    [event] = registered["events"]
    assert event["data"]["identityNumberBecause"] == reason
    assert event["data"]["supplier"] == "Firma 811218-9876"


@pytest.mark.parametrize(
    "again",
    [
        {},
        {"amount": money(2_00)},
        {"programId": str(OTHER_PROGRAM), "projectId": None},
        {"dated": "2027-03-01"},
        {"projectId": str(OF_FOUR)},
    ],
    ids=["the same", "another amount", "another program", "another year", "another project"],
)
def test_a_cost_is_registered_once_whatever_it_says_the_second_time(
    api: Api, again: dict[str, Any]
) -> None:
    api.cost(1_00)
    before = api.position
    answer = api.post("/costs", {**cost(1_00), **again})
    problem = api.refused(answer, 409, "already_recorded", before)
    assert (problem["thing"], problem["id"]) == ("cost", str(uid("cost 1")))


def test_entries_in_a_row_never_share_an_id(api: Api) -> None:
    taken = uid("taken")
    api.register("/reviews", own_review(reviewId=taken))
    before = api.position
    person = {"personId": str(taken), "name": "Kim Ek"}
    for path, fact in (
        ("/costs", cost(1_00, costId=taken)),
        ("/persons", person),
        ("/agreements", agreement(agreementId=taken)),
    ):
        api.refused(api.post(path, fact), 409, "already_recorded", before)
    assert api.get("/events", knownAt=f"position:{before}").meta["position"] == before


def test_a_registration_names_nobody_but_the_one_who_recorded_it(api: Api) -> None:
    registered = api.cost(1_00)
    assert registered["recordedBy"] == "local"
    assert [event["resolution"] for event in registered["events"]] == [None]
    assert str(BOARD) not in str(registered)
