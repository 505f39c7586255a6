"""The register as people read it: who pays what more and less, and links both ways."""

from __future__ import annotations

from typing import Any, get_args
from uuid import UUID

import pytest

from application.views import Measure, WhoPaysView, who_pays
from application.views.decisions import ConsequenceView, consequence_view
from infrastructure.rebuild import check
from tests.interfaces.world import (
    OF_FOUR,
    OF_SIX,
    OTHER_PROGRAM,
    STEERING,
    Api,
    JsonObject,
    allocate,
    consent,
    cost_key,
    fund,
    noted,
    ore,
    reallocate,
    resolution,
)
from tests.make import CODES, uid

MATTER, OTHER_MATTER = uid("matter"), uid("other matter")
FIRST, SECOND, THIRD = uid("first"), uid("second"), uid("third")
NEW_KEY = uid("new key")


def linked(view: Any, relation: str) -> list[str]:
    return [one["number"] for one in view["links"][relation]]


# --- who pays -----------------------------------------------------------------------------------


def test_a_decision_says_who_pays_more_and_less_in_figures_and_in_words(api: Api) -> None:
    taken = api.decide(reallocate(40_000_00), decidedOn="2026-02-01")
    paid = {one["name"]: one for one in taken["whoPays"]}
    assert paid.keys() == {one["name"] for one in taken["consequences"]}
    for one in taken["consequences"]:
        told = paid[one["name"]]
        assert ore(told["more"]) - ore(told["less"]) == ore(one["difference"])
        assert 0 in (ore(told["more"]), ore(told["less"]))
        assert told["expected"] is False
    amal = paid["Åmål"]
    assert (amal["fiscalYear"], amal["moneyKind"], amal["measure"]) == (2026, "cash", "budget")
    assert ore(amal["less"]) == 605_540
    assert amal["sentence"] == {
        "sv": "Åmål: 6\u00a0055,40\u00a0kr mindre av budgeten 2026",
        "en": "Åmål: SEK 6,055.40 less of the budget for 2026",
    }
    assert "mer av budgeten 2026" in paid["Bengtsfors"]["sentence"]["sv"]


def test_who_pays_is_summed_over_the_programs_and_kinds_of_money_are_kept_apart(api: Api) -> None:
    api.decide(resolution("startProgram", programId=OTHER_PROGRAM))
    taken = api.decide(
        fund(600_00),
        fund(1_200_00, programId=OTHER_PROGRAM),
        decidedOn="2026-02-01",
    )
    assert sum(ore(one["more"]) for one in taken["whoPays"]) == 1_800_00
    assert len(taken["whoPays"]) == 6
    assert [one["member"] for one in taken["whoPays"]] == list(CODES)
    assert api.read(f"/decisions/{taken['decisionId']}") == taken


def test_a_pending_decision_says_who_will_pay_when_all_have_consented(api: Api) -> None:
    key = cost_key(NEW_KEY, "0.5", "0.5", effectiveFrom="2026-01-01")
    taken = api.decide(key, decidedOn="2026-02-01")
    assert taken["consequences"] == []
    assert {one["expected"] for one in taken["whoPays"]} == {True}
    said = {one["name"]: one["sentence"] for one in taken["whoPays"]}
    assert said["Vänersborg"]["sv"].endswith("mindre av budgeten 2026 när alla har samtyckt")
    assert said["Vänersborg"]["en"].endswith("for 2026 once all have consented")
    for code in CODES:
        api.register("/consents", consent(code, NEW_KEY, decidedOn="2026-03-01"))
    settled = api.read(f"/decisions/{taken['decisionId']}")
    assert {one["expected"] for one in settled["whoPays"]} == {False}
    assert [(one["member"], one["more"], one["less"]) for one in settled["whoPays"]] == [
        (one["member"], one["more"], one["less"]) for one in taken["whoPays"]
    ]


def change(measure: str, difference: int, money_kind: str = "cash", **of: Any) -> ConsequenceView:
    what = (of.get("position", 7), of.get("year", 2026), money_kind, measure)
    return consequence_view(
        of.get("member", "1492"), of.get("name", "Åmål"), what, 100, 100 + difference
    )


def one_line(*changes: ConsequenceView, **options: Any) -> WhoPaysView:
    [line] = who_pays(changes, **options)
    return line


