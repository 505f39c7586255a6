"""Decisions that need each member's own decision, from the board's § to what they change."""

from __future__ import annotations

import pytest

from infrastructure.rebuild import check
from tests.interfaces.world import (
    AGREEMENT,
    FOUR,
    FUNDED,
    OF_FOUR,
    OF_SIX,
    OTHER_PROGRAM,
    PORTFOLIO,
    PROGRAM,
    SIX,
    STEERING,
    Api,
    agreement,
    allocate,
    apply_figures,
    ceiling,
    consent,
    cost_key,
    directive,
    fund,
    ore,
    reallocate,
    release,
    resolution,
    statistic,
)
from tests.make import CODES, uid

JOINING = resolution("admitMember", agreementId=AGREEMENT, code="1430", name="Munkedal")
LEAVING = resolution(
    "withdrawMember", agreementId=AGREEMENT, code="1487", effectiveFrom="2026-07-01"
)
NEW = uid("new key")


def frame(member: str, amount: int, **fields: object) -> dict[str, object]:
    """Return the frame of a member for 2026 (öre)."""
    given = {"agreementId": AGREEMENT, "fiscalYear": 2026, "effectiveFrom": "2026-01-01"}
    return resolution(
        "decideMemberFrame", **{**given, "member": member, "amount": amount, **fields}
    )


def member(api: Api, code: str, **query: object) -> dict[str, object] | None:
    members = api.read(f"/agreements/{AGREEMENT}/members", **query)
    return next((one for one in members if one["code"] == code), None)


def pending(api: Api, decision_id: object) -> dict[str, object]:
    held = api.read(f"/agreements/{AGREEMENT}/pending-decisions")
    [found] = [one for one in held if one["decisionId"] == str(decision_id)]
    return dict(found)


def topics(answered: dict[str, object]) -> list[str]:
    return [event["topic"] for event in answered["events"]]  # type: ignore[attr-defined]


# --- Joining and leaving ------------------------------------------------------------------------


def test_a_member_joins_when_all_and_itself_have_consented(api: Api) -> None:
    taken = api.decide(JOINING)
    assert (taken["standing"], topics(taken)) == ("pending", ["agreement.decision_held"])
    assert pending(api, taken["decisionId"])["waitingFor"] == sorted([*CODES, "1430"])
    for code in CODES:
        api.register("/consents", consent(code, taken["decisionId"]))
        assert member(api, "1430") is None
    last = api.register("/consents", consent("1430", taken["decisionId"]))
    assert topics(last) == [
        "agreement.consent_given",
        "agreement.decision_entered_into_force",
        "agreement.member_joined",
    ]
    joined = member(api, "1430")
    assert joined
    assert joined["isMember"]
    settled = pending(api, taken["decisionId"])
    assert (settled["standing"], settled["waitingFor"]) == ("in_force", [])
    read = api.read(f"/decisions/{taken['decisionId']}")
    assert read["standing"] == "in_force"
    assert "agreement.member_joined" in topics(read)


def test_a_former_member_joins_again_only_when_it_has_consented_itself(api: Api) -> None:
    api.agree({**JOINING, "effectiveFrom": "2026-01-01"})
    leaving = {"agreementId": AGREEMENT, "code": "1430", "effectiveFrom": "2026-03-01"}
    api.agree(resolution("withdrawMember", **leaving))
    taken = api.decide({**JOINING, "effectiveFrom": "2026-06-01"})
    assert "1430" in api.waiting_for(taken["decisionId"])
    for code in CODES:
        api.register("/consents", consent(code, taken["decisionId"]))
    assert pending(api, taken["decisionId"])["waitingFor"] == ["1430"]
    last = api.register("/consents", consent("1430", taken["decisionId"]))
    assert "agreement.member_joined" in topics(last)


