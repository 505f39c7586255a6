"""Rehearsals: decisions tried in order, of which nothing is left."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from application.cautions import Limits, PerCent
from application.rehearsals import Rehearsal, rehearse_in_order
from application.views import RehearsalView
from interfaces.http.answering import Answer, Serving, told
from interfaces.http.decision_answers import readable, rehearsed
from interfaces.http.openapi import takes
from interfaces.http.reading import Body, parse

router = APIRouter(tags=["Decisions · Beslut"])


async def limits(
    share_rise: Annotated[
        PerCent,
        Query(
            alias="shareRise",
            description="In a rehearsal: warn when a member's share of a year rises by more than "
            "so many per cent. Vid prövning: varna när en andel stiger med mer.",
        ),
    ] = "5",
    nearly_reached: Annotated[
        PerCent,
        Query(
            alias="nearlyReached",
            description="In a rehearsal: warn when at least so many per cent of a ceiling or a "
            "frame is used. Vid prövning: varna när minst så mycket av en ram är använt.",
        ),
    ] = "90",
) -> Limits:
    """Return from how many per cent on a rehearsal warns."""
    return Limits(share_rise=share_rise, nearly_reached=nearly_reached)


WarnFrom = Annotated[Limits, Depends(limits)]


@router.post(
    "/rehearsals",
    status_code=200,
    response_model=Answer[RehearsalView],
    openapi_extra=takes(Rehearsal),
    summary="Rehearse decisions in order · Pröva beslut i ordning",
)
def post_rehearsal(serving: Serving, body: Body) -> Response:
    """Try up to 50 decisions, each as if those before it had been taken; nothing is recorded.

    A decision that breaks a rule is told with the rule, and the others are tried as if it had
    not been taken. The answer shows what each changes, and all of them together, for every
    member and year, and warns of what is nearly used up and of shares that rise.

    Prövar upp till 50 beslut, vart och ett som om de före hade fattats; inget antecknas. Ett
    beslut som bryter mot en regel redovisas med regeln, och de andra prövas som om det inte hade
    fattats. Svaret visar vad varje beslut och alla tillsammans ändrar för varje kommun och år.
    """
    tried, position = rehearse_in_order(serving.log, parse(Rehearsal, body.raw), serving.operator)
    decisions = tuple(
        one.model_copy(
            update={
                "refusals": readable(one.refusals),
                "view": rehearsed(one.view) if one.view else None,
            }
        )
        for one in tried.decisions
    )
    told_of = {"decisions": decisions, "warnings": readable(tried.warnings)}
    answer = told(serving, tried.model_copy(update=told_of), position)
    return Response(answer, media_type="application/json")
