"""Corrections, reversals and annulments: new entries that point at what they amend, and back."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.interfaces.world import (
    AGREEMENT,
    BOARD,
    FIVE,
    OF_FOUR,
    OF_SIX,
    PORTFOLIO,
    PROGRAM,
    PROPOSED,
    SIX,
    STEERING,
    Api,
    agreement,
    allocate,
    approve,
    ceiling,
    consent,
    constellation,
    cost_key,
    directive,
    fund,
    noted,
    ore,
    reallocate,
    release,
    resolution,
    statistic,
)
from tests.make import CODES, FIVE_CODES, uid

NEW = uid("new key")


def correct(decision_id: object, **changes: object) -> dict[str, object]:
    given = {"wrong": "Beloppet skulle vara 110 000 kr.", "right": "110 000 kr."}
    return resolution("correctDecision", decisionId=decision_id, **{**given, **changes})


def reverse(decision_id: object, day: str = "2026-07-01", **fields: object) -> dict[str, object]:
    given = {"decisionId": decision_id, "reason": "Underlaget var fel.", "effectiveFrom": day}
    return resolution("reverseDecision", **given, **fields)


def linked(api: Api, decision_id: object, relation: str) -> list[str]:
    links = api.read(f"/decisions/{decision_id}")["links"]
    return [one["decisionId"] for one in links[relation]]


# --- Corrections --------------------------------------------------------------------------------


def test_a_correction_and_what_it_corrects_point_at_each_other(api: Api) -> None:
    wrong = api.decide(allocate(100_000_00))
    right = api.decide(correct(wrong["decisionId"]), allocate(10_000_00))
    assert linked(api, right["decisionId"], "corrects") == [wrong["decisionId"]]
    assert linked(api, wrong["decisionId"], "correctedBy") == [right["decisionId"]]
    assert api.read(f"/decisions/{wrong['decisionId']}")["standing"] == "in_force"
    sentence = right["resolutions"][0]["sentence"]
    assert sentence["sv"] == f"Beslut {wrong['number']} rättas."
    [event] = [one for one in right["events"] if one["topic"] == "decision.corrected"]
    assert event["data"]["wrong"] == "Beloppet skulle vara 110 000 kr."


def test_a_correction_may_take_effect_before_what_has_been_decided_since(api: Api) -> None:
    wrong = api.decide(
        resolution("changeProjectConstellation", projectId=OF_SIX, constellationId=FIVE),
        decidedOn="2026-04-01",
    )
    earlier = resolution(
        "changeProjectConstellation",
        projectId=OF_SIX,
        constellationId=FIVE,
        effectiveFrom="2026-03-01",
    )
    api.refuses(409, "precedes_latest_change", earlier, decidedOn="2026-05-01")
    api.decide(correct(wrong["decisionId"]), earlier, decidedOn="2026-05-01")
    of_march = {"projectId": OF_SIX, "programId": PROGRAM, "fiscalYear": 2026, "day": "2026-03-15"}
    [segment] = api.read("/segments", **of_march)
    assert segment["participants"] == sorted(FIVE_CODES)


def test_a_correction_of_a_correction_says_which_decision_to_correct(api: Api) -> None:
    wrong = api.decide(noted("Fel text."))
    first = api.decide(correct(wrong["decisionId"]))
    problem = api.refuses(409, "correction_of_a_correction", correct(first["decisionId"]))
    assert problem["original"] == wrong["decisionId"]
    second = api.decide(correct(wrong["decisionId"], wrong="Även datumet."))
    assert linked(api, wrong["decisionId"], "correctedBy") == [
        first["decisionId"],
        second["decisionId"],
    ]


def test_a_correction_changes_only_what_the_decision_concerned(api: Api) -> None:
    wrong = api.decide(allocate(100_000_00))
    problem = api.refuses(
        409, "correction_of_other_things", correct(wrong["decisionId"]), ceiling(600_000_000)
    )
    assert problem["foreign"] == [f"fiscal_year/{PORTFOLIO}/2026"]
    assert problem["concerned"] == [f"budget/{PROGRAM}/2026"]


def test_a_body_corrects_its_own_decisions_and_the_board_every_bodys(api: Api) -> None:
    of_board = api.decide(noted("Styrgruppens text."))
    of_group = api.decide(release(1_00), bodyId=STEERING)
    problem = api.refuses(
        403, "correction_by_another_body", correct(of_board["decisionId"]), bodyId=STEERING
    )
    assert problem["bodyId"] == str(BOARD)
    api.decide(correct(of_group["decisionId"]), bodyId=STEERING)
    api.decide(correct(of_group["decisionId"]))


def test_there_must_be_something_to_correct(api: Api) -> None:
    api.refuses(404, "not_found", correct(uid("nothing")))


# --- Reversals ----------------------------------------------------------------------------------


def test_an_allocation_is_reversed_from_a_day_and_every_share_of_it_is_zero_again(api: Api) -> None:
    before = api.project_shares(OF_SIX, "budget")
    done = api.decide(allocate(100_000_00))
    undone = api.decide(reverse(done["decisionId"]))
    assert api.project_shares(OF_SIX, "budget") == before
    assert api.project_shares(OF_SIX, "budget", validAt="2026-06-30") != before
    assert linked(api, undone["decisionId"], "reverses") == [done["decisionId"]]
    assert linked(api, done["decisionId"], "reversedBy") == [undone["decisionId"]]
    assert api.read(f"/decisions/{done['decisionId']}")["standing"] == "reversed"
    differences = [ore(one["difference"]) for one in undone["consequences"]]
    assert sum(differences) == 0


GIVEN = (0, 100_000_00, -10_000_00, -1_000_00)
"""What the program gets in all; what moves inside it sums to nothing (öre)."""


def money_decisions() -> list[tuple[str, dict[str, object]]]:
    back = {"programId": PROGRAM, "fiscalYear": 2026, "effectiveFrom": "2026-01-01"}
    moved = {"fiscalYear": 2026, "effectiveFrom": "2026-01-01", "sourceProgramId": PROGRAM}
    other = str(uid("other program"))
    return [
        ("fund", fund(100_000_00)),
        ("allocate", allocate(50_000_00)),
        ("lower", allocate(-50_000_00)),
        ("reallocate", reallocate(10_000_00)),
        ("release", release(10_000_00)),
        ("return", resolution("returnFunding", **back, amount=10_000_00)),
        ("transfer", resolution("transferBudget", **moved, targetProgramId=other, amount=1_000_00)),
    ]


@pytest.mark.parametrize(
    "done", [one for _, one in money_decisions()], ids=[name for name, _ in money_decisions()]
)
def test_every_movement_of_money_can_be_reversed(api: Api, done: dict[str, object]) -> None:
    before, own = api.shares(fiscalYear=2026), api.project_shares(OF_SIX, "budget")
    taken = api.decide(done)
    assert sum(ore(one["difference"]) for one in taken["consequences"]) in GIVEN
    api.decide(reverse(taken["decisionId"]))
    assert api.shares(fiscalYear=2026) == before
    assert api.project_shares(OF_SIX, "budget") == own


def test_a_ceiling_is_reversed_to_what_it_was(api: Api) -> None:
    taken = api.decide(ceiling(600_000_000))
    api.decide(reverse(taken["decisionId"]))
    of = f"/portfolios/{PORTFOLIO}"
    assert ore(api.read(of, validAt="2026-06-30")["ceilings"][0]["amount"]) == 600_000_000
    assert ore(api.read(of, validAt="2026-07-01")["ceilings"][0]["amount"]) == 500_000_000


def test_what_a_later_decision_has_changed_is_not_reversed(api: Api) -> None:
    first = api.decide(ceiling(600_000_000))
    api.decide(ceiling(700_000_000))
    problem = api.refuses(409, "changed_since", reverse(first["decisionId"]))
    assert problem["changedFrom"] == "2026-01-01"


def test_a_key_is_reversed_by_each_member_and_the_earlier_one_applies_again(api: Api) -> None:
    before = api.shares(fiscalYear=2026)
    adopted = api.agree(cost_key(NEW, "1/2", "0.5", effectiveFrom="2026-01-01"))
    assert api.shares(fiscalYear=2026) != before
    undoing = api.decide(reverse(adopted["decisionId"], "2026-01-01"))
    assert undoing["standing"] == "pending", "as a key is adopted, so it is undone"
    assert api.let_consent(undoing["decisionId"])["standing"] == "in_force"
    assert api.shares(fiscalYear=2026) == before
    assert api.read(f"/decisions/{adopted['decisionId']}")["standing"] == "reversed"


def test_the_first_key_of_a_program_is_reversed_to_none(api: Api) -> None:
    own = cost_key(NEW, "1/2", "0.5", scope={"programId": str(PROGRAM)})
    before = api.shares(fiscalYear=2026)
    adopted = api.agree({**own, "effectiveFrom": "2026-01-01"})
    api.agree(reverse(adopted["decisionId"], "2026-01-01"))
    assert api.shares(fiscalYear=2026) == before


def test_constellations_and_rates_are_reversed(api: Api) -> None:
    changed = api.decide(
        constellation(SIX, "Alla sex", CODES[:5], effectiveFrom="2026-03-01"),
        decidedOn="2026-02-15",
    )
    api.decide(reverse(changed["decisionId"]), decidedOn="2026-06-15")
    all_six = api.read(f"/agreements/{AGREEMENT}/constellations")
    assert [one["members"] for one in all_six if one["name"] == "Alla sex"] == [list(CODES)]
    rate = {"agreementId": AGREEMENT, "category": "Projektledare", "effectiveFrom": "2026-01-01"}
    first = api.agree(resolution("decideResourceRate", **rate, rate=650_00))
    api.agree(reverse(first["decisionId"]))
    assert api.read(f"/agreements/{AGREEMENT}/resource-rates") == []


def test_a_priority_is_reversed_to_the_one_before(api: Api) -> None:
    programs = [str(PROGRAM), str(uid("other program"))]

    def prioritised(*order: str) -> dict[str, object]:
        ranked = [{"programId": one, "reason": f"Därför {one[:4]}."} for one in order]
        given = {"portfolioId": PORTFOLIO, "reason": "Behoven styr."}
        return resolution("prioritisePrograms", **given, order=ranked)

    first = api.decide(prioritised(*programs))
    second = api.decide(prioritised(*reversed(programs)), decidedOn="2025-02-01")
    api.refuses(409, "changed_since", reverse(first["decisionId"]))
    api.decide(reverse(second["decisionId"], "2026-07-01"))
    priority = api.read(f"/portfolios/{PORTFOLIO}")["priority"]
    assert [one["programId"] for one in priority["order"]] == programs
    assert priority["order"][0]["reason"] == f"Därför {programs[0][:4]}."


def test_an_unused_directive_is_reversed_and_a_used_one_not(api: Api) -> None:
    given = {
        "directive": {"title": "Direktiv", "version": "1.0"},
        "noEffectCalculationBecause": "Beräknas senare.",
    }
    unused = api.decide(resolution("approveProjectDirective", projectId=OF_SIX, **given))
    problem = api.refuses(409, "directive_is_used", reverse(unused["decisionId"]))
    assert problem
    program = uid("new program")
    new = api.decide(directive(program, "Nytt program"))
    api.decide(reverse(new["decisionId"]))
    assert api.read(f"/programs/{program}")["status"] == "withdrawn"


def test_some_resolutions_of_a_decision_are_reversed_and_later_the_rest(api: Api) -> None:
    done = api.decide(allocate(100_000_00), allocate(50_000_00, OF_FOUR), noted())
    api.decide(reverse(done["decisionId"], resolutions=[1]))
    assert api.read(f"/decisions/{done['decisionId']}")["standing"] == "in_force"
    problem = api.refuses(409, "already_reversed", reverse(done["decisionId"], resolutions=[1]))
    assert problem["resolutions"] == [1]
    api.refuses(409, "no_such_resolution", reverse(done["decisionId"], resolutions=[4]))
    api.decide(reverse(done["decisionId"]))
    assert api.read(f"/decisions/{done['decisionId']}")["standing"] == "reversed"
    api.refuses(409, "already_reversed", reverse(done["decisionId"]))


# --- What cannot be reversed --------------------------------------------------------------------


def test_what_is_done_is_not_reversed_and_the_refusal_says_what_to_do(api: Api) -> None:
    done = api.decide(fund(1_00), approve(PROPOSED))
    problem = api.refuses(409, "not_reversible", reverse(done["decisionId"]))
    assert problem["reversedResolution"] == 2
    assert problem["topic"] == "project.approved"
    assert "stoppa" in problem["insteadSv"]


def test_nothing_is_reversed_that_a_registration_rests_on(api: Api) -> None:
    done = api.decide(allocate(100_000_00, OF_FOUR))
    api.cost(250_000_00, projectId=str(OF_FOUR))
    problem = api.refuses(409, "allocation_below_spent", reverse(done["decisionId"]))
    assert ore(problem["spent"]) == 250_000_00


def test_there_must_be_something_to_reverse(api: Api) -> None:
    api.refuses(404, "not_found", reverse(uid("nothing")))
    only_text = api.decide(noted())
    api.refuses(409, "nothing_to_reverse", reverse(only_text["decisionId"]))
    proposed = api.decide(fund(1_00), outcome="tabled")
    problem = api.refuses(409, "nothing_to_reverse", reverse(proposed["decisionId"]))
    assert problem["outcome"] == "tabled"


def test_a_decision_that_waits_is_refused_by_a_member_and_not_reversed(api: Api) -> None:
    waiting = api.decide(cost_key(NEW, "1/2", "0.5", effectiveFrom="2026-07-01"))
    api.refuses(409, "decision_still_waits", reverse(waiting["decisionId"]))


def test_a_reversal_is_not_reversed_but_the_decision_taken_anew(api: Api) -> None:
    done = api.decide(allocate(100_000_00))
    undone = api.decide(reverse(done["decisionId"]))
    problem = api.refuses(409, "reversal_of_a_reversal", reverse(undone["decisionId"]))
    assert problem["reversed"] == done["decisionId"]


def test_a_steering_group_reverses_what_it_may_decide(api: Api) -> None:
    own = api.decide(release(10_000_00), bodyId=STEERING)
    api.decide(reverse(own["decisionId"]), bodyId=STEERING)
    boards = api.decide(fund(10_000_00))
    problem = api.refuses(
        403, "body_may_not_decide", reverse(boards["decisionId"]), bodyId=STEERING
    )
    assert problem["kind"] == "returnFunding"


def test_who_pays_is_strategic_in_a_reversal_too(api: Api) -> None:
    moved = api.decide(reallocate(40_000_00, OF_SIX, OF_FOUR))
    api.refuses(403, "who_pays_is_strategic", reverse(moved["decisionId"]), bodyId=STEERING)
    api.decide(reverse(moved["decisionId"]))


# --- Annulment ----------------------------------------------------------------------------------


def annulment(decision_id: object, **changes: object) -> dict[str, object]:
    given = {
        "decisionId": str(decision_id),
        "court": "Förvaltningsrätten i Göteborg",
        "caseNumber": "1234-26",
        "decidedOn": "2026-06-15",
        "effectiveFrom": "2026-07-01",
    }
    return {**given, **changes}


def test_a_courts_annulment_works_as_a_reversal(api: Api) -> None:
    before = api.project_shares(OF_SIX, "budget")
    done = api.decide(allocate(100_000_00))
    tried = api.post("/annulments", annulment(done["decisionId"]), rehearse="true")
    assert tried.status == 200
    registered = api.register("/annulments", annulment(done["decisionId"]))
    assert api.project_shares(OF_SIX, "budget") == before
    assert api.read(f"/decisions/{done['decisionId']}")["standing"] == "reversed"
    assert (
        registered["consequences"] == []
        or sum(ore(one["difference"]) for one in registered["consequences"]) == 0
    )
    api.refuses(409, "already_reversed", reverse(done["decisionId"]))


def test_what_an_annulment_cannot_undo_is_told_with_it(api: Api) -> None:
    done = api.decide(allocate(100_000_00, OF_FOUR), allocate(50_000_00))
    api.cost(250_000_00, projectId=str(OF_FOUR))
    registered = api.register("/annulments", annulment(done["decisionId"]))
    [event] = [one for one in registered["events"] if one["topic"] == "decision.annulled"]
    assert event["data"]["resolutions"] == [2]
    assert event["data"]["notUndone"] == [{"resolution": 1, "because": "allocation_below_spent"}]
    assert api.read(f"/decisions/{done['decisionId']}")["standing"] == "in_force"


def test_an_annulment_is_of_a_decision_that_changed_something(api: Api) -> None:
    before = api.position
    unknown = api.post("/annulments", annulment(uid("nothing")))
    api.refused(unknown, 404, "not_found", before)
    only_text = api.decide(noted())
    answer = api.post("/annulments", annulment(only_text["decisionId"]))
    api.refused(answer, 409, "nothing_to_reverse", api.position)
    ahead = annulment(only_text["decisionId"], decidedOn="2027-06-15")
    api.refused(api.post("/annulments", ahead), 409, "decided_ahead", api.position)


# --- Figures ------------------------------------------------------------------------------------


def right_figures(**changes: object) -> dict[str, object]:
    wrong = statistic(2023)
    figures = {**wrong["figures"], "1492": 13_000}
    given = {"reason": "Åmåls siffra var fel.", "source": "SCB, rättad", "figures": figures}
    same = {name: wrong[name] for name in ("agreementId", "basis", "referenceDate")}
    return {**same, **given, **changes}


def test_corrected_figures_say_what_they_change_for_each_member(api: Api) -> None:
    before = api.shares(fiscalYear=2026)
    tried = api.post("/statistic-corrections", right_figures(), rehearse="true")
    assert tried.status == 200
    assert api.shares(fiscalYear=2026) == before
    registered = api.register("/statistic-corrections", right_figures())
    now = api.shares(fiscalYear=2026)
    changed = {one["member"]: ore(one["difference"]) for one in registered["consequences"]}
    assert changed["1492"] > 0
    assert sum(changed.values()) == 0
    for code, difference in changed.items():
        which = (2026, "cash", "budget", code)
        assert now[which] - before[which] == difference
    assert [ore(one["difference"]) for one in tried.data["consequences"]] == [
        ore(one["difference"]) for one in registered["consequences"]
    ]
    latest = api.read(f"/programs/{PROGRAM}/budgets/2026")["latestChange"]
    assert UUID(latest["entry"]) == UUID(registered["entry"])


def test_wrong_figures_stay_visible_with_what_corrected_them(api: Api) -> None:
    registered = api.register("/statistic-corrections", right_figures())
    figures = api.read(f"/agreements/{AGREEMENT}/statistics")
    [stands] = [one for one in figures if one["referenceDate"] == "2023-12-31"]
    assert stands["figures"]["1492"] == 13_000
    [wrong] = stands["corrected"]
    assert wrong["figures"]["1492"] == statistic(2023)["figures"]["1492"]
    assert wrong["correctedBy"] == registered["entry"]
    assert wrong["reason"] == "Åmåls siffra var fel."


def test_a_correction_of_figures_must_change_something_registered(api: Api) -> None:
    before = api.position
    same = right_figures(figures=statistic(2023)["figures"], source=statistic(2023)["source"])
    api.refused(api.post("/statistic-corrections", same), 409, "changes_nothing", before)
    unknown = right_figures(referenceDate="1999-12-31")
    answer = api.post("/statistic-corrections", unknown)
    api.refused(answer, 409, "no_figures_for_the_date", before)


# --- Several steps, and days --------------------------------------------------------------------


def test_two_changes_of_one_thing_in_one_paragraph_are_reversed_to_before_both(api: Api) -> None:
    both = api.decide(
        ceiling(600_000_000),
        ceiling(700_000_000, effectiveFrom="2026-03-01"),
        decidedOn="2026-01-15",
    )
    api.decide(reverse(both["decisionId"]))
    of = f"/portfolios/{PORTFOLIO}"
    on = {
        day: ore(api.read(of, validAt=day)["ceilings"][0]["amount"])
        for day in ("2026-02-01", "2026-06-30", "2026-07-01")
    }
    assert on == {"2026-02-01": 600_000_000, "2026-06-30": 700_000_000, "2026-07-01": 500_000_000}


def test_what_holds_on_the_day_is_what_is_reversed_whatever_was_recorded_last(api: Api) -> None:
    later = api.decide(ceiling(700_000_000, effectiveFrom="2026-06-01"))
    earlier = api.decide(ceiling(600_000_000, effectiveFrom="2026-03-01"))
    problem = api.refuses(409, "changed_since", reverse(earlier["decisionId"]))
    assert problem["changedFrom"] == "2026-06-01"
    api.decide(reverse(earlier["decisionId"], "2026-04-01"))
    api.decide(reverse(later["decisionId"]))
    of = f"/portfolios/{PORTFOLIO}"
    assert ore(api.read(of, validAt="2026-05-01")["ceilings"][0]["amount"]) == 500_000_000
    assert ore(api.read(of, validAt="2026-12-31")["ceilings"][0]["amount"]) == 500_000_000


def test_nothing_is_reversed_before_it_applies(api: Api) -> None:
    done = api.decide(allocate(100_000_00, effectiveFrom="2026-06-01"))
    problem = api.refuses(409, "reversal_before_effect", reverse(done["decisionId"], "2026-05-31"))
    assert problem["earliest"] == "2026-06-01"
    api.decide(reverse(done["decisionId"], "2026-06-01"))


# --- What lapsed, what is annulled twice, what is another agreement's -----------------------------


def test_what_lapsed_never_applied_and_is_not_reversed(api: Api) -> None:
    waiting = api.decide(cost_key(NEW, "1/2", "0.5", effectiveFrom="2026-07-01"))
    refusal = consent("1438", UUID(waiting["decisionId"]), outcome="refused")
    api.register("/consents", refusal)
    api.refuses(409, "decision_has_lapsed", reverse(waiting["decisionId"]))
    answer = api.post("/annulments", annulment(waiting["decisionId"]))
    api.refused(answer, 409, "decision_has_lapsed", api.position)
    assert api.read(f"/decisions/{waiting['decisionId']}")["standing"] == "lapsed"


def test_an_annulment_is_registered_once(api: Api) -> None:
    done = api.decide(allocate(100_000_00))
    api.register("/annulments", annulment(done["decisionId"]))
    before = api.position
    again = api.post("/annulments", annulment(done["decisionId"]))
    api.refused(again, 409, "annulment_already_registered", before)


def test_no_body_of_another_agreement_amends_a_decision(api: Api) -> None:
    done = api.decide(allocate(100_000_00))
    other, board = uid("other agreement"), uid("other board")
    bodies = [{"bodyId": board, "name": "Andra styrgruppen", "bodyKind": "board"}]
    api.register("/agreements", agreement(agreementId=other, bodies=bodies))
    for amending in (correct(done["decisionId"]), reverse(done["decisionId"])):
        problem = api.refuses(403, "thing_of_another_agreement", amending, bodyId=board)
        assert problem["concerns"] == [str(AGREEMENT)]


def test_a_steering_group_does_not_give_a_paused_project_money_from_an_earlier_day(
    api: Api,
) -> None:
    given = {"directive": {"title": "Direktiv", "version": "1.0"}}
    plan = {"plan": {"title": "Plan", "version": "1.0"}}
    started = {"projectId": OF_SIX, "effectiveFrom": "2026-01-01"}
    api.decide(
        resolution(
            "approveProjectDirective", **started, **given, noEffectCalculationBecause="Nej."
        ),
        resolution("approveProjectPlan", **started, **plan),
        resolution("startProject", **started),
        resolution("pauseProject", **{**started, "effectiveFrom": "2026-03-01"}, reason="Paus."),
    )
    early = allocate(1_00, effectiveFrom="2026-02-10")
    problem = api.refuses(409, "project_takes_no_money", early, decidedOn="2026-06-01")
    assert problem["day"] == "2026-06-01"
    api.decide(early, decidedOn="2026-02-01")


def test_a_reversal_is_voted_by_the_rule_of_what_it_does(api: Api) -> None:
    done = api.decide(allocate(100_000_00))
    kind = {"agreementId": AGREEMENT, "decisionKind": "allocateBudget", "rule": "unanimous"}
    api.agree(resolution("adoptDecisionRule", **kind, effectiveFrom="2025-01-01"))
    votes = {"yes": 2, "no": 1}
    api.refuses(409, "votes_do_not_suffice", reverse(done["decisionId"]), votes=votes)
    api.decide(reverse(done["decisionId"]), votes={"yes": 3, "no": 0})


def test_a_reversal_waits_when_the_members_want_a_say_in_reversals(api: Api) -> None:
    kind = {"agreementId": AGREEMENT, "decisionKind": "reverseDecision", "rule": "each_member"}
    done = api.decide(allocate(100_000_00))
    api.agree(resolution("adoptDecisionRule", **kind, effectiveFrom="2025-01-01"))
    assert api.decide(reverse(done["decisionId"]))["standing"] == "pending"


def test_an_annulment_keeps_no_text_that_nothing_refers_to(api: Api) -> None:
    done = api.decide(allocate(100_000_00))
    before = len(api.stored()["texts"])
    api.register("/annulments", annulment(done["decisionId"]))
    assert len(api.stored()["texts"]) == before
