"""Projects and initiatives as read: what is written of their events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import singledispatch
from typing import Any

from sqlalchemy import Connection

from domain.model import Document, Event, Position
from domain.project.events import (
    ProjectApproved,
    ProjectClassified,
    ProjectCompleted,
    ProjectConstellationChanged,
    ProjectCostEstimated,
    ProjectDescribed,
    ProjectDirectiveApproved,
    ProjectDirectiveRevised,
    ProjectDirectiveWithdrawn,
    ProjectFrameDecided,
    ProjectLeaderAppointed,
    ProjectMoved,
    ProjectParked,
    ProjectPaused,
    ProjectPlanApproved,
    ProjectProposed,
    ProjectRejected,
    ProjectResumed,
    ProjectRoleDropped,
    ProjectRoleFilled,
    ProjectRoleVacated,
    ProjectRoleWanted,
    ProjectStarted,
    ProjectStopped,
    Role,
)
from domain.recorded import Recorded
from infrastructure.history import Facet, Facets, listed

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
    """Yield where a project is listed: of a program, if it belongs to it on any day."""
    match recorded.event:
        case ProjectProposed(portfolio_id=portfolio_id, program_id=program_id):
            for item in ("", f"portfolio/{portfolio_id}", f"program/{program_id}"):
                yield listed(recorded, item)
        case ProjectMoved(program_id=program_id):
            yield listed(recorded, f"program/{program_id}")


@singledispatch
def _facets(event: Event, thing: str) -> Iterator[Facet]:
    raise NotImplementedError(event.TOPIC)


# --- Proposal and place -------------------------------------------------------------------------


@_facets.register
def _(event: ProjectProposed, thing: str) -> Iterator[Facet]:
    day = event.effective_from
    value = event.model_dump(mode="json", exclude={"v", "effective_from"})
    yield Facet(thing, "proposal", value, day)
    yield from _status(thing, "proposed", event)
    yield Facet(thing, "program", value["programId"], day)
    # A split covers the whole fiscal year, whatever the day of the proposal.
    yield Facet(thing, "constellation", value["constellationId"])
    yield Facet(thing, "class", {"sides": list(event.sides), "level": event.level}, day)


@_facets.register
def _(event: ProjectMoved, thing: str) -> Iterator[Facet]:
    program = str(event.program_id) if event.program_id else None
    yield Facet(thing, "program", program, event.effective_from)


@_facets.register
def _(event: ProjectConstellationChanged, thing: str) -> Iterator[Facet]:
    yield Facet(thing, "constellation", str(event.constellation_id), event.effective_from)


@_facets.register
def _(event: ProjectClassified, thing: str) -> Iterator[Facet]:
    value = {"sides": list(event.sides), "level": event.level}
    yield Facet(thing, "class", value, event.effective_from)


# --- Course -------------------------------------------------------------------------------------


def _status(
    thing: str, status: str, event: Any, reason: str | None = None, work_done: str | None = None
) -> Iterator[Facet]:
    value = {"status": status, "reason": reason, "workDone": work_done}
    yield Facet(thing, "status", value, event.effective_from)


@_facets.register
def _(event: ProjectApproved, thing: str) -> Iterator[Facet]:
    yield from _status(thing, "approved", event)


@_facets.register
def _(event: ProjectRejected, thing: str) -> Iterator[Facet]:
    yield from _status(thing, "rejected", event, event.reason)


@_facets.register
def _(event: ProjectParked, thing: str) -> Iterator[Facet]:
    yield from _status(thing, "parked", event, event.reason)


@_facets.register
def _(event: ProjectStarted, thing: str) -> Iterator[Facet]:
    yield from _status(thing, "started", event)


@_facets.register
def _(event: ProjectPaused, thing: str) -> Iterator[Facet]:
    yield from _status(thing, "paused", event, event.reason)


@_facets.register
def _(event: ProjectResumed, thing: str) -> Iterator[Facet]:
    yield from _status(thing, "started", event)


@_facets.register
def _(event: ProjectStopped, thing: str) -> Iterator[Facet]:
    yield from _status(thing, "stopped", event, event.reason, event.work_done)


@_facets.register
def _(event: ProjectCompleted, thing: str) -> Iterator[Facet]:
    yield from _status(thing, "completed", event)
    value = {
        "handover": _json(event.handover),
        "noHandoverBecause": event.no_handover_because,
    }
    yield Facet(thing, "handover", value, event.effective_from)


# --- Documents ----------------------------------------------------------------------------------


def _json(document: Document | None) -> Any:
    return document.model_dump(mode="json") if document else None


@_facets.register
def _(event: ProjectDescribed, thing: str) -> Iterator[Facet]:
    yield Facet(thing, "description", _json(event.description), event.effective_from)


def _directive(
    thing: str, event: ProjectDirectiveApproved | ProjectDirectiveRevised
) -> Iterator[Facet]:
    value = {
        "directive": _json(event.directive),
        "effectCalculation": _json(event.effect_calculation),
        "noEffectCalculationBecause": event.no_effect_calculation_because,
        "withdrawnBecause": None,
    }
    yield Facet(thing, "directive", value, event.effective_from)


@_facets.register
def _(event: ProjectDirectiveApproved, thing: str) -> Iterator[Facet]:
    yield from _directive(thing, event)


@_facets.register
def _(event: ProjectDirectiveRevised, thing: str) -> Iterator[Facet]:
    yield from _directive(thing, event)


@_facets.register
def _(event: ProjectDirectiveWithdrawn, thing: str) -> Iterator[Facet]:
    value = {
        "directive": None,
        "effectCalculation": None,
        "noEffectCalculationBecause": None,
        "withdrawnBecause": event.reason,
    }
    yield Facet(thing, "directive", value, event.effective_from)
    yield Facet(thing, "plan", None, event.effective_from)


@_facets.register
def _(event: ProjectPlanApproved, thing: str) -> Iterator[Facet]:
    yield Facet(thing, "plan", _json(event.plan), event.effective_from)


# --- Cost and roles -----------------------------------------------------------------------------


@_facets.register
def _(event: ProjectCostEstimated, thing: str) -> Iterator[Facet]:
    value = event.model_dump(mode="json", exclude={"v", "effective_from"})
    yield Facet(thing, "estimate", value, event.effective_from, event.money_kind)


@_facets.register
def _(event: ProjectFrameDecided, thing: str) -> Iterator[Facet]:
    yield Facet(thing, "frame", event.amount, event.effective_from, event.money_kind)


@_facets.register
def _(event: ProjectLeaderAppointed, thing: str) -> Iterator[Facet]:
    yield Facet(thing, "leader", str(event.person_id), event.effective_from)


def _item(role: Role) -> str:
    """Return what tells a role apart from the project's others, in the order they are shown."""
    return f"{role.reach}/{role.name}/{role.member or ''}"


@_facets.register
def _(event: ProjectRoleWanted, thing: str) -> Iterator[Facet]:
    value = {**event.role.model_dump(mode="json"), "extent": event.extent}
    yield Facet(thing, "wanted", value, event.effective_from, _item(event.role))


@_facets.register
def _(event: ProjectRoleDropped, thing: str) -> Iterator[Facet]:
    yield Facet(thing, "wanted", None, event.effective_from, _item(event.role))
    yield Facet(thing, "filled", None, event.effective_from, _item(event.role))


@_facets.register
def _(event: ProjectRoleFilled, thing: str) -> Iterator[Facet]:
    person = str(event.person_id) if event.person_id else None
    value = {"personId": person, "filledBy": event.filled_by}
    yield Facet(thing, "filled", value, event.effective_from, _item(event.role))


@_facets.register
def _(event: ProjectRoleVacated, thing: str) -> Iterator[Facet]:
    yield Facet(thing, "filled", None, event.effective_from, _item(event.role))
