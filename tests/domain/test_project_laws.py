"""Whatever is decided about a project in whatever order, its frame and its place hold every day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import DomainError
from domain.model import Event, StreamId
from domain.project import Project
from tests import happened, make
from tests.domain.test_project import ELSEWHERE, STARTED
from tests.happened import in_budget, in_project
from tests.make import OTHER_PROGRAM, PROGRAM, PROJECT
from tests.spec import decided, past_of
from tests.surroundings import FakeSurroundings, state_of

YEARS = (2026, 2027)
PROGRAMS = (PROGRAM, OTHER_PROGRAM)
WORLD = past_of(
    *STARTED,
    ELSEWHERE,
    *(
        in_budget(
            happened.program_funded(amount=100, effective_from=date(year, 1, 1)),
            program_id=program_id,
            year=year,
        )
        for program_id in PROGRAMS
        for year in YEARS
    ),
)
"""A started project, and two programs with one krona each of two years."""

_MONTHS = st.integers(1, 12)


@st.composite
def _decisions(draw: st.DrawFn) -> Any:
    year, month = draw(st.sampled_from(YEARS)), draw(_MONTHS)
    of_budget = {
        "program_id": draw(st.sampled_from(PROGRAMS)),
        "fiscal_year": year,
        "amount": draw(st.integers(1, 60)),
        "effective_from": date(year, month, 1),
    }
    kind = draw(st.sampled_from(("allocate", "release", "frame", "move")))
    match kind:
        case "allocate":
            return make.allocate(**of_budget)
        case "release":
            return make.release(**of_budget)
        case "frame":
            amount, day = draw(st.integers(0, 150)), date(year, month, 1)
            return make.decide_project_frame(amount=amount, effective_from=day)
        case _:
            target = draw(st.sampled_from((*PROGRAMS, None)))
            return make.move_project(target_program_id=target, effective_from=date(year, month, 1))


def after(decisions: Sequence[Any]) -> dict[StreamId, tuple[Event, ...]]:
    """Return what has happened when each decision is taken that no rule refuses."""
    past = dict(WORLD)
    for decision in decisions:
        try:
            caused = decided(past, decision)
        except DomainError:
            continue
        past[decision.stream] = (*past.get(decision.stream, ()), *caused)
    return past


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(_decisions(), max_size=14))
def test_the_frame_and_the_place_of_a_project_hold_on_every_day(decisions: list[Any]) -> None:
    past = after(decisions)
    around = FakeSurroundings(past)
    stream = in_project().stream
    project: Project = state_of(stream, past[stream])
    allocated = around.allocated_to(PROJECT, "cash")
    for day in (date(year, month, 1) for year in YEARS for month in range(1, 13)):
        frame = project.frame("cash").at(day)
        assert frame is None or allocated.on(day) <= frame
        for program_id in {*PROGRAMS} - {project.program_on(day)}:
            left = around.unspent_of(PROJECT, program_id)
            held = {key: line.on(day) for key, line in left.items() if key[0] >= day.year}
            assert all(amount <= 0 for amount in held.values())
