"""Rehearsals: of a list in order, what each changes, what a rule refuses, what to think of."""

from __future__ import annotations

from typing import Any

import pytest

from tests.interfaces.world import (
    BOARD,
    CEILING,
    FUNDED,
    NOWHERE,
    OF_FOUR,
    OF_SIX,
    OTHER_PROGRAM,
    PORTFOLIO,
    STEERING,
    TO_SIX,
    Api,
    JsonObject,
    allocate,
    approve,
    ceiling,
    consent,
    constellation,
    cost_key,
    decision,
    fund,
    noted,
    ore,
    propose,
    reallocate,
    release,
    resolution,
)
from tests.make import CODES, uid

NEW = uid("new")


def tried(api: Api, *decisions: JsonObject, **warnings: str) -> Any:
    """Rehearse a list, of which nothing may be left."""
    stored = api.stored()
    body = {"decisions": list(decisions), **({"warnings": warnings} if warnings else {})}
    answer = api.post("/rehearsals", body)
    assert answer.status == 200, answer.content.decode()
    assert api.stored() == stored
    return answer.data


def changed(consequences: Any) -> dict[tuple[int, str, str, str], tuple[int, int]]:
    return {
        (one["fiscalYear"], one["moneyKind"], one["measure"], one["member"]): (
            ore(one["before"]),
            ore(one["after"]),
        )
        for one in consequences
    }


def codes(warnings: Any) -> list[str]:
    return [one["code"] for one in warnings]


LIST = (
    decision(fund(30_000_00), heading="Medel", decidedOn="2026-01-15", paragraph="§ 1"),
    decision(propose(NEW, "Nytt"), approve(NEW), heading="Nytt initiativ", decidedOn="2026-01-20"),
    decision(allocate(FUNDED - 1_000_00, NEW), noted(), heading="Anslag", decidedOn="2026-01-25"),
    decision(allocate(20_000_00, NEW), heading="Mindre anslag", decidedOn="2026-02-01"),
    decision(reallocate(5_000_00, NEW, OF_FOUR), heading="Flytt", decidedOn="2026-02-10"),
)
"""The third breaks a rule; the fourth and fifth build on the second."""


# --- In order -----------------------------------------------------------------------------------


def test_each_decision_of_a_list_builds_on_those_before_it(api: Api) -> None:
    whole = tried(api, *LIST[:2], *LIST[3:])
    assert [(one["decision"], one["taken"]) for one in whole["decisions"]] == [
        (number, True) for number in (1, 2, 3, 4)
    ]
    assert all(one["view"]["refusals"] == one["refusals"] == [] for one in whole["decisions"])
    assert whole["summary"]["sv"] == (
        "4 beslut prövades i ordning. Inget har antecknats. Alla kan fattas i den ordningen."
    )
    alone = tried(api, LIST[3])["decisions"][0]
    assert [one["code"] for one in alone["refusals"]] == ["not_found"]


def test_a_list_whose_third_decision_breaks_a_rule_says_which_and_why(api: Api) -> None:
    whole = tried(api, *LIST)
    assert [one["taken"] for one in whole["decisions"]] == [True, True, False, True, True]
    third = whole["decisions"][2]
    [refusal] = third["refusals"]
    assert (third["decision"], refusal["resolution"]) == (3, 1)
    assert refusal["code"] == "allocation_above_funding"
    assert refusal["facts"]["asked"] == {"amount": "999000.00", "currency": "SEK"}
    assert third["sentence"]["sv"].startswith(
        "Beslut 3 kan inte fattas: en regel bryts i att-sats 1. "
    )
    assert refusal["en"] in third["sentence"]["en"]
    assert "prövats som om beslutet inte hade fattats" in third["sentence"]["sv"]
    assert third["view"]["refusals"] == third["refusals"]
    assert "Beslut 3 bryter mot en regel" in whole["summary"]["sv"]
    without = tried(api, *LIST[:2], *LIST[3:])
    assert whole["consequences"] == without["consequences"]
    for one, other in zip(whole["decisions"][3:], without["decisions"][2:], strict=True):
        assert one["view"]["consequences"] == other["view"]["consequences"]


