from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from domain.errors import Conflict, CorruptStream
from domain.model import BodyId, Command, ConstellationId, Event, PortfolioId, ProgramId
from domain.project import Project, Proposer
from tests import happened, make
from tests.happened import GOVERNED, Happened, in_person, in_program, in_project
from tests.make import (
    FIVE,
    FOUNDED,
    FOUR,
    JULY,
    MARCH,
    NEW_YEAR,
    NOWHERE,
    OTHER_PROGRAM,
    PORTFOLIO,
    PROJECT,
    STEERING,
    before,
    document,
    sealed,
)
from tests.spec import given
from tests.surroundings import state_of

Build = Callable[..., Command]

PROPOSED = (*GOVERNED, in_project(happened.project_proposed()))
REJECTED = (*PROPOSED, in_project(happened.project_rejected()))
APPROVED = (*PROPOSED, in_project(happened.project_approved()))
DIRECTED = (*APPROVED, in_project(happened.project_directive_approved()))
PLANNED = (*DIRECTED, in_project(happened.project_plan_approved()))
STARTED = (*PLANNED, in_project(happened.project_started()))
COMPLETED = (*STARTED, in_project(happened.project_completed()))
PARKED = (*PROPOSED, in_project(happened.project_parked()))
PAUSED = (*STARTED, in_project(happened.project_paused()))
STOPPED = (*STARTED, in_project(happened.project_stopped()))
ELSEWHERE = in_program(
    happened.program_directive_approved(title="Effektiv kommun"), program_id=OTHER_PROGRAM
)
LED = (*PROPOSED, in_person(happened.person_registered()))
WANTED = (*LED, in_project(happened.project_role_wanted()))
FILLED = (*WANTED, in_project(happened.project_role_filled()))
AHEAD = make.day("2031-01-01")

CHANGES: dict[str, tuple[Build, tuple[Happened, ...], str]] = {
    "describe": (make.describe_project, PROPOSED, "description"),
    "approve": (make.approve_project, PROPOSED, "status"),
    "reject": (make.reject_project, PROPOSED, "status"),
    "direct": (make.approve_project_directive, APPROVED, "directive"),
    "plan": (make.approve_project_plan, DIRECTED, "plan"),
    "start": (make.start_project, PLANNED, "status"),
    "complete": (make.complete_project, STARTED, "status"),
    "park": (make.park_project, PROPOSED, "status"),
    "pause": (make.pause_project, STARTED, "status"),
    "resume": (make.resume_project, PAUSED, "status"),
    "stop": (make.stop_project, STARTED, "status"),
    "revise": (make.revise_project_directive, STARTED, "revision"),
    "withdraw": (make.withdraw_project_directive, PLANNED, "status"),
    "move": (make.move_project, (*PROPOSED, ELSEWHERE), "program"),
    "estimate": (make.estimate_project_cost, PROPOSED, "estimate"),
    "frame": (make.decide_project_frame, PROPOSED, "frame"),
    "lead": (make.appoint_project_leader, LED, "leader"),
    "want": (make.want_project_role, LED, "wanted"),
    "drop": (make.drop_project_role, FILLED, "filled"),
    "fill": (make.fill_project_role, WANTED, "filled"),
    "vacate": (make.vacate_project_role, FILLED, "filled"),
    "change constellation": (make.change_project_constellation, PROPOSED, "constellation"),
    "classify": (make.classify_project, PROPOSED, "sides"),
}
EVERY_CHANGE = pytest.mark.parametrize("name", CHANGES)


# --- proposing ----------------------------------------------------------------------------------


@pytest.mark.parametrize("day", [FOUNDED, AHEAD])
def test_an_initiative_is_proposed_back_in_time_or_ahead(day: date) -> None:
    given(*GOVERNED).when(make.propose_project(effective_from=day, summary=None)).then(
        happened.project_proposed(effective_from=day)
    )


def test_an_initiative_may_be_without_program_and_level() -> None:
    given(*GOVERNED).when(make.propose_project(program_id=None, level=None)).then(
        happened.project_proposed(
            program_id=None,
            level=None,
            summary=sealed("Tillsyn om natten utan att väcka."),
            effective_from=NEW_YEAR,
        )
    )


