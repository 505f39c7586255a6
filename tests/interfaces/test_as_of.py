"""What was answered once is answered for ever: the same pair of times, the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from infrastructure.rebuild import check, rebuild
from tests.interfaces import world
from tests.interfaces.every_kind import NEW, NEW_KEY
from tests.interfaces.world import (
    AGREEMENT,
    ELSEWHERE,
    FIVE,
    LEADER,
    OF_FOUR,
    OF_SIX,
    PORTFOLIO,
    PROGRAM,
    PROPOSED,
    STEERING,
    Answered,
    Api,
    allocate,
    apply_figures,
    approve,
    commissioned_review,
    consent,
    constellation,
    cost_key,
    document,
    fund,
    noted,
    own_review,
    reallocate,
    release,
    resolution,
    statistic,
)
from tests.make import CODES, FOUR_CODES, uid

Query = dict[str, Any]
Step = Callable[[Api], object]


def others_pay(api: Api) -> None:
    api.decide(
        constellation(world.FOUR, "4D", FOUR_CODES[:3], effectiveFrom="2026-09-01"),
        resolution(
            "changeProjectConstellation",
            projectId=OF_SIX,
            constellationId=FIVE,
            effectiveFrom="2026-05-01",
        ),
        decidedOn="2026-04-20",
    )


def becomes_a_project(api: Api) -> None:
    api.decide(
        resolution(
            "approveProjectDirective",
            projectId=OF_SIX,
            directive=document(),
            effectCalculation=document("Effektberäkning"),
        ),
        resolution("approveProjectPlan", projectId=OF_SIX, plan=document("Plan")),
        resolution("startProject", projectId=OF_SIX, effectiveFrom="2026-02-01"),
        resolution("appointProgramLeader", programId=PROGRAM, personId=LEADER),
        decidedOn="2026-01-20",
    )


def members_come_and_go(api: Api) -> None:
    api.decide(
        resolution(
            "admitMember",
            agreementId=AGREEMENT,
            code="1430",
            name="Munkedal",
            effectiveFrom="2026-10-01",
        ),
        resolution(
            "withdrawMember", agreementId=AGREEMENT, code="1487", effectiveFrom="2026-07-01"
        ),
        decidedOn="2026-05-05",
    )


def a_project_is_staffed_paused_and_another_moved(api: Api) -> None:
    six: Query = {"projectId": OF_SIX}
    role = {**six, "role": "Förändringsledare", "reach": "common"}
    api.decide(
        resolution("wantProjectRole", **role, effectiveFrom="2026-02-01"),
        resolution("fillProjectRole", **role, personId=LEADER),
        resolution("decideProjectFrame", **six, amount=200_000_000),
        resolution("pauseProject", **six, reason="Väntar på leverans."),
        resolution("moveProject", projectId=ELSEWHERE, targetProgramId=PROGRAM),
        decidedOn="2026-09-01",
    )


def a_portfolio_is_steered_and_a_year_closed(api: Api) -> None:
    portfolio: Query = {"portfolioId": PORTFOLIO}
    ranked = [{"programId": PROGRAM, "reason": "Störst nytta."}]
    roadmap = {"documentKind": "roadmap", "document": document("Färdplan"), "summary": "Kort."}
    api.decide(
        resolution("adoptSteeringDocument", **portfolio, **roadmap),
        resolution("prioritisePrograms", **portfolio, order=ranked, reason="Efter nytta."),
        resolution("approveProgramPlan", programId=PROGRAM, plan=document("Programplan")),
        resolution("pauseProgram", programId=PROGRAM, reason="Paus."),
        decidedOn="2026-10-01",
    )
    closing = resolution("closeFiscalYear", **portfolio, fiscalYear=2025, note="Klart.")
    api.decide(closing, decidedOn="2026-10-01")


STEPS: tuple[Step, ...] = (
    lambda api: api.decide(cost_key(NEW_KEY, "1/2", "0.5", effectiveFrom="2026-07-01")),
    lambda api: [api.register("/consents", consent(code, NEW_KEY)) for code in CODES[:5]],
    becomes_a_project,
    lambda api: api.cost(70_000_000, dated="2026-04-01"),
    lambda api: api.register("/consents", consent(CODES[5], NEW_KEY)),
    lambda api: api.decide(fund(10_000_00), allocate(5_000_00), decidedOn="2026-06-01"),
    lambda api: api.decide(fund(9_99), outcome="tabled", decidedOn="2026-06-02"),
    others_pay,
    lambda api: api.register("/reviews", own_review()),
    lambda api: api.decide(
        reallocate(1_000_00, OF_FOUR, OF_SIX), release(500_00, OF_FOUR), decidedOn="2026-06-03"
    ),
    lambda api: api.decide(
        apply_figures(2024, "2026-07-01"),
        resolution("rejectProject", projectId=PROPOSED, reason="Ryms inte."),
        decidedOn="2026-06-20",
    ),
    members_come_and_go,
    lambda api: api.cost(
        12_000_000,
        number="2",
        projectId=None,
        dated="2027-02-28",
        servicePeriod={"first": "2026-03-01", "last": "2027-02-28"},
    ),
    lambda api: api.register("/statistics", statistic(2019)),
    lambda api: api.decide(commissioned_review(NEW), decidedOn="2026-08-01"),
    a_project_is_staffed_paused_and_another_moved,
    lambda api: api.cost(1_000_00, number="3", projectId=OF_FOUR, dated="2025-11-11"),
    a_portfolio_is_steered_and_a_year_closed,
    lambda api: api.decide(
        resolution("changeProjectConstellation", projectId=OF_FOUR, constellationId=FIVE),
        decidedOn="2025-06-01",
    ),
)


def reads(ids: list[str]) -> Iterator[tuple[str, Query]]:
    """Yield every read of the API, of what the story tells about."""
    agreement = f"/agreements/{AGREEMENT}"
    yield "/agreements", {}
    yield agreement, {}
    for part in ("members", "bodies", "constellations", "cost-keys", "statistics"):
        yield f"{agreement}/{part}", {"limit": 3}
    yield "/portfolios", {}
    yield f"/portfolios/{PORTFOLIO}", {}
    yield f"/portfolios/{PORTFOLIO}/fiscal-years", {}
    yield "/programs", {}
    yield f"/programs/{PROGRAM}", {"validAt": "2026-01-31"}
    yield "/projects", {"programId": PROGRAM}
    yield "/roles", {}
    yield "/roles", {"missing": True, "validAt": "2026-02-15"}
    for project in (OF_SIX, PROPOSED):
        yield f"/projects/{project}", {}
        yield f"/projects/{project}", {"validAt": "2026-02-15"}
    for day in ("2026-03-31", "2026-12-31", "2027-12-31"):
        yield f"/programs/{PROGRAM}/budgets/2026", {"validAt": day}
        yield "/shares", {"validAt": day}
    yield f"/programs/{PROGRAM}/budgets", {"limit": 2}
    yield f"/programs/{PROGRAM}/budgets/2027", {"validAt": "2027-12-31"}
    yield "/shares", {"projectId": OF_SIX, "member": "1487"}
    yield "/segments", {"programId": PROGRAM, "fiscalYear": 2026}
    yield "/segments", {"programId": PROGRAM, "fiscalYear": 2026, "projectId": OF_FOUR}
    yield "/postings", {"limit": 50}
    yield "/postings", {"account": "spent", "validAt": "2027-12-31"}
    yield f"/costs/{uid('cost 1')}", {}
    yield "/decisions", {"limit": 50}
    yield "/decisions", {"member": "1487"}
    yield "/decisions", {"kind": "fundProgram", "validAt": "2026-06-01"}
    yield "/decisions", {"text": "PROGRAM"}
    yield from ((f"/decisions/{decision}", {}) for decision in ids)
    yield "/events", {"limit": 20, "after": 30}
    yield "/events", {"stream": f"budget/{PROGRAM}/2026"}
    yield "/reviews", {}
    yield f"/reviews/{NEW}", {"validAt": "2026-07-31"}
    yield "/persons", {}


def as_answered(answer: Answered) -> tuple[int, bytes]:
    assert answer.status in (200, 404), answer.content.decode()
    return answer.status, answer.content


@pytest.fixture
def answered(api: Api) -> list[tuple[int, datetime, str, Query, tuple[int, bytes]]]:
    """Tell the story, and keep every answer after each step with its position and time."""
    kept = []
    for step in (lambda _: None, *STEPS):
        api.clock.advance()
        step(api)
        head = api.position
        ids = [one["decisionId"] for one in api.read("/decisions", limit=3)]
        for path, query in reads(ids):
            answer = as_answered(api.get(path, **query))
            kept.append((head, api.clock.now, path, query, answer))
    api.clock.advance()
    return kept


def test_as_of_a_position_everything_is_as_it_was_then_and_so_after_a_rebuild(
    api: Api, answered: list[tuple[int, datetime, str, Query, tuple[int, bytes]]]
) -> None:
    assert len({answer for *_, answer in answered}) > 250, "the story changes what is answered"
    for number, (head, time, path, query, answer) in enumerate(answered):
        known = f"position:{head}"
        if number % 5 == 0:  # and as of its time, and any time before the next step's
            known = (time + timedelta(seconds=number % 59)).isoformat()
        again = as_answered(api.get(path, **query, knownAt=known))
        assert again == answer, (path, query, known)

    head, differences = check(api.database, lambda _done, _of: None)
    assert (head, differences) == (api.position, ())
    rebuild(api.database, lambda _done, _of: None)
    for position, _, path, query, answer in answered[::7]:
        again = as_answered(api.get(path, **query, knownAt=f"position:{position}"))
        assert again == answer, (path, query, position)


# --- Times and positions ------------------------------------------------------------------------


def test_a_position_inside_a_decision_means_the_last_whole_entry_before_it(api: Api) -> None:
    before = api.position
    whole = api.read("/shares")
    taken = api.decide(fund(10_000_00), allocate(5_000_00), noted(), approve(PROPOSED))
    assert taken["position"] == before + 4
    for inside in range(before + 1, before + 4):
        answer = api.get("/shares", knownAt=f"position:{inside}")
        assert answer.meta["position"] == before
        assert answer.meta["knownAt"] == f"position:{before}"
        assert answer.data == whole
        answer = api.get("/events", knownAt=f"position:{inside}", after=before)
        assert (answer.data, answer.meta["position"]) == ([], before)
    answer = api.get("/shares", knownAt=f"position:{before + 4}")
    assert answer.meta["position"] == before + 4
    assert answer.data != whole


def test_registrations_in_a_row_are_each_known_for_themselves(api: Api) -> None:
    before = api.position
    shares = []
    for number in ("1", "2", "3"):
        api.cost(1_000_00, number=number)
        shares.append(api.read("/shares"))
    for offset, found in enumerate(shares, start=1):
        answer = api.get("/shares", knownAt=f"position:{before + offset}")
        assert (answer.meta["position"], answer.data) == (before + offset, found)


def test_a_time_means_what_had_been_recorded_by_then(api: Api) -> None:
    before, first = api.position, api.clock.now
    api.clock.advance(10)
    second = api.clock.now
    api.decide(noted())
    api.clock.advance(10)

    def position_at(time: str) -> int:
        found: int = api.get("/programs", knownAt=time).meta["position"]
        return found

    just_before = second - timedelta(microseconds=1)
    assert position_at(first.isoformat()) == position_at(just_before.isoformat()) == before
    assert position_at(second.isoformat()) == before + 1
    assert position_at(second.strftime("%Y-%m-%dT%H:%M:%SZ")) == before + 1
    in_sweden = second.astimezone().isoformat()
    assert position_at(in_sweden) == before + 1
    assert position_at("1999-12-31T00:00:00Z") == 0


@pytest.mark.parametrize(
    ("known_at", "code"),
    [
        ("position:999999", "known_at_ahead"),
        ("2999-01-01T00:00:00Z", "known_at_ahead"),
        ("position:-1", "known_at_malformed"),
        ("position:", "known_at_malformed"),
        ("position:12:00", "known_at_malformed"),
        ("position:٣", "known_at_malformed"),
        ("2026-07-01", "known_at_malformed"),
        ("2026-07-01T12:00:00", "known_at_malformed"),
        ("yesterday", "known_at_malformed"),
        ("9999-12-31T23:59:59-23:59", "known_at_malformed"),
        ("", "known_at_malformed"),
    ],
)
def test_what_is_no_time_or_lies_ahead_is_refused(api: Api, known_at: str, code: str) -> None:
    problem = api.refused(api.get("/programs", knownAt=known_at), 422, code)
    if code == "known_at_ahead":
        assert problem["head"] == api.position


def test_before_the_first_entry_nothing_is_known(api: Api) -> None:
    start: dict[str, Any] = {"knownAt": "position:0"}
    for path in ("/agreements", "/portfolios", "/programs", "/projects", "/decisions", "/events"):
        assert api.read(path, **start) == []
    assert api.read("/shares", **start)["balances"] == []
    api.refused(api.get(f"/programs/{PROGRAM}", **start), 404, "not_found")


def test_today_is_swedens(api: Api) -> None:
    api.clock.now = datetime.fromisoformat("2027-06-30T22:30:00Z")
    assert api.get("/programs").meta["validAt"] == "2027-07-01"
    api.clock.now = datetime.fromisoformat("2027-12-31T22:59:00Z")
    assert api.get("/programs").meta["validAt"] == "2027-12-31"


def test_the_register_as_of_a_position_knows_no_later_consequence(empty: Api) -> None:
    world.found(empty)
    empty.decide(cost_key())
    for code in CODES[:5]:
        empty.register("/consents", consent(code))
    empty.decide(
        world.directive(PROGRAM, "Effektiv kommun"),
        world.body(STEERING, "Programstyrgruppen", "steering_group", PROGRAM),
        world.ceiling(world.CEILING),
        fund(1_000_00),
    )
    head = empty.position
    concerned = empty.get("/decisions", member="1487")
    empty.register("/consents", consent(CODES[5]))
    assert len(empty.read("/decisions", member="1487")) == len(concerned.data) + 1
    again = empty.get("/decisions", member="1487", knownAt=f"position:{head}")
    assert again.content == concerned.content
