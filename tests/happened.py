"""Builders of events with sensible defaults, and what has happened in the world of `make`."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from domain import (
    agreement,
    budget,
    decision,
    fiscal_year,
    person,
    portfolio,
    program,
    project,
    review,
)
from domain.agreement import events as agreed
from domain.budget import events as budgeted
from domain.cost_key import Component, CostKey
from domain.model import Event, StreamId
from domain.project import events as carried_out
from tests.make import (
    AGREEMENT,
    AUDITORS_BODY,
    BOARD_BODY,
    CODES,
    COST,
    FIVE,
    FIVE_CODES,
    FOUNDED,
    FOUR,
    FOUR_CODES,
    KEY,
    LEADER,
    MARCH,
    OTHER_PROJECT,
    PORTFOLIO,
    PROGRAM,
    PROJECT,
    REVIEW,
    STEERING_BODY,
    TWO_YEARS_BEFORE,
    YEAR,
    by_population,
    day,
    document,
    envelope,
    in_effect,
    member,
    of,
    period,
    population,
    sealed,
)

agreement_established = of(
    agreed.AgreementEstablished,
    name="Samverkan Dalsland",
    members=tuple(member(code) for code in CODES),
    host="1460",
    legal_form="contract",
    bodies=(BOARD_BODY, AUDITORS_BODY),
    effective_from=FOUNDED,
)
body_formed = in_effect(agreed.BodyFormed, body=STEERING_BODY)
member_joined = in_effect(
    agreed.MemberJoined, member=agreement.Member(code="1466", name="Herrljunga")
)
member_left = in_effect(agreed.MemberLeft, code="1492")
constellation_defined = of(
    agreed.ConstellationDefined,
    constellation_id=FOUR,
    name="4D",
    members=FOUR_CODES,
    effective_from=FOUNDED,
)
statistic_registered = of(agreed.StatisticRegistered, figures=population(), applies_from=None)
figures_applied = in_effect(
    agreed.FiguresApplied, basis="population", reference_date=day("2024-12-31")
)
THE_KEY = CostKey(components=by_population(), reference_rule=TWO_YEARS_BEFORE)
A_KEY_OF_EVERYTHING = CostKey(
    components=(
        Component(basis="population", weight="1/2"),
        Component(basis="equal", weight="0.3"),
        Component(basis="fixed", weight="0.2", shares={"1438": "1", "1439": "2/3", "1487": "0"}),
    ),
    reference_rule=TWO_YEARS_BEFORE,
)
cost_key_adopted = in_effect(
    agreed.CostKeyAdopted,
    key_id=KEY,
    scope=portfolio.stream(PORTFOLIO),
    key=THE_KEY,
    required=CODES,
)
cost_key_entered_into_force = in_effect(
    agreed.CostKeyEnteredIntoForce, key_id=KEY, scope=portfolio.stream(PORTFOLIO), key=THE_KEY
)
cost_key_lapsed = of(
    agreed.CostKeyLapsed, key_id=KEY, scope=portfolio.stream(PORTFOLIO), refused_by="1487"
)
_CONSENT = {
    "subject": KEY,
    "member": "1460",
    "body": "Kommunfullmäktige",
    "decided_on": day("2025-11-26"),
    "paragraph": "112",
    "case_number": None,
    "document": None,
}
consent_given = of(agreed.ConsentGiven, **_CONSENT)
consent_refused = of(agreed.ConsentRefused, **_CONSENT)
portfolio_established = of(
    portfolio.PortfolioEstablished,
    agreement_id=AGREEMENT,
    name="Digitalisering",
    purpose=None,
    currency="SEK",
    effective_from=FOUNDED,
)
ceiling_decided = in_effect(fiscal_year.CeilingDecided, amount=1_000_00, money_kind="cash")
program_directive_approved = of(
    program.ProgramDirectiveApproved,
    portfolio_id=PORTFOLIO,
    title="Omvårdnad Dalsland",
    directive=document("Programdirektiv"),
    effect_calculation=document("Effektberäkning"),
    no_effect_calculation_because=None,
    constellation_id=None,
    effective_from=FOUNDED,
)
program_started = in_effect(program.ProgramStarted)
program_leader_appointed = in_effect(program.ProgramLeaderAppointed, person_id=LEADER)
project_proposed = of(
    carried_out.ProjectProposed,
    portfolio_id=PORTFOLIO,
    program_id=PROGRAM,
    title="Digital tillsyn",
    summary=None,
    proposed_by=project.Proposer(member="1460"),
    constellation_id=FOUR,
    sides=("outside",),
    level=3,
    effective_from=FOUNDED,
)
project_described = in_effect(
    carried_out.ProjectDescribed, description=document("Initiativbeskrivning")
)
project_approved = in_effect(carried_out.ProjectApproved)
project_rejected = in_effect(carried_out.ProjectRejected, reason=None)
project_directive_approved = in_effect(
    carried_out.ProjectDirectiveApproved,
    directive=document("Projektdirektiv"),
    effect_calculation=document("Effektberäkning"),
    no_effect_calculation_because=None,
)
project_plan_approved = in_effect(carried_out.ProjectPlanApproved, plan=document("Projektplan"))
project_started = in_effect(carried_out.ProjectStarted)
project_completed = in_effect(carried_out.ProjectCompleted, handover=None)
project_constellation_changed = in_effect(
    carried_out.ProjectConstellationChanged, constellation_id=FIVE
)
project_classified = in_effect(
    carried_out.ProjectClassified, sides=("inside", "it_factory"), level=5
)
_MONEY = {"amount": 100_00, "money_kind": "cash", "period": YEAR}
program_funded = in_effect(budgeted.ProgramFunded, **_MONEY)
allocated = in_effect(budgeted.BudgetAllocated, project_id=PROJECT, **_MONEY)
reallocated = in_effect(budgeted.BudgetReallocated, source=PROJECT, target=OTHER_PROJECT, **_MONEY)
released = in_effect(budgeted.BudgetReleased, project_id=PROJECT, **_MONEY)
cost_registered = of(
    budgeted.CostRegistered,
    cost_id=COST,
    project_id=PROJECT,
    amount=100_00,
    whole_amount=100_00,
    period=period("2026-03-01", "2026-03-01"),
    dated=MARCH,
    voucher="V 1001",
    supplier=None,
    note=None,
    identity_number_because=None,
)
review_initiated = of(
    review.ReviewInitiated,
    agreement_id=AGREEMENT,
    origin="commissioned",
    initiated_by=None,
    title="Programmets ekonomi",
    scope=review.ReviewScope(scope_kind="program", id=PROGRAM),
    period=period("2025-01-01", "2025-12-31"),
    questions=(sealed("Är kostnaderna rätt fördelade?"),),
    evidence_position=1,
    initiated_on=day("2026-02-10"),
)
person_registered = of(person.PersonRegistered, name=sealed("Kim Ek"))
recorded_resolution = of(
    decision.RecordedResolution,
    command={"kind": "text"},
    wording=sealed("Portföljstyrgruppen noterar rapporten."),
    sentence_sv=None,
    sentence_en=None,
)
decision_taken = of(
    decision.DecisionTaken,
    number="2025-014",
    envelope=envelope(),
    resolutions=(recorded_resolution(),),
)

# --- what has happened --------------------------------------------------------------------------


class Happened(NamedTuple):
    """Events of one stream, in order."""

    stream: StreamId
    events: tuple[Event, ...]


def in_agreement(*events: Event) -> Happened:
    return Happened(agreement.stream(AGREEMENT), events)


def in_portfolio(*events: Event, portfolio_id: UUID = PORTFOLIO) -> Happened:
    return Happened(portfolio.stream(portfolio_id), events)


def in_year(*events: Event, year: int = 2026) -> Happened:
    return Happened(fiscal_year.stream(PORTFOLIO, year), events)


def in_program(*events: Event, program_id: UUID = PROGRAM) -> Happened:
    return Happened(program.stream(program_id), events)


def in_project(*events: Event, project_id: UUID = PROJECT) -> Happened:
    return Happened(project.stream(project_id), events)


def in_budget(*events: Event, program_id: UUID = PROGRAM, year: int = 2026) -> Happened:
    return Happened(budget.stream(program_id, year), events)


def in_review(*events: Event) -> Happened:
    return Happened(review.stream(REVIEW), events)


def in_person(*events: Event) -> Happened:
    return Happened(person.stream(LEADER), events)


AGREED = in_agreement(agreement_established())
"""The agreement is signed."""

GOVERNED = (
    AGREED,
    in_agreement(
        body_formed(effective_from=FOUNDED),
        constellation_defined(),
        constellation_defined(constellation_id=FIVE, name="5D", members=FIVE_CODES),
    ),
    in_portfolio(portfolio_established()),
    in_program(program_directive_approved()),
)
"""The agreement, its constellations, the portfolio and the program stand."""

APPROVED = (
    *GOVERNED,
    in_project(project_proposed(), project_approved()),
    in_project(
        project_proposed(title="Trygg hemgång"), project_approved(), project_id=OTHER_PROJECT
    ),
)
"""Two initiatives of the program are approved as well."""
