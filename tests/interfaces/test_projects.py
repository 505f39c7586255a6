"""Projects as they are read: their course, place, cost and roles, on any day."""

from __future__ import annotations

from typing import Any

from tests.interfaces.world import (
    ELSEWHERE,
    LEADER,
    LOOSE,
    OF_FOUR,
    OF_SIX,
    OTHER_PROGRAM,
    OTHER_STEERING,
    PORTFOLIO,
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
    document,
    fund,
    money,
    reallocate,
    release,
    resolution,
)
from tests.make import uid

PATH = f"/projects/{OF_SIX}"
JULY = {"effectiveFrom": "2026-07-01"}


def of_six(kind: str, **fields: Any) -> JsonObject:
    return resolution(kind, projectId=OF_SIX, **fields)


def start(api: Api) -> None:
    """Start the project of six at new year."""
    api.decide(
        of_six(
            "approveProjectDirective",
            directive=document("Direktiv"),
            effectCalculation=document("Effekter"),
        ),
        of_six("approveProjectPlan", plan=document("Plan")),
        of_six("startProject"),
        decidedOn="2026-01-01",
    )


# --- Course -------------------------------------------------------------------------------------


def test_a_project_shows_each_status_with_its_reason_as_of_the_day(api: Api) -> None:
    start(api)
    api.decide(of_six("pauseProject", reason="Sen leverans."), decidedOn="2026-03-01")
    api.decide(of_six("resumeProject"), decidedOn="2026-05-01")
    stopped = of_six("stopProject", reason="Nyttan uteblir.", workDone="Arkiveras.")
    api.decide(stopped, decidedOn="2026-09-01")
    project = api.read(PATH)
    assert (project["status"], project["statusSince"]) == ("stopped", "2026-09-01")
    assert [(one["status"], one["since"], one["reason"]) for one in project["statuses"]] == [
        ("approved", "2025-01-15", None),
        ("started", "2026-01-01", None),
        ("paused", "2026-03-01", "Sen leverans."),
        ("started", "2026-05-01", None),
        ("stopped", "2026-09-01", "Nyttan uteblir."),
    ]
    assert project["statuses"][-1]["workDone"] == "Arkiveras."
    in_april = api.read(PATH, validAt="2026-04-30")
    assert (in_april["status"], in_april["statusSince"]) == ("paused", "2026-03-01")
    assert len(in_april["statuses"]) == 3
    [resting] = api.read("/projects", status="paused", validAt="2026-04-30")
    assert resting == in_april
    assert api.read("/projects", status="paused") == []


def test_a_status_decided_ahead_stands_from_its_day(api: Api) -> None:
    start(api)
    api.decide(of_six("completeProject", handover=document("Överlämning"), **JULY))
    before = api.read(PATH, validAt="2026-06-30")
    assert (before["status"], before["statusSince"]) == ("started", "2026-01-01")
    assert api.read(PATH, validAt="2026-07-01")["status"] == "completed"
    api.decide(of_six("describeProject", description=document(), effectiveFrom="2026-06-30"))
    late = of_six("describeProject", description=document("Ny"), **JULY)
    api.refuses(409, "project_is_closed", late)


def test_a_parked_and_a_rejected_initiative_tell_why(api: Api) -> None:
    parked = resolution("parkProject", projectId=PROPOSED, reason="Väntar på staten.")
    api.decide(parked, decidedOn="2026-02-01")
    rejected = resolution("rejectProject", projectId=PROPOSED, reason="Ryms inte.")
    api.decide(rejected, decidedOn="2026-03-01")
    statuses = api.read(f"/projects/{PROPOSED}")["statuses"]
    assert [(one["status"], one["reason"]) for one in statuses] == [
        ("proposed", None),
        ("parked", "Väntar på staten."),
        ("rejected", "Ryms inte."),
    ]


def test_a_project_without_handover_tells_why(api: Api) -> None:
    start(api)
    api.refuses(422, "handover_or_reason", of_six("completeProject"))
    complete = of_six("completeProject", noHandoverBecause="Inget att förvalta.")
    api.decide(complete, decidedOn="2026-11-30")
    project = api.read(PATH)
    assert (project["handover"], project["noHandoverBecause"]) == (None, "Inget att förvalta.")


