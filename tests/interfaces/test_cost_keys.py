"""A cost key from its adoption over the members' consents to what it splits."""

from __future__ import annotations

from fractions import Fraction

import pytest

from domain.split import split
from tests.cases import by_population, population
from tests.interfaces.world import (
    AGREEMENT,
    KEY,
    OF_FOUR,
    OF_SIX,
    OTHER_PROGRAM,
    PORTFOLIO,
    PROGRAM,
    TO_FOUR,
    TO_SIX,
    Api,
    apply_figures,
    consent,
    cost_key,
    fund,
    noted,
    ore,
    resolution,
    statistic,
    transfer,
)
from tests.make import CODES, FOUR_CODES, uid

NEW, NEWER = uid("new key"), uid("newer key")


def key_of(api: Api, key_id: object, **query: object) -> dict[str, object]:
    keys = api.read(f"/agreements/{AGREEMENT}/cost-keys", **query)
    [found] = [key for key in keys if key["keyId"] == str(key_id)]
    return dict(found)


def adopt(api: Api, **fields: object) -> str:
    """Adopt a key of equal halves from 1 July 2026; the decision's path."""
    given = {"effectiveFrom": "2026-07-01", **fields}
    taken = api.decide(cost_key(NEW, "1/2", "0.5", **given), decidedOn="2026-05-01")
    assert taken["standing"] == "pending"
    return f"/decisions/{taken['decisionId']}"


def test_a_key_is_pending_until_every_member_has_consented(api: Api) -> None:
    path = adopt(api)
    shares = api.shares(fiscalYear=2026)
    adopted = key_of(api, NEW)
    assert adopted["standing"] == "pending"
    assert adopted["required"] == adopted["waitingFor"] == list(CODES)
    assert adopted["consents"] == []
    assert api.read(path)["consequences"] == []

    for number, code in enumerate(CODES[:-1], start=1):
        registered = api.register("/consents", consent(code, NEW))
        assert [event["topic"] for event in registered["events"]] == ["agreement.consent_given"]
        assert key_of(api, NEW)["waitingFor"] == list(CODES[number:])
        assert api.read(path)["standing"] == "pending"
        assert api.shares(fiscalYear=2026) == shares

    last = api.register("/consents", consent(CODES[-1], NEW, decidedOn="2026-06-15"))
    assert [event["topic"] for event in last["events"]] == [
        "agreement.consent_given",
        "agreement.decision_entered_into_force",
        "agreement.cost_key_entered_into_force",
    ]
    assert sum(ore(one["difference"]) for one in last["consequences"]) == 0
    assert last["consequences"] == api.read(path)["consequences"]
    in_force = key_of(api, NEW)
    assert (in_force["standing"], in_force["waitingFor"]) == ("in_force", [])
    assert api.shares(fiscalYear=2026) != shares


def test_the_last_consent_has_the_consequence_that_was_expected_when_nothing_came_between(
    api: Api,
) -> None:
    path = adopt(api)
    shares = api.shares(fiscalYear=2026)
    expected = api.read(path)["expected"]
    assert sum(ore(one["difference"]) for one in expected) == 0
    for code in CODES:
        api.register("/consents", consent(code, NEW))
    decision = api.read(path)
    assert decision["standing"] == "in_force"
    assert decision["expected"] == expected
    assert _without_position(decision["consequences"]) == _without_position(expected)
    now = api.shares(fiscalYear=2026)
    for one in expected:
        which = (2026, "cash", "budget", one["member"])
        assert (ore(one["before"]), ore(one["after"])) == (shares[which], now[which])
        assert ore(one["difference"]) == now[which] - shares[which]


def _without_position(consequences: list[dict[str, object]]) -> list[dict[str, object]]:
    return [{**one, "position": None} for one in consequences]


def test_a_key_adopted_in_one_paragraph_with_money_takes_the_money_with_it(api: Api) -> None:
    half = cost_key(NEW, "1/2", "0.5", effectiveFrom="2026-07-01")
    before = api.shares(fiscalYear=2026)
    taken = api.decide(half, fund(50_000_00), decidedOn="2026-05-01")
    assert (taken["standing"], taken["consequences"]) == ("pending", [])
    assert sum(ore(one["difference"]) for one in taken["expected"]) == 50_000_00
    assert api.shares(fiscalYear=2026) == before, "all of a § takes effect together"

    decision = api.let_consent(taken["decisionId"])
    assert decision["standing"] == "in_force"
    assert _without_position(decision["consequences"]) == _without_position(taken["expected"])
    assert "budget.program_funded" in [event["topic"] for event in decision["events"]]


