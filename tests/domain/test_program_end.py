"""How a program ends: closed with lessons when nothing is left in it, or withdrawn unused."""

from collections.abc import Callable
from datetime import date

import pytest

from domain.model import Command, Event, ProjectId
from tests import happened, make
from tests.happened import (
    APPROVED,
    GOVERNED,
    Happened,
    in_budget,
    in_person,
    in_program,
    in_project,
    in_year,
)
from tests.make import (
    FOUNDED,
    JULY,
    MARCH,
    NEW_YEAR,
    OTHER_PROGRAM,
    OTHER_PROJECT,
    PROJECT,
    after,
    before,
    day,
    document,
    period,
)
from tests.spec import given

NEXT_YEAR = day("2027-01-01")
STARTED = (*GOVERNED, in_program(happened.program_started()))
WITH_PROJECTS = (*APPROVED, in_program(happened.program_started()))
CLOSED = (*STARTED, in_program(happened.program_closed(effective_from=MARCH)))


# --- Closing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "past",
    [
        GOVERNED,
        STARTED,
        (*STARTED, in_program(happened.program_paused())),
        WITH_PROJECTS,
    ],
    ids=["directed", "started", "paused", "with initiatives"],
)
def test_a_program_in_which_nothing_runs_is_closed_with_lessons(past: tuple[Happened, ...]) -> None:
    report = document("Slutrapport")
    given(*past).when(make.close_program(final_report=report)).then(
        happened.program_closed(final_report=report)
    )
    given(*past).when(make.close_program()).then(happened.program_closed())


def test_a_program_closes_on_the_day_of_its_latest_change_and_not_before() -> None:
    given(*STARTED).when(make.close_program(effective_from=NEW_YEAR)).then_accepted()
    given(*STARTED).when(make.close_program(effective_from=before(NEW_YEAR))).then_refused(
        "precedes_latest_change", facet="status", earliest=NEW_YEAR.isoformat()
    )


RUNNING = (*WITH_PROJECTS, in_project(happened.project_started(effective_from=MARCH)))


@pytest.mark.parametrize(
    ("closing", "events", "status"),
    [
        (NEW_YEAR, (), "approved"),
        (MARCH, (), "started"),
        (JULY, (happened.project_paused(effective_from=JULY),), "paused"),
        (before(JULY), (happened.project_completed(effective_from=JULY),), "started"),
    ],
    ids=["starts later", "started", "paused", "completed later"],
)
def test_a_program_is_not_closed_while_a_project_runs_or_will(
    closing: date, events: tuple[Event, ...], status: str
) -> None:
    refusal = (
        given(*RUNNING, in_project(*events))
        .when(make.close_program(effective_from=closing))
        .then_refused(
            "program_is_in_use",
            running=[{"project_id": str(PROJECT), "title": "Digital tillsyn", "status": status}],
            unreleased=[],
        )
    )
    assert "Digital tillsyn ska slutföras eller stoppas." in refusal.sv
    assert "Digital tillsyn is to be completed or stopped." in refusal.en


@pytest.mark.parametrize(
    "event",
    [
        happened.project_completed(effective_from=JULY),
        happened.project_stopped(effective_from=JULY),
        happened.project_moved(effective_from=JULY),
    ],
    ids=["completed", "stopped", "moved"],
)
def test_a_program_is_closed_once_its_projects_are_completed_stopped_or_moved(
    event: Event,
) -> None:
    given(*RUNNING, in_project(event)).when(make.close_program(effective_from=JULY)).then_accepted()


def test_a_project_of_another_program_does_not_hold_a_program() -> None:
    elsewhere = in_project(
        happened.project_proposed(program_id=OTHER_PROGRAM),
        happened.project_approved(),
        happened.project_started(),
        project_id=ProjectId(make.uid("elsewhere")),
    )
    given(*STARTED, elsewhere).when(make.close_program()).then_accepted()


FUNDED = in_budget(
    happened.program_funded(amount=500_00),
    happened.allocated(amount=300_00),
    happened.cost_registered(amount=120_00),
)


def test_a_program_is_not_closed_while_money_is_unreleased_and_all_of_it_is_named() -> None:
    next_year = in_budget(
        happened.program_funded(
            amount=10_00,
            money_kind="in_kind",
            effective_from=NEXT_YEAR,
            period=period("2027-01-01", "2027-12-31"),
        ),
        year=2027,
    )
    refusal = (
        given(*WITH_PROJECTS, FUNDED, next_year)
        .when(make.close_program(effective_from=JULY))
        .then_refused(
            "program_is_in_use",
            running=[],
            unreleased=[
                {
                    "project_id": None,
                    "title": None,
                    "fiscal_year": 2026,
                    "money_kind": "cash",
                    "amount_ore": 200_00,
                },
                {
                    "project_id": str(PROJECT),
                    "title": "Digital tillsyn",
                    "fiscal_year": 2026,
                    "money_kind": "cash",
                    "amount_ore": 180_00,
                },
                {
                    "project_id": None,
                    "title": None,
                    "fiscal_year": 2027,
                    "money_kind": "in_kind",
                    "amount_ore": 10_00,
                },
            ],
        )
    )
    assert "Digital tillsyn 2026: 180,00\u00a0kr ska återföras till reserven." in refusal.sv
    assert "Reserven 2027: 10,00\u00a0kr i interna resurser ska återlämnas" in refusal.sv
    assert "The reserve of 2026: SEK 200.00 is to be returned to the board." in refusal.en


def test_projects_that_run_and_money_that_is_left_are_told_together() -> None:
    given(*RUNNING, FUNDED).when(make.close_program(effective_from=MARCH)).then_refused(
        "program_is_in_use",
        running=[{"project_id": str(PROJECT), "title": "Digital tillsyn", "status": "started"}],
    )


