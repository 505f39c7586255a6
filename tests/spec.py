"""Given what has happened, when something is decided or registered, then events or a refusal."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from domain.catalogue import kind_of
from domain.errors import DomainError, NotFound, Refused
from domain.model import Event, StreamId
from tests.happened import Happened
from tests.surroundings import FakeSurroundings, state_of

Past = Mapping[StreamId, tuple[Event, ...]]


def past_of(*happened: Happened) -> Past:
    """Return what has happened by stream; of one stream, in the order given."""
    past: dict[StreamId, tuple[Event, ...]] = {}
    for stream, events in happened:
        past[stream] = (*past.get(stream, ()), *events)
    return past


def decided(past: Past, command: Any, around: Any = None) -> Sequence[Event]:
    """Return the events that `command` causes after `past`.

    Raises:
        DomainError: the refusal.
    """
    stream = command.stream
    decide = kind_of(stream).decide
    assert decide is not None, f"nothing is decided in {stream}"
    surroundings = around or FakeSurroundings(past)
    return decide(state_of(stream, past.get(stream, ())), command, surroundings)


@dataclass(frozen=True)
class Given:
    """What has happened."""

    past: Past

    def when(self, command: Any, around: Any = None) -> When:
        """Decide `command`; without `around` the surroundings are what has happened."""
        return When(self.past, command, around)


def given(*happened: Happened) -> Given:
    """Begin with what has happened: what `make.in_agreement(…)` and its like return."""
    return Given(past_of(*happened))


@dataclass(frozen=True)
class When:
    """What is decided or registered then."""

    past: Past
    command: Any
    around: Any

    def then(self, *events: Event) -> None:
        """Expect exactly these events, which the stream takes in and the log gives back."""
        caused = decided(self.past, self.command, self.around)
        assert list(caused) == list(events)
        stream = self.command.stream
        assert state_of(stream, (*self.past.get(stream, ()), *caused)) is not None
        for event in caused:
            assert type(event).model_validate_json(event.model_dump_json()) == event

    def then_accepted(self) -> Sequence[Event]:
        """Expect no refusal, and return the events."""
        return decided(self.past, self.command, self.around)

    def then_refused(
        self, code: str, kind: type[DomainError] = Refused, **facts: Any
    ) -> DomainError:
        """Expect the refusal `code` with at least these facts, said in both languages."""
        with pytest.raises(DomainError) as caught:
            decided(self.past, self.command, self.around)
        refusal = caught.value
        assert refusal.code == code
        assert isinstance(refusal, kind)
        assert {name: refusal.facts.get(name) for name in facts} == facts
        json.dumps(dict(refusal.facts), allow_nan=False)
        assert refusal.sv
        assert refusal.en
        assert refusal.sv != refusal.en
        return refusal

    def then_not_found(self, thing: str, identity: object) -> None:
        """Expect that `thing` is unknown."""
        self.then_refused("not_found", NotFound, thing=thing, id=str(identity))
