"""What a project costs: estimates that are kept, and a frame that holds on every day."""

from typing import Any

import pytest

from domain.daily import Daily
from domain.errors import Refused
from domain.model import Timeline
from domain.project.frame import frame_covers_allocations
from tests import happened, make
from tests.domain.test_project import PROPOSED, STARTED
from tests.happened import in_budget, in_program, in_project
from tests.make import JULY, MARCH, NEW_YEAR, OTHER_PROGRAM, OTHER_PROJECT, before, document
from tests.spec import given

ESTIMATED = (*PROPOSED, in_project(happened.project_cost_estimated()))
FRAMED = (*STARTED, in_project(happened.project_frame_decided(amount=300_00)))


def test_the_cost_of_a_project_is_estimated_once_and_yearly() -> None:
    given(*PROPOSED).when(make.estimate_project_cost()).then(happened.project_cost_estimated())
    given(*ESTIMATED).when(make.estimate_project_cost(money_kind="in_kind", one_off=0)).then(
        happened.project_cost_estimated(money_kind="in_kind", one_off=0)
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"one_off": 1},
        {"yearly": 0},
        {"first_year": 2029},
        {"calculation": document("Kostnadskalkyl", version="2")},
    ],
)
def test_an_estimate_is_made_again_when_anything_of_it_changes(changes: dict[str, Any]) -> None:
    given(*ESTIMATED).when(make.estimate_project_cost(**changes)).then_accepted()


def test_the_same_estimate_again_is_refused_and_a_second_follows_the_first() -> None:
    given(*ESTIMATED).when(make.estimate_project_cost(effective_from=JULY)).then_refused(
        "changes_nothing"
    )
    given(*ESTIMATED).when(
        make.estimate_project_cost(yearly=1, effective_from=before(NEW_YEAR))
    ).then_refused("precedes_latest_change", facet="cost estimate")


@pytest.mark.parametrize(
    "command",
    [
        make.estimate_project_cost(one_off=-1),
        make.estimate_project_cost(yearly=-1),
        make.decide_project_frame(amount=-1),
    ],
)
def test_no_cost_of_a_project_is_negative(command: Any) -> None:
    given(*PROPOSED).when(command).then_refused("project_cost_is_negative", asked_ore=-1)


def test_a_frame_is_decided_by_kind_of_money_also_of_nothing() -> None:
    given(*PROPOSED).when(make.decide_project_frame()).then(happened.project_frame_decided())
    given(*FRAMED).when(make.decide_project_frame(amount=0, money_kind="in_kind")).then(
        happened.project_frame_decided(amount=0, money_kind="in_kind")
    )


def test_the_same_frame_again_is_refused_and_a_second_follows_the_first() -> None:
    given(*FRAMED).when(make.decide_project_frame(amount=300_00, effective_from=JULY)).then_refused(
        "changes_nothing"
    )
    given(*FRAMED).when(
        make.decide_project_frame(amount=1, effective_from=before(NEW_YEAR))
    ).then_refused("precedes_latest_change", facet="frame")


# --- the frame and the money of all years -------------------------------------------------------

NEXT_YEAR = make.day("2027-01-01")
OF_TWO_YEARS = (
    in_budget(happened.allocated(), happened.allocated(money_kind="in_kind", amount=900_00)),
    in_budget(happened.allocated(amount=60_00, effective_from=NEXT_YEAR), year=2027),
)
"""100 kr this year and 60 kr the next, and hours that are another kind of money."""


def test_a_frame_is_lowered_to_what_all_years_have_and_no_lower() -> None:
    past = (*FRAMED, *OF_TWO_YEARS)
    given(*past).when(make.decide_project_frame(amount=160_00)).then_accepted()
    given(*past).when(make.decide_project_frame(amount=159_99)).then_refused(
        "allocation_above_frame",
        day="2027-01-01",
        frame_ore=159_99,
        allocated_ore=160_00,
        asked_ore=159_99,
        above_ore=1,
    )