def test_a_list_changes_what_its_decisions_change_when_they_are_taken(api: Api) -> None:
    before = api.shares(fiscalYear=2026)
    whole = tried(api, *LIST)
    for number, body in enumerate(LIST):
        answer = api.post("/decisions", body)
        rehearsed = whole["decisions"][number]
        assert (answer.status == 201) == rehearsed["taken"], number
        if answer.status == 201:
            view = rehearsed["view"]
            assert view["consequences"] == answer.data["consequences"]
            assert view["whoPays"] == answer.data["whoPays"]
            assert [one["data"] for one in view["events"]] == [
                one["data"] for one in answer.data["events"]
            ]
        else:
            assert answer.body["code"] == rehearsed["refusals"][0]["code"]
    after = api.shares(fiscalYear=2026)
    assert changed(whole["consequences"]) == {
        which: (before.get(which, 0), after.get(which, 0))
        for which in sorted(before.keys() | after.keys())
        if before.get(which, 0) != after.get(which, 0)
    }
    assert sum(ore(one["more"]) for one in whole["whoPays"]) == 30_000_00


def test_what_is_undone_within_a_list_changes_nothing(api: Api) -> None:
    whole = tried(
        api,
        decision(allocate(1_000_00), decidedOn="2026-01-15"),
        decision(release(1_000_00), decidedOn="2026-01-16"),
    )
    assert whole["consequences"] == whole["whoPays"] == whole["warnings"] == []


def test_later_decisions_of_a_list_are_linked_to_earlier_ones_without_a_number(api: Api) -> None:
    matter = uid("matter")
    earlier = api.decide(noted(), matter=matter, decidedOn="2026-01-10")
    body = decision(noted(), matter=matter, decidedOn="2026-01-15")
    whole = tried(api, body, {**body, "decisionId": str(NEW)})
    links = whole["decisions"][1]["view"]["links"]["follows"]
    assert [one["number"] for one in links] == [earlier["number"], None]
    assert whole["decisions"][1]["view"]["decisionId"] == str(NEW)


def test_a_decision_that_waits_for_consents_shows_what_it_will_change(api: Api) -> None:
    key = decision(cost_key(NEW, "0.5", "0.5", effectiveFrom="2026-01-01"), decidedOn="2026-02-01")
    [alone] = tried(api, key)["decisions"]
    assert alone["taken"]
    assert alone["view"]["consequences"] == []
    assert alone["view"]["expected"]
    assert {one["code"] for one in alone["view"]["warnings"]} == {"share_rises"}
    assert "1487" not in {one["facts"]["member"] for one in alone["view"]["warnings"]}


# --- What cannot be tried -----------------------------------------------------------------------


UNTRIABLE: list[tuple[dict[str, Any], str]] = [
    ({"bodyId": NOWHERE}, "not_found"),
    ({"decidedOn": "2027-06-01"}, "decided_ahead"),
    ({"decidedOn": "2024-12-31"}, "body_not_formed_yet"),
]


def test_a_decision_that_cannot_be_tried_at_all_is_told_and_the_others_are_tried(api: Api) -> None:
    for changes, code in UNTRIABLE:
        wrong = decision(noted(), **changes)
        first, second = tried(api, wrong, LIST[0])["decisions"]
        [refusal] = first["refusals"]
        assert (refusal["code"], refusal["resolution"], first["view"]) == (code, None, None)
        assert (first["taken"], second["taken"]) == (False, True)


def test_an_id_is_taken_once_in_a_list(api: Api) -> None:
    body = decision(noted(), decisionId=NEW)
    first, second = tried(api, body, body)["decisions"]
    assert (first["taken"], second["taken"]) == (True, False)
    assert second["refusals"][0]["code"] == "already_recorded"