def test_every_version_of_the_directive_is_kept(api: Api) -> None:
    start(api)
    revised = of_six(
        "reviseProjectDirective",
        directive=document("Direktiv 2"),
        noEffectCalculationBecause="Lagkrav.",
    )
    api.decide(revised, decidedOn="2026-04-01")
    project = api.read(PATH)
    assert (project["stage"], project["directive"]["title"]) == ("project", "Direktiv 2")
    first, second = project["directives"]
    assert first["directive"]["title"] == "Direktiv"
    assert first["effectCalculation"]["title"] == "Effekter"
    assert (second["effectCalculation"], second["noEffectCalculationBecause"]) == (None, "Lagkrav.")
    assert [one["since"] for one in project["directives"]] == ["2026-01-01", "2026-04-01"]


def test_an_initiative_whose_directive_is_withdrawn_is_an_initiative_again(api: Api) -> None:
    directive = {"directive": document("Direktiv"), "effectCalculation": document("Effekter")}
    api.decide(
        approve(PROPOSED),
        resolution("approveProjectDirective", projectId=PROPOSED, **directive),
        resolution("approveProjectPlan", projectId=PROPOSED, plan=document("Plan")),
        decidedOn="2026-01-15",
    )
    withdrawn = resolution("withdrawProjectDirective", projectId=PROPOSED, reason="Görs om.")
    api.decide(withdrawn, decidedOn="2026-02-01")
    path = f"/projects/{PROPOSED}"
    project = api.read(path)
    assert (project["stage"], project["directive"], project["plan"]) == ("initiative", None, None)
    assert project["directives"][-1]["withdrawnBecause"] == "Görs om."
    assert api.read(path, validAt="2026-01-31")["stage"] == "project"


def test_a_directive_that_money_rests_on_is_not_withdrawn(api: Api) -> None:
    directive = {"directive": document("Direktiv"), "effectCalculation": document("Effekter")}
    api.decide(of_six("approveProjectDirective", **directive), decidedOn="2026-01-01")
    withdraw = of_six("withdrawProjectDirective", reason="Görs om.")
    problem = api.refuses(409, "directive_is_used", withdraw, decidedOn="2026-02-01")
    assert problem["allocatedCash"] == money(TO_SIX)
    api.decide(release(TO_SIX), decidedOn="2026-01-01")
    api.decide(withdraw, decidedOn="2026-02-01")


# --- Place --------------------------------------------------------------------------------------


def move(**fields: Any) -> JsonObject:
    return of_six("moveProject", **{"targetProgramId": OTHER_PROGRAM, **JULY, **fields})


def listed(api: Api, program_id: object, day: str) -> set[str]:
    found = api.read("/projects", programId=program_id, validAt=day)
    return {one["projectId"] for one in found}


def test_a_project_is_listed_under_its_program_of_the_day(api: Api) -> None:
    api.decide(release(TO_SIX), move())
    programs = {PROGRAM, OTHER_PROGRAM}
    for day, program in (("2026-06-30", PROGRAM), ("2026-07-01", OTHER_PROGRAM)):
        assert api.read(PATH, validAt=day)["programId"] == str(program)
        assert str(OF_SIX) in listed(api, program, day)
        [other] = programs - {program}
        assert str(OF_SIX) not in listed(api, other, day)
    told = [(one["programId"], one["since"]) for one in api.read(PATH)["programs"]]
    assert told == [(str(PROGRAM), "2025-01-15"), (str(OTHER_PROGRAM), "2026-07-01")]


def test_a_project_that_comes_back_is_listed_once_and_in_its_order(api: Api) -> None:
    before = [one["projectId"] for one in api.read("/projects", programId=PROGRAM)]
    api.decide(release(TO_SIX), move())
    api.decide(move(targetProgramId=PROGRAM, effectiveFrom="2026-09-01"))
    assert [one["projectId"] for one in api.read("/projects", programId=PROGRAM)] == before
    api.decide(move(targetProgramId=None, effectiveFrom="2026-10-01"))
    assert api.read(PATH)["programId"] is None
    assert str(OF_SIX) not in listed(api, PROGRAM, "2026-10-01")


