"""Registrations: facts with their source, recorded through the same transaction as decisions."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from application.log import Transaction
from application.registrations import AnyFact, register, rehearse_registration
from application.views import PersonView, RegisteredView
from domain.agreement import (
    CorrectStatistic,
    EstablishAgreement,
    RegisterConsent,
    RegisterStatistic,
)
from domain.decision import RegisterAnnulment
from domain.person import RegisterPerson
from domain.review import RegisterReview
from interfaces.http.answering import (
    Answer,
    Asking,
    Paged,
    Service,
    Serving,
    told,
    write,
)
from interfaces.http.openapi import takes
from interfaces.http.reading import Body, Posted, parse

router = APIRouter(tags=["Registrations · Registreringar"])

_Registered = Answer[RegisteredView]


Rehearsal = Annotated[
    bool,
    Query(
        alias="rehearse",
        description="Check and compute everything, record nothing; answers 200 with what it would "
        "change for each member. Pröva allt, anteckna inget.",
    ),
]


def registered(
    request: Request,
    serving: Service,
    body: Posted,
    fact: type[AnyFact],
    path: str,
    *,
    rehearsal: bool = False,
) -> Response:
    """Record or rehearse a fact.

    `path` is where it can be read, with ``{entry}`` or a field of the fact.
    """
    parsed = parse(fact, body.raw)
    if rehearsal:
        tried, position = rehearse_registration(serving.log, parsed, serving.operator)
        return Response(told(serving, tried, position), media_type="application/json")

    def take(transaction: Transaction) -> tuple[RegisteredView, UUID, str]:
        view = register(transaction, parsed, serving.operator)
        return view, view.entry, path.format(entry=view.entry, fact=parsed)

    return write(request, serving, body.once, take)


@router.post(
    "/agreements",
    status_code=201,
    response_model=_Registered,
    openapi_extra=takes(EstablishAgreement),
    summary="Register the signed agreement · Registrera samverkansavtalet",
)
def post_agreement(request: Request, serving: Serving, body: Body) -> Response:
    """Register the signed agreement: founding members, legal form, host, board and auditors.

    Registrerar det undertecknade avtalet: medlemmar, form, värdkommun, styrgrupp och revisorer.
    """
    return registered(request, serving, body, EstablishAgreement, "/agreements/{entry}")


@router.post(
    "/persons",
    status_code=201,
    response_model=_Registered,
    openapi_extra=takes(RegisterPerson),
    summary="Register a person · Registrera en person",
)
def post_person(request: Request, serving: Serving, body: Body) -> Response:
    """Register a person's name, in the one place from where it can be erased.

    Registrerar en persons namn, på det enda ställe där namn finns och kan gallras.
    """
    return registered(request, serving, body, RegisterPerson, "/persons/{entry}")


@router.post(
    "/statistics",
    status_code=201,
    response_model=_Registered,
    openapi_extra=takes(RegisterStatistic),
    summary="Register figures per member · Registrera statistik",
)
def post_statistic(
    request: Request, serving: Serving, body: Body, rehearsal: Rehearsal = False
) -> Response:
    """Register figures for one basis on one reference date; they split nothing until applied.

    Registrerar uppgifter för en grund per en dag; de fördelar inget förrän de tillämpas.
    """
    path = "/agreements/{fact.agreement_id}/statistics"
    return registered(request, serving, body, RegisterStatistic, path, rehearsal=rehearsal)


@router.post(
    "/statistic-corrections",
    status_code=201,
    response_model=_Registered,
    openapi_extra=takes(CorrectStatistic),
    summary="Correct registered figures · Rätta registrerad statistik",
)
def post_statistic_correction(
    request: Request, serving: Serving, body: Body, rehearsal: Rehearsal = False
) -> Response:
    """Put right figures in the place of wrong ones; the answer says what changes per member.

    What was wrong stays in the log. Closed fiscal years keep the shares they had.

    Sätter rätta uppgifter i de felaktigas ställe; svaret visar vad det ändrar för varje kommun.
    Det felaktiga finns kvar i loggen. Stängda räkenskapsår behåller sina andelar.
    """
    path = "/agreements/{fact.agreement_id}/statistics"
    return registered(request, serving, body, CorrectStatistic, path, rehearsal=rehearsal)


@router.post(
    "/annulments",
    status_code=201,
    response_model=_Registered,
    openapi_extra=takes(RegisterAnnulment),
    summary="Register a court's annulment · Registrera att en domstol upphävt ett beslut",
)
def post_annulment(
    request: Request, serving: Serving, body: Body, rehearsal: Rehearsal = False
) -> Response:
    """Register that a court has annulled a decision; it works as a reversal.

    What a rule does not let be undone stays, and the answer says what and why.

    Registrerar att en domstol har upphävt ett beslut; det verkar som ett upphävande. Det som en
    regel inte låter gå tillbaka står kvar, och svaret säger vad och varför.
    """
    path = "/decisions/{fact.decision_id}"
    return registered(request, serving, body, RegisterAnnulment, path, rehearsal=rehearsal)


@router.post(
    "/consents",
    status_code=201,
    response_model=_Registered,
    openapi_extra=takes(RegisterConsent),
    summary="Register a member's consent or refusal · Registrera ett samtycke",
)
def post_consent(
    request: Request, serving: Serving, body: Body, rehearsal: Rehearsal = False
) -> Response:
    """Register a member's own decision on what the board decided under "each member".

    The last consent brings it into force; a refusal ends it.

    Registrerar en kommuns eget beslut. Sista samtycket sätter beslutet i kraft; ett nej fäller
    det.
    """
    path = "/agreements/{fact.agreement_id}/pending-decisions"
    return registered(request, serving, body, RegisterConsent, path, rehearsal=rehearsal)


@router.post(
    "/reviews",
    status_code=201,
    response_model=_Registered,
    openapi_extra=takes(RegisterReview),
    summary="Initiate an elected auditor's own review · Inled en egen revision",
    tags=["Reviews · Revisioner"],
)
def post_review(request: Request, serving: Serving, body: Body) -> Response:
    """Initiate a review by elected auditors, which nobody can stop; it freezes the evidence.

    The board commissions a review by a decision (`initiateReview`).

    Inleder en revision på de valda revisorernas eget initiativ; den fryser bevisläget.
    Styrgruppen beställer en genom beslut.
    """
    return registered(request, serving, body, RegisterReview, "/reviews/{entry}")


@router.get(
    "/persons",
    response_model=Answer[tuple[PersonView, ...]],
    summary="Persons · Personer",
)
def list_persons(question: Asking, page: Paged) -> Response:
    """Return the registered persons; an erased name is null.

    Registrerade personer; ett gallrat namn är null.
    """
    return question.listed(page, lambda now: now.reader.persons(now.at))


@router.get(
    "/persons/{personId}", response_model=Answer[PersonView], summary="One person · En person"
)
def read_person(
    question: Asking,
    person_id: Annotated[UUID, Path(alias="personId")],
) -> Response:
    """Return one person; an erased name is null.

    En person; ett gallrat namn är null.
    """
    return question.answered(lambda now: now.reader.person(person_id, now.at))