def test_a_decision_of_two_keys_is_consented_to_as_one(api: Api) -> None:
    both = (
        cost_key(NEW, "1/2", "0.5", effectiveFrom="2026-07-01"),
        cost_key(
            NEWER, "0.6", "0.4", scope={"programId": str(PROGRAM)}, effectiveFrom="2026-07-01"
        ),
    )
    taken = api.decide(*both, decidedOn="2026-05-01")
    path = f"/decisions/{taken['decisionId']}"
    for code, subject in zip(CODES[:-1], (NEW, NEWER, taken["decisionId"]) * 2, strict=False):
        api.register("/consents", consent(code, subject))
    assert api.read(path)["standing"] == "pending"
    api.register("/consents", consent(CODES[-1], NEWER))
    assert api.read(path)["standing"] == "in_force"
    assert [key_of(api, key_id)["standing"] for key_id in (NEW, NEWER)] == ["in_force"] * 2


def test_money_that_came_between_is_in_the_consequence_and_not_in_what_was_expected(
    api: Api,
) -> None:
    path = adopt(api)
    expected = api.read(path)["expected"]
    api.decide(fund(50_000_00))
    for code in CODES:
        api.register("/consents", consent(code, NEW))
    decision = api.read(path)
    assert decision["expected"] == expected
    assert decision["consequences"] != expected
    assert sum(ore(one["difference"]) for one in decision["consequences"]) == 0


def test_a_refusal_ends_it_and_the_old_key_stays(api: Api) -> None:
    path = adopt(api)
    shares = api.shares(fiscalYear=2026)
    for code in CODES[:2]:
        api.register("/consents", consent(code, NEW))
    refused = api.register("/consents", consent("1487", NEW, outcome="refused"))
    assert [event["topic"] for event in refused["events"]] == [
        "agreement.consent_refused",
        "agreement.decision_lapsed",
        "agreement.cost_key_lapsed",
    ]
    assert api.read(path)["standing"] == key_of(api, NEW)["standing"] == "lapsed"
    outcomes = {one["member"]: one["outcome"] for one in key_of(api, NEW)["consents"]}  # type: ignore[attr-defined]
    assert outcomes == {"1438": "given", "1439": "given", "1487": "refused"}
    assert api.shares(fiscalYear=2026) == shares

    before = api.position
    late = api.post("/consents", consent("1492", NEW))
    api.refused(late, 409, "no_longer_pending", before)
    api.decide(cost_key(NEWER, "0.6", "0.4", effectiveFrom="2026-07-01"))
    assert key_of(api, NEWER)["standing"] == "pending"


def test_one_key_at_a_time_waits_in_a_scope(api: Api) -> None:
    adopt(api)
    api.register("/consents", consent("1438", NEW))
    problem = api.refuses(
        409, "key_already_pending", cost_key(NEWER, "0.6", "0.4", effectiveFrom="2026-07-01")
    )
    assert problem["waitingFor"] == list(CODES[1:])
    narrower = cost_key(
        NEWER, "0.6", "0.4", scope={"programId": str(PROGRAM)}, effectiveFrom="2026-07-01"
    )
    assert api.decide(narrower)["standing"] == "pending"


def test_a_refusal_ends_every_key_of_the_decision(api: Api) -> None:
    api.decide(
        cost_key(NEW, "1/2", "0.5", effectiveFrom="2026-07-01"),
        cost_key(NEWER, "0.6", "0.4", scope={"programId": str(PROGRAM)}),
    )
    api.register("/consents", consent("1438", NEW, outcome="refused"))
    standings = [key_of(api, key_id)["standing"] for key_id in (NEW, NEWER)]
    assert standings == ["lapsed", "lapsed"]
    before = api.position
    api.refused(api.post("/consents", consent("1439", NEWER)), 409, "no_longer_pending", before)


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"member": "1430"}, 409, "consent_not_required"),
        ({"member": "1438"}, 409, "consent_already_given"),
        ({"subject": str(uid("no such key"))}, 404, "not_found"),
        ({"subject": str(KEY)}, 409, "no_longer_pending"),
        ({"agreementId": str(uid("no such agreement"))}, 404, "not_found"),
        ({"outcome": "perhaps"}, 422, "not_a_possible_value"),
    ],
)
def test_a_consent_that_is_not_waited_for_is_refused(
    api: Api, changes: dict[str, str], status: int, code: str
) -> None:
    adopt(api)
    api.register("/consents", consent("1438", NEW))
    before = api.position
    answer = api.post("/consents", {**consent("1439", NEW), **changes})
    api.refused(answer, status, code, before)
    api.register("/consents", consent("1439", NEW))


