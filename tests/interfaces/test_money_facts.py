"""Credits, commitments, incomes, budget returned and transferred, and closed years, by the API."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from domain.split import split
from tests.cases import by_population, population
from tests.interfaces.money_facts import commitment, commitment_end, credit, income
from tests.interfaces.world import (
    CEILING,
    ELSEWHERE,
    FUNDED,
    OF_FOUR,
    OF_SIX,
    OTHER_PROGRAM,
    PORTFOLIO,
    PROGRAM,
    STEERING,
    TO_FOUR,
    TO_SIX,
    Api,
    JsonObject,
    allocate,
    apply_figures,
    ceiling,
    cost,
    directive,
    fund,
    money,
    of_budget,
    ore,
    release,
    resolution,
    transfer,
)
from tests.make import CODES, NOWHERE, uid

RESERVE = FUNDED - TO_SIX - TO_FOUR


def budget(api: Api, program: object = PROGRAM, year: int = 2026, **query: Any) -> JsonObject:
    found: JsonObject = api.read(f"/programs/{program}/budgets/{year}", **query)
    return found


def figures(stated: JsonObject) -> dict[str, int]:
    """Return the figures (öre) among the fields of an answer."""
    return {name: ore(value) for name, value in stated.items() if isinstance(value, dict)}


def of_project(api: Api, project: object = OF_SIX, **query: Any) -> dict[str, int]:
    [found] = [
        one
        for one in budget(api, **query)["projects"]
        if (one["projectId"], one["moneyKind"]) == (str(project), "cash")
    ]
    return figures(found)


def reserve(api: Api, program: object = PROGRAM, **query: Any) -> dict[str, int]:
    return figures(budget(api, program, **query)["reserve"][0])


def accounts(api: Api, **query: Any) -> dict[tuple[str, str | None], int]:
    """Return what each account holds (öre); the lines of every entry sum to zero."""
    sums: dict[tuple[str, str | None], int] = defaultdict(int)
    entries: dict[int, int] = defaultdict(int)
    for line in api.read("/postings", limit=500, **query):
        sums[line["account"], line["projectId"]] += ore(line["amount"])
        entries[line["position"]] += ore(line["amount"])
    assert not any(entries.values())
    return sums


def close_2026(api: Api) -> None:
    api.clock.advance(24 * 60)
    year = {"portfolioId": PORTFOLIO, "fiscalYear": 2026, "effectiveFrom": "2027-01-01"}
    api.decide(resolution("closeFiscalYear", **year), decidedOn="2027-01-01")


# --- Returned and transferred -------------------------------------------------------------------


def test_money_returned_to_the_board_can_be_given_to_another_program(api: Api) -> None:
    api.decide(ceiling(FUNDED))
    given = fund(RESERVE, programId=OTHER_PROGRAM)
    api.refuses(409, "funding_above_ceiling", given)
    api.decide(of_budget("returnFunding", RESERVE), given)
    assert reserve(api) == {
        "funded": FUNDED - RESERVE,
        "allocated": TO_SIX + TO_FOUR,
        "committed": 0,
        "spent": 0,
        "available": 0,
        "deviation": 0,
        "income": 0,
        "adjustment": 0,
    }
    assert reserve(api, OTHER_PROGRAM)["available"] == RESERVE
    problem = api.refuses(409, "taken_above_reserve", of_budget("returnFunding", 1))
    assert problem["available"] == money(0)
    assert accounts(api, programId=PROGRAM)["funding", None] == RESERVE - FUNDED


def test_a_transfer_is_one_decision_in_two_programs_and_leaves_the_ceiling(api: Api) -> None:
    api.decide(ceiling(FUNDED))
    taken = api.decide(transfer(100_000_00), paragraph="§ 7")
    assert [(event["topic"], event["stream"]) for event in taken["events"]] == [
        ("budget.transferred_in", f"budget/{OTHER_PROGRAM}/2026"),
        ("budget.transferred_out", f"budget/{PROGRAM}/2026"),
    ]
    assert (reserve(api)["funded"], reserve(api, OTHER_PROGRAM)["funded"]) == (
        FUNDED - 100_000_00,
        100_000_00,
    )
    assert accounts(api)["transferred", None] == 0
    for program in (PROGRAM, OTHER_PROGRAM):
        found = api.read("/decisions", programId=program, kind="transferBudget")
        assert [one["decisionId"] for one in found] == [taken["decisionId"]]
    assert sum(ore(one["difference"]) for one in taken["consequences"]) == 0
    api.refuses(409, "funding_above_ceiling", fund(1))
    api.decide(transfer(100_000_00, OTHER_PROGRAM, PROGRAM))
    assert reserve(api)["funded"] == FUNDED


def test_a_transfer_is_the_boards_and_stays_within_the_portfolio(api: Api) -> None:
    api.refuses(403, "body_may_not_decide", transfer(1), bodyId=STEERING)
    agreement = api.read(f"/portfolios/{PORTFOLIO}")["agreementId"]
    other, elsewhere = uid("another portfolio"), uid("another program")
    api.decide(
        resolution(
            "establishPortfolio", portfolioId=other, agreementId=agreement, name="IT-fabriken"
        ),
        directive(elsewhere, "Drift", portfolioId=other),
    )
    problem = api.refuses(409, "transfer_between_portfolios", transfer(1, target=elsewhere))
    assert problem["targetPortfolioId"] == str(other)
    assert "fundProgram" in problem["sv"]


def test_money_and_hours_are_returned_transferred_and_counted_strictly_apart(api: Api) -> None:
    hours: dict[str, Any] = {"moneyKind": "in_kind"}
    api.refuses(409, "no_ceiling_decided", fund(1, **hours))
    api.decide(ceiling(50_000_00, **hours), fund(50_000_00, **hours), allocate(20_000_00, **hours))
    api.refuses(409, "funding_above_ceiling", fund(1, **hours))
    before = budget(api)
    for one in (of_budget("returnFunding", 30_000_01, **hours), transfer(30_000_01, **hours)):
        assert api.refuses(409, "taken_above_reserve", one)["available"] == money(30_000_00)
    api.decide(of_budget("returnFunding", 10_000_00, **hours), transfer(20_000_00, **hours))
    after = budget(api)
    assert [one for one in after["reserve"] if one["moneyKind"] == "cash"] == [
        one for one in before["reserve"] if one["moneyKind"] == "cash"
    ]
    assert [one for one in after["members"] if one["moneyKind"] == "cash"] == [
        one | {"budgetBefore": one["budget"]}
        for one in before["members"]
        if one["moneyKind"] == "cash"
    ]
    [of_hours] = [one for one in after["reserve"] if one["moneyKind"] == "in_kind"]
    assert figures(of_hours) | {"available": 0} == {
        "funded": 20_000_00,
        "allocated": 20_000_00,
        "committed": 0,
        "spent": 0,
        "available": 0,
        "deviation": 0,
        "income": 0,
        "adjustment": 0,
    }
    api.cost(5_000_00)
    api.register("/commitments", commitment(5_000_00))
    [six] = [
        one
        for one in budget(api)["projects"]
        if (one["projectId"], one["moneyKind"]) == (str(OF_SIX), "in_kind")
    ]
    assert figures(six)["available"] == 20_000_00
    api.decide(release(20_000_00, **hours))
    shares = api.shares(fiscalYear=2026)
    assert sum(of for where, of in shares.items() if where[1] == "in_kind") == 40_000_00


# --- Commitments --------------------------------------------------------------------------------


def test_a_commitment_binds_money_until_it_is_cost_or_lifted(api: Api) -> None:
    answer = api.post("/commitments", commitment(100_000_00))
    assert answer.headers["location"] == f"/samsyn/v1/commitments/{uid('commitment 1')}"
    assert answer.data["deviations"] == []
    six = of_project(api)
    assert (six["committed"], six["available"]) == (100_000_00, TO_SIX - 100_000_00)
    assert of_project(api, validAt="2026-01-31")["committed"] == 0

    named = {"commitmentId": str(uid("commitment 1"))}
    told = api.cost(40_000_00, **named)
    assert [event["topic"] for event in told["events"]] == [
        "budget.cost_registered",
        "budget.commitment_drawn",
    ]
    six = of_project(api)
    assert (six["committed"], six["spent"], six["available"]) == (
        60_000_00,
        40_000_00,
        TO_SIX - 100_000_00,
    )

    api.register("/commitment-ends", commitment_end())
    six = of_project(api)
    assert (six["committed"], six["available"]) == (0, TO_SIX - 40_000_00)
    assert of_project(api, validAt="2026-04-30")["committed"] == 60_000_00
    story = api.read(f"/commitments/{uid('commitment 1')}")
    assert [event["topic"] for event in story] == [
        "budget.committed",
        "budget.commitment_drawn",
        "budget.commitment_lifted",
    ]
    assert story[1]["data"]["costId"] == str(uid("cost 1"))
    assert story[2]["data"]["reason"] == "Resten behövs inte."
    assert accounts(api)["committed", str(OF_SIX)] == 0


def test_what_is_committed_is_shared_by_nobody(api: Api) -> None:
    shares = api.shares()
    api.register("/commitments", commitment(100_000_00))
    assert api.shares() == shares
    assert len(api.read("/shares")["balances"]) == 3


def test_what_is_committed_cannot_be_taken_from_the_project_or_the_reserve(api: Api) -> None:
    api.register("/commitments", commitment(TO_SIX - 1_00))
    api.register("/commitments", commitment(RESERVE - 1_00, number="2", projectId=None))
    problem = api.refuses(409, "allocation_below_spent", release(1_01))
    assert (problem["available"], problem["committed"]) == (money(1_00), money(TO_SIX - 1_00))
    api.refuses(409, "allocation_above_funding", allocate(1_01))
    api.refuses(409, "taken_above_reserve", of_budget("returnFunding", 1_01))
    api.decide(release(1_00), of_budget("returnFunding", 1_00))
    assert (reserve(api)["committed"], reserve(api)["available"]) == (RESERVE - 1_00, 1_00)


@pytest.mark.parametrize(
    ("path", "fact", "status", "code"),
    [
        ("/commitments", commitment(1_00, projectId=ELSEWHERE), 409, "project_outside_program"),
        ("/commitments", commitment(1_00, programId=NOWHERE), 404, "not_found"),
        ("/commitments", commitment(0), 422, "money_is_not_positive"),
        ("/commitments", commitment(1, dated="1899-12-31"), 422, "outside_fiscal_years"),
        ("/commitment-ends", commitment_end(), 404, "not_found"),
        ("/commitment-ends", commitment_end(dated="2027-06-01"), 409, "decided_ahead"),
        ("/costs", cost(1_00, commitmentId=NOWHERE), 404, "not_found"),
        ("/credits", credit(1_00), 404, "not_found"),
        ("/credits", credit(0), 422, "money_is_not_positive"),
        ("/incomes", income(1_00, projectId=ELSEWHERE), 409, "project_outside_program"),
        ("/incomes", income(1_00, payer="Firma 811218-9876"), 422, "identity_number_needs_reason"),
    ],
    ids=str,
)
def test_a_fact_that_is_none_is_refused(
    api: Api, path: str, fact: JsonObject, status: int, code: str
) -> None:
    before = api.position
    api.refused(api.post(path, fact), status, code, before)


def test_a_commitment_that_is_used_up_has_ended(api: Api) -> None:
    api.register("/commitments", commitment(1_00))
    api.register("/commitment-ends", commitment_end())
    before = api.position
    api.refused(api.post("/commitment-ends", commitment_end()), 422, "commitment_has_ended", before)
    named = {"commitmentId": str(uid("commitment 1")), "projectId": str(OF_FOUR)}
    answer = api.post("/costs", cost(1_00, **named))
    api.refused(answer, 422, "commitment_of_another_project", before)


@pytest.mark.parametrize(
    ("path", "fact", "thing"),
    [
        ("/commitments", commitment(1_00), "commitment"),
        ("/incomes", income(1_00), "income"),
        ("/credits", credit(1_00), "credit"),
    ],
    ids=["commitment", "income", "credit"],
)
def test_a_fact_is_registered_once(api: Api, path: str, fact: JsonObject, thing: str) -> None:
    api.cost(10_00)
    api.register(path, fact)
    before = api.position
    problem = api.refused(api.post(path, fact), 409, "already_recorded", before)
    assert problem["thing"] == thing


# --- Credits ------------------------------------------------------------------------------------


def test_a_credit_is_read_with_its_cost_and_lowers_every_share_of_it(api: Api) -> None:
    api.cost(1_000_00, servicePeriod={"first": "2026-02-01", "last": "2026-05-31"})
    answer = api.post("/credits", credit(400_00))
    assert answer.headers["location"] == f"/samsyn/v1/costs/{uid('cost 1')}"
    assert of_project(api)["spent"] == 600_00
    shares = {code: of for code, of in api.project_shares(OF_SIX, "cost").items() if of}
    figures_ = {"population": population(2023)}
    assert shares == dict(split(600_00, by_population(), CODES, figures_).amounts)
    events = api.read(f"/costs/{uid('cost 1')}")
    assert [event["topic"] for event in events] == [
        "budget.cost_registered",
        "budget.cost_credited",
    ]
    assert events[1]["data"]["reason"] == "En dag för mycket."
    assert len(api.read(f"/costs/{uid('cost 1')}", validAt="2026-03-31")) == 1
    before = api.position
    problem = api.refused(
        api.post("/credits", credit(600_01, number="2")), 422, "credit_above_cost", before
    )
    assert problem["left"] == money(600_00)
    early = credit(1, number="2", dated="2026-02-28")
    api.refused(api.post("/credits", early), 422, "credit_before_cost", before)
    api.register("/credits", credit(600_00, number="2"))
    assert not any(api.project_shares(OF_SIX, "cost").values())


def test_a_credit_of_a_cost_over_two_years_falls_on_both(api: Api) -> None:
    api.cost(120_000_00, servicePeriod={"first": "2026-03-01", "last": "2027-02-28"})
    told = api.register("/credits", credit(60_000_00))
    assert [(event["stream"], event["data"]["amount"]) for event in told["events"]] == [
        (f"budget/{PROGRAM}/2026", 50_301_37),
        (f"budget/{PROGRAM}/2027", 9_698_63),
    ]


# --- Incomes ------------------------------------------------------------------------------------


def test_an_income_is_split_like_a_cost_and_never_mixed_with_it(api: Api) -> None:
    before = budget(api)
    answer = api.post("/incomes", income(1_000_00, source="Statsbidrag"))
    assert answer.headers["location"] == f"/samsyn/v1/incomes/{uid('income 1')}"
    api.register("/incomes", income(200_00, number="2", projectId=None))
    after = budget(api)
    assert of_project(api)["income"] == 1_000_00
    assert (reserve(api)["income"], reserve(api)["available"]) == (200_00, RESERVE)
    names = ("allocated", "committed", "spent", "available", "deviation")
    assert [one[name] for one in after["projects"] for name in names] == [
        one[name] for one in before["projects"] for name in names
    ]
    own = {one["member"]: ore(one["income"]) for one in after["members"]}
    figures_ = {"population": population(2023)}
    of_each = [split(amount, by_population(), CODES, figures_) for amount in (1_000_00, 200_00)]
    assert own == {code: sum(one.amounts[code] for one in of_each) for code in CODES}
    assert {ore(one["cost"]) for one in after["members"]} == {0}
    totals = api.read("/shares")["totals"]
    assert sum(ore(one["income"]) for one in totals) == 1_200_00
    measures = {one["measure"] for one in api.read("/shares")["balances"]}
    assert measures == {"budget", "income"}
    [event] = api.read(f"/incomes/{uid('income 1')}")
    assert (event["data"]["payer"], event["data"]["source"]) == (
        "Statens exempelmyndighet",
        "Statsbidrag",
    )
    assert api.get(f"/costs/{uid('income 1')}").status == 404
    assert accounts(api)["received", None] == -200_00


def test_a_new_key_changes_the_shares_of_income_and_says_so(api: Api) -> None:
    api.register("/incomes", income(1_000_00))
    taken = api.decide(apply_figures(2024, "2026-01-01"))
    changed = [one for one in taken["consequences"] if one["measure"] == "income"]
    assert changed
    assert sum(ore(one["difference"]) for one in changed) == 0
    after = {one["member"]: one["income"] for one in budget(api)["members"]}
    assert {one["member"]: one["after"] for one in changed}.items() <= after.items()


def test_an_income_without_a_key_is_not_split(empty: Api) -> None:
    from tests.interfaces import world  # noqa: PLC0415 - only this test builds less

    world.found(empty)
    empty.decide(directive(PROGRAM, "Effektiv kommun"))
    empty.register("/incomes", income(1_00, projectId=None))
    shares = empty.read("/shares")
    assert (shares["unsplitIncome"], shares["unsplitCost"]) == (money(1_00), money(0))


# --- A closed year ------------------------------------------------------------------------------


def test_a_closed_year_takes_only_adjustments_and_shows_what_it_showed(api: Api) -> None:
    api.cost(10_000_00)
    api.register("/commitments", commitment(1_00))
    close_2026(api)
    before, shares = budget(api), api.shares()
    for one in (fund(1), of_budget("returnFunding", 1), transfer(1), allocate(1), release(1)):
        problem = api.refuses(409, "fiscal_year_is_closed", one, decidedOn="2027-01-01")
        assert problem["closedFrom"] == "2027-01-01"
    position = api.position
    for path, fact in (
        ("/commitments", commitment(1_00, number="2")),
        ("/commitment-ends", commitment_end()),
    ):
        api.refused(api.post(path, fact), 409, "fiscal_year_is_closed", position)

    late = api.cost(700_00, number="2", dated="2026-12-20")
    assert late["adjustedYears"] == [2026]
    assert [event["topic"] for event in late["events"]] == [
        "budget.adjustment_registered",
        "budget.deviation_found",
    ]
    [told] = late["deviations"]
    assert (told["code"], told["excess"]) == ("cost_in_closed_year", money(700_00))
    back = api.register("/credits", credit(100_00, dated="2026-12-30"))
    assert (back["adjustedYears"], back["deviations"]) == ([2026], [])
    api.register("/incomes", income(50_00, number="3"))

    after = budget(api)
    assert of_project(api)["adjustment"] == 550_00
    for name in ("allocated", "committed", "spent", "available", "deviation", "income"):
        assert [one[name] for one in after["projects"]] == [one[name] for one in before["projects"]]
    assert api.shares() == shares
    figures_ = {"population": population(2023)}
    adjusted = {one["member"]: ore(one["adjustment"]) for one in after["members"]}
    assert adjusted == dict(split(550_00, by_population(), CODES, figures_).amounts)
    events = api.read(f"/costs/{uid('cost 1')}")
    assert [event["topic"] for event in events] == [
        "budget.cost_registered",
        "budget.adjustment_registered",
    ]


def test_a_cost_over_the_end_of_a_closed_year_adjusts_only_that_year(api: Api) -> None:
    close_2026(api)
    told = api.cost(120_000_00, servicePeriod={"first": "2026-03-01", "last": "2027-02-28"})
    assert told["adjustedYears"] == [2026]
    assert [(event["topic"], event["data"]["amount"]) for event in told["events"]] == [
        ("budget.adjustment_registered", 100_602_74),
        ("budget.deviation_found", 100_602_74),
        ("budget.cost_registered", 19_397_26),
    ]


def test_the_ceiling_is_what_it_was_after_all_that(api: Api) -> None:
    api.decide(of_budget("returnFunding", 1_00), transfer(1_00))
    room = CEILING - FUNDED + 1_00
    api.refuses(409, "funding_above_ceiling", fund(room + 1))
    api.decide(fund(room))
