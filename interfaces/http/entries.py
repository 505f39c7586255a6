"""The log itself, a stream's history, and reviews with what they link to."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from application.views import EventView, ReviewView
from domain.model import Position, StreamId
from interfaces.http.answering import (
    API,
    Answer,
    Asking,
    Paged,
    answer,
)

router = APIRouter(tags=["Log · Logg"])


@router.get(
    "/events",
    response_model=Answer[tuple[EventView, ...]],
    summary="The log, or one stream's history · Loggen, eller en ströms historia",
)
def list_events(
    question: Asking,
    stream: Annotated[
        str | None,
        Query(
            max_length=100,
            pattern=r"^[a-z_]+/[0-9a-f-]{36}(/\d{4})?$",
            description="One stream, for example budget/<uuid>/2026. En ström.",
        ),
    ] = None,
    after: Annotated[
        int,
        Query(
            ge=0,
            le=2**53 - 1,
            description="Entries after this position: the cursor. Poster efter denna position.",
        ),
    ] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 20,
) -> Response:
    """Return entries of the log in order, each with the decision or fact that caused it.

    Loggens poster i ordning, var och en med beslutet eller faktumet bakom.
    """
    with question.reading() as now:
        chosen = StreamId(stream) if stream else None
        found = now.reader.events(Position(after), limit, now.at.known_at, chosen)
        return answer(question.request, now, found)


@router.get(
    "/reviews",
    response_model=Answer[tuple[ReviewView, ...]],
    summary="Reviews · Revisioner",
    tags=["Reviews · Revisioner"],
)
def list_reviews(question: Asking, page: Paged) -> Response:
    """Return the reviews, commissioned and of the auditors' own initiative. Revisionerna."""
    return question.listed(
        page,
        lambda now: tuple(map(_linked, now.reader.reviews(now.at))),
    )


@router.get(
    "/reviews/{reviewId}",
    response_model=Answer[ReviewView],
    summary="One review · En revision",
    tags=["Reviews · Revisioner"],
)
def read_review(
    question: Asking,
    review_id: Annotated[UUID, Path(alias="reviewId")],
) -> Response:
    """Return a review; its links answer as of its evidence position, whatever came later.

    En revision; dess länkar svarar enligt bevisläget, vad som än har hänt sedan.
    """
    return question.answered(lambda now: _linked(now.reader.review(review_id, now.at)))


def _linked(review: ReviewView) -> ReviewView:
    """Return a review with links to its evidence, as known at its position."""
    period = review.period
    known = f"knownAt=position:{review.evidence_position}&validAt={period.last}"
    decided = f"decidedFrom={period.first}&decidedTo={period.last}"
    links = {
        "decisions": f"{API}/decisions?{decided}&{known}",
        "events": f"{API}/events?{known}",
        **_scope_links(review, known, decided),
    }
    return review.model_copy(update={"links": links})


def _scope_links(review: ReviewView, known: str, decided: str) -> dict[str, str]:
    kind, identity = review.scope["scopeKind"], review.scope["id"]
    match kind:
        case "portfolio" | "fiscal_year" | "settlement":
            shares = f"{API}/shares?portfolioId={identity}&{known}"
            if review.scope["fiscalYear"]:
                shares += f"&fiscalYear={review.scope['fiscalYear']}"
            return {"portfolio": f"{API}/portfolios/{identity}?{known}", "shares": shares}
        case "program":
            return {
                "program": f"{API}/programs/{identity}?{known}",
                "decisions": f"{API}/decisions?programId={identity}&{decided}&{known}",
                "postings": f"{API}/postings?programId={identity}&{known}",
                "shares": f"{API}/shares?programId={identity}&{known}",
                **{
                    f"budget{year}": f"{API}/programs/{identity}/budgets/{year}?{known}"
                    for year in range(review.period.first.year, review.period.last.year + 1)
                },
            }
        case "project":
            return {
                "project": f"{API}/projects/{identity}?{known}",
                "decisions": f"{API}/decisions?projectId={identity}&{decided}&{known}",
                "postings": f"{API}/postings?projectId={identity}&{known}",
            }
        case "body":
            return {"decisions": f"{API}/decisions?bodyId={identity}&{decided}&{known}"}
        case _:
            agreement = f"{API}/agreements/{review.agreement_id}"
            return {"agreement": f"{agreement}?{known}"}