def test_what_nets_to_nothing_is_left_out_and_what_took_effect_twice_is_summed() -> None:
    assert who_pays([change("budget", 500), change("budget", -500, position=9)]) == ()
    line = one_line(change("budget", 500), change("budget", 700, position=9))
    assert (line.more, line.less) == (1_200, 0)


@pytest.mark.parametrize("measure", get_args(Measure))
def test_every_measure_has_its_words(measure: str) -> None:
    line = one_line(change(measure, -100_000_00))
    assert line.sentence.sv.startswith("Åmål: 100\u00a0000\u00a0kr mindre av ")
    assert line.sentence.en.startswith("Åmål: SEK 100,000 less of the ")


def test_money_in_kind_and_what_no_key_splits_are_said_so() -> None:
    in_kind = one_line(change("budget", 50, "in_kind")).sentence
    assert in_kind.sv == "Åmål: 0,50\u00a0kr mer av budgeten i interna resurser 2026"
    assert in_kind.en == "Åmål: SEK 0.50 more of the in-kind budget for 2026"
    unsplit = one_line(change("budget", 1_00, member="", name="")).sentence
    assert unsplit.sv == "Ofördelat: 1\u00a0kr mer av budgeten 2026"
    assert unsplit.en == "Not split: SEK 1 more of the budget for 2026"


# --- links --------------------------------------------------------------------------------------


@pytest.fixture
def matters(api: Api) -> Api:
    """Serve the world with three decisions of one matter and one of another."""
    api.decide(
        noted("Ärendet\nåterremitteras."),
        decisionId=FIRST,
        matter=MATTER,
        paragraph="§ 3",
        outcome="referred_back",
        decidedOn="2026-01-15",
    )
    api.decide(noted("Annat."), matter=OTHER_MATTER, decidedOn="2026-01-20")
    api.decide(
        allocate(1_000_00, OF_FOUR),
        noted(),
        bodyId=STEERING,
        decisionId=SECOND,
        matter=MATTER,
        decidedOn="2026-02-15",
    )
    api.decide(fund(5_00), decisionId=THIRD, matter=MATTER, decidedOn="2026-03-15")
    return api


def test_decisions_of_one_matter_are_linked_both_ways(matters: Api) -> None:
    first, second, third = (matters.read(f"/decisions/{one}") for one in (FIRST, SECOND, THIRD))
    assert (linked(first, "follows"), linked(first, "followedBy")) == ([], ["2026-003", "2026-004"])
    assert (linked(second, "follows"), linked(second, "followedBy")) == (["2026-001"], ["2026-004"])
    assert (linked(third, "follows"), linked(third, "followedBy")) == (["2026-001", "2026-003"], [])
    [earlier] = second["links"]["follows"]
    assert earlier == {
        "decisionId": str(FIRST),
        "number": "2026-001",
        "decidedOn": "2026-01-15",
        "body": "Portföljstyrgruppen",
        "paragraph": "§ 3",
        "sentence": {"sv": "Ärendet", "en": "Ärendet"},
        "address": f"/samsyn/v1/decisions/{FIRST}",
    }
    assert matters.get(earlier["address"]).data == first
    [later] = second["links"]["followedBy"]
    assert later["sentence"]["en"].startswith("SEK 5.00 is given to the program")
    listed = {one["decisionId"]: one for one in matters.read("/decisions", matter=MATTER)}
    assert listed == {one["decisionId"]: one for one in (first, second, third)}


def test_a_link_is_told_only_when_the_other_decision_is_known_and_taken(matters: Api) -> None:
    third = matters.read(f"/decisions/{THIRD}")
    known = f"position:{third['position'] - 1}"
    path = f"/decisions/{FIRST}"
    assert linked(matters.read(path, knownAt=known), "followedBy") == ["2026-003"]
    assert linked(matters.read(path, validAt="2026-03-14"), "followedBy") == ["2026-003"]
    assert linked(matters.read(path, validAt="2026-02-14"), "followedBy") == []


def test_a_long_wording_is_cut_to_a_line(matters: Api) -> None:
    matters.decide(noted("x" * 300), matter=OTHER_MATTER, decidedOn="2026-04-01")
    [found, _] = matters.read("/decisions", matter=OTHER_MATTER)
    [other] = [one for one in matters.read("/decisions", matter=OTHER_MATTER) if one != found]
    [line] = other["links"]["followedBy"]
    assert line["sentence"]["sv"] == "x" * 199 + "…"


