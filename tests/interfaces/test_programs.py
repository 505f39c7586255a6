"""A program's course as it is decided and read: directive, plan, pauses, and its end."""

from __future__ import annotations

from typing import Any

from tests.interfaces.world import (
    ELSEWHERE,
    FUNDED,
    OF_FOUR,
    OF_SIX,
    OTHER_PROGRAM,
    PROGRAM,
    STEERING,
    TO_FOUR,
    TO_SIX,
    Api,
    JsonObject,
    allocate,
    directive,
    document,
    fund,
    money,
    of_budget,
    propose,
    reallocate,
    release,
    resolution,
)
from tests.make import uid

NEW = uid("new")
PATH = f"/programs/{PROGRAM}"
RESERVE = FUNDED - TO_SIX - TO_FOUR


def of_program(kind: str, **fields: Any) -> JsonObject:
    return resolution(kind, **{"programId": PROGRAM, **fields})


def revised(version: str, **fields: Any) -> JsonObject:
    given = {
        "directive": {"title": "Programdirektiv", "version": version},
        "effectCalculation": document("Effektberäkning"),
    }
    return of_program("reviseProgramDirective", **{**given, **fields})


def test_every_version_of_the_directive_and_the_plan_is_kept_with_its_decision(api: Api) -> None:
    second = api.decide(revised("2.0"), decidedOn="2026-03-01")
    third = api.decide(
        revised("3.0", effectCalculation=None, noEffectCalculationBecause="Räknas om."),
        decidedOn="2026-09-01",
    )
    planned = api.decide(
        of_program("approveProgramPlan", plan=document("Programplan")),
        decidedOn="2026-09-01",
        bodyId=STEERING,
    )
    program = api.read(PATH)
    assert (program["directive"]["version"], program["effectCalculation"]) == ("3.0", None)
    assert program["noEffectCalculationBecause"] == "Räknas om."
    versions = [(one["directive"]["version"], one["since"]) for one in program["directives"]]
    assert versions == [("1.0", "2025-01-15"), ("2.0", "2026-03-01"), ("3.0", "2026-09-01")]
    by = [one["decisionId"] for one in program["directives"]]
    assert by[1:] == [second["decisionId"], third["decisionId"]]
    assert program["directives"][0]["noEffectCalculationBecause"] == "Effekterna beräknas senare."
    assert program["plan"]["title"] == "Programplan"
    assert program["plans"] == [
        {
            "plan": program["plan"],
            "since": "2026-09-01",
            "decisionId": planned["decisionId"],
        }
    ]
    was = api.read(PATH, validAt="2026-08-31")
    assert (was["directive"]["version"], was["plan"], len(was["directives"])) == ("2.0", None, 2)
    assert was["effectCalculation"]["title"] == "Effektberäkning"


def test_a_paused_program_gives_nothing_until_it_is_resumed(api: Api) -> None:
    pause = of_program("pauseProgram", reason="Programledaren saknas.")
    api.decide({**pause, "effectiveFrom": "2026-05-01"}, decidedOn="2026-04-20")
    api.decide(of_program("resumeProgram", effectiveFrom="2026-08-01"), decidedOn="2026-07-20")
    paused = api.read(PATH, validAt="2026-05-01")
    assert (paused["status"], paused["statusSince"]) == ("paused", "2026-05-01")
    assert paused["statusReason"] == "Programledaren saknas."
    resumed = api.read(PATH)
    assert (resumed["status"], resumed["statusReason"]) == ("started", None)
    statuses = [(one["status"], one["since"], one["reason"]) for one in resumed["statuses"]]
    assert statuses == [
        ("started", "2025-01-15", None),
        ("paused", "2026-05-01", "Programledaren saknas."),
        ("started", "2026-08-01", None),
    ]
    for giving in (allocate(1), reallocate(1)):
        for day in ("2026-05-01", "2026-07-31"):
            problem = api.refuses(409, "program_takes_no_money", {**giving, "effectiveFrom": day})
            assert problem["about"]["status"] == "paused"
        for day in ("2026-04-30", "2026-08-01"):
            api.decide({**giving, "effectiveFrom": day})
    api.decide({**release(1), "effectiveFrom": "2026-06-01"}, fund(1, effectiveFrom="2026-06-01"))