@pytest.mark.parametrize(
    "proposer",
    [
        Proposer(member="1487"),
        Proposer(body_id=STEERING),
        Proposer(member="1487", body_id=STEERING),
    ],
    ids=["member", "body", "member through a body"],
)
def test_a_member_or_a_body_proposes(proposer: Proposer) -> None:
    given(*GOVERNED).when(make.propose_project(proposed_by=proposer)).then_accepted()


def test_somebody_proposes() -> None:
    with pytest.raises(ValidationError, match="proposer_unnamed"):
        Proposer()


@pytest.mark.parametrize(
    ("proposer", "unknown"),
    [
        (Proposer(member="0180"), "0180"),
        (Proposer(body_id=BodyId(NOWHERE)), str(NOWHERE)),
        (Proposer(member="1487", body_id=BodyId(NOWHERE)), "1487"),
    ],
)
def test_who_proposes_is_known(proposer: Proposer, unknown: str) -> None:
    given(*GOVERNED).when(make.propose_project(proposed_by=proposer)).then_not_found(
        "proposer", unknown
    )


def test_an_initiative_is_proposed_once() -> None:
    given(*PROPOSED).when(make.propose_project()).then_refused(
        "already_recorded", Conflict, thing="project", id=str(PROJECT)
    )


@pytest.mark.parametrize(
    ("thing", "changes"),
    [
        ("portfolio", {"portfolio_id": PortfolioId(NOWHERE)}),
        ("program", {"program_id": ProgramId(NOWHERE)}),
        ("constellation", {"constellation_id": ConstellationId(NOWHERE)}),
    ],
)
def test_an_initiative_belongs_to_what_there_is(thing: str, changes: dict[str, Any]) -> None:
    given(*GOVERNED).when(make.propose_project(**changes)).then_not_found(thing, NOWHERE)


def test_an_initiative_belongs_to_a_program_of_its_portfolio() -> None:
    elsewhere = in_program(
        happened.program_directive_approved(portfolio_id=PortfolioId(NOWHERE)),
        program_id=OTHER_PROGRAM,
    )
    given(*GOVERNED, elsewhere).when(make.propose_project(program_id=OTHER_PROGRAM)).then_refused(
        "program_outside_portfolio",
        program_id=str(OTHER_PROGRAM),
        portfolio_id=str(PORTFOLIO),
        actual_portfolio_id=str(NOWHERE),
    )


@pytest.mark.parametrize("build", [make.propose_project, make.classify_project])
def test_an_initiative_touches_one_side_or_more_each_once(build: Build) -> None:
    assert build(sides=("it_factory", "outside")) == build(sides=("outside", "it_factory"))
    assert build(sides=("outside", "inside", "it_factory")).stream
    with pytest.raises(ValidationError, match="too_short"):
        build(sides=())
    with pytest.raises(ValidationError, match="side_named_twice"):
        build(sides=("inside", "inside"))


@pytest.mark.parametrize("level", [0, 6])
def test_a_collaboration_level_is_one_to_five(level: int) -> None:
    assert (make.classify_project(level=1).level, make.classify_project(level=5).level) == (1, 5)
    with pytest.raises(ValidationError):
        make.classify_project(level=level)


# --- every change -------------------------------------------------------------------------------


@EVERY_CHANGE
def test_a_change_is_of_a_project_there_is(name: str) -> None:
    build, _, _ = CHANGES[name]
    given(*GOVERNED).when(build()).then_not_found("project", PROJECT)


@EVERY_CHANGE
@pytest.mark.parametrize(
    "ended", [REJECTED, COMPLETED, STOPPED], ids=["rejected", "completed", "stopped"]
)
def test_a_rejected_stopped_or_completed_project_does_not_change(
    name: str, ended: tuple[Happened, ...]
) -> None:
    build, _, _ = CHANGES[name]
    refusal = (
        given(*ended)
        .when(build(effective_from=AHEAD))
        .then_refused("project_is_closed", title="Digital tillsyn", since=NEW_YEAR.isoformat())
    )
    assert refusal.facts["status"] in refusal.en


