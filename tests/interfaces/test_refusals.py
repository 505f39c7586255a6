"""What the rules refuse: each with its code, its status and the facts to act on, in kronor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from domain.authority import AUTHORITY
from tests.interfaces.every_kind import EXAMPLES, in_effect
from tests.interfaces.world import (
    AGREEMENT,
    AUDITORS,
    CEILING,
    ELSEWHERE,
    FOUR,
    FUNDED,
    LOOSE,
    NOWHERE,
    OF_FOUR,
    OF_SIX,
    OTHER_PROGRAM,
    OTHER_STEERING,
    PORTFOLIO,
    PREPARATORY,
    PROGRAM,
    PROPOSED,
    STEERING,
    TO_FOUR,
    TO_SIX,
    Api,
    JsonObject,
    allocate,
    approve,
    body,
    ceiling,
    constellation,
    cost_key,
    directive,
    document,
    fund,
    money,
    noted,
    ore,
    propose,
    reallocate,
    release,
    resolution,
)
from tests.make import CODES, uid

NEW = uid("new")
RESERVE = FUNDED - TO_SIX - TO_FOUR


@pytest.fixture
def refusing(api: Api) -> Iterator[Api]:
    """Serve the world; check afterwards that nothing was recorded and the next decision is."""
    stored = api.stored()
    yield api
    assert api.stored() == stored
    assert api.decide(noted())["position"] == api.position


def facts(problem: JsonObject, *names: str) -> tuple[Any, ...]:
    return tuple(problem[name] for name in names)


# --- Money --------------------------------------------------------------------------------------


def test_an_allocation_above_the_funding_says_what_is_left(refusing: Api) -> None:
    problem = refusing.refuses(409, "allocation_above_funding", allocate(RESERVE + 1))
    assert facts(problem, "asked", "available", "funded", "day", "resolution") == (
        money(RESERVE + 1),
        money(RESERVE),
        money(FUNDED),
        "2026-01-01",
        1,
    )
    assert "300\u00a0000,00\u00a0kr" in problem["sv"]
    assert "SEK 300,000.00" in problem["en"]


def test_an_allocation_must_be_covered_on_every_day_of_the_year_and_not_only_its_first(
    api: Api,
) -> None:
    api.decide(
        fund(100_00, effectiveFrom="2026-09-01"),
        allocate(RESERVE, effectiveFrom="2026-06-01"),
    )
    before = api.position
    for day in ("2026-01-01", "2026-05-31", "2026-06-01", "2026-08-31"):
        problem = api.refuses(409, "allocation_above_funding", allocate(1, effectiveFrom=day))
        assert facts(problem, "day", "available") == (max(day, "2026-06-01"), money(0))
    problem = api.refuses(
        409, "allocation_above_funding", allocate(100_01, effectiveFrom="2026-09-01")
    )
    assert problem["available"] == money(100_00)
    assert api.position == before
    api.decide(allocate(100_00, effectiveFrom="2026-09-01"))


def test_funding_above_the_ceiling_is_refused_on_the_day_it_would_be_above(api: Api) -> None:
    problem = api.refuses(409, "funding_above_ceiling", fund(CEILING - FUNDED + 1))
    assert facts(problem, "ceiling", "funded", "above", "asked", "day") == (
        money(CEILING),
        money(CEILING + 1),
        money(1),
        money(CEILING - FUNDED + 1),
        "2026-01-01",
    )
    api.decide(ceiling(FUNDED + 10_00, effectiveFrom="2026-07-01"))
    problem = api.refuses(409, "funding_above_ceiling", fund(11_00))
    assert problem["day"] == "2026-07-01"
    api.refuses(409, "funding_above_ceiling", fund(11_00, effectiveFrom="2026-12-31"))
    api.decide(fund(10_00))
    api.refuses(409, "funding_above_ceiling", fund(1, programId=OTHER_PROGRAM))


def test_a_ceiling_is_not_lowered_below_what_is_funded_nor_below_nothing(refusing: Api) -> None:
    problem = refusing.refuses(409, "funding_above_ceiling", ceiling(FUNDED - 1))
    assert problem["above"] == money(1)
    refusing.refuses(409, "ceiling_is_negative", ceiling(-1))
    refusing.refuses(409, "no_ceiling_decided", fund(1, moneyKind="in_kind"))
    later: dict[str, Any] = {"fiscalYear": 2027, "effectiveFrom": "2027-01-01"}
    refusing.refuses(409, "no_ceiling_decided", fund(1, **later))


@pytest.mark.parametrize(
    "taking", [allocate(-1), release(1), reallocate(1)], ids=["lowering", "release", "move"]
)
def test_an_allocation_goes_no_lower_than_what_is_spent_on_any_later_day(
    api: Api, taking: JsonObject
) -> None:
    api.cost(TO_SIX - 5_00, dated="2026-03-01")
    api.cost(5_00, number="2", dated="2026-11-30")
    before = api.position
    for day in ("2026-01-01", "2026-06-01", "2026-12-31"):
        problem = api.refuses(409, "allocation_below_spent", {**taking, "effectiveFrom": day})
        assert facts(problem, "asked", "available", "allocated", "spent") == (
            money(1),
            money(0),
            money(TO_SIX),
            money(TO_SIX),
        )
        assert problem["day"] == max(day, "2026-11-30")
    assert api.position == before


def test_money_is_moved_between_two_open_projects_of_the_program(refusing: Api) -> None:
    refusing.refuses(409, "changes_nothing", reallocate(1_00, OF_SIX, OF_SIX))
    for project, code in (
        (ELSEWHERE, "project_outside_program"),
        (LOOSE, "project_outside_program"),
        (PROPOSED, "project_takes_no_money"),
    ):
        problem = refusing.refuses(409, code, reallocate(1_00, OF_SIX, project))
        assert problem["projectId"] == str(project)
        refusing.refuses(409, code, allocate(1_00, project))
    problem = refusing.refuses(409, "project_outside_program", allocate(1_00, ELSEWHERE))
    assert facts(problem, "programId", "actualProgramId") == (str(PROGRAM), str(OTHER_PROGRAM))
    problem = refusing.refuses(409, "project_outside_program", allocate(1_00, LOOSE))
    assert problem["actualProgramId"] is None
    refusing.refuses(409, "changes_nothing", allocate(0))


def test_a_rejected_or_completed_project_gets_no_money(api: Api) -> None:
    api.decide(resolution("rejectProject", projectId=PROPOSED))
    problem = api.refuses(409, "project_takes_no_money", allocate(1_00, PROPOSED))
    assert problem["status"] == 409
    assert facts(problem, "about", "possible") == (
        {"status": "rejected"},
        ["approved", "started"],
    )


def test_money_taken_back_says_for_which_of_several_periods(api: Api) -> None:
    half = {"first": "2026-07-01", "last": "2026-12-31"}
    api.decide(allocate(100_00, period=half))
    problem = api.refuses(409, "period_unclear", release(1_00))
    assert problem["periods"] == {
        "2026-01-01/2026-12-31": money(TO_SIX),
        "2026-07-01/2026-12-31": money(100_00),
    }
    api.refuses(409, "period_unclear", release(100_01, period=half))
    api.decide(release(100_00, period=half))


# --- Days ---------------------------------------------------------------------------------------


def test_a_day_outside_the_fiscal_year_is_refused_with_its_first_and_last(refusing: Api) -> None:
    for wrong in ("2025-12-31", "2027-01-01"):
        for one in (fund(1_00), allocate(1_00), release(1_00), reallocate(1_00), ceiling(1)):
            late = {**one, "effectiveFrom": wrong}
            problem = refusing.refuses(409, "outside_fiscal_year", late)
            assert facts(problem, "day", "first", "last") == (wrong, "2026-01-01", "2026-12-31")
    for first, last in (("2025-12-31", "2026-06-30"), ("2026-06-30", "2027-01-01")):
        period = {"first": first, "last": last}
        refusing.refuses(409, "outside_fiscal_year", fund(1_00, period=period))
    backwards = {"first": "2026-06-30", "last": "2026-06-29"}
    refusing.refuses(422, "empty_period", fund(1_00, period=backwards))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (approve(PROPOSED), resolution("parkProject", projectId=PROPOSED, reason="Väntar.")),
        (
            resolution("changeProjectConstellation", projectId=OF_SIX, constellationId=FOUR),
            resolution("changeProjectConstellation", projectId=OF_SIX, constellationId=uid("5D")),
        ),
        (
            resolution("classifyProject", projectId=OF_SIX, sides=["outside"]),
            resolution("classifyProject", projectId=OF_SIX, sides=["inside", "outside"]),
        ),
        (
            constellation(NEW, "Ny", CODES[:3]),
            constellation(NEW, "Ny", CODES[:2]),
        ),
    ],
    ids=["status", "constellation", "sides", "members"],
)
def test_a_change_cannot_take_effect_before_the_latest_one_of_the_same_kind(
    api: Api, first: JsonObject, second: JsonObject
) -> None:
    api.decide(in_effect(first, "2026-05-01"))
    problem = api.refuses(409, "precedes_latest_change", in_effect(second, "2026-04-30"))
    assert facts(problem, "effectiveFrom", "earliest") == ("2026-04-30", "2026-05-01")
    api.decide(in_effect(second, "2026-05-01"))


def test_nothing_begins_before_the_agreement(refusing: Api) -> None:
    for early in (
        constellation(NEW, "Ny", CODES[:2], effectiveFrom="2024-12-31"),
        cost_key(NEW, "0.5", "0.5", effectiveFrom="2024-12-31"),
        body(NEW, "Ny", "competence_centre") | {"effectiveFrom": "2024-12-31"},
    ):
        problem = refusing.refuses(409, "before_the_agreement", early)
        assert problem["earliest"] == "2025-01-01"


def test_a_project_starts_on_directive_and_plan_in_that_order(api: Api) -> None:
    plan = resolution("approveProjectPlan", projectId=OF_SIX, plan=document())
    start = resolution("startProject", projectId=OF_SIX)
    finish = resolution("completeProject", projectId=OF_SIX, handover=document())
    order = {"effectCalculation": document(), "directive": document()}
    directed = resolution("approveProjectDirective", projectId=OF_SIX, **order)
    api.refuses(409, "directive_missing", plan)
    api.refuses(409, "directive_missing", start)
    api.refuses(409, "wrong_status", finish)
    api.decide(directed)
    api.refuses(409, "plan_missing", start)
    api.decide(plan, start, finish)
    problem = api.refuses(409, "project_is_closed", start)
    assert problem["about"] == {"status": "completed", "title": "Informationssäkerhet"}


@pytest.mark.parametrize("given", [{}, {"effectCalculation": document()}])
def test_a_directive_has_its_effect_calculation_or_the_reason_why_not(
    refusing: Api, given: JsonObject
) -> None:
    both = {**given, **({"noEffectCalculationBecause": "Senare"} if given else {})}
    whole = directive(NEW, "Ny") | both
    if not given:
        del whole["noEffectCalculationBecause"]
    refusing.refuses(422, "effect_calculation_or_reason", whole)


# --- Members, keys, figures ---------------------------------------------------------------------


def test_an_unknown_member_is_answered_with_those_there_are(refusing: Api) -> None:
    for unknown in (
        resolution("withdrawMember", agreementId=AGREEMENT, code="0180"),
        constellation(NEW, "Ny", ["1438", "0180"]),
        cost_key(NEW, components=[_fixed("1438", "0180")]),
    ):
        problem = refusing.refuses(409, "unknown_member", unknown)
        assert facts(problem, "member", "members") == ("0180", list(CODES))
    problem = refusing.refuses(404, "not_found", propose(NEW, proposedBy={"member": "0180"}))
    assert problem["thing"] == "proposer"


def _fixed(*codes: str) -> JsonObject:
    return {"basis": "fixed", "weight": "1", "shares": dict.fromkeys(codes, "1")}


def test_a_departed_member_is_refused_with_the_day_it_left(api: Api) -> None:
    leaves = resolution("withdrawMember", agreementId=AGREEMENT, code="1492")
    api.agree(in_effect(leaves, "2026-06-01"))
    problem = api.refuses(409, "departed_member", in_effect(leaves, "2026-09-01"))
    assert facts(problem, "member", "left") == ("1492", "2026-06-01")
    late = constellation(NEW, "Ny", ["1438", "1492"], effectiveFrom="2026-06-01")
    api.refuses(409, "departed_member", late)
    api.decide({**late, "effectiveFrom": "2026-05-31"})
    back = resolution("admitMember", agreementId=AGREEMENT, code="1492", name="Åmål")
    api.agree(in_effect(back, "2027-01-01"))
    api.refuses(409, "not_yet_a_member", late)
    api.refuses(409, "already_a_member", in_effect(back, "2027-01-01"))


WEIGHTS: list[tuple[list[JsonObject], int, str]] = [
    ([{"basis": "population", "weight": "0.8"}], 422, "weights_do_not_sum_to_one"),
    ([{"basis": "equal", "weight": "1"}] * 2, 422, "duplicate_basis"),
    ([{"basis": "equal", "weight": "0.5"}] * 2, 422, "duplicate_basis"),
    ([], 422, "weights_do_not_sum_to_one"),
    ([{"basis": "population", "weight": "1/3"}], 422, "weights_do_not_sum_to_one"),
    ([{"basis": "population", "weight": "-1"}], 422, "weight_is_negative"),
    ([{"basis": "population", "weight": "1/0"}], 422, "weight_is_not_a_number"),
    ([{"basis": "population", "weight": 1}], 422, "weight_is_not_a_number"),
    ([{"basis": "population", "weight": "1e0"}], 422, "weight_is_not_a_number"),
    ([{"basis": "fixed", "weight": "1"}], 422, "fixed_needs_shares"),
    ([{"basis": "fixed", "weight": "1", "shares": {"1438": "0"}}], 422, "fixed_needs_shares"),
    ([{"basis": "equal", "weight": "1", "shares": {"1438": "1"}}], 422, "shares_only_for_fixed"),
    ([{"basis": "tax_base", "weight": "1"}], 409, "unknown_basis"),
    ([{"basis": "Population", "weight": "1"}], 422, "text_has_wrong_form"),
]


def test_a_key_that_splits_nothing_is_refused(refusing: Api) -> None:
    for components, status, code in WEIGHTS:
        key = cost_key(NEW, components=components, effectiveFrom="2026-07-01")
        problem = refusing.refuses(status, code, key)
        if code == "weights_do_not_sum_to_one":
            assert problem["sum"] in ("4/5", "1/3", "0/1")
        if code == "unknown_basis":
            assert facts(problem, "basis", "possible") == (
                "tax_base",
                ["equal", "fixed", "population"],
            )
    many = [{"basis": f"b{number}", "weight": "1/21"} for number in range(21)]
    refusing.refuses(422, "list_is_too_long", cost_key(NEW, components=many))


def test_a_key_is_for_one_thing_that_exists(refusing: Api) -> None:
    both = {"portfolioId": PORTFOLIO, "programId": PROGRAM}
    for scope in ({}, both):
        key = cost_key(NEW, "0.5", "0.5", scope=scope)
        refusing.refuses(409, "key_scope_unclear", key)
    problem = refusing.refuses(404, "not_found", cost_key(NEW, scope={"programId": NOWHERE}))
    assert facts(problem, "thing", "id") == ("program", str(NOWHERE))
    refusing.refuses(409, "changes_nothing", cost_key(NEW, "4/5", "0.2"))
    refusing.refuses(409, "already_recorded", cost_key())


def test_figures_that_are_not_registered_are_answered_with_those_that_are(refusing: Api) -> None:
    applied = {"agreementId": AGREEMENT, "basis": "population", "effectiveFrom": "2026-07-01"}
    problem = refusing.refuses(
        409,
        "no_figures_for_the_date",
        resolution("applyFigures", **applied, referenceDate="2025-12-31"),
    )
    assert problem["registered"] == ["2023-12-31", "2024-12-31"]
    refusing.refuses(
        409, "changes_nothing", resolution("applyFigures", **applied, referenceDate="2023-12-31")
    )


# --- What does not exist, or exists already -----------------------------------------------------


def test_what_a_resolution_names_must_exist(refusing: Api) -> None:
    for missing in (
        fund(1_00, programId=NOWHERE),
        allocate(1_00, NOWHERE),
        reallocate(1_00, OF_SIX, NOWHERE),
        ceiling(1_00, portfolioId=NOWHERE),
        approve(NOWHERE),
        propose(NEW, programId=NOWHERE),
        propose(NEW, constellation_id=NOWHERE),
        propose(NEW, portfolioId=NOWHERE),
        resolution("startProgram", programId=NOWHERE),
        resolution("appointProgramLeader", programId=PROGRAM, personId=NOWHERE),
        resolution("changeProjectConstellation", projectId=OF_SIX, constellationId=NOWHERE),
        constellation(NEW, "Ny", CODES[:2]) | {"agreementId": str(NOWHERE)},
    ):
        problem = refusing.refuses(404, "not_found", missing)
        assert facts(problem, "id", "resolution") == (str(NOWHERE), 1)
    answer = refusing.refuses(404, "not_found", noted(), bodyId=NOWHERE)
    assert facts(answer, "thing", "id") == ("body", str(NOWHERE))


def test_what_is_new_has_a_new_id(refusing: Api) -> None:
    for known in (
        propose(OF_SIX),
        directive(PROGRAM, "Igen"),
        body(STEERING, "Igen", "steering_group", PROGRAM),
        resolution("establishPortfolio", portfolioId=PORTFOLIO, agreementId=AGREEMENT, name="Igen"),
    ):
        refusing.refuses(409, "already_recorded", known)
    refusing.refuses(409, "name_is_taken", constellation(NEW, "4D", CODES[:2]))
    refusing.refuses(409, "named_twice", constellation(NEW, "Ny", ["1438", "1438"]))
    refusing.refuses(403, "body_comes_with_the_agreement", body(NEW, "Ny styrgrupp", "board"))


def test_a_decision_that_would_change_nothing_says_what_is_so_already(refusing: Api) -> None:
    for empty in (
        approve(OF_SIX),
        resolution("startProgram", programId=PROGRAM),
        constellation(FOUR, "4D", CODES[:4], effectiveFrom="2026-01-01"),
        resolution("classifyProject", projectId=OF_SIX, sides=["inside"]),
        resolution("changeProjectConstellation", projectId=OF_SIX, constellationId=uid("6")),
        ceiling(CEILING),
    ):
        problem = refusing.refuses(409, "changes_nothing", empty)
        assert problem["what"]


# --- Who may ------------------------------------------------------------------------------------


BODIES = {
    "steering_group": STEERING,
    "preparatory_group": PREPARATORY,
    "auditors": AUDITORS,
}


@pytest.mark.parametrize("kind", BODIES)
def test_a_body_decides_only_what_the_table_says(refusing: Api, kind: str) -> None:
    for of, authority in AUTHORITY.items():
        if kind in authority.bodies:
            continue
        one = in_effect(EXAMPLES[of].resolution, "2026-06-01")
        problem = refusing.refuses(403, "body_may_not_decide", one, bodyId=BODIES[kind])
        assert facts(problem, "bodyKind", "kind") == (kind, of)
        assert problem["possible"] == list(authority.bodies)


def test_a_body_of_a_kind_that_the_table_does_not_name_decides_nothing(api: Api) -> None:
    api.decide(body(NEW, "Kompetenscentrum", "competence_centre"))
    for one in (noted(), propose(uid("newer")), fund(1_00)):
        api.refuses(403, "body_may_not_decide", one, bodyId=NEW)


def test_a_steering_group_decides_about_its_own_program(refusing: Api) -> None:
    for foreign in (
        allocate(1_00),
        release(1_00),
        resolution("classifyProject", projectId=OF_SIX, sides=["outside"]),
        resolution("describeProject", projectId=OF_SIX, description=document()),
        propose(NEW),
    ):
        problem = refusing.refuses(403, "program_of_another_body", foreign, bodyId=OTHER_STEERING)
        assert facts(problem, "programs", "steers") == ([str(PROGRAM)], [str(OTHER_PROGRAM)])


def test_another_constellation_is_the_boards_when_others_would_pay(refusing: Api) -> None:
    change = resolution(
        "changeProjectConstellation",
        projectId=OF_SIX,
        constellationId=FOUR,
        effectiveFrom="2026-07-01",
    )
    problem = refusing.refuses(403, "who_pays_is_strategic", change, bodyId=STEERING)
    assert {one["member"] for one in problem["members"]} == set(CODES)


@pytest.mark.parametrize("day", ["2201-01-01", "9999-12-31"])
def test_a_constellation_of_days_after_all_money_changes_nothing_of_who_pays(
    api: Api, day: str
) -> None:
    change = {"projectId": OF_SIX, "constellationId": FOUR, "effectiveFrom": day}
    api.decide(resolution("changeProjectConstellation", **change), bodyId=STEERING)


def test_to_release_and_allocate_in_one_paragraph_is_to_move_money(refusing: Api) -> None:
    both = (noted(), release(10_000_00), allocate(10_000_00, OF_FOUR))
    problem = refusing.refuses(403, "who_pays_is_strategic", *both, bodyId=STEERING)
    assert problem["resolution"] == 3
    differences = [ore(one["difference"]) for one in problem["members"]]
    assert sum(differences) == 0
    assert max(differences) > 100_00


def test_money_for_a_part_of_the_year_in_which_others_pay_is_the_boards(api: Api) -> None:
    five = {"projectId": OF_SIX, "constellationId": uid("5D"), "effectiveFrom": "2026-07-01"}
    api.decide(resolution("changeProjectConstellation", **five), decidedOn="2026-06-01")
    half = allocate(1_000_00, period={"first": "2026-07-01", "last": "2026-12-31"})
    api.refuses(403, "who_pays_is_strategic", half, bodyId=STEERING)
    api.decide(half)
    api.decide(allocate(1_000_00), bodyId=STEERING)


@pytest.mark.parametrize("count", [-1, 100_001, 10**30])
def test_votes_are_those_of_a_meeting(refusing: Api, count: int) -> None:
    refusing.refuses(422, "out_of_range", noted(), votes={"yes": count, "no": 0})


# --- Versions -----------------------------------------------------------------------------------


def test_a_proposal_built_on_an_older_version_is_told_what_has_happened_since(api: Api) -> None:
    first = api.decide(allocate(1_00), decidedOn="2026-02-01")
    second = api.decide(allocate(2_00), decidedOn="2026-03-01")
    problem = api.refuses(409, "stale_expected_version", {**allocate(3_00), "expectedVersion": 3})
    assert facts(problem, "stream", "expectedVersion", "actualVersion") == (
        f"budget/{PROGRAM}/2026",
        3,
        5,
    )
    assert [one["entry"] for one in problem["since"]] == [
        first["decisionId"],
        second["decisionId"],
    ]
    assert [one["topic"] for one in problem["since"]] == ["budget.allocated"] * 2
    assert api.read(f"/decisions/{problem['since'][0]['entry']}") == first


def test_the_expected_version_is_that_before_the_decision_for_all_its_resolutions(
    api: Api,
) -> None:
    both = [{**allocate(amount), "expectedVersion": 3} for amount in (1_00, 2_00)]
    taken = api.decide(*both)
    assert [event["version"] for event in taken["events"]] == [4, 5]
    api.refuses(409, "stale_expected_version", *both)
    new = {**propose(NEW), "expectedVersion": 0}
    api.decide(new, {**approve(NEW), "expectedVersion": 0})


@pytest.mark.parametrize(
    ("version", "status", "code"),
    [
        (2, 409, "stale_expected_version"),
        (4, 409, "stale_expected_version"),
        (10**18, 409, "stale_expected_version"),
        (-1, 422, "out_of_range"),
        ("3", 422, "not_a_whole_number"),
        (3.0, 422, "not_a_whole_number"),
        (True, 422, "not_a_whole_number"),
    ],
)
def test_a_version_is_the_one_or_it_is_refused(
    refusing: Api, version: Any, status: int, code: str
) -> None:
    refusing.refuses(status, code, {**allocate(1_00), "expectedVersion": version})
    assert refusing.rehearse({**allocate(1_00), "expectedVersion": 3})["refusals"] == []


def test_all_money_facts_are_amounts_in_kronor(refusing: Api) -> None:
    problem = refusing.refuses(409, "allocation_above_funding", allocate(RESERVE + 1, OF_FOUR))
    assert not [name for name in problem if name.lower().endswith("ore")]
    assert not [name for name in problem if "_" in name]