def test_a_project_that_holds_money_is_not_moved(api: Api) -> None:
    problem = api.refuses(409, "project_holds_money", move())
    [left] = problem["left"]
    assert left["amount"] == money(TO_SIX)
    assert (left["fiscalYear"], left["moneyKind"]) == (2026, "cash")
    api.cost(TO_SIX)
    api.decide(move())


def test_a_project_is_moved_by_the_board_within_its_portfolio(api: Api) -> None:
    api.decide(release(TO_SIX))
    problem = api.refuses(403, "body_may_not_decide", move(), bodyId=STEERING)
    assert problem["possible"] == ["board"]
    api.refuses(404, "not_found", move(targetProgramId=uid("no program")))
    api.refuses(409, "changes_nothing", move(targetProgramId=PROGRAM))
    unsaid = {name: value for name, value in move().items() if name != "targetProgramId"}
    api.refuses(422, "field_is_missing", unsaid)
    decided = api.decide(move())
    found = api.read("/decisions", programId=OTHER_PROGRAM, limit=500)
    assert decided["decisionId"] in {one["decisionId"] for one in found}


def test_a_steering_group_decides_about_a_project_until_the_day_it_is_moved(api: Api) -> None:
    api.decide(release(TO_SIX), move())
    classify = of_six("classifyProject", sides=["outside"])
    early = {**classify, "effectiveFrom": "2026-06-30"}
    problem = api.refuses(
        403, "program_of_another_body", early, bodyId=STEERING, decidedOn="2026-07-01"
    )
    assert problem["programs"] == [str(OTHER_PROGRAM)], "it is no longer its project to decide on"
    api.decide(early, bodyId=STEERING, decidedOn="2026-06-30")
    late = {**of_six("classifyProject", sides=["it_factory"]), **JULY}
    problem = api.refuses(
        403, "program_of_another_body", late, bodyId=STEERING, decidedOn="2026-06-30"
    )
    assert problem["programs"] == [str(OTHER_PROGRAM)]
    api.decide(late, bodyId=OTHER_STEERING, decidedOn="2026-07-01")


def of_project(api: Api, program_id: object) -> JsonObject:
    """Return the project of six in a program's budget of 2026."""
    projects = api.read(f"/programs/{program_id}/budgets/2026")["projects"]
    [six] = [one for one in projects if one["projectId"] == str(OF_SIX)]
    found: JsonObject = six
    return found


def test_costs_belong_to_the_program_of_their_day(api: Api) -> None:
    api.decide(release(40_000_000))
    api.cost(10_000_000)
    api.decide(move())
    old = of_project(api, PROGRAM)
    assert (old["allocated"], old["spent"]) == (money(10_000_000), money(10_000_000))
    api.cost(1_000_00, number="2", dated="2026-06-30")
    late = cost(1_000_00, number="3", dated="2026-07-01")
    api.refused(api.post("/costs", late), 409, "project_outside_program")
    api.register("/costs", {**late, "programId": str(OTHER_PROGRAM)})
    assert of_project(api, OTHER_PROGRAM)["spent"] == money(1_000_00)
    assert of_project(api, PROGRAM)["spent"] == money(10_100_000)


def test_money_of_the_old_program_is_not_given_across_the_move(api: Api) -> None:
    api.decide(release(TO_SIX), move())
    for given in (
        allocate(1_00, effectiveFrom="2026-07-01"),
        allocate(1_00),
        reallocate(1_00, OF_FOUR, OF_SIX),
    ):
        api.refuses(409, "project_outside_program", given)
    there: JsonObject = {"programId": OTHER_PROGRAM, **JULY}
    api.decide(fund(10_00, **there), allocate(10_00, **there), decidedOn="2026-07-01")
    assert of_project(api, OTHER_PROGRAM)["allocated"] == money(10_00)


def test_who_pays_what_was_spent_before_a_move_is_as_it_was(api: Api) -> None:
    api.decide(release(40_000_000))
    api.cost(10_000_000)
    before = api.shares()
    decided = api.decide(move())
    assert api.shares() == before
    assert decided["consequences"] == []


