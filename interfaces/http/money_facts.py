"""Costs, credits, commitments and incomes as they are registered, and deviations as read."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from application.deviations import deviations_of
from application.views import DeviationStanding, DeviationView, EventView, RegisteredView
from domain.budget import (
    RegisterCommitment,
    RegisterCommitmentEnd,
    RegisterCost,
    RegisterCredit,
    RegisterIncome,
)
from interfaces.http.answering import Answer, Asking, Paged, Serving
from interfaces.http.money import FiscalYear, ProgramId, ProjectId
from interfaces.http.openapi import takes
from interfaces.http.reading import Body
from interfaces.http.registrations import registered

router = APIRouter(tags=["Registrations · Registreringar"])

_Registered = Answer[RegisteredView]
_Events = Answer[tuple[EventView, ...]]


@router.post(
    "/costs",
    status_code=201,
    response_model=_Registered,
    openapi_extra=takes(RegisterCost),
    summary="Register a cost · Registrera en kostnad",
)
def post_cost(request: Request, serving: Serving, body: Body) -> Response:
    """Register a cost with its voucher; above the allocation it is recorded as a deviation.

    It may take the place of a commitment. In a closed fiscal year it becomes an adjustment.

    Registrerar en kostnad med verifikation; över anslaget antecknas den som avvikelse. Den kan
    träda i stället för ett åtagande. I ett stängt räkenskapsår blir den en justering.
    """
    return registered(request, serving, body, RegisterCost, "/costs/{entry}")


@router.get("/costs/{costId}", response_model=_Events, summary="One cost · En kostnad")
def read_cost(question: Asking, cost_id: Annotated[UUID, Path(alias="costId")]) -> Response:
    """Return a cost as it was recorded, one entry for each fiscal year, and its credits.

    En kostnad som den antecknades, en post per räkenskapsår, och dess krediteringar.
    """
    return question.answered(lambda now: now.reader.registered("cost", cost_id, now.at))


@router.post(
    "/credits",
    status_code=201,
    response_model=_Registered,
    openapi_extra=takes(RegisterCredit),
    summary="Register a credit of a cost · Registrera en kreditering",
)
def post_credit(request: Request, serving: Serving, body: Body) -> Response:
    """Register a credit, which names its cost and falls where that fell, in proportion.

    All credits together are never more than the cost. It is read with the cost.

    Registrerar en kreditering, som anger sin kostnad och faller där den föll, i proportion.
    Alla krediteringar är tillsammans högst kostnaden. Den läses med kostnaden.
    """
    return registered(request, serving, body, RegisterCredit, "/costs/{fact.cost_id}")


@router.post(
    "/commitments",
    status_code=201,
    response_model=_Registered,
    openapi_extra=takes(RegisterCommitment),
    summary="Register a commitment · Registrera ett åtagande",
)
def post_commitment(request: Request, serving: Serving, body: Body) -> Response:
    """Register money that is bound to a supplier; above what is available it is a deviation.

    Registrerar pengar som är bundna till en leverantör; över det tillgängliga är det en avvikelse.
    """
    return registered(request, serving, body, RegisterCommitment, "/commitments/{entry}")


@router.get(
    "/commitments/{commitmentId}",
    response_model=_Events,
    summary="One commitment · Ett åtagande",
)
def read_commitment(
    question: Asking, commitment_id: Annotated[UUID, Path(alias="commitmentId")]
) -> Response:
    """Return a commitment as it was recorded, the costs that took its place, and its end.

    Ett åtagande som det antecknades, kostnaderna som trätt i dess ställe och dess slut.
    """
    return question.answered(lambda now: now.reader.registered("commitment", commitment_id, now.at))


@router.post(
    "/commitment-ends",
    status_code=201,
    response_model=_Registered,
    openapi_extra=takes(RegisterCommitmentEnd),
    summary="Lift what is left of a commitment · Häv resten av ett åtagande",
)
def post_commitment_end(request: Request, serving: Serving, body: Body) -> Response:
    """Register that what is left of a commitment will not become cost, and why.

    Registrerar att resten av ett åtagande inte blir kostnad, och varför.
    """
    path = "/commitments/{fact.commitment_id}"
    return registered(request, serving, body, RegisterCommitmentEnd, path)


@router.post(
    "/incomes",
    status_code=201,
    response_model=_Registered,
    openapi_extra=takes(RegisterIncome),
    summary="Register an income · Registrera en intäkt",
)
def post_income(request: Request, serving: Serving, body: Body) -> Response:
    """Register an income, such as a state grant; it is split like a cost and stands by itself.

    Registrerar en intäkt, till exempel ett statsbidrag; den fördelas som en kostnad och står för
    sig.
    """
    return registered(request, serving, body, RegisterIncome, "/incomes/{entry}")


@router.get("/incomes/{incomeId}", response_model=_Events, summary="One income · En intäkt")
def read_income(question: Asking, income_id: Annotated[UUID, Path(alias="incomeId")]) -> Response:
    """Return an income as it was recorded, one entry for each fiscal year it belongs to.

    En intäkt som den antecknades, en post per räkenskapsår.
    """
    return question.answered(lambda now: now.reader.registered("income", income_id, now.at))


@router.get(
    "/deviations",
    response_model=Answer[tuple[DeviationView, ...]],
    summary="Deviations · Avvikelser",
    tags=["Money · Ekonomi"],
)
def list_deviations(
    question: Asking,
    page: Paged,
    program_id: ProgramId = None,
    project_id: ProjectId = None,
    fiscal_year: FiscalYear = None,
    standing: Annotated[DeviationStanding | None, Query()] = None,
) -> Response:
    """Return how money departs from what was decided: what caused it, how large, since when.

    A deviation is open until a body has noted it as large as it is, or it is remedied.

    Hur pengar avviker från det beslutade: vad som orsakade det, hur stort, sedan när. En
    avvikelse är öppen tills ett organ har noterat den så stor som den är, eller den är åtgärdad.
    """
    return question.listed(
        page,
        lambda now: deviations_of(
            now.reader,
            now.at,
            program_id=program_id,
            project_id=project_id,
            fiscal_year=fiscal_year,
            standing=standing,
        ),
    )
