"""What every read has in common: pages, the pair of times it echoes, validators, strictness."""

from __future__ import annotations

from typing import Any

import pytest

from tests.interfaces.money_facts import commitment, income
from tests.interfaces.world import (
    AGREEMENT,
    LEADER,
    OF_SIX,
    PORTFOLIO,
    PROGRAM,
    TO_SIX,
    Api,
    fund,
    noted,
    own_review,
    resolution,
)
from tests.make import uid

_AGREEMENT = f"/agreements/{AGREEMENT}"
LISTS: dict[str, dict[str, Any]] = {
    "/agreements": {},
    "/authorities": {},
    f"{_AGREEMENT}/members": {},
    f"{_AGREEMENT}/bodies": {},
    f"{_AGREEMENT}/constellations": {},
    f"{_AGREEMENT}/cost-keys": {},
    f"{_AGREEMENT}/statistics": {},
    f"{_AGREEMENT}/pending-decisions": {},
    f"{_AGREEMENT}/decision-rules": {},
    f"{_AGREEMENT}/resource-rates": {},
    f"{_AGREEMENT}/member-frames": {},
    "/portfolios": {},
    f"/portfolios/{PORTFOLIO}/fiscal-years": {},
    "/programs": {},
    f"/programs/{PROGRAM}/budgets": {},
    "/projects": {},
    "/roles": {},
    "/segments": {"programId": str(PROGRAM), "fiscalYear": "2026"},
    "/postings": {},
    "/deviations": {},
    "/decisions": {},
    "/follow-ups": {},
    "/follow-up-ages": {},
    "/reviews": {},
    "/persons": {},
}
OTHERS: dict[str, dict[str, Any]] = {
    _AGREEMENT: {},
    f"/portfolios/{PORTFOLIO}": {},
    f"/programs/{PROGRAM}": {},
    f"/projects/{OF_SIX}": {},
    f"/programs/{PROGRAM}/budgets/2026": {},
    f"/programs/{PROGRAM}/budgets/2026/explanation": {},
    f"/portfolios/{PORTFOLIO}/ceilings/2026/explanation": {},
    f"/decisions/{uid('asked')}/explanation": {},
    "/shares": {},
    "/shares/explanation": {},
    "/events": {"limit": "5"},
    f"/reviews/{uid('own review')}": {},
    f"/persons/{LEADER}": {},
    f"/costs/{uid('cost 1')}": {},
    f"/commitments/{uid('commitment 1')}": {},
    f"/incomes/{uid('income 1')}": {},
    f"/follow-ups/{uid('asked')}": {},
}


@pytest.fixture
def full(api: Api) -> Api:
    """Serve a world in which every read finds something."""
    api.register("/reviews", own_review())
    api.cost(1_000_00)
    api.register("/incomes", income(1_000_00))
    api.register("/commitments", commitment(TO_SIX))
    agreed = {"agreementId": AGREEMENT, "effectiveFrom": "2026-01-01"}
    frame = {"member": "1492", "fiscalYear": 2026, "amount": 900_000_00}
    rate = {"category": "Projektledare", "rate": 650_00}
    api.agree(
        resolution("decideMemberFrame", **agreed, **frame),
        resolution("decideResourceRate", **agreed, **rate),
    )
    role = {"projectId": OF_SIX, "role": "Förändringsledare", "reach": "common"}
    api.decide(resolution("wantProjectRole", **role))
    follow_up = {"responsible": "Programledaren"}
    api.decide(noted(), decisionId=uid("asked"), followUp=follow_up, decidedOn="2026-12-30")
    return api


def test_every_read_of_the_api_is_among_those_tried(empty: Api) -> None:
    paths = empty.send("GET", "/openapi.json").body["paths"]
    known = {_template(path) for path in (*LISTS, *OTHERS)} | {"/decisions/{decisionId}"}
    assert {path for path, methods in paths.items() if "get" in methods} == known | {"/api-info"}


def _template(path: str) -> str:
    names = {"agreements": "agreementId", "portfolios": "portfolioId", "programs": "programId"}
    names |= {"projects": "projectId", "reviews": "reviewId", "persons": "personId"}
    names |= {"costs": "costId", "budgets": "fiscalYear", "follow-ups": "decisionId"}
    names |= {"commitments": "commitmentId", "incomes": "incomeId"}
    names |= {"ceilings": "fiscalYear", "decisions": "decisionId"}
    whole, explained, _ = path.partition("/explanation")
    parts = whole.split("/")
    for index in range(2, len(parts), 2):  # after the name of a collection comes an id
        parts[index] = f"{{{names[parts[index - 1]]}}}"
    return "/".join(parts) + explained


def test_a_list_comes_in_pages_and_no_page_is_an_error(full: Api) -> None:
    for path, query in LISTS.items():
        whole = full.get(path, **query, limit="500")
        assert whole.data, path
        total = len(whole.data)
        assert whole.meta["total"] == total
        assert (whole.meta["page"], whole.meta["limit"]) == (1, 500)
        paged = [
            full.read(path, **query, limit="1", page=str(number)) for number in range(1, total + 1)
        ]
        assert [item for page in paged for item in page] == whole.data
        beyond = full.get(path, **query, page=str(total + 1), limit="1")
        assert (beyond.status, beyond.data, beyond.meta["total"]) == (200, [], total)
        first = full.get(path, **query, page="0")
        assert first.data == full.read(path, **query)
        assert (first.meta["page"], first.meta["limit"]) == (1, 20)
        assert full.read(path, **query, page="-3") == first.data