# --- What a key splits --------------------------------------------------------------------------


def segments(api: Api, **query: object) -> list[dict[str, object]]:
    asked = {"programId": PROGRAM, "fiscalYear": 2026, **query}
    return list(api.read("/segments", **asked))


def test_the_segments_of_a_year_say_which_key_and_figures_apply_when(api: Api) -> None:
    adopt(api)
    for code in CODES:
        api.register("/consents", consent(code, NEW))
    api.decide(apply_figures(2024, "2026-10-01"))
    found = segments(api)
    assert [(one["period"], one["keyId"]) for one in found] == [
        ({"first": "2026-01-01", "last": "2026-06-30"}, str(KEY)),
        ({"first": "2026-07-01", "last": "2026-09-30"}, str(NEW)),
        ({"first": "2026-10-01", "last": "2026-12-31"}, str(NEW)),
    ]
    assert [one["figures"][0]["referenceDate"] for one in found] == [  # type: ignore[index]
        "2023-12-31",
        "2023-12-31",
        "2024-12-31",
    ]
    for one in found:
        parts = one["parts"]
        assert isinstance(parts, dict)
        assert sum(map(Fraction, parts.values())) == 1
        assert list(parts) == one["participants"] == list(CODES)


@pytest.mark.parametrize(
    ("day", "first"),
    [("2026-06-30", "2026-01-01"), ("2026-07-01", "2026-07-01"), ("2026-12-31", "2026-07-01")],
)
def test_the_segment_of_a_day_holds_the_shares_on_that_day(api: Api, day: str, first: str) -> None:
    api.decide(apply_figures(2024, "2026-07-01"))
    [found] = segments(api, day=day)
    assert found["period"]["first"] == first  # type: ignore[index]
    year = 2023 if first == "2026-01-01" else 2024
    parts = split(1, by_population(), CODES, {"population": population(year)})
    assert found["parts"] == {
        share.code: f"{share.exact.numerator}/{share.exact.denominator}" for share in parts.shares
    }


def test_a_project_has_the_segments_of_its_own_constellation(api: Api) -> None:
    [reserve] = segments(api)
    [four] = segments(api, projectId=OF_FOUR)
    assert reserve["participants"] == list(CODES)
    assert four["participants"] == list(FOUR_CODES)
    answer = api.get("/segments", programId=PROGRAM, fiscalYear=2026, projectId=uid("elsewhere"))
    api.refused(answer, 404, "not_found")


def test_the_narrowest_key_in_force_decides(api: Api) -> None:
    for number, scope in enumerate(({"projectId": OF_SIX}, {"programId": PROGRAM})):
        key_id = (NEW, NEWER)[number]
        weight = ("0.6", "0.3")[number]
        rest = str(1 - Fraction(weight))
        adopted = cost_key(key_id, weight, rest, scope=scope, effectiveFrom="2026-01-01")
        api.decide({**adopted, "scope": {name: str(of) for name, of in scope.items()}})
        for code in CODES:
            api.register("/consents", consent(code, key_id))
    of_2023 = {"population": population(2023)}
    six = split(TO_SIX, by_population("0.6"), CODES, of_2023).amounts
    four = split(TO_FOUR, by_population("0.3"), FOUR_CODES, of_2023).amounts
    assert api.project_shares(OF_SIX, "budget") == six
    assert api.project_shares(OF_FOUR, "budget") == four
    assert segments(api)[0]["keyId"] == str(NEWER)
    assert segments(api, programId=OTHER_PROGRAM)[0]["keyId"] == str(KEY)


