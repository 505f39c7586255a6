from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from domain.errors import Conflict, CorruptStream, NotPermitted
from domain.model import AgreementId, BodyId
from domain.review import ReviewScope
from tests import happened, make
from tests.happened import APPROVED, in_review
from tests.make import (
    AUDITORS,
    BOARD,
    NOWHERE,
    PORTFOLIO,
    PROGRAM,
    PROJECT,
    REVIEW,
    STEERING,
    sealed,
    stated,
)
from tests.spec import given, past_of
from tests.surroundings import state_of

PAST = APPROVED
HEAD = sum(map(len, past_of(*PAST).values()))
WAYS = pytest.mark.parametrize(
    "review", [make.initiate_review, make.register_review], ids=["commissioned", "own"]
)


def scope(kind: str, identity: UUID | None = None, year: int | None = None) -> ReviewScope:
    return ReviewScope.model_validate({"scope_kind": kind, "id": identity, "fiscal_year": year})


def test_the_board_commissions_a_review() -> None:
    given(*PAST).when(make.initiate_review()).then(
        happened.review_initiated(evidence_position=HEAD, initiated_on=make.NEW_YEAR)
    )


def test_elected_auditors_initiate_one_of_their_own() -> None:
    given(*PAST).when(make.register_review()).then(
        happened.review_initiated(
            origin="own_initiative", initiated_by=AUDITORS, evidence_position=HEAD
        )
    )


def test_a_review_holds_its_questions_in_order_and_its_days_half_open() -> None:
    questions = (sealed("Hur?"), sealed("Varför?"))
    given(*PAST).when(
        make.initiate_review(questions=questions, period=stated("2025-03-01", "2025-03-31"))
    ).then(
        happened.review_initiated(
            questions=questions,
            period=make.period("2025-03-01", "2025-03-31"),
            evidence_position=HEAD,
            initiated_on=make.NEW_YEAR,
        )
    )


@WAYS
def test_a_review_asks_something(review: Any) -> None:
    with pytest.raises(ValidationError, match="too_short"):
        review(questions=())


@WAYS
def test_a_review_is_initiated_once(review: Any) -> None:
    given(*PAST, in_review(happened.review_initiated())).when(review()).then_refused(
        "already_recorded", Conflict, thing="review", id=str(REVIEW)
    )


@WAYS
def test_a_review_is_under_an_agreement_there_is(review: Any) -> None:
    given(*PAST).when(review(agreement_id=AgreementId(NOWHERE))).then_not_found(
        "agreement", NOWHERE
    )


def test_a_review_of_their_own_is_by_a_body_there_is() -> None:
    given(*PAST).when(make.register_review(body_id=BodyId(NOWHERE))).then_not_found("body", NOWHERE)


@pytest.mark.parametrize(
    ("body", "kind"), [(BOARD, "board"), (STEERING, "steering_group")], ids=["board", "steering"]
)
def test_only_elected_auditors_initiate_one_of_their_own(body: BodyId, kind: str) -> None:
    given(*PAST).when(make.register_review(body_id=body)).then_refused(
        "not_elected_auditors",
        NotPermitted,
        body_id=str(body),
        body_kind=kind,
        possible=["auditors"],
    )


@pytest.mark.parametrize(
    "reviewed",
    [
        scope("portfolio", PORTFOLIO),
        scope("body", STEERING),
        scope("program", PROGRAM),
        scope("project", PROJECT),
        scope("fiscal_year", PORTFOLIO, 2025),
        scope("settlement", PORTFOLIO, 2025),
        scope("host"),
    ],
    ids=lambda each: each.scope_kind,
)
@WAYS
def test_a_review_is_of_any_of_these(review: Any, reviewed: ReviewScope) -> None:
    given(*PAST).when(review(scope=reviewed)).then_accepted()


@pytest.mark.parametrize(
    "kind", ["portfolio", "body", "program", "project", "fiscal_year", "settlement"]
)
def test_a_review_is_of_something_there_is(kind: str) -> None:
    year = 2025 if kind in ("fiscal_year", "settlement") else None
    thing = "portfolio" if year else kind
    given(*PAST).when(make.initiate_review(scope=scope(kind, NOWHERE, year))).then_not_found(
        thing, NOWHERE
    )


@pytest.mark.parametrize(
    "unclear",
    [
        scope("portfolio"),
        scope("body"),
        scope("program", None, 2025),
        scope("project", PROJECT, 2025),
        scope("fiscal_year", PORTFOLIO),
        scope("settlement", None, 2025),
        scope("host", PROGRAM),
        scope("host", None, 2025),
    ],
)
def test_a_scope_has_what_its_kind_needs_and_nothing_else(unclear: ReviewScope) -> None:
    given(*PAST).when(make.initiate_review(scope=unclear)).then_refused(
        "review_scope_unclear",
        scope_kind=unclear.scope_kind,
        needs_id=unclear.scope_kind != "host",
        needs_fiscal_year=unclear.scope_kind in ("fiscal_year", "settlement"),
    )


@WAYS
def test_evidence_is_as_of_any_position_up_to_the_head_and_none_after(review: Any) -> None:
    for position in (1, HEAD):
        [initiated] = given(*PAST).when(review(evidence_position=position)).then_accepted()
        assert initiated.model_dump()["evidencePosition"] == position
    given(*PAST).when(review(evidence_position=HEAD + 1)).then_refused(
        "evidence_in_the_future", asked=HEAD + 1, head=HEAD
    )


@WAYS
def test_there_is_no_evidence_before_the_first_entry(review: Any) -> None:
    with pytest.raises(ValidationError, match="greater_than_equal"):
        review(evidence_position=0)


def test_a_review_that_is_initiated_twice_is_corrupt() -> None:
    with pytest.raises(CorruptStream):
        state_of(in_review().stream, [happened.review_initiated()] * 2)