def test_a_program_is_closed_when_the_last_ore_is_spent_and_not_while_one_is_left() -> None:
    spent = {"cost_id": make.uid("rest"), "dated": JULY}
    everything = in_budget(happened.allocated(amount=200_00, project_id=OTHER_PROJECT))
    last = in_budget(
        happened.cost_registered(project_id=OTHER_PROJECT, amount=200_00, **spent),
        happened.cost_registered(cost_id=make.uid("very last"), amount=179_99),
    )
    past = (*WITH_PROJECTS, FUNDED, everything, last)
    refusal = given(*past).when(make.close_program(effective_from=JULY))
    [left] = refusal.then_refused("program_is_in_use").facts["unreleased"]
    assert left["amount_ore"] == 1
    gone = in_budget(happened.cost_registered(cost_id=make.uid("more"), amount=1))
    given(*past, gone).when(make.close_program(effective_from=JULY)).then_accepted()
    above = in_budget(happened.cost_registered(cost_id=make.uid("above"), amount=50_00))
    given(*past, above).when(make.close_program(effective_from=JULY)).then_accepted()


def test_what_is_left_of_a_closed_year_does_not_hold_a_program() -> None:
    closed = in_year(happened.fiscal_year_closed())
    given(*WITH_PROJECTS, FUNDED, closed).when(
        make.close_program(effective_from=NEXT_YEAR)
    ).then_accepted()
    of_another_year = in_year(happened.fiscal_year_closed(), year=2025)
    given(*WITH_PROJECTS, FUNDED, of_another_year).when(
        make.close_program(effective_from=NEXT_YEAR)
    ).then_refused("program_is_in_use")


EVERYTHING = [
    make.revise_program_directive(),
    make.withdraw_program_directive(),
    make.approve_program_plan(),
    make.start_program(),
    make.pause_program(),
    make.resume_program(),
    make.close_program(),
    make.appoint_program_leader(),
]
IDS = [command.kind for command in EVERYTHING]


@pytest.mark.parametrize("command", EVERYTHING, ids=IDS)
@pytest.mark.parametrize("event", [happened.program_closed, happened.program_directive_withdrawn])
def test_a_program_that_has_ended_takes_nothing_more(command: Command, event: object) -> None:
    assert callable(event)
    ended = (*GOVERNED, in_program(event(effective_from=MARCH)))
    status = "closed" if event is happened.program_closed else "withdrawn"
    for on in (MARCH, JULY):
        given(*ended).when(command.model_copy(update={"effective_from": on})).then_refused(
            "program_is_closed", status=status, since=MARCH.isoformat()
        )


def test_a_program_takes_a_leader_and_a_plan_until_the_day_it_is_closed() -> None:
    people = in_person(happened.person_registered())
    for command in (
        make.appoint_program_leader(effective_from=before(MARCH)),
        make.approve_program_plan(effective_from=before(MARCH)),
        make.revise_program_directive(effective_from=before(MARCH)),
    ):
        given(*CLOSED, people).when(command).then_accepted()
    given(*CLOSED).when(make.pause_program(effective_from=before(MARCH))).then_refused(
        "precedes_latest_change", earliest=MARCH.isoformat()
    )


@pytest.mark.parametrize(
    ("events", "command"),
    [
        ((happened.project_proposed(),), make.approve_project),
        (
            (
                happened.project_proposed(),
                happened.project_approved(),
                happened.project_directive_approved(),
                happened.project_plan_approved(),
            ),
            make.start_project,
        ),
    ],
    ids=["approved", "started"],
)
def test_nothing_begins_in_a_program_that_has_ended(
    events: tuple[Event, ...], command: Callable[..., Command]
) -> None:
    past = (*CLOSED, in_project(*events))
    earlier = given(*past).when(command(effective_from=before(MARCH)))
    if command is make.start_project:
        earlier.then_refused("program_is_closed")  # it would run on in a closed program
    else:
        earlier.then_accepted()
    given(*past).when(command(effective_from=MARCH)).then_refused(
        "program_is_closed", status="closed", since=MARCH.isoformat()
    )
    moved = in_project(happened.project_moved(program_id=None, effective_from=MARCH))
    given(*past, moved).when(command(effective_from=MARCH)).then_accepted()


# --- Withdrawing --------------------------------------------------------------------------------


def test_an_unused_directive_is_withdrawn_from_its_day_and_not_before() -> None:
    given(*GOVERNED).when(make.withdraw_program_directive()).then(
        happened.program_directive_withdrawn()
    )
    given(*GOVERNED).when(make.withdraw_program_directive(effective_from=FOUNDED)).then_accepted()
    given(*GOVERNED).when(
        make.withdraw_program_directive(effective_from=before(FOUNDED))
    ).then_refused("precedes_latest_change", facet="status", earliest=FOUNDED.isoformat())


@pytest.mark.parametrize(
    ("past", "used_by"),
    [
        (STARTED, ["start"]),
        (APPROVED, ["projects"]),
        ((*GOVERNED, in_budget(happened.program_funded())), ["money"]),
        ((*WITH_PROJECTS, FUNDED), ["start", "projects", "money"]),
        (
            (*APPROVED[:-1], in_project(happened.project_moved(effective_from=FOUNDED))),
            ["projects"],
        ),
    ],
    ids=["started", "projects", "money", "everything", "a project that is gone"],
)
def test_a_directive_that_has_been_used_is_not_withdrawn_but_the_program_closed(
    past: tuple[Happened, ...], used_by: list[str]
) -> None:
    refusal = (
        given(*past)
        .when(make.withdraw_program_directive(effective_from=after(JULY)))
        .then_refused("program_has_been_used", used_by=used_by, instead="closeProgram")
    )
    assert "Avsluta programmet i stället." in refusal.sv