def test_one_refusal_and_nobody_joins(api: Api) -> None:
    taken = api.decide(JOINING)
    refused = api.register("/consents", consent("1487", taken["decisionId"], outcome="refused"))
    assert topics(refused) == ["agreement.consent_refused", "agreement.decision_lapsed"]
    lapsed = pending(api, taken["decisionId"])
    assert (lapsed["standing"], lapsed["refusedBy"]) == ("lapsed", "1487")
    assert api.read(f"/decisions/{taken['decisionId']}")["standing"] == "lapsed"
    assert member(api, "1430") is None
    before = api.position
    late = api.post("/consents", consent("1438", taken["decisionId"]))
    api.refused(late, 409, "no_longer_pending", before)


def test_what_a_leaving_will_cost_the_others_is_shown_before_anybody_consents(api: Api) -> None:
    taken = api.decide(LEAVING)
    expected = {one["member"]: ore(one["difference"]) for one in taken["expected"]}
    assert expected["1487"] < 0
    assert all(expected[code] > 0 for code in CODES if code != "1487")
    assert sum(expected.values()) == 0
    assert taken["consequences"] == []
    shares = api.shares(fiscalYear=2026)
    in_force = api.let_consent(taken["decisionId"])
    changed = {one["member"]: ore(one["difference"]) for one in in_force["consequences"]}
    assert changed == expected
    now = api.shares(fiscalYear=2026)
    which = (2026, "cash", "budget", "1487")
    assert now[which] - shares[which] == expected["1487"]


def test_the_last_consent_answers_with_what_it_changes(api: Api) -> None:
    taken = api.decide(LEAVING)
    for code in CODES[:-1]:
        given = api.register("/consents", consent(code, taken["decisionId"]))
        assert given["consequences"] == []
    tried = api.post("/consents", consent(CODES[-1], taken["decisionId"]), rehearse="true")
    assert tried.status == 200
    assert api.read(f"/decisions/{taken['decisionId']}")["standing"] == "pending"
    last = api.register("/consents", consent(CODES[-1], taken["decisionId"]))
    strip = [{**one, "position": None} for one in last["consequences"]]
    assert [{**one, "position": None} for one in tried.data["consequences"]] == strip
    assert {one["member"] for one in strip} == set(CODES)


def test_a_member_that_leaves_is_no_longer_waited_for(api: Api) -> None:
    waiting = api.decide(cost_key(NEW, "1/2", "0.5", effectiveFrom="2026-08-01"))
    for code in CODES:
        if code != "1487":
            api.register("/consents", consent(code, NEW))
    assert pending(api, waiting["decisionId"])["waitingFor"] == ["1487"]
    left = api.agree(LEAVING)
    assert left["standing"] == "in_force"
    settled = api.read(f"/decisions/{waiting['decisionId']}")
    assert settled["standing"] == "in_force", "nobody is waited for any more"
    assert "agreement.cost_key_entered_into_force" in topics(settled)


def test_what_a_rule_forbids_is_refused_at_once_and_not_left_to_the_members(api: Api) -> None:
    api.refuses(409, "already_a_member", {**JOINING, "code": "1492", "name": "Åmål"})
    api.refuses(409, "host_cannot_leave", {**LEAVING, "code": "1461"})


def test_what_a_rule_forbids_when_the_last_consent_comes_lapses_and_says_why(api: Api) -> None:
    first, second = api.decide(JOINING), api.decide(JOINING)
    assert api.let_consent(first["decisionId"])["standing"] == "in_force"
    after = api.let_consent(second["decisionId"])
    assert after["standing"] == "lapsed"
    lapsed = pending(api, second["decisionId"])
    assert (lapsed["because"], lapsed["refusedBy"]) == ("already_a_member", None)


def test_a_consent_is_to_something_that_waits(api: Api) -> None:
    before = api.position
    unknown = api.post("/consents", consent("1438", uid("nothing")))
    api.refused(unknown, 404, "not_found", before)
    ahead = consent("1438", api.decide(JOINING)["decisionId"], decidedOn="2027-01-01")
    api.refused(api.post("/consents", ahead), 409, "decided_ahead", api.position)


