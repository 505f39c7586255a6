"""Why a figure is what it is, asked of the API: complete, exact, and readable in two languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import pytest

from tests.cases import in_ore, population, story
from tests.interfaces.money_facts import commitment, income
from tests.interfaces.test_cases import MILLION, funded, key_in_force, project
from tests.interfaces.test_cases import dalsland as dalsland_case
from tests.interfaces.test_money_facts import close_2026
from tests.interfaces.world import (
    AGREEMENT,
    CEILING,
    ELSEWHERE,
    FUNDED,
    KEY,
    NOWHERE,
    OF_FOUR,
    OF_SIX,
    PORTFOLIO,
    PROGRAM,
    TO_FOUR,
    TO_SIX,
    Api,
    JsonObject,
    allocate,
    apply_figures,
    ceiling,
    consent,
    cost_key,
    fund,
    noted,
    ore,
    reallocate,
    release,
    resolution,
)
from tests.make import CODES, FOUR_CODES, NAMES, uid

__all__ = ["dalsland_case"]
JULY = "2026-07-01"
BUDGET = f"/programs/{PROGRAM}/budgets/2026"


def why(api: Api, path: str = BUDGET, **asked: Any) -> Any:
    return api.read(f"{path}/explanation", **asked)


def of_project(explained: JsonObject, project_id: object = OF_SIX) -> JsonObject:
    [found] = [one for one in explained["money"] if one["projectId"] == str(project_id)]
    return dict(found)


def balance(explained: JsonObject, account: str, project_id: object = OF_SIX) -> JsonObject:
    balances = of_project(explained, project_id)["balances"]
    [found] = [one for one in balances if one["account"] == account]
    return dict(found)


def said(part: Mapping[str, Any], language: str = "sv") -> list[str]:
    return [one[language].replace("\u00a0", " ") for one in part["sentences"]]


def only(part: Mapping[str, Any], language: str = "sv") -> str:
    [sentence] = said(part, language)
    return sentence


def shares(of: Mapping[str, Any]) -> dict[str, int]:
    return {one["member"]: ore(one["amount"]) for one in of["shares"]}


def sentences(value: Any) -> Iterator[JsonObject]:
    """Yield every sentence in an answer, with both its languages."""
    if isinstance(value, dict):
        if value.keys() == {"sv", "en"}:
            yield value
        for inner in value.values():
            yield from sentences(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from sentences(inner)


# --- The worked cases ---------------------------------------------------------------------------


@pytest.fixture
def dalsland(dalsland_case: Api) -> Api:
    """Serve a collaboration with a key in force, and a project of all six."""
    key_in_force(dalsland_case)
    project(dalsland_case)
    funded(dalsland_case, MILLION)
    return dalsland_case


def test_figures_that_change_in_the_year_are_explained_to_the_ore(dalsland: Api) -> None:
    told = story("figures change in the year")
    dalsland.decide(apply_figures(2023, "2026-01-01"), heading="Folkmängd 2023")
    later = dalsland.decide(apply_figures(2024, "2026-07-01"), heading="Folkmängd 2024")
    dalsland.decide(allocate(MILLION))
    explained = why(dalsland)
    of_six = of_project(explained)
    first, second = of_six["whoPays"]
    assert [first["days"], second["days"]] == [181, 184]
    assert [one["figures"][0]["referenceDate"] for one in (first, second)] == [
        "2023-12-31",
        "2024-12-31",
    ]
    assert said(second)[0] == (
        "1 juli–31 december 2026 (184 dagar): invånarantal den 31 december 2024 gäller nu i "
        "stället för den 31 december 2023."
    )
    figures = second["figures"][0]
    assert figures["applied"]["number"] == later["number"]
    assert figures["figures"] == dict(population(2024).values)
    assert Fraction(figures["sum"]) == 81_057
    assert figures["registered"]["topic"] == "agreement.statistic_registered"
    allocated = balance(explained, "allocated")
    [covered] = allocated["periods"]
    assert [(one["days"], one["amount"]["amount"]) for one in covered["segments"]] == [
        (181, told["parts"][0]),
        (184, told["parts"][1]),
    ]
    assert only(covered) == (
        "1 000 000,00 kr avser 1 januari–31 december 2026 och delas upp efter antal dagar "
        "(181 dagar: 495 890,41 kr och 184 dagar: 504 109,59 kr)."
    )
    assert shares(allocated) == in_ore(told["expected"])
    by_segment = [shares(one) for one in allocated["segments"]]
    for code, amount in in_ore(told["expected"]).items():
        assert sum(one[code] for one in by_segment) == amount
        [member] = (one for one in explained["members"] if one["member"] == code)
        assert ore(member["amount"]) == amount
    assert "Åmål tillsammans: 75 070,36 kr + 76 040,28 kr = 151 110,64 kr." in [
        one["sv"].replace("\u00a0", " ") for one in allocated["summed"]
    ]


def test_a_member_that_leaves_in_the_year_is_explained_to_the_ore(dalsland: Api) -> None:
    dalsland.decide(apply_figures(2024, "2020-01-01"))
    leaves = {"agreementId": AGREEMENT, "code": "1487", "effectiveFrom": "2026-07-01"}
    left = dalsland.decide(resolution("withdrawMember", **leaves), heading="Vänersborg utträder")
    for code in CODES:
        dalsland.register("/consents", consent(code, left["decisionId"]))
    dalsland.decide(allocate(MILLION))
    explained = why(dalsland)
    expected = in_ore(story("a member leaves in the year")["expected"])
    allocated = balance(explained, "allocated")
    assert shares(allocated) == expected
    _, second = of_project(explained)["whoPays"]
    assert said(second)[0].endswith(": Vänersborg deltar inte längre.")
    assert left["number"] in [one["number"] for one in second["because"]]
    assert f"beslut {left['number']}" in said(second)[1], "not the last consent to it"
    assert "1487" not in shares(allocated["segments"][1])
    vanersborg = why(dalsland, member="1487")
    [total] = vanersborg["members"]
    assert ore(total["amount"]) == expected["1487"]
    assert {one["member"] for one in balance(vanersborg, "allocated")["shares"]} == {"1487"}


def test_every_part_of_a_split_is_there_to_compute_it_again(dalsland: Api) -> None:
    dalsland.decide(apply_figures(2024, "2020-01-01"))
    dalsland.decide(allocate(MILLION))
    [segment] = balance(why(dalsland), "allocated")["segments"]
    cut, left_over = Fraction(0), set()
    for share in segment["shares"]:
        parts = [
            Fraction(one["weight"]) * Fraction(one["number"]) / Fraction(one["whole"])
            for one in share["components"]
        ]
        assert parts == [Fraction(one["part"]) for one in share["components"]]
        assert sum(parts) == Fraction(share["part"])
        exact = Fraction(share["exact"]) * 100
        assert exact == MILLION * sum(parts)
        assert Fraction(share["remainder"]) == exact % 1
        assert ore(share["amount"]) == exact // 1 + (share["leftOver"] is not None)
        cut += exact % 1
        if share["leftOver"]:
            left_over.add(share["member"])
    assert len(left_over) == cut
    assert only(segment["shares"][0]) == (
        "Dals-Ed: (80 % × 4 606/81 057 + 20 % × 1/6) × 1 000 000,00 kr = cirka 78 792,7014 kr, "
        "avrundat till 78 792,70 kr."
    )
    [rounding] = segment["rounding"]
    assert rounding["sv"] == (
        "Andelarna räknas ned till hela öre; 3 öre blir över och går till dem med störst rest: "
        "Färgelanda, Vänersborg och Åmål."
    )


# --- Decisions and vouchers ---------------------------------------------------------------------


def test_a_balance_is_the_sum_of_postings_each_with_its_decision_or_voucher(api: Api) -> None:
    api.cost(1_200_00, number="7", supplier="Exempel AB", dated="2026-03-05")
    explained = why(api)
    allocated, spent = balance(explained, "allocated"), balance(explained, "spent")
    [posting] = allocated["postings"]
    source = posting["source"]
    assert (ore(posting["amount"]), ore(allocated["amount"])) == (TO_SIX, TO_SIX)
    assert (source["heading"], source["resolution"]) == ("Programmets budget 2026", 2)
    assert (source["body"], source["decidedOn"]) == ("Portföljstyrgruppen", "2025-12-10")
    assert source["number"] == "2025-006"
    assert only(posting) == (
        "+500 000,00 kr: beslut 2025-006 (Portföljstyrgruppen, den 10 december 2025): "
        "”500 000,00 kr anslås till Informationssäkerhet i programmet Effektiv kommun för 2026, "
        "från och med den 1 januari 2026.”"
    )
    [cost] = spent["postings"]
    assert cost["source"]["number"] is None
    assert cost["source"]["reference"] == "V 7"
    assert said(cost) == ["+1 200,00 kr för den 5 mars 2026: kostnad, verifikat V 7, Exempel AB."]
    assert said(cost, "en") == ["SEK +1,200.00 for 5 March 2026: cost, voucher V 7, Exempel AB."]


def test_a_key_is_explained_with_its_decision_and_everyones_consent(api: Api) -> None:
    [key] = why(api)["keys"]
    assert key["keyId"] == str(KEY)
    assert key["adopted"]["heading"] == "Fördelningsnyckeln"
    assert len(key["consents"]) == len(CODES)
    assert key["consents"][0]["reference"] == "§ 12"
    assert key["consents"][0]["cited"]["sv"] == (
        "samtycke, Dals-Ed, Kommunfullmäktige, § 12, den 24 februari 2025"
    )
    assert (key["inForceFrom"], key["scope"]) == ("2025-01-01", f"portfolio/{PORTFOLIO}")
    events = api.read("/events", after=key["inForceAt"] - 1, limit=1)
    assert events[0]["topic"] == "agreement.cost_key_entered_into_force"
    assert only(key) == (
        "Nyckeln 80 % efter invånarantal och 20 % i lika delar antogs genom beslut 2025-002 "
        "(Portföljstyrgruppen, den 15 januari 2025), med samtycke av Dals-Ed, Färgelanda, "
        "Bengtsfors, Mellerud, Vänersborg och Åmål, och gäller från och med den 1 januari 2025."
    )


def test_the_participants_are_explained_by_who_chose_and_defined_the_constellation(
    api: Api,
) -> None:
    [segment] = of_project(why(api), OF_FOUR)["whoPays"]
    assert [one["heading"] for one in segment["because"]] == [
        "Portföljen inrättas",
        "Initiativen",
    ]
    assert said(segment)[1] == (
        "Deltagare: Dals-Ed, Färgelanda, Bengtsfors och Mellerud, enligt beslut 2025-001 "
        "(Portföljstyrgruppen, den 15 januari 2025) och beslut 2025-004 (Portföljstyrgruppen, "
        "den 15 januari 2025)."
    )


def test_figures_in_force_by_the_keys_own_rule_say_so(dalsland_case: Api) -> None:
    rule = {"month": 12, "day": 31, "yearsBefore": 2}
    dalsland_case.decide(cost_key(KEY, referenceRule=rule, effectiveFrom="2020-01-01"))
    for code in CODES:
        dalsland_case.register("/consents", consent(code))
    project(dalsland_case)
    funded(dalsland_case, MILLION)
    dalsland_case.decide(allocate(MILLION))
    [figures] = of_project(why(dalsland_case))["whoPays"][0]["figures"]
    assert (figures["byRule"], figures["applied"]) == (True, None)
    assert said(figures)[1] == "De tillämpas enligt nyckelns regel."


def test_what_no_key_can_split_says_why(dalsland_case: Api) -> None:
    project(dalsland_case)
    funded(dalsland_case, MILLION)
    dalsland_case.decide(allocate(MILLION))
    explained = why(dalsland_case)
    assert ore(explained["unsplit"]["budget"]) == MILLION
    [segment] = of_project(explained)["whoPays"]
    assert (segment["reason"], segment["key"], segment["keyId"]) == ("no_key", None, None)
    assert said(segment)[-1] == "Beloppet är ofördelat. Ingen fördelningsnyckel gäller."
    [unsplit] = balance(explained, "allocated")["segments"]
    assert (ore(unsplit["unsplit"]), unsplit["shares"]) == (MILLION, [])
    assert "ofördelat 1 000 000,00 kr." in said(explained)[0]


# --- Sums ---------------------------------------------------------------------------------------


def test_a_members_figure_is_the_one_of_the_budget_and_of_the_shares(api: Api) -> None:
    api.cost(4_567_89)
    explained, shown = why(api), api.read(BUDGET)
    for one in shown["members"]:
        of = {
            figure["measure"]: figure
            for figure in explained["members"]
            if figure["member"] == one["member"]
        }
        for measure in ("budget", "cost"):
            assert of[measure]["amount"] == one[measure]
            terms = sum(ore(term["amount"]) for term in of[measure]["terms"])
            assert terms == ore(one[measure])
    totals = why(api, "/shares", programId=PROGRAM)["totals"]
    assert totals == explained["members"]
    amal = next(one for one in totals if one["member"] == "1492" and one["measure"] == "budget")
    assert only(amal) == (
        "Åmål, andel av budget 2026: 121 107,98 kr = 75 692,49 kr (Informationssäkerhet, anslag) "
        "+ 45 415,49 kr (Effektiv kommun, reserv)."
    )


def test_what_is_left_is_told_with_its_formula(api: Api) -> None:
    api.cost(600_000_00)
    derived = {
        (one["figure"], one["projectId"]): one
        for one in why(api)["derived"]
        if one["projectId"] in (None, str(OF_SIX))
    }
    left = derived["available", str(OF_SIX)]
    assert (left["formula"]["sv"], ore(left["amount"])) == ("anslag − kostnad", -100_000_00)
    assert only(left) == (
        "Informationssäkerhet, kvar 2026: −100 000,00 kr = anslag 500 000,00 kr − kostnad "
        "600 000,00 kr."
    )
    assert only(derived["deviation", str(OF_SIX)]) == (
        "Informationssäkerhet, avvikelse 2026: 100 000,00 kr = kostnad 600 000,00 kr − anslag "
        "500 000,00 kr."
    )
    reserve = derived["funded", None]
    assert ore(reserve["amount"]) == FUNDED
    assert only(reserve, "en") == (
        "Effektiv kommun, funded by the board 2026: SEK 1,000,000.00 = reserve SEK 300,000.00 + "
        "allocated SEK 700,000.00."
    )
    assert not derived["deviation", None]["sentences"], "what there is nothing of is not told"


def test_what_nobody_pays_yet_is_explained_beside_what_members_share(api: Api) -> None:
    api.register("/commitments", commitment(40_000_00))
    api.register("/incomes", income(5_000_00))
    explained = why(api)
    [bound] = of_project(explained)["unshared"]
    assert (bound["account"], ore(bound["amount"])) == ("committed", 40_000_00)
    assert said(bound)[0].startswith("Informationssäkerhet, öppna åtaganden 2026: 40 000,00 kr")
    told = said(bound["postings"][0])[0]
    assert told.endswith(": åtagande, Exempelkonsult AB, referens Avrop 1.")
    left = next(
        one
        for one in explained["derived"]
        if (one["figure"], one["projectId"]) == ("available", str(OF_SIX))
    )
    assert left["formula"]["sv"] == "anslag − öppna åtaganden − kostnad"
    received = balance(explained, "income")
    assert (received["measure"], sum(shares(received).values())) == ("income", 5_000_00)
    assert ", intäkter 5 000,00 kr" in said(explained)[0]


def test_a_closed_year_is_explained_by_what_was_known_when_it_was_closed(api: Api) -> None:
    close_2026(api)
    before = of_project(why(api))
    api.decide(apply_figures(2024, JULY), decidedOn="2027-01-01")
    after = of_project(why(api))
    assert after == before
    assert [one["days"] for one in after["whoPays"]] == [365]


def test_filters_leave_out_what_is_not_asked_for(api: Api) -> None:
    api.cost(1_000_00)
    of_four = why(api, projectId=OF_FOUR)
    assert [one["projectId"] for one in of_four["money"]] == [str(OF_FOUR)]
    assert {one["member"] for one in of_four["members"]} == set(FOUR_CODES)
    assert sum(ore(one["amount"]) for one in of_four["members"]) == TO_FOUR
    costs = why(api, measure="cost")
    assert {one["account"] for each in costs["money"] for one in each["balances"]} == {"spent"}
    assert costs["derived"] == []
    assert why(api, moneyKind="in_kind")["money"] == []
    dals_ed = why(api, member="1438")
    assert {one["member"] for one in dals_ed["members"]} == {"1438"}
    assert dals_ed["derived"] == []
    assert list(sentences(dals_ed))


# --- Decisions ----------------------------------------------------------------------------------


def test_a_decision_is_explained_by_the_balances_it_changed(api: Api) -> None:
    moved = api.decide(reallocate(100_000_00), heading="Omfördelning")
    explained = why(api, f"/decisions/{moved['decisionId']}")
    [effect] = explained["effects"]
    assert effect["knownAfter"] == moved["position"]
    assert effect["knownBefore"] == moved["position"] - 2
    assert [one["topic"] for one in effect["events"]] == ["budget.reallocated"]
    changed = {one["title"]: ore(one["difference"]) for one in effect["changes"]}
    assert changed == {"Informationssäkerhet": -100_000_00, "Elevadministration": 100_000_00}
    for stored in moved["consequences"]:
        [one] = [each for each in effect["consequences"] if each["member"] == stored["member"]]
        assert {name: one[name] for name in ("before", "after", "difference")} == {
            name: stored[name] for name in ("before", "after", "difference")
        }
        assert sum(ore(term["amount"]) for term in one["terms"]) == ore(stored["difference"])
    vanersborg = next(one for one in effect["consequences"] if one["member"] == "1487")
    assert said(vanersborg)[0].endswith(" (Informationssäkerhet, anslag).")
    assert said(explained)[0].startswith(f"Så här ändrade beslut {moved['number']}")


def test_other_figures_are_explained_as_the_change_of_who_pays(api: Api) -> None:
    decided = api.decide(apply_figures(2024, "2026-07-01"), heading="Ny folkmängd")
    [effect] = why(api, f"/decisions/{decided['decisionId']}")["effects"]
    of_six = next(one for one in effect["changes"] if one["title"] == "Informationssäkerhet")
    assert of_six["difference"]["amount"] == "0.00"
    assert of_six["postings"] == []
    assert only(of_six) == (
        "Informationssäkerhet, anslag 2026: oförändrat 500 000,00 kr; fördelningen ändras."
    )
    [changed] = of_six["whoPaysChanges"]
    assert changed["en"] == (
        "1 July–31 December 2026: population on 31 December 2024 now applies instead of "
        "31 December 2023."
    )
    assert len(of_six["beforeBy"]["segments"]) == 1
    assert len(of_six["afterBy"]["segments"]) == 2
    assert sum(ore(one["difference"]) for one in of_six["members"]) == 0


def test_a_key_is_explained_when_its_last_consent_has_come(api: Api) -> None:
    other = cost_key(NOWHERE, "1/2", "1/2", effectiveFrom="2026-01-01")
    pending = api.decide(other, heading="Ny nyckel")
    path = f"/decisions/{pending['decisionId']}"
    waiting = why(api, path)
    assert (waiting["standing"], waiting["effects"]) == ("pending", [])
    assert said(waiting)[0].startswith(f"För beslut {pending['number']}")
    for code in CODES:
        api.register("/consents", consent(code, NOWHERE))
    [effect] = why(api, path)["effects"]
    stored = api.read(path)["consequences"]
    assert len(effect["consequences"]) == len(stored)
    assert {key["keyId"] for key in effect["keys"]} == {str(KEY), str(NOWHERE)}
    told = effect["changes"][0]["whoPaysChanges"][0]["sv"].replace("\u00a0", " ")
    assert told == (
        "1 januari–31 december 2026: nyckeln är nu 50 % efter invånarantal och 50 % i lika delar "
        "(förut: 80 % efter invånarantal och 20 % i lika delar)."
    )


def test_a_decision_that_changes_nobodys_share_says_so(api: Api) -> None:
    decided = api.decide(noted())
    explained = why(api, f"/decisions/{decided['decisionId']}")
    assert explained["effects"] == []
    assert said(explained)[0].endswith("betalar alla kommuner detsamma som förut.")


# --- The ceiling --------------------------------------------------------------------------------


def test_a_ceiling_is_explained_day_by_day(api: Api) -> None:
    api.decide(fund(50_000_00, effectiveFrom="2026-04-01"))
    api.decide(ceiling(CEILING - 100_000_00, effectiveFrom="2026-09-01"))
    explained = why(api, f"/portfolios/{PORTFOLIO}/ceilings/2026")
    [cash] = explained["kinds"]
    assert [
        (one["day"], ore(one["ceiling"]), ore(one["funded"]), ore(one["left"]))
        for one in cash["days"]
    ] == [
        ("2026-01-01", CEILING, FUNDED, CEILING - FUNDED),
        ("2026-04-01", CEILING, FUNDED + 50_000_00, CEILING - FUNDED - 50_000_00),
        (
            "2026-09-01",
            CEILING - 100_000_00,
            FUNDED + 50_000_00,
            CEILING - FUNDED - 150_000_00,
        ),
    ]
    assert only(cash) == (
        "Digi 2026: ram 4 900 000,00 kr − tilldelat 1 050 000,00 kr = 3 850 000,00 kr kvar."
    )
    assert [one["source"]["heading"] for one in cash["steps"]] == ["Ramen för 2026", "Ett ärende"]
    [program] = [one for one in cash["programs"] if one["programId"] == str(PROGRAM)]
    assert [ore(one["amount"]) for one in program["postings"]] == [FUNDED, 50_000_00]
    then = why(api, f"/portfolios/{PORTFOLIO}/ceilings/2026", validAt="2026-03-31")["kinds"][0]
    assert [one["day"] for one in then["days"]] == ["2026-01-01"]
    assert why(api, f"/portfolios/{PORTFOLIO}/ceilings/2031")["kinds"] == []


# --- The pair of times, and what is not there ---------------------------------------------------


def test_an_explanation_is_of_its_pair_of_times_whatever_comes_later(api: Api) -> None:
    then: dict[str, Any] = {"validAt": "2026-06-30", "knownAt": f"position:{api.position}"}
    paths = (BUDGET, "/shares", f"/portfolios/{PORTFOLIO}/ceilings/2026")
    before = [why(api, path, **then) for path in paths]
    api.decide(fund(10_000_00), allocate(20_000_00), release(5_000_00), apply_figures(2024, JULY))
    api.cost(3_000_00)
    assert [why(api, path, **then) for path in paths] == before
    assert [why(api, path) for path in paths] != before


def test_a_year_without_entries_has_nothing_to_explain(api: Api) -> None:
    explained = why(api, f"/programs/{PROGRAM}/budgets/2031")
    assert (explained["money"], explained["members"], explained["keys"]) == ([], [], [])
    assert explained["sentences"] == []


def test_what_is_not_there_is_not_found(api: Api) -> None:
    for path, query in (
        (f"/programs/{NOWHERE}/budgets/2026", {}),
        (BUDGET, {"projectId": NOWHERE}),
        (BUDGET, {"member": "9999"}),
        ("/shares", {"portfolioId": NOWHERE}),
        ("/shares", {"projectId": NOWHERE}),
        ("/shares", {"member": "9999"}),
        (f"/decisions/{NOWHERE}", {}),
        (f"/portfolios/{NOWHERE}/ceilings/2026", {}),
    ):
        api.refused(api.get(f"{path}/explanation", **query), 404, "not_found")
    elsewhere = api.get(f"{BUDGET}/explanation", projectId=ELSEWHERE)
    api.refused(elsewhere, 404, "not_found")
    wrong = api.get(f"{BUDGET}/explanation", measure="hope")
    assert wrong.status == 422


def test_a_budget_and_shares_link_to_why(api: Api) -> None:
    asked: dict[str, dict[str, Any]] = {
        BUDGET: {},
        "/shares": {"member": "1492", "programId": str(PROGRAM)},
    }
    for path, query in asked.items():
        shown = api.get(path, **query)
        explained = api.send("GET", shown.data["links"]["explanation"])
        assert explained.status == 200
        assert explained.meta == shown.meta
    [listed] = api.read(f"/programs/{PROGRAM}/budgets")
    assert listed["links"] == api.read(BUDGET)["links"]
    amal = api.send("GET", shown.data["links"]["explanation"]).data
    assert {one["member"] for one in amal["totals"]} == {"1492"}


def test_every_sentence_is_said_in_both_languages(api: Api) -> None:
    api.cost(1_234_56)
    moved = api.decide(reallocate(100_000_00))
    for path in (
        BUDGET,
        "/shares",
        f"/decisions/{moved['decisionId']}",
        f"/portfolios/{PORTFOLIO}/ceilings/2026",
    ):
        found = list(sentences(why(api, path)))
        assert found
        for one in found:
            assert one["sv"].strip()
            assert one["en"].strip()
    assert {one["name"] for one in why(api)["members"]} == set(NAMES.values())


FIXED = [{"basis": "fixed", "weight": "1", "shares": dict.fromkeys(CODES, "1")}]


@pytest.mark.parametrize("components", [None, FIXED], ids=["figures", "agreed shares"])
def test_why_nothing_is_split_is_told_when_one_that_joins_has_no_figures(
    api: Api, components: Any
) -> None:
    if components:
        key = {"keyId": uid("agreed"), "components": components, "effectiveFrom": "2025-06-01"}
        api.agree(cost_key(**key))
    joins = {"agreementId": AGREEMENT, "code": "1430", "name": "Munkedal"}
    joined = api.agree(resolution("admitMember", **joins, effectiveFrom="2026-07-01"))
    explained = why(api)
    assert explained["unsplit"]["budget"] == api.read(BUDGET)["unsplitBudget"]
    assert ore(explained["unsplit"]["budget"]) > 0
    assert why(api, f"/decisions/{joined['decisionId']}")["effects"]


def test_an_equal_key_of_a_narrower_scope_is_told_where_it_moves_an_ore(api: Api) -> None:
    same = cost_key(
        uid("of the program"),
        scope={"programId": str(PROGRAM)},
        effectiveFrom="2026-12-31",
    )
    adopted = api.agree(same)
    effects = why(api, f"/decisions/{adopted['decisionId']}")["effects"]
    changes = [change for effect in effects for change in effect["changes"]]
    assert changes
    assert all(change["whoPaysChanges"] for change in changes)