def test_every_refusal_of_a_decision_is_told(api: Api) -> None:
    whole = tried(
        api,
        decision(allocate(FUNDED * 2), noted(), fund(CEILING * 2), decidedOn="2026-01-15"),
        decision(reallocate(40_000_00), bodyId=STEERING, decidedOn="2026-01-16"),
    )
    first, second = whole["decisions"]
    assert [(one["resolution"], one["code"]) for one in first["refusals"]] == [
        (1, "allocation_above_funding"),
        (3, "funding_above_ceiling"),
    ]
    assert [one["code"] for one in second["refusals"]] == ["who_pays_is_strategic"]
    assert "Beslut 1 och 2 bryter" in whole["summary"]["sv"]
    assert whole["consequences"] == []


MALFORMED: list[tuple[Any, str, str]] = [
    ({"decisions": []}, "list_is_too_short", "/decisions"),
    ({"decisions": [decision(noted())] * 51}, "list_is_too_long", "/decisions"),
    ({}, "field_is_missing", "/decisions"),
    ({"decisions": [decision()]}, "list_is_too_short", "/decisions/0/resolutions"),
    (
        {"decisions": [decision(noted()), decision(noted(), resolution("abolish"))]},
        "unknown_kind",
        "/decisions/1/resolutions/1",
    ),
    (
        {"decisions": [decision(noted(), fund(-1))]},
        "money_is_not_positive",
        "/decisions/0/resolutions/1/amount",
    ),
    (
        {"decisions": [decision(noted())], "warnings": {"shareRise": "-1"}},
        "text_has_wrong_form",
        "/warnings/shareRise",
    ),
    (
        {"decisions": [decision(noted())], "warnings": {"nearlyReached": "1000"}},
        "text_has_wrong_form",
        "/warnings/nearlyReached",
    ),
    ({"decisions": [decision(noted())], "warnings": {"x": "1"}}, "unknown_field", "/warnings/x"),
]


def test_a_list_that_cannot_be_read_is_refused_with_the_place(api: Api) -> None:
    for body, code, pointer in MALFORMED:
        problem = api.refused(api.post("/rehearsals", body), 422, code)
        assert pointer in [one["pointer"] for one in problem["errors"]], problem["errors"]


def test_a_rehearsal_keeps_no_idempotency_key_and_tells_its_position(api: Api) -> None:
    stored, key = api.stored(), {"Idempotency-Key": '"once"'}
    for body in ({"decisions": [LIST[0]]}, {"decisions": [LIST[1]]}):
        answer = api.post("/rehearsals", body, headers=key)
        assert answer.status == 200
        assert (answer.meta["position"], answer.meta["knownAt"]) == (
            api.position,
            f"position:{api.position}",
        )
        assert "location" not in answer.headers
    assert api.stored() == stored
    assert api.post("/decisions", LIST[0], headers=key).status == 201


def test_a_rehearsed_decision_without_a_day_takes_effect_on_the_decisions(api: Api) -> None:
    body = decision(approve(uid("proposed")), decidedOn="2026-03-05")
    [only] = tried(api, body)["decisions"]
    assert only["view"]["events"][0]["data"]["effectiveFrom"] == "2026-03-05"


# --- What to think of ---------------------------------------------------------------------------


@pytest.mark.parametrize(("more", "warned"), [(-1, False), (0, True)])
def test_a_ceiling_is_nearly_reached_from_ninety_per_cent_on(
    api: Api, more: int, *, warned: bool
) -> None:
    amount = CEILING * 9 // 10 - FUNDED + more
    view = api.rehearse(fund(amount), decidedOn="2026-01-15")
    found = [one for one in view["warnings"] if one["code"] == "ceiling_nearly_reached"]
    assert bool(found) == warned
    if warned:
        [one] = found
        assert one["sv"] == (
            "Ramen 2026 för Digi är använd till 90 % den 2026-01-01: "
            "4\u00a0500\u00a0000,00\u00a0kr av 5\u00a0000\u00a0000,00\u00a0kr."
        )
        assert one["en"] == (
            "90 % of the ceiling of Digi for 2026 is used on 2026-01-01: SEK 4,500,000.00 of "
            "SEK 5,000,000.00."
        )
        assert one["facts"] == {
            "portfolioId": str(PORTFOLIO),
            "fiscalYear": 2026,
            "moneyKind": "cash",
            "day": "2026-01-01",
            "limit": {"amount": "5000000.00", "currency": "SEK"},
            "used": {"amount": "4500000.00", "currency": "SEK"},
            "left": {"amount": "500000.00", "currency": "SEK"},
            "perCent": "90",
        }