# --- Rehearsal ----------------------------------------------------------------------------------


def test_a_rehearsal_of_what_needs_each_member_shows_what_to_expect(api: Api) -> None:
    before = api.stored()
    tried = api.rehearse(LEAVING)
    assert tried["standing"] == "rehearsed"
    assert (tried["consequences"], tried["refusals"]) == ([], [])
    assert api.stored() == before
    taken = api.decide(LEAVING)
    without = [{**one, "position": None} for one in taken["expected"]]
    assert [{**one, "position": None} for one in tried["expected"]] == without


# --- Decision rules -----------------------------------------------------------------------------


def rule(kind: str, how: str) -> dict[str, object]:
    given = {"agreementId": AGREEMENT, "decisionKind": kind, "rule": how}
    return resolution("adoptDecisionRule", **given, effectiveFrom="2025-01-01")


@pytest.mark.parametrize(
    ("how", "votes", "reservations", "decided"),
    [
        ("majority", {"yes": 4, "no": 2}, [], True),
        ("majority", {"yes": 3, "no": 3}, [], True),
        ("majority", {"yes": 2, "no": 3, "abstained": 1}, [], False),
        ("majority", None, ["Vänersborg reserverar sig."], True),
        ("consensus", {"yes": 5, "no": 0, "abstained": 1}, [], True),
        ("consensus", {"yes": 5, "no": 1}, [], False),
        ("consensus", None, ["Vänersborg reserverar sig."], False),
        ("unanimous", {"yes": 6, "no": 0}, [], True),
        ("unanimous", {"yes": 5, "no": 0, "abstained": 1}, [], False),
        ("unanimous", None, [], True),
    ],
)
def test_the_votes_must_suffice_for_the_rule_of_the_kind(
    api: Api, how: str, votes: object, reservations: list[str], decided: object
) -> None:
    if how != "majority":
        api.agree(rule("decideCeiling", how))
    envelope = {"votes": votes, "reservations": reservations}
    if decided:
        api.decide(ceiling(600_000_000), **envelope)
    else:
        problem = api.refuses(409, "votes_do_not_suffice", ceiling(600_000_000), **envelope)
        assert problem["rule"] == how


def test_a_kind_that_the_members_want_a_say_in_waits_for_them(api: Api) -> None:
    api.agree(rule("decideCeiling", "each_member"))
    taken = api.decide(ceiling(600_000_000))
    assert taken["standing"] == "pending"
    ceilings = api.read(f"/portfolios/{PORTFOLIO}")["ceilings"]
    assert [ore(one["amount"]) for one in ceilings] == [500_000_000]
    api.let_consent(taken["decisionId"])
    ceilings = api.read(f"/portfolios/{PORTFOLIO}")["ceilings"]
    assert [ore(one["amount"]) for one in ceilings] == [600_000_000]
    rules = api.read(f"/agreements/{AGREEMENT}/decision-rules", limit=500)
    [named] = [one for one in rules if one["kind"] == "decideCeiling"]
    assert (named["rule"], named["since"]) == ("each_member", "2025-01-01")


def test_money_that_waits_is_judged_again_when_the_last_consent_comes(api: Api) -> None:
    api.agree(rule("fundProgram", "each_member"))
    waiting = api.decide(fund(400_000_000))
    api.decide(ceiling(200_000_000))
    after = api.let_consent(waiting["decisionId"])
    assert after["standing"] == "lapsed"
    assert pending(api, waiting["decisionId"])["because"] == "funding_above_ceiling"


def test_one_that_leaves_later_is_asked_until_it_has_consented(api: Api) -> None:
    waiting = api.decide(cost_key(NEW, "1/2", "0.5", effectiveFrom="2026-03-01"))
    api.agree(LEAVING)
    api.clock.advance()
    for code in CODES:
        if code != "1487":
            api.register("/consents", consent(code, NEW))
    assert pending(api, waiting["decisionId"])["waitingFor"] == ["1487"]
    [key] = [
        one for one in api.read(f"/agreements/{AGREEMENT}/cost-keys") if one["keyId"] == str(NEW)
    ]
    assert key["waitingFor"] == ["1487"]
    assert api.let_consent(waiting["decisionId"])["standing"] == "in_force"


