"""Programs as read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from application.queries import At
from application.views import (
    DirectiveVersion,
    LeaderView,
    PlanVersion,
    ProgramStatusView,
    ProgramView,
)
from domain.errors import NotFound
from domain.model import Document, Position, Timeline
from domain.program.events import (
    ProgramClosed,
    ProgramDirectiveApproved,
    ProgramDirectiveRevised,
    ProgramDirectiveWithdrawn,
    ProgramLeaderAppointed,
    ProgramPaused,
    ProgramPlanApproved,
    ProgramResumed,
    ProgramStarted,
)
from domain.recorded import Recorded
from infrastructure.history import Facet, Facets, Standing, listed

FACETS = Facets("program_facet")


def project(connection: Connection, recorded: Sequence[Recorded], position: Position) -> None:
    """Bring the read model up to the events of one transaction."""
    FACETS.add(connection, position, (facet for one in recorded for facet in _facets(one)))


def _facets(recorded: Recorded) -> Iterator[Facet]:
    thing = recorded.stream.partition("/")[2]
    match recorded.event:
        case ProgramDirectiveApproved() as event:
            yield listed(recorded)
            yield listed(recorded, str(event.portfolio_id))
            own = {"portfolioId": str(event.portfolio_id), "title": event.title}
            yield Facet(thing, "program", own, event.effective_from)
            constellation = event.constellation_id
            yield Facet(thing, "constellation", str(constellation) if constellation else None)
            yield _directive(thing, recorded)
            yield _status(thing, recorded, "directed")
        case ProgramDirectiveRevised():
            yield _directive(thing, recorded)
        case ProgramDirectiveWithdrawn(reason=reason):
            yield _status(thing, recorded, "withdrawn", reason)
        case ProgramPlanApproved() as event:
            value = {"plan": event.plan.model_dump(mode="json"), **_decision(recorded)}
            yield Facet(thing, "plan", value, event.effective_from)
        case ProgramStarted() | ProgramResumed():
            yield _status(thing, recorded, "started")
        case ProgramPaused(reason=reason):
            yield _status(thing, recorded, "paused", reason)
        case ProgramClosed() as event:
            value = event.model_dump(mode="json", include={"lessons", "final_report"})
            yield Facet(thing, "closing", value, event.effective_from)
            yield _status(thing, recorded, "closed")
        case ProgramLeaderAppointed() as event:
            yield Facet(thing, "leader", str(event.person_id), event.effective_from)


def _decision(recorded: Recorded) -> dict[str, str]:
    return {"decisionId": str(recorded.cause.entry)}


def _status(thing: str, recorded: Recorded, status: str, reason: str | None = None) -> Facet:
    value = {"status": status, "reason": reason, **_decision(recorded)}
    return Facet(thing, "status", value, recorded.event.effective_from)


_DIRECTIVE = {"directive", "effect_calculation", "no_effect_calculation_because"}


def _directive(thing: str, recorded: Recorded) -> Facet:
    value = recorded.event.model_dump(mode="json", include=_DIRECTIVE) | _decision(recorded)
    return Facet(thing, "directive", value, recorded.event.effective_from)


_Versions = Mapping[tuple[str, str], Sequence[Standing]]


def programs(
    connection: Connection, at: At, portfolio_id: UUID | None, names: Mapping[str, str | None]
) -> tuple[ProgramView, ...]:
    """Return the programs as they stand, all or of a portfolio, in the order they came."""
    item = str(portfolio_id) if portfolio_id else ""
    things = FACETS.things(connection, at.known_at, item)
    versions = FACETS.versions(connection, things, at)
    return tuple(
        _program(thing, versions[thing], names)
        for thing in things
        if ("program", "") in versions.get(thing, {})
    )


def program(
    connection: Connection, program_id: UUID, at: At, names: Mapping[str, str | None]
) -> ProgramView:
    """Return one program as it stands; `names` are persons' by id.

    Raises:
        NotFound: there is none at that pair of times.
    """
    thing = str(program_id)
    found = FACETS.versions(connection, (thing,), at).get(thing)
    if not found or ("program", "") not in found:
        raise NotFound("program", program_id)
    return _program(thing, found, names)


def _program(thing: str, versions: _Versions, names: Mapping[str, str | None]) -> ProgramView:
    own, constellation = (versions[name, ""][-1].value for name in ("program", "constellation"))
    directives = tuple(map(_directive_version, versions["directive", ""]))
    plans = tuple(map(_plan_version, versions.get(("plan", ""), ())))
    statuses = tuple(map(_status_view, versions["status", ""]))
    closing = _closing(versions) if statuses[-1].status == "closed" else {}
    return ProgramView(
        program_id=UUID(thing),
        portfolio_id=UUID(own["portfolioId"]),
        title=own["title"],
        status=statuses[-1].status,
        status_since=statuses[-1].since,
        status_reason=statuses[-1].reason,
        statuses=statuses,
        directive=directives[-1].directive,
        effect_calculation=directives[-1].effect_calculation,
        no_effect_calculation_because=directives[-1].no_effect_calculation_because,
        directives=directives,
        plan=plans[-1].plan if plans else None,
        plans=plans,
        constellation_id=UUID(constellation) if constellation else None,
        leader=_leader(versions, names),
        lessons=closing.get("lessons"),
        final_report=optional_document(closing.get("finalReport")),
    )


def _closing(versions: _Versions) -> Mapping[str, Any]:
    found: Mapping[str, Any] = versions["closing", ""][-1].value
    return found


def _leader(versions: _Versions, names: Mapping[str, str | None]) -> LeaderView | None:
    found = versions.get(("leader", ""))
    if not found:
        return None
    leader = found[-1]
    return LeaderView(
        person_id=UUID(leader.value), name=names.get(leader.value), since=leader.valid_from
    )


def _status_view(standing: Standing) -> ProgramStatusView:
    return ProgramStatusView(
        status=standing.value["status"],
        since=standing.valid_from,
        reason=standing.value["reason"],
        decision_id=UUID(standing.value["decisionId"]),
    )


def _directive_version(standing: Standing) -> DirectiveVersion:
    return DirectiveVersion(
        directive=document(standing.value["directive"]),
        effect_calculation=optional_document(standing.value["effectCalculation"]),
        no_effect_calculation_because=standing.value["noEffectCalculationBecause"],
        since=standing.valid_from,
        decision_id=UUID(standing.value["decisionId"]),
    )


def _plan_version(standing: Standing) -> PlanVersion:
    return PlanVersion(
        plan=document(standing.value["plan"]),
        since=standing.valid_from,
        decision_id=UUID(standing.value["decisionId"]),
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
    own = lines["program", ""].steps[-1][1]
    return UUID(own["portfolioId"]), constellation_of(lines["constellation", ""])


def constellation_of(line: Timeline[Any]) -> Timeline[UUID | None]:
    """Return the timeline of a constellation's id from its stored form."""
    return Timeline(tuple((day, UUID(value) if value else None) for day, value in line.steps))
