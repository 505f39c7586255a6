"""Follow-up through the API: registered with a day and a note, read by age, as of any day."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from tests.interfaces.world import (
    AGREEMENT,
    NOWHERE,
    OTHER_PROGRAM,
    PROGRAM,
    STEERING,
    Api,
    JsonObject,
    allocate,
    consent,
    fund,
    noted,
    resolution,
)
from tests.make import uid

ASSIGNED, ASKED, QUIET, YOUNG = uid("assigned"), uid("asked"), uid("quiet"), uid("young")


def follow_up(decision_id: UUID, standing: str, dated: str, **fields: Any) -> JsonObject:
    given = {"decisionId": str(decision_id), "standing": standing, "dated": dated}
    return {**given, "reportedBy": "Kansliet", **fields}


@pytest.fixture
def asked(api: Api) -> Api:
    """Serve the world with an assignment, a decision with follow-up, one without, a young one."""
    api.decide(
        resolution("startProgram", programId=OTHER_PROGRAM),
        decisionId=ASSIGNED,
        heading="Utredning",
        paragraph="§ 4",
        outcome="assigned",
        assignment={"to": "Kansliet", "what": "Utred frågan.", "due": "2026-06-30"},
        followUp={"responsible": "Sekreteraren", "due": "2026-05-31"},
        decidedOn="2026-01-15",
    )
    api.decide(
        fund(1_000_00),
        decisionId=ASKED,
        heading="Medel",
        followUp={"responsible": "Programledaren"},
        decidedOn="2026-03-01",
    )
    api.decide(noted("Så beslutas."), decisionId=QUIET, heading="Utan", decidedOn="2026-03-02")
    api.decide(
        allocate(1_000_00),
        bodyId=STEERING,
        decisionId=YOUNG,
        heading="Anslag",
        followUp={"responsible": "Programledaren", "due": "2026-12-31"},
        decidedOn="2026-12-20",
    )
    return api


def headings(api: Api, **query: Any) -> list[str]:
    found = api.get("/follow-ups", **query)
    assert found.meta["total"] == len(found.data)
    return [one["heading"] for one in found.data]


def test_every_decision_that_asks_for_something_is_listed_the_oldest_first(asked: Api) -> None:
    assignment, funding, allocation = asked.read("/follow-ups")
    assert assignment == {
        "decisionId": str(ASSIGNED),
        "number": "2026-001",
        "decidedOn": "2026-01-15",
        "bodyId": assignment["bodyId"],
        "body": "Portföljstyrgruppen",
        "paragraph": "§ 4",
        "heading": "Utredning",
        "askedFor": "assignment",
        "what": "Utred frågan.",
        "responsible": "Kansliet",
        "due": "2026-05-31",
        "standing": "not_started",
        "since": "2026-01-15",
        "ageDays": 350,
        "ageGroup": "up_to_a_year",
        "overdueDays": 214,
        "history": [],
    }
    assert (funding["askedFor"], funding["due"], funding["overdueDays"]) == (
        "follow_up",
        None,
        None,
    )
    assert funding["what"].startswith("1\u00a0000,00\u00a0kr tilldelas")
    assert (allocation["ageDays"], allocation["overdueDays"]) == (11, 0)
    assert asked.read(f"/follow-ups/{ASSIGNED}") == assignment


def test_a_follow_up_is_registered_and_read_where_its_answer_says(asked: Api) -> None:
    answer = asked.post(
        "/follow-ups",
        follow_up(ASSIGNED, "in_progress", "2026-02-01", note="Påbörjad med ÅÄÖ."),
    )
    assert answer.status == 201
    [event] = answer.data["events"]
    assert (event["topic"], event["stream"]) == (
        "decision.follow_up_recorded",
        f"decision/{ASSIGNED}",
    )
    found = asked.get(answer.headers["location"]).data
    assert (found["standing"], found["since"]) == ("in_progress", "2026-02-01")
    [said] = found["history"]
    assert said == {
        "standing": "in_progress",
        "dated": "2026-02-01",
        "note": "Påbörjad med ÅÄÖ.",
        "reportedBy": "Kansliet",
        "recordedBy": "local",
        "position": answer.data["position"],
    }
    assert asked.read(f"/decisions/{ASSIGNED}")["followUps"] == [said]


def test_a_follow_up_right_after_its_decision_is_told_from_its_own_position_on(api: Api) -> None:
    api.decide(noted("Så beslutas."), decisionId=QUIET, decidedOn="2026-03-02")
    taken = api.position
    api.register("/follow-ups", follow_up(QUIET, "carried_out", "2026-03-10"))
    assert api.position == taken + 1
    path = f"/decisions/{QUIET}"
    assert api.read(path, knownAt=f"position:{taken}")["followUps"] == []
    [said] = api.read(path, knownAt=f"position:{taken + 1}")["followUps"]
    assert (said["standing"], said["position"]) == ("carried_out", taken + 1)


def test_follow_up_is_told_as_of_any_pair_of_times(asked: Api) -> None:
    before = asked.position
    asked.register("/follow-ups", follow_up(ASSIGNED, "carried_out", "2026-05-01"))
    asked.register("/follow-ups", follow_up(ASSIGNED, "in_progress", "2026-02-01"))
    asked.register("/follow-ups", follow_up(ASSIGNED, "in_progress", "2026-03-01", note="Halvvägs"))
    path = f"/follow-ups/{ASSIGNED}"
    for day, standing, since in (
        ("2026-01-31", "not_started", "2026-01-15"),
        ("2026-02-01", "in_progress", "2026-02-01"),
        ("2026-04-30", "in_progress", "2026-02-01"),
        ("2026-05-01", "carried_out", "2026-05-01"),
    ):
        found = asked.read(path, validAt=day)
        assert (found["standing"], found["since"]) == (standing, since), day
    history = [(one["dated"], one["note"]) for one in asked.read(path)["history"]]
    assert history == [("2026-02-01", None), ("2026-03-01", "Halvvägs"), ("2026-05-01", None)]
    assert asked.read(path, knownAt=f"position:{before}")["standing"] == "not_started"
    assert asked.get(path, validAt="2026-01-14").status == 404
    assert headings(asked, validAt="2026-01-14") == []
    assert headings(asked, validAt="2026-03-01") == ["Utredning", "Medel"]


def test_what_asks_for_nothing_is_listed_from_the_day_it_is_followed_up(asked: Api) -> None:
    assert asked.get(f"/follow-ups/{QUIET}").status == 404
    asked.register("/follow-ups", follow_up(QUIET, "carried_out", "2026-03-10"))
    found = asked.read(f"/follow-ups/{QUIET}")
    assert (found["askedFor"], found["what"], found["due"]) == ("nothing", "Så beslutas.", None)
    assert headings(asked, standing="carried_out") == ["Utan"]
    assert headings(asked, validAt="2026-03-09") == ["Utredning", "Medel"]


FILTERS: list[tuple[dict[str, Any], list[str]]] = [
    ({"standing": "not_started"}, ["Anslag"]),
    ({"standing": "in_progress"}, ["Utredning"]),
    ({"standing": "written_off"}, ["Medel"]),
    ({"standing": "carried_out"}, []),
    ({"overdue": "true"}, ["Utredning"]),
    ({"overdue": "false"}, ["Medel", "Anslag"]),
    ({"bodyId": STEERING}, ["Anslag"]),
    ({"bodyId": NOWHERE}, []),
    ({"programId": PROGRAM}, ["Medel", "Anslag"]),
    ({"programId": OTHER_PROGRAM}, ["Utredning"]),
    ({"minAge": 0}, ["Utredning", "Medel", "Anslag"]),
    ({"minAge": 11}, ["Utredning", "Medel", "Anslag"]),
    ({"minAge": 12}, ["Utredning", "Medel"]),
    ({"minAge": 351}, []),
    ({"programId": PROGRAM, "minAge": 12, "overdue": "false"}, ["Medel"]),
    ({"overdue": "true", "validAt": "2026-05-31"}, []),
    ({"overdue": "true", "validAt": "2026-06-01"}, ["Utredning"]),
]


def test_what_is_to_be_followed_up_is_found_by_every_filter(asked: Api) -> None:
    asked.register("/follow-ups", follow_up(ASSIGNED, "in_progress", "2026-02-01"))
    asked.register("/follow-ups", follow_up(ASKED, "written_off", "2026-03-05", note="Ersatt."))
    for query, found in FILTERS:
        assert headings(asked, **query) == found, query


def test_the_groups_of_ages_count_the_same_decisions_as_the_list(asked: Api) -> None:
    asked.register("/follow-ups", follow_up(ASKED, "carried_out", "2026-03-05"))
    groups = asked.read("/follow-up-ages")
    assert [(one["fromDays"], one["toDays"], one["total"]) for one in groups] == [
        (0, 30, 1),
        (31, 90, 0),
        (91, 365, 2),
        (366, None, 0),
    ]
    year = groups[2]
    assert (year["notStarted"], year["carriedOut"], year["overdue"]) == (1, 1, 1)
    assert year["name"] == {"sv": "91–365 dagar", "en": "91–365 days"}
    assert sum(one["total"] for one in asked.read("/follow-up-ages", bodyId=STEERING)) == 1
    for day, group in (
        ("2026-02-14", "up_to_30_days"),
        ("2026-02-15", "up_to_90_days"),
        ("2026-04-15", "up_to_90_days"),
        ("2026-04-16", "up_to_a_year"),
        ("2027-01-15", "up_to_a_year"),
        ("2027-01-16", "over_a_year"),
    ):
        assert asked.read(f"/follow-ups/{ASSIGNED}", validAt=day)["ageGroup"] == group, day


def test_of_two_follow_ups_of_one_day_the_later_recorded_stands_and_both_are_told(
    asked: Api,
) -> None:
    asked.register("/follow-ups", follow_up(ASKED, "in_progress", "2026-04-01"))
    asked.register("/follow-ups", follow_up(ASKED, "carried_out", "2026-04-01"))
    found = asked.read(f"/follow-ups/{ASKED}")
    assert found["standing"] == "carried_out"
    assert [one["standing"] for one in found["history"]] == ["in_progress", "carried_out"]


WRONG: list[tuple[UUID, dict[str, Any], int, str]] = [
    (NOWHERE, {}, 404, "not_found"),
    (ASKED, {"dated": "2026-02-28"}, 409, "follow_up_before_decision"),
    (ASKED, {"dated": "2027-01-01"}, 409, "decided_ahead"),
    (ASKED, {"standing": "written_off"}, 422, "written_off_without_note"),
    (ASKED, {"standing": "done"}, 422, "not_a_possible_value"),
    (ASKED, {"note": ""}, 422, "text_is_empty"),
    (ASKED, {"note": "Avser 811218-9876."}, 422, "personnummer"),
    (ASKED, {"reportedBy": None}, 422, "malformed_request"),
]


def test_a_follow_up_that_cannot_be_is_refused(asked: Api) -> None:
    for decision_id, changes, status, code in WRONG:
        before = asked.position
        body = {**follow_up(decision_id, "in_progress", "2026-04-01"), **changes}
        answer = asked.post("/follow-ups", body)
        if code == "malformed_request":
            assert answer.status == status
        else:
            asked.refused(answer, status, code, before)
        assert asked.position == before


def test_the_same_words_are_not_recorded_twice_and_other_words_are(asked: Api) -> None:
    said = follow_up(ASKED, "in_progress", "2026-04-01", note="Halvvägs.")
    asked.register("/follow-ups", said)
    before = asked.position
    asked.refused(asked.post("/follow-ups", said), 409, "follow_up_says_so_already", before)
    asked.register("/follow-ups", {**said, "note": "Snart klart.", "dated": "2026-04-02"})
    taken = asked.post("/follow-ups", follow_up(ASKED, "carried_out", "2026-05-01")).data
    answer = asked.post("/follow-ups", follow_up(ASKED, "in_progress", "2026-06-01"))
    problem = asked.refused(answer, 409, "taken_up_without_note", taken["position"])
    assert problem["standing"] == "carried_out"
    asked.register("/follow-ups", follow_up(ASKED, "in_progress", "2026-06-01", note="Brister."))


def test_what_was_noted_and_asks_for_nothing_has_no_follow_up(api: Api) -> None:
    api.decide(noted(), decisionId=QUIET, outcome="noted", decidedOn="2026-03-02")
    answer = api.post("/follow-ups", follow_up(QUIET, "in_progress", "2026-04-01"))
    problem = api.refused(answer, 409, "nothing_to_follow_up")
    assert problem["possible"] == ["approved", "approved_with_changes", "assigned"]


def test_what_lapsed_or_was_reversed_has_nothing_left_to_carry_out(api: Api) -> None:
    follow_up = {"responsible": "Programledaren"}
    joining = resolution("admitMember", agreementId=AGREEMENT, code="1430", name="Munkedal")
    waiting = api.decide(joining, followUp=follow_up)
    done = api.decide(fund(100_00), followUp=follow_up)
    listed = {one["decisionId"] for one in api.read("/follow-ups", limit=500)}
    assert {waiting["decisionId"], done["decisionId"]} <= listed
    told = {"standing": "carried_out", "dated": "2026-06-01", "reportedBy": "Programledaren"}
    answer = api.post("/follow-ups", {"decisionId": waiting["decisionId"], **told})
    assert api.refused(answer, 409, "decision_does_not_apply")["waits"]

    refusal = consent("1438", UUID(waiting["decisionId"]), outcome="refused")
    api.register("/consents", refusal)
    undo = {"decisionId": done["decisionId"], "reason": "Fel.", "effectiveFrom": "2026-07-01"}
    api.decide(resolution("reverseDecision", **undo))
    for decision_id, why in ((waiting["decisionId"], "lapsed"), (done["decisionId"], "reversed")):
        answer = api.post("/follow-ups", {"decisionId": decision_id, **told})
        assert api.refused(answer, 409, "decision_does_not_apply")[why]
    listed = {one["decisionId"] for one in api.read("/follow-ups", limit=500)}
    assert not {waiting["decisionId"], done["decisionId"]} & listed
