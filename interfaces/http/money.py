"""Budgets, shares, segments and postings: every figure of money, from one path."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from application.budget_answer import budget_of, budgets_of
from application.queries import PostingFilter
from application.shares_answer import segments_of, shares_of
from application.views import BudgetView, PostingView, SegmentView, SharesView
from domain.model import MemberCode
from interfaces.http.answering import (
    API,
    Answer,
    Asking,
    Day,
    Paged,
    Reading,
    answer,
)

router = APIRouter(tags=["Money · Ekonomi"])

FiscalYear = Annotated[int | None, Query(alias="fiscalYear", ge=1900, le=2200)]
ProgramId = Annotated[UUID | None, Query(alias="programId")]
ProjectId = Annotated[UUID | None, Query(alias="projectId")]
PortfolioId = Annotated[UUID | None, Query(alias="portfolioId")]


@router.get(
    "/programs/{programId}/budgets/{fiscalYear}",
    response_model=Answer[BudgetView],
    summary="A program's budget for a year · Programmets budget för ett år",
)
def read_budget(
    question: Asking,
    program_id: Annotated[UUID, Path(alias="programId")],
    fiscal_year: Annotated[int, Path(alias="fiscalYear", ge=1900, le=2200)],
) -> Response:
    """Return what is left, and who pays: the one answer to a program leader's question.

    Per project frame, allocated, committed, spent, available and deviation; the reserve; per
    member the shares of budget, cost, income and adjustment, now and before the latest change;
    the deviations that are open; the key in force per segment. A figure that has no source yet is
    null, never 0.

    Svaret på programledarens fråga: vad som finns kvar och vem som betalar. Per projekt ram,
    anslag, åtaganden, förbrukat, tillgängligt och avvikelse; reserven; varje kommuns andelar nu och
    före den senaste ändringen; öppna avvikelser; nyckeln per segment. Ett belopp som ännu saknar
    källa är null, aldrig 0.
    """
    return question.answered(
        lambda now: _explained(budget_of(now.reader, program_id, fiscal_year, now.at), now)
    )


@router.get(
    "/programs/{programId}/budgets",
    response_model=Answer[tuple[BudgetView, ...]],
    summary="A program's budgets, year by year · Programmets budgetar, år för år",
)
def list_budgets(
    question: Asking,
    page: Paged,
    program_id: Annotated[UUID, Path(alias="programId")],
) -> Response:
    """Return the budget of every fiscal year that has had an entry, the earliest first.

    Budgeten för varje räkenskapsår som har haft en post, det tidigaste först.
    """
    return question.listed(
        page,
        lambda now: tuple(
            _explained(one, now) for one in budgets_of(now.reader, program_id, now.at)
        ),
    )


def _explained(budget: BudgetView, now: Reading) -> BudgetView:
    path = f"/programs/{budget.program_id}/budgets/{budget.fiscal_year}"
    return budget.model_copy(update={"links": _why(now, path)})


def _why(now: Reading, path: str, asked: Iterable[tuple[str, str]] = ()) -> dict[str, str]:
    """Return the link to an explanation, for the same filters and pair of times."""
    others = [(name, value) for name, value in asked if name not in ("validAt", "knownAt")]
    times = [("knownAt", f"position:{now.at.known_at}"), ("validAt", str(now.at.valid_at))]
    return {"explanation": f"{API}{path}/explanation?{urlencode([*others, *times], safe=':')}"}


@router.get(
    "/shares",
    response_model=Answer[SharesView],
    summary="Members' shares of budget and cost · Kommunernas andelar av budget och kostnad",
)
def read_shares(
    question: Asking,
    portfolio_id: PortfolioId = None,
    program_id: ProgramId = None,
    project_id: ProjectId = None,
    fiscal_year: FiscalYear = None,
    member: Annotated[MemberCode | None, Query()] = None,
) -> Response:
    """Return every balance split between the members, and each member's totals per year.

    Shares and what cannot be split add up to each balance, to the öre. The reserve is split
    preliminarily.

    Varje saldo fördelat på kommunerna och varje kommuns summa per år. Andelar och ofördelat
    summerar till saldot, på öret.
    """
    with question.reading() as now:
        shares = shares_of(
            now.reader,
            now.at,
            portfolio_id=portfolio_id,
            program_id=program_id,
            project_id=project_id,
            fiscal_year=fiscal_year,
            member=member,
        )
        links = _why(now, "/shares", question.request.query_params.multi_items())
        return answer(question.request, now, shares.model_copy(update={"links": links}))


@router.get(
    "/segments",
    response_model=Answer[tuple[SegmentView, ...]],
    summary="Which key applies when · Vilken nyckel som gäller när",
)
def list_segments(
    question: Asking,
    page: Paged,
    program_id: Annotated[UUID, Query(alias="programId")],
    fiscal_year: Annotated[int, Query(alias="fiscalYear", ge=1900, le=2200)],
    project_id: ProjectId = None,
    day: Annotated[
        Day | None,
        Query(
            description="Only the segment that holds this day: the shares on that day. "
            "Bara segmentet som dagen ligger i: andelarna den dagen.",
            examples=["2026-07-01"],
        ),
    ] = None,
) -> Response:
    """Return the segments of a fiscal year: participants, key, figures and each exact part of 1.

    For the program's reserve, or for one of its projects.

    Årets segment: deltagare, nyckel, uppgifter och varje kommuns exakta andel av 1.
    """
    return question.listed(
        page,
        lambda now: segments_of(
            now.reader,
            program_id,
            project_id,
            fiscal_year,
            now.at.known_at,
            day,
        ),
    )


@router.get(
    "/postings",
    response_model=Answer[tuple[PostingView, ...]],
    summary="Postings · Konteringar",
)
def list_postings(
    question: Asking,
    page: Paged,
    program_id: ProgramId = None,
    project_id: ProjectId = None,
    fiscal_year: FiscalYear = None,
    account: Annotated[
        Literal[
            "funding",
            "transferred",
            "reserve",
            "allocated",
            "spent",
            "paid",
            "committed",
            "promised",
            "income",
            "received",
            "adjustment",
            "adjusted",
        ]
        | None,
        Query(),
    ] = None,
) -> Response:
    """Return the double entry behind every figure, in the order of the log.

    Den dubbla bokföringen bakom varje belopp, i loggens ordning.
    """
    chosen = PostingFilter(program_id, project_id, fiscal_year, account)
    with question.reading() as now:
        found = now.reader.postings(chosen, now.at, page)
        return answer(question.request, now, found.items, total=found.total, page=page)