# --- Member frames ------------------------------------------------------------------------------


def share(api: Api, code: str) -> int:
    return api.shares(fiscalYear=2026)[2026, "cash", "budget", code]


def test_only_the_member_itself_consents_to_its_frame(api: Api) -> None:
    taken = api.decide(frame("1492", 900_000_00))
    assert pending(api, taken["decisionId"])["waitingFor"] == ["1492"]


def test_no_decision_raises_a_share_above_the_frame(api: Api) -> None:
    now = share(api, "1492")
    api.agree(frame("1492", now + 15_00))
    shares = api.shares(fiscalYear=2026)
    problem = api.refuses(409, "member_frame_exceeded", fund(FUNDED))
    assert problem["member"] == "1492"
    assert ore(problem["frame"]) == now + 15_00
    assert ore(problem["before"]) == now
    assert ore(problem["above"]) == ore(problem["asked"]) - now - 15_00
    assert api.shares(fiscalYear=2026) == shares


def test_a_frame_is_reached_and_not_exceeded(api: Api) -> None:
    raised = {
        one["member"]: ore(one["after"]) for one in api.rehearse(fund(100_00))["consequences"]
    }
    api.agree(frame("1492", raised["1492"] - 1))
    api.refuses(409, "member_frame_exceeded", fund(100_00))
    api.agree(frame("1492", raised["1492"]))
    api.decide(fund(100_00))
    [shown] = api.read(f"/agreements/{AGREEMENT}/member-frames")
    assert ore(shown["used"]) == ore(shown["frame"]) == raised["1492"]
    assert ore(shown["left"]) == 0


def test_a_frame_holds_on_every_day_and_not_only_at_the_end_of_the_year(api: Api) -> None:
    now = share(api, "1492")
    api.agree(frame("1492", now + 100_00))
    back = resolution(
        "returnFunding",
        programId=PROGRAM,
        fiscalYear=2026,
        amount=100_000_00,
        effectiveFrom="2026-09-01",
    )
    problem = api.refuses(
        409, "member_frame_exceeded", fund(100_000_00, effectiveFrom="2026-03-01"), back
    )
    assert problem["day"] == "2026-03-01"


def test_what_lowers_or_leaves_a_share_above_its_frame_is_no_concern_of_the_frame(api: Api) -> None:
    now = share(api, "1492")
    api.agree(frame("1492", now - 100_00))
    api.decide(allocate(-1_000_00, OF_SIX))
    api.refuses(409, "member_frame_exceeded", fund(1_000_00))
    [shown] = api.read(f"/agreements/{AGREEMENT}/member-frames")
    assert abs(ore(shown["left"]) + 100_00) <= 1, "rounded in other balances"


def test_a_frame_that_is_lower_for_some_months_holds_in_them_too(api: Api) -> None:
    now = share(api, "1492")
    months = (("2026-01-01", 3 * now), ("2026-06-01", now + 10_00), ("2026-08-01", 3 * now))
    for day, amount in months:
        api.agree(frame("1492", amount, effectiveFrom=day), decidedOn="2025-06-01")
    late = fund(FUNDED, effectiveFrom="2026-08-01")
    problem = api.refuses(409, "member_frame_exceeded", fund(FUNDED, effectiveFrom="2026-03-01"))
    assert problem["day"] == "2026-06-01"
    api.decide(late)


