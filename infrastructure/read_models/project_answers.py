"""Projects and initiatives as read: what is answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from application.queries import At
from application.views import (
    CostEstimateView,
    DirectiveView,
    FrameView,
    LeaderView,
    ProjectProgramView,
    ProjectStatusView,
    ProjectView,
    RoleView,
)
from domain.errors import NotFound
from domain.model import Position, Timeline
from domain.project.state import ENDED
from infrastructure.history import Standing
from infrastructure.read_models.programs import constellation_of, document, optional_document
from infrastructure.read_models.projects import FACETS

Versions = Mapping[tuple[str, str], Sequence[Standing]]
"""All that has been said of a project by a pair of times, by facet and item; the last stands."""


@dataclass(frozen=True, slots=True)
class Names:
    """What constellations are called, and the sealed names of persons, by id."""

    constellations: Mapping[str, str]
    persons: Mapping[str, str | None]


def projects(
    connection: Connection,
    at: At,
    names: Names,
    portfolio_id: UUID | None = None,
    program_id: UUID | None = None,
) -> tuple[ProjectView, ...]:
    """Return the projects in the order they were proposed: all, or a portfolio's or program's.

    A project is its program's from the day it came there to the day it is moved.
    """
    item = ""
    if program_id is not None:
        item = f"program/{program_id}"
    elif portfolio_id is not None:
        item = f"portfolio/{portfolio_id}"
    things = tuple(dict.fromkeys(FACETS.things(connection, at.known_at, item)))
    versions = FACETS.versions(connection, things, at)
    found = [
        (_last(known, "listed"), _project(thing, known, names))
        for thing, known in versions.items()
        if ("proposal", "") in known
    ]
    return tuple(
        view
        for _, view in sorted(found, key=lambda each: int(each[0]))
        if program_id in (None, view.program_id)
    )


def one_project(connection: Connection, project_id: UUID, at: At, names: Names) -> ProjectView:
    """Return one project as it stands.

    Raises:
        NotFound: there is none at that pair of times.
    """
    thing = str(project_id)
    found = FACETS.versions(connection, (thing,), at).get(thing)
    if not found or ("proposal", "") not in found:
        raise NotFound("project", project_id)
    return _project(thing, found, names)


def _last(versions: Versions, facet: str, item: str = "") -> Any:
    """Return the standing value of a facet, or None."""
    found = versions.get((facet, item))
    return found[-1].value if found else None


def _identity(value: str | None) -> UUID | None:
    return UUID(value) if value else None


def _project(thing: str, versions: Versions, names: Names) -> ProjectView:
    proposal, classified = _last(versions, "proposal"), _last(versions, "class")
    constellation = _last(versions, "constellation")
    directive = (_last(versions, "directive") or {}).get("directive")
    handover = _last(versions, "handover") or {}
    statuses = tuple(_statuses(versions))
    programs = tuple(_programs(versions))
    return ProjectView.model_validate(
        {
            "project_id": UUID(thing),
            "portfolio_id": UUID(proposal["portfolioId"]),
            "program_id": programs[-1].program_id,
            "programs": programs,
            "title": proposal["title"],
            "stage": "project" if directive else "initiative",
            "status": statuses[-1].status,
            "status_since": statuses[-1].since,
            "statuses": statuses,
            "constellation_id": UUID(constellation),
            "constellation": names.constellations.get(constellation, constellation),
            "sides": tuple(classified["sides"]),
            "level": classified["level"],
            "summary": proposal["summary"],
            "proposed_by": proposal["proposedBy"],
            "leader": _leader(versions, names),
            "description": optional_document(_last(versions, "description")),
            "directive": optional_document(directive),
            "directives": tuple(_directives(versions)),
            "plan": optional_document(_last(versions, "plan")),
            "handover": optional_document(handover.get("handover")),
            "no_handover_because": handover.get("noHandoverBecause"),
            "cost_estimates": tuple(_cost_estimates(versions)),
            "frames": tuple(_frames(versions)),
            "roles": tuple(_roles(versions, names, ended=statuses[-1].status in ENDED)),
        }
    )


def _statuses(versions: Versions) -> Iterator[ProjectStatusView]:
    for each in versions["status", ""]:
        yield ProjectStatusView(
            status=each.value["status"],
            since=each.valid_from,
            reason=each.value["reason"],
            work_done=each.value["workDone"],
            position=each.position,
        )


def _programs(versions: Versions) -> Iterator[ProjectProgramView]:
    for each in versions["program", ""]:
        yield ProjectProgramView(
            program_id=_identity(each.value), since=each.valid_from, position=each.position
        )


def _leader(versions: Versions, names: Names) -> LeaderView | None:
    found = versions.get(("leader", ""))
    if not found:
        return None
    leader = found[-1]
    return LeaderView(
        person_id=UUID(leader.value),
        name=names.persons.get(leader.value),
        since=leader.valid_from,
    )


def _directives(versions: Versions) -> Iterator[DirectiveView]:
    for each in versions.get(("directive", ""), ()):
        yield DirectiveView(
            directive=optional_document(each.value["directive"]),
            effect_calculation=optional_document(each.value["effectCalculation"]),
            no_effect_calculation_because=each.value["noEffectCalculationBecause"],
            withdrawn_because=each.value["withdrawnBecause"],
            since=each.valid_from,
            position=each.position,
        )


def _of_facet(versions: Versions, facet: str) -> Iterator[tuple[str, Sequence[Standing]]]:
    """Yield the items of a facet in their order, each with its versions."""
    for name, item in sorted(versions):
        if name == facet:
            yield item, versions[name, item]


def _cost_estimates(versions: Versions) -> Iterator[CostEstimateView]:
    for money_kind, estimates in _of_facet(versions, "estimate"):
        for each in estimates:
            yield CostEstimateView.model_validate(
                {
                    "money_kind": money_kind,
                    "one_off": each.value["oneOff"],
                    "yearly": each.value["yearly"],
                    "first_year": each.value["firstYear"],
                    "calculation": document(each.value["calculation"]),
                    "since": each.valid_from,
                    "standing": each is estimates[-1],
                    "position": each.position,
                }
            )


def _frames(versions: Versions) -> Iterator[FrameView]:
    for money_kind, frames in _of_facet(versions, "frame"):
        for each in frames:
            yield FrameView.model_validate(
                {
                    "money_kind": money_kind,
                    "amount": each.value,
                    "since": each.valid_from,
                    "standing": each is frames[-1],
                    "position": each.position,
                }
            )


def _roles(versions: Versions, names: Names, *, ended: bool) -> Iterator[RoleView]:
    """Yield the roles that are wanted, in common first, each with who fills it."""
    for item, wanted in _of_facet(versions, "wanted"):
        role = wanted[-1].value
        if role is None:
            continue
        filled = (versions.get(("filled", item)) or (None,))[-1]
        holder = filled.value if filled else None
        person = holder["personId"] if holder else None
        yield RoleView(
            role=role["name"],
            reach=role["reach"],
            member=role["member"],
            extent=role["extent"],
            wanted_since=_wanted_since(wanted),
            person_id=_identity(person),
            name=names.persons.get(person) if person else None,
            filled_by=holder["filledBy"] if holder else None,
            filled_since=filled.valid_from if filled and holder else None,
            missing=holder is None and not ended,
        )


def _wanted_since(wanted: Sequence[Standing]) -> date:
    """Return since when a role has been wanted, to whatever extent."""
    since = wanted[-1].valid_from
    for each in reversed(wanted):
        if each.value is None:
            break
        since = each.valid_from
    return since


def constellation_timelines(
    connection: Connection, project_ids: Sequence[UUID], known_at: Position
) -> Mapping[UUID | None, Timeline[UUID | None]]:
    """Return whose each project's money is, by day, as known at a position."""
    things = [str(project_id) for project_id in project_ids]
    found = FACETS.timelines(connection, things, known_at, "constellation")
    return {
        UUID(thing): constellation_of(lines["constellation", ""]) for thing, lines in found.items()
    }
