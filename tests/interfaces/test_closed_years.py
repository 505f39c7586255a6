"""A closed fiscal year keeps what it showed: later terms change open years only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from infrastructure.rebuild import check, rebuild
from tests.interfaces.world import (
    AGREEMENT,
    FIVE,
    FUNDED,
    LOOSE,
    OF_FOUR,
    OF_SIX,
    OTHER_PROGRAM,
    PORTFOLIO,
    PROGRAM,
    SIX,
    TO_FOUR,
    TO_SIX,
    Api,
    JsonObject,
    allocate,
    apply_figures,
    approve,
    ceiling,
    consent,
    constellation,
    cost_key,
    directive,
    fund,
    money,
    noted,
    ore,
    propose,
    resolution,
    statistic,
)
from tests.make import CODES, FIVE_CODES, uid

NEW_KEY, NEW = uid("new key"), uid("new")
OF_2027: dict[str, Any] = {"fiscalYear": 2027, "effectiveFrom": "2027-01-01"}
ALL = "2027-12-31"
YEARS = f"/portfolios/{PORTFOLIO}/fiscal-years"


def close(year: int = 2026, **fields: Any) -> JsonObject:
    return resolution("closeFiscalYear", portfolioId=PORTFOLIO, fiscalYear=year, **fields)


@pytest.fixture
def closed(api: Api) -> Api:
    """Serve a world in which 2026 is closed in January 2027, and 2027 has begun."""
    api.cost(30_000_000)
    api.cost(1_234_56, number="2", projectId=OF_FOUR, dated="2026-07-01")
    api.decide(cost_key(effectiveFrom="2026-04-01", keyId=uid("by rule"), **BY_RULE))
    consents(api, uid("by rule"))
    api.clock.now = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
    api.decide(
        ceiling(FUNDED, 2027),
        fund(FUNDED, **OF_2027),
        allocate(TO_SIX, **OF_2027),
        allocate(TO_FOUR, OF_FOUR, **OF_2027),
        decidedOn="2027-01-10",
    )
    api.decide(close(), decidedOn="2027-01-15")
    api.clock.advance()
    return api


BY_RULE: JsonObject = {"referenceRule": {"month": 12, "day": 31, "yearsBefore": 1}}
"""Figures of 2025 for 2026, and of 2026 for 2027: none of which are registered yet."""


def consents(api: Api, subject: object) -> None:
    for code in CODES:
        api.register("/consents", {**consent(code), "subject": str(subject)})


def another_key(api: Api) -> None:
    api.decide(cost_key(NEW_KEY, "1/2", "0.5", effectiveFrom="2026-06-01"))
    consents(api, NEW_KEY)


def other_figures(api: Api) -> None:
    for year in (2025, 2026):
        figures = {code: 1_000 + number * year for number, code in enumerate(CODES)}
        api.register("/statistics", statistic(2024, referenceDate=f"{year}-12-31", figures=figures))


def figures_by_decision(api: Api) -> None:
    api.decide(apply_figures(2024, "2026-06-01"), decidedOn="2027-01-16")


def a_member_left(api: Api) -> None:
    leaves = {"agreementId": AGREEMENT, "code": "1487", "effectiveFrom": "2026-06-01"}
    api.agree(resolution("withdrawMember", **leaves), decidedOn="2027-01-16")


def a_member_joined(api: Api) -> None:
    joins = {"code": "1430", "name": "Munkedal", "effectiveFrom": "2026-06-01"}
    joined = resolution("admitMember", agreementId=AGREEMENT, **joins)
    api.agree(joined, decidedOn="2027-01-16")


def another_constellation(api: Api) -> None:
    api.decide(
        constellation(SIX, "Alla sex", FIVE_CODES, effectiveFrom="2026-01-01"),
        decidedOn="2027-01-16",
    )


def other_participants(api: Api) -> None:
    changed = {"projectId": OF_SIX, "constellationId": FIVE, "effectiveFrom": "2026-01-01"}
    api.decide(resolution("changeProjectConstellation", **changed), decidedOn="2027-01-16")


LATER: list[Callable[[Api], None]] = [
    another_key,
    other_figures,
    figures_by_decision,
    a_member_left,
    a_member_joined,
    another_constellation,
    other_participants,
]


def figures(value: Any) -> Any:
    """Return an answer without its links, which name the position it was read at."""
    if isinstance(value, dict):
        return {name: figures(inner) for name, inner in value.items() if name != "links"}
    return [figures(inner) for inner in value] if isinstance(value, list) else value


def of_2026(api: Api) -> Any:
    """Return every read of 2026 that depends on the terms."""
    day = {"validAt": ALL}
    budget = api.read(f"/programs/{PROGRAM}/budgets/2026", **day)
    segments = [
        api.read("/segments", programId=PROGRAM, fiscalYear=2026, **project, **day)
        for project in ({}, {"projectId": OF_SIX}, {"projectId": OF_FOUR})
    ]
    shares = api.read("/shares", fiscalYear=2026, **day)
    whose = [budget["members"], budget["segments"], budget["unsplitBudget"]]
    why = api.read(f"/programs/{PROGRAM}/budgets/2026/explanation", **day)
    return figures([whose, segments, why, shares])


@pytest.mark.parametrize("change", LATER)
def test_no_later_term_changes_a_closed_year_and_each_changes_an_open_one(
    closed: Api, change: Callable[[Api], None]
) -> None:
    was, open_before = of_2026(closed), closed.shares(fiscalYear=2027, validAt=ALL)
    earlier = closed.position
    change(closed)
    assert of_2026(closed) == was
    assert closed.shares(fiscalYear=2027, validAt=ALL) != open_before
    changed = [one for one in closed.read("/decisions", limit=500) if one["position"] > earlier]
    years = {each["fiscalYear"] for one in changed for each in one["consequences"]}
    assert years <= {2027}
    rebuild(closed.database, lambda _done, _of: None)
    assert of_2026(closed) == was
    assert check(closed.database, lambda _done, _of: None)[1] == ()


def test_what_was_known_before_a_closing_is_answered_as_it_was(api: Api) -> None:
    api.clock.now = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
    before, was = api.position, of_2026(api)
    another_constellation(api)
    open_, changed = api.position, of_2026(api)
    assert changed != was
    api.decide(close(), decidedOn="2027-01-17")
    assert of_2026(api) == changed, "closing itself changes nothing"
    other_participants(api)
    assert of_2026(api) == changed

    def known(position: int) -> Any:
        day = {"validAt": ALL, "knownAt": f"position:{position}"}
        return figures(api.read("/shares", fiscalYear=2026, **day))

    assert known(before) == was[-1]
    assert known(open_) == changed[-1] == known(api.position)


def test_nothing_else_is_decided_with_a_closing(api: Api) -> None:
    api.clock.now = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
    changed = resolution(
        "changeProjectConstellation",
        projectId=OF_SIX,
        constellationId=FIVE,
        effectiveFrom="2026-01-01",
    )
    api.refuses(422, "closing_stands_alone", close(), changed, decidedOn="2027-01-16")
    api.decide(changed, decidedOn="2027-01-16")
    was = of_2026(api)
    api.decide(close(), noted(), decidedOn="2027-01-16")
    assert of_2026(api) == was


def test_a_closing_tells_what_is_left_and_the_year_shows_it(api: Api) -> None:
    api.cost(30_000_000)
    api.clock.now = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
    tried = api.rehearse(close(note="Bokslutet är klart."), decidedOn="2027-01-15")
    assert api.read(YEARS, validAt=ALL)[0]["closing"] is None
    taken = api.decide(close(note="Bokslutet är klart."), decidedOn="2027-01-15")
    [told] = taken["events"]
    left = [(one["projectId"], one["amount"]) for one in told["data"]["unspent"]]
    assert left == [
        (None, FUNDED - TO_SIX - TO_FOUR),
        *sorted([(str(OF_SIX), TO_SIX - 30_000_000), (str(OF_FOUR), TO_FOUR)]),
    ]
    assert tried["events"][0]["data"]["unspent"] == told["data"]["unspent"]
    [year] = api.read(YEARS, validAt=ALL)
    assert year["closing"] == {
        "fiscalYear": 2026,
        "closedFrom": "2027-01-15",
        "decisionId": taken["decisionId"],
        "note": "Bokslutet är klart.",
    }
    assert year["money"][0] == {
        "moneyKind": "cash",
        "ceiling": money(500_000_000),
        "ceilingSince": "2026-01-01",
        "funded": money(FUNDED),
        "left": money(400_000_000),
        "allocated": money(TO_SIX + TO_FOUR),
        "spent": money(30_000_000),
        "unspent": money(FUNDED - 30_000_000),
    }
    assert ore(year["money"][0]["unspent"]) == sum(amount for _, amount in left)
    [before] = api.read(YEARS, validAt="2027-01-14")
    assert before["closing"] is None


def test_the_years_of_a_portfolio_agree_with_the_budgets_of_its_programs(api: Api) -> None:
    api.decide(
        ceiling(90_00, moneyKind="in_kind"),
        fund(80_00, moneyKind="in_kind"),
        allocate(30_00, moneyKind="in_kind"),
        fund(7_00, programId=OTHER_PROGRAM),
    )
    api.cost(TO_SIX + 5_00)
    [year] = api.read(YEARS)
    budgets = [
        api.read(f"/programs/{program}/budgets/2026") for program in (PROGRAM, OTHER_PROGRAM)
    ]
    for one in year["money"]:
        reserves = [
            reserve
            for budget in budgets
            for reserve in budget["reserve"]
            if reserve["moneyKind"] == one["moneyKind"]
        ]
        for name in ("funded", "allocated"):
            assert ore(one[name]) == sum(ore(reserve[name]) for reserve in reserves)
    cash, in_kind = year["money"]
    assert ore(cash["unspent"]) == FUNDED - TO_SIX + 7_00
    assert (in_kind["left"], in_kind["unspent"]) == (money(10_00), money(80_00))


def test_a_year_with_money_and_no_ceiling_of_it_has_none_to_show(api: Api) -> None:
    api.cost(5_00, dated="2025-11-11")
    [first, _] = api.read(YEARS)
    assert (first["fiscalYear"], first["money"][0]["ceiling"], first["money"][0]["left"]) == (
        2025,
        None,
        None,
    )
    assert first["money"][0]["spent"] == money(5_00)


def test_a_year_that_goes_on_or_is_closed_is_not_closed(api: Api) -> None:
    problem = api.refuses(409, "fiscal_year_not_ended", close(), decidedOn="2026-12-30")
    assert (problem["earliest"], problem["today"]) == ("2027-01-01", "2026-12-31")
    ahead = close(effectiveFrom="2027-01-01")
    api.refuses(409, "fiscal_year_not_ended", ahead, decidedOn="2026-12-31")
    api.clock.now = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # the new year in Sweden
    api.decide(close(), decidedOn="2027-01-01")
    api.refuses(409, "changes_nothing", close(), decidedOn="2027-01-01")


def test_a_closing_is_not_reversed_and_the_refusal_says_what_a_closed_year_takes(
    api: Api,
) -> None:
    api.clock.now = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
    taken = api.decide(close(), decidedOn="2027-01-15")
    undoing = {"decisionId": taken["decisionId"], "reason": "För tidigt."}
    reversal = resolution("reverseDecision", **undoing)
    problem = api.refuses(409, "not_reversible", reversal, decidedOn="2027-01-20")
    assert "adjustments" in problem["insteadEn"]
    assert "justeringar" in problem["insteadSv"]


def test_nothing_more_is_given_in_a_closed_year(closed: Api) -> None:
    for giving in (ceiling(FUNDED), fund(1), allocate(1), allocate(-1)):
        problem = closed.refuses(409, "fiscal_year_is_closed", giving, decidedOn="2027-01-16")
        assert problem["closedFrom"] == "2027-01-15"
    closed.decide(ceiling(FUNDED + 1, 2027), fund(1, **OF_2027), decidedOn="2027-01-16")


@pytest.mark.parametrize("project_id", [OF_SIX, OF_FOUR, None], ids=["six", "four", "reserve"])
def test_an_adjustment_is_split_by_the_terms_of_its_own_year(
    closed: Api, project_id: object
) -> None:
    """The same cost, found before and after the terms were changed, is split alike."""

    def found(number: str) -> Any:
        before = closed.read("/shares", fiscalYear=2026, validAt=ALL)
        closed.cost(1_000_00, number=number, dated="2026-05-05", projectId=project_id)
        after = closed.read("/shares", fiscalYear=2026, validAt=ALL)
        return difference(before, after)

    first = found("late")
    for change in LATER:
        change(closed)
    assert first
    again = found("later")
    assert {key: abs(amount - first[key]) <= 1 for key, amount in again.items()} == dict.fromkeys(
        first, True
    )


def difference(before: Any, after: Any) -> dict[tuple[str, str], int]:
    """Return by how much each member's totals of each measure grew (öre)."""

    def sums(shares: Any) -> dict[tuple[str, str], int]:
        return {
            (one["member"], name): ore(amount)
            for one in shares["totals"]
            for name, amount in one.items()
            if isinstance(amount, dict)
        }

    was, becomes = sums(before), sums(after)
    return {key: grown for key in becomes if (grown := becomes[key] - was.get(key, 0))}


def test_what_came_after_the_closing_may_still_have_its_adjustment(closed: Api) -> None:
    was = of_2026(closed)
    closed.decide(
        propose(NEW, "Sent upptäckt", SIX),
        approve(NEW),
        directive(uid("late program"), "Ett sent program"),
        decidedOn="2027-01-16",
    )
    closed.cost(600_00, number="late", projectId=NEW, dated="2026-05-05")
    closed.cost(
        600_00, number="later", programId=uid("late program"), projectId=None, dated="2026-05-05"
    )
    shares = figures(closed.read("/shares", fiscalYear=2026, validAt=ALL))
    for one in shares["balances"]:
        parts = sum(ore(each["amount"]) for each in one["shares"])
        assert parts + ore(one["unsplit"]) == ore(one["balance"])
    known = {one["projectId"] for one in shares["balances"]}
    assert str(NEW) in known
    late = f"/programs/{uid('late program')}/budgets/2026"
    assert closed.read(late, validAt=ALL)["fiscalYear"] == 2026
    balances = [
        one
        for one in shares["balances"]
        if one["programId"] == str(PROGRAM) and one["projectId"] != str(NEW)
    ]
    assert balances == was[-1]["balances"]
    assert str(LOOSE) not in known
