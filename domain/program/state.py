"""The state of a program that its rules, and those of its projects and budgets, read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal, NamedTuple
from uuid import UUID

from domain.errors import CorruptStream
from domain.model import Document, PersonId, PortfolioId, Timeline
from domain.program.events import (
    ProgramClosed,
    ProgramDirectiveApproved,
    ProgramDirectiveRevised,
    ProgramDirectiveWithdrawn,
    ProgramEvent,
    ProgramLeaderAppointed,
    ProgramPaused,
    ProgramPlanApproved,
    ProgramResumed,
    ProgramStarted,
)
from domain.rules import begins

ProgramStatus = Literal["directed", "started", "paused", "closed", "withdrawn"]

STATUS_SV: Mapping[ProgramStatus | None, str] = {
    None: "ännu utan direktiv",
    "directed": "beslutat men inte startat",
    "started": "pågående",
    "paused": "pausat",
    "closed": "avslutat",
    "withdrawn": "upphävt",
}
"""What each status is called in Swedish."""

STATUS_EN: Mapping[ProgramStatus | None, str] = {
    **{status: status for status in STATUS_SV if status is not None},
    None: "not yet directed",
    "directed": "directed but not started",
}
"""What each status is called in English."""

TAKES_MONEY: Final[tuple[ProgramStatus, ...]] = ("directed", "started")
"""In which statuses money of the program may be given to projects, or be committed."""

ENDED: Final[tuple[ProgramStatus, ...]] = ("closed", "withdrawn")
"""In which statuses a program takes nothing more."""


class Directive(NamedTuple):
    """A version of the directive, with its effect calculation or the reason why it has none."""

    document: Document
    effect_calculation: Document | None
    no_effect_calculation_because: str | None


@dataclass(frozen=True, slots=True)
class Program:
    """What the rules read of a program."""

    portfolio_id: PortfolioId
    title: str
    constellation: Timeline[UUID | None]
    status: Timeline[ProgramStatus]
    directed: Timeline[Directive]
    planned: Timeline[Document] = Timeline()
    leader: Timeline[PersonId] = Timeline()

    def takes_money_on(self, day: date) -> bool:
        """Tell whether the program's money may be allocated or committed on a day.

        Before its directive it may: a budget is often decided ahead of the program it is for.
        """
        return self.status.at(day) in (None, *TAKES_MONEY)

    def has_ended_by(self, day: date) -> bool:
        """Tell whether the program is closed or withdrawn on a day."""
        return self.status.at(day) in ENDED

    def ended_from(self, day: date) -> tuple[date, ProgramStatus] | None:
        """Return since when and how the program has ended, on a day or a later one; else None."""
        steps = self.status.steps
        now = [step for step in steps if step[0] <= day][-1:]
        later = [step for step in steps if step[0] > day]
        return next((step for step in (*now, *later) if step[1] in ENDED), None)


def evolve(state: Program | None, event: ProgramEvent) -> Program:
    """Return the state after `event`; the past is not judged again.

    Raises:
        CorruptStream: the stream does not begin with its directive, or begins twice.
    """
    if isinstance(event, ProgramDirectiveApproved):
        begins(state, event.TOPIC)
        return _directed(event)
    if state is None:
        raise CorruptStream(f"{event.TOPIC} before {ProgramDirectiveApproved.TOPIC}")
    day = event.effective_from
    match event:
        case ProgramDirectiveRevised():
            return replace(state, directed=state.directed.then(day, _directive(event)))
        case ProgramPlanApproved(plan=plan):
            return replace(state, planned=state.planned.then(day, plan))
        case ProgramLeaderAppointed(person_id=person):
            return replace(state, leader=state.leader.then(day, person))
        case ProgramStarted() | ProgramResumed():
            return replace(state, status=state.status.then(day, "started"))
        case ProgramPaused():
            return replace(state, status=state.status.then(day, "paused"))
        case ProgramClosed():
            return replace(state, status=state.status.then(day, "closed"))
        case ProgramDirectiveWithdrawn():
            return replace(state, status=state.status.then(day, "withdrawn"))


def _directed(event: ProgramDirectiveApproved) -> Program:
    # The constellation holds for the whole year, whatever the day of the directive: a split
    # covers every day of the fiscal year.
    day = event.effective_from
    return Program(
        portfolio_id=event.portfolio_id,
        title=event.title,
        constellation=Timeline(((date.min, event.constellation_id),)),
        status=Timeline(((day, "directed"),)),
        directed=Timeline(((day, _directive(event)),)),
    )


def _directive(event: ProgramDirectiveApproved | ProgramDirectiveRevised) -> Directive:
    return Directive(event.directive, event.effect_calculation, event.no_effect_calculation_because)
