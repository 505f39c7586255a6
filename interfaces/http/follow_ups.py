"""Follow-up: how far decisions and assignments have come, registered and read by age."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from application.follow_up_ages import by_age
from application.queries import FollowUpFilter
from application.views import AgeGroupView, FollowUpView, RegisteredView
from application.views.follow_ups import Standing
from domain.decision import RegisterFollowUp
from interfaces.http.answering import Answer, Asking, Paged, Serving, answer
from interfaces.http.openapi import takes
from interfaces.http.reading import Body
from interfaces.http.registrations import registered

router = APIRouter(tags=["Follow-up · Uppföljning"])


@router.post(
    "/follow-ups",
    status_code=201,
    response_model=Answer[RegisteredView],
    openapi_extra=takes(RegisterFollowUp),
    summary="Register how far a decision has come · Registrera uppföljning av ett beslut",
)
def post_follow_up(request: Request, serving: Serving, body: Body) -> Response:
    """Register that a decision or an assignment is in progress, carried out or written off.

    Each is dated and may have a note; what is written off must have one, and so must what is
    taken up again.

    Registrerar att ett beslut eller uppdrag pågår, är genomfört eller avskrivs, med dag. Det som
    avskrivs eller tas upp igen ska ha en anteckning.
    """
    path = "/follow-ups/{fact.decision_id}"
    return registered(request, serving, body, RegisterFollowUp, path)


async def chosen(
    standing: Annotated[Standing | None, Query(description="How far it has come. Läget.")] = None,
    overdue: Annotated[
        bool | None,
        Query(description="Past its day, and not ended. Över tiden och inte avslutat."),
    ] = None,
    body_id: Annotated[UUID | None, Query(alias="bodyId")] = None,
    program_id: Annotated[UUID | None, Query(alias="programId")] = None,
    min_age: Annotated[
        int,
        Query(
            alias="minAge",
            ge=0,
            le=100_000,
            description="At least so many days old at validAt. Minst så många dagar gammalt.",
        ),
    ] = 0,
) -> FollowUpFilter:
    """Return which decisions are asked for; every given filter must hold."""
    return FollowUpFilter(standing, overdue, body_id, program_id, min_age)


Chosen = Annotated[FollowUpFilter, Depends(chosen)]


@router.get(
    "/follow-ups",
    response_model=Answer[tuple[FollowUpView, ...]],
    summary="What is to be followed up · Att följa upp",
)
def list_follow_ups(question: Asking, page: Paged, filters: Chosen) -> Response:
    """Return every decision that asks for something or was followed up, oldest first.

    Age is counted in days from the decision to `validAt`, and so is the time past due.

    Alla beslut som begär något eller har följts upp, äldst först, med ålder och tid över
    förfallodagen i dagar till `validAt`.
    """
    with question.reading() as now:
        found = now.reader.follow_ups(filters, now.at, page)
        return answer(question.request, now, found.items, total=found.total, page=page)


@router.get(
    "/follow-ups/{decisionId}",
    response_model=Answer[FollowUpView],
    summary="The follow-up of one decision · Ett besluts uppföljning",
)
def read_follow_up(
    question: Asking,
    decision_id: Annotated[UUID, Path(alias="decisionId")],
) -> Response:
    """Return what one decision asks for, and its history of follow-up.

    Vad ett beslut begär, och hur det har följts upp.
    """
    return question.answered(lambda now: now.reader.follow_up(decision_id, now.at))


@router.get(
    "/follow-up-ages",
    response_model=Answer[tuple[AgeGroupView, ...]],
    summary="What is to be followed up, by age · Att följa upp, efter ålder",
)
def list_follow_up_ages(question: Asking, page: Paged, filters: Chosen) -> Response:
    """Return how many decisions of each age stand how, the youngest first.

    The groups are 0–30, 31–90 and 91–365 days, and over a year; they sum to the list.

    Hur många beslut av varje ålder som är i vilket läge, de yngsta först: 0–30, 31–90 och 91–365
    dagar, och över ett år.
    """
    return question.listed(page, lambda now: by_age(now.reader.follow_up_counts(filters, now.at)))
