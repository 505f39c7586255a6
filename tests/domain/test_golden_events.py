"""The stored form of every event, kept for good: a log that was written can always be read."""

import ast
import importlib
import pkgutil
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import domain
from domain.catalogue import EVENTS, STREAMS
from domain.model import Event
from tests.samples import GOLDEN, SAMPLES, golden_file, stored_form, version_of
from tests.strategies import any_of

CHANGED = """
The stored form of {topic} is no longer what logs already hold ({file}).
Never change a golden file. If the new form is meant: give the event version {next}, write an
upcaster from version {version} to {next} in infrastructure/upcasts.py, and let
`python -m tests.samples` write the golden file of the new version beside the old one.
"""
EVERY_SAMPLE = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: str(sample.TOPIC))


def domain_modules() -> list[ModuleType]:
    return [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(domain.__path__, "domain.")
    ]


def test_there_is_a_sample_of_every_event_and_of_nothing_else() -> None:
    assert sorted(sample.TOPIC for sample in SAMPLES) == sorted(EVENTS)
    assert all(EVENTS[sample.TOPIC] is type(sample) for sample in SAMPLES)


def test_every_event_of_the_domain_is_in_the_catalogue_once() -> None:
    defined = {
        each
        for module in domain_modules()
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Event) and each is not Event
    }
    assert defined == set(EVENTS.values())
    assert sum(len(kind.events) for kind in STREAMS.values()) == len(EVENTS)


def test_a_topic_is_a_stream_and_a_phrase_that_ends_in_the_past() -> None:
    for kind, stream in STREAMS.items():
        for event in stream.events:
            assert re.fullmatch(rf"{kind}(\.[a-z]+(_[a-z]+)*)", event.TOPIC), event.TOPIC
    verbs = {topic.rpartition(".")[2] for topic in EVENTS}
    past = re.compile(
        r"(.*_)?([a-z]+ed(_in|_out)?|drawn|found|given|held|left|taken|withdrawn|entered_into_force)"
    )
    assert {verb for verb in verbs if not past.fullmatch(verb)} == set()


def test_every_golden_file_is_of_an_event_and_of_a_version_it_has_had() -> None:
    for path in sorted(GOLDEN.iterdir()):
        topic, version, _ = path.name.rsplit(".", 2)
        assert topic in EVENTS, f"{path.name} is of no event: a topic is never renamed or removed"
        assert 1 <= int(version.removeprefix("v")) <= version_of(EVENTS[topic])


@EVERY_SAMPLE
def test_the_stored_form_of_every_event_is_what_it_was(sample: Event) -> None:
    path, version = golden_file(type(sample)), version_of(type(sample))
    assert path.exists(), f"{path.name} is missing: python -m tests.samples writes it"
    golden = path.read_bytes().removesuffix(b"\n")
    assert stored_form(sample) == golden, CHANGED.format(
        topic=sample.TOPIC, file=path.name, version=version, next=version + 1
    )


@EVERY_SAMPLE
def test_every_golden_form_is_read_as_the_event_it_was(sample: Event) -> None:
    golden = golden_file(type(sample)).read_bytes().removesuffix(b"\n")
    event = type(sample).model_validate_json(golden)
    assert event == sample
    assert stored_form(event) == golden


@EVERY_SAMPLE
def test_every_event_says_its_version(sample: Event) -> None:
    assert sample.v == version_of(type(sample))
    assert f'"v":{sample.v}'.encode() in stored_form(sample)


def every_field(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {name for inner in value.values() for name in every_field(inner)}
    if isinstance(value, list):
        return {name for inner in value for name in every_field(inner)}
    return set()


@EVERY_SAMPLE
def test_no_field_of_a_stored_form_is_a_float_or_in_snake_case(sample: Event) -> None:
    form = sample.model_dump(mode="json")
    assert not [name for name in every_field(form) if "_" in name]
    assert b"." not in re.sub(rb'"(?:[^"\\]|\\.)*"', b"", stored_form(sample))


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_every_event_survives_its_round_trip(event: type[Event], data: st.DataObject) -> None:
    made = data.draw(any_of(event))
    read = event.model_validate_json(stored_form(made))
    assert read == made
    assert stored_form(read) == stored_form(made)


def test_no_event_has_a_default_but_its_version() -> None:
    """A field with a default could be forgotten by the decider without any test noticing."""
    optional = {
        f"{topic}.{name}"
        for topic, event in EVENTS.items()
        for name, field in event.model_fields.items()
        if not field.is_required() and name != "v"
    }
    assert optional == set()


def test_no_module_of_the_domain_asserts_a_rule() -> None:
    """An assertion is no rule: it says nothing to the user and may be switched off."""
    for module in domain_modules():
        assert module.__file__
        tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.Assert)]
