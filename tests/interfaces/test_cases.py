"""The worked cases and stories of shared/cases, told through the API, to the öre."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from domain.split import split
from tests.cases import allocation, by_population, in_ore, members_of, population, story
from tests.interfaces import world
from tests.interfaces.world import (
    AGREEMENT,
    FIVE,
    FOUR,
    OF_FOUR,
    OF_SIX,
    PROGRAM,
    SIX,
    STEERING,
    Api,
    allocate,
    apply_figures,
    approve,
    ceiling,
    consent,
    cost_key,
    directive,
    fund,
    money,
    ore,
    propose,
    reallocate,
    release,
    resolution,
    statistic,
)
from tests.make import CODES, uid

CONSTELLATIONS = {"Alla sex": SIX, "4D": FOUR, "5D": FIVE}
OF_2024 = {"population": population(2024)}
MILLION = 1_000_000_00


@pytest.fixture
def dalsland(empty: Api) -> Api:
    """Serve a founded collaboration: nobody's key or figures are in force yet."""
    empty.register("/agreements", world.agreement(effectiveFrom="2020-01-01"))
    for year in (2019, 2023, 2024):
        empty.register("/statistics", statistic(year))
    portfolio = {"portfolioId": world.PORTFOLIO, "agreementId": AGREEMENT, "name": "Digi"}
    empty.decide(
        resolution("establishPortfolio", **portfolio),
        *(world.constellation(of, name, members_of(name)) for name, of in CONSTELLATIONS.items()),
        directive(PROGRAM, "Programmet"),
        world.body(STEERING, "Programstyrgruppen", "steering_group", PROGRAM),
        decidedOn="2020-01-01",
    )
    return empty


def key_in_force(api: Api, weight: str = "4/5", since: str = "2020-01-01", name: str = "k") -> None:
    """Let every member consent to a key of so much by population."""
    rest = str(1 - Fraction(weight))
    key_id = uid(f"key {name}")
    api.decide(cost_key(key_id, weight, rest, effectiveFrom=since))
    for code in CODES:
        api.register("/consents", consent(code, key_id))


def project(api: Api, of: str = "Alla sex", project_id: Any = OF_SIX) -> None:
    """Approve a project of a constellation."""
    api.decide(propose(project_id, f"Projekt {of}", CONSTELLATIONS[of]), approve(project_id))


def funded(api: Api, amount: int, year: int = 2026) -> None:
    """Fund the program so much (öre), and no more."""
    given = {"fiscalYear": year, "effectiveFrom": f"{year}-01-01"}
    api.decide(ceiling(amount, year), fund(amount, **given))


# --- Worked cases -------------------------------------------------------------------------------


def name_of(case: Mapping[str, Any]) -> str:
    return "{referenceDate} {participants} {amountOre} {populationWeight}".format(**case)


@pytest.mark.parametrize("case", allocation()["cases"], ids=name_of)
def test_a_worked_case_is_the_split_that_a_projects_budget_gets(
    dalsland: Api, case: Mapping[str, Any]
) -> None:
    year, amount = int(case["referenceDate"][:4]), case["amountOre"]
    key_in_force(dalsland, case["populationWeight"])
    dalsland.decide(apply_figures(year, "2020-01-01"))
    project(dalsland, case["participants"])
    funded(dalsland, amount)
    dalsland.decide(allocate(amount))
    shares = dalsland.project_shares(OF_SIX, "budget")
    key = by_population(case["populationWeight"])
    exact = split(amount, key, members_of(case["participants"]), {"population": population(year)})
    assert shares == exact.amounts
    if case["unitOre"] == 1:
        assert shares == case["expectedOre"]
    for code, rounded in case["expectedOre"].items():
        assert abs(shares[code] - rounded) < case["unitOre"], "the same but for the rounding unit"


# --- Stories ------------------------------------------------------------------------------------


