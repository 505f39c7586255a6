"""A resolution of every kind that the world takes, and where a read shows its effect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.interfaces.world import (
    AGREEMENT,
    FIVE,
    LEADER,
    OF_FOUR,
    OF_SIX,
    OTHER_PROGRAM,
    PORTFOLIO,
    PROGRAM,
    PROPOSED,
    Api,
    JsonObject,
    allocate,
    apply_figures,
    approve,
    body,
    ceiling,
    commissioned_review,
    consent,
    constellation,
    cost_key,
    directive,
    document,
    fund,
    noted,
    propose,
    reallocate,
    release,
    resolution,
)
from tests.make import CODES, uid

NEW = uid("new")
NEW_KEY = uid("new key")
Seen = Callable[[Api, str], object]


def nothing(_: Api) -> None:
    """Do nothing more."""


@dataclass(frozen=True)
class Example:
    """A resolution without its day, the event it causes, and how a day's read shows it."""

    resolution: JsonObject
    topic: str
    seen: Seen
    given: tuple[JsonObject, ...] = ()
    then: Callable[[Api], None] = nothing


def _found(items: Any, name: str, value: object) -> Any:
    return next((item for item in items if item[name] == str(value)), None)


def _agreement(part: str, name: str, value: object) -> Seen:
    def seen(api: Api, day: str) -> object:
        whole = api.read(f"/agreements/{AGREEMENT}", validAt=day)
        return _found(whole[part], name, value)

    return seen


def _of_program(program_id: object, *fields: str) -> Seen:
    def seen(api: Api, day: str) -> object:
        found = _found(api.read("/programs", validAt=day), "programId", program_id)
        return found and [found[field] for field in fields]

    return seen


def _of_project(project_id: object, *fields: str) -> Seen:
    def seen(api: Api, day: str) -> object:
        found = _found(api.read("/projects", validAt=day, limit=500), "projectId", project_id)
        return found and [found[field] for field in fields]

    return seen


def _portfolio(api: Api, day: str) -> object:
    return _found(api.read("/portfolios", validAt=day), "portfolioId", NEW)


def _ceilings(api: Api, day: str) -> object:
    return api.read(f"/portfolios/{PORTFOLIO}", validAt=day)["ceilings"]


def _segment(name: str) -> Seen:
    def seen(api: Api, day: str) -> object:
        query = {"programId": PROGRAM, "fiscalYear": day[:4], "validAt": day, "day": day}
        [found] = api.read("/segments", **query)
        return found[name]

    return seen


def _budget(api: Api, day: str) -> object:
    whole = api.read(f"/programs/{PROGRAM}/budgets/2026", validAt=day)
    members = [(one["member"], one["budget"], one["cost"]) for one in whole["members"]]
    return [whole["projects"], whole["reserve"], members]


def _reviews(api: Api, day: str) -> object:
    return _found(api.read("/reviews", validAt=day), "reviewId", NEW)


def _register(api: Api, day: str) -> object:
    return api.get("/decisions", validAt=day).meta["total"]


def consents(api: Api) -> None:
    """Let every member consent to the new key."""
    for code in CODES:
        api.register("/consents", consent(code, NEW_KEY))


_DIRECTED = resolution(
    "approveProjectDirective",
    projectId=OF_SIX,
    directive=document("Projektdirektiv"),
    effectCalculation=document("Effektberäkning"),
)
_PLANNED = resolution("approveProjectPlan", projectId=OF_SIX, plan=document("Projektplan"))
_STARTED = resolution("startProject", projectId=OF_SIX)

EXAMPLES: Mapping[str, Example] = {
    "formBody": Example(
        body(NEW, "Kompetenscentrum", "competence_centre"),
        "agreement.body_formed",
        _agreement("bodies", "bodyId", NEW),
    ),
    "admitMember": Example(
        resolution("admitMember", agreementId=AGREEMENT, code="1430", name="Munkedal"),
        "agreement.member_joined",
        _agreement("members", "code", "1430"),
    ),
    "withdrawMember": Example(
        resolution("withdrawMember", agreementId=AGREEMENT, code="1487"),
        "agreement.member_left",
        _agreement("members", "code", "1487"),
    ),
    "defineConstellation": Example(
        constellation(NEW, "Dal norr", ["1438", "1460", "1492"]),
        "agreement.constellation_defined",
        _agreement("constellations", "constellationId", NEW),
    ),
    "adoptCostKey": Example(
        cost_key(NEW_KEY, "1/2", "0.5"),
        "agreement.cost_key_adopted",
        _segment("keyId"),
        then=consents,
    ),
    "applyFigures": Example(
        apply_figures(2024, ""), "agreement.figures_applied", _segment("figures")
    ),
    "establishPortfolio": Example(
        resolution("establishPortfolio", portfolioId=NEW, agreementId=AGREEMENT, name="IT-fabrik"),
        "portfolio.established",
        _portfolio,
    ),
    "decideCeiling": Example(ceiling(600_000_000), "fiscal_year.ceiling_decided", _ceilings),
    "approveProgramDirective": Example(
        directive(NEW, "Attraktiv arbetsgivare"),
        "program.directive_approved",
        _of_program(NEW, "title"),
    ),
    "startProgram": Example(
        resolution("startProgram", programId=OTHER_PROGRAM),
        "program.started",
        _of_program(OTHER_PROGRAM, "status", "statusSince"),
    ),
    "appointProgramLeader": Example(
        resolution("appointProgramLeader", programId=PROGRAM, personId=LEADER),
        "program.leader_appointed",
        _of_program(PROGRAM, "leader"),
    ),
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
    "fundProgram": Example(fund(1_000_00), "budget.program_funded", _budget),
    "allocateBudget": Example(allocate(1_000_00), "budget.allocated", _budget),
    "reallocateBudget": Example(
        reallocate(1_000_00, OF_SIX, OF_FOUR), "budget.reallocated", _budget
    ),
    "releaseBudget": Example(release(1_000_00), "budget.released", _budget),
    "initiateReview": Example(commissioned_review(NEW), "review.initiated", _reviews),
    "text": Example(noted(), "decision.taken", _register),
}
"""One for each kind in the table of who decides what."""


def in_effect(resolution_: JsonObject, day: str) -> JsonObject:
    """Return a resolution as of a day; text has no day."""
    if resolution_["kind"] == "text":
        return resolution_
    return {**resolution_, "effectiveFrom": day}