def test_a_frame_counts_the_money_of_every_program_that_the_project_has_been_in() -> None:
    elsewhere = (
        in_program(happened.program_directive_approved(), program_id=OTHER_PROGRAM),
        in_project(happened.project_moved(effective_from=JULY)),
        in_budget(happened.allocated(effective_from=JULY), program_id=OTHER_PROGRAM),
        in_budget(happened.allocated(project_id=OTHER_PROJECT)),
    )
    past = (*STARTED, *elsewhere, *OF_TWO_YEARS)
    given(*past).when(make.decide_project_frame(amount=260_00)).then_accepted()
    given(*past).when(make.decide_project_frame(amount=259_99)).then_refused(
        "allocation_above_frame", allocated_ore=260_00
    )


def frame(*steps: tuple[Any, int]) -> Timeline[int]:
    return Timeline(steps)


def test_without_a_frame_and_before_the_first_there_is_no_limit() -> None:
    much = Daily({NEW_YEAR: 1_000_00, JULY: -900_00})
    frame_covers_allocations(frame(), much, NEW_YEAR, asked=1)
    frame_covers_allocations(frame((JULY, 100_00)), much, NEW_YEAR, asked=1)
    with pytest.raises(Refused, match="allocation_above_frame"):
        frame_covers_allocations(frame((before(JULY), 100_00)), much, NEW_YEAR, asked=1)


def test_the_frame_holds_on_every_day_from_the_change_on() -> None:
    lowered = frame((NEW_YEAR, 200_00), (JULY, 100_00))
    until_july = Daily({NEW_YEAR: 200_00, JULY: -100_00})
    frame_covers_allocations(lowered, until_july, NEW_YEAR, asked=1)
    with pytest.raises(Refused) as refusal:
        frame_covers_allocations(lowered, until_july.plus(MARCH, 1), MARCH, asked=1)
    assert refusal.value.facts == {
        "day": "2026-03-01",
        "frame_ore": 200_00,
        "allocated_ore": 200_01,
        "asked_ore": 1,
        "above_ore": 1,
    }
    frame_covers_allocations(lowered, until_july.plus(MARCH, 1).plus(JULY, -1), JULY, asked=1)


# --- what budgets may give ----------------------------------------------------------------------

FUNDED = in_budget(
    happened.program_funded(amount=900_00), happened.program_funded(money_kind="in_kind")
)
SOURCE = (
    in_project(
        happened.project_proposed(title="Trygg hemgång"),
        happened.project_approved(),
        project_id=OTHER_PROJECT,
    ),
    in_budget(happened.allocated(project_id=OTHER_PROJECT, amount=400_00)),
)


def test_a_project_is_given_its_frame_and_no_more_all_years_together() -> None:
    next_year = in_budget(happened.allocated(amount=60_00, effective_from=NEXT_YEAR), year=2027)
    past = (*FRAMED, *SOURCE, FUNDED, next_year)
    for build in (
        make.allocate,
        lambda **changes: make.reallocate(source=OTHER_PROJECT, target=make.PROJECT, **changes),
    ):
        given(*past).when(build(amount=240_00)).then_accepted()
        given(*past).when(build(amount=240_01)).then_refused(
            "allocation_above_frame",
            day="2027-01-01",
            frame_ore=300_00,
            allocated_ore=300_01,
            asked_ore=240_01,
            above_ore=1,
        )


def test_a_frame_of_cash_says_nothing_of_hours_or_of_what_is_given_back() -> None:
    past = (*FRAMED, *SOURCE, FUNDED)
    hours = in_project(happened.project_frame_decided(amount=0, money_kind="in_kind"))
    given(*past).when(make.allocate(money_kind="in_kind")).then_accepted()
    given(*past, hours).when(make.allocate(money_kind="in_kind", amount=1)).then_refused(
        "allocation_above_frame", frame_ore=0
    )
    above = in_budget(happened.allocated(amount=400_00))
    given(*past, above).when(make.release(amount=1)).then_accepted()
    given(*past, above).when(make.allocate(amount=-1)).then_accepted()
