"""A resolution of every kind, made up: about the few things of a small world, on any day of 2026.

Many are refused; what a rule refuses is part of a history too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import strategies as st

from domain.budget.deviations import deviation_id
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
Resolutions = st.SearchStrategy[JsonObject]

_special = st.sampled_from(["2026-01-01", "2026-03-15", "2026-07-01", "2026-12-31"])
days = _special | st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(str)
amounts = st.integers(1, 40_000_000) | st.sampled_from([1, 5_000_000])
few = st.integers(1, 4)
money_kinds = st.sampled_from(["cash", "cash", "cash", "in_kind"])
programs = st.sampled_from([PROGRAM, PROGRAM, OTHER_PROGRAM])
own_projects = st.sampled_from([OF_SIX, OF_FOUR])
projects = st.sampled_from([OF_SIX, OF_FOUR, OF_FOUR, PROPOSED, ELSEWHERE])
constellations = st.sampled_from([SIX, FIVE, FOUR])
codes = st.sampled_from(CODES)
scopes = st.sampled_from(
    [{"portfolioId": str(PORTFOLIO)}, {"programId": str(PROGRAM)}, {"projectId": str(OF_FOUR)}]
)
NAMED = {"agreementId": AGREEMENT}
REASON = {"reason": "Så blev det."}
HANDED = {"noHandoverBecause": "Inget har byggts."}


@st.composite
def periods(draw: st.DrawFn, one_in: int = 6) -> JsonObject | None:
    """Draw the days that money covers, one time in so many; else what is the default."""
    first, last = sorted(draw(st.tuples(days, days)))
    return {"first": first, "last": last} if draw(st.integers(1, one_in)) == one_in else None


def of(kind: str, since: st.SearchStrategy[Any] = days, /, **fields: Any) -> Resolutions:
    """Return resolutions of a kind; a field is what it always is, or is drawn."""
    drawn = {
        name: value if isinstance(value, st.SearchStrategy) else st.just(value)
        for name, value in fields.items()
    }
    return st.builds(
        lambda **given: resolution(kind, **given),
        **{"effectiveFrom": since, **drawn},
    )


def of_money(kind: str, **fields: Any) -> Resolutions:
    given = {"amount": amounts, "fiscalYear": 2026, "moneyKind": money_kinds, "period": periods()}
    return of(kind, **{**given, **fields})


def of_program(kind: str, **fields: Any) -> Resolutions:
    return of(kind, **{"programId": programs, **fields})


def of_project(kind: str, **fields: Any) -> Resolutions:
    return of(kind, **{"projectId": projects, **fields})


def of_agreement(kind: str, **fields: Any) -> Resolutions:
    return of(kind, **{**NAMED, **fields})


def of_role(kind: str, **fields: Any) -> Resolutions:
    role = {"role": "Förändringsledare", "reach": "common"}
    return of_project(kind, projectId=own_projects, **role, **fields)


_DIRECTIVE = {
    "directive": document("Direktiv"),
    "noEffectCalculationBecause": "Effekterna beräknas senare.",
}
_MUNKEDAL = {"code": "1430", "name": "Munkedal"}
_weights = st.sampled_from([("1/2", "1/2"), ("0.3", "0.7"), ("1/3", "2/3")])


@st.composite
def _keys(draw: st.DrawFn) -> JsonObject:
    people, equal = draw(_weights)
    fields: JsonObject = {
        **NAMED,
        "keyId": uid(f"made-up key {draw(st.integers(1, 10**6))}"),
        "scope": draw(scopes),
        "components": [
            {"basis": "population", "weight": people},
            {"basis": "equal", "weight": equal},
        ],
        "effectiveFrom": draw(days),
    }
    if draw(st.booleans()):
        fields["referenceRule"] = {"month": 12, "day": 31, "yearsBefore": draw(st.integers(2, 3))}
    return resolution("adoptCostKey", **fields)


@st.composite
def _constellations(draw: st.DrawFn) -> JsonObject:
    which, name = draw(st.sampled_from([(FOUR, "4D"), (SIX, "Alla sex")]))
    members = sorted(draw(st.sets(st.sampled_from(FOUR_CODES), min_size=1)))
    fields = {"constellationId": which, "name": name, "members": members}
    return resolution("defineConstellation", **NAMED, **fields, effectiveFrom=draw(days))


@st.composite
def _allocations(draw: st.DrawFn) -> JsonObject:
    sign = draw(st.sampled_from([1, 1, -1]))
    return draw(
        of_money(
            "allocateBudget",
            programId=PROGRAM,
            projectId=own_projects,
            amount=amounts.map(lambda amount: sign * amount),
        )
    )


_deviations = st.builds(
    lambda number, code: deviation_id(uid(f"cost {number}"), code, 2026),
    few,
    st.sampled_from(["cost_above_allocation", "cost_above_funding", "project_is_paused"]),
)
_directed = {"programId": uid("made-up program"), "portfolioId": PORTFOLIO, "title": "Nytt program"}
_ranking = [
    {"programId": OTHER_PROGRAM, "reason": "Störst nytta."},
    {"programId": PROGRAM, "reason": "Kan vänta."},
]
_kinds_of_rule = st.sampled_from(["fundProgram", "applyFigures", "withdrawMember", "adoptCostKey"])
_rules = st.sampled_from(["majority", "each_member", "unanimous"])
_ids = st.integers(1, 10**9).map(lambda number: uid(f"made up {number}"))
_LAST = st.just("2027-01-15")

KINDS: Mapping[str, Resolutions] = {
    "formBody": st.builds(
        lambda one, day: {**body(one, "Kompetenscentrum", "competence_centre"), **day},
        _ids,
        days.map(lambda day: {"effectiveFrom": day}),
    ),
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
        amount=st.integers(10_000_000, 60_000_000),
        moneyKind=money_kinds,
    ),
    "defineConstellation": _constellations(),
    "adoptCostKey": _keys(),
    "repealCostKey": of_agreement("repealCostKey", scope=scopes),
    "reinstateCostKey": of_agreement("reinstateCostKey", scope=scopes, keyId=KEY),
    "applyFigures": of_agreement(
        "applyFigures",
        basis="population",
        referenceDate=st.sampled_from(["2023-12-31", "2024-12-31"]),
    ),
    "establishPortfolio": of(
        "establishPortfolio", portfolioId=_ids, **NAMED, name=_ids.map(lambda one: f"IT {one}")
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
        amount=st.integers(80_000_000, 600_000_000),
        moneyKind=money_kinds,
    ),
    "closeFiscalYear": of("closeFiscalYear", _LAST, portfolioId=PORTFOLIO, fiscalYear=2026),
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
    "moveProject": of_project(
        "moveProject", targetProgramId=st.sampled_from([OTHER_PROGRAM, PROGRAM, None])
    ),
    "changeProjectConstellation": of_project(
        "changeProjectConstellation", constellationId=constellations
    ),
    "classifyProject": of_project("classifyProject", sides=["outside"], level=st.integers(1, 5)),
    "estimateProjectCost": of_project(
        "estimateProjectCost",
        oneOff={"amount": "1200000.00", "currency": "SEK"},
        yearly={"amount": "150000.00", "currency": "SEK"},
        firstYear=2028,
        calculation=document("Kalkyl"),
    ),
    "decideProjectFrame": of_project(
        "decideProjectFrame", amount=st.integers(10_000_000, 90_000_000), moneyKind=money_kinds
    ),
    "appointProjectLeader": of_project("appointProjectLeader", personId=LEADER),
    "wantProjectRole": of_role("wantProjectRole", extent=50),
    "dropProjectRole": of_role("dropProjectRole"),
    "fillProjectRole": of_role("fillProjectRole", personId=LEADER),
    "vacateProjectRole": of_role("vacateProjectRole"),
    "fundProgram": of_money("fundProgram", programId=programs),
    "returnFunding": of_money("returnFunding", programId=programs),
    "transferBudget": st.sampled_from([(PROGRAM, OTHER_PROGRAM), (OTHER_PROGRAM, PROGRAM)]).flatmap(
        lambda two: of_money("transferBudget", sourceProgramId=two[0], targetProgramId=two[1])
    ),
    "allocateBudget": _allocations(),
    "reallocateBudget": st.permutations([OF_SIX, OF_FOUR]).flatmap(
        lambda two: of_money("reallocateBudget", programId=PROGRAM, source=two[0], target=two[1])
    ),
    "releaseBudget": of_money("releaseBudget", programId=PROGRAM, projectId=own_projects),
    "noteDeviation": of_program("noteDeviation", fiscalYear=2026, deviationId=_deviations),
    "initiateReview": st.builds(
        lambda one, day: {**commissioned_review(one), "effectiveFrom": day}, _ids, days
    ),
    "text": st.just(resolution("text", wording="Informationen antecknas.")),
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
)
money_moves: Resolutions = st.sampled_from(_MONEY).flatmap(KINDS.__getitem__)
terms: Resolutions = st.sampled_from(_WHO_PAYS).flatmap(KINDS.__getitem__)
any_kind: Resolutions = st.sampled_from(sorted(KINDS)).flatmap(KINDS.__getitem__)
resolutions: Resolutions = st.one_of(money_moves, money_moves, terms, any_kind)
