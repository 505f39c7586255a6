"""Deviations: what is above or untimely, and that a body takes note of it."""

from typing import Any
from uuid import UUID

import pytest

from domain.budget import Budget
from domain.budget.deviations import departs, deviation_id
from domain.budget.events import DeviationCode
from domain.model import Event
from tests import happened, make
from tests.happened import APPROVED, Happened, in_budget, in_program, in_project, in_year
from tests.make import COMMITMENT, COST, JULY, MARCH, NOWHERE, OTHER_PROJECT, PROJECT, before
from tests.spec import given
from tests.surroundings import FakeSurroundings, state_of

FUNDED: tuple[Event, ...] = (happened.program_funded(amount=150_00), happened.allocated())
ABOVE = (*FUNDED, happened.cost_registered(amount=120_00))
"""100 kronor are allocated and 120 spent."""


def noting(cause: UUID, code: DeviationCode, **changes: Any) -> Any:
    return make.note_deviation(deviation_id=deviation_id(cause, code, 2026), **changes)


def noted(amount: int, cause: UUID, code: DeviationCode) -> Event:
    return happened.deviation_noted(amount=amount, deviation_id=deviation_id(cause, code, 2026))


def after(*events: Event) -> Budget:
    state: Budget = state_of(in_budget().stream, events)
    return state


# --- Noted --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "cause", "code"),
    [
        (ABOVE, COST, "cost_above_allocation"),
        (
            (*FUNDED, happened.cost_registered(amount=70_00, project_id=None)),
            COST,
            "cost_above_funding",
        ),
        (
            (*FUNDED, happened.committed(amount=120_00)),
            COMMITMENT,
            "commitment_above_allocation",
        ),
        (
            (*FUNDED, happened.committed(amount=70_00, project_id=None)),
            COMMITMENT,
            "commitment_above_funding",
        ),
    ],
    ids=str,
)
def test_a_body_notes_what_is_above_as_large_as_it_is(
    events: tuple[Event, ...], cause: UUID, code: DeviationCode
) -> None:
    given(*APPROVED, in_budget(*events)).when(noting(cause, code)).then(noted(20_00, cause, code))
    assert departs(after(*events))


def test_a_body_notes_what_was_untimely_as_large_as_what_remains_of_it() -> None:
    found = happened.deviation_found(
        deviation_id=deviation_id(COST, "project_is_paused", 2026), amount=120_00
    )
    past = in_budget(*ABOVE, found, happened.cost_credited(amount=30_00))
    command = noting(COST, "project_is_paused")
    given(*APPROVED, past).when(command).then(noted(90_00, COST, "project_is_paused"))


def test_what_is_noted_is_not_noted_again_until_it_has_changed() -> None:
    once = (*ABOVE, noted(20_00, COST, "cost_above_allocation"))
    command = noting(COST, "cost_above_allocation")
    given(*APPROVED, in_budget(*once)).when(command).then_refused("changes_nothing")
    more = happened.cost_registered(cost_id=NOWHERE, amount=1)
    given(*APPROVED, in_budget(*once, more)).when(command).then(
        noted(20_01, COST, "cost_above_allocation")
    )
    less = happened.cost_credited(amount=1)
    given(*APPROVED, in_budget(*once, less)).when(command).then(
        noted(19_99, COST, "cost_above_allocation")
    )


@pytest.mark.parametrize(
    "remedy",
    [
        happened.allocated(amount=20_00),
        happened.cost_credited(amount=20_00),
        happened.reallocated(source=OTHER_PROJECT, target=PROJECT, amount=20_00),
    ],
    ids=lambda event: event.TOPIC,
)
def test_what_is_remedied_is_not_noted(remedy: Event) -> None:
    past = in_budget(*ABOVE, remedy)
    given(*APPROVED, past).when(noting(COST, "cost_above_allocation")).then_refused(
        "deviation_does_not_stand",
        deviation_id=str(deviation_id(COST, "cost_above_allocation", 2026)),
    )
    assert not departs(after(*ABOVE, remedy))


def test_a_lifted_commitment_is_no_longer_above() -> None:
    past = in_budget(
        *FUNDED, happened.committed(amount=120_00), happened.commitment_lifted(amount=120_00)
    )
    given(*APPROVED, past).when(noting(COMMITMENT, "commitment_above_allocation")).then_refused(
        "deviation_does_not_stand"
    )


