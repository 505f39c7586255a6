"""Portfolios and programs as anyone may read them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from application.fiscal_years import fiscal_years_of
from application.views import FiscalYearView, PortfolioView, ProgramView
from interfaces.http.answering import (
    Answer,
    Asking,
    Paged,
)

router = APIRouter(tags=["Portfolios · Portföljer"])


@router.get(
    "/portfolios",
    response_model=Answer[tuple[PortfolioView, ...]],
    summary="Portfolios · Portföljer",
)
def list_portfolios(
    question: Asking,
    page: Paged,
    agreement_id: Annotated[UUID | None, Query(alias="agreementId")] = None,
) -> Response:
    """Return the portfolios, all or those of an agreement, in the order they were established.

    Portföljerna, alla eller ett samverkansavtals, i den ordning de inrättades.
    """
    return question.listed(
        page,
        lambda now: tuple(
            portfolio
            for portfolio in now.reader.portfolios(now.at)
            if agreement_id in (None, portfolio.agreement_id)
        ),
    )


@router.get(
    "/portfolios/{portfolioId}",
    response_model=Answer[PortfolioView],
    summary="One portfolio · En portfölj",
)
def read_portfolio(
    question: Asking,
    portfolio_id: Annotated[UUID, Path(alias="portfolioId")],
) -> Response:
    """Return a portfolio with its ceilings, steering documents and priority between programs.

    En portfölj med ramar, vision, strategi och färdplan, och programmens prioritering.
    """
    return question.answered(lambda now: now.reader.portfolio(portfolio_id, now.at))


@router.get(
    "/portfolios/{portfolioId}/fiscal-years",
    response_model=Answer[tuple[FiscalYearView, ...]],
    summary="Fiscal years of a portfolio · En portföljs räkenskapsår",
)
def list_fiscal_years(
    question: Asking,
    page: Paged,
    portfolio_id: Annotated[UUID, Path(alias="portfolioId")],
) -> Response:
    """Return each year's ceiling, what is funded, left and unspent, and its closing.

    Varje års ram, vad som är tilldelat, kvar och oförbrukat, och om året är stängt.
    """
    return question.listed(page, lambda now: fiscal_years_of(now.reader, portfolio_id, now.at))


@router.get(
    "/programs",
    response_model=Answer[tuple[ProgramView, ...]],
    summary="Programs · Program",
)
def list_programs(
    question: Asking,
    page: Paged,
    portfolio_id: Annotated[UUID | None, Query(alias="portfolioId")] = None,
) -> Response:
    """Return the programs in the order they were decided. Programmen i beslutad ordning."""
    return question.listed(
        page,
        lambda now: now.reader.programs(now.at, portfolio_id),
    )


@router.get(
    "/programs/{programId}",
    response_model=Answer[ProgramView],
    summary="One program · Ett program",
)
def read_program(
    question: Asking,
    program_id: Annotated[UUID, Path(alias="programId")],
) -> Response:
    """Return a program with its directive, plan, leader and, when it is closed, its lessons.

    Ett program med direktiv, plan, ledare och, när det är avslutat, lärdomar.
    """
    return question.answered(lambda now: now.reader.program(program_id, now.at))
