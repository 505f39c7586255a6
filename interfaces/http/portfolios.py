"""Portfolios, programs and projects as anyone may read them."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from application.views import PortfolioView, ProgramView, ProjectView
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
def list_portfolios(question: Asking, page: Paged) -> Response:
    """Return the portfolios with their ceilings. Portföljerna med ramar."""
    return question.listed(page, lambda now: now.reader.portfolios(now.at))


@router.get(
    "/portfolios/{portfolioId}",
    response_model=Answer[PortfolioView],
    summary="One portfolio · En portfölj",
)
def read_portfolio(
    question: Asking,
    portfolio_id: Annotated[UUID, Path(alias="portfolioId")],
) -> Response:
    """Return a portfolio with its ceilings. En portfölj med ramar."""
    return question.answered(lambda now: now.reader.portfolio(portfolio_id, now.at))


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
    """Return a program with its directive and leader. Ett program med direktiv och ledare."""
    return question.answered(lambda now: now.reader.program(program_id, now.at))


@router.get(
    "/projects",
    response_model=Answer[tuple[ProjectView, ...]],
    summary="Initiatives and projects · Initiativ och projekt",
)
def list_projects(
    question: Asking,
    page: Paged,
    portfolio_id: Annotated[UUID | None, Query(alias="portfolioId")] = None,
    program_id: Annotated[UUID | None, Query(alias="programId")] = None,
    constellation_id: Annotated[UUID | None, Query(alias="constellationId")] = None,
    stage: Annotated[Literal["initiative", "project"] | None, Query()] = None,
    status: Annotated[
        Literal["proposed", "approved", "rejected", "started", "completed"] | None, Query()
    ] = None,
    side: Annotated[Literal["outside", "inside", "it_factory"] | None, Query()] = None,
) -> Response:
    """Return initiatives and projects in the order they were proposed; every filter must hold.

    Initiativ och projekt i den ordning de föreslogs.
    """

    def wanted(project: ProjectView) -> bool:
        return (
            constellation_id in (None, project.constellation_id)
            and portfolio_id in (None, project.portfolio_id)
            and stage in (None, project.stage)
            and status in (None, project.status)
            and (side is None or side in project.sides)
        )

    return question.listed(
        page,
        lambda now: tuple(filter(wanted, now.reader.projects(now.at, portfolio_id, program_id))),
    )


@router.get(
    "/projects/{projectId}",
    response_model=Answer[ProjectView],
    summary="One project · Ett projekt",
)
def read_project(
    question: Asking,
    project_id: Annotated[UUID, Path(alias="projectId")],
) -> Response:
    """Return an initiative or project with its documents. Ett projekt med handlingar."""
    return question.answered(lambda now: now.reader.project(project_id, now.at))
