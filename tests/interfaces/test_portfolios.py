"""Portfolios, programs, projects and the agreement's parts as they are read."""

from __future__ import annotations

from typing import Any

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
    ceiling,
    constellation,
    document,
    money,
    propose,
    resolution,
)
from tests.make import FOUR_CODES, uid

NEW = uid("new")


def test_a_portfolio_shows_the_ceiling_of_each_year_and_kind_of_money(api: Api) -> None:
    api.decide(
        ceiling(7_000_000_00, effectiveFrom="2026-07-01"),
        ceiling(9_000_00, 2027, moneyKind="in_kind"),
    )
    first = {"fiscalYear": 2026, "moneyKind": "cash"}
    [only] = api.read(f"/portfolios/{PORTFOLIO}", validAt="2026-06-30")["ceilings"]
    assert only == {**first, "amount": money(5_000_000_00), "since": "2026-01-01"}
    later, other = api.read(f"/portfolios/{PORTFOLIO}", validAt="2027-12-31")["ceilings"]
    assert later == {**first, "amount": money(7_000_000_00), "since": "2026-07-01"}
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
    api.decide({**leaving, "effectiveFrom": "2026-07-01"}, decidedOn="2026-01-01")
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
