"""An event of three versions: a title, then a name, then a name in two languages."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any, ClassVar, Literal

import pytest

from domain.catalogue import EVENTS
from domain.errors import CorruptStream
from domain.model import Bilingual, Event, Position, StreamId
from infrastructure import migrations
from infrastructure.canonical import canonical_json
from infrastructure.event_log import EventMapper, stored_bytes
from infrastructure.upcasts import UPCASTS, Upcasts, upcast
from tests.infrastructure.tally import NOON, cause
from tests.samples import GOLDEN, version_of


class Named(Event):
    TOPIC: ClassVar[str] = "thing.named"
    v: Literal[3] = 3  # type: ignore[assignment]  # a later version narrows to another number
    name: Bilingual
    note: str = ""


def renamed(event: dict[str, Any]) -> dict[str, Any]:
    return {"name": event["title"]}


def in_two_languages(event: dict[str, Any]) -> dict[str, Any]:
    return {"name": {"sv": event["name"], "en": event["name"]}}


UPCASTERS: Upcasts = {("thing.named", 1): renamed, ("thing.named", 2): in_two_languages}


def stored(event: dict[str, Any]) -> bytes:
    causes = {"entry": str(cause().entry), "resolution": None, "recordedBy": "secretary"}
    return canonical_json({"cause": causes, "event": event})


def read(state: bytes, upcasts: Upcasts = UPCASTERS) -> Any:
    mapper = EventMapper({"thing.named": Named}, upcasts)
    return mapper.recorded(StreamId("thing/1"), 1, "thing.named", state, Position(1), NOON).event


def test_an_event_of_the_newest_version_is_not_upcast() -> None:
    named = Named(name=Bilingual(sv="Namn", en="Name"))
    assert read(stored_bytes(cause(), named), upcasts={}) == named


@pytest.mark.parametrize("event", [{"title": "A", "v": 1}, {"name": "A", "v": 2}])
def test_an_older_event_is_read_as_the_newest(event: dict[str, Any]) -> None:
    assert read(stored(event)) == Named(name=Bilingual(sv="A", en="A"))


def test_a_version_quoted_in_a_text_is_not_taken_for_the_events_own() -> None:
    assert read(stored({"title": '"v":3,', "v": 1})).name.sv == '"v":3,'
    quoted = Named(name=Bilingual(sv='"v":1,', en='"v":2}'), note='{"v":1}')
    assert read(stored_bytes(cause(), quoted), upcasts={}) == quoted


def test_the_cause_is_kept_through_upcasting() -> None:
    mapper = EventMapper({"thing.named": Named}, UPCASTERS)
    found = mapper.recorded(
        StreamId("thing/1"), 1, "thing.named", stored({"title": "A", "v": 1}), Position(1), NOON
    )
    assert found.cause == cause()


@pytest.mark.parametrize(
    "event",
    [
        {"title": "A", "v": 0},  # no upcaster from it
        {"title": "A", "v": "1"},
        {"title": "A"},
        {"name": {"sv": "A", "en": "A"}, "v": 4},  # of a newer program
        {"name": {"sv": "A"}, "v": 3},
    ],
)
def test_an_event_that_no_upcaster_leads_to_is_corrupt(event: dict[str, Any]) -> None:
    with pytest.raises(CorruptStream, match=r"position 1 .*thing\.named"):
        read(stored(event))


def test_an_upcaster_does_not_change_what_it_is_given() -> None:
    event = {"title": "A", "v": 1}
    upcast(event, "thing.named", 3, UPCASTERS)
    assert event == {"title": "A", "v": 1}


def test_every_upcaster_leads_to_a_version_that_is_read() -> None:
    for topic, version in UPCASTS:
        newest = EVENTS[topic].model_fields["v"].default
        assert {(topic, one) for one in range(version, newest)} <= set(UPCASTS)


@pytest.mark.parametrize(("topic", "version"), UPCASTS)
def test_every_upcaster_came_with_a_revision_that_makes_the_read_models_again(
    topic: str, version: int
) -> None:
    came = [
        path.name
        for path in sorted((Path(migrations.__path__[0]) / "versions").glob("[0-9]*.py"))
        if f"`{topic}` of version {version}"
        in (ast.get_docstring(ast.parse(path.read_text())) or "")
    ]
    assert len(came) == 1, "Read models made before it do not follow from events as read now"


OLDER = [
    path
    for path in sorted(GOLDEN.iterdir())
    if (named := path.name.rsplit(".", 2)) and int(named[1][1:]) < version_of(EVENTS[named[0]])
]


@pytest.mark.parametrize("path", OLDER, ids=lambda path: str(path.name))
def test_every_golden_form_of_an_older_version_is_read_as_the_newest(path: Path) -> None:
    topic = path.name.rsplit(".", 2)[0]
    mapper = EventMapper(EVENTS, UPCASTS)
    state = stored(json.loads(path.read_bytes()))
    event = mapper.recorded(StreamId("project/1"), 1, topic, state, Position(1), NOON).event
    assert event.v == version_of(EVENTS[topic])


def test_a_completion_of_version_1_did_not_say_why_there_was_no_handover() -> None:
    completed = {"effectiveFrom": "2026-04-30", "handover": None, "v": 1}
    mapper = EventMapper(EVENTS, UPCASTS)
    event = mapper.recorded(
        StreamId("project/1"), 1, "project.completed", stored(completed), Position(1), NOON
    ).event
    assert (event.v, event.handover, event.no_handover_because) == (2, None, None)