@pytest.mark.parametrize(
    "query",
    [{"limit": "0"}, {"limit": "501"}, {"limit": "ten"}, {"page": "x"}, {"page": "9" * 30}],
    ids=str,
)
def test_what_is_no_page_is_refused(empty: Api, query: dict[str, Any]) -> None:
    [name] = query
    problem = empty.refused(
        empty.get("/decisions", **query),
        422,
        "not_a_whole_number" if query[name] in ("ten", "x") else "out_of_range",
    )
    assert problem["errors"][0]["pointer"] == f"/query/{name}"


def test_every_read_echoes_the_pair_of_times_it_is_answered_for(full: Api) -> None:
    head = full.position
    for path, query in {**LISTS, **OTHERS}.items():
        now = full.get(path, **query)
        assert now.status == 200, path
        assert (now.meta["validAt"], now.meta["knownAt"]) == ("2026-12-31", f"position:{head}")
        assert now.meta["position"] == head
        asked: dict[str, Any] = {"validAt": "2026-12-30", "knownAt": f"position:{head}"}
        meta = full.get(path, **query, **asked).meta
        assert {name: meta[name] for name in asked} == asked


def test_every_read_refuses_a_parameter_it_does_not_have(empty: Api) -> None:
    reads = {**LISTS, **OTHERS, f"/decisions/{uid('none')}": {}}
    for path, query in reads.items():
        problem = empty.refused(empty.get(path, **query, ZQMARKER="1"), 422, "unknown_parameter")
        assert {"knownAt", "validAt"} <= set(problem["possible"])
        assert "ZQMARKER" not in str(problem)


def test_a_parameter_that_the_read_has_must_be_there_when_it_is_needed(empty: Api) -> None:
    problem = empty.refused(empty.get("/segments"), 422, "field_is_missing")
    assert [one["pointer"] for one in problem["errors"]] == [
        "/query/programId",
        "/query/fiscalYear",
    ]


def test_what_is_not_there_is_not_found_by_any_read(empty: Api) -> None:
    nothing = uid("none")
    for path in (
        f"/agreements/{nothing}",
        f"/agreements/{nothing}/members",
        f"/agreements/{nothing}/bodies",
        f"/agreements/{nothing}/constellations",
        f"/agreements/{nothing}/cost-keys",
        f"/agreements/{nothing}/statistics",
        f"/portfolios/{nothing}",
        f"/programs/{nothing}",
        f"/programs/{nothing}/budgets",
        f"/programs/{nothing}/budgets/2026",
        f"/projects/{nothing}",
        f"/decisions/{nothing}",
        f"/reviews/{nothing}",
        f"/persons/{nothing}",
        f"/costs/{nothing}",
        f"/follow-ups/{nothing}",
        f"/segments?programId={nothing}&fiscalYear=2026",
        f"/shares?portfolioId={nothing}",
        f"/shares?programId={nothing}",
        f"/shares?projectId={nothing}",
    ):
        problem = empty.refused(empty.send("GET", path), 404, "not_found")
        assert problem["id"] == str(nothing)
    empty.refused(empty.get("/shares", member="1487"), 404, "not_found")


# --- Validators ---------------------------------------------------------------------------------


def test_an_answer_that_the_client_has_is_not_sent_again(full: Api) -> None:
    for path, query in {**LISTS, **OTHERS}.items():
        first = full.get(path, **query)
        etag = first.headers["etag"]
        assert etag.startswith('"')
        assert "no-cache" in first.headers["cache-control"]
        for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
            again = full.get(path, headers={"If-None-Match": known}, **query)
            assert (again.status, again.content) == (304, b""), (path, known)
            assert again.headers["etag"] == etag
        assert full.get(path, headers={"If-None-Match": '"other"'}, **query).content


def test_a_validator_changes_with_the_log_and_not_as_of_a_position(full: Api) -> None:
    head = full.position
    then: dict[str, Any] = {"knownAt": f"position:{head}"}
    now, quoted = full.get("/shares"), full.get("/shares", **then)
    full.decide(noted())
    assert full.get("/shares").headers["etag"] != now.headers["etag"]
    assert full.get("/shares", **then).headers["etag"] == quoted.headers["etag"]
    full.decide(fund(1_00))
    answer = full.get("/shares", headers={"If-None-Match": now.headers["etag"]})
    assert answer.status == 200


# --- About --------------------------------------------------------------------------------------


def test_the_api_tells_its_name_version_and_status(empty: Api) -> None:
    info = empty.send("GET", "/api-info").body
    assert info.keys() == {
        "apiName",
        "apiVersion",
        "apiReleased",
        "apiDocumentation",
        "apiStatus",
    }
    assert empty.http.get(info["apiDocumentation"]).status_code == 200


def test_health_tells_the_head_and_the_start_page_leads_to_the_api(full: Api) -> None:
    health = full.http.get("/health")
    assert (health.status_code, health.json()["position"]) == (200, full.position)
    start = full.http.get("/", follow_redirects=False)
    assert start.headers["location"] == "/samsyn/v1/api-info"
    assert full.http.get("/nowhere").json()["code"] == "no_such_page"


def test_a_request_continues_the_trace_it_came_with(empty: Api) -> None:
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    continued = empty.get("/agreements", headers={"traceparent": trace}).headers["traceparent"]
    assert continued.split("-")[1] == trace.split("-")[1]
    assert continued.split("-")[2] != trace.split("-")[2]
    assert empty.get("/nope").headers["traceparent"].startswith("00-")