@EVERY_CHANGE
def test_a_change_may_take_effect_far_ahead(name: str) -> None:
    build, past, _ = CHANGES[name]
    given(*past).when(build(effective_from=AHEAD)).then_accepted()


def latest_of(facet: str, past: tuple[Happened, ...]) -> date:
    """Return the day of the latest change of a facet of the project."""
    events = [event for each in past if each.stream == in_project().stream for event in each.events]
    state: Project = state_of(in_project().stream, events)
    lines = {
        "description": (state.described,),
        "status": (state.status, state.directed, state.planned),
        "directive": (state.directed, state.status),
        "plan": (state.planned, state.directed),
        "constellation": (state.constellation,),
        "sides": (state.classified,),
        "revision": (state.directed,),
        "program": (state.programs,),
        "estimate": (state.estimate("cash"),),
        "frame": (state.frame("cash"),),
        "leader": (state.leader,),
        "wanted": (state.staffing(happened.THE_ROLE).wanted,),
        "filled": (
            state.staffing(happened.THE_ROLE).wanted,
            state.staffing(happened.THE_ROLE).filled,
        ),
    }[facet]
    return max(line.latest_day or date.min for line in lines)


@EVERY_CHANGE
def test_a_change_takes_effect_on_the_day_of_the_latest_or_later_and_not_before(name: str) -> None:
    build, past, facet = CHANGES[name]
    latest = latest_of(facet, past)
    given(*past).when(build(effective_from=latest)).then_accepted()
    if latest > date.min:
        given(*past).when(build(effective_from=before(latest))).then_refused(
            "precedes_latest_change",
            effective_from=before(latest).isoformat(),
            earliest=latest.isoformat(),
        )


@pytest.mark.parametrize(
    ("build", "past", "facet"),
    [
        (make.describe_project, in_project(happened.project_described()), "description"),
        (make.approve_project_directive, DIRECTED[-1], "directive"),
        (
            make.change_project_constellation,
            in_project(happened.project_constellation_changed(constellation_id=FOUR)),
            "constellation",
        ),
        (make.classify_project, in_project(happened.project_classified(level=1)), "sides"),
    ],
)
def test_the_second_change_of_a_facet_follows_the_first(
    build: Build, past: Happened, facet: str
) -> None:
    again = {} if facet in ("constellation", "sides") else CHANGED[facet]
    given(*APPROVED, past).when(build(**again)).then_accepted()
    given(*APPROVED, past).when(build(**again, effective_from=before(NEW_YEAR))).then_refused(
        "precedes_latest_change", facet=facet, earliest=NEW_YEAR.isoformat()
    )


CHANGED = {
    "description": {"description": document("Initiativbeskrivning", version="2.0")},
    "directive": {"directive": document("Projektdirektiv", version="2.0")},
    "plan": {"plan": document("Projektplan", version="2.0")},
}


def test_a_second_plan_follows_the_first() -> None:
    given(*PLANNED).when(make.approve_project_plan(**CHANGED["plan"])).then_accepted()
    given(*PLANNED).when(
        make.approve_project_plan(**CHANGED["plan"], effective_from=before(NEW_YEAR))
    ).then_refused("precedes_latest_change", facet="plan")


def test_facets_of_their_own_follow_no_common_order() -> None:
    described = in_project(happened.project_described(effective_from=JULY))
    for build in (make.change_project_constellation, make.classify_project, make.approve_project):
        given(*PROPOSED, described).when(build(effective_from=MARCH)).then_accepted()


# --- from initiative to project -----------------------------------------------------------------


def test_an_initiative_is_described() -> None:
    given(*PROPOSED).when(make.describe_project()).then(happened.project_described())


def test_an_initiative_is_approved() -> None:
    given(*PROPOSED).when(make.approve_project()).then(happened.project_approved())


