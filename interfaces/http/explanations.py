"""Why a figure is what it is: every figure of money explained, as data and in sentences."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import Response

from application.explanation import (
    Chosen,
    explained_budget,
    explained_ceiling,
    explained_decision,
    explained_shares,
)
from application.views import Measure
from application.views.explained_changes import (
    CeilingExplanation,
    DecisionExplanation,
)
from application.views.explanations import (
    BudgetExplanation,
    SharesExplanation,
)
from domain.fiscal_year import MoneyKind
from domain.model import MemberCode
from interfaces.http.answering import Answer, Asking
from interfaces.http.money import FiscalYear, PortfolioId, ProgramId, ProjectId

router = APIRouter(tags=["Explanations · Förklaringar"])

ProgramOfPath = Annotated[UUID, Path(alias="programId")]
YearOfPath = Annotated[int, Path(alias="fiscalYear", ge=1900, le=2200)]


async def chosen(
    project_id: ProjectId = None,
    member: Annotated[
        MemberCode | None,
        Query(description="Only this member's shares. Bara den kommunens andelar."),
    ] = None,
    money_kind: Annotated[MoneyKind | None, Query(alias="moneyKind")] = None,
    measure: Annotated[Measure | None, Query()] = None,
) -> Chosen:
    """Return which balances and whose shares are explained; every given filter must hold."""
    return Chosen(project_id, member, money_kind, measure)


Filters = Annotated[Chosen, Depends(chosen)]


@router.get(
    "/programs/{programId}/budgets/{fiscalYear}/explanation",
    response_model=Answer[BudgetExplanation],
    summary="Why a budget is what it is · Varför budgeten är vad den är",
)
def read_budget_explanation(
    question: Asking, program_id: ProgramOfPath, fiscal_year: YearOfPath, filters: Filters
) -> Response:
    """Return every figure of a program's year with what it comes from, and the same in sentences.

    Per balance: the postings it is the sum of, each with its decision or voucher; how its periods
    fall in the segments of the year by days; per segment the participants, the key with the
    decision that adopted it and the consents, the figures with their source, each member's exact
    share, the rounded one and who got the öre left over. Per member the sum; what is left and
    other figures that are made of balances, with their formula.

    Varje belopp i årets budget med det som det kommer av: konteringar med beslut eller verifikat,
    segment, nyckel, uppgifter med källa, exakta andelar och avrundning, som data och i meningar.
    """
    return question.answered(
        lambda now: explained_budget(now.reader, program_id, fiscal_year, now.at, filters)
    )


@router.get(
    "/shares/explanation",
    response_model=Answer[SharesExplanation],
    summary="Why a member's share is what it is · Varför en kommuns andel är vad den är",
)
def read_shares_explanation(
    question: Asking,
    filters: Filters,
    portfolio_id: PortfolioId = None,
    program_id: ProgramId = None,
    fiscal_year: FiscalYear = None,
) -> Response:
    """Return each member's totals as sums over balances, and each balance explained.

    Varje kommuns summor som summor av saldon, och varje saldo förklarat.
    """
    return question.answered(
        lambda now: explained_shares(
            now.reader,
            now.at,
            filters,
            portfolio_id=portfolio_id,
            program_id=program_id,
            fiscal_year=fiscal_year,
        )
    )


@router.get(
    "/decisions/{decisionId}/explanation",
    response_model=Answer[DecisionExplanation],
    summary="Why a decision costs what it does · Varför ett beslut kostar vad det gör",
)
def read_decision_explanation(
    question: Asking, decision_id: Annotated[UUID, Path(alias="decisionId")]
) -> Response:
    """Return each consequence of a decision as the sum of what changed in each balance.

    Every balance that changed, before and after, with the postings of the decision, and who paid
    by what key and figures before and after it.

    Varje konsekvens av beslutet som summan av ändringen i varje saldo, med vem som betalade enligt
    vilken nyckel och vilka uppgifter före och efter.
    """
    return question.answered(lambda now: explained_decision(now.reader, decision_id, now.at))


@router.get(
    "/portfolios/{portfolioId}/ceilings/{fiscalYear}/explanation",
    response_model=Answer[CeilingExplanation],
    summary="What is left of a ceiling, and why · Vad som är kvar av en ram, och varför",
)
def read_ceiling_explanation(
    question: Asking,
    portfolio_id: Annotated[UUID, Path(alias="portfolioId")],
    fiscal_year: YearOfPath,
) -> Response:
    """Return the decisions that set a ceiling, what was given of it, and what is left by day.

    Besluten om ramen, vad som har tilldelats av den och vad som är kvar, dag för dag.
    """
    return question.answered(
        lambda now: explained_ceiling(now.reader, portfolio_id, fiscal_year, now.at)
    )