def test_a_program_closes_when_its_projects_and_money_are_accounted_for(api: Api) -> None:
    api.decide(
        resolution(
            "approveProjectDirective",
            projectId=OF_SIX,
            directive=document("Direktiv"),
            effectCalculation=document("Effekter"),
        ),
        resolution("approveProjectPlan", projectId=OF_SIX, plan=document("Plan")),
        resolution("startProject", projectId=OF_SIX),
        decidedOn="2026-02-01",
    )
    api.cost(TO_SIX - 5_00)
    lessons = "Börja i verksamheten, och mät nyttan från början."
    closing = of_program("closeProgram", lessons=lessons, finalReport=document("Slutrapport"))
    problem = api.refuses(409, "program_is_in_use", closing, decidedOn="2026-11-30")
    assert problem["running"] == [
        {"projectId": str(OF_SIX), "title": "Informationssäkerhet", "status": "started"}
    ]
    left = {(one["title"], one["fiscalYear"]): one["amount"] for one in problem["unreleased"]}
    assert left == {
        (None, 2026): money(RESERVE),
        ("Informationssäkerhet", 2026): money(5_00),
        ("Elevadministration", 2026): money(TO_FOUR),
    }
    assert "Informationssäkerhet ska slutföras eller stoppas." in problem["sv"]
    assert "Elevadministration 2026: 200\u00a0000,00\u00a0kr ska återföras" in problem["sv"]
    back: dict[str, Any] = {"effectiveFrom": "2026-11-30"}
    completed = {"projectId": OF_SIX, "handover": document("Överlämning")}
    taken = api.decide(
        resolution("completeProject", **completed),
        release(5_00, **back),
        release(TO_FOUR, OF_FOUR, **back),
        of_budget("returnFunding", RESERVE + TO_FOUR + 5_00, **back),
        closing,
        decidedOn="2026-11-30",
    )
    program = api.read(PATH)
    assert (program["status"], program["statusSince"]) == ("closed", "2026-11-30")
    assert (program["lessons"], program["finalReport"]["title"]) == (lessons, "Slutrapport")
    assert program["statuses"][-1]["decisionId"] == taken["decisionId"]
    was = api.read(PATH, validAt="2026-11-29")
    assert (was["status"], was["lessons"], was["finalReport"]) == ("started", None, None)
    later: dict[str, Any] = {"effectiveFrom": "2026-12-01"}
    for more in (
        fund(1, **later),
        propose(NEW, "För sent", **later),
        of_program("appointProgramLeader", personId=uid("leader"), **later),
    ):
        problem = api.refuses(409, "program_is_closed", more, decidedOn="2026-12-01")
        assert problem["about"]["status"] == "closed"


def test_an_unused_directive_is_withdrawn_and_a_used_one_is_not(api: Api) -> None:
    unused = of_program("withdrawProgramDirective", programId=NEW, reason="Behovet är borta.")
    api.decide(directive(NEW, "Attraktiv arbetsgivare"), decidedOn="2026-02-01")
    api.decide(unused, decidedOn="2026-03-01")
    program = api.read(f"/programs/{NEW}")
    assert (program["status"], program["statusReason"]) == ("withdrawn", "Behovet är borta.")
    assert program["statuses"][0]["status"] == "directed"
    used = {**unused, "programId": str(PROGRAM)}
    problem = api.refuses(409, "program_has_been_used", used, decidedOn="2026-03-01")
    assert problem["usedBy"] == ["start", "projects", "money"]
    assert (problem["fiscalYears"], problem["instead"]) == ([2026], "closeProgram")
    used = {**unused, "programId": str(OTHER_PROGRAM)}
    problem = api.refuses(409, "program_has_been_used", used, decidedOn="2026-03-01")
    assert (problem["usedBy"], problem["projects"]) == (["projects"], ["Digital tillsyn"])


def test_a_program_with_initiatives_that_never_ran_is_closed(api: Api) -> None:
    closing = of_program("closeProgram", programId=OTHER_PROGRAM, lessons="För tidigt ute.")
    api.decide(closing, decidedOn="2026-03-01")
    assert api.read(f"/programs/{OTHER_PROGRAM}")["status"] == "closed"
    given = {"programId": OTHER_PROGRAM, "effectiveFrom": "2026-03-01"}
    api.refuses(409, "program_is_closed", fund(1, **given), decidedOn="2026-03-01")
    api.refuses(409, "program_is_closed", allocate(1, ELSEWHERE, **given), decidedOn="2026-03-01")


def test_a_program_without_a_start_neither_pauses_nor_resumes(api: Api) -> None:
    for kind, possible in (("pauseProgram", ["started"]), ("resumeProgram", ["paused"])):
        reason = {"reason": "Paus."} if kind == "pauseProgram" else {}
        problem = api.refuses(
            409,
            "program_has_wrong_status",
            of_program(kind, programId=OTHER_PROGRAM, **reason),
        )
        assert problem["possible"] == possible
        assert problem["about"]["status"] == "directed"
