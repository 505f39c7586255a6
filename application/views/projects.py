"""Projects and initiatives, as shown."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from application.views.portfolios import LeaderView
from application.views.totals import Total
from domain.fiscal_year import MoneyKind
from domain.model import Document, Frozen
from domain.project.events import Reach
from domain.project.state import ProjectStatus


class ProjectStatusView(Frozen):
    """A status that the project has had: since when, and why when that was said."""

    status: ProjectStatus
    since: date
    reason: str | None
    work_done: str | None = Field(
        description="Of a stopped project: what happens with what has been done. "
        "För ett stoppat projekt: vad som sker med det som har gjorts."
    )
    position: int


class ProjectProgramView(Frozen):
    """A program that the project has belonged to; null: none."""

    program_id: UUID | None
    since: date
    position: int


class DirectiveView(Frozen):
    """A version of the directive, or that it was withdrawn, and why."""

    directive: Document | None
    effect_calculation: Document | None
    no_effect_calculation_because: str | None
    withdrawn_because: str | None
    since: date
    position: int


class CostEstimateView(Frozen):
    """What the project was estimated to cost on a day: once, and a year after its handover."""

    money_kind: MoneyKind
    one_off: Total
    yearly: Total
    first_year: int
    calculation: Document
    since: date
    standing: bool = Field(description="Whether it is the latest. Om det är den senaste.")
    position: int


class FrameView(Frozen):
    """The most that the project may be given over its whole life, as decided from a day."""

    money_kind: MoneyKind
    amount: Total
    since: date
    standing: bool = Field(description="Whether it is in force. Om den gäller.")
    position: int


class RoleView(Frozen):
    """A role that the project wants, and who fills it."""

    role: str
    reach: Reach
    member: str | None = Field(description="Whose local role it is. Vems lokala roll det är.")
    extent: int | None = Field(description="Per cent of full time. Procent av heltid.")
    wanted_since: date
    person_id: UUID | None
    name: str | None = Field(description="Absent when erased. Saknas när namnet är gallrat.")
    filled_by: str | None = Field(
        description="The member that fills it with somebody of its own. "
        "Den medlem som besätter rollen med egen personal."
    )
    filled_since: date | None
    missing: bool = Field(
        description="Wanted and not filled, while the project has not ended. "
        "Efterfrågad och inte besatt, så länge projektet inte är avslutat."
    )


class ProjectView(Frozen):
    project_id: UUID
    portfolio_id: UUID
    program_id: UUID | None
    programs: tuple[ProjectProgramView, ...]
    title: str
    stage: Literal["initiative", "project"]
    status: ProjectStatus
    status_since: date
    statuses: tuple[ProjectStatusView, ...]
    constellation_id: UUID
    constellation: str
    sides: tuple[str, ...]
    level: int | None
    summary: str | None
    proposed_by: dict[str, str | None]
    leader: LeaderView | None
    description: Document | None
    directive: Document | None
    directives: tuple[DirectiveView, ...]
    plan: Document | None
    handover: Document | None
    no_handover_because: str | None
    cost_estimates: tuple[CostEstimateView, ...]
    frames: tuple[FrameView, ...]
    roles: tuple[RoleView, ...]


class ProjectRoleView(RoleView):
    """A role of one project, in the list of all."""

    project_id: UUID
    title: str
    portfolio_id: UUID
    program_id: UUID | None
    program: str | None
