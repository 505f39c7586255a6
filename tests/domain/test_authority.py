import re
from typing import get_args
from uuid import UUID

import pytest

from domain import decision
from domain.agreement import Body
from domain.agreement.events import DecisionRule
from domain.authority import (
    AUTHORITY,
    BODY_KINDS_SV,
    body_may_decide,
    rule_of,
    votes_suffice,
)
from domain.decision import Votes
from domain.errors import NotPermitted, Refused
from domain.model import BodyId, Timeline
from tests.make import (
    AUDITORS_BODY,
    BOARD_BODY,
    OTHER_PROGRAM,
    PROGRAM,
    STEERING_BODY,
    body,
    day,
    uid,
)

COMMANDS = get_args(decision.AnyCommand)
KINDS = sorted(
    get_args(form.model_fields["kind"].annotation)[0]
    for form in (*COMMANDS, decision.TextResolution)
)
STRATEGIC = {
    "formBody",
    "admitMember",
    "withdrawMember",
    "admitObserver",
    "dismissObserver",
    "designateHost",
    "changeLegalForm",
    "adoptDecisionRule",
    "decideResourceRate",
    "repealResourceRate",
    "decideMemberFrame",
    "defineConstellation",
    "adoptCostKey",
    "repealCostKey",
    "reinstateCostKey",
    "applyFigures",
    "establishPortfolio",
    "adoptSteeringDocument",
    "prioritisePrograms",
    "decideCeiling",
    "closeFiscalYear",
    "approveProgramDirective",
    "reviseProgramDirective",
    "withdrawProgramDirective",
    "startProgram",
    "pauseProgram",
    "resumeProgram",
    "closeProgram",
    "appointProgramLeader",
    "approveProject",
    "rejectProject",
    "approveProjectDirective",
    "startProject",
    "completeProject",
    "decideProjectFrame",
    "moveProject",
    "parkProject",
    "reviseProjectDirective",
    "stopProject",
    "withdrawProjectDirective",
    "fundProgram",
    "returnFunding",
    "transferBudget",
    "initiateReview",
}
TACTICAL = {
    "reverseDecision",
    "describeProject",
    "approveProgramPlan",
    "approveProjectPlan",
    "changeProjectConstellation",
    "classifyProject",
    "appointProjectLeader",
    "dropProjectRole",
    "estimateProjectCost",
    "fillProjectRole",
    "pauseProject",
    "resumeProject",
    "vacateProjectRole",
    "wantProjectRole",
    "allocateBudget",
    "noteDeviation",
    "reallocateBudget",
    "releaseBudget",
}
NO_PROGRAM: frozenset[UUID] = frozenset()
ITS_PROGRAM = frozenset({PROGRAM})
PREPARATORY_BODY = body("preparatory_group", BodyId(uid("preparatory")))
MEMBER_BODY = body("member_body", BodyId(uid("council")))
LOCAL_BODY = body("local_group", BodyId(uid("local")))


def may(group: Body, kind: str) -> bool:
    try:
        body_may_decide(group, kind, NO_PROGRAM)
    except NotPermitted:
        return False
    return True


def test_every_kind_of_resolution_has_its_authority_and_no_other() -> None:
    assert sorted(AUTHORITY) == KINDS
    assert STRATEGIC | TACTICAL | {"proposeProject", "correctDecision", "text"} == set(KINDS)


def test_every_body_that_may_decide_something_has_a_swedish_name() -> None:
    assert {kind for each in AUTHORITY.values() for kind in each.bodies} == set(BODY_KINDS_SV)


@pytest.mark.parametrize("kind", KINDS)
def test_the_board_decides_every_kind(kind: str) -> None:
    body_may_decide(BOARD_BODY, kind, frozenset({PROGRAM, OTHER_PROGRAM}))


@pytest.mark.parametrize("kind", sorted(TACTICAL))
def test_a_steering_group_decides_the_tactical_kinds_of_its_program(kind: str) -> None:
    body_may_decide(STEERING_BODY, kind, ITS_PROGRAM)


@pytest.mark.parametrize("kind", sorted(STRATEGIC))
def test_a_steering_group_decides_no_strategic_kind(kind: str) -> None:
    with pytest.raises(NotPermitted) as refusal:
        body_may_decide(STEERING_BODY, kind, ITS_PROGRAM)
    assert refusal.value.code == "body_may_not_decide"
    assert refusal.value.facts == {
        "body_id": str(STEERING_BODY.body_id),
        "body_kind": "steering_group",
        "kind": kind,
        "possible": ["board"],
    }
    assert refusal.value.sv.endswith("Det får: portföljstyrgruppen.")


