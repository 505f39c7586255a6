"""Agreements, members, constellations, cost keys and statistics as anyone may read them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from starlette.responses import Response

from application.agreement_terms import decision_rules_of, member_frames_of
from application.views import (
    AgreementView,
    AuthorityView,
    BodyView,
    ConstellationView,
    CostKeyView,
    DecisionRuleView,
    MemberFrameView,
    MemberView,
    PendingDecisionView,
    ResourceRateView,
    StatisticView,
)
from domain.authority import AUTHORITY
from interfaces.http.answering import (
    Answer,
    Asking,
    Paged,
)

router = APIRouter(tags=["Agreements · Samverkansavtal"])
AgreementPath = Annotated[UUID, Path(alias="agreementId")]


@router.get(
    "/agreements",
    response_model=Answer[tuple[AgreementView, ...]],
    summary="Agreements · Samverkansavtal",
)
def list_agreements(question: Asking, page: Paged) -> Response:
    """Return the agreements of the log. Loggens samverkansavtal."""
    return question.listed(page, lambda now: now.reader.agreements(now.at))


@router.get(
    "/agreements/{agreementId}",
    response_model=Answer[AgreementView],
    summary="One agreement · Ett samverkansavtal",
)
def read_agreement(question: Asking, agreement_id: AgreementPath) -> Response:
    """Return an agreement with its members, bodies and constellations.

    Ett avtal med medlemmar, organ och konstellationer.
    """
    return question.answered(lambda now: now.reader.agreement(agreement_id, now.at))


@router.get(
    "/agreements/{agreementId}/members",
    response_model=Answer[tuple[MemberView, ...]],
    summary="Members · Medlemmar",
)
def list_members(
    question: Asking,
    page: Paged,
    agreement_id: AgreementPath,
) -> Response:
    """Return all who are or have been members or observers, in code order.

    Alla som är eller har varit medlemmar eller observatörer.
    """
    return question.listed(
        page,
        lambda now: now.reader.agreement(agreement_id, now.at).members,
    )


@router.get(
    "/agreements/{agreementId}/bodies",
    response_model=Answer[tuple[BodyView, ...]],
    summary="Bodies · Organ",
)
def list_bodies(
    question: Asking,
    page: Paged,
    agreement_id: AgreementPath,
) -> Response:
    """Return the bodies that can take decisions. De organ som kan besluta."""
    return question.listed(
        page,
        lambda now: now.reader.agreement(agreement_id, now.at).bodies,
    )


@router.get(
    "/agreements/{agreementId}/constellations",
    response_model=Answer[tuple[ConstellationView, ...]],
    summary="Constellations · Samverkanskonstellationer",
)
def list_constellations(
    question: Asking,
    page: Paged,
    agreement_id: AgreementPath,
) -> Response:
    """Return the named subsets of the members. Namngivna delmängder av medlemmarna."""
    return question.listed(
        page,
        lambda now: now.reader.agreement(agreement_id, now.at).constellations,
    )


@router.get(
    "/agreements/{agreementId}/cost-keys",
    response_model=Answer[tuple[CostKeyView, ...]],
    summary="Cost keys · Fördelningsnycklar",
)
def list_cost_keys(
    question: Asking,
    page: Paged,
    agreement_id: AgreementPath,
) -> Response:
    """Return every adopted key: pending with the consents it waits for, in force, or lapsed.

    Varje beslutad nyckel: vilande och vilka samtycken den väntar på, i kraft eller fallen.
    """
    return question.listed(
        page,
        lambda now: now.reader.cost_keys(agreement_id, now.at),
    )


@router.get(
    "/agreements/{agreementId}/statistics",
    response_model=Answer[tuple[StatisticView, ...]],
    summary="Statistics · Statistik",
)
def list_statistics(
    question: Asking,
    page: Paged,
    agreement_id: AgreementPath,
) -> Response:
    """Return the registered figures with their sources, and which are in force.

    Registrerade uppgifter med källor, och vilka som tillämpas.
    """
    return question.listed(
        page,
        lambda now: now.reader.statistics(agreement_id, now.at),
    )


@router.get(
    "/authorities",
    response_model=Answer[tuple[AuthorityView, ...]],
    summary="Who may decide what · Vem som får besluta vad",
)
def list_authorities(question: Asking, page: Paged) -> Response:
    """Return which kinds of body may decide each kind of resolution, and by which rule.

    Vilka slag av organ som får besluta varje slags att-sats, och enligt vilken beslutsregel.
    """
    return question.listed(page, lambda _: _AUTHORITIES)


_AUTHORITIES = tuple(
    AuthorityView(
        kind=kind,
        bodies=authority.bodies,
        rule=authority.rule,
        who_pays_must_stay=authority.who_pays_must_stay,
    )
    for kind, authority in AUTHORITY.items()
)


@router.get(
    "/agreements/{agreementId}/pending-decisions",
    response_model=Answer[tuple[PendingDecisionView, ...]],
    summary="Decisions that wait for consents · Beslut som väntar på samtycken",
)
def list_pending_decisions(question: Asking, page: Paged, agreement_id: AgreementPath) -> Response:
    """Return what needs each member's own decision: who has consented, and who is waited for.

    Those that have entered into force or lapsed are there too, with what became of them.

    Beslut som kräver varje kommuns eget beslut: vilka som har samtyckt och vilka som återstår.
    De som gäller eller har fallit finns med, och vad som hände med dem.
    """
    return question.listed(page, lambda now: now.reader.pending_decisions(agreement_id, now.at))


@router.get(
    "/agreements/{agreementId}/decision-rules",
    response_model=Answer[tuple[DecisionRuleView, ...]],
    summary="How each kind of decision is taken · Beslutsregel för varje slag av beslut",
)
def list_decision_rules(question: Asking, page: Paged, agreement_id: AgreementPath) -> Response:
    """Return the rule of every kind of decision: consensus, majority, unanimous or each member.

    Hur varje slag av beslut fattas: i samförstånd, med majoritet, enhälligt eller så att varje
    kommun samtycker.
    """
    return question.listed(page, lambda now: decision_rules_of(now.reader, agreement_id, now.at))


@router.get(
    "/agreements/{agreementId}/resource-rates",
    response_model=Answer[tuple[ResourceRateView, ...]],
    summary="Resource rates · Värde för interna resurser",
)
def list_resource_rates(question: Asking, page: Paged, agreement_id: AgreementPath) -> Response:
    """Return what an hour of each category of member staff is worth. Värdet av en arbetstimme."""
    return question.listed(page, lambda now: now.reader.resource_rates(agreement_id, now.at))


@router.get(
    "/agreements/{agreementId}/member-frames",
    response_model=Answer[tuple[MemberFrameView, ...]],
    summary="Member frames · Kommunernas ramar",
)
def list_member_frames(question: Asking, page: Paged, agreement_id: AgreementPath) -> Response:
    """Return the most each member has approved for a year, what is used of it, and what is left.

    Det mesta varje kommun har godkänt för ett år, vad som är använt av det och vad som återstår.
    """
    return question.listed(page, lambda now: member_frames_of(now.reader, agreement_id, now.at))
