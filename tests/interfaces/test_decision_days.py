"""What was decided on one day and takes effect on another, for every kind of resolution."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from domain.authority import AUTHORITY
from domain.decision import Decision
from domain.model import Command
from interfaces.http.reading import parse
from tests.interfaces.every_kind import EXAMPLES, Example, in_effect
from tests.interfaces.world import Answered, Api, decision
from tests.make import before, day

DECIDED = "2026-05-15"
HAS_NO_DAY = {"text", "correctDecision"}
"""What holds from the day of the decision."""


def test_there_is_an_example_of_every_kind() -> None:
    assert EXAMPLES.keys() == AUTHORITY.keys()


@pytest.mark.parametrize("effective", ["2026-03-01", "2026-08-01"], ids=["earlier", "later"])
@pytest.mark.parametrize("kind", EXAMPLES)
def test_a_decision_holds_from_its_own_day_and_is_known_from_its_entry(
    api: Api, kind: str, effective: str
) -> None:
    example = EXAMPLES[kind]
    prepare(api, example)
    first_day = DECIDED if kind in HAS_NO_DAY else effective
    days = str(before(day(first_day))), first_day, "2026-12-31"
    head = api.position
    as_it_was = [example.seen(api, each) for each in days]

    taken = api.decide(in_effect(example.resolution, effective), decidedOn=DECIDED)
    if AUTHORITY[kind].rule == "each_member":
        assert [example.seen(api, each) for each in days] == as_it_was, "it waits for consents"
        taken = api.let_consent(taken["decisionId"])
    example.then(api)

    caused = [event for event in taken["events"] if event["topic"] == example.topic]
    assert len(caused) == (kind != "text")
    if kind not in HAS_NO_DAY:
        name = "initiatedOn" if kind == "initiateReview" else "effectiveFrom"
        assert caused[0]["data"][name] == effective
        assert taken["resolutions"][0]["command"]["effectiveFrom"] == effective
    assert taken["envelope"]["decidedOn"] == DECIDED
    now = [example.seen(api, each) for each in days]
    assert now[0] == as_it_was[0], "nothing changes before its day"
    assert now[1] != as_it_was[1], "it holds from its day"
    assert now[2] != as_it_was[2], "and on"
    assert [seen_at(api, example, each, head) for each in days] == as_it_was


def prepare(api: Api, example: Example) -> None:
    """Decide what the example builds on, in effect well before."""
    if example.given:
        identity = {"decisionId": example.earlier} if example.earlier else {}
        taken = api.decide(*(in_effect(one, "2025-06-01") for one in example.given), **identity)
        if taken["standing"] == "pending":
            api.let_consent(taken["decisionId"])
    for path, fact in example.registered:
        api.register(path, fact)


def seen_at(api: Api, example: Example, on: str, position: int) -> object:
    """Return what the read showed when the log's head was at a position."""
    return example.seen(KnownAt(api, position), on)


class KnownAt(Api):
    """An API whose reads are as of a position."""

    def __init__(self, api: Api, position: int) -> None:
        super().__init__(api.http, api.clock, api.database)
        self._position = position

    def get(self, path: str, headers: Mapping[str, str] | None = None, **query: Any) -> Answered:
        return super().get(path, headers, **{**query, "knownAt": f"position:{self._position}"})


@pytest.mark.parametrize("kind", [kind for kind in EXAMPLES if kind != "text"])
def test_a_resolution_without_a_day_of_its_own_gets_that_of_the_decision(kind: str) -> None:
    without = {**EXAMPLES[kind].resolution}
    without.pop("effectiveFrom", None)
    parsed = parse(Decision, json.dumps(decision(without, decidedOn=DECIDED)).encode())
    [resolution] = parsed.resolutions
    assert isinstance(resolution, Command)
    assert resolution.effective_from == day(DECIDED)