def test_the_money_of_another_agreement_is_not_counted_in_a_members_frame(api: Api) -> None:
    other, board, portfolio, program, key = (uid(f"other {number}") for number in range(5))
    bodies = [{"bodyId": str(board), "name": "Styrelsen", "bodyKind": "board"}]
    api.register("/agreements", agreement(agreementId=other, name="Annat", bodies=bodies))
    api.register("/statistics", statistic(2024, agreementId=other))
    new = {"portfolioId": portfolio, "agreementId": other, "name": "Annan"}
    figures = {**apply_figures(2024, "2025-01-01"), "agreementId": other}
    api.decide(resolution("establishPortfolio", **new), figures, bodyId=board)
    scope = {"portfolioId": str(portfolio)}
    api.decide(cost_key(key, agreementId=other, scope=scope), bodyId=board)
    for code in CODES:
        api.register("/consents", consent(code, key, agreementId=other))
    api.decide(
        directive(program, "Ett annat program", portfolioId=portfolio),
        ceiling(FUNDED, portfolioId=portfolio),
        fund(FUNDED, programId=program),
        bodyId=board,
    )
    own = api.shares(fiscalYear=2026, portfolioId=PORTFOLIO)[2026, "cash", "budget", "1492"]
    assert share(api, "1492") > own
    api.agree(frame("1492", own + 100_00))
    api.decide(fund(100_00))
    [shown] = api.read(f"/agreements/{AGREEMENT}/member-frames")
    used = api.shares(fiscalYear=2026, portfolioId=PORTFOLIO)[2026, "cash", "budget", "1492"]
    assert ore(shown["used"]) == used


def test_a_key_that_would_take_a_member_above_its_frame_is_refused(api: Api) -> None:
    api.agree(frame("1438", share(api, "1438") + 1_00))
    equal = cost_key(NEW, "1/2", "0.5", effectiveFrom="2026-07-01")
    problem = api.refuses(409, "member_frame_exceeded", equal)
    assert problem["member"] == "1438"


# --- Observers, rates ---------------------------------------------------------------------------


def test_an_observer_is_listed_and_pays_nothing(api: Api) -> None:
    api.decide(
        resolution(
            "admitObserver",
            agreementId=AGREEMENT,
            code="1430",
            name="Munkedal",
            effectiveFrom="2026-01-01",
        )
    )
    observer = member(api, "1430")
    assert observer
    assert (observer["isMember"], observer["isObserver"]) == (False, True)
    assert not [key for key in api.shares(fiscalYear=2026) if key[3] == "1430"]
    assert member(api, "1430", validAt="2025-12-31") is None


def test_a_rate_is_read_as_of_a_day(api: Api) -> None:
    rate = {"agreementId": AGREEMENT, "category": "Projektledare"}
    api.agree(resolution("decideResourceRate", **rate, rate=650_00, effectiveFrom="2026-01-01"))
    api.agree(resolution("decideResourceRate", **rate, rate=700_00, effectiveFrom="2026-07-01"))
    path = f"/agreements/{AGREEMENT}/resource-rates"
    assert [ore(one["rate"]) for one in api.read(path, validAt="2026-06-30")] == [650_00]
    assert [ore(one["rate"]) for one in api.read(path, validAt="2026-07-01")] == [700_00]
    assert api.read(path, validAt="2025-12-31") == []


def test_decisions_that_enter_into_force_together_have_each_their_own_consequence(api: Api) -> None:
    api.agree(rule("fundProgram", "each_member"))
    first, second = api.decide(fund(100_000_00)), api.decide(fund(70_000_00))
    leaving = api.decide({**LEAVING, "effectiveFrom": "2026-01-01"})
    for waiting in (first, second, leaving):
        for code in CODES:
            if code != "1487":
                api.register("/consents", consent(code, waiting["decisionId"]))
    before = api.shares(fiscalYear=2026)
    last = api.register("/consents", consent("1487", leaving["decisionId"]))
    now = api.shares(fiscalYear=2026)
    changes = {
        name: [ore(one["difference"]) for one in api.read(path)["consequences"]]
        for name, path in {
            "first": f"/decisions/{first['decisionId']}",
            "second": f"/decisions/{second['decisionId']}",
            "leaving": f"/decisions/{leaving['decisionId']}",
        }.items()
    }
    assert {name: sum(each) for name, each in changes.items()} == {
        "first": 100_000_00,
        "second": 70_000_00,
        "leaving": 0,
    }
    assert sum(ore(one["difference"]) for one in last["consequences"]) == 170_000_00
    per_member = dict.fromkeys(CODES, 0)
    for one in last["consequences"]:
        per_member[one["member"]] += ore(one["difference"])
    for code in CODES:
        which = (2026, "cash", "budget", code)
        assert per_member[code] == now.get(which, 0) - before[which]
    assert check(api.database, lambda _done, _total: None)[1] == ()