@pytest.mark.parametrize(
    "past", [APPROVED, DIRECTED, STARTED], ids=["approved", "directed", "started"]
)
def test_an_initiative_is_approved_once(past: tuple[Happened, ...]) -> None:
    given(*past).when(make.approve_project(effective_from=JULY)).then_refused("changes_nothing")


def test_an_initiative_is_rejected() -> None:
    given(*PROPOSED).when(make.reject_project(reason=None)).then(happened.project_rejected())


@pytest.mark.parametrize(
    ("past", "status"), [(APPROVED, "approved"), (STARTED, "started")], ids=["approved", "started"]
)
def test_only_a_proposed_or_parked_initiative_is_rejected(
    past: tuple[Happened, ...], status: str
) -> None:
    given(*past).when(make.reject_project()).then_refused(
        "wrong_status", status=status, possible=["proposed", "parked"], wanted="rejection"
    )
    given(*PARKED).when(make.reject_project()).then_accepted()


def test_an_approved_initiative_becomes_a_project_by_its_directive() -> None:
    given(*APPROVED).when(make.approve_project_directive()).then(
        happened.project_directive_approved()
    )


def test_a_reason_may_stand_for_the_effect_calculation_of_a_project() -> None:
    instead = {"effect_calculation": None, "no_effect_calculation_because": sealed("Lagkrav.")}
    given(*APPROVED).when(make.approve_project_directive(**instead)).then(
        happened.project_directive_approved(**instead)
    )
    given(*APPROVED, in_project(happened.project_directive_approved(**instead))).when(
        make.approve_project_directive(
            effect_calculation=None, no_effect_calculation_because=sealed("Annat skäl.")
        )
    ).then_accepted()


@pytest.mark.parametrize(
    "changes",
    [{"effect_calculation": None}, {"no_effect_calculation_because": sealed("Både och.")}],
    ids=["neither", "both"],
)
def test_a_directive_has_either_its_effect_calculation_or_a_reason(changes: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="effect_calculation_or_reason"):
        make.approve_project_directive(**changes)


@pytest.mark.parametrize(
    ("past", "status"), [(PROPOSED, "proposed"), (STARTED, "started")], ids=["proposed", "started"]
)
def test_only_an_approved_initiative_gets_a_directive(
    past: tuple[Happened, ...], status: str
) -> None:
    given(*past).when(make.approve_project_directive(effective_from=JULY)).then_refused(
        "wrong_status", status=status, possible=["approved"], wanted="a directive"
    )


def test_a_project_gets_its_plan() -> None:
    given(*DIRECTED).when(make.approve_project_plan()).then(happened.project_plan_approved())


def test_a_started_project_gets_a_new_plan() -> None:
    given(*STARTED).when(make.approve_project_plan(**CHANGED["plan"])).then_accepted()


def test_an_initiative_without_directive_gets_no_plan() -> None:
    given(*APPROVED).when(make.approve_project_plan()).then_refused(
        "directive_missing", title="Digital tillsyn"
    )


@pytest.mark.parametrize(
    ("past", "build"),
    [
        ((*PROPOSED, in_project(happened.project_described())), make.describe_project),
        (DIRECTED, make.approve_project_directive),
        (PLANNED, make.approve_project_plan),
    ],
    ids=["description", "directive", "plan"],
)
def test_the_same_document_again_is_refused(past: tuple[Happened, ...], build: Build) -> None:
    given(*past).when(build(effective_from=JULY)).then_refused("changes_nothing")


def test_a_project_starts_on_directive_and_plan() -> None:
    given(*PLANNED).when(make.start_project()).then(happened.project_started())


def test_a_project_starts_once() -> None:
    given(*STARTED).when(make.start_project(effective_from=JULY)).then_refused("changes_nothing")


def test_a_proposed_initiative_does_not_start() -> None:
    given(*PROPOSED).when(make.start_project()).then_refused(
        "wrong_status", status="proposed", possible=["approved"], wanted="a start"
    )


def test_a_project_without_directive_does_not_start() -> None:
    given(*APPROVED).when(make.start_project()).then_refused("directive_missing")