def test_a_lower_ceiling_is_nearly_reached_too_and_what_is_not_touched_is_not_told(
    api: Api,
) -> None:
    lowered = api.rehearse(ceiling(FUNDED + 1_00), decidedOn="2026-01-15")
    assert codes(lowered["warnings"]) == ["ceiling_nearly_reached"]
    api.decide(ceiling(FUNDED + 1_00), decidedOn="2026-01-15")
    assert codes(api.rehearse(allocate(1_00), decidedOn="2026-01-16")["warnings"]) == []


def test_a_ceiling_is_looked_at_on_every_day_from_the_decision_on(api: Api) -> None:
    api.decide(fund(FUNDED, effectiveFrom="2026-06-01"), decidedOn="2026-01-15")
    api.decide(ceiling(210_000_000, effectiveFrom="2026-09-01"), decidedOn="2026-01-16")
    early = api.rehearse(fund(1_00, effectiveFrom="2026-02-01"), decidedOn="2026-01-17")
    [one] = early["warnings"]
    assert (one["code"], one["facts"]["day"]) == ("ceiling_nearly_reached", "2026-09-01")


@pytest.fixture
def equal(api: Api) -> Api:
    """Serve the world with a key of equal parts, and 600 kr of members' own resources."""
    key = cost_key(NEW, "0", "1", effectiveFrom="2026-01-01")
    api.decide(key, decidedOn="2026-01-10")
    for code in CODES:
        api.register("/consents", consent(code, NEW))
    api.decide(
        ceiling(100_000_00, moneyKind="in_kind"),
        fund(600_00, moneyKind="in_kind"),
        decidedOn="2026-01-11",
    )
    return api


@pytest.mark.parametrize(
    ("limit", "more", "warned"), [("5", 30_00, 0), ("5", 30_01, 1), ("4.9999", 30_00, 6)]
)
def test_a_share_that_rises_by_more_than_the_given_per_cent_is_told(
    equal: Api, limit: str, more: int, warned: int
) -> None:
    body = decision(fund(more, moneyKind="in_kind"), decidedOn="2026-01-15")
    answer = equal.post("/decisions", body, rehearse="true", shareRise=limit)
    rises = answer.data["warnings"]
    assert codes(rises) == ["share_rises"] * warned
    if warned == 6:
        assert rises[0] == {
            "code": "share_rises",
            "sv": "Dals-Ed: andelen av budgeten i interna resurser 2026 stiger med 5 %, från "
            "100,00\u00a0kr till 105,00\u00a0kr.",
            "en": "Dals-Ed: the share of the in-kind budget for 2026 rises by 5 %, from "
            "SEK 100.00 to SEK 105.00.",
            "facts": {
                "member": "1438",
                "fiscalYear": 2026,
                "moneyKind": "in_kind",
                "measure": "budget",
                "before": {"amount": "100.00", "currency": "SEK"},
                "after": {"amount": "105.00", "currency": "SEK"},
                "difference": {"amount": "5.00", "currency": "SEK"},
                "perCent": "5",
            },
        }