def test_what_goes_above_again_is_another_deviation() -> None:
    again = in_budget(
        *ABOVE,
        happened.allocated(amount=20_00),
        happened.cost_registered(cost_id=NOWHERE, amount=5_00),
    )
    given(*APPROVED, again).when(noting(COST, "cost_above_allocation")).then_refused(
        "deviation_does_not_stand"
    )
    given(*APPROVED, again).when(noting(NOWHERE, "cost_above_allocation")).then_accepted()


def test_a_cost_that_takes_the_place_of_a_commitment_above_is_the_same_deviation() -> None:
    past = in_budget(
        *FUNDED,
        happened.committed(amount=120_00),
        happened.cost_registered(amount=120_00),
        happened.commitment_drawn(amount=120_00),
    )
    given(*APPROVED, past).when(noting(COMMITMENT, "commitment_above_allocation")).then(
        noted(20_00, COMMITMENT, "commitment_above_allocation")
    )


def test_a_cost_within_its_commitment_is_no_deviation() -> None:
    assert not departs(
        after(
            *FUNDED,
            happened.committed(amount=100_00),
            happened.cost_registered(amount=100_00),
            happened.commitment_drawn(amount=100_00),
        )
    )


def test_a_deviation_of_a_closed_year_can_be_noted() -> None:
    closed = in_year(happened.fiscal_year_closed())
    command = noting(COST, "cost_above_allocation", effective_from=make.day("2027-02-01"))
    given(*APPROVED, closed, in_budget(*ABOVE)).when(command).then_accepted()


def test_a_deviation_is_noted_in_a_program_there_is() -> None:
    given().when(make.note_deviation()).then_not_found("program", make.PROGRAM)


# --- Found at the wrong time --------------------------------------------------------------------

PARKED = (happened.project_proposed(), happened.project_parked())


@pytest.mark.parametrize(
    ("past", "codes"),
    [
        ((in_project(happened.project_started()),), []),
        (
            (in_project(happened.project_started(), happened.project_paused()),),
            ["project_is_paused"],
        ),
        ((in_project(happened.project_stopped()),), ["project_is_closed"]),
        ((in_project(happened.project_completed()),), ["project_is_closed"]),
        ((in_program(happened.program_paused()),), ["program_is_paused"]),
        ((in_program(happened.program_closed()),), ["program_is_closed"]),
        (
            (in_program(happened.program_paused()), in_project(happened.project_paused())),
            ["program_is_paused", "project_is_paused"],
        ),
    ],
    ids=str,
)
def test_a_cost_is_untimely_by_its_own_day(past: tuple[Happened, ...], codes: list[str]) -> None:
    [part] = make.register_cost().parts(FakeSurroundings({}))
    _, *found = given(*APPROVED, *past).when(part).then_accepted()
    assert [event.code for event in found] == codes  # type: ignore[attr-defined]
    for event in found:
        assert event == happened.deviation_found(
            deviation_id=deviation_id(COST, event.code, 2026),  # type: ignore[attr-defined]
            code=event.code,  # type: ignore[attr-defined]
        )


@pytest.mark.parametrize(("day", "late"), [(MARCH, True), (before(MARCH), False)])
def test_a_cost_of_a_day_before_the_pause_is_timely(day: Any, late: bool) -> None:
    paused = in_project(happened.project_started(), happened.project_paused(effective_from=MARCH))
    [part] = make.register_cost(dated=day).parts(FakeSurroundings({}))
    assert len(given(*APPROVED, paused).when(part).then_accepted()) == 1 + late


def test_a_cost_of_an_initiative_that_is_not_approved_is_untimely() -> None:
    [part] = make.register_cost(dated=JULY).parts(FakeSurroundings({}))
    parked = (*APPROVED[:-2], in_project(*PARKED))
    [_, found] = given(*parked).when(part).then_accepted()
    assert found.code == "project_not_started"  # type: ignore[attr-defined]


def test_costs_of_the_reserve_are_untimely_only_by_the_program() -> None:
    [part] = make.register_cost(project_id=None).parts(FakeSurroundings({}))
    paused = in_project(happened.project_paused())
    assert len(given(*APPROVED, paused).when(part).then_accepted()) == 1
