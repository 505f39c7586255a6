"""Builders with sensible defaults: ids, values, commands and facts.

The world is the six municipalities of Dalsland with one agreement, one portfolio, one program
and one project. Every builder takes changes to its defaults by the names of the fields.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, TypeVar, get_args
from uuid import UUID, uuid5

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
from domain.cost_key import Component, Figures, ReferenceRule
from domain.model import (
    AgreementId,
    BodyId,
    ConstellationId,
    DecisionId,
    Document,
    Frozen,
    KeyId,
    Period,
    PersonId,
    PortfolioId,
    ProgramId,
    ProjectId,
    ReviewId,
    StatedPeriod,
    calendar_year,
)
from domain.portfolio import priority

T = TypeVar("T", bound=Frozen)

_WORLD = UUID("5a3e1f00-0000-5000-8000-000000000000")


def uid(name: str) -> UUID:
    """Return the id of the thing called `name`: always the same."""
    return uuid5(_WORLD, name)


def day(text: str) -> date:
    return date.fromisoformat(text)


def before(when: date) -> date:
    return when - timedelta(days=1)


def after(when: date) -> date:
    return when + timedelta(days=1)


def sealed(text: str) -> str:
    """Return what stands in an event for a free text (here with an empty salt)."""
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def document(title: str = "Handling", **changes: Any) -> Document:
    """Return a document: a directive, a plan, a calculation."""
    return Document(**{"title": title, "version": "1.0", **changes})


def period(first: str, last: str) -> Period:
    """Return the half-open period of stated days, both included."""
    return stated(first, last).half_open()


def stated(first: str, last: str) -> StatedPeriod:
    return StatedPeriod(first=day(first), last=day(last))


# --- the world ----------------------------------------------------------------------------------

FOUNDED = day("2025-01-01")
NEW_YEAR = day("2026-01-01")
MARCH = day("2026-03-01")
JULY = day("2026-07-01")
NEW_YEARS_EVE = day("2026-12-31")
YEAR = calendar_year(2026)

AGREEMENT = AgreementId(uid("agreement"))
PORTFOLIO = PortfolioId(uid("portfolio"))
PROGRAM, OTHER_PROGRAM = ProgramId(uid("program")), ProgramId(uid("other program"))
PROJECT, OTHER_PROJECT = ProjectId(uid("project")), ProjectId(uid("other project"))
BOARD, STEERING, AUDITORS = (BodyId(uid(name)) for name in ("board", "steering", "auditors"))
FOUR, FIVE = ConstellationId(uid("4D")), ConstellationId(uid("5D"))
LEADER = PersonId(uid("leader"))
KEY = KeyId(uid("key"))
REVIEW = ReviewId(uid("review"))
COST, CREDIT, COMMITMENT, INCOME = (uid(n) for n in ("cost", "credit", "commitment", "income"))
DEVIATION = uid("deviation")
DECISION = DecisionId(uid("decision"))
NOWHERE = uid("what does not exist")

NAMES = {
    "1438": "Dals-Ed",
    "1439": "Färgelanda",
    "1460": "Bengtsfors",
    "1461": "Mellerud",
    "1487": "Vänersborg",
    "1492": "Åmål",
}
CODES = tuple(NAMES)
FOUR_CODES = ("1438", "1439", "1460", "1461")
FIVE_CODES = (*FOUR_CODES, "1492")
POPULATION = {
    "1438": 4786,
    "1439": 6627,
    "1460": 9433,
    "1461": 9408,
    "1487": 41614,
    "1492": 12374,
}


def member(code: str) -> agreement.Member:
    return agreement.Member(code=code, name=NAMES.get(code, f"Medlem {code}"))


def body(kind: str, body_id: BodyId, **changes: Any) -> agreement.Body:
    return agreement.Body(**{"body_id": body_id, "name": kind, "body_kind": kind, **changes})


BOARD_BODY = body("board", BOARD, name="Portföljstyrgruppen")
STEERING_BODY = body("steering_group", STEERING, name="Styrgrupp vård", programs=(PROGRAM,))
AUDITORS_BODY = body("auditors", AUDITORS, name="Revisorerna")


def by_population(part: str = "0.8", rest: str = "0.2") -> tuple[Component, ...]:
    """Return the components of the usual key: by population, the rest in equal parts."""
    return (
        Component(basis="population", weight=part),
        Component(basis="equal", weight=rest),
    )


def in_equal_parts() -> tuple[Component, ...]:
    return (Component(basis="equal", weight="1"),)


def fixed(**shares: str) -> tuple[Component, ...]:
    """Return a key of agreed shares; members are named as ``m1460``."""
    named = {code.removeprefix("m"): share for code, share in shares.items()}
    return (Component(basis="fixed", weight="1", shares=named),)


TWO_YEARS_BEFORE = ReferenceRule(month=12, day=31, years_before=2)


def population(reference_date: str = "2024-12-31", **changes: Any) -> Figures:
    defaults = {
        "basis": "population",
        "values": POPULATION,
        "reference_date": day(reference_date),
        "source": "SCB, folkmängd efter kommun",
    }
    return Figures(**{**defaults, **changes})


# --- builders -----------------------------------------------------------------------------------


def of(form: type[T], /, **defaults: Any) -> Callable[..., T]:
    def build(**changes: Any) -> T:
        return form(**{**defaults, **changes})

    return build


def in_effect(form: type[T], /, **defaults: Any) -> Callable[..., T]:
    return of(form, **{"effective_from": NEW_YEAR, **defaults})


def _command(form: type[T], /, **defaults: Any) -> Callable[..., T]:
    """Return a builder of commands, whose kind each class names itself."""
    [kind] = get_args(form.model_fields["kind"].annotation)
    return in_effect(form, kind=kind, **defaults)


_RANKED: dict[str, Any] = {
    "program_id": PROGRAM,
    "reason": sealed("Störst nytta för de äldre."),
    "scores": (),
}
ranked, ranked_in_log = of(priority.Ranked, **_RANKED), of(priority.RankedInLog, **_RANKED)
unspent = of(
    fiscal_year.Unspent,
    program_id=PROGRAM,
    project_id=PROJECT,
    money_kind="cash",
    amount=40_00,
)
criterion = of(priority.Criterion, name="Nytta", weight="0.7")
score = of(priority.Score, criterion="Nytta", value="4")
_NOT_CHOSEN: dict[str, Any] = {
    "program_id": None,
    "project_id": None,
    "proposal": sealed("Ett program för skolan."),
    "why_not": sealed("Skolan deltar inte än."),
}
not_chosen = of(priority.NotChosen, **_NOT_CHOSEN)
not_chosen_in_log = of(priority.NotChosenInLog, **_NOT_CHOSEN)

# --- commands and facts -------------------------------------------------------------------------

establish_agreement = of(
    agreement.EstablishAgreement,
    agreement_id=AGREEMENT,
    name="Samverkan Dalsland",
    members=tuple(member(code) for code in CODES),
    host="1460",
    legal_form="contract",
    bodies=(BOARD_BODY, AUDITORS_BODY),
    effective_from=FOUNDED,
)
form_body = _command(
    agreement.FormBody,
    agreement_id=AGREEMENT,
    body_id=STEERING,
    name="Styrgrupp vård",
    body_kind="steering_group",
    programs=(PROGRAM,),
)
admit_member = _command(
    agreement.AdmitMember, agreement_id=AGREEMENT, code="1466", name="Herrljunga"
)
withdraw_member = _command(agreement.WithdrawMember, agreement_id=AGREEMENT, code="1492")
define_constellation = _command(
    agreement.DefineConstellation,
    agreement_id=AGREEMENT,
    constellation_id=FOUR,
    name="4D",
    members=FOUR_CODES,
)
adopt_cost_key = _command(
    agreement.AdoptCostKey,
    agreement_id=AGREEMENT,
    key_id=KEY,
    scope=agreement.KeyScope(portfolio_id=PORTFOLIO),
    components=by_population(),
    reference_rule=TWO_YEARS_BEFORE,
)
apply_figures = _command(
    agreement.ApplyFigures,
    agreement_id=AGREEMENT,
    basis="population",
    reference_date=day("2024-12-31"),
)
register_statistic = of(
    agreement.RegisterStatistic,
    agreement_id=AGREEMENT,
    basis="population",
    reference_date=day("2024-12-31"),
    source="SCB, folkmängd efter kommun",
    figures=POPULATION,
)
register_consent = of(
    agreement.RegisterConsent,
    agreement_id=AGREEMENT,
    subject=KEY,
    member="1460",
    outcome="given",
    body="Kommunfullmäktige",
    decided_on=day("2025-11-26"),
    paragraph="112",
)
admit_observer = _command(
    agreement.AdmitObserver, agreement_id=AGREEMENT, code="1430", name="Munkedal"
)
dismiss_observer = _command(agreement.DismissObserver, agreement_id=AGREEMENT, code="1430")
designate_host = _command(agreement.DesignateHost, agreement_id=AGREEMENT, code="1461")
change_legal_form = _command(
    agreement.ChangeLegalForm, agreement_id=AGREEMENT, legal_form="joint_committee"
)
adopt_decision_rule = _command(
    agreement.AdoptDecisionRule,
    agreement_id=AGREEMENT,
    decision_kind="decideCeiling",
    rule="unanimous",
)
decide_resource_rate = _command(
    agreement.DecideResourceRate, agreement_id=AGREEMENT, category="Projektledare", rate=650_00
)
repeal_resource_rate = _command(
    agreement.RepealResourceRate, agreement_id=AGREEMENT, category="Projektledare"
)
decide_member_frame = _command(
    agreement.DecideMemberFrame,
    agreement_id=AGREEMENT,
    member="1492",
    fiscal_year=2026,
    amount=500_000_00,
)
repeal_cost_key = _command(
    agreement.RepealCostKey,
    agreement_id=AGREEMENT,
    scope=agreement.KeyScope(portfolio_id=PORTFOLIO),
)
reinstate_cost_key = _command(
    agreement.ReinstateCostKey,
    agreement_id=AGREEMENT,
    key_id=KEY,
    scope=agreement.KeyScope(portfolio_id=PORTFOLIO),
)
correct_statistic = of(
    agreement.CorrectStatistic,
    agreement_id=AGREEMENT,
    basis="population",
    reference_date=day("2024-12-31"),
    source="SCB, rättad folkmängd",
    figures={**POPULATION, "1492": 12_473},
    reason=sealed("Åmåls siffra var omkastad."),
)
hold_decision = of(
    agreement.HoldDecision,
    agreement_id=AGREEMENT,
    decision_id=DECISION,
    resolutions=(),
    asking=(1,),
    expected=(),
)
correct_decision = _command(
    decision.CorrectDecision,
    decision_id=DECISION,
    wrong=sealed("Beloppet."),
    right=sealed("110 000 kr."),
)
reverse_decision = _command(
    decision.ReverseDecision, decision_id=DECISION, reason=sealed("Underlaget var fel.")
)
establish_portfolio = _command(
    portfolio.EstablishPortfolio,
    portfolio_id=PORTFOLIO,
    agreement_id=AGREEMENT,
    name="Digitalisering",
)
adopt_steering_document = _command(
    portfolio.AdoptSteeringDocument,
    portfolio_id=PORTFOLIO,
    document_kind="vision",
    document=document("Vision 2030"),
)
prioritise_programs = _command(
    portfolio.PrioritisePrograms,
    portfolio_id=PORTFOLIO,
    order=(ranked(),),
    reason=sealed("Störst nytta först."),
)
close_fiscal_year = _command(
    fiscal_year.CloseFiscalYear,
    portfolio_id=PORTFOLIO,
    fiscal_year=2026,
    effective_from=day("2027-01-01"),
)
decide_ceiling = _command(
    fiscal_year.DecideCeiling,
    portfolio_id=PORTFOLIO,
    fiscal_year=2026,
    amount=1_000_00,
)
approve_program_directive = _command(
    program.ApproveProgramDirective,
    program_id=PROGRAM,
    portfolio_id=PORTFOLIO,
    title="Omvårdnad Dalsland",
    directive=document("Programdirektiv"),
    effect_calculation=document("Effektberäkning"),
)
revise_program_directive = _command(
    program.ReviseProgramDirective,
    program_id=PROGRAM,
    directive=document("Programdirektiv", version="2.0"),
    effect_calculation=document("Effektberäkning"),
)
withdraw_program_directive = _command(
    program.WithdrawProgramDirective,
    program_id=PROGRAM,
    reason=sealed("Uppdraget ges till ett annat program."),
)
approve_program_plan = _command(
    program.ApproveProgramPlan,
    program_id=PROGRAM,
    plan=document("Programplan"),
)
start_program = _command(program.StartProgram, program_id=PROGRAM)
pause_program = _command(
    program.PauseProgram, program_id=PROGRAM, reason=sealed("Programledaren saknas.")
)
resume_program = _command(program.ResumeProgram, program_id=PROGRAM)
close_program = _command(
    program.CloseProgram, program_id=PROGRAM, lessons=sealed("Börja med verksamheten.")
)
appoint_program_leader = _command(
    program.AppointProgramLeader,
    program_id=PROGRAM,
    person_id=LEADER,
)
propose_project = _command(
    project.ProposeProject,
    project_id=PROJECT,
    portfolio_id=PORTFOLIO,
    program_id=PROGRAM,
    title="Digital tillsyn",
    summary=sealed("Tillsyn om natten utan att väcka."),
    proposed_by=project.Proposer(member="1460"),
    constellation_id=FOUR,
    sides=("outside",),
    level=3,
)
describe_project = _command(
    project.DescribeProject,
    project_id=PROJECT,
    description=document("Initiativbeskrivning"),
)
approve_project = _command(project.ApproveProject, project_id=PROJECT)
reject_project = _command(
    project.RejectProject,
    project_id=PROJECT,
    reason=sealed("Ryms inte inom ramen."),
)
approve_project_directive = _command(
    project.ApproveProjectDirective,
    project_id=PROJECT,
    directive=document("Projektdirektiv"),
    effect_calculation=document("Effektberäkning"),
)
approve_project_plan = _command(
    project.ApproveProjectPlan,
    project_id=PROJECT,
    plan=document("Projektplan"),
)
park_project = _command(
    project.ParkProject,
    project_id=PROJECT,
    reason=sealed("Väntar på den nationella lösningen."),
)
revise_project_directive = _command(
    project.ReviseProjectDirective,
    project_id=PROJECT,
    directive=document("Projektdirektiv", version="2.0"),
    effect_calculation=document("Effektberäkning"),
)
withdraw_project_directive = _command(
    project.WithdrawProjectDirective,
    project_id=PROJECT,
    reason=sealed("Uppdraget görs om."),
)
start_project = _command(project.StartProject, project_id=PROJECT)
pause_project = _command(
    project.PauseProject,
    project_id=PROJECT,
    reason=sealed("Leverantören är försenad."),
)
resume_project = _command(project.ResumeProject, project_id=PROJECT)
stop_project = _command(
    project.StopProject,
    project_id=PROJECT,
    reason=sealed("Nyttan uteblir."),
    work_done=sealed("Kravspecifikationen tas över av IT-fabriken."),
)
move_project = _command(project.MoveProject, project_id=PROJECT, target_program_id=OTHER_PROGRAM)
estimate_project_cost = _command(
    project.EstimateProjectCost,
    project_id=PROJECT,
    one_off=1_200_000_00,
    yearly=150_000_00,
    first_year=2028,
    calculation=document("Kostnadskalkyl"),
)
decide_project_frame = _command(project.DecideProjectFrame, project_id=PROJECT, amount=2_000_000_00)
appoint_project_leader = _command(
    project.AppointProjectLeader, project_id=PROJECT, person_id=LEADER
)
_COMMON_ROLE = {"project_id": PROJECT, "role": "Förändringsledare", "reach": "common"}
want_project_role = _command(project.WantProjectRole, extent=50, **_COMMON_ROLE)
drop_project_role = _command(project.DropProjectRole, **_COMMON_ROLE)
fill_project_role = _command(project.FillProjectRole, person_id=LEADER, **_COMMON_ROLE)
vacate_project_role = _command(project.VacateProjectRole, **_COMMON_ROLE)
complete_project = _command(
    project.CompleteProject,
    project_id=PROJECT,
    handover=document("Överlämning"),
)
change_project_constellation = _command(
    project.ChangeProjectConstellation,
    project_id=PROJECT,
    constellation_id=FIVE,
)
classify_project = _command(
    project.ClassifyProject,
    project_id=PROJECT,
    sides=("inside", "it_factory"),
    level=5,
)
_OF_THE_BUDGET = {"program_id": PROGRAM, "fiscal_year": 2026, "amount": 100_00}
fund_program = _command(budget.FundProgram, **_OF_THE_BUDGET)
allocate = _command(budget.AllocateBudget, project_id=PROJECT, **_OF_THE_BUDGET)
reallocate = _command(
    budget.ReallocateBudget,
    source=PROJECT,
    target=OTHER_PROJECT,
    **_OF_THE_BUDGET,
)
release = _command(budget.ReleaseBudget, project_id=PROJECT, **_OF_THE_BUDGET)
register_cost = of(
    budget.RegisterCost,
    cost_id=COST,
    program_id=PROGRAM,
    project_id=PROJECT,
    amount=100_00,
    dated=MARCH,
    voucher="V 1001",
)
return_funding = _command(budget.ReturnFunding, **_OF_THE_BUDGET)
transfer = _command(
    budget.TransferBudget,
    source_program_id=PROGRAM,
    target_program_id=OTHER_PROGRAM,
    fiscal_year=2026,
    amount=100_00,
)
note_deviation = _command(
    budget.NoteDeviation,
    program_id=PROGRAM,
    fiscal_year=2026,
    deviation_id=DEVIATION,
    note=sealed("Styrgruppen godtar överskridandet."),
)
initiate_review = _command(
    review.InitiateReview,
    review_id=REVIEW,
    agreement_id=AGREEMENT,
    title="Programmets ekonomi",
    scope=review.ReviewScope(scope_kind="program", id=PROGRAM),
    period=stated("2025-01-01", "2025-12-31"),
    questions=(sealed("Är kostnaderna rätt fördelade?"),),
)
register_review = of(
    review.RegisterReview,
    review_id=REVIEW,
    agreement_id=AGREEMENT,
    body_id=AUDITORS,
    title="Programmets ekonomi",
    scope=review.ReviewScope(scope_kind="program", id=PROGRAM),
    period=stated("2025-01-01", "2025-12-31"),
    questions=(sealed("Är kostnaderna rätt fördelade?"),),
    initiated_on=day("2026-02-10"),
)
register_follow_up = of(
    decision.RegisterFollowUp,
    decision_id=DECISION,
    standing="in_progress",
    dated=MARCH,
    reported_by=sealed("Programledaren"),
)
register_person = of(person.RegisterPerson, person_id=LEADER, name=sealed("Kim Ek"))
envelope = of(
    decision.Envelope,
    body_id=BOARD,
    decided_on=day("2025-12-10"),
    heading=sealed("Programmets budget 2026"),
)
