"""The review (revision): an inquiry, commissioned by the board or an elected auditor's own.

Source: domain.md, "Streams" (review); settled question 13: an own-initiative review is a
registration, and the evidence position defaults to the head before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, Protocol
from uuid import UUID

from pydantic import Field

from domain.errors import NotFound, NotPermitted, Refused
from domain.model import (
    AgreementId,
    Bilingual,
    BodyId,
    Command,
    Event,
    Fact,
    Frozen,
    Names,
    Period,
    Prose,
    ReviewId,
    Sealed,
    StatedPeriod,
    StreamId,
    Title,
    Year,
)
from domain.rules import already_recorded, begins, of_the_agreement
from domain.wording import during

ScopeKind = Literal["portfolio", "body", "program", "project", "fiscal_year", "settlement", "host"]
_WITH_YEAR = ("fiscal_year", "settlement")


def stream(review_id: UUID) -> StreamId:
    """Return the stream of a review."""
    return StreamId(f"review/{review_id}")


class ReviewScope(Frozen):
    """What is reviewed; a fiscal year or its settlement is named by its portfolio and year."""

    scope_kind: ScopeKind
    id: UUID | None = None
    fiscal_year: Year | None = None


class ReviewInitiated(Event):
    TOPIC = "review.initiated"
    agreement_id: AgreementId
    origin: Literal["commissioned", "own_initiative"]
    initiated_by: BodyId | None
    title: Title
    scope: ReviewScope
    period: Period
    questions: tuple[Sealed, ...]
    evidence_position: int
    initiated_on: date


ReviewEvent = ReviewInitiated

_Questions = Annotated[tuple[Prose, ...], Field(min_length=1, max_length=50)]
_Evidence = Annotated[int | None, Field(ge=1)]


class InitiateReview(Command):
    """Commission a review; everything it links to is seen as of its evidence position."""

    kind: Literal["initiateReview"]
    review_id: ReviewId
    agreement_id: AgreementId
    title: Title
    scope: ReviewScope
    period: StatedPeriod
    questions: _Questions
    evidence_position: _Evidence = None

    @property
    def stream(self) -> StreamId:
        return stream(self.review_id)

    def sentence(self, names: Names) -> Bilingual:
        days = during(self.period)
        return Bilingual(
            sv=f"Revision inleds: {self.title}, för tiden {days.sv}.",
            en=f"A review is initiated: {self.title}, for {days.en}.",
        )


class RegisterReview(Fact):
    """An elected auditor's own review, which nobody can stop."""

    review_id: ReviewId
    agreement_id: AgreementId
    body_id: BodyId
    title: Title
    scope: ReviewScope
    period: StatedPeriod
    questions: _Questions
    evidence_position: _Evidence = None
    initiated_on: date = Field(
        description="The day the auditors decided it. Dagen revisorerna beslutade den."
    )

    @property
    def entry(self) -> UUID:
        return self.review_id

    @property
    def happened_on(self) -> date:
        return self.initiated_on

    @property
    def stream(self) -> StreamId:
        return stream(self.review_id)


@dataclass(frozen=True, slots=True)
class Review:
    """What the rules read of a review."""

    title: str
    evidence_position: int


class ReviewSurroundings(Protocol):
    """What the rules of a review read of other streams and of the log."""

    @property
    def head(self) -> int: ...

    def exists(self, stream: StreamId) -> bool: ...

    def agreement_of(self, stream: StreamId) -> UUID: ...

    def body_kind(self, agreement_id: UUID, body_id: UUID) -> str | None: ...


def decide(
    state: Review | None, command: InitiateReview | RegisterReview, around: ReviewSurroundings
) -> list[ReviewEvent]:
    """Return the events `command` causes, or raise the rule that refuses it."""
    if state is not None:
        raise already_recorded("review", command.review_id)
    if not around.exists(StreamId(f"agreement/{command.agreement_id}")):
        raise NotFound("agreement", command.agreement_id)
    own = isinstance(command, RegisterReview)
    if isinstance(command, RegisterReview):
        _is_elected_auditor(command, around)
    _scope_exists(command.agreement_id, command.scope, around)
    return [
        ReviewInitiated(
            agreement_id=command.agreement_id,
            origin="own_initiative" if own else "commissioned",
            initiated_by=command.body_id if isinstance(command, RegisterReview) else None,
            title=command.title,
            scope=command.scope,
            period=command.period.half_open(),
            questions=command.questions,
            evidence_position=_evidence(command.evidence_position, around.head),
            initiated_on=command.initiated_on
            if isinstance(command, RegisterReview)
            else command.effective_from,
        )
    ]


def _is_elected_auditor(command: RegisterReview, around: ReviewSurroundings) -> None:
    kind = around.body_kind(command.agreement_id, command.body_id)
    if kind is None:
        raise NotFound("body", command.body_id)
    if kind != "auditors":
        raise NotPermitted(
            "not_elected_auditors",
            "Bara valda revisorer kan inleda en egen revision; portföljstyrgruppen beställer en "
            "genom beslut.",
            "Only elected auditors can initiate a review of their own; the board commissions one "
            "by a decision.",
            body_id=str(command.body_id),
            body_kind=kind,
            possible=["auditors"],
        )


def _scope_exists(
    agreement_id: AgreementId, scope: ReviewScope, around: ReviewSurroundings
) -> None:
    _scope_is_whole(scope)
    if scope.scope_kind == "host":
        return
    identity = UUID(int=0) if scope.id is None else scope.id
    if scope.scope_kind != "body":
        kind = "portfolio" if scope.scope_kind in _WITH_YEAR else scope.scope_kind
        reviewed = StreamId(f"{kind}/{identity}")
        of_the_agreement(reviewed, agreement_id, around.agreement_of(reviewed))
    elif around.body_kind(agreement_id, identity) is None:
        raise NotFound("body", identity)


def _scope_is_whole(scope: ReviewScope) -> None:
    needs_id = scope.scope_kind != "host"
    needs_year = scope.scope_kind in _WITH_YEAR
    if (scope.id is None) == needs_id or (scope.fiscal_year is None) == needs_year:
        raise Refused(
            "review_scope_unclear",
            "Revisionens omfattning ska ha id (utom för host) och räkenskapsår bara för "
            "fiscal_year och settlement, vars id är portföljens.",
            "The scope of a review has an id (but for host), and a fiscal year only for "
            "fiscal_year and settlement, whose id is the portfolio's.",
            scope_kind=scope.scope_kind,
            needs_id=needs_id,
            needs_fiscal_year=needs_year,
        )


def _evidence(asked: int | None, head: int) -> int:
    if asked is None:
        return head
    if asked > head:
        raise Refused(
            "evidence_in_the_future",
            f"Loggen har {head} poster; bevisläget {asked} finns ännu inte.",
            f"The log has {head} entries; there is no position {asked} yet.",
            asked=asked,
            head=head,
        )
    return asked


def evolve(state: Review | None, event: ReviewEvent) -> Review:
    """Return the state after `event`.

    Raises:
        CorruptStream: the stream has begun already.
    """
    begins(state, event.TOPIC)
    return Review(title=event.title, evidence_position=event.evidence_position)
