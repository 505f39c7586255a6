"""Every role that initiatives and projects want, and who fills it: what the portfolio lacks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from application.queries import At, Queries
from application.views import ProjectRoleView, ProjectView


def project_roles(
    reader: Queries, at: At, portfolio_id: UUID | None = None, program_id: UUID | None = None
) -> tuple[ProjectRoleView, ...]:
    """Return the roles by program, those outside every program last, then in project order."""
    projects = reader.projects(at, portfolio_id, program_id)
    # A program may be decided from a later day than its first proposals.
    titles = {
        program.program_id: program.title
        for program in reader.programs(At(date.max, at.known_at), portfolio_id)
    }
    found = [
        (titles.get(project.program_id) if project.program_id else None, project)
        for project in projects
    ]
    return tuple(
        role
        for title, project in sorted(found, key=lambda one: (one[0] is None, one[0] or ""))
        for role in _roles(project, title)
        if portfolio_id in (None, project.portfolio_id)
    )


def _roles(project: ProjectView, program: str | None) -> Iterator[ProjectRoleView]:
    for role in project.roles:
        yield ProjectRoleView(
            **{name: getattr(role, name) for name in type(role).model_fields},
            project_id=project.project_id,
            title=project.title,
            portfolio_id=project.portfolio_id,
            program_id=project.program_id,
            program=program,
        )
