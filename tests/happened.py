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
from domain.portfolio import events as governed
from domain.program import events as directed
from domain.project import events as carried_out
from tests.make import (
    AGREEMENT,
    AUDITORS_BODY,
    BOARD_BODY,
    CODES,
    COMMITMENT,
    COST,
    CREDIT,
    DECISION,
    DEVIATION,
    FIVE,
    FIVE_CODES,
    FOUNDED,
    FOUR,
    FOUR_CODES,
    INCOME,
    JULY,
    KEY,
    LEADER,
    MARCH,
    OTHER_PROGRAM,
    OTHER_PROJECT,
    POPULATION,
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
    ranked_in_log,
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
observer_admitted = in_effect(
    agreed.ObserverAdmitted, observer=agreement.Member(code="1430", name="Munkedal")
)
observer_dismissed = in_effect(agreed.ObserverDismissed, code="1430")
host_designated = in_effect(agreed.HostDesignated, code="1461")
legal_form_changed = in_effect(agreed.LegalFormChanged, legal_form="joint_committee")
decision_rule_adopted = in_effect(
    agreed.DecisionRuleAdopted, decision_kind="decideCeiling", rule="unanimous"
)
resource_rate_decided = in_effect(agreed.ResourceRateDecided, category="Projektledare", rate=650_00)
resource_rate_repealed = in_effect(agreed.ResourceRateRepealed, category="Projektledare")
member_frame_decided = in_effect(
    agreed.MemberFrameDecided,
    member="1492",
    fiscal_year=2026,
    amount=500_000_00,
    money_kind="cash",
)
cost_key_repealed = in_effect(agreed.CostKeyRepealed, scope=portfolio.stream(PORTFOLIO))
statistic_corrected = of(
    agreed.StatisticCorrected,
    figures=population(source="SCB, rättad folkmängd", values={**POPULATION, "1492": 12_473}),
    reason=sealed("Åmåls siffra var omkastad."),
)
decision_held = of(
    agreed.DecisionHeld,
    decision_id=DECISION,
    resolutions=(
        agreed.HeldResolution(
            resolution=1,
            command={
                "kind": "admitMember",
                "agreementId": str(AGREEMENT),
                "code": "1466",
                "name": "Herrljunga",
                "effectiveFrom": "2026-01-01",
            },
        ),
    ),
    required=(*CODES[:4], "1466", *CODES[4:]),
    expected=(),
)
decision_entered_into_force = of(agreed.DecisionEnteredIntoForce, subject=DECISION)
decision_lapsed = of(
    agreed.DecisionLapsed, subject=DECISION, refused_by="1487", because=None, key_ids=()
)
decision_corrected = in_effect(
    decision.DecisionCorrected, wrong=sealed("Beloppet."), right=sealed("110 000 kr.")
)
decision_reversed = in_effect(
    decision.DecisionReversed, resolutions=(1,), wholly=True, reason=sealed("Underlaget var fel.")
)
decision_annulled = of(
    decision.DecisionAnnulled,
    court="Förvaltningsrätten i Göteborg",
    case_number="1234-26",
    decided_on=day("2026-03-02"),
    effective_from=MARCH,
    resolutions=(1,),
    wholly=True,
    not_undone=(),
)
portfolio_established = of(
    governed.PortfolioEstablished,
    agreement_id=AGREEMENT,
    name="Digitalisering",
    purpose=None,
    currency="SEK",
    effective_from=FOUNDED,
)
steering_document_adopted = in_effect(
    governed.SteeringDocumentAdopted,
    document_kind="vision",
    document=document("Vision 2030"),
    summary=None,
)
programs_prioritised = in_effect(
    governed.ProgramsPrioritised,
    order=(ranked_in_log(),),
    criteria=(),
    not_chosen=(),
    reason=sealed("Störst nytta först."),
)
fiscal_year_closed = of(
    fiscal_year.FiscalYearClosed, note=None, unspent=(), effective_from=day("2027-01-01")
)
ceiling_decided = in_effect(fiscal_year.CeilingDecided, amount=1_000_00, money_kind="cash")
program_directive_approved = of(
    directed.ProgramDirectiveApproved,
    portfolio_id=PORTFOLIO,
    title="Omvårdnad Dalsland",
    directive=document("Programdirektiv"),
    effect_calculation=document("Effektberäkning"),
    no_effect_calculation_because=None,
    constellation_id=None,
    effective_from=FOUNDED,
)
program_directive_revised = in_effect(
    directed.ProgramDirectiveRevised,
    directive=document("Programdirektiv", version="2.0"),
    effect_calculation=document("Effektberäkning"),
    no_effect_calculation_because=None,
)
program_directive_withdrawn = in_effect(
    directed.ProgramDirectiveWithdrawn, reason=sealed("Uppdraget ges till ett annat program.")
)
program_plan_approved = in_effect(directed.ProgramPlanApproved, plan=document("Programplan"))
program_started = in_effect(directed.ProgramStarted)
program_paused = in_effect(directed.ProgramPaused, reason=sealed("Programledaren saknas."))
program_resumed = in_effect(directed.ProgramResumed)
program_closed = in_effect(
    directed.ProgramClosed, lessons=sealed("Börja med verksamheten."), final_report=None
)
program_leader_appointed = in_effect(directed.ProgramLeaderAppointed, person_id=LEADER)
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
project_parked = in_effect(
    carried_out.ProjectParked, reason=sealed("Väntar på den nationella lösningen.")
)
project_directive_revised = in_effect(
    carried_out.ProjectDirectiveRevised,
    directive=document("Projektdirektiv", version="2.0"),
    effect_calculation=document("Effektberäkning"),
    no_effect_calculation_because=None,
)
project_directive_withdrawn = in_effect(
    carried_out.ProjectDirectiveWithdrawn, reason=sealed("Uppdraget görs om.")
)
project_paused = in_effect(carried_out.ProjectPaused, reason=sealed("Leverantören är försenad."))
project_resumed = in_effect(carried_out.ProjectResumed)
project_stopped = in_effect(
    carried_out.ProjectStopped,
    reason=sealed("Nyttan uteblir."),
    work_done=sealed("Kravspecifikationen tas över av IT-fabriken."),
)
project_completed = in_effect(
    carried_out.ProjectCompleted, handover=document("Överlämning"), no_handover_because=None
)
project_moved = in_effect(carried_out.ProjectMoved, program_id=OTHER_PROGRAM)
project_cost_estimated = in_effect(
    carried_out.ProjectCostEstimated,
    money_kind="cash",
    one_off=1_200_000_00,
    yearly=150_000_00,
    first_year=2028,
    calculation=document("Kostnadskalkyl"),
)
project_frame_decided = in_effect(
    carried_out.ProjectFrameDecided, amount=2_000_000_00, money_kind="cash"
)
project_leader_appointed = in_effect(carried_out.ProjectLeaderAppointed, person_id=LEADER)
THE_ROLE = project.Role(name="Förändringsledare", reach="common", member=None)
project_role_wanted = in_effect(carried_out.ProjectRoleWanted, role=THE_ROLE, extent=50)
project_role_dropped = in_effect(carried_out.ProjectRoleDropped, role=THE_ROLE)
project_role_filled = in_effect(
    carried_out.ProjectRoleFilled, role=THE_ROLE, person_id=LEADER, filled_by=None
)
project_role_vacated = in_effect(carried_out.ProjectRoleVacated, role=THE_ROLE)
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
funding_returned = in_effect(budgeted.FundingReturned, **_MONEY)
transferred_out = in_effect(budgeted.BudgetTransferredOut, target=OTHER_PROGRAM, **_MONEY)
transferred_in = in_effect(budgeted.BudgetTransferredIn, source=PROGRAM, **_MONEY)
deviation_noted = in_effect(
    budgeted.DeviationNoted,
    deviation_id=DEVIATION,
    amount=20_00,
    note=sealed("Styrgruppen godtar överskridandet."),
)
deviation_found = of(
    budgeted.DeviationFound,
    deviation_id=DEVIATION,
    code="project_is_paused",
    cause=COST,
    project_id=PROJECT,
    amount=100_00,
    dated=MARCH,
)
_IN_MARCH = {"project_id": PROJECT, "period": period("2026-03-01", "2026-03-01"), "dated": MARCH}
cost_credited = of(
    budgeted.CostCredited,
    credit_id=CREDIT,
    cost_id=COST,
    amount=40_00,
    whole_amount=40_00,
    voucher="K 31",
    reason=sealed("En dag för mycket."),
    identity_number_because=None,
    **{**_IN_MARCH, "dated": JULY},
)
committed = of(
    budgeted.BudgetCommitted,
    commitment_id=COMMITMENT,
    amount=60_00,
    whole_amount=60_00,
    supplier="Vård-IT AB",
    reference="Avrop 14",
    note=None,
    identity_number_because=None,
    **_IN_MARCH,
)
commitment_drawn = of(
    budgeted.CommitmentDrawn,
    commitment_id=COMMITMENT,
    cost_id=COST,
    amount=60_00,
    **_IN_MARCH,
)
commitment_lifted = of(
    budgeted.CommitmentLifted,
    commitment_id=COMMITMENT,
    amount=60_00,
    reason=sealed("Resten behövs inte."),
    **{**_IN_MARCH, "dated": JULY},
)
income_registered = of(
    budgeted.IncomeRegistered,
    income_id=INCOME,
    amount=50_00,
    whole_amount=50_00,
    payer="Statens exempelmyndighet",
    source=None,
    voucher="I 7",
    note=None,
    identity_number_because=None,
    **_IN_MARCH,
)
adjustment_registered = of(
    budgeted.AdjustmentRegistered,
    adjusts="cost",
    entry_id=COST,
    cost_id=COST,
    amount=100_00,
    whole_amount=100_00,
    voucher="V 1001",
    other_party=None,
    note=None,
    identity_number_because=None,
    **_IN_MARCH,
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
follow_up_recorded = of(
    decision.FollowUpRecorded,
    standing="in_progress",
    dated=MARCH,
    note=None,
    reported_by=sealed("Programledaren"),
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


def in_year(*events: Event, year: int = 2026, portfolio_id: UUID = PORTFOLIO) -> Happened:
    return Happened(fiscal_year.stream(portfolio_id, year), events)


def in_program(*events: Event, program_id: UUID = PROGRAM) -> Happened:
    return Happened(program.stream(program_id), events)


def in_project(*events: Event, project_id: UUID = PROJECT) -> Happened:
    return Happened(project.stream(project_id), events)


def in_budget(*events: Event, program_id: UUID = PROGRAM, year: int = 2026) -> Happened:
    return Happened(budget.stream(program_id, year), events)


def in_review(*events: Event) -> Happened:
    return Happened(review.stream(REVIEW), events)


def in_decision(*events: Event) -> Happened:
    return Happened(decision.stream(DECISION), events)


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
