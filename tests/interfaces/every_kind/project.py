"""An example of every kind of resolution about a project."""

from __future__ import annotations

from collections.abc import Mapping

from tests.interfaces.every_kind.example import NEW, Example, Seen, found_in
from tests.interfaces.world import (
    FIVE,
    OF_SIX,
    PROPOSED,
    Api,
    approve,
    document,
    propose,
    resolution,
)

_DIRECTED = resolution(
    "approveProjectDirective",
    projectId=OF_SIX,
    directive=document("Projektdirektiv"),
    effectCalculation=document("Effektberäkning"),
)

_PLANNED = resolution("approveProjectPlan", projectId=OF_SIX, plan=document("Projektplan"))

_STARTED = resolution("startProject", projectId=OF_SIX)


def _of_project(project_id: object, *fields: str) -> Seen:
    def seen(api: Api, day: str) -> object:
        found = found_in(api.read("/projects", validAt=day, limit=500), "projectId", project_id)
        return found and [found[field] for field in fields]

    return seen


EXAMPLES: Mapping[str, Example] = {
    "proposeProject": Example(propose(NEW), "project.proposed", _of_project(NEW, "status")),
    "describeProject": Example(
        resolution("describeProject", projectId=PROPOSED, description=document("Beskrivning")),
        "project.described",
        _of_project(PROPOSED, "description"),
    ),
    "approveProject": Example(
        approve(PROPOSED), "project.approved", _of_project(PROPOSED, "status", "statusSince")
    ),
    "rejectProject": Example(
        resolution("rejectProject", projectId=PROPOSED, reason="Ryms inte inom ramen."),
        "project.rejected",
        _of_project(PROPOSED, "status", "statusSince"),
    ),
    "approveProjectDirective": Example(
        _DIRECTED, "project.directive_approved", _of_project(OF_SIX, "stage", "directive")
    ),
    "approveProjectPlan": Example(
        _PLANNED, "project.plan_approved", _of_project(OF_SIX, "plan"), (_DIRECTED,)
    ),
    "startProject": Example(
        _STARTED, "project.started", _of_project(OF_SIX, "status"), (_DIRECTED, _PLANNED)
    ),
    "completeProject": Example(
        resolution("completeProject", projectId=OF_SIX, handover=document("Överlämning")),
        "project.completed",
        _of_project(OF_SIX, "status", "handover"),
        (_DIRECTED, _PLANNED, _STARTED),
    ),
    "changeProjectConstellation": Example(
        resolution("changeProjectConstellation", projectId=OF_SIX, constellationId=FIVE),
        "project.constellation_changed",
        _of_project(OF_SIX, "constellation", "constellationId"),
    ),
    "classifyProject": Example(
        resolution("classifyProject", projectId=OF_SIX, sides=["it_factory", "outside"], level=4),
        "project.classified",
        _of_project(OF_SIX, "sides", "level"),
    ),
}