def test_zero_balance(dalsland: Api) -> None:
    key_in_force(dalsland)
    dalsland.decide(apply_figures(2023, "2020-01-01"))
    project(dalsland)
    funded(dalsland, 100_000_00, 2025)
    in_2025: dict[str, Any] = {"fiscalYear": 2025}
    dalsland.decide(allocate(100_000_00, effectiveFrom="2025-01-01", **in_2025))
    key_in_force(dalsland, "1/2", "2025-07-01", "halves")
    half_way = dalsland.project_shares(OF_SIX, "budget", validAt="2025-09-30")
    assert sum(half_way.values()) == 100_000_00
    assert (
        half_way
        != split(100_000_00, by_population(), CODES, {"population": population(2023)}).amounts
    )
    taken = dalsland.decide(release(100_000_00, effectiveFrom="2025-10-01", **in_2025))
    assert taken["consequences"] == [], "the reserve is shared by the same members"
    shares = dalsland.project_shares(OF_SIX, "budget", validAt="2025-12-31")
    assert shares == dict.fromkeys(CODES, 0)
    again = dalsland.project_shares(OF_SIX, "budget", validAt="2025-09-30")
    assert again == half_way


def test_additive(dalsland: Api) -> None:
    key_in_force(dalsland)
    dalsland.decide(apply_figures(2024, "2020-01-01"))
    project(dalsland)
    funded(dalsland, MILLION)
    for amount in (100_000_00, 50_000_00, -150_000_00):
        dalsland.decide(allocate(amount))
    assert dalsland.project_shares(OF_SIX, "budget") == dict.fromkeys(CODES, 0)
    for number in range(50):
        dated = f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}"
        dalsland.cost(1_000_00, number=str(number), dated=dated)
    whole = split(50_000_00, by_population(), CODES, OF_2024)
    assert dalsland.project_shares(OF_SIX, "cost") == whole.amounts


def test_figures_change_in_the_year(dalsland: Api) -> None:
    told = story("figures change in the year")
    key_in_force(dalsland)
    dalsland.decide(apply_figures(2023, "2020-01-01"))
    project(dalsland)
    funded(dalsland, MILLION)
    dalsland.decide(allocate(MILLION))
    taken = dalsland.decide(apply_figures(2024, "2026-07-01"), decidedOn="2026-05-20")
    expected = in_ore(told["expected"])
    assert dalsland.project_shares(OF_SIX, "budget") == expected
    changed = {one["member"]: ore(one["after"]) for one in taken["consequences"]}
    assert {code: expected[code] for code in changed} == changed
    segments = dalsland.read("/segments", programId=PROGRAM, fiscalYear=2026, projectId=OF_SIX)
    assert [one["period"] for one in segments] == [
        {"first": "2026-01-01", "last": "2026-06-30"},
        {"first": "2026-07-01", "last": "2026-12-31"},
    ]
    parts = in_ore(dict(enumerate(told["parts"])))  # type: ignore[arg-type]
    by_segment = [
        split(part, by_population(), CODES, {"population": population(year)}).amounts
        for part, year in zip(parts.values(), (2023, 2024), strict=True)
    ]
    assert {code: by_segment[0][code] + by_segment[1][code] for code in CODES} == expected


def test_a_member_leaves_in_the_year(dalsland: Api) -> None:
    key_in_force(dalsland)
    dalsland.decide(apply_figures(2024, "2020-01-01"))
    project(dalsland)
    funded(dalsland, MILLION)
    dalsland.decide(allocate(MILLION))
    leaves = {"agreementId": AGREEMENT, "code": "1487", "effectiveFrom": "2026-07-01"}
    taken = dalsland.agree(resolution("withdrawMember", **leaves), decidedOn="2026-03-01")
    expected = in_ore(story("a member leaves in the year")["expected"])
    assert dalsland.project_shares(OF_SIX, "budget") == expected
    after = {one["member"]: ore(one["after"]) for one in taken["consequences"]}
    assert after == expected


