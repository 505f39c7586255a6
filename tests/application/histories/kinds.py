"""A resolution of every kind, made up: about the few things of a small world, on any day of 2026.

Many are refused; what a rule refuses is part of a history too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from domain.budget.deviations import deviation_id
from domain.budget.events import DeviationCode
from tests.application.histories.drawn import (
    Drawn,
    always,
    any_of,
    between,
    day_between,
    fields,
    one_of,
)
from tests.interfaces.world import (
    AGREEMENT,
    ELSEWHERE,
    FIVE,
    FOUR,
    KEY,
    LEADER,
    OF_FOUR,
    OF_SIX,
    OTHER_PROGRAM,
    PORTFOLIO,
    PROGRAM,
    PROPOSED,
    SIX,
    JsonObject,
    body,
    commissioned_review,
    document,
    resolution,
)
from tests.make import CODES, FOUR_CODES, uid

YEARS = (2026, 2027)
Resolutions = Drawn[JsonObject]

_special = one_of("2026-01-01", "2026-03-15", "2026-07-01", "2026-12-31")
days = any_of([_special, day_between(date(2026, 1, 1), date(2026, 12, 31))])
amounts = any_of([between(1, 40_000_000), between(1, 1_000_000), one_of(1, 5_000_000)])
few = between(1, 4)
money_kinds = one_of("cash", "cash", "cash", "in_kind")
programs = one_of(PROGRAM, PROGRAM, OTHER_PROGRAM)
own_projects = one_of(OF_SIX, OF_FOUR)
projects = one_of(OF_SIX, OF_FOUR, OF_FOUR, PROPOSED, ELSEWHERE)
constellations = one_of(SIX, FIVE, FOUR)
codes = one_of(*CODES)
scopes = one_of(
    {"portfolioId": str(PORTFOLIO)}, {"programId": str(PROGRAM)}, {"projectId": str(OF_FOUR)}
)
NAMED = {"agreementId": AGREEMENT}
REASON = {"reason": "Så blev det."}
HANDED = {"noHandoverBecause": "Inget har byggts."}


def periods(random: Random) -> JsonObject | None:
    """Draw the days that money covers, one time in six; else what is the default."""
    first, last = sorted((days(random), days(random)))
    return {"first": first, "last": last} if random.randint(1, 6) == 1 else None


def of(kind: str, since: Drawn[str] = days, /, **of_kind: Any) -> Resolutions:
    """Return resolutions of a kind; a field is what it always is, or is drawn."""
    return lambda random: resolution(kind, **fields(random, {"effectiveFrom": since, **of_kind}))


def of_money(kind: str, **more: Any) -> Resolutions:
    given = {"amount": amounts, "fiscalYear": 2026, "moneyKind": money_kinds, "period": periods}
    return of(kind, **{**given, **more})


def of_program(kind: str, **more: Any) -> Resolutions:
    return of(kind, **{"programId": programs, **more})


def of_project(kind: str, **more: Any) -> Resolutions:
    return of(kind, **{"projectId": projects, **more})


def of_agreement(kind: str, **more: Any) -> Resolutions:
    return of(kind, **{**NAMED, **more})


def of_role(kind: str, **more: Any) -> Resolutions:
    role = {"role": "Förändringsledare", "reach": "common"}
    return of_project(kind, **{"projectId": own_projects, **role, **more})


def _ids(random: Random) -> UUID:
    return uid(f"made up {random.random()}")


_DIRECTIVE = {
    "directive": document("Direktiv"),
    "noEffectCalculationBecause": "Effekterna beräknas senare.",
}
_MUNKEDAL = {"code": "1430", "name": "Munkedal"}
_weights = one_of(("1/2", "1/2"), ("0.3", "0.7"), ("1/3", "2/3"))


def _keys(random: Random) -> JsonObject:
    people, equal = _weights(random)
    of_key: JsonObject = {
        **NAMED,
        "keyId": _ids(random),
        "scope": scopes(random),
        "components": [
            {"basis": "population", "weight": people},
            {"basis": "equal", "weight": equal},
        ],
        "effectiveFrom": days(random),
    }
    if random.randint(0, 1):
        of_key["referenceRule"] = {"month": 12, "day": 31, "yearsBefore": random.randint(2, 3)}
    return resolution("adoptCostKey", **of_key)


def _constellations(random: Random) -> JsonObject:
    which, name = random.choice([(FOUR, "4D"), (SIX, "Alla sex")])
    members = sorted(random.sample(FOUR_CODES, random.randint(1, len(FOUR_CODES))))
    given = {"constellationId": which, "name": name, "members": members}
    return resolution("defineConstellation", **NAMED, **given, effectiveFrom=days(random))


def _allocations(random: Random) -> JsonObject:
    amount = random.choice((1, 1, -1)) * amounts(random)
    return of_money("allocateBudget", programId=PROGRAM, projectId=own_projects, amount=amount)(
        random
    )


def _transfers(random: Random) -> JsonObject:
    source, target = random.sample((PROGRAM, OTHER_PROGRAM), 2)
    return of_money("transferBudget", sourceProgramId=source, targetProgramId=target)(random)


def _reallocations(random: Random) -> JsonObject:
    source, target = random.sample((OF_SIX, OF_FOUR), 2)
    return of_money("reallocateBudget", programId=PROGRAM, source=source, target=target)(random)


def _deviations(random: Random) -> UUID:
    code: DeviationCode = random.choice(
        ("cost_above_allocation", "cost_above_funding", "project_is_paused")
    )
    return deviation_id(uid(f"cost {few(random)}"), code, 2026)


_directed = {"programId": uid("made-up program"), "portfolioId": PORTFOLIO, "title": "Nytt program"}
_ranking = [
    {"programId": OTHER_PROGRAM, "reason": "Störst nytta."},
    {"programId": PROGRAM, "reason": "Kan vänta."},
]
_kinds_of_rule = one_of("fundProgram", "applyFigures", "withdrawMember", "adoptCostKey")
_rules = one_of("majority", "each_member", "unanimous")

KINDS: Mapping[str, Resolutions] = {
    "formBody": lambda random: {
        **body(_ids(random), "Kompetenscentrum", "competence_centre"),
        "effectiveFrom": days(random),
    },
    "admitMember": of_agreement("admitMember", **_MUNKEDAL),
    "withdrawMember": of_agreement("withdrawMember", code=codes),
    "admitObserver": of_agreement("admitObserver", **_MUNKEDAL),
    "dismissObserver": of_agreement("dismissObserver", code="1430"),
    "designateHost": of_agreement("designateHost", code=codes),
    "changeLegalForm": of_agreement("changeLegalForm", legalForm="joint_committee"),
    "adoptDecisionRule": of_agreement(
        "adoptDecisionRule", decisionKind=_kinds_of_rule, rule=_rules
    ),
    "decideResourceRate": of_agreement(
        "decideResourceRate", category="Projektledare", rate=amounts
    ),
    "repealResourceRate": of_agreement("repealResourceRate", category="Projektledare"),
    "decideMemberFrame": of_agreement(
        "decideMemberFrame",
        member=codes,
        fiscalYear=2026,
        amount=between(10_000_000, 60_000_000),
        moneyKind=money_kinds,
    ),
    "defineConstellation": _constellations,
    "adoptCostKey": _keys,
    "repealCostKey": of_agreement("repealCostKey", scope=scopes),
    "reinstateCostKey": of_agreement("reinstateCostKey", scope=scopes, keyId=KEY),
    "applyFigures": of_agreement(
        "applyFigures",
        basis="population",
        referenceDate=one_of("2023-12-31", "2024-12-31"),
    ),
    "establishPortfolio": of(
        "establishPortfolio", portfolioId=_ids, **NAMED, name=lambda random: f"IT {random.random()}"
    ),
    "adoptSteeringDocument": of(
        "adoptSteeringDocument",
        portfolioId=PORTFOLIO,
        documentKind="roadmap",
        document=document("Färdplan"),
    ),
    "prioritisePrograms": of("prioritisePrograms", portfolioId=PORTFOLIO, order=_ranking, **REASON),
    "decideCeiling": of(
        "decideCeiling",
        portfolioId=PORTFOLIO,
        fiscalYear=2026,
        amount=between(80_000_000, 600_000_000),
        moneyKind=money_kinds,
    ),
    "closeFiscalYear": of(
        "closeFiscalYear", always("2027-01-15"), portfolioId=PORTFOLIO, fiscalYear=2026
    ),
    "approveProgramDirective": of("approveProgramDirective", **_directed, **_DIRECTIVE),
    "reviseProgramDirective": of_program("reviseProgramDirective", **_DIRECTIVE),
    "withdrawProgramDirective": of_program(
        "withdrawProgramDirective", programId=_directed["programId"], **REASON
    ),
    "approveProgramPlan": of_program("approveProgramPlan", plan=document("Plan")),
    "startProgram": of_program("startProgram", programId=OTHER_PROGRAM),
    "pauseProgram": of_program("pauseProgram", **REASON),
    "resumeProgram": of_program("resumeProgram"),
    "closeProgram": of_program("closeProgram", lessons="Börja i verksamheten."),
    "appointProgramLeader": of_program("appointProgramLeader", personId=LEADER),
    "proposeProject": of(
        "proposeProject",
        projectId=_ids,
        portfolioId=PORTFOLIO,
        programId=programs,
        title="Initiativ",
        proposedBy={"member": "1438"},
        constellationId=constellations,
        sides=["inside"],
    ),
    "describeProject": of_project("describeProject", description=document("Beskrivning")),
    "approveProject": of_project("approveProject", projectId=PROPOSED),
    "rejectProject": of_project("rejectProject", **REASON),
    "parkProject": of_project("parkProject", **REASON),
    "approveProjectDirective": of_project("approveProjectDirective", **_DIRECTIVE),
    "reviseProjectDirective": of_project("reviseProjectDirective", **_DIRECTIVE),
    "withdrawProjectDirective": of_project("withdrawProjectDirective", **REASON),
    "approveProjectPlan": of_project("approveProjectPlan", plan=document("Plan")),
    "startProject": of_project("startProject"),
    "pauseProject": of_project("pauseProject", **REASON),
    "resumeProject": of_project("resumeProject"),
    "stopProject": of_project("stopProject", **REASON, workDone="Arkiveras."),
    "completeProject": of_project("completeProject", **HANDED),
    "moveProject": of_project("moveProject", targetProgramId=one_of(OTHER_PROGRAM, PROGRAM, None)),
    "changeProjectConstellation": of_project(
        "changeProjectConstellation", constellationId=constellations
    ),
    "classifyProject": of_project("classifyProject", sides=["outside"], level=between(1, 5)),
    "estimateProjectCost": of_project(
        "estimateProjectCost",
        oneOff={"amount": "1200000.00", "currency": "SEK"},
        yearly={"amount": "150000.00", "currency": "SEK"},
        firstYear=2028,
        calculation=document("Kalkyl"),
    ),
    "decideProjectFrame": of_project(
        "decideProjectFrame", amount=between(10_000_000, 90_000_000), moneyKind=money_kinds
    ),
    "appointProjectLeader": of_project("appointProjectLeader", personId=LEADER),
    "wantProjectRole": of_role("wantProjectRole", extent=50),
    "dropProjectRole": of_role("dropProjectRole"),
    "fillProjectRole": of_role("fillProjectRole", personId=LEADER),
    "vacateProjectRole": of_role("vacateProjectRole"),
    "fundProgram": of_money("fundProgram", programId=programs),
    "returnFunding": of_money("returnFunding", programId=programs),
    "transferBudget": _transfers,
    "allocateBudget": _allocations,
    "reallocateBudget": _reallocations,
    "releaseBudget": of_money("releaseBudget", programId=PROGRAM, projectId=own_projects),
    "noteDeviation": of_program("noteDeviation", fiscalYear=2026, deviationId=_deviations),
    "initiateReview": lambda random: {
        **commissioned_review(_ids(random)),
        "effectiveFrom": days(random),
    },
    "text": always(resolution("text", wording="Informationen antecknas.")),
}
"""One for each kind in the table of who decides what, but for those that are about a decision."""

AMENDING = ("correctDecision", "reverseDecision")
"""The kinds that are about an earlier decision: which one is known only when they are told."""

_MONEY = (
    *("fundProgram", "allocateBudget", "allocateBudget", "releaseBudget", "reallocateBudget"),
    *("returnFunding", "transferBudget", "decideCeiling", "decideProjectFrame"),
)
_WHO_PAYS = (
    *("applyFigures", "defineConstellation", "changeProjectConstellation", "withdrawMember"),
    *("adoptCostKey", "repealCostKey", "reinstateCostKey", "decideMemberFrame", "moveProject"),
    "closeFiscalYear",
)
money_moves: Resolutions = any_of([KINDS[kind] for kind in _MONEY])
terms: Resolutions = any_of([KINDS[kind] for kind in _WHO_PAYS])
any_kind: Resolutions = any_of([KINDS[kind] for kind in sorted(KINDS)])
resolutions: Resolutions = any_of([money_moves, money_moves, terms, any_kind])