def test_a_share_of_the_year_is_that_of_all_programs(api: Api) -> None:
    api.decide(resolution("startProgram", programId=OTHER_PROGRAM))
    api.decide(fund(FUNDED, programId=OTHER_PROGRAM), decidedOn="2026-01-15")
    view = api.rehearse(fund(FUNDED * 8 // 100), decidedOn="2026-01-16")
    assert codes(view["warnings"]) == []  # four per cent of both
    assert codes(api.rehearse(fund(FUNDED * 12 // 100))["warnings"]) == ["share_rises"] * 6


def test_a_member_that_paid_nothing_of_a_year_begins_to(api: Api) -> None:
    api.decide(
        constellation(NEW, "Tre", ["1438", "1460", "1492"], effectiveFrom="2027-01-01"),
        ceiling(CEILING, 2027),
        directive := resolution(
            "approveProgramDirective",
            programId=uid("third"),
            portfolioId=PORTFOLIO,
            title="Tredje",
            directive={"title": "Direktiv", "version": "1"},
            noEffectCalculationBecause="Senare.",
            constellationId=NEW,
        ),
        decidedOn="2026-11-01",
    )
    assert directive
    year = {"fiscalYear": 2027, "effectiveFrom": "2027-01-01"}
    first = api.rehearse(fund(1_000_00, programId=uid("third"), **year), decidedOn="2026-11-02")
    assert codes(first["warnings"]) == []  # nobody paid anything of 2027
    api.decide(fund(1_000_00, programId=uid("third"), **year), decidedOn="2026-11-02")
    view = api.rehearse(fund(1_00, **year), decidedOn="2026-11-03")
    assert codes(view["warnings"]) == ["share_begins"] * 3
    told = {one["facts"]["member"]: one for one in view["warnings"]}
    assert told.keys() == set(CODES) - {"1438", "1460", "1492"}
    assert told["1487"]["sv"].startswith("Vänersborg har ingen andel av budgeten 2027 och får ")


def test_a_whole_list_is_warned_of_what_no_decision_of_it_is(api: Api) -> None:
    small = fund(FUNDED * 3 // 100)
    whole = tried(
        api,
        decision(small, decidedOn="2026-01-15"),
        decision(small, decidedOn="2026-01-16"),
    )
    assert [codes(one["view"]["warnings"]) for one in whole["decisions"]] == [[], []]
    assert codes(whole["warnings"]) == ["share_rises"] * 2
    assert tried(api, decision(small), decision(small), shareRise="8")["warnings"] == []


def test_a_member_frame_is_nearly_used(api: Api) -> None:
    framed = resolution(
        "decideMemberFrame",
        agreementId=uid("agreement"),
        member="1487",
        fiscalYear=2026,
        amount=37_000_000,
        effectiveFrom="2026-01-01",
    )
    taken = api.decide(framed, decidedOn="2026-01-10")
    api.register("/consents", consent("1487", taken["decisionId"]))
    view = api.rehearse(fund(1_000_00), decidedOn="2026-03-01")
    [one] = view["warnings"]
    assert one["code"] == "member_frame_nearly_used"
    assert (one["facts"]["member"], one["facts"]["fiscalYear"]) == ("1487", 2026)
    assert one["sv"].startswith("Ramen 2026 för Vänersborg är använd till 9")
    assert codes(api.rehearse(release(1_00), decidedOn="2026-03-01")["warnings"]) == []


def test_a_project_frame_is_nearly_used(api: Api) -> None:
    frame = resolution("decideProjectFrame", projectId=OF_SIX, amount=TO_SIX + 10_000_00)
    nearly = api.rehearse(frame, decidedOn="2026-01-10")
    assert codes(nearly["warnings"]) == ["project_frame_nearly_used"]
    api.decide({**frame, "amount": {"amount": "888000.00", "currency": "SEK"}})
    assert api.rehearse(allocate(10_000_00))["warnings"] == []
    view = api.rehearse(allocate(300_000_00), decidedOn="2026-01-15")
    [one] = view["warnings"]
    assert (one["code"], one["facts"]["projectId"]) == ("project_frame_nearly_used", str(OF_SIX))
    assert one["sv"].startswith(
        "Ramen för Informationssäkerhet är använd till 90,1 % den 2026-01-01"
    )


def test_the_limits_of_a_rehearsal_are_numbers_of_per_cent(api: Api) -> None:
    body = decision(noted(), bodyId=BOARD)
    wrong: list[dict[str, Any]] = [
        {"shareRise": "x"},
        {"nearlyReached": "1e2"},
        {"shareRise": "5,5"},
    ]
    for query in wrong:
        answer = api.post("/decisions", body, rehearse="true", **query)
        api.refused(answer, 422, "text_has_wrong_form")