# --- Cost and frame -----------------------------------------------------------------------------


def estimate(one_off: int, **fields: Any) -> JsonObject:
    given = {"yearly": money(150_000_00), "firstYear": 2028, "calculation": document("Kalkyl")}
    return of_six("estimateProjectCost", oneOff=money(one_off), **{**given, **fields})


def test_every_estimate_is_kept_and_the_latest_stands(api: Api) -> None:
    api.decide(estimate(1_000_00), decidedOn="2026-02-01")
    api.decide(estimate(2_000_00), decidedOn="2026-02-01")
    api.decide(estimate(3_000_00), decidedOn="2026-06-01", bodyId=STEERING)
    api.decide(estimate(9_00, moneyKind="in_kind"), decidedOn="2026-06-01")
    estimates = api.read(PATH)["costEstimates"]
    assert [(one["moneyKind"], one["oneOff"], one["standing"]) for one in estimates] == [
        ("cash", money(1_000_00), False),
        ("cash", money(2_000_00), False),
        ("cash", money(3_000_00), True),
        ("in_kind", money(9_00), True),
    ]
    assert (estimates[0]["firstYear"], estimates[0]["calculation"]["title"]) == (2028, "Kalkyl")
    early = api.read(PATH, validAt="2026-05-31")["costEstimates"]
    assert [one["standing"] for one in early] == [False, True]


def test_a_frame_holds_over_all_years_and_the_budget_shows_what_is_left(api: Api) -> None:
    frame = TO_SIX + 30_00
    api.decide(of_six("decideProjectFrame", amount=frame), decidedOn="2026-01-01")
    assert api.refuses(409, "allocation_above_frame", allocate(30_01))["above"] == money(1)
    api.decide(allocate(20_00))
    next_year: JsonObject = {"fiscalYear": 2027, "effectiveFrom": "2027-01-01"}
    api.decide(
        ceiling(100_00, 2027),
        fund(50_00, **next_year),
        allocate(5_00, OF_FOUR, **next_year),
        allocate(10_00, **next_year),
    )
    problem = api.refuses(409, "allocation_above_frame", allocate(1, **next_year))
    assert (problem["day"], problem["frame"]) == ("2027-01-01", money(frame))
    from_four = reallocate(1, OF_FOUR, OF_SIX, **next_year)
    api.refuses(409, "allocation_above_frame", from_four)
    lower = of_six("decideProjectFrame", amount=frame - 1)
    problem = api.refuses(409, "allocation_above_frame", lower, decidedOn="2026-02-01")
    assert problem["allocated"] == money(frame)

    def shown(day: str, year: int) -> tuple[Any, Any]:
        answer = api.read(f"/programs/{PROGRAM}/budgets/{year}", validAt=day)
        [six] = [one for one in answer["projects"] if one["projectId"] == str(OF_SIX)]
        return six["frame"], six["frameLeft"]

    assert shown("2026-12-31", 2026) == (money(frame), money(10_00))
    assert shown("2027-01-01", 2027) == (money(frame), money(0))
    assert shown("2025-12-31", 2026) == (None, None)
    [kept] = api.read(PATH)["frames"]
    assert (kept["amount"], kept["standing"]) == (money(frame), True)


def test_a_frame_is_the_boards_and_never_negative(api: Api) -> None:
    frame = of_six("decideProjectFrame", amount=TO_SIX)
    api.refuses(403, "body_may_not_decide", frame, bodyId=STEERING)
    api.refuses(409, "project_cost_is_negative", of_six("decideProjectFrame", amount=-1))


# --- Roles --------------------------------------------------------------------------------------


CHANGE = {"role": "Förändringsledare", "reach": "common"}
OWNER = {"role": "Informationsägare", "reach": "local", "member": "1460"}


