"""Decisions through the API: recorded whole or not at all, with sentences and consequences."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.authority import AUTHORITY
from tests.interfaces.every_kind import EXAMPLES, in_effect
from tests.interfaces.test_decision_days import prepare
from tests.interfaces.world import (
    BOARD,
    FOUR,
    FUNDED,
    OF_FOUR,
    OF_SIX,
    OTHER_PROGRAM,
    PORTFOLIO,
    PREPARATORY,
    PROGRAM,
    PROPOSED,
    STEERING,
    TO_SIX,
    Api,
    JsonObject,
    allocate,
    approve,
    ceiling,
    cost,
    directive,
    document,
    fund,
    noted,
    ore,
    propose,
    reallocate,
    release,
    resolution,
)
from tests.make import uid

NEW, NEWER = uid("new"), uid("newer")


@pytest.mark.parametrize("kind", EXAMPLES)
def test_every_kind_is_recorded_with_its_sentence_and_read_back_as_it_was_answered(
    api: Api, kind: str
) -> None:
    example = EXAMPLES[kind]
    prepare(api, example)
    before = api.position
    taken = api.decide(in_effect(example.resolution, "2026-06-01"), heading=f"Om {kind}")
    held = AUTHORITY[kind].rule == "each_member"

    [told] = taken["resolutions"]
    assert told["kind"] == told["command"]["kind"] == kind
    if kind == "text":
        assert (told["wording"], told["sentence"]) == ("Informationen antecknas.", None)
    else:
        assert told["wording"] == told["sentence"]["sv"]
        assert told["sentence"]["en"] != told["sentence"]["sv"]
        topic = "agreement.decision_held" if held else example.topic
        [event] = [each for each in taken["events"] if each["topic"] == topic]
        assert event["resolution"] == (None if held else 1)
        assert event["entry"] == taken["decisionId"]
    assert taken["standing"] == ("pending" if held else "in_force")
    assert taken["envelope"]["heading"] == f"Om {kind}"
    assert taken["position"] == api.position == before + 1 + len(taken["events"])
    assert api.read(f"/decisions/{taken['decisionId']}") == taken


def test_a_decision_is_answered_with_its_address_and_the_position_it_is_known_at(
    api: Api,
) -> None:
    answer = api.post("/decisions", {**_decision(noted()), "decisionId": str(NEW)})
    assert answer.status == 201
    assert answer.headers["location"] == f"/samsyn/v1/decisions/{NEW}"
    assert answer.meta["position"] == answer.data["position"] == api.position
    assert answer.meta["knownAt"] == f"position:{api.position}"
    assert api.get(answer.headers["location"]).data == answer.data


def _decision(*resolutions: JsonObject) -> JsonObject:
    return {
        "bodyId": str(BOARD),
        "decidedOn": "2026-02-01",
        "heading": "Ärende",
        "resolutions": list(resolutions),
    }


def test_the_adopted_wording_stands_beside_the_sentence_that_was_suggested(api: Api) -> None:
    wording = "att tilldela programmet ytterligare tusen kronor"
    [told] = api.decide({**fund(1_000_00), "wording": wording})["resolutions"]
    assert told["wording"] == wording
    assert told["sentence"] == {
        "sv": "1 000,00 kr tilldelas programmet Effektiv kommun för 2026, från och med den "
        "1 januari 2026.".replace("1 000,00 kr", "1\u00a0000,00\u00a0kr"),
        "en": "SEK 1,000.00 is given to the program Effektiv kommun for 2026, from 1 January 2026.",
    }


def test_the_whole_envelope_is_kept(api: Api) -> None:
    envelope = {
        "form": "delegation",
        "delegationReference": "D 14",
        "meeting": "Styrgruppsmöte 2026:2",
        "paragraph": "§ 17",
        "matter": str(uid("matter")),
        "caseNumbers": [{"authority": "Mellerud", "number": "KS 2026/117"}],
        "proposedBy": "Beredningsgruppen",
        "documents": [{"title": "Tjänsteskrivelse", "version": "2", "sha256": "0" * 64}],
        "rationale": "Enligt beredningsgruppens förslag.\nI två stycken.",
        "alternatives": [{"proposal": "Att vänta", "whyNot": "Det brådskar."}],
        "votes": {"yes": 5, "no": 1, "abstained": 0},
        "reservations": ["Åmål reserverar sig."],
        "expeditedTo": ["Samtliga kommuner"],
        "followUp": {"responsible": "Programledaren", "due": "2026-12-01"},
    }
    kept = api.decide(noted(), heading="Hela", decidedOn="2026-02-03", **envelope)["envelope"]
    assert {name: kept[name] for name in envelope} == {
        **envelope,
        "documents": [{**envelope["documents"][0], "address": None}],  # type: ignore[index]
    }


# --- Several resolutions ------------------------------------------------------------------------


def test_later_resolutions_refer_to_what_earlier_ones_of_the_same_paragraph_created(
    api: Api,
) -> None:
    taken = api.decide(
        ceiling(FUNDED, 2027),
        directive(NEW, "Nytt program"),
        resolution("startProgram", programId=NEW),
        propose(NEWER, "Nytt projekt", FOUR, programId=NEW),
        approve(NEWER),
        resolution(
            "approveProjectDirective",
            projectId=NEWER,
            directive=document(),
            noEffectCalculationBecause="Beräknas senare.",
        ),
        fund(1_000_00, programId=NEW, fiscalYear=2027, effectiveFrom="2027-01-01"),
        allocate(600_00, NEWER, programId=NEW, fiscalYear=2027, effectiveFrom="2027-01-01"),
        noted(),
        decidedOn="2026-11-30",
    )
    assert [event["resolution"] for event in taken["events"]] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert api.read(f"/projects/{NEWER}")["stage"] == "project"
    budget = api.read(f"/programs/{NEW}/budgets/2027", validAt="2027-12-31")
    [project] = budget["projects"]
    assert ore(project["allocated"]) == 600_00
    assert ore(budget["reserve"][0]["available"]) == 400_00
    assert sum(ore(one["budget"]) for one in budget["members"]) == 1_000_00
    assert {ore(one["budgetBefore"]) for one in budget["members"]} == {0}
    consequences = taken["consequences"]
    assert sum(ore(one["difference"]) for one in consequences) == 1_000_00
    assert {one["fiscalYear"] for one in consequences} == {2027}


def test_nothing_is_recorded_when_the_third_resolution_is_refused(api: Api) -> None:
    stored = api.stored()
    problem = api.refuses(
        409,
        "allocation_above_funding",
        noted(),
        allocate(10_000_00),
        allocate(FUNDED),
        heading="En § i tre delar",
    )
    assert problem["resolution"] == 3
    assert "refusals" not in problem
    assert api.stored() == stored


def test_every_refused_resolution_is_told_of_once_and_the_first_names_the_problem(
    api: Api,
) -> None:
    problem = api.refuses(
        409,
        "allocation_above_funding",
        noted(),
        allocate(FUNDED),
        fund(10_000_000_000),
        allocate(1_000_00, PROPOSED),
    )
    assert [(one["resolution"], one["code"]) for one in problem["refusals"]] == [
        (2, "allocation_above_funding"),
        (3, "funding_above_ceiling"),
        (4, "project_takes_no_money"),
    ]
    assert problem["refusals"][0]["facts"]["asked"] == problem["asked"]


# --- Outcomes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["referred_back", "tabled", "noted", "rejected", "assigned"])
def test_an_outcome_that_decides_nothing_keeps_the_proposals_and_causes_no_event(
    api: Api, outcome: str
) -> None:
    budget = _budget(api)
    assignment = {"to": "Beredningsgruppen", "what": "Komplettera underlaget", "due": "2026-06-01"}
    taken = api.decide(
        fund(5_000_00),
        noted(),
        outcome=outcome,
        assignment=assignment if outcome == "assigned" else None,
    )
    assert (taken["standing"], taken["events"], taken["consequences"]) == ("no_effect", [], [])
    proposal = taken["resolutions"][0]
    assert proposal["command"]["amount"] == {"amount": "5000.00", "currency": "SEK"}
    assert proposal["sentence"]["sv"].startswith("Förslag: 5\u00a0000,00\u00a0kr tilldelas")
    assert _budget(api) == budget
    assert api.read("/decisions", outcome=outcome)[0] == taken
    assert api.read("/decisions", kind="fundProgram")[0] == taken


def _budget(api: Api) -> JsonObject:
    """Return the budget without its link, which says as known at which position."""
    whole: JsonObject = api.read(f"/programs/{PROGRAM}/budgets/2026")
    return {**whole, "links": None}


def test_what_was_referred_back_can_be_decided_the_next_time(api: Api) -> None:
    api.decide(fund(5_000_00), outcome="referred_back", decidedOn="2026-02-01")
    changed = api.decide(fund(4_000_00), outcome="approved_with_changes", decidedOn="2026-03-01")
    assert changed["standing"] == "in_force"
    reserve = api.read(f"/programs/{PROGRAM}/budgets/2026")["reserve"][0]
    assert ore(reserve["funded"]) == FUNDED + 4_000_00


def test_a_body_that_decides_nothing_may_refer_back_what_it_could_not_approve(api: Api) -> None:
    taken = api.decide(fund(5_000_00), bodyId=PREPARATORY, outcome="referred_back")
    assert taken["body"] == "Beredningsgruppen"
    api.refuses(403, "body_may_not_decide", fund(5_000_00), bodyId=PREPARATORY)
    api.refuses(403, "body_may_not_decide", fund(5_000_00), bodyId=PREPARATORY, outcome="rejected")


# --- Numbers ------------------------------------------------------------------------------------


def test_decisions_are_numbered_from_one_in_each_year_of_their_day(api: Api) -> None:
    world = len(api.read("/decisions", limit=500))
    numbers = [
        api.decide(noted(), decidedOn=day)["number"]
        for day in ("2026-01-31", "2025-03-01", "2026-01-01", "2025-12-31")
    ]
    assert numbers == [
        "2026-001",
        f"2025-{world + 1:03}",
        "2026-002",
        f"2025-{world + 2:03}",
    ]


def test_a_refused_decision_takes_no_number(api: Api) -> None:
    api.refuses(409, "allocation_above_funding", allocate(FUNDED), decidedOn="2026-01-01")
    assert api.decide(noted(), decidedOn="2026-01-01")["number"] == "2026-001"


def test_a_decision_is_not_dated_ahead_nor_before_its_body(api: Api) -> None:
    today = api.clock.now.date()
    api.decide(noted(), decidedOn=str(today))
    tomorrow = str(today + timedelta(days=1))
    api.refuses(409, "decided_ahead", noted(), decidedOn=tomorrow)
    api.decide(noted(), decidedOn="2025-01-01")
    problem = api.refuses(403, "body_not_formed_yet", noted(), decidedOn="2024-12-31")
    assert problem["formed"] == "2025-01-01"


def test_to_release_and_allocate_in_one_paragraph_is_to_reallocate(api: Api) -> None:
    both = (release(50_000_00), allocate(50_000_00, OF_FOUR))
    problem = api.refuses(403, "who_pays_is_strategic", *both, bodyId=STEERING)
    assert problem["resolution"] == 2
    paid = {one["member"]: ore(one["difference"]) for one in problem["members"]}
    assert paid["1487"] < 0 < paid["1460"]
    api.decide(*both)


def test_an_id_is_taken_once_in_the_whole_log(api: Api) -> None:
    api.decide(noted(), decisionId=NEW)
    api.cost(1_00, costId=str(NEWER))
    problem = api.refuses(409, "already_recorded", noted(), decisionId=NEW)
    assert (problem["thing"], problem["id"]) == ("decision", str(NEW))
    api.refuses(409, "already_recorded", noted(), decisionId=NEWER)
    before = api.position
    answer = api.post("/costs", cost(1_00, costId=str(NEW)))
    api.refused(answer, 409, "already_recorded", before)


# --- Rehearsal ----------------------------------------------------------------------------------


REHEARSED: dict[str, tuple[JsonObject, ...]] = {
    "money": (fund(123_456_78), allocate(100_000_00, OF_FOUR), reallocate(33_333_33)),
    "constellation": (
        resolution(
            "changeProjectConstellation",
            projectId=OF_SIX,
            constellationId=FOUR,
            effectiveFrom="2026-04-15",
        ),
    ),
    "nothing": (noted(),),
}


@pytest.mark.parametrize("what", REHEARSED)
def test_a_rehearsal_shows_what_the_decision_right_after_it_changes_and_leaves_nothing(
    api: Api, what: str
) -> None:
    stored, before = api.stored(), api.position
    tried = api.rehearse(*REHEARSED[what], heading="Prövning")
    again = api.rehearse(*REHEARSED[what], heading="Prövning")
    assert api.stored() == stored
    assert (tried["standing"], tried["number"], tried["position"]) == ("rehearsed", None, None)
    assert tried["refusals"] == []

    taken = api.decide(*REHEARSED[what], heading="Prövning")
    same = ("consequences", "resolutions", "expected", "body")
    for rehearsal in (tried, again):
        assert {part: rehearsal[part] for part in same} == {part: taken[part] for part in same}
        assert [event["data"] for event in rehearsal["events"]] == [
            event["data"] for event in taken["events"]
        ]
    assert taken["position"] == before + 1 + len(taken["events"])


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"rehears": "true"}, "unknown_parameter"),
        ({"rehearse": "perhaps"}, "not_true_or_false"),
        ({"rehearse": "true", "Rehearse": "true"}, "unknown_parameter"),
    ],
    ids=str,
)
def test_what_may_have_been_meant_as_a_rehearsal_is_not_recorded(
    api: Api, query: dict[str, Any], code: str
) -> None:
    before = api.position
    api.refused(api.post("/decisions", _decision(noted()), **query), 422, code, before)


def test_a_rehearsal_says_which_position_it_was_tried_at(api: Api) -> None:
    answer = api.post("/decisions", _decision(noted()), rehearse="true")
    assert answer.status == 200
    assert "location" not in answer.headers
    assert answer.meta["position"] == api.position
    assert answer.meta["knownAt"] == f"position:{api.position}"


def test_a_rehearsal_answers_with_the_refusals_as_a_problem_would_have_them(api: Api) -> None:
    stored = api.stored()
    tried = api.rehearse(noted(), allocate(FUNDED), reallocate(TO_SIX + 1))
    assert [(one["resolution"], one["code"]) for one in tried["refusals"]] == [
        (2, "allocation_above_funding"),
        (3, "allocation_below_spent"),
    ]
    problem = api.refuses(409, "allocation_above_funding", allocate(FUNDED))
    assert tried["refusals"][0]["facts"] == {
        name: problem[name] for name in ("asked", "available", "day", "funded")
    }
    assert api.stored() == stored


def test_what_only_the_board_may_move_is_refused_in_a_rehearsal_too(api: Api) -> None:
    tried = api.rehearse(reallocate(40_000_00), bodyId=STEERING)
    [refusal] = tried["refusals"]
    assert refusal["code"] == "who_pays_is_strategic"
    assert refusal["facts"]["members"] == tried["consequences"]


# --- Who decides --------------------------------------------------------------------------------


def test_the_steering_group_decides_about_its_program_as_long_as_the_same_pay(api: Api) -> None:
    taken = api.decide(allocate(10_000_00), allocate(-5_000_00), bodyId=STEERING)
    assert taken["body"] == "Programstyrgruppen"
    api.decide(propose(NEW, "Till"), approve(NEW))
    moved = api.decide(reallocate(1_000_00, OF_SIX, NEW), bodyId=STEERING)
    differences = [ore(one["difference"]) for one in moved["consequences"]]
    assert sum(differences) == 0
    assert max(map(abs, differences)) <= 1, "an öre, from each project's own rounding"


def test_a_project_may_be_proposed_without_a_program(api: Api) -> None:
    taken = api.decide(propose(NEW, programId=None), bodyId=PREPARATORY)
    assert [event["topic"] for event in taken["events"]] == ["project.proposed"]
    assert api.read(f"/projects/{NEW}")["programId"] is None
    assert api.read("/projects", portfolioId=PORTFOLIO)[-1]["projectId"] == str(NEW)


def test_who_pays_is_the_boards_to_decide_and_every_share_is_shown(api: Api) -> None:
    problem = api.refuses(
        403, "who_pays_is_strategic", reallocate(40_000_00), bodyId=STEERING, heading="Flytt"
    )
    assert problem["possible"] == ["board"]
    taken = api.decide(reallocate(40_000_00))
    assert problem["members"] == taken["consequences"]
    assert sum(ore(one["difference"]) for one in problem["members"]) == 0


def test_a_steering_group_decides_nothing_of_another_program(api: Api) -> None:
    problem = api.refuses(
        403,
        "program_of_another_body",
        resolution("approveProjectPlan", projectId=uid("elsewhere"), plan=document()),
        bodyId=STEERING,
    )
    assert (problem["programs"], problem["steers"]) == ([str(OTHER_PROGRAM)], [str(PROGRAM)])
