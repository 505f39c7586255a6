"""A project is parked, paused, stopped and completed; each status is judged on its own day."""

from datetime import date

import pytest

from domain.model import Command
from domain.project import Project
from domain.project.state import STATUS_EN, STATUS_SV
from tests import happened, make
from tests.domain.test_project import (
    APPROVED,
    COMPLETED,
    DIRECTED,
    PARKED,
    PAUSED,
    PLANNED,
    PROPOSED,
    STARTED,
    Build,
)
from tests.happened import Happened, in_budget, in_person, in_project
from tests.make import JULY, MARCH, NEW_YEAR, OTHER_PROJECT, before, document, sealed
from tests.spec import given, past_of
from tests.surroundings import FakeSurroundings, state_of

LATE = in_project(happened.project_completed(effective_from=JULY))
ENDING = (*STARTED, LATE)
"""A started project whose completion is decided ahead."""


def test_an_initiative_is_parked_and_taken_up_again() -> None:
    given(*PROPOSED).when(make.park_project()).then(happened.project_parked())
    given(*APPROVED).when(make.park_project()).then(happened.project_parked())
    given(*PARKED).when(make.approve_project(effective_from=MARCH)).then(
        happened.project_approved(effective_from=MARCH)
    )


def test_a_project_with_its_directive_may_be_parked_and_keeps_it() -> None:
    given(*PLANNED).when(make.park_project()).then_accepted()
    parked = (*PLANNED, in_project(happened.project_parked(), happened.project_approved()))
    given(*parked).when(make.start_project()).then_accepted()


def test_a_project_rests_and_goes_on() -> None:
    given(*STARTED).when(make.pause_project()).then(happened.project_paused())
    given(*PAUSED).when(make.resume_project(effective_from=JULY)).then(
        happened.project_resumed(effective_from=JULY)
    )


def test_a_project_is_stopped_whether_it_rests_or_not() -> None:
    for past in (STARTED, PAUSED):
        given(*past).when(make.stop_project()).then(happened.project_stopped())


ONCE: list[tuple[Build, tuple[Happened, ...]]] = [
    (make.park_project, PARKED),
    (make.pause_project, PAUSED),
    (make.resume_project, STARTED),
]


@pytest.mark.parametrize(("build", "past"), ONCE, ids=["park", "pause", "resume"])
def test_what_is_so_already_is_refused(build: Build, past: tuple[Happened, ...]) -> None:
    given(*past).when(build(effective_from=JULY)).then_refused("changes_nothing")


WRONG: list[tuple[Command, tuple[Happened, ...], str, list[str]]] = [
    (make.park_project(), STARTED, "started", ["proposed", "approved"]),
    (make.park_project(), PAUSED, "paused", ["proposed", "approved"]),
    (make.pause_project(), PLANNED, "approved", ["started"]),
    (make.resume_project(), PLANNED, "approved", ["paused"]),
    (make.stop_project(), PLANNED, "approved", ["started", "paused"]),
    (make.complete_project(), PAUSED, "paused", ["started"]),
    (make.approve_project(), PAUSED, "paused", ["proposed", "parked"]),
    (make.start_project(), PARKED, "parked", ["approved"]),
    (make.start_project(), PAUSED, "paused", ["approved"]),
    (make.approve_project_directive(), PARKED, "parked", ["approved"]),
]


@pytest.mark.parametrize(("command", "past", "status", "possible"), WRONG)
def test_what_a_status_does_not_allow_is_refused_with_those_that_would(
    command: Command, past: tuple[Happened, ...], status: str, possible: list[str]
) -> None:
    refusal = (
        given(*past).when(command).then_refused("wrong_status", status=status, possible=possible)
    )
    assert all(each in refusal.en for each in possible)


def test_every_status_has_a_name_in_both_languages() -> None:
    assert STATUS_SV.keys() == STATUS_EN.keys()
    assert len(set(STATUS_SV.values())) == len(STATUS_SV)


# --- on the day it applies ----------------------------------------------------------------------


@pytest.mark.parametrize("day", [NEW_YEAR, before(JULY)])
def test_a_completion_decided_ahead_does_not_close_the_project_today(day: date) -> None:
    for command in (
        make.describe_project(effective_from=day),
        make.approve_project_plan(plan=document("Plan", version="2"), effective_from=day),
        make.appoint_project_leader(effective_from=day),
        make.decide_project_frame(effective_from=day),
    ):
        given(*ENDING, in_person(happened.person_registered())).when(command).then_accepted()


def test_from_its_day_the_completion_closes_the_project() -> None:
    for day in (JULY, make.NEW_YEARS_EVE):
        given(*ENDING).when(make.describe_project(effective_from=day)).then_refused(
            "project_is_closed", status="completed", since=JULY.isoformat()
        )


def test_a_change_of_status_before_a_completion_decided_ahead_is_out_of_order() -> None:
    given(*ENDING).when(make.pause_project(effective_from=MARCH)).then_refused(
        "precedes_latest_change", facet="status", earliest=JULY.isoformat()
    )


