"""Projects and initiatives as anyone may read them."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from application.project_roles import project_roles
from application.views import ProjectRoleView, ProjectView
from domain.project.events import Reach
from domain.project.state import ProjectStatus
from interfaces.http.answering import (
    Answer,
    Asking,
    Paged,
)

router = APIRouter(tags=["Projects · Projekt"])


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
    status: Annotated[ProjectStatus | None, Query()] = None,
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


@router.get(
    "/roles",
    response_model=Answer[tuple[ProjectRoleView, ...]],
    summary="Roles wanted · Efterfrågade roller",
)
def list_roles(
    question: Asking,
    page: Paged,
    portfolio_id: Annotated[UUID | None, Query(alias="portfolioId")] = None,
    program_id: Annotated[UUID | None, Query(alias="programId")] = None,
    project_id: Annotated[UUID | None, Query(alias="projectId")] = None,
    reach: Annotated[Reach | None, Query()] = None,
    member: Annotated[str | None, Query()] = None,
    missing: Annotated[bool | None, Query()] = None,
) -> Response:
    """Return the roles that initiatives and projects want, by program; every filter must hold.

    De roller som initiativ och projekt efterfrågar, per program, och vilka som saknas.
    """

    def wanted(role: ProjectRoleView) -> bool:
        return (
            project_id in (None, role.project_id)
            and reach in (None, role.reach)
            and member in (None, role.member)
            and missing in (None, role.missing)
        )

    return question.listed(
        page,
        lambda now: tuple(
            filter(wanted, project_roles(now.reader, now.at, portfolio_id, program_id))
        ),
    )
