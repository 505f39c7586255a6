"""Portfolios, programs, projects and the agreement's parts as they are read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from tests.interfaces.world import (
    AGREEMENT,
    ELSEWHERE,
    FOUR,
    LEADER,
    LOOSE,
    OF_FOUR,
    OF_SIX,
    OTHER_PROGRAM,
    PORTFOLIO,
    PROGRAM,
    PROPOSED,
    SIX,
    STEERING,
    Api,
    agreement,
    ceiling,
    consent,
    constellation,
    cost_key,
    decision,
    directive,
    document,
    fund,
    money,
    ore,
    propose,
    resolution,
)
from tests.make import CODES, FOUR_CODES, uid

NEW = uid("new")


def test_a_portfolio_shows_the_ceiling_of_each_year_and_kind_of_money(api: Api) -> None:
    taken = api.decide(
        ceiling(7_000_000_00, effectiveFrom="2026-07-01"),
        ceiling(9_000_00, 2027, moneyKind="in_kind"),
    )
    first = {"fiscalYear": 2026, "moneyKind": "cash"}
    [only] = api.read(f"/portfolios/{PORTFOLIO}", validAt="2026-06-30")["ceilings"]
    [decided] = api.read("/decisions", kind="decideCeiling", decidedFrom="2025-11-20")
    by = decided["decisionId"]
    shown = {"amount": money(5_000_000_00), "since": "2026-01-01", "decisionId": by}
    assert only == {**first, **shown}
    later, other = api.read(f"/portfolios/{PORTFOLIO}", validAt="2027-12-31")["ceilings"]
    shown = {"amount": money(7_000_000_00), "since": "2026-07-01"}
    assert later == {**first, **shown, "decisionId": taken["decisionId"]}
    assert (other["fiscalYear"], other["moneyKind"]) == (2027, "in_kind")
    [listed] = api.read("/portfolios")
    assert listed == api.read(f"/portfolios/{PORTFOLIO}")
    assert (listed["agreementId"], listed["currency"]) == (str(AGREEMENT), "SEK")


def test_a_program_shows_its_directive_status_and_leader(api: Api) -> None:
    program = api.read(f"/programs/{PROGRAM}")
    assert program["leader"] is None
    assert (program["status"], program["statusSince"]) == ("started", "2025-01-15")
    assert program["directive"]["title"] == "Programdirektiv"
    assert program["noEffectCalculationBecause"] == "Effekterna beräknas senare."
    appoint = resolution("appointProgramLeader", programId=PROGRAM, personId=LEADER)
    told = api.decide(appoint, decidedOn="2026-03-01")["resolutions"][0]["sentence"]
    assert told["sv"].startswith("Kim Ek utses till programledare för Effektiv kommun")
    leader = api.read(f"/programs/{PROGRAM}")["leader"]
    assert leader == {"personId": str(LEADER), "name": "Kim Ek", "since": "2026-03-01"}
    listed = api.read("/programs", portfolioId=PORTFOLIO)
    assert {one["programId"] for one in listed} == {str(PROGRAM), str(OTHER_PROGRAM)}
    assert api.read("/programs", portfolioId=uid("none")) == []


# --- What steers a portfolio --------------------------------------------------------------------


def steering(kind: str, version: str, **fields: Any) -> Any:
    adopted = {"title": "Färdplan", "version": version}
    given = {"portfolioId": PORTFOLIO, "documentKind": kind, "document": adopted}
    return resolution("adoptSteeringDocument", **{**given, **fields})


def test_a_portfolio_shows_what_steers_it_and_every_version_before(api: Api) -> None:
    path = f"/portfolios/{PORTFOLIO}"
    assert api.read(path)["steeringDocuments"] == []
    first = api.decide(
        steering("roadmap", "1", summary="Kort sikt."), steering("vision", "1"),
        decidedOn="2025-03-01",
    )  # fmt: skip
    second = api.decide(steering("roadmap", "2"), decidedOn="2026-03-01")
    third = api.decide(steering("roadmap", "3"), decidedOn="2026-09-01")
    vision, roadmap = api.read(path)["steeringDocuments"]
    assert (vision["documentKind"], vision["earlier"]) == ("vision", [])
    assert (roadmap["document"]["version"], roadmap["since"]) == ("3", "2026-09-01")
    assert roadmap["decisionId"] == third["decisionId"]
    assert [(one["document"]["version"], one["decisionId"]) for one in roadmap["earlier"]] == [
        ("1", first["decisionId"]),
        ("2", second["decisionId"]),
    ]
    assert roadmap["earlier"][0]["summary"] == "Kort sikt."
    _, in_june = api.read(path, validAt="2026-06-30")["steeringDocuments"]
    assert (in_june["document"]["version"], len(in_june["earlier"])) == ("2", 1)
    assert api.read(path, validAt="2025-02-28")["steeringDocuments"] == []


def test_a_version_that_was_replaced_on_its_own_day_is_still_there(api: Api) -> None:
    for version in ("1", "2"):
        api.decide(steering("strategy", version), decidedOn="2026-03-01")
    [strategy] = api.read(f"/portfolios/{PORTFOLIO}")["steeringDocuments"]
    assert strategy["document"]["version"] == "2"
    assert [one["document"]["version"] for one in strategy["earlier"]] == ["1"]


def priority(*order: UUID, **fields: Any) -> Any:
    ranked = [{"programId": program, "reason": f"Skäl {program}"} for program in order]
    given = {"portfolioId": PORTFOLIO, "order": ranked, "reason": "Störst nytta först."}
    return resolution("prioritisePrograms", **{**given, **fields})


SCORES = [{"criterion": "Nytta", "value": "10/3"}, {"criterion": "Risk", "value": "2"}]
WEIGHED: dict[str, Any] = {
    "order": [{"programId": str(OTHER_PROGRAM), "reason": "Störst nytta.", "scores": SCORES}],
    "criteria": [{"name": "Nytta", "weight": "0.6"}, {"name": "Risk", "weight": "2/5"}],
    "notChosen": [
        {"programId": str(PROGRAM), "whyNot": "Hinns inte med."},
        {"projectId": str(PROPOSED), "whyNot": "Inte ännu."},
        {"proposal": "Ett skolprogram.", "whyNot": "Skolan avvaktar."},
    ],
}


def test_the_priority_in_force_is_shown_with_its_reasons_scores_and_losers(api: Api) -> None:
    taken = api.decide(priority(PROGRAM, **WEIGHED), decidedOn="2026-03-01")
    shown = api.read(f"/portfolios/{PORTFOLIO}")["priority"]
    first = WEIGHED["order"][0]
    titled = {"place": 1, "title": "Omvårdnad Dalsland", "weighted": "14/5"}
    assert shown["order"] == [{**first, **titled}]
    nothing = dict.fromkeys(("programId", "projectId", "proposal"))
    titles = ("Effektiv kommun", "Ännu ett förslag", None)
    assert shown["notChosen"] == [
        {**nothing, **lost, "title": title}
        for lost, title in zip(WEIGHED["notChosen"], titles, strict=True)
    ]
    assert (shown["criteria"], shown["reason"]) == (WEIGHED["criteria"], "Störst nytta först.")
    assert (shown["since"], shown["decisionId"]) == ("2026-03-01", taken["decisionId"])


def test_every_earlier_priority_is_shown_with_its_decision(api: Api) -> None:
    path = f"/portfolios/{PORTFOLIO}"
    shown = api.read(path)
    assert (shown["priority"], shown["earlierPriorities"]) == (None, [])
    first = api.decide(priority(PROGRAM, OTHER_PROGRAM), decidedOn="2025-03-01")
    [told] = first["resolutions"]
    assert told["sentence"]["sv"] == (
        "Programmen i Digi prioriteras i ordningen Effektiv kommun och Omvårdnad Dalsland från och "
        "med den 1 mars 2025."
    )
    second = api.decide(priority(PROGRAM, **WEIGHED), decidedOn="2026-03-01")
    shown = api.read(path)
    assert shown["priority"]["decisionId"] == second["decisionId"]
    [earlier] = shown["earlierPriorities"]
    assert [one["place"] for one in earlier["order"]] == [1, 2]
    assert (earlier["decisionId"], earlier["criteria"]) == (first["decisionId"], [])
    assert earlier["order"][0]["weighted"] is None
    was = api.read(path, validAt="2026-02-28")
    assert (was["priority"], was["earlierPriorities"]) == (earlier, [])
    for program in (PROGRAM, OTHER_PROGRAM):
        found = api.read("/decisions", programId=program, kind="prioritisePrograms")
        assert [one["decisionId"] for one in found] == [second["decisionId"], first["decisionId"]]


def test_the_same_priority_again_is_no_change_whatever_its_texts_are_sealed_as(api: Api) -> None:
    said = priority(PROGRAM, OTHER_PROGRAM, notChosen=[{"proposal": "Skolan.", "whyNot": "Nej."}])
    api.decide(said, decidedOn="2026-03-01")
    api.refuses(409, "changes_nothing", said, decidedOn="2026-04-01")
    summed_up = steering("vision", "1", summary="Samma service.")
    api.decide(summed_up, decidedOn="2026-03-01")
    api.refuses(409, "changes_nothing", summed_up, decidedOn="2026-04-01")
    api.decide({**said, "reason": "Ett annat skäl."}, decidedOn="2026-04-01")
    api.decide({**summed_up, "summary": "Lika villkor."}, decidedOn="2026-04-01")


def test_a_priority_that_is_unclear_is_malformed_and_says_what(api: Api) -> None:
    before = api.position
    for wrong, code in (
        (priority(PROGRAM, PROGRAM), "program_named_twice"),
        (
            priority(PROGRAM, criteria=[{"name": "Nytta", "weight": "1"}]),
            "scores_do_not_fit_criteria",
        ),
        (priority(PROGRAM, notChosen=[{"whyNot": "Tomt."}]), "not_chosen_is_one_thing"),
        (priority(), "list_is_too_short"),
    ):
        api.refused(api.post("/decisions", decision(wrong)), 422, code, before)


# --- Several portfolios under one agreement -----------------------------------------------------

FACTORY, FACTORY_PROGRAM, FACTORY_KEY = uid("factory"), uid("factory program"), uid("factory key")


@pytest.fixture
def two(api: Api) -> Api:
    """Serve a world in which the agreement has a second portfolio, with money of its own."""
    api.decide(
        resolution(
            "establishPortfolio", portfolioId=FACTORY, agreementId=AGREEMENT, name="IT-fabrik"
        ),
        directive(FACTORY_PROGRAM, "Gemensam drift", portfolioId=FACTORY),
        ceiling(100_00, portfolioId=FACTORY),
        fund(100_00, programId=FACTORY_PROGRAM),
    )
    return api


def test_each_portfolio_has_its_own_ceiling(two: Api) -> None:
    of_factory: dict[str, Any] = {"programId": FACTORY_PROGRAM}
    problem = two.refuses(409, "funding_above_ceiling", fund(1, **of_factory))
    assert problem["ceiling"] == money(100_00)
    two.decide(fund(1))
    two.decide(ceiling(101_00, portfolioId=FACTORY), fund(1_00, **of_factory))
    [ours] = two.read(f"/portfolios/{PORTFOLIO}/fiscal-years")
    [theirs] = two.read(f"/portfolios/{FACTORY}/fiscal-years")
    assert [one["money"][0]["left"] for one in (ours, theirs)] == [money(399_999_999), money(0)]


def test_the_key_of_one_portfolio_does_not_split_the_money_of_another(two: Api) -> None:
    ours = two.shares(portfolioId=PORTFOLIO)
    assert two.shares(portfolioId=FACTORY) == {}, "no key is in force there"
    scope = {"portfolioId": str(FACTORY)}
    taken = two.decide(cost_key(FACTORY_KEY, "1/2", "1/2", scope=scope))
    for code in CODES:
        two.register("/consents", consent(code, FACTORY_KEY))
    assert two.shares(portfolioId=PORTFOLIO) == ours
    assert sum(two.shares(portfolioId=FACTORY).values()) == 100_00
    consequences = two.read(f"/decisions/{taken['decisionId']}")["consequences"]
    assert sum(ore(one["difference"]) for one in consequences if one["member"]) == 100_00


def test_the_priority_and_documents_of_one_portfolio_are_not_those_of_another(two: Api) -> None:
    two.decide(
        priority(FACTORY_PROGRAM, portfolioId=FACTORY), steering("vision", "1", portfolioId=FACTORY)
    )
    ours = two.read(f"/portfolios/{PORTFOLIO}")
    assert (ours["priority"], ours["steeringDocuments"]) == (None, [])
    problem = two.refuses(409, "of_another_portfolio", priority(PROGRAM, FACTORY_PROGRAM))
    assert problem["actualPortfolioId"] == str(FACTORY)
    two.decide(priority(PROGRAM))


def test_a_closed_year_of_one_portfolio_is_open_in_another(two: Api) -> None:
    two.decide(
        resolution("closeFiscalYear", portfolioId=FACTORY, fiscalYear=2025), decidedOn="2026-01-15"
    )
    two.decide(ceiling(1_00, 2025))
    two.refuses(409, "fiscal_year_is_closed", ceiling(1_00, 2025, portfolioId=FACTORY))


def test_everything_is_found_by_its_portfolio_and_each_portfolio_by_its_agreement(two: Api) -> None:
    ids = {str(PORTFOLIO), str(FACTORY)}
    assert {one["portfolioId"] for one in two.read("/portfolios", agreementId=AGREEMENT)} == ids
    assert two.read("/portfolios", agreementId=uid("none")) == []
    [program] = two.read("/programs", portfolioId=FACTORY)
    assert program["programId"] == str(FACTORY_PROGRAM)
    assert two.read("/projects", portfolioId=FACTORY) == []
    assert {one["programId"] for one in two.read("/shares", portfolioId=FACTORY)["balances"]} == {
        str(FACTORY_PROGRAM)
    }


def test_a_portfolio_has_a_name_of_its_own_and_only_its_own_programs_and_projects(two: Api) -> None:
    again = {"portfolioId": NEW, "agreementId": AGREEMENT, "name": "it-fabrik"}
    problem = two.refuses(409, "portfolio_name_is_taken", resolution("establishPortfolio", **again))
    assert problem["portfolioId"] == str(FACTORY)
    elsewhere = propose(NEW, "Nät", portfolioId=PORTFOLIO, programId=FACTORY_PROGRAM)
    two.refuses(409, "program_outside_portfolio", elsewhere)


def test_a_board_prioritises_only_what_its_own_agreement_governs(api: Api) -> None:
    other, board, theirs = uid("other agreement"), uid("other board"), uid("their portfolio")
    bodies = [{"bodyId": str(board), "name": "Deras styrgrupp", "bodyKind": "board"}]
    api.register("/agreements", agreement(agreementId=other, name="Fyrbodal", bodies=bodies))
    mine: dict[str, Any] = {"bodyId": board}
    api.decide(
        resolution("establishPortfolio", portfolioId=theirs, agreementId=other, name="Digi"), **mine
    )
    problem = api.refuses(
        403, "thing_of_another_agreement", priority(PROGRAM, portfolioId=theirs), **mine
    )
    assert problem["concerns"] == [str(AGREEMENT)]
    lost = [{"projectId": str(PROPOSED), "whyNot": "Nej."}]
    api.refuses(
        403, "thing_of_another_agreement",
        priority(NEW, portfolioId=theirs, notChosen=lost), **mine,
    )  # fmt: skip


# --- Projects, members, constellations ----------------------------------------------------------


def test_an_initiative_becomes_a_project_by_its_directive(api: Api) -> None:
    before = api.read(f"/projects/{OF_SIX}")
    assert (before["stage"], before["status"], before["directive"]) == (
        "initiative",
        "approved",
        None,
    )
    api.decide(
        resolution("describeProject", projectId=OF_SIX, description=document("Beskrivning")),
        resolution(
            "approveProjectDirective",
            projectId=OF_SIX,
            directive=document("Direktiv"),
            effectCalculation=document("Effekter"),
        ),
        resolution("approveProjectPlan", projectId=OF_SIX, plan=document("Plan")),
        resolution("startProject", projectId=OF_SIX),
        decidedOn="2026-04-01",
    )
    project = api.read(f"/projects/{OF_SIX}")
    assert (project["stage"], project["status"]) == ("project", "started")
    titles = {part: project[part]["title"] for part in ("description", "directive", "plan")}
    assert titles == {"description": "Beskrivning", "directive": "Direktiv", "plan": "Plan"}
    completed = resolution("completeProject", projectId=OF_SIX, handover=document("Överlämning"))
    api.decide(completed, decidedOn="2026-11-30")
    project = api.read(f"/projects/{OF_SIX}")
    assert (project["status"], project["handover"]["title"]) == ("completed", "Överlämning")


PROJECTS: list[tuple[dict[str, Any], set[Any]]] = [
    ({}, {OF_SIX, OF_FOUR, PROPOSED, ELSEWHERE, LOOSE}),
    ({"portfolioId": PORTFOLIO}, {OF_SIX, OF_FOUR, PROPOSED, ELSEWHERE, LOOSE}),
    ({"portfolioId": uid("none")}, set()),
    ({"programId": PROGRAM}, {OF_SIX, OF_FOUR, PROPOSED}),
    ({"programId": PROGRAM, "portfolioId": uid("none")}, set()),
    ({"programId": OTHER_PROGRAM}, {ELSEWHERE}),
    ({"constellationId": FOUR}, {OF_FOUR}),
    ({"constellationId": SIX, "programId": PROGRAM}, {OF_SIX, PROPOSED}),
    ({"status": "proposed"}, {PROPOSED}),
    ({"status": "approved", "programId": PROGRAM}, {OF_SIX, OF_FOUR}),
    ({"stage": "project"}, set()),
    ({"side": "inside"}, {OF_SIX, OF_FOUR, PROPOSED, ELSEWHERE, LOOSE}),
    ({"side": "outside"}, set()),
]


def test_projects_are_found_by_every_filter_alone_and_together(api: Api) -> None:
    for query, found in PROJECTS:
        listed = api.read("/projects", **query)
        assert {one["projectId"] for one in listed} == set(map(str, found)), query
        assert api.get("/projects", **query).meta["total"] == len(found)


@pytest.mark.parametrize("name", ["stage", "status", "side"])
def test_a_filter_of_projects_takes_only_what_there_is(empty: Api, name: str) -> None:
    empty.refused(empty.get("/projects", **{name: "none"}), 422, "not_a_possible_value")  # type: ignore[arg-type]


def test_who_proposed_and_what_it_touches_is_shown(api: Api) -> None:
    proposal = propose(
        NEW,
        "E-arkiv",
        FOUR,
        summary="Ett gemensamt arkiv.",
        proposedBy={"member": "1492", "bodyId": str(STEERING)},
        sides=["it_factory", "outside"],
        level=5,
    )
    api.decide(proposal)
    project = api.read(f"/projects/{NEW}")
    assert project["summary"] == "Ett gemensamt arkiv."
    assert project["proposedBy"] == {"member": "1492", "bodyId": str(STEERING)}
    assert (project["sides"], project["level"]) == (["outside", "it_factory"], 5)
    assert (project["constellation"], project["constellationId"]) == ("4D", str(FOUR))


def test_a_constellation_is_read_as_it_was_on_each_day(api: Api) -> None:
    api.decide(constellation(FOUR, "Fyran", FOUR_CODES[:2], effectiveFrom="2026-05-01"))
    path = f"/agreements/{AGREEMENT}/constellations"

    def four(day: str) -> Any:
        return next(
            one for one in api.read(path, validAt=day) if one["constellationId"] == str(FOUR)
        )

    assert (four("2026-04-30")["name"], four("2026-04-30")["members"]) == ("4D", list(FOUR_CODES))
    assert (four("2026-05-01")["name"], four("2026-05-01")["members"]) == (
        "Fyran",
        list(FOUR_CODES[:2]),
    )


def test_a_member_that_has_left_is_still_shown_with_the_day_it_left(api: Api) -> None:
    leaving = resolution("withdrawMember", agreementId=AGREEMENT, code="1487")
    api.agree({**leaving, "effectiveFrom": "2026-07-01"}, decidedOn="2026-01-01")
    path = f"/agreements/{AGREEMENT}/members"
    standing = {one["code"]: (one["isMember"], one["since"]) for one in api.read(path)}
    assert standing["1487"] == (False, "2026-07-01")
    assert standing["1438"] == (True, "2025-01-01")
    earlier = {one["code"]: one["isMember"] for one in api.read(path, validAt="2026-06-30")}
    assert earlier["1487"] is True


def test_nothing_of_an_agreement_is_read_before_it_began(api: Api) -> None:
    day = "2024-12-31"
    assert api.read("/agreements", validAt=day) == []
    api.refused(api.get(f"/agreements/{AGREEMENT}", validAt=day), 404, "not_found")
    assert api.read("/portfolios", validAt=day) == []
    assert api.read("/programs", validAt=day) == []
    assert api.read("/projects", validAt=day) == []
