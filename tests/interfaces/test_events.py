"""The log itself through the API: in order, by cursor, and one stream's history."""

from __future__ import annotations

from typing import Any

import pytest

from tests.interfaces.world import (
    AGREEMENT,
    BOARD,
    OF_SIX,
    PORTFOLIO,
    PROGRAM,
    Api,
    allocate,
    fund,
    noted,
)
from tests.make import uid


def test_the_cursor_walks_through_every_entry_once_and_in_order(api: Api) -> None:
    walked: list[dict[str, Any]] = []
    while page := api.read("/events", after=walked[-1]["position"] if walked else 0, limit=7):
        assert len(page) <= 7
        walked += page
    assert [event["position"] for event in walked] == list(range(1, api.position + 1))
    assert walked == api.read("/events", limit=500)


def test_the_feed_waits_at_the_end_until_something_is_recorded(api: Api) -> None:
    head = api.position
    assert api.read("/events", after=head) == []
    taken = api.decide(fund(1_00), allocate(50), noted())
    page = api.read("/events", after=head)
    assert [event["topic"] for event in page] == [
        "decision.taken",
        "budget.program_funded",
        "budget.allocated",
    ]
    assert page[1:] == taken["events"]
    assert {event["entry"] for event in page} == {taken["decisionId"]}
    assert [event["resolution"] for event in page] == [None, 1, 2]
    assert api.read("/events", after=10**15) == []


def test_the_decision_itself_is_an_entry_with_its_envelope_and_words(api: Api) -> None:
    taken = api.decide(noted("Ordagrant så."), heading="Rubrik", rationale="Motiv")
    [event] = api.read("/events", after=api.position - 1)
    assert event["stream"] == f"decision/{taken['decisionId']}"
    assert event["version"] == 1
    data = event["data"]
    assert (data["number"], data["v"]) == (taken["number"], 1)
    assert data["envelope"] == taken["envelope"]
    assert (data["envelope"]["heading"], data["envelope"]["rationale"]) == ("Rubrik", "Motiv")
    assert data["envelope"]["bodyId"] == str(BOARD)
    assert data["resolutions"][0]["wording"] == "Ordagrant så."


@pytest.mark.parametrize(
    "stream",
    [
        f"agreement/{AGREEMENT}",
        f"portfolio/{PORTFOLIO}",
        f"fiscal_year/{PORTFOLIO}/2026",
        f"program/{PROGRAM}",
        f"project/{OF_SIX}",
        f"budget/{PROGRAM}/2026",
        f"person/{uid('leader')}",
    ],
)
def test_a_streams_history_has_every_version_of_it(api: Api, stream: str) -> None:
    every = [event for event in api.read("/events", limit=500) if event["stream"] == stream]
    history = api.read("/events", stream=stream, limit=500)
    assert history == every
    assert [event["version"] for event in history] == list(range(1, len(every) + 1))
    assert history


def test_a_streams_history_has_its_cursor_too_and_ends_at_what_was_known(api: Api) -> None:
    stream = f"budget/{PROGRAM}/2026"
    whole = api.read("/events", stream=stream)
    first = api.read("/events", stream=stream, limit=1)
    assert first + api.read("/events", stream=stream, after=first[0]["position"]) == whole
    known = f"position:{api.position}"
    api.decide(fund(1_00))
    assert api.read("/events", stream=stream, knownAt=known) == whole
    assert len(api.read("/events", stream=stream)) == len(whole) + 1
    assert api.read("/events", stream=f"budget/{uid('none')}/2026") == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"stream": "budget"}, "text_has_wrong_form"),
        ({"stream": f"budget/{PROGRAM}/2026' OR 1=1"}, "text_has_wrong_form"),
        ({"stream": f"Budget/{PROGRAM}"}, "text_has_wrong_form"),
        ({"after": "-1"}, "out_of_range"),
        ({"after": "9" * 30}, "out_of_range"),
        ({"after": "1.5"}, "not_a_whole_number"),
        ({"limit": "0"}, "out_of_range"),
        ({"limit": "501"}, "out_of_range"),
        ({"page": "1"}, "unknown_parameter"),
    ],
    ids=str,
)
def test_a_cursor_that_is_none_is_refused(empty: Api, query: dict[str, Any], code: str) -> None:
    empty.refused(empty.get("/events", **query), 422, code)
