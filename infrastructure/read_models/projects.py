"""Projects and initiatives as read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import singledispatch
from uuid import UUID

from sqlalchemy import Connection

from application.queries import At
from application.views import ProjectView
from domain.errors import NotFound
from domain.model import Event, Position, Recorded, Timeline
from domain.project.events import (
    ProjectApproved,
    ProjectClassified,
    ProjectCompleted,
    ProjectConstellationChanged,
    ProjectDescribed,
    ProjectDirectiveApproved,
    ProjectPlanApproved,
    ProjectProposed,
    ProjectRejected,
    ProjectStarted,
)
from infrastructure.history import Facet, Facets, Standing, listed
from infrastructure.read_models.programs import constellation_of, optional_document

FACETS = Facets("project_facet")


def project(connection: Connection, recorded: Sequence[Recorded], position: Position) -> None:
    """Bring the read model up to the events of one transaction."""
    FACETS.add(
        connection,
        position,
        (
            facet
            for one in recorded
            if one.stream.startswith("project/")
            for facet in (*_listed(one), *_facets(one.event, one.stream.partition("/")[2]))
        ),
    )


def _listed(recorded: Recorded) -> Iterator[Facet]:
    event = recorded.event
    if isinstance(event, ProjectProposed):
        for item in ("", f"portfolio/{event.portfolio_id}", f"program/{event.program_id}"):
            yield listed(recorded, item)


@singledispatch
def _facets(event: Event, thing: str) -> Iterator[Facet]:
    raise NotImplementedError(event.TOPIC)


@_facets.register
def _(event: ProjectProposed, thing: str) -> Iterator[Facet]:
    day = event.effective_from
    value = event.model_dump(mode="json", exclude={"v", "effective_from"})
    yield Facet(thing, "proposal", value, day)
    yield Facet(thing, "status", "proposed", day)
    # A split covers the whole fiscal year, whatever the day of the proposal.
    yield Facet(thing, "constellation", str(event.constellation_id))
    yield Facet(thing, "class", {"sides": list(event.sides), "level": event.level}, day)


@_facets.register
def _(event: ProjectDescribed, thing: str) -> Iterator[Facet]:
    value = event.description.model_dump(mode="json")
    yield Facet(thing, "description", value, event.effective_from)


@_facets.register
def _(event: ProjectApproved, thing: str) -> Iterator[Facet]:
    yield Facet(thing, "status", "approved", event.effective_from)


@_facets.register
def _(event: ProjectRejected, thing: str) -> Iterator[Facet]:
    yield Facet(thing, "status", "rejected", event.effective_from)


@_facets.register
def _(event: ProjectDirectiveApproved, thing: str) -> Iterator[Facet]:
    yield Facet(thing, "directive", event.directive.model_dump(mode="json"), event.effective_from)


@_facets.register
def _(event: ProjectPlanApproved, thing: str) -> Iterator[Facet]:
    yield Facet(thing, "plan", event.plan.model_dump(mode="json"), event.effective_from)


@_facets.register
def _(event: ProjectStarted, thing: str) -> Iterator[Facet]:
    yield Facet(thing, "status", "started", event.effective_from)


@_facets.register
def _(event: ProjectCompleted, thing: str) -> Iterator[Facet]:
    day = event.effective_from
    yield Facet(thing, "status", "completed", day)
    if event.handover is not None:
        yield Facet(thing, "handover", event.handover.model_dump(mode="json"), day)


@_facets.register
def _(event: ProjectConstellationChanged, thing: str) -> Iterator[Facet]:
    yield Facet(thing, "constellation", str(event.constellation_id), event.effective_from)


@_facets.register
def _(event: ProjectClassified, thing: str) -> Iterator[Facet]:
    value = {"sides": list(event.sides), "level": event.level}
    yield Facet(thing, "class", value, event.effective_from)


# --- Queries ------------------------------------------------------------------------------------


def projects(
    connection: Connection, at: At, item: str, constellations: Mapping[str, str]
) -> tuple[ProjectView, ...]:
    """Return the projects of `item` ("", "portfolio/…", "program/…") in the order they came."""
    things = FACETS.things(connection, at.known_at, item)
    standing = FACETS.standing(connection, things, at)
    return tuple(
        _project(thing, standing[thing], constellations)
        for thing in things
        if ("proposal", "") in standing.get(thing, {})
    )


def one_project(
    connection: Connection, project_id: UUID, at: At, constellations: Mapping[str, str]
) -> ProjectView:
    """Return one project as it stands; `constellations` are names by id.

    Raises:
        NotFound: there is none at that pair of times.
    """
    thing = str(project_id)
    found = FACETS.standing(connection, (thing,), at).get(thing)
    if not found or ("proposal", "") not in found:
        raise NotFound("project", project_id)
    return _project(thing, found, constellations)


def _project(
    thing: str,
    standing: Mapping[tuple[str, str], Standing],
    constellations: Mapping[str, str],
) -> ProjectView:
    proposal = standing["proposal", ""].value
    status, classified = standing["status", ""], standing["class", ""].value
    constellation = standing["constellation", ""].value

    def document(facet: str) -> object:
        found = standing.get((facet, ""))
        return optional_document(found.value if found else None)

    return ProjectView.model_validate(
        {
            "project_id": UUID(thing),
            "portfolio_id": UUID(proposal["portfolioId"]),
            "program_id": UUID(proposal["programId"]) if proposal["programId"] else None,
            "title": proposal["title"],
            "stage": "project" if ("directive", "") in standing else "initiative",
            "status": status.value,
            "status_since": status.valid_from,
            "constellation_id": UUID(constellation),
            "constellation": constellations.get(constellation, constellation),
            "sides": tuple(classified["sides"]),
            "level": classified["level"],
            "summary": proposal["summary"],
            "proposed_by": proposal["proposedBy"],
            "description": document("description"),
            "directive": document("directive"),
            "plan": document("plan"),
            "handover": document("handover"),
        }
    )


def constellation_timelines(
    connection: Connection, project_ids: Sequence[UUID], known_at: Position
) -> Mapping[UUID | None, Timeline[UUID | None]]:
    """Return whose each project's money is, by day, as known at a position."""
    things = [str(project_id) for project_id in project_ids]
    found = FACETS.timelines(connection, things, known_at, "constellation")
    return {
        UUID(thing): constellation_of(lines["constellation", ""]) for thing, lines in found.items()
    }
