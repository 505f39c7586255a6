"""Programs as read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from application.queries import At
from application.views import LeaderView, ProgramView
from domain.errors import NotFound
from domain.model import Document, Position, Recorded, Timeline
from domain.program import ProgramDirectiveApproved, ProgramLeaderAppointed, ProgramStarted
from infrastructure.history import Facet, Facets, Standing, listed

FACETS = Facets("program_facet")


def project(connection: Connection, recorded: Sequence[Recorded], position: Position) -> None:
    """Bring the read model up to the events of one transaction."""
    FACETS.add(connection, position, (facet for one in recorded for facet in _facets(one)))


def _facets(recorded: Recorded) -> Iterator[Facet]:
    thing = recorded.stream.partition("/")[2]
    match recorded.event:
        case ProgramDirectiveApproved() as event:
            day = event.effective_from
            yield listed(recorded)
            yield listed(recorded, str(event.portfolio_id))
            value = event.model_dump(mode="json", exclude={"v", "effective_from"})
            yield Facet(thing, "directive", value, day)
            yield Facet(thing, "constellation", value["constellationId"])
            yield Facet(thing, "status", "directed", day)
        case ProgramStarted() as event:
            yield Facet(thing, "status", "started", event.effective_from)
        case ProgramLeaderAppointed() as event:
            yield Facet(thing, "leader", str(event.person_id), event.effective_from)


def programs(
    connection: Connection, at: At, portfolio_id: UUID | None, names: Mapping[str, str | None]
) -> tuple[ProgramView, ...]:
    """Return the programs as they stand, all or of a portfolio, in the order they came."""
    item = str(portfolio_id) if portfolio_id else ""
    things = FACETS.things(connection, at.known_at, item)
    standing = FACETS.standing(connection, things, at)
    return tuple(
        _program(thing, standing[thing], names)
        for thing in things
        if ("directive", "") in standing.get(thing, {})
    )


def program(
    connection: Connection, program_id: UUID, at: At, names: Mapping[str, str | None]
) -> ProgramView:
    """Return one program as it stands; `names` are persons' by id.

    Raises:
        NotFound: there is none at that pair of times.
    """
    thing = str(program_id)
    found = FACETS.standing(connection, (thing,), at).get(thing)
    if not found or ("directive", "") not in found:
        raise NotFound("program", program_id)
    return _program(thing, found, names)


def _program(
    thing: str, standing: Mapping[tuple[str, str], Standing], names: Mapping[str, str | None]
) -> ProgramView:
    directive: dict[str, Any] = standing["directive", ""].value
    status, leader = standing["status", ""], standing.get(("leader", ""))
    constellation = standing["constellation", ""].value
    return ProgramView(
        program_id=UUID(thing),
        portfolio_id=UUID(directive["portfolioId"]),
        title=directive["title"],
        status=status.value,
        status_since=status.valid_from,
        directive=document(directive["directive"]),
        effect_calculation=optional_document(directive["effectCalculation"]),
        no_effect_calculation_because=directive["noEffectCalculationBecause"],
        constellation_id=UUID(constellation) if constellation else None,
        leader=LeaderView(
            person_id=UUID(leader.value),
            name=names.get(leader.value),
            since=leader.valid_from,
        )
        if leader
        else None,
    )


def document(value: Any) -> Document:
    """Return a document from its stored JSON."""
    return Document.model_validate_json(json.dumps(value))


def optional_document(value: Any) -> Document | None:
    """Return a document from its stored JSON, or None."""
    return document(value) if value is not None else None


def home(
    connection: Connection, program_id: UUID, known_at: Position
) -> tuple[UUID, Timeline[UUID | None]]:
    """Return a program's portfolio, and whose its reserve is, by day, as known at a position.

    Raises:
        NotFound: the program is not known at that position.
    """
    thing = str(program_id)
    lines = FACETS.timelines(connection, (thing,), known_at).get(thing)
    if lines is None:
        raise NotFound("program", program_id)
    directive = lines["directive", ""].steps[-1][1]
    return UUID(directive["portfolioId"]), constellation_of(lines["constellation", ""])


def constellation_of(line: Timeline[Any]) -> Timeline[UUID | None]:
    """Return the timeline of a constellation's id from its stored form."""
    return Timeline(tuple((day, UUID(value) if value else None) for day, value in line.steps))
