"""The priority between a portfolio's programs: in order, with reasons and scores, losers kept."""

from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from domain.model import PortfolioId, ProgramId, ProjectId
from tests import happened, make
from tests.happened import APPROVED, GOVERNED, in_portfolio, in_program, in_project
from tests.make import (
    JULY,
    MARCH,
    NEW_YEAR,
    NOWHERE,
    OTHER_PROGRAM,
    PORTFOLIO,
    PROGRAM,
    PROJECT,
    before,
    criterion,
    not_chosen,
    not_chosen_in_log,
    ranked,
    ranked_in_log,
    score,
    sealed,
)
from tests.spec import given

_WAITS = {"program_id": OTHER_PROGRAM, "reason": sealed("Kan vänta.")}
FIRST, SECOND = ranked(), ranked(**_WAITS)
FIRST_IN_LOG, SECOND_IN_LOG = ranked_in_log(), ranked_in_log(**_WAITS)
TWO_PROGRAMS = (
    *GOVERNED,
    in_program(
        happened.program_directive_approved(title="Effektiv kommun"), program_id=OTHER_PROGRAM
    ),
)
PRIORITISED = in_portfolio(happened.programs_prioritised(order=(FIRST_IN_LOG, SECOND_IN_LOG)))
CRITERIA = (criterion(), criterion(name="Kostnad", weight="3/10"))
SCORES = (score(), score(criterion="Kostnad", value="2.5"))


def test_programs_are_put_in_order_with_a_reason_for_each() -> None:
    given(*TWO_PROGRAMS).when(make.prioritise_programs(order=(SECOND, FIRST))).then(
        happened.programs_prioritised(order=(SECOND_IN_LOG, FIRST_IN_LOG))
    )


def test_a_priority_may_leave_programs_out() -> None:
    given(*TWO_PROGRAMS).when(make.prioritise_programs(order=(SECOND,))).then_accepted()


def test_what_was_weighed_and_not_chosen_is_kept() -> None:
    lost: tuple[dict[str, Any], ...] = (
        {},
        {"proposal": None, "program_id": OTHER_PROGRAM},
        {"proposal": None, "project_id": PROJECT},
    )
    past = (*APPROVED, *TWO_PROGRAMS[len(GOVERNED) :])
    given(*past).when(
        make.prioritise_programs(not_chosen=tuple(not_chosen(**each) for each in lost))
    ).then(
        happened.programs_prioritised(not_chosen=tuple(not_chosen_in_log(**each) for each in lost))
    )


def test_every_ranked_program_has_a_score_on_every_criterion() -> None:
    scored = ranked_in_log(scores=SCORES)
    given(*GOVERNED).when(
        make.prioritise_programs(order=(ranked(scores=SCORES),), criteria=CRITERIA)
    ).then(happened.programs_prioritised(order=(scored,), criteria=CRITERIA))
    assert scored.weighted(CRITERIA) == Fraction("0.7") * 4 + Fraction("0.75")
    assert FIRST_IN_LOG.weighted(()) is None


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("program_named_twice", {"order": (FIRST, FIRST)}),
    (
        "program_named_twice",
        {"not_chosen": (not_chosen(proposal=None, program_id=PROGRAM),)},
    ),
    (
        "program_named_twice",
        {"not_chosen": (not_chosen(proposal=None, project_id=PROJECT),) * 2},
    ),
    ("criterion_named_twice", {"criteria": (criterion(), criterion(weight="1"))}),
    ("scores_do_not_fit_criteria", {"criteria": CRITERIA}),
    ("scores_do_not_fit_criteria", {"order": (ranked(scores=SCORES),)}),
    ("scores_do_not_fit_criteria", {"order": (ranked(scores=SCORES[:1]),), "criteria": CRITERIA}),
    (
        "scores_do_not_fit_criteria",
        {"order": (ranked(scores=(*SCORES, SCORES[0])),), "criteria": CRITERIA},
    ),
    (
        "scores_do_not_fit_criteria",
        {"order": (ranked(scores=SCORES), SECOND), "criteria": CRITERIA},
    ),
    ("too_short", {"order": ()}),
]