def test_who_pays_is_judged_again_when_a_steering_groups_decision_enters_into_force(
    api: Api,
) -> None:
    api.agree(rule("reallocateBudget", "each_member"))
    of_four = {"projectId": OF_FOUR, "effectiveFrom": "2026-01-01"}
    api.decide(resolution("changeProjectConstellation", **of_four, constellationId=SIX))
    waiting = api.decide(reallocate(1_000_00, OF_SIX, OF_FOUR), bodyId=STEERING)
    api.decide(resolution("changeProjectConstellation", **of_four, constellationId=FOUR))
    after = api.let_consent(waiting["decisionId"])
    assert after["standing"] == "lapsed"
    assert pending(api, waiting["decisionId"])["because"] == "who_pays_is_strategic"


def test_a_key_that_waits_is_not_put_in_force_by_deciding_it_again(api: Api) -> None:
    key = cost_key(NEW, "1/2", "0.5", effectiveFrom="2026-07-01")
    api.decide(key)
    shares = api.shares(fiscalYear=2026)
    api.refuses(409, "already_recorded", key)
    tried = api.rehearse(key)
    assert [one["code"] for one in tried["refusals"]] == ["already_recorded"]
    assert api.shares(fiscalYear=2026) == shares


def test_a_lapsed_decision_tells_in_the_register_that_it_lapsed(api: Api) -> None:
    first, second = api.decide(JOINING), api.decide(JOINING)
    api.let_consent(first["decisionId"])
    after = api.let_consent(second["decisionId"])
    assert topics(after) == ["agreement.decision_held", "agreement.decision_lapsed"]


def test_what_enters_into_force_is_authorised_on_the_day_it_does(api: Api) -> None:
    api.agree(rule("classifyProject", "each_member"))
    sides = resolution("classifyProject", projectId=OF_SIX, sides=["outside"])
    early = {**sides, "effectiveFrom": "2026-05-15"}
    waiting = api.decide(early, bodyId=STEERING, decidedOn="2026-05-20")
    api.decide(release(500_000_00))
    elsewhere = {"targetProgramId": OTHER_PROGRAM, "effectiveFrom": "2026-06-01"}
    api.decide(resolution("moveProject", projectId=OF_SIX, **elsewhere))
    assert api.let_consent(waiting["decisionId"])["standing"] == "lapsed"
    assert pending(api, waiting["decisionId"])["because"] == "program_of_another_body"


def test_what_a_held_correction_rights_may_stand_before_it_in_the_paragraph(api: Api) -> None:
    rule = {"agreementId": AGREEMENT, "decisionKind": "correctDecision", "rule": "each_member"}
    api.agree(resolution("adoptDecisionRule", **rule))
    change = {"projectId": OF_SIX, "constellationId": uid("5D")}
    late = {**change, "effectiveFrom": "2026-04-01"}
    wrong = api.decide(resolution("changeProjectConstellation", **late))
    right = resolution("changeProjectConstellation", **change, effectiveFrom="2026-03-01")
    amended = {"decisionId": wrong["decisionId"], "wrong": "April.", "right": "Mars."}
    settled = api.agree(right, resolution("correctDecision", **amended), decidedOn="2026-05-01")
    assert settled["standing"] == "in_force"
