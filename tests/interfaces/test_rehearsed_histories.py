"""Lists of many kinds, made up at random: rehearsed in order, they do what taking them does."""

from __future__ import annotations

from random import Random
from typing import Any
from uuid import UUID

import pytest

from tests.interfaces.world import (
    BOARD,
    ELSEWHERE,
    FIVE,
    FOUR,
    OF_FOUR,
    OF_SIX,
    OTHER_PROGRAM,
    PROPOSED,
    SIX,
    STEERING,
    Api,
    JsonObject,
    allocate,
    apply_figures,
    approve,
    ceiling,
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
from tests.make import uid

PROJECTS = (OF_SIX, OF_SIX, OF_FOUR, OF_FOUR, PROPOSED, ELSEWHERE)


def made_up(random: Random, of_list: str, length: int) -> list[JsonObject]:
    """Return decisions, of which some break rules and some build on those before them."""
    ids = [uid(f"{of_list} {number}") for number in range(length)]
    return [
        decision(
            *(_resolution(random, ids[:number]) for _ in range(random.choice((1, 1, 2)))),
            decisionId=one,
            bodyId=random.choice((BOARD, BOARD, BOARD, STEERING)),
            decidedOn=_day(random),
            matter=random.choice((None, uid("matter"))),
            outcome=random.choice(("approved",) * 5 + ("tabled",)),
        )
        for number, one in enumerate(ids)
    ]


def _day(random: Random) -> str:
    return f"2026-{random.randint(1, 11):02}-{random.randint(1, 28):02}"


def _resolution(random: Random, earlier: list[UUID]) -> JsonObject:
    if random.random() < 0.6:
        return _of_money(random)
    since, project = {"effectiveFrom": _day(random)}, random.choice(PROJECTS)
    made = [
        ceiling(random.randint(0, 600_000_000)),
        propose(uid(f"made up {random.random()}"), programId=OTHER_PROGRAM),
        approve(PROPOSED, **since),
        resolution(
            "changeProjectConstellation",
            projectId=project,
            constellationId=random.choice((SIX, FIVE, FOUR)),
            **since,
        ),
        apply_figures(2024, _day(random)),
        cost_key(uid(f"key {random.random()}"), "0.5", "0.5", **since),
        noted(),
    ]
    if earlier:
        amended = random.choice(earlier)
        made += [_correction(amended), *[_reversal(amended, **since)] * 3]
    return random.choice(made)


def _of_money(random: Random) -> JsonObject:
    amount, kind = random.randint(1, 15_000_000), random.choice(("cash", "cash", "in_kind"))
    one, other = random.choice(PROJECTS), random.choice(PROJECTS)
    how = {"effectiveFrom": _day(random), "moneyKind": kind}
    made = (
        fund(amount, **how),
        allocate(random.choice((amount, -amount)), one, **how),
        release(amount, one, **how),
        reallocate(amount, one, other, **how),
    )
    return random.choice(made)


def _correction(decision_id: UUID) -> JsonObject:
    texts = {"wrong": "Fel.", "right": "Rätt."}
    return resolution("correctDecision", decisionId=decision_id, **texts)


def _reversal(decision_id: UUID, **fields: Any) -> JsonObject:
    return resolution("reverseDecision", decisionId=decision_id, reason="Ändrat läge.", **fields)


def of_consequences(found: Any) -> list[tuple[Any, ...]]:
    return [
        (one["fiscalYear"], one["moneyKind"], one["measure"], one["member"], ore(one["difference"]))
        for one in found
    ]


@pytest.mark.parametrize("seed", range(8))
def test_a_rehearsed_list_does_what_taking_its_decisions_does_and_leaves_nothing(
    api: Api, seed: int
) -> None:
    decisions = made_up(Random(seed), f"list {seed}", 14)
    stored, before = api.stored(), api.shares(fiscalYear=2026)
    answer = api.post("/rehearsals", {"decisions": decisions})
    assert answer.status == 200, answer.content.decode()
    assert api.stored() == stored
    rehearsed = answer.data

    for body, tried in zip(decisions, rehearsed["decisions"], strict=True):
        taken = api.post("/decisions", body)
        assert (taken.status == 201) == tried["taken"], (body, taken.body, tried["refusals"])
        if not tried["taken"]:
            assert taken.body["code"] == tried["refusals"][0]["code"]
            continue
        same = ("consequences", "expected", "whoPays", "followUps")
        assert {part: taken.data[part] for part in same} == {
            part: tried["view"][part] for part in same
        }
        assert [one["topic"] for one in taken.data["events"]] == [
            one["topic"] for one in tried["view"]["events"]
        ]
    after = api.shares(fiscalYear=2026)
    changed = {
        (2026, kind, measure, member): difference
        for year, kind, measure, member, difference in of_consequences(rehearsed["consequences"])
        if year == 2026 and member is not None
    }
    assert changed == {
        which: difference
        for which in before.keys() | after.keys()
        if (difference := after.get(which, 0) - before.get(which, 0))
    }
    assert any(one["taken"] for one in rehearsed["decisions"])