def test_a_correction_is_judged_by_the_status_of_its_day() -> None:
    around = FakeSurroundings(past_of(*ENDING), correcting=True)
    given(*ENDING).when(make.complete_project(effective_from=MARCH), around).then_accepted()
    early = make.complete_project(effective_from=before(make.FOUNDED))
    given(*ENDING).when(early, around).then_refused("correction_breaks_order")
    given(*ENDING).when(make.pause_project(effective_from=MARCH), around).then_refused(
        "correction_breaks_order", followed_on="2026-07-01"
    )


def test_money_is_taken_on_the_days_of_an_approved_or_started_project() -> None:
    events = [event for each in ENDING if each.stream == LATE.stream for event in each.events]
    paused = happened.project_paused(effective_from=MARCH)
    resumed = happened.project_resumed(effective_from=make.day("2026-05-01"))
    state: Project = state_of(LATE.stream, [*events[:-1], paused, resumed, events[-1]])
    taking = {
        day: state.takes_money_on(make.day(day))
        for day in ("2025-12-31", "2026-01-01", "2026-03-01", "2026-05-01", "2026-06-30")
    }
    assert taking == {
        "2025-12-31": False,
        "2026-01-01": True,
        "2026-03-01": False,
        "2026-05-01": True,
        "2026-06-30": True,
    }
    assert not state.takes_money_on(JULY)


# --- directives ---------------------------------------------------------------------------------


def test_a_directive_is_revised_also_after_the_start() -> None:
    for past in (DIRECTED, STARTED, PAUSED):
        given(*past).when(make.revise_project_directive()).then(
            happened.project_directive_revised()
        )


def test_a_reason_may_stand_for_the_effect_calculation_of_a_revision() -> None:
    instead = {"effect_calculation": None, "no_effect_calculation_because": sealed("Lagkrav.")}
    given(*STARTED).when(make.revise_project_directive(**instead)).then(
        happened.project_directive_revised(**instead)
    )


def test_the_same_directive_is_no_revision() -> None:
    same = make.revise_project_directive(directive=document("Projektdirektiv"))
    given(*STARTED).when(same).then_refused("changes_nothing")


def test_what_has_no_directive_has_none_to_revise_or_withdraw() -> None:
    for command in (make.revise_project_directive(), make.withdraw_project_directive()):
        given(*APPROVED).when(command).then_refused("directive_missing")


def test_an_unused_directive_is_withdrawn_with_the_plan_that_carried_it_out() -> None:
    given(*PLANNED).when(make.withdraw_project_directive()).then(
        happened.project_directive_withdrawn()
    )
    withdrawn = (*PLANNED, in_project(happened.project_directive_withdrawn()))
    given(*withdrawn).when(make.approve_project_plan()).then_refused("directive_missing")
    again = (*withdrawn, in_project(happened.project_directive_approved()))
    given(*again).when(make.start_project()).then_refused("plan_missing")
    given(*DIRECTED).when(make.withdraw_project_directive()).then_accepted()


@pytest.mark.parametrize(("past", "status"), [(STARTED, "started"), (PAUSED, "paused")])
def test_the_directive_of_a_started_project_is_not_withdrawn(
    past: tuple[Happened, ...], status: str
) -> None:
    given(*past).when(make.withdraw_project_directive()).then_refused(
        "wrong_status",
        status=status,
        possible=["approved", "parked"],
        wanted="withdrawing the directive",
    )


def test_a_directive_by_which_money_is_held_is_used() -> None:
    funded = in_budget(
        happened.program_funded(), happened.allocated(), happened.allocated(money_kind="in_kind")
    )
    refusal = (
        given(*PLANNED, funded)
        .when(make.withdraw_project_directive())
        .then_refused("directive_is_used", allocated_cash_ore=100_00, allocated_in_kind_ore=100_00)
    )
    assert "SEK 100.00 in kind" in refusal.en
    ahead = in_budget(happened.allocated(effective_from=JULY))
    given(*PLANNED, ahead).when(make.withdraw_project_directive()).then_refused("directive_is_used")


def test_a_directive_whose_money_is_released_or_anothers_is_unused() -> None:
    released = in_budget(happened.allocated(), happened.released(effective_from=MARCH))
    given(*PLANNED, released).when(
        make.withdraw_project_directive(effective_from=MARCH)
    ).then_accepted()
    given(*PLANNED, released).when(
        make.withdraw_project_directive(effective_from=before(MARCH))
    ).then_refused("directive_is_used")
    anothers = in_budget(happened.allocated(project_id=OTHER_PROJECT))
    given(*PLANNED, anothers).when(make.withdraw_project_directive()).then_accepted()


def test_a_completed_project_has_no_more_directives() -> None:
    given(*COMPLETED).when(make.revise_project_directive()).then_refused("project_is_closed")