@pytest.mark.parametrize("kind", sorted(TACTICAL))
def test_a_steering_group_decides_nothing_of_another_program(kind: str) -> None:
    with pytest.raises(NotPermitted) as refusal:
        body_may_decide(STEERING_BODY, kind, frozenset({PROGRAM, OTHER_PROGRAM}))
    assert refusal.value.code == "program_of_another_body"
    assert refusal.value.facts["programs"] == [str(OTHER_PROGRAM)]
    assert refusal.value.facts["steers"] == [str(PROGRAM)]


@pytest.mark.parametrize("group", [PREPARATORY_BODY, MEMBER_BODY], ids=["preparatory", "member"])
def test_a_body_that_decides_nothing_may_still_propose_and_write(group: Body) -> None:
    allowed = {kind for kind in KINDS if may(group, kind)}
    assert allowed == {"proposeProject", "correctDecision", "text"}


def test_the_auditors_write_and_decide_nothing() -> None:
    assert {kind for kind in KINDS if may(AUDITORS_BODY, kind)} == {
        "correctDecision",
        "text",
    }


def test_a_body_of_a_kind_that_is_not_named_decides_nothing() -> None:
    assert not any(may(LOCAL_BODY, kind) for kind in KINDS)


def test_a_body_is_told_who_may_decide() -> None:
    with pytest.raises(NotPermitted) as refusal:
        body_may_decide(PREPARATORY_BODY, "allocateBudget", ITS_PROGRAM)
    assert refusal.value.facts["possible"] == ["board", "steering_group"]
    assert refusal.value.sv.endswith("Det får: portföljstyrgruppen, programmets styrgrupp.")


def test_what_each_member_must_consent_to_is_decided_by_the_board() -> None:
    each_member = {kind for kind, rule in AUTHORITY.items() if rule.rule == "each_member"}
    assert "adoptCostKey" in each_member
    assert all(AUTHORITY[kind].bodies == ("board",) for kind in each_member)


def test_what_may_move_cost_between_members_is_marked_so() -> None:
    marked = {kind for kind, rule in AUTHORITY.items() if rule.who_pays_must_stay}
    assert marked == {"allocateBudget", "reallocateBudget", "changeProjectConstellation"}


def test_every_pattern_of_a_kind_is_camel_case() -> None:
    assert all(re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", kind) for kind in KINDS)


# --- Decision rules and votes --------------------------------------------------------------------

NOBODY: tuple[str, ...] = ()


@pytest.mark.parametrize(
    ("rule", "votes", "reservations", "suffices"),
    [
        ("majority", Votes(yes=3, no=3), NOBODY, True),
        ("majority", Votes(yes=3, no=4), NOBODY, False),
        ("majority", None, ("Åmål",), True),
        ("consensus", Votes(yes=1, no=0, abstained=5), NOBODY, True),
        ("consensus", Votes(yes=5, no=1), NOBODY, False),
        ("consensus", None, ("Åmål",), False),
        ("unanimous", Votes(yes=6, no=0), NOBODY, True),
        ("unanimous", Votes(yes=5, no=0, abstained=1), NOBODY, False),
        ("unanimous", None, ("Åmål",), False),
        ("each_member", Votes(yes=4, no=2), NOBODY, True),
        ("each_member", Votes(yes=2, no=4), NOBODY, False),
    ],
)
def test_votes_decide_by_the_rule_of_the_kind(
    rule: DecisionRule, votes: Votes | None, reservations: tuple[str, ...], suffices: object
) -> None:
    if suffices:
        votes_suffice(rule, votes, reservations)
        return
    with pytest.raises(Refused) as refusal:
        votes_suffice(rule, votes, reservations)
    assert refusal.value.code == "votes_do_not_suffice"
    assert refusal.value.facts["rule"] == rule
    assert refusal.value.sv != refusal.value.en


def test_the_rule_is_the_tables_until_the_agreement_names_another_and_from_its_day() -> None:
    adopted: Timeline[DecisionRule] = Timeline(((day("2026-03-01"), "unanimous"),))
    assert rule_of(None, "fundProgram", day("2026-03-01")) == "majority"
    assert rule_of(adopted, "fundProgram", day("2026-02-28")) == "majority"
    assert rule_of(adopted, "fundProgram", day("2026-03-01")) == "unanimous"
    assert rule_of(None, "adoptCostKey", day("2026-03-01")) == "each_member"