def test_a_project_without_plan_does_not_start() -> None:
    given(*DIRECTED).when(make.start_project()).then_refused("plan_missing")


@pytest.mark.parametrize(
    "late",
    [
        (happened.project_directive_approved(effective_from=JULY),),
        (happened.project_plan_approved(effective_from=JULY),),
    ],
    ids=["directive", "plan"],
)
def test_a_project_starts_no_earlier_than_its_directive_and_plan(late: tuple[Event, ...]) -> None:
    past = (*PLANNED, in_project(*late))
    given(*past).when(make.start_project(effective_from=JULY)).then_accepted()
    given(*past).when(make.start_project(effective_from=before(JULY))).then_refused(
        "precedes_latest_change", earliest=JULY.isoformat()
    )


def test_a_started_project_is_completed_with_its_handover() -> None:
    given(*STARTED).when(make.complete_project()).then(
        happened.project_completed(handover=document("Överlämning"))
    )


def test_a_reason_may_stand_for_the_handover() -> None:
    instead = {"handover": None, "no_handover_because": sealed("Inget att förvalta.")}
    given(*STARTED).when(make.complete_project(**instead)).then(
        happened.project_completed(**instead)
    )


@pytest.mark.parametrize(
    "changes",
    [{"handover": None}, {"no_handover_because": sealed("Både och.")}],
    ids=["neither", "both"],
)
def test_a_completion_has_either_its_handover_or_a_reason(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="handover_or_reason"):
        make.complete_project(**changes)


@pytest.mark.parametrize(
    ("past", "status"), [(PROPOSED, "proposed"), (PLANNED, "approved")], ids=["proposed", "planned"]
)
def test_only_a_started_project_is_completed(past: tuple[Happened, ...], status: str) -> None:
    given(*past).when(make.complete_project()).then_refused(
        "wrong_status", status=status, possible=["started"], wanted="completion"
    )


# --- who takes part -----------------------------------------------------------------------------


@pytest.mark.parametrize("day", [date.min, FOUNDED, AHEAD])
def test_another_constellation_takes_part_from_any_day(day: date) -> None:
    given(*STARTED).when(make.change_project_constellation(effective_from=day)).then(
        happened.project_constellation_changed(effective_from=day)
    )


def test_the_same_constellation_again_is_refused() -> None:
    given(*PROPOSED).when(make.change_project_constellation(constellation_id=FOUR)).then_refused(
        "changes_nothing"
    )


def test_a_constellation_that_takes_part_is_one_there_is() -> None:
    given(*PROPOSED).when(
        make.change_project_constellation(constellation_id=ConstellationId(NOWHERE))
    ).then_not_found("constellation", NOWHERE)


def test_a_project_is_classified() -> None:
    given(*PROPOSED).when(make.classify_project()).then(happened.project_classified())


def test_the_same_classes_again_are_refused_in_whatever_order() -> None:
    given(*PROPOSED, in_project(happened.project_classified())).when(
        make.classify_project(sides=("it_factory", "inside"), effective_from=JULY)
    ).then_refused("changes_nothing")


# --- the stream itself --------------------------------------------------------------------------


def test_the_first_constellation_holds_from_the_beginning_of_time() -> None:
    state: Project = state_of(in_project().stream, [happened.project_proposed()])
    assert state.constellation.at(date.min) == FOUR
    changed = state_of(
        in_project().stream,
        [happened.project_proposed(), happened.project_constellation_changed()],
    )
    assert changed.constellation.at(before(NEW_YEAR)) == FOUR
    assert changed.constellation.at(NEW_YEAR) == FIVE


@pytest.mark.parametrize("event", [happened.project_approved(), happened.project_classified()])
def test_a_project_that_does_not_begin_with_a_proposal_is_corrupt(event: Event) -> None:
    with pytest.raises(CorruptStream):
        state_of(in_project().stream, [event])


def test_a_project_that_is_proposed_twice_is_corrupt() -> None:
    with pytest.raises(CorruptStream):
        state_of(in_project().stream, [happened.project_proposed()] * 2)
