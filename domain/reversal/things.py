"""What undoes a priority, an unused directive, or whose a project is."""

from __future__ import annotations

from datetime import date
from typing import TypeVar
from uuid import UUID

from domain.model import Command, Event
from domain.portfolio.commands import PrioritisePrograms
from domain.portfolio.events import ProgramsPrioritised
from domain.portfolio.priority import NotChosen, Ranked
from domain.project.commands import ChangeProjectConstellation
from domain.project.events import ProjectConstellationChanged
from domain.recorded import Recorded
from domain.reversal.states import States, at, command

C = TypeVar("C", bound=Command)


def of_portfolio(event: Event, portfolio_id: UUID, states: States) -> Command | None:
    if not isinstance(event, ProgramsPrioritised):
        return None
    earlier = states.before(lambda portfolio: portfolio.priority, *at(event, event))
    if earlier is None:
        return None  # the first: there is no order to go back to
    return command(
        PrioritisePrograms,
        portfolio_id=portfolio_id,
        order=tuple(Ranked(**dict(each)) for each in earlier.order),
        criteria=earlier.criteria,
        not_chosen=tuple(NotChosen(**dict(each)) for each in earlier.not_chosen),
        reason=earlier.reason,
        effective_from=states.day,
    )


def withdraw(form: type[C], recorded: Recorded, day: date, reason: str) -> C:
    """Return the end of a directive, which its stream refuses when it has been used."""
    kind, identity = recorded.stream.split("/")
    thing = {f"{kind}_id": UUID(identity)}
    return command(form, **thing, reason=reason, effective_from=day)


def of_project(event: Event, project_id: UUID, states: States) -> Command | None:
    if not isinstance(event, ProjectConstellationChanged):
        return None
    earlier = states.before(
        lambda project: project.constellation, *at(event, event.constellation_id)
    )
    return command(
        ChangeProjectConstellation,
        project_id=project_id,
        constellation_id=earlier,
        effective_from=states.day,
    )
