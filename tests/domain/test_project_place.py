"""A project moves between programs of its portfolio, and leaves no money behind."""

from datetime import date

import pytest

from domain.model import PortfolioId, ProgramId
from domain.project import Project
from tests import happened, make
from tests.domain.test_project import AHEAD, ELSEWHERE, PROPOSED, STARTED, Build
from tests.happened import in_budget, in_portfolio, in_program, in_project, in_year
from tests.make import (
    JULY,
    MARCH,
    NOWHERE,
    OTHER_PROGRAM,
    OTHER_PROJECT,
    PORTFOLIO,
    PROGRAM,
    PROJECT,
    before,
    uid,
)
from tests.spec import given
from tests.surroundings import FakeSurroundings, state_of

MOVED = in_project(happened.project_moved(effective_from=JULY))
WITH_MONEY = (*STARTED, ELSEWHERE)


def test_a_project_moves_to_another_program_and_out_of_every_program() -> None:
    given(*PROPOSED, ELSEWHERE).when(make.move_project()).then(happened.project_moved())
    given(*PROPOSED, ELSEWHERE).when(make.move_project(target_program_id=None)).then(
        happened.project_moved(program_id=None)
    )
    given(*PROPOSED, ELSEWHERE, MOVED).when(
        make.move_project(target_program_id=PROGRAM, effective_from=AHEAD)
    ).then_accepted()


def test_a_project_without_program_moves_into_one() -> None:
    loose = in_project(happened.project_proposed(program_id=None), project_id=PROJECT)
    given(*happened.GOVERNED, loose).when(make.move_project(target_program_id=PROGRAM)).then(
        happened.project_moved(program_id=PROGRAM)
    )
    given(*happened.GOVERNED, loose).when(make.move_project(target_program_id=None)).then_refused(
        "changes_nothing"
    )


def test_a_project_does_not_move_to_where_it_is_on_the_day() -> None:
    given(*PROPOSED).when(make.move_project(target_program_id=PROGRAM)).then_refused(
        "changes_nothing"
    )
    given(*PROPOSED, ELSEWHERE, MOVED).when(make.move_project(effective_from=JULY)).then_refused(
        "changes_nothing"
    )


def test_a_second_move_follows_the_first() -> None:
    given(*PROPOSED, ELSEWHERE, MOVED).when(
        make.move_project(target_program_id=None, effective_from=before(JULY))
    ).then_refused("precedes_latest_change", facet="program", earliest=JULY.isoformat())


def test_a_project_moves_to_a_program_there_is_in_its_own_portfolio() -> None:
    given(*PROPOSED).when(make.move_project(target_program_id=ProgramId(NOWHERE))).then_not_found(
        "program", NOWHERE
    )
    other = PortfolioId(uid("other portfolio"))
    foreign = (
        in_portfolio(happened.portfolio_established(name="IT-fabrik"), portfolio_id=other),
        in_program(
            happened.program_directive_approved(portfolio_id=other), program_id=OTHER_PROGRAM
        ),
    )
    given(*PROPOSED, *foreign).when(make.move_project()).then_refused(
        "program_outside_portfolio",
        program_id=str(OTHER_PROGRAM),
        portfolio_id=str(PORTFOLIO),
        actual_portfolio_id=str(other),
    )


@pytest.mark.parametrize("build", [make.move_project, make.propose_project])
def test_a_program_that_has_ended_takes_no_projects(build: Build) -> None:
    closed = in_program(happened.program_closed(effective_from=JULY), program_id=OTHER_PROGRAM)
    moves = build is make.move_project
    named = {"target_program_id" if moves else "program_id": OTHER_PROGRAM}
    past = (*(PROPOSED if moves else happened.GOVERNED), ELSEWHERE, closed)
    given(*past).when(build(**named, effective_from=before(JULY))).then_accepted()
    given(*past).when(build(**named, effective_from=JULY)).then_refused(
        "program_is_closed", status="closed", since=JULY.isoformat()
    )


# --- money --------------------------------------------------------------------------------------

FUNDED = in_budget(happened.program_funded(), happened.program_funded(money_kind="in_kind"))
HELD = in_budget(happened.allocated(), happened.allocated(money_kind="in_kind", amount=50_00))


def test_a_project_that_holds_money_is_told_what_to_release() -> None:
    refusal = (
        given(*WITH_MONEY, FUNDED, HELD)
        .when(make.move_project(effective_from=MARCH))
        .then_refused(
            "project_holds_money",
            program_id=str(PROGRAM),
            left=[
                {"fiscal_year": 2026, "money_kind": "cash", "amount_ore": 100_00},
                {"fiscal_year": 2026, "money_kind": "in_kind", "amount_ore": 50_00},
            ],
        )
    )
    assert "SEK 100.00 for 2026 and SEK 50.00 in kind for 2026" in refusal.en
    assert "releaseBudget" in refusal.sv


