"""Every stream and every event class, once: topics, golden files and upcasters read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import UnionType
from typing import Any, Union, get_args, get_origin

from domain import (
    agreement,
    budget,
    decision,
    fiscal_year,
    person,
    portfolio,
    program,
    project,
    review,
)
from domain.model import Event, StreamId

State = Any


@dataclass(frozen=True, slots=True)
class StreamKind:
    """How one kind of stream decides and evolves, and the events it knows."""

    events: tuple[type[Event], ...]
    evolve: Callable[[State | None, Any], State]
    decide: Callable[[State | None, Any, Any], Sequence[Event]]


def _members(union: Any) -> tuple[type[Event], ...]:
    return get_args(union) if get_origin(union) in (Union, UnionType) else (union,)


STREAMS: Mapping[str, StreamKind] = {
    "agreement": StreamKind(_members(agreement.AgreementEvent), agreement.evolve, agreement.decide),
    "portfolio": StreamKind(_members(portfolio.PortfolioEvent), portfolio.evolve, portfolio.decide),
    "fiscal_year": StreamKind(
        _members(fiscal_year.FiscalYearEvent), fiscal_year.evolve, fiscal_year.decide
    ),
    "program": StreamKind(_members(program.ProgramEvent), program.evolve, program.decide),
    "project": StreamKind(_members(project.ProjectEvent), project.evolve, project.decide),
    "budget": StreamKind(_members(budget.BudgetEvent), budget.evolve, budget.decide),
    "review": StreamKind(_members(review.ReviewEvent), review.evolve, review.decide),
    "person": StreamKind(_members(person.PersonEvent), person.evolve, person.decide),
    "decision": StreamKind(_members(decision.DecisionEvent), decision.evolve, decision.decide),
}

EVENTS: Mapping[str, type[Event]] = {
    event.TOPIC: event for kind in STREAMS.values() for event in kind.events
}
"""Every event class by its topic."""


def kind_of(stream: StreamId) -> StreamKind:
    """Return the kind of a stream."""
    return STREAMS[stream.split("/", 1)[0]]


def evolve(stream: StreamId, state: State | None, event: Event) -> State:
    """Return the state of `stream` after `event`."""
    return kind_of(stream).evolve(state, event)