def test_a_zero_figure(dalsland: Api) -> None:
    told = story("a zero figure")
    pupils = {"1438": 0, "1439": 120, "1460": 300, "1461": 280}
    everyone = {**pupils, "1487": 900, "1492": 500}
    dalsland.register("/statistics", statistic(2024, basis="pupils", figures=everyone))
    by_pupils = [{"basis": "pupils", "weight": "1"}]
    dalsland.decide(cost_key(uid("pupils"), components=by_pupils, effectiveFrom="2020-01-01"))
    for code in CODES:
        dalsland.register("/consents", consent(code, uid("pupils")))
    applied = {"agreementId": AGREEMENT, "basis": "pupils", "referenceDate": "2024-12-31"}
    dalsland.decide(resolution("applyFigures", **applied, effectiveFrom="2020-01-01"))
    project(dalsland, "4D", OF_FOUR)
    funded(dalsland, 7_000_00)
    dalsland.decide(allocate(7_000_00, OF_FOUR))
    assert dalsland.project_shares(OF_FOUR, "budget") == in_ore(told["expected"])


def test_cost_across_years(dalsland: Api) -> None:
    key_in_force(dalsland)
    dalsland.decide(apply_figures(2024, "2020-01-01"))
    project(dalsland)
    period = {"first": "2026-03-01", "last": "2027-02-28"}
    dalsland.cost(120_000_00, dated="2026-03-01", servicePeriod=period)
    for year, part in in_ore(story("cost across years")["expected"]).items():
        found = dalsland.project_shares(OF_SIX, "cost", fiscalYear=year)
        assert found == split(part, by_population(), CODES, OF_2024).amounts
        budget = dalsland.read(f"/programs/{PROGRAM}/budgets/{year}")
        assert budget["projects"][0]["spent"] == money(part)


def test_who_pays(dalsland: Api) -> None:
    told = in_ore(story("who pays")["expected"])
    key_in_force(dalsland)
    dalsland.decide(apply_figures(2024, "2020-01-01"))
    project(dalsland)
    project(dalsland, "4D", OF_FOUR)
    funded(dalsland, 400_000_00)
    dalsland.decide(allocate(400_000_00))
    move = reallocate(400_000_00)

    problem = dalsland.refuses(403, "who_pays_is_strategic", move, bodyId=STEERING)
    tried = dalsland.rehearse(move)
    taken = dalsland.decide(move)
    assert problem["members"] == tried["consequences"] == taken["consequences"]

    six = split(400_000_00, by_population(), CODES, OF_2024).amounts
    four = split(400_000_00, by_population(), members_of("4D"), OF_2024).amounts
    for one in problem["members"]:
        code = one["member"]
        assert ore(one["before"]) == six[code]
        assert ore(one["after"]) == four.get(code, 0)
        assert abs(ore(one["difference"]) - told[code]) < 100, "the story is in whole kronor"
    in_kronor = split(400_000_00, by_population(), members_of("4D"), OF_2024, 100).amounts
    out_of = split(400_000_00, by_population(), CODES, OF_2024, 100).amounts
    assert {code: in_kronor.get(code, 0) - out_of[code] for code in CODES} == told


def test_late_finding(dalsland: Api) -> None:
    key_in_force(dalsland)
    dalsland.decide(apply_figures(2024, "2020-01-01"))
    project(dalsland)
    leaves = {"agreementId": AGREEMENT, "code": "1487", "effectiveFrom": "2025-01-01"}
    dalsland.decide(resolution("withdrawMember", **leaves), decidedOn="2024-10-01")
    registered = dalsland.cost(10_000_00, dated="2024-05-02")
    codes = ["cost_above_allocation", "project_not_started"]
    assert [one["code"] for one in registered["deviations"]] == codes
    shares = dalsland.project_shares(OF_SIX, "cost", fiscalYear=2024)
    assert shares == split(10_000_00, by_population(), CODES, OF_2024).amounts
    assert shares["1487"] > 0
    assert "1487" not in dalsland.project_shares(OF_SIX, "cost", fiscalYear=2026)