def test_roles_are_wanted_filled_and_missing_on_their_days(api: Api) -> None:
    wanted = (of_six("wantProjectRole", **CHANGE, extent=50), of_six("wantProjectRole", **OWNER))
    api.decide(*wanted, decidedOn="2026-02-01", bodyId=STEERING)
    api.decide(of_six("fillProjectRole", **CHANGE, personId=LEADER), decidedOn="2026-03-01")
    api.decide(of_six("fillProjectRole", **OWNER, filledBy="1460"), decidedOn="2026-04-01")
    api.decide(of_six("vacateProjectRole", **CHANGE), decidedOn="2026-06-01")

    def missing(day: str) -> list[bool]:
        return [one["missing"] for one in api.read(PATH, validAt=day)["roles"]]

    assert missing("2026-01-31") == []
    assert missing("2026-02-01") == [True, True]
    assert missing("2026-03-01") == [False, True]
    assert missing("2026-04-01") == [False, False]
    assert missing("2026-06-01") == [True, False]
    common, local = api.read(PATH, validAt="2026-05-31")["roles"]
    assert (common["name"], common["filledSince"]) == ("Kim Ek", "2026-03-01")
    assert (common["extent"], common["wantedSince"]) == (50, "2026-02-01")
    assert (local["filledBy"], local["member"], local["personId"]) == ("1460", "1460", None)


def test_a_role_is_wanted_before_it_is_filled(api: Api) -> None:
    api.decide(of_six("wantProjectRole", **OWNER))
    fill = of_six("fillProjectRole", **CHANGE, personId=LEADER)
    problem = api.refuses(409, "role_is_not_wanted", fill)
    assert problem["possible"] == ["Informationsägare (1460)"]
    for wrong in ({**CHANGE, "member": "1460"}, {**OWNER, "member": None}):
        api.refuses(422, "local_role_names_its_member", of_six("wantProjectRole", **wrong))
    api.refuses(422, "role_filled_by_one", of_six("fillProjectRole", **OWNER))


def test_what_the_whole_portfolio_lacks_is_listed_by_program(api: Api) -> None:
    api.decide(
        resolution("wantProjectRole", projectId=LOOSE, **CHANGE),
        resolution("wantProjectRole", projectId=ELSEWHERE, **CHANGE),
        of_six("wantProjectRole", **CHANGE),
        of_six("wantProjectRole", **OWNER),
        of_six("fillProjectRole", **OWNER, filledBy="1460"),
        decidedOn="2026-02-01",
    )

    def found(**query: Any) -> list[tuple[str | None, str]]:
        return [(one["program"], one["role"]) for one in api.read("/roles", **query)]

    lacking = [
        ("Effektiv kommun", "Förändringsledare"),
        ("Omvårdnad Dalsland", "Förändringsledare"),
        (None, "Förändringsledare"),
    ]
    owned = [("Effektiv kommun", "Informationsägare")]
    assert found(missing="true") == lacking
    assert found(missing="false") == owned
    assert len(found()) == 4
    assert found(missing="true", programId=OTHER_PROGRAM) == lacking[1:2]
    assert found(member="1460") == owned
    assert found(reach="local", projectId=OF_SIX, portfolioId=PORTFOLIO) == owned
    assert found(portfolioId=uid("none")) == []
    assert found(validAt="2026-01-31") == []
    park = resolution("parkProject", projectId=LOOSE, reason="Väntar.")
    api.decide(park, decidedOn="2026-03-01")
    assert found(missing="true") == lacking
    api.decide(resolution("rejectProject", projectId=LOOSE), decidedOn="2026-04-01")
    assert found(missing="true") == lacking[:2]


def test_a_dropped_role_is_shown_no_more(api: Api) -> None:
    api.decide(of_six("wantProjectRole", **CHANGE), decidedOn="2026-02-01")
    api.decide(of_six("dropProjectRole", **CHANGE), decidedOn="2026-03-01")
    assert api.read(PATH)["roles"] == []
    assert len(api.read(PATH, validAt="2026-02-28")["roles"]) == 1


def test_a_project_shows_its_leader(api: Api) -> None:
    assert api.read(PATH)["leader"] is None
    appoint = of_six("appointProjectLeader", personId=LEADER)
    api.decide(appoint, decidedOn="2026-03-01", bodyId=STEERING)
    leader = {"personId": str(LEADER), "name": "Kim Ek", "since": "2026-03-01"}
    assert api.read(PATH)["leader"] == leader