def test_what_is_tied_to_nothing_says_so(api: Api) -> None:
    taken = api.decide(reallocate(1_00, OF_SIX, OF_FOUR), decidedOn="2026-02-01")
    assert not any(taken["links"].values())
    assert taken["followUps"] == []


# --- corrected and reversed ---------------------------------------------------------------------


def correct(decision_id: UUID, **fields: Any) -> JsonObject:
    given = {"wrong": "Beloppet var fel.", "right": "Rätt belopp är 900 kr."}
    return resolution("correctDecision", decisionId=decision_id, **{**given, **fields})


def reverse(decision_id: UUID, **fields: Any) -> JsonObject:
    return resolution("reverseDecision", decisionId=decision_id, reason="Nytt läge.", **fields)


def test_a_correction_and_what_it_corrects_point_at_each_other(api: Api) -> None:
    api.decide(fund(1_000_00), decisionId=FIRST, paragraph="§ 9", decidedOn="2026-02-01")
    before = api.position
    correction = api.decide(correct(FIRST), decisionId=SECOND, decidedOn="2026-03-01")
    corrected = api.read(f"/decisions/{FIRST}")
    [back], [forth] = correction["links"]["corrects"], corrected["links"]["correctedBy"]
    assert (back["number"], back["paragraph"], back["address"]) == (
        "2026-001",
        "§ 9",
        f"/samsyn/v1/decisions/{FIRST}",
    )
    assert (forth["number"], forth["sentence"]["sv"]) == ("2026-002", "Beslut 2026-001 rättas.")
    assert api.read(f"/decisions/{SECOND}") == correction
    assert linked(api.read(f"/decisions/{FIRST}", validAt="2026-02-28"), "correctedBy") == []
    then = api.read(f"/decisions/{FIRST}", knownAt=f"position:{before}")
    assert linked(then, "correctedBy") == []


def test_a_reversal_and_what_it_reverses_point_at_each_other(api: Api) -> None:
    api.decide(fund(1_000_00), noted(), decisionId=FIRST, decidedOn="2026-02-01")
    reversal = api.decide(
        reverse(FIRST, effectiveFrom="2026-04-01"), decisionId=SECOND, decidedOn="2026-03-01"
    )
    assert linked(reversal, "reverses") == ["2026-001"]
    assert linked(api.read(f"/decisions/{FIRST}"), "reversedBy") == ["2026-002"]
    paid = {one["name"]: (ore(one["more"]), ore(one["less"])) for one in reversal["whoPays"]}
    assert sum(more for more, _ in paid.values()) == 0
    assert sum(less for _, less in paid.values()) == 1_000_00


def test_a_correction_and_a_reversal_are_rehearsed_without_leaving_a_link(api: Api) -> None:
    taken = api.decide(fund(1_000_00), decisionId=FIRST, decidedOn="2026-02-01")
    for one in (correct(FIRST), reverse(FIRST)):
        relation = "corrects" if one["kind"] == "correctDecision" else "reverses"
        assert linked(api.rehearse(one, decidedOn="2026-03-01"), relation) == ["2026-001"]
    assert api.read(f"/decisions/{FIRST}") == taken


def test_a_proposal_to_reverse_is_no_reversal(api: Api) -> None:
    api.decide(fund(1_000_00), decisionId=FIRST, decidedOn="2026-02-01")
    tabled = api.decide(reverse(FIRST), outcome="tabled", decidedOn="2026-03-01")
    assert not any(tabled["links"].values())


def test_links_and_follow_up_are_the_same_when_made_again_from_the_log(api: Api) -> None:
    api.decide(fund(1_000_00), decisionId=FIRST, decidedOn="2026-02-01")
    api.decide(correct(FIRST), decisionId=SECOND, matter=MATTER, decidedOn="2026-03-01")
    follow_up = {"decisionId": str(FIRST), "standing": "carried_out", "dated": "2026-03-15"}
    api.register("/follow-ups", {**follow_up, "reportedBy": "Kansliet"})
    api.decide(reverse(FIRST), decisionId=THIRD, matter=MATTER, decidedOn="2026-03-20")
    head, differences = check(api.database, lambda _done, _total: None)
    assert (head, differences) == (api.position, ())
