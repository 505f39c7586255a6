"""An example of every kind of resolution about a project."""

from __future__ import annotations

from collections.abc import Mapping

from tests.interfaces.every_kind.example import NEW, Example, Seen, found_in
from tests.interfaces.world import (
    FIVE,
    LEADER,
    OF_SIX,
    OTHER_PROGRAM,
    PROPOSED,
    Api,
    approve,
    document,
    money,
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

_PAUSED = resolution("pauseProject", projectId=OF_SIX, reason="Leverantören är försenad.")

_CHANGE_LEADER = {"projectId": OF_SIX, "role": "Förändringsledare", "reach": "common"}

_WANTED = resolution("wantProjectRole", **_CHANGE_LEADER, extent=50)

_FILLED = resolution("fillProjectRole", **_CHANGE_LEADER, personId=LEADER)


def of_project(project_id: object, *fields: str) -> Seen:
    def seen(api: Api, day: str) -> object:
        found = found_in(api.read("/projects", validAt=day, limit=500), "projectId", project_id)
        return found and [found[field] for field in fields]

    return seen


EXAMPLES: Mapping[str, Example] = {
    "proposeProject": Example(propose(NEW), "project.proposed", of_project(NEW, "status")),
    "describeProject": Example(
        resolution("describeProject", projectId=PROPOSED, description=document("Beskrivning")),
        "project.described",
        of_project(PROPOSED, "description"),
    ),
    "approveProject": Example(
        approve(PROPOSED), "project.approved", of_project(PROPOSED, "status", "statusSince")
    ),
    "rejectProject": Example(
        resolution("rejectProject", projectId=PROPOSED, reason="Ryms inte inom ramen."),
        "project.rejected",
        of_project(PROPOSED, "status", "statusSince"),
    ),
    "approveProjectDirective": Example(
        _DIRECTED, "project.directive_approved", of_project(OF_SIX, "stage", "directive")
    ),
    "approveProjectPlan": Example(
        _PLANNED, "project.plan_approved", of_project(OF_SIX, "plan"), (_DIRECTED,)
    ),
    "startProject": Example(
        _STARTED, "project.started", of_project(OF_SIX, "status"), (_DIRECTED, _PLANNED)
    ),
    "completeProject": Example(
        resolution("completeProject", projectId=OF_SIX, handover=document("Överlämning")),
        "project.completed",
        of_project(OF_SIX, "status", "handover"),
        (_DIRECTED, _PLANNED, _STARTED),
    ),
    "parkProject": Example(
        resolution("parkProject", projectId=PROPOSED, reason="Väntar på staten."),
        "project.parked",
        of_project(PROPOSED, "status", "statuses"),
    ),
    "reviseProjectDirective": Example(
        resolution(
            "reviseProjectDirective",
            projectId=OF_SIX,
            directive=document("Projektdirektiv 2"),
            noEffectCalculationBecause="Lagkrav.",
        ),
        "project.directive_revised",
        of_project(OF_SIX, "directive", "directives"),
        (_DIRECTED, _PLANNED, _STARTED),
    ),
    "withdrawProjectDirective": Example(
        resolution("withdrawProjectDirective", projectId=PROPOSED, reason="Görs om."),
        "project.directive_withdrawn",
        of_project(PROPOSED, "stage", "directive", "directives", "plan"),
        (
            approve(PROPOSED),
            {**_DIRECTED, "projectId": str(PROPOSED)},
            {**_PLANNED, "projectId": str(PROPOSED)},
        ),
    ),
    "pauseProject": Example(
        _PAUSED,
        "project.paused",
        of_project(OF_SIX, "status", "statuses"),
        (_DIRECTED, _PLANNED, _STARTED),
    ),
    "resumeProject": Example(
        resolution("resumeProject", projectId=OF_SIX),
        "project.resumed",
        of_project(OF_SIX, "status", "statusSince"),
        (_DIRECTED, _PLANNED, _STARTED, _PAUSED),
    ),
    "stopProject": Example(
        resolution(
            "stopProject", projectId=OF_SIX, reason="Nyttan uteblir.", workDone="Arkiveras."
        ),
        "project.stopped",
        of_project(OF_SIX, "status", "statuses"),
        (_DIRECTED, _PLANNED, _STARTED),
    ),
    "moveProject": Example(
        resolution("moveProject", projectId=PROPOSED, targetProgramId=OTHER_PROGRAM),
        "project.moved",
        of_project(PROPOSED, "programId", "programs"),
    ),
    "estimateProjectCost": Example(
        resolution(
            "estimateProjectCost",
            projectId=OF_SIX,
            oneOff=money(1_200_000_00),
            yearly=money(150_000_00),
            firstYear=2028,
            calculation=document("Kostnadskalkyl"),
        ),
        "project.cost_estimated",
        of_project(OF_SIX, "costEstimates"),
    ),
    "decideProjectFrame": Example(
        resolution("decideProjectFrame", projectId=OF_SIX, amount=2_000_000_00),
        "project.frame_decided",
        of_project(OF_SIX, "frames"),
    ),
    "appointProjectLeader": Example(
        resolution("appointProjectLeader", projectId=OF_SIX, personId=LEADER),
        "project.leader_appointed",
        of_project(OF_SIX, "leader"),
    ),
    "wantProjectRole": Example(_WANTED, "project.role_wanted", of_project(OF_SIX, "roles")),
    "dropProjectRole": Example(
        resolution("dropProjectRole", **_CHANGE_LEADER),
        "project.role_dropped",
        of_project(OF_SIX, "roles"),
        (_WANTED, _FILLED),
    ),
    "fillProjectRole": Example(
        _FILLED, "project.role_filled", of_project(OF_SIX, "roles"), (_WANTED,)
    ),
    "vacateProjectRole": Example(
        resolution("vacateProjectRole", **_CHANGE_LEADER),
        "project.role_vacated",
        of_project(OF_SIX, "roles"),
        (_WANTED, _FILLED),
    ),
    "changeProjectConstellation": Example(
        resolution("changeProjectConstellation", projectId=OF_SIX, constellationId=FIVE),
        "project.constellation_changed",
        of_project(OF_SIX, "constellation", "constellationId"),
    ),
    "classifyProject": Example(
        resolution("classifyProject", projectId=OF_SIX, sides=["it_factory", "outside"], level=4),
        "project.classified",
        of_project(OF_SIX, "sides", "level"),
    ),
}