def test_agreed_shares_are_split_among_those_who_take_part(api: Api) -> None:
    shares = {"1438": "0.4", "1439": "0.1", "1460": "0.1", "1461": "0.1", "1487": "0.3"}
    fixed = {"basis": "fixed", "weight": "1", "shares": {**shares, "1492": "0"}}
    api.decide(cost_key(NEW, components=[fixed], effectiveFrom="2026-01-01"))
    for code in CODES:
        api.register("/consents", consent(code, NEW))
    sevenths = {"1438": 114_285_71, "1439": 28_571_43, "1460": 28_571_43, "1461": 28_571_43}
    assert sum(sevenths.values()) == TO_FOUR
    assert api.project_shares(OF_FOUR, "budget") == sevenths


def test_money_without_a_key_is_unsplit_and_says_why(empty: Api) -> None:
    from tests.interfaces import world  # noqa: PLC0415

    world.found(empty)
    empty.decide(
        world.directive(PROGRAM, "Utan nyckel"),
        world.ceiling(1_000_00),
        fund(700_00),
    )
    budget = empty.read(f"/programs/{PROGRAM}/budgets/2026")
    assert ore(budget["unsplitBudget"]) == 700_00
    assert budget["members"] != []
    assert {ore(one["budget"]) for one in budget["members"]} == {0}
    [segment] = budget["segments"]
    assert (segment["reason"], segment["key"], segment["parts"]) == ("no_key", None, {})
    [balance] = empty.read("/shares")["balances"]
    assert balance["unsplitBecause"] == ["no_key"]


def test_figures_that_lack_a_participant_or_sum_to_zero_are_not_applied(api: Api) -> None:
    api.register("/statistics", statistic(2023, basis="pupils", figures={"1438": 10}))
    api.register(
        "/statistics",
        statistic(2024, basis="pupils", figures=dict.fromkeys(CODES, 0)),
    )
    for year, code in ((2023, "figures_lack_a_participant"), (2024, "figures_sum_to_zero")):
        problem = api.refuses(
            409,
            code,
            resolution(
                "applyFigures",
                agreementId=AGREEMENT,
                basis="pupils",
                referenceDate=f"{year}-12-31",
            ),
        )
        assert problem["basis"] == "pupils"
    api.decide(noted())


def test_a_key_of_another_agreements_portfolio_is_not_the_boards_to_adopt(api: Api) -> None:
    other = uid("other agreement")
    board = {"bodyId": str(uid("other board")), "name": "Andra styrgruppen", "bodyKind": "board"}
    fact = {
        "agreementId": str(other),
        "name": "Ett annat avtal",
        "legalForm": "contract",
        "members": [{"code": "1488", "name": "Trollhättan"}],
        "bodies": [board],
        "effectiveFrom": "2025-01-01",
    }
    api.register("/agreements", fact)
    for refused in (
        cost_key(NEW, "0.5", "0.5"),
        cost_key(NEW, components=[{"basis": "equal", "weight": "1"}], agreementId=other),
        fund(1_00),
        transfer(1_00),
        resolution("startProgram", programId=OTHER_PROGRAM),
        resolution("approveProject", projectId=uid("proposed")),
        resolution("establishPortfolio", portfolioId=NEW, agreementId=AGREEMENT, name="Ny"),
    ):
        problem = api.refuses(403, "thing_of_another_agreement", refused, bodyId=uid("other board"))
        assert problem["concerns"] == [str(AGREEMENT)]
    own = resolution("establishPortfolio", portfolioId=NEW, agreementId=other, name="Egen")
    api.decide(own, bodyId=uid("other board"))
    key = cost_key(
        NEWER,
        components=[{"basis": "equal", "weight": "1"}],
        agreementId=other,
        scope={"portfolioId": str(NEW)},
    )
    assert api.decide(key, bodyId=uid("other board"))["expected"] == []
    assert api.read(f"/portfolios/{PORTFOLIO}")["agreementId"] == str(AGREEMENT)


def test_anyone_may_read_who_decides_what(api: Api) -> None:
    rules = {one["kind"]: one for one in api.read("/authorities", limit=500)}
    assert rules["fundProgram"]["bodies"] == ["board"]
    assert rules["allocateBudget"]["whoPaysMustStay"]
    pending = {kind for kind, one in rules.items() if one["rule"] == "each_member"}
    assert pending == {
        "admitMember",
        "withdrawMember",
        "designateHost",
        "changeLegalForm",
        "adoptDecisionRule",
        "decideResourceRate",
        "repealResourceRate",
        "decideMemberFrame",
        "adoptCostKey",
        "repealCostKey",
        "reinstateCostKey",
    }
    adopt(api)
    assert key_of(api, NEW)["standing"] == "pending"
