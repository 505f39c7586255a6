"""Decisions: the only way in for a body, the register, and the rehearsal."""

from __future__ import annotations

import unicodedata
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from application.decisions import take_in
from application.log import Transaction
from application.queries import DecisionFilter
from application.rehearsals import rehearse
from application.views import DecisionView
from domain.decision import Decision, Outcome
from domain.model import MemberCode
from interfaces.http.answering import (
    Answer,
    Asking,
    Day,
    Paged,
    Serving,
    answer,
    told,
    write,
)
from interfaces.http.decision_answers import addressed, rehearsed
from interfaces.http.openapi import takes
from interfaces.http.reading import Body, parse
from interfaces.http.rehearsals import WarnFrom

router = APIRouter(tags=["Decisions · Beslut"])


@router.post(
    "/decisions",
    status_code=201,
    response_model=Answer[DecisionView],
    openapi_extra=takes(Decision),
    summary="Record or rehearse a decision · Anteckna eller pröva ett beslut",
)
def post_decision(
    request: Request,
    serving: Serving,
    body: Body,
    limits: WarnFrom,
    rehearsal: Annotated[
        bool,
        Query(
            alias="rehearse",
            description="Check and compute everything, record nothing; answers 200 with the "
            "consequences and the refusals. Pröva allt, anteckna inget.",
        ),
    ] = False,
) -> Response:
    """Record one § of one body: its envelope and its resolutions, all or none of them.

    With `rehearse=true` it is only tried: the answer shows what each member's shares would be
    before and after, why a resolution would be refused, and what comes near its limit.

    Antecknar en § i ett organs protokoll: uppgifterna om beslutet och dess att-satser, alla
    eller ingen. Med `rehearse=true` prövas det bara: svaret visar varje kommuns andelar före och
    efter, varför en att-sats skulle avvisas och vad som närmar sig sin gräns.
    """
    decision = parse(Decision, body.raw)
    if rehearsal:
        tried, position = rehearse(serving.log, decision, serving.operator, limits)
        return Response(told(serving, rehearsed(tried), position), media_type="application/json")

    def take(transaction: Transaction) -> tuple[DecisionView, UUID, str]:
        view = addressed(take_in(transaction, decision, serving.operator))
        return view, view.decision_id, f"/decisions/{view.decision_id}"

    return write(request, serving, body.once, take)


async def chosen(
    body_id: Annotated[UUID | None, Query(alias="bodyId")] = None,
    program_id: Annotated[UUID | None, Query(alias="programId")] = None,
    project_id: Annotated[UUID | None, Query(alias="projectId")] = None,
    member: Annotated[
        MemberCode | None,
        Query(
            description="Decisions that concern a member or change what it pays. "
            "Beslut som rör en kommun eller ändrar vad den betalar.",
        ),
    ] = None,
    kind: Annotated[str | None, Query(pattern="^[A-Za-z]{1,50}$")] = None,
    outcome: Annotated[Outcome | None, Query()] = None,
    matter: Annotated[UUID | None, Query()] = None,
    decided_from: Annotated[Day | None, Query(alias="decidedFrom")] = None,
    decided_to: Annotated[Day | None, Query(alias="decidedTo")] = None,
    text: Annotated[
        str | None,
        Query(
            max_length=200,
            pattern=r"^[^\x00]*$",
            description="Looked for in every text of the decision, without regard to case. "
            "Söks i beslutets alla texter.",
        ),
    ] = None,
) -> DecisionFilter:
    """Return which decisions are asked for; every given filter must hold."""
    return DecisionFilter(
        body_id=body_id,
        program_id=program_id,
        project_id=project_id,
        member=member,
        kind=kind,
        outcome=outcome,
        matter=matter,
        decided_from=decided_from,
        decided_to=decided_to,
        text=unicodedata.normalize("NFC", text) if text else None,
    )


@router.get(
    "/decisions",
    response_model=Answer[tuple[DecisionView, ...]],
    summary="The register of decisions · Beslutsregistret",
)
def list_decisions(
    question: Asking,
    page: Paged,
    filters: Annotated[DecisionFilter, Depends(chosen)],
) -> Response:
    """Return decisions, newest first, each with its sentences, events and consequences.

    Beslut, de nyaste först, vart och ett med meningar, händelser och konsekvenser.
    """
    with question.reading() as now:
        found = now.reader.decisions(filters, now.at, page)
        views = tuple(map(addressed, found.items))
        return answer(question.request, now, views, total=found.total, page=page)


@router.get(
    "/decisions/{decisionId}",
    response_model=Answer[DecisionView],
    summary="One decision · Ett beslut",
)
def read_decision(
    question: Asking,
    decision_id: Annotated[UUID, Path(alias="decisionId")],
) -> Response:
    """Return one decision as it was known at a position.

    Ett beslut som det var känt vid en position.
    """
    return question.answered(lambda now: addressed(now.reader.decision(decision_id, now.at)))
