"""Budgets, shares and postings: every figure adds up to the öre, and to every other."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from domain.money import MAX_ORE
from domain.split import split
from tests.cases import by_population, population
from tests.interfaces.world import (
    AGREEMENT,
    ELSEWHERE,
    FUNDED,
    OF_FOUR,
    OF_SIX,
    OTHER_PROGRAM,
    PORTFOLIO,
    PROGRAM,
    TO_FOUR,
    TO_SIX,
    Api,
    JsonObject,
    allocate,
    apply_figures,
    approve,
    ceiling,
    constellation,
    cost,
    directive,
    fund,
    ore,
    propose,
    reallocate,
    release,
    resolution,
)
from tests.make import CODES, FOUR_CODES, uid

OF_2023 = {"population": population(2023)}
NEW = uid("new")


def budget(api: Api, program: object = PROGRAM, year: int = 2026, **query: Any) -> JsonObject:
    found: JsonObject = api.read(f"/programs/{program}/budgets/{year}", **query)
    return found


def of_project(answer: JsonObject, project: object) -> dict[str, Any]:
    """Return the figures (öre) of a project in a budget."""
    [found] = [one for one in answer["projects"] if one["projectId"] == str(project)]
    return {name: ore(value) if isinstance(value, dict) else value for name, value in found.items()}


def adds_up(api: Api, **query: Any) -> None:
    """Expect every figure of every read to agree with the postings."""
    postings = api.read("/postings", limit=500, **query)
    entries: dict[int, int] = defaultdict(int)
    accounts: dict[tuple[str, int, str, str | None], int] = defaultdict(int)
    for line in postings:
        entries[line["position"]] += ore(line["amount"])
        where = (line["programId"], line["fiscalYear"], line["account"], line["projectId"])
        accounts[where] += ore(line["amount"])
    assert not any(entries.values()), "the lines of every entry sum to zero"
    for program, year in {(one[0], one[1]) for one in accounts}:
        answer = budget(api, program, year, **query)
        _budget_adds_up(answer, accounts)
        _shares_add_up(api, answer, **query)


def _budget_adds_up(answer: JsonObject, accounts: dict[Any, int]) -> None:
    program, year = answer["programId"], answer["fiscalYear"]
    [reserve] = answer["reserve"]
    funded, allocated, reserved = (ore(reserve[name]) for name in ("funded", "allocated", "spent"))
    assert funded == -accounts[program, year, "funding", None]
    assert reserved == accounts[program, year, "spent", None]
    assert ore(reserve["available"]) == accounts[program, year, "reserve", None] - reserved
    assert allocated == sum(ore(one["allocated"]) for one in answer["projects"])
    spent = sum(ore(one["spent"]) for one in answer["projects"]) + reserved
    assert spent == sum(of for where, of in accounts.items() if where[:3] == _spent(program, year))
    for one in answer["projects"]:
        where = (program, year, "allocated", one["projectId"])
        assert ore(one["allocated"]) == accounts[where]
        assert ore(one["available"]) == ore(one["allocated"]) - ore(one["spent"])
        assert ore(one["deviation"]) == max(0, -ore(one["available"]))
    members = answer["members"]
    assert sum(ore(one["budget"]) for one in members) + ore(answer["unsplitBudget"]) == funded
    assert sum(ore(one["cost"]) for one in members) + ore(answer["unsplitCost"]) == spent


def _spent(program: str, year: int) -> tuple[str, int, str]:
    return (program, year, "spent")


def _shares_add_up(api: Api, answer: JsonObject, **query: Any) -> None:
    chosen = {"programId": answer["programId"], "fiscalYear": answer["fiscalYear"], **query}
    shares = api.read("/shares", **chosen)
    for one in shares["balances"]:
        split_up = sum(ore(share["amount"]) for share in one["shares"])
        assert split_up + ore(one["unsplit"]) == ore(one["balance"])
    totals = {(one["member"], one["budget"]["amount"]) for one in shares["totals"]}
    assert totals == {(one["member"], one["budget"]["amount"]) for one in answer["members"]}


# --- The budget answer --------------------------------------------------------------------------


def test_before_the_latest_change_is_before_all_of_its_decision(api: Api) -> None:
    path = f"/programs/{PROGRAM}/budgets/2026"
    head = api.position
    before = {one["member"]: one["budget"] for one in api.read(path)["members"]}
    api.decide(apply_figures(2024, "2026-07-01"), fund(50_000_00))
    after = api.read(path)["members"]
    assert {one["member"]: one["budgetBefore"] for one in after} == before
    then = api.read(path, knownAt=f"position:{head}")["members"]
    assert {one["member"]: one["budget"] for one in then} == before


def test_the_budget_answers_what_is_left_and_who_pays_it(api: Api) -> None:
    api.cost(12_345_67)
    answer = budget(api)
    assert (answer["title"], answer["fiscalYear"]) == ("Effektiv kommun", 2026)
    six = of_project(answer, OF_SIX)
    assert six | {"title": "", "projectId": ""} == {
        "projectId": "",
        "title": "",
        "status": "approved",
        "moneyKind": "cash",
        "frame": None,
        "frameLeft": None,
        "allocated": TO_SIX,
        "committed": 0,
        "spent": 12_345_67,
        "available": TO_SIX - 12_345_67,
        "deviation": 0,
        "income": 0,
        "adjustment": 0,
        "forecast": None,
        "forecastReportedOn": None,
    }
    assert answer["reserve"] == [
        {
            "moneyKind": "cash",
            "funded": {"amount": "1000000.00", "currency": "SEK"},
            "allocated": {"amount": "700000.00", "currency": "SEK"},
            "spent": {"amount": "0.00", "currency": "SEK"},
            "available": {"amount": "300000.00", "currency": "SEK"},
            "committed": {"amount": "0.00", "currency": "SEK"},
            "deviation": {"amount": "0.00", "currency": "SEK"},
            "income": {"amount": "0.00", "currency": "SEK"},
            "adjustment": {"amount": "0.00", "currency": "SEK"},
        }
    ]
    [segment] = answer["segments"]
    assert segment["key"] == {
        "sv": "80 % efter invånarantal och 20 % i lika delar",
        "en": "80 % by population and 20 % in equal parts",
    }
    assert answer["latestChange"]["topic"] == "budget.cost_registered"
    adds_up(api)


def test_each_balance_is_split_by_itself_between_those_who_take_part_in_it(api: Api) -> None:
    key = by_population()
    parts = {
        OF_SIX: split(TO_SIX, key, CODES, OF_2023),
        OF_FOUR: split(TO_FOUR, key, FOUR_CODES, OF_2023),
        None: split(FUNDED - TO_SIX - TO_FOUR, key, CODES, OF_2023),
    }
    whole = api.read("/shares", fiscalYear=2026)
    assert len(whole["balances"]) == len(parts)
    for one in whole["balances"]:
        project = next(each for each in parts if str(each or None) == str(one["projectId"]))
        amounts = {share["member"]: ore(share["amount"]) for share in one["shares"]}
        assert amounts == parts[project].amounts
        assert one["preliminary"] is (project is None)
    for total in whole["totals"]:
        expected = sum(part.amounts.get(total["member"], 0) for part in parts.values())
        assert ore(total["budget"]) == expected


def test_members_see_their_share_now_and_before_the_latest_change(api: Api) -> None:
    before = {one["member"]: ore(one["budget"]) for one in budget(api)["members"]}
    taken = api.decide(reallocate(40_000_00))
    answer = budget(api)
    assert answer["latestChange"] | {"recorded": ""} == {
        "position": api.position,
        "entry": taken["decisionId"],
        "topic": "budget.reallocated",
        "recorded": "",
    }
    assert {one["member"]: ore(one["budgetBefore"]) for one in answer["members"]} == before
    difference = {one["member"]: ore(one["difference"]) for one in taken["consequences"]}
    for one in answer["members"]:
        changed = ore(one["budget"]) - ore(one["budgetBefore"])
        assert changed == difference.get(one["member"], 0)


def test_a_budget_that_has_had_no_entry_is_empty(api: Api) -> None:
    answer = budget(api, OTHER_PROGRAM, 2031)
    assert (answer["reserve"], answer["members"], answer["latestChange"]) == (
        answer["reserve"][:1],
        [],
        None,
    )
    assert {ore(one["allocated"]) for one in answer["projects"]} == {0}
    assert [one["projectId"] for one in answer["projects"]] == [str(ELSEWHERE)]


def test_a_program_founded_and_funded_in_one_paragraph_had_nothing_before(api: Api) -> None:
    api.decide(directive(NEW, "Nytt"), fund(1_000_00, programId=NEW))
    answer = budget(api, NEW)
    assert sum(ore(one["budget"]) for one in answer["members"]) == 1_000_00
    assert {ore(one["budgetBefore"]) for one in answer["members"]} == {0}


def test_money_and_hours_are_never_added_up(api: Api) -> None:
    in_kind: dict[str, Any] = {"moneyKind": "in_kind"}
    api.decide(
        ceiling(30_000_00, **in_kind), fund(20_000_00, **in_kind), allocate(5_000_00, **in_kind)
    )
    cash, hours = budget(api)["reserve"]
    assert (cash["moneyKind"], ore(cash["funded"])) == ("cash", FUNDED)
    assert (hours["moneyKind"], ore(hours["available"])) == ("in_kind", 15_000_00)
    kinds = [
        (one["moneyKind"], ore(one["allocated"]))
        for one in budget(api)["projects"]
        if one["projectId"] == str(OF_SIX)
    ]
    assert kinds == [("cash", TO_SIX), ("in_kind", 5_000_00)]
    shares = api.shares(fiscalYear=2026)
    assert sum(of for where, of in shares.items() if where[1] == "in_kind") == 20_000_00
    assert sum(of for where, of in shares.items() if where[1] == "cash") == FUNDED


def test_money_given_to_a_project_before_it_is_proposed_is_in_the_answer_all_the_same(
    api: Api,
) -> None:
    api.decide(propose(NEW), approve(NEW), allocate(1_000_00, NEW), decidedOn="2026-06-01")
    early = budget(api, validAt="2026-03-01")
    assert of_project(early, NEW)["allocated"] == 1_000_00
    adds_up(api, validAt="2026-03-01")


# --- Every day and every position ---------------------------------------------------------------


def test_everything_adds_up_on_every_day_and_at_every_position(api: Api) -> None:
    api.decide(
        fund(33_333_33, effectiveFrom="2026-02-15", period=_days("2026-02-15", "2026-08-14")),
        allocate(10_000_01, OF_FOUR, effectiveFrom="2026-03-01"),
    )
    api.cost(7_77, dated="2026-01-31")
    api.decide(constellation(uid("4D"), "4D", FOUR_CODES[1:], effectiveFrom="2026-05-20"))
    api.cost(600_000_00, number="2", projectId=OF_FOUR, dated="2026-04-01")
    api.cost(1_234_56, number="3", projectId=None, dated="2026-06-30")
    api.decide(reallocate(99_999_99), release(3_33), decidedOn="2026-07-01")
    leaving = {"agreementId": AGREEMENT, "code": "1487", "effectiveFrom": "2026-09-01"}
    api.decide(resolution("withdrawMember", **leaving), decidedOn="2026-06-01")
    for day in ("2026-01-01", "2026-02-15", "2026-05-20", "2026-12-31"):
        adds_up(api, validAt=day)
    for position in range(36, api.position):
        adds_up(api, knownAt=f"position:{position}")


def _days(first: str, last: str) -> JsonObject:
    return {"first": first, "last": last}


def test_an_allocation_can_be_moved_back_and_forth_and_leave_no_ore_behind(api: Api) -> None:
    shares = api.shares()
    for _ in range(5):
        api.decide(reallocate(33_33), release(11_11, OF_FOUR))
        api.decide(reallocate(22_22, OF_FOUR, OF_SIX), allocate(11_11))
    assert api.shares() == shares
    adds_up(api)


# --- Shares -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "balances"),
    [
        ({}, 4),
        ({"portfolioId": PORTFOLIO}, 4),
        ({"programId": PROGRAM}, 4),
        ({"programId": OTHER_PROGRAM}, 0),
        ({"projectId": OF_SIX}, 2),
        ({"projectId": OF_FOUR}, 1),
        ({"fiscalYear": 2026}, 4),
        ({"fiscalYear": 2027}, 0),
        ({"member": "1487"}, 4),
        ({"projectId": OF_FOUR, "member": "1487"}, 1),
    ],
    ids=str,
)
def test_shares_are_found_by_portfolio_program_project_year_and_member(
    api: Api, query: dict[str, Any], balances: int
) -> None:
    api.cost(1_000_00)
    found = api.read("/shares", **query)
    assert len(found["balances"]) == balances
    if "member" in query:
        assert {one["member"] for one in found["totals"]} <= {"1487"}
        shown = {share["member"] for one in found["balances"] for share in one["shares"]}
        assert shown <= {"1487"}


def test_a_members_share_is_the_same_alone_as_among_all(api: Api) -> None:
    api.cost(1_234_56)
    everyone = {one["member"]: one for one in api.read("/shares")["totals"]}
    for code in CODES:
        [alone] = api.read("/shares", member=code)["totals"]
        assert alone == everyone[code]


# --- Postings -----------------------------------------------------------------------------------


def test_every_entry_of_money_is_two_postings_that_cancel_out(api: Api) -> None:
    before = api.get("/postings").meta["total"]
    taken = api.decide(fund(5_00), allocate(4_00), reallocate(3_00), release(2_00, OF_FOUR))
    api.cost(1_00)
    lines = api.read("/postings", limit=500)[before:]
    assert [(one["account"], one["projectId"], ore(one["amount"])) for one in lines] == [
        ("reserve", None, 5_00),
        ("funding", None, -5_00),
        ("allocated", str(OF_SIX), 4_00),
        ("reserve", None, -4_00),
        ("allocated", str(OF_FOUR), 3_00),
        ("allocated", str(OF_SIX), -3_00),
        ("reserve", None, 2_00),
        ("allocated", str(OF_FOUR), -2_00),
        ("spent", str(OF_SIX), 1_00),
        ("paid", str(OF_SIX), -1_00),
    ]
    assert {one["entry"] for one in lines[:8]} == {taken["decisionId"]}
    assert lines[8]["entry"] == str(uid("cost 1"))
    assert [one["line"] for one in lines] == [1, 2] * 5


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"account": "funding"}, 1),
        ({"account": "allocated"}, 2),
        ({"projectId": OF_FOUR}, 1),
        ({"programId": PROGRAM, "account": "reserve"}, 3),
        ({"programId": OTHER_PROGRAM}, 0),
        ({"fiscalYear": 2027}, 0),
        ({"validAt": "2025-12-31"}, 0),
    ],
    ids=str,
)
def test_postings_are_found_by_program_project_year_account_and_day(
    api: Api, query: dict[str, Any], found: int
) -> None:
    answer = api.get("/postings", **query)
    assert (len(answer.data), answer.meta["total"]) == (found, found)


def test_an_account_that_does_not_exist_is_refused(api: Api) -> None:
    problem = api.refused(api.get("/postings", account="ZQMARKER"), 422, "not_a_possible_value")
    assert "funding" in problem["errors"][0]["expected"]
    assert "ZQMARKER" not in str(problem)


# --- Very large sums ----------------------------------------------------------------------------


def test_costs_may_sum_to_more_than_any_one_amount_and_every_read_still_answers(api: Api) -> None:
    for number in ("1", "2", "3"):
        registered = api.cost(MAX_ORE, number=number)
    assert ore_of_any_size(registered["deviations"][0]["excess"]) == 3 * MAX_ORE - TO_SIX
    answer = budget(api)
    [six] = [one for one in answer["projects"] if one["projectId"] == str(OF_SIX)]
    assert ore_of_any_size(six["spent"]) == 3 * MAX_ORE
    totals = api.read("/shares")["totals"]
    assert sum(ore_of_any_size(one["cost"]) for one in totals) == 3 * MAX_ORE


def test_costs_that_no_database_could_add_up_are_refused(api: Api) -> None:
    for number in range(256):
        api.cost(MAX_ORE, number=str(number))
    before = api.position
    api.refused(api.post("/costs", cost(1, number="one more")), 409, "sum_is_too_large", before)


def ore_of_any_size(stated: JsonObject) -> int:
    kronor, _, decimals = stated["amount"].partition(".")
    return int(kronor + decimals)


def test_the_largest_ceiling_can_be_funded_to_the_ore(api: Api) -> None:
    api.decide(ceiling(MAX_ORE, 2027), fund(MAX_ORE, fiscalYear=2027, effectiveFrom="2027-01-01"))
    problem = api.refuses(
        409, "funding_above_ceiling", fund(1, fiscalYear=2027, effectiveFrom="2027-01-01")
    )
    assert problem["above"] == {"amount": "0.01", "currency": "SEK"}
    shares = api.shares(fiscalYear=2027, validAt="2027-12-31")
    assert sum(shares.values()) == MAX_ORE