def test_money_of_a_closed_year_stays_and_the_move_comes_after_the_year() -> None:
    closed = in_year(happened.fiscal_year_closed())
    past = (*WITH_MONEY, FUNDED, HELD, closed)
    refusal = (
        given(*past)
        .when(make.move_project(effective_from=make.NEW_YEARS_EVE))
        .then_refused("project_holds_money")
    )
    assert "move the project on 2027-01-01 at the earliest" in refusal.en
    assert "releaseBudget" not in refusal.sv
    given(*past).when(make.move_project(effective_from=make.day("2027-01-01"))).then_accepted()


def test_money_that_is_spent_or_released_by_the_day_of_the_move_holds_nothing() -> None:
    gone = in_budget(
        happened.allocated(),
        happened.cost_registered(amount=60_00),
        happened.released(amount=40_00, effective_from=JULY),
    )
    given(*WITH_MONEY, gone).when(make.move_project(effective_from=JULY)).then_accepted()
    given(*WITH_MONEY, gone).when(make.move_project(effective_from=before(JULY))).then_refused(
        "project_holds_money",
        left=[{"fiscal_year": 2026, "money_kind": "cash", "amount_ore": 40_00}],
    )


def test_money_of_a_later_year_or_a_later_day_is_held_too() -> None:
    for held in (
        in_budget(happened.allocated(effective_from=make.day("2027-01-01")), year=2027),
        in_budget(happened.allocated(effective_from=make.NEW_YEARS_EVE)),
    ):
        given(*WITH_MONEY, held).when(make.move_project(effective_from=MARCH)).then_refused(
            "project_holds_money"
        )


def test_money_of_a_year_that_ended_before_the_move_of_another_project_or_program_is_not_held() -> (
    None
):
    last_year = in_budget(happened.allocated(effective_from=make.FOUNDED), year=2025)
    anothers = in_budget(happened.allocated(project_id=OTHER_PROJECT))
    elsewhere = in_budget(happened.allocated(), program_id=OTHER_PROGRAM)
    given(*WITH_MONEY, last_year, anothers, elsewhere).when(make.move_project()).then_accepted()


def test_more_spent_than_allocated_holds_nothing() -> None:
    above = in_budget(happened.cost_registered())
    given(*WITH_MONEY, above).when(make.move_project(effective_from=JULY)).then_accepted()


def test_money_is_given_in_the_program_of_the_day_and_not_across_a_move() -> None:
    there = in_budget(
        happened.program_funded(effective_from=JULY),
        happened.allocated(project_id=OTHER_PROJECT, effective_from=JULY),
        happened.program_funded(effective_from=JULY),
        program_id=OTHER_PROGRAM,
    )
    past = (*WITH_MONEY, FUNDED, MOVED, there)
    whose = {"program_id": OTHER_PROGRAM}
    for command in (
        make.allocate(),
        make.allocate(effective_from=JULY),
        make.allocate(effective_from=before(JULY), **whose),
    ):
        given(*past).when(command).then_refused("project_outside_program")
    given(*past).when(make.allocate(effective_from=JULY, **whose)).then_accepted()


def test_a_cost_is_of_the_program_of_its_day() -> None:
    past = (*WITH_MONEY, MOVED)
    for dated, program_id, other in (
        (before(JULY), PROGRAM, OTHER_PROGRAM),
        (JULY, OTHER_PROGRAM, PROGRAM),
    ):
        [part] = make.register_cost(dated=dated, program_id=program_id).parts(FakeSurroundings({}))
        given(*past).when(part).then_accepted()
        [part] = make.register_cost(dated=dated, program_id=other).parts(FakeSurroundings({}))
        given(*past).when(part).then_refused(
            "project_outside_program", actual_program_id=str(program_id)
        )


def test_what_comes_back_to_the_old_program_after_a_move_can_still_be_released() -> None:
    past = (*WITH_MONEY, MOVED, FUNDED, HELD)
    given(*past).when(make.release(effective_from=make.NEW_YEARS_EVE)).then_accepted()


# --- the stream itself --------------------------------------------------------------------------


def test_a_project_is_of_its_program_on_each_day() -> None:
    state: Project = state_of(in_project().stream, [happened.project_proposed(), *MOVED.events])
    assert state.program_on(date.min) == PROGRAM
    assert state.program_on(before(JULY)) == PROGRAM
    assert state.program_on(JULY) == OTHER_PROGRAM
    assert state.program_id == OTHER_PROGRAM
    assert state.ever_in == {PROGRAM, OTHER_PROGRAM}
    assert [state.is_ever_in(each) for each in (PROGRAM, NOWHERE)] == [True, False]
