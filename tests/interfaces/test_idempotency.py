"""A request sent again gets the first answer's bytes, and is recorded once (docs/adr/0007)."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import Store
from tests.interfaces.world import (
    FUNDED,
    Answered,
    Api,
    allocate,
    commissioned_review,
    consent,
    cost,
    cost_key,
    decision,
    fund,
    money,
    noted,
    own_review,
    serving,
    statistic,
)
from tests.make import uid

NEW = uid("new key")


def sent(api: Api, path: str, body: object, key: str = '"k1"') -> Answered:
    return api.post(path, body, headers={"Idempotency-Key": key})


def same(first: Answered, again: Answered) -> None:
    """Expect the first answer again, to the byte."""
    assert first.status == 201, first.content
    assert (again.status, again.content) == (first.status, first.content)
    for header in ("location", "content-type"):
        assert again.headers[header] == first.headers[header]


def test_a_decision_sent_again_gets_the_first_answer_and_is_recorded_once(api: Api) -> None:
    first = sent(api, "/decisions", decision(fund(1_00)))
    head = api.position
    stored = api.stored()
    for _ in range(3):
        same(first, sent(api, "/decisions", decision(fund(1_00))))
    assert api.position == head == first.data["position"]
    assert api.stored() == stored


def test_it_holds_whatever_has_been_decided_since(api: Api) -> None:
    body = decision(allocate(100_00))
    first = sent(api, "/decisions", body)
    api.clock.advance(60)
    api.decide(allocate(FUNDED - 70_000_000 - 100_00))
    api.refuses(409, "allocation_above_funding", allocate(100_00))
    same(first, sent(api, "/decisions", body))
    assert first.meta["position"] < api.position


@pytest.mark.parametrize(
    ("path", "fact"),
    [
        ("/costs", cost(1_00)),
        ("/reviews", own_review()),
        ("/persons", {"personId": str(uid("somebody")), "name": "Sam Berg"}),
        ("/statistics", statistic(2019)),
        ("/consents", consent("1438", NEW)),
        ("/decisions", decision(commissioned_review(uid("review")))),
    ],
    ids=["cost", "review", "person", "statistic", "consent", "decision"],
)
def test_every_post_takes_a_key(api: Api, path: str, fact: Any) -> None:
    api.decide(cost_key(NEW, "0.5", "0.5", effectiveFrom="2026-07-01"))
    first = sent(api, path, fact)
    head = api.position
    same(first, sent(api, path, fact))
    assert api.position == head


def test_a_key_with_another_content_is_refused_and_tells_of_the_first(api: Api) -> None:
    first = sent(api, "/decisions", decision(fund(1_00)))
    before = api.position
    for path, other in (
        ("/decisions", decision(fund(2_00))),
        ("/decisions", decision(fund(1_00), heading="En annan rubrik")),
        ("/costs", cost(1_00)),
    ):
        problem = api.refused(sent(api, path, other), 422, "idempotency_key_reused", before)
        assert problem["firstEntry"] == first.data["decisionId"]
    same(first, sent(api, "/decisions", decision(fund(1_00))))


def test_another_key_is_another_decision(api: Api) -> None:
    one = sent(api, "/decisions", decision(fund(1_00)), '"k1"')
    two = sent(api, "/decisions", decision(fund(1_00)), '"k2"')
    assert one.data["decisionId"] != two.data["decisionId"]
    assert (one.data["number"], two.data["number"]) == ("2025-007", "2025-008")


def test_a_refusal_keeps_no_key_and_the_same_request_is_judged_again(api: Api) -> None:
    body = decision(allocate(FUNDED))
    before = api.position
    api.refused(sent(api, "/decisions", body), 409, "allocation_above_funding", before)
    api.refused(sent(api, "/decisions", b"{}"), 422, "field_is_missing", before)
    api.decide(fund(FUNDED))
    first = sent(api, "/decisions", body)
    same(first, sent(api, "/decisions", body))


def test_a_rehearsal_neither_keeps_nor_reads_a_key(api: Api) -> None:
    body = decision(fund(1_00))
    header = {"Idempotency-Key": '"k1"'}
    stored = api.stored()
    tried = api.post("/decisions", body, headers=header, rehearse="true")
    assert (tried.status, tried.data["standing"]) == (200, "rehearsed")
    assert api.stored() == stored
    first = sent(api, "/decisions", body)
    again = api.post("/decisions", body, headers=header, rehearse="true")
    assert (again.status, again.data["standing"]) == (200, "rehearsed")
    assert first.data["standing"] == "in_force"


def test_it_holds_after_a_restart(world_store: Store) -> None:
    with serving(world_store.open()) as api:
        first = sent(api, "/decisions", decision(fund(1_00)))
    with serving(world_store.open()) as api:
        same(first, sent(api, "/decisions", decision(fund(1_00))))


def test_it_holds_for_a_day(api: Api) -> None:
    first = sent(api, "/decisions", decision(fund(1_00)))
    api.clock.now += timedelta(hours=24)
    same(first, sent(api, "/decisions", decision(fund(1_00))))
    api.clock.now += timedelta(seconds=1)
    late = sent(api, "/decisions", decision(fund(1_00)))
    assert late.status == 201
    assert late.data["decisionId"] != first.data["decisionId"]
    same(late, sent(api, "/decisions", decision(fund(1_00))))


def test_of_two_that_are_sent_at_once_the_second_waits_and_gets_the_first_answer(
    api: Api,
) -> None:
    body = decision(fund(1_00))
    before = api.position
    answers: list[Answered] = []
    start = threading.Barrier(6)

    def send() -> None:
        start.wait()
        answers.append(sent(api, "/decisions", body))

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({answer.content for answer in answers}) == 1
    assert {answer.status for answer in answers} == {201}
    assert api.position == before + 2


def test_the_quotes_may_be_left_out_and_are_no_part_of_the_key(api: Api) -> None:
    first = sent(api, "/decisions", decision(noted()), '"k1"')
    same(first, sent(api, "/decisions", decision(noted()), "k1"))
    same(first, sent(api, "/decisions", decision(noted()), ' "k1" '))


@pytest.mark.parametrize("key", ['""', '"', "", 'a"b', '"' + "k" * 256 + '"', "nyckel-å", "a\tb"])
def test_what_is_no_key_is_refused(api: Api, key: str) -> None:
    before = api.position
    header = key.encode()
    answer = api.post("/decisions", decision(noted()), headers={"Idempotency-Key": header})  # type: ignore[dict-item]
    api.refused(answer, 422, "idempotency_key_malformed", before)


def test_the_longest_key_is_taken(api: Api) -> None:
    key = '"' + "k" * 255 + '"'
    same(
        sent(api, "/decisions", decision(noted()), key),
        sent(api, "/decisions", decision(noted()), key),
    )


def test_the_same_words_written_otherwise_are_another_content(api: Api) -> None:
    body = decision(noted())
    sent(api, "/decisions", json.dumps(body).encode())
    before = api.position
    spaced = sent(api, "/decisions", json.dumps(body, indent=1).encode())
    api.refused(spaced, 422, "idempotency_key_reused", before)


def test_the_kept_answer_is_no_part_of_the_log(api: Api) -> None:
    sent(api, "/decisions", decision(fund(1_00), rationale="Endast i svaret"))
    kept = api.stored()["answers"]
    assert len(kept) == 1
    assert money(1_00)["amount"].encode() in kept[0][5]
