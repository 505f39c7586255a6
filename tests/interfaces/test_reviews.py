"""Reviews: who may initiate one, and links that answer as of the evidence whatever came later."""

from __future__ import annotations

from typing import Any

import pytest

from tests.interfaces.world import (
    AGREEMENT,
    AUDITORS,
    BOARD,
    NOWHERE,
    OF_SIX,
    PORTFOLIO,
    PROGRAM,
    STEERING,
    Api,
    JsonObject,
    apply_figures,
    commissioned_review,
    fund,
    noted,
    own_review,
    reallocate,
    resolution,
    text_of,
)
from tests.make import uid

REVIEW = uid("own review")
PERIOD = {"first": "2025-01-01", "last": "2026-12-31"}
SCOPES: dict[str, JsonObject] = {
    "portfolio": {"scopeKind": "portfolio", "id": PORTFOLIO},
    "body": {"scopeKind": "body", "id": BOARD},
    "program": {"scopeKind": "program", "id": PROGRAM},
    "project": {"scopeKind": "project", "id": OF_SIX},
    "fiscal year": {"scopeKind": "fiscal_year", "id": PORTFOLIO, "fiscalYear": 2026},
    "settlement": {"scopeKind": "settlement", "id": PORTFOLIO, "fiscalYear": 2026},
    "host": {"scopeKind": "host"},
}


@pytest.mark.parametrize("scope", SCOPES)
def test_every_link_of_a_review_answers_as_of_its_evidence_whatever_is_decided_later(
    api: Api, scope: str
) -> None:
    evidence = api.position
    api.register("/reviews", own_review(scope=SCOPES[scope]))
    review = api.read(f"/reviews/{REVIEW}")
    assert review["evidencePosition"] == evidence
    links = review["links"]
    assert {"decisions", "events"} <= set(links)
    before = {name: api.send("GET", link) for name, link in links.items()}
    for name, answer in before.items():
        assert answer.status == 200, name
        assert answer.meta["position"] == evidence
        assert answer.data or name == "decisions", name

    api.clock.advance()
    api.decide(fund(50_000_00), reallocate(10_000_00), noted(), decidedOn="2026-06-01")
    api.decide(apply_figures(2024, "2026-03-01"), decidedOn="2026-02-01")
    api.cost(5_000_00)
    api.decide(resolution("startProgram", programId=uid("other program")))

    assert api.read(f"/reviews/{REVIEW}")["links"] == links
    for name, link in links.items():
        assert api.send("GET", link).content == before[name].content, name


def test_the_links_of_a_program_lead_to_its_decisions_money_and_budgets(api: Api) -> None:
    api.register("/reviews", own_review())
    links = api.read(f"/reviews/{REVIEW}")["links"]
    assert set(links) == {
        "decisions",
        "events",
        "program",
        "postings",
        "shares",
        "budget2025",
        "budget2026",
    }
    assert api.send("GET", links["program"]).data["title"] == "Effektiv kommun"
    found = [one["envelope"]["heading"] for one in api.send("GET", links["decisions"]).data]
    assert found == ["Programmets budget 2026", "Initiativen", "Programmen startas"]


def test_elected_auditors_initiate_a_review_by_their_own_right(api: Api) -> None:
    answer = api.post("/reviews", own_review())
    assert answer.headers["location"] == f"/samsyn/v1/reviews/{REVIEW}"
    [event] = answer.data["events"]
    assert event["topic"] == "review.initiated"
    review = api.read(f"/reviews/{REVIEW}")
    assert (review["origin"], review["initiatedBy"]) == ("own_initiative", str(AUDITORS))
    assert review["questions"] == ["Har varje kommun betalat enligt nyckeln?"]
    assert review["period"] == PERIOD
    assert review["scope"] == {**text_of(SCOPES["program"]), "fiscalYear": None}
    assert api.read("/reviews") == [review]
    assert api.read("/decisions", kind="initiateReview") == []


def test_the_board_commissions_a_review_by_a_decision(api: Api) -> None:
    evidence = api.position
    taken = api.decide(commissioned_review(REVIEW), decidedOn="2026-08-01")
    review = api.read(f"/reviews/{REVIEW}")
    assert (review["origin"], review["initiatedBy"]) == ("commissioned", None)
    assert (review["evidencePosition"], review["position"]) == (evidence, taken["position"])
    assert [one["kind"] for one in taken["resolutions"]] == ["initiateReview"]
    assert api.get(f"/reviews/{REVIEW}", validAt="2026-07-31").status == 404
    assert api.read("/reviews", validAt="2026-07-31") == []


def test_the_evidence_may_be_of_an_earlier_position(api: Api) -> None:
    api.register("/reviews", own_review(evidencePosition=40))
    assert api.read(f"/reviews/{REVIEW}")["evidencePosition"] == 40
    before = api.position
    late = own_review(reviewId=uid("late"), evidencePosition=before + 1)
    problem = api.refused(api.post("/reviews", late), 409, "evidence_in_the_future", before)
    assert (problem["asked"], problem["head"]) == (before + 1, before)


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"bodyId": BOARD}, 403, "not_elected_auditors"),
        ({"bodyId": STEERING}, 403, "not_elected_auditors"),
        ({"bodyId": NOWHERE}, 404, "not_found"),
        ({"agreementId": NOWHERE}, 404, "not_found"),
        ({"scope": {"scopeKind": "program", "id": NOWHERE}}, 404, "not_found"),
        ({"scope": {"scopeKind": "body", "id": NOWHERE}}, 404, "not_found"),
        ({"scope": {"scopeKind": "program"}}, 409, "review_scope_unclear"),
        ({"scope": {"scopeKind": "host", "id": PROGRAM}}, 409, "review_scope_unclear"),
        ({"scope": {"scopeKind": "fiscal_year", "id": PORTFOLIO}}, 409, "review_scope_unclear"),
        ({"scope": {"scopeKind": "everything"}}, 422, "not_a_possible_value"),
        ({"questions": []}, 422, "list_is_too_short"),
        ({"questions": [""]}, 422, "text_is_empty"),
        ({"questions": ["Vad gjorde 811218-9876?"]}, 422, "personnummer"),
        ({"period": {"first": "2026-02-01", "last": "2026-01-31"}}, 422, "empty_period"),
        ({"evidencePosition": 0}, 422, "out_of_range"),
        ({"evidencePosition": 10**30}, 409, "evidence_in_the_future"),
    ],
    ids=str,
)
def test_a_review_that_cannot_be_is_refused(
    api: Api, changes: dict[str, Any], status: int, code: str
) -> None:
    before = api.position
    api.refused(api.post("/reviews", own_review(**changes)), status, code, before)
    api.register("/reviews", own_review())


def test_a_review_is_initiated_once_by_whomever(api: Api) -> None:
    api.register("/reviews", own_review())
    before = api.position
    api.refused(api.post("/reviews", own_review()), 409, "already_recorded", before)
    api.refuses(409, "already_recorded", commissioned_review(REVIEW))
    api.refuses(403, "body_may_not_decide", commissioned_review(uid("x")), bodyId=AUDITORS)
    assert api.read(f"/agreements/{AGREEMENT}")["name"]