@pytest.mark.parametrize(("code", "changes"), WRONG)
def test_a_priority_that_is_unclear_is_malformed(code: str, changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        make.prioritise_programs(**changes)
    assert [error["type"] for error in refused.value.errors()] == [code]


def test_the_place_whose_scores_do_not_fit_is_told() -> None:
    with pytest.raises(ValidationError) as refused:
        make.prioritise_programs(order=(ranked(scores=SCORES), SECOND), criteria=CRITERIA)
    [error] = refused.value.errors()
    assert error["ctx"] == {"place": 2, "criteria": 2, "scores": 0, "sv": error["ctx"]["sv"]}


@pytest.mark.parametrize(
    "changes", [{"proposal": None}, {"program_id": PROGRAM}, {"project_id": PROJECT}], ids=str
)
def test_what_is_not_chosen_is_one_thing(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="not_chosen_is_one_thing"):
        not_chosen(**changes)


@pytest.mark.parametrize(
    ("weight", "code"), [("-1", "weight_is_negative"), ("many", "weight_is_not_a_number")]
)
def test_weights_and_scores_are_numbers_of_nothing_or_more(weight: str, code: str) -> None:
    for build in (lambda: criterion(weight=weight), lambda: score(value=weight)):
        with pytest.raises(ValidationError, match=code):
            build()


def test_a_priority_is_of_a_portfolio_and_of_programs_and_initiatives_there_are() -> None:
    nobody, nothing = ProgramId(NOWHERE), ProjectId(NOWHERE)
    given(*GOVERNED[:2]).when(make.prioritise_programs()).then_not_found("portfolio", PORTFOLIO)
    given(*GOVERNED).when(
        make.prioritise_programs(order=(FIRST, ranked(program_id=nobody)))
    ).then_not_found("program", NOWHERE)
    for lost, thing in (
        (not_chosen(proposal=None, program_id=nobody), "program"),
        (not_chosen(proposal=None, project_id=nothing), "project"),
    ):
        given(*GOVERNED).when(make.prioritise_programs(not_chosen=(lost,))).then_not_found(
            thing, NOWHERE
        )


def test_a_priority_is_between_the_programs_of_one_portfolio() -> None:
    there = PortfolioId(NOWHERE)
    elsewhere = (
        *GOVERNED,
        in_program(
            happened.program_directive_approved(portfolio_id=there, title="IT"),
            program_id=OTHER_PROGRAM,
        ),
        in_project(happened.project_proposed(portfolio_id=there, program_id=None, title="Nät")),
    )
    for changes, title in (
        ({"order": (FIRST, SECOND)}, "IT"),
        ({"not_chosen": (not_chosen(proposal=None, program_id=OTHER_PROGRAM),)}, "IT"),
        ({"not_chosen": (not_chosen(proposal=None, project_id=PROJECT),)}, "Nät"),
    ):
        given(*elsewhere).when(make.prioritise_programs(**changes)).then_refused(
            "of_another_portfolio",
            title=title,
            portfolio_id=str(PORTFOLIO),
            actual_portfolio_id=str(there),
        )


def test_a_closed_program_is_not_prioritised_and_one_that_closes_later_is() -> None:
    closed = in_program(happened.program_closed(effective_from=JULY), program_id=OTHER_PROGRAM)
    order = (FIRST, SECOND)
    given(*TWO_PROGRAMS, closed).when(
        make.prioritise_programs(order=order, effective_from=before(JULY))
    ).then_accepted()
    given(*TWO_PROGRAMS, closed).when(
        make.prioritise_programs(order=order, effective_from=JULY)
    ).then_refused("program_is_closed", title="Effektiv kommun", since=JULY.isoformat())


def test_a_priority_follows_the_latest_from_its_day_and_not_before() -> None:
    past = (*TWO_PROGRAMS, PRIORITISED)
    turned = (SECOND, FIRST)
    given(*past).when(make.prioritise_programs(order=turned)).then_accepted()
    given(*past).when(
        make.prioritise_programs(order=turned, effective_from=before(NEW_YEAR))
    ).then_refused("precedes_latest_change", facet="priority", earliest=NEW_YEAR.isoformat())


def test_the_priority_in_force_again_is_no_change() -> None:
    given(*TWO_PROGRAMS, PRIORITISED).when(
        make.prioritise_programs(order=(FIRST, SECOND), effective_from=MARCH)
    ).then_refused("changes_nothing")


@pytest.mark.parametrize(
    "changes",
    [
        {"order": (SECOND, FIRST)},
        {"order": (FIRST,)},
        {"order": (FIRST, ranked(program_id=OTHER_PROGRAM, reason=sealed("Ett annat skäl.")))},
        {"order": (FIRST, SECOND), "reason": sealed("Ett annat skäl.")},
        {"order": (FIRST, SECOND), "not_chosen": (not_chosen(),)},
    ],
    ids=["other order", "fewer", "reason of one", "reason of all", "what lost"],
)
def test_whatever_else_is_said_is_a_change(changes: dict[str, Any]) -> None:
    given(*TWO_PROGRAMS, PRIORITISED).when(
        make.prioritise_programs(effective_from=MARCH, **changes)
    ).then_accepted()
