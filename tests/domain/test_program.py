from datetime import date

import pytest
from pydantic import ValidationError

from domain.errors import Conflict, CorruptStream, Refused
from domain.model import Command, ConstellationId, Event, PersonId, PortfolioId
from domain.program.rules import takes_money
from tests import happened, make
from tests.happened import GOVERNED, Happened, in_person, in_program
from tests.make import FOUNDED, FOUR, JULY, MARCH, NEW_YEAR, NOWHERE, PROGRAM, before, sealed
from tests.spec import given
from tests.surroundings import state_of

WITHOUT_PROGRAM = GOVERNED[:-1]
PEOPLE = in_person(happened.person_registered())
OTHER_LEADER = PersonId(make.uid("other leader"))


@pytest.mark.parametrize("day", [FOUNDED, make.day("2031-01-01")])
def test_a_program_is_there_once_its_directive_is_approved(day: object) -> None:
    given(*WITHOUT_PROGRAM).when(make.approve_program_directive(effective_from=day)).then(
        happened.program_directive_approved(effective_from=day)
    )


def test_a_program_may_be_of_a_constellation() -> None:
    given(*WITHOUT_PROGRAM).when(make.approve_program_directive(constellation_id=FOUR)).then(
        happened.program_directive_approved(constellation_id=FOUR, effective_from=NEW_YEAR)
    )


def test_a_reason_may_stand_for_the_effect_calculation() -> None:
    instead = {
        "effect_calculation": None,
        "no_effect_calculation_because": sealed("Lagkrav utan alternativ."),
    }
    given(*WITHOUT_PROGRAM).when(make.approve_program_directive(**instead)).then(
        happened.program_directive_approved(**instead, effective_from=NEW_YEAR)
    )


@pytest.mark.parametrize(
    "changes",
    [{"effect_calculation": None}, {"no_effect_calculation_because": sealed("Både och.")}],
    ids=["neither", "both"],
)
def test_a_directive_has_either_its_effect_calculation_or_a_reason(changes: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="effect_calculation_or_reason"):
        make.approve_program_directive(**changes)


def test_a_program_begins_once() -> None:
    given(*GOVERNED).when(make.approve_program_directive()).then_refused(
        "already_recorded", Conflict, thing="program", id=str(PROGRAM)
    )


def test_a_program_is_in_a_portfolio_there_is() -> None:
    given(*WITHOUT_PROGRAM).when(
        make.approve_program_directive(portfolio_id=PortfolioId(NOWHERE))
    ).then_not_found("portfolio", NOWHERE)


def test_a_program_is_of_a_constellation_there_is() -> None:
    given(*WITHOUT_PROGRAM).when(
        make.approve_program_directive(constellation_id=ConstellationId(NOWHERE))
    ).then_not_found("constellation", NOWHERE)


def test_a_program_starts_on_its_directive() -> None:
    given(*GOVERNED).when(make.start_program()).then(happened.program_started())


@pytest.mark.parametrize(
    "command",
    [
        make.start_program(),
        make.appoint_program_leader(),
        make.revise_program_directive(),
        make.withdraw_program_directive(),
        make.approve_program_plan(),
        make.pause_program(),
        make.resume_program(),
        make.close_program(),
    ],
    ids=lambda command: str(command.kind),
)
def test_nothing_is_decided_of_a_program_without_directive(command: Command) -> None:
    given(*WITHOUT_PROGRAM, PEOPLE).when(command).then_not_found("program", PROGRAM)


def test_a_program_starts_on_the_day_of_its_directive_or_later_and_not_before() -> None:
    given(*GOVERNED).when(make.start_program(effective_from=FOUNDED)).then_accepted()
    given(*GOVERNED).when(make.start_program(effective_from=make.day("2031-01-01"))).then_accepted()
    given(*GOVERNED).when(make.start_program(effective_from=before(FOUNDED))).then_refused(
        "precedes_latest_change",
        facet="status",
        effective_from=before(FOUNDED).isoformat(),
        earliest=FOUNDED.isoformat(),
    )


def test_a_program_starts_once() -> None:
    given(*GOVERNED, in_program(happened.program_started())).when(
        make.start_program(effective_from=MARCH)
    ).then_refused("changes_nothing")


@pytest.mark.parametrize("day", [before(FOUNDED), make.day("2031-01-01")])
def test_a_leader_is_appointed_back_in_time_or_ahead(day: object) -> None:
    given(*GOVERNED, PEOPLE).when(make.appoint_program_leader(effective_from=day)).then(
        happened.program_leader_appointed(effective_from=day)
    )


def test_a_leader_is_a_registered_person() -> None:
    given(*GOVERNED, PEOPLE).when(
        make.appoint_program_leader(person_id=OTHER_LEADER)
    ).then_not_found("person", OTHER_LEADER)


def test_who_leads_already_is_not_appointed_again() -> None:
    given(*GOVERNED, PEOPLE, in_program(happened.program_leader_appointed())).when(
        make.appoint_program_leader(effective_from=JULY)
    ).then_refused("changes_nothing")


def test_a_leader_follows_another_from_its_day_and_not_before() -> None:
    led = in_program(happened.program_leader_appointed(person_id=OTHER_LEADER))
    given(*GOVERNED, PEOPLE, led).when(make.appoint_program_leader()).then_accepted()
    given(*GOVERNED, PEOPLE, led).when(
        make.appoint_program_leader(effective_from=before(NEW_YEAR))
    ).then_refused("precedes_latest_change", facet="leader", earliest=NEW_YEAR.isoformat())


def test_the_order_of_leaders_is_not_that_of_the_status() -> None:
    started = in_program(happened.program_started(effective_from=JULY))
    given(*GOVERNED, PEOPLE, started).when(
        make.appoint_program_leader(effective_from=MARCH)
    ).then_accepted()


# --- Directive and plan -------------------------------------------------------------------------


def test_a_directive_is_revised_before_and_after_the_start_from_its_day_and_not_before() -> None:
    for past in (GOVERNED, (*GOVERNED, in_program(happened.program_started()))):
        given(*past).when(make.revise_program_directive()).then(
            happened.program_directive_revised()
        )
    given(*GOVERNED).when(
        make.revise_program_directive(effective_from=before(FOUNDED))
    ).then_refused("precedes_latest_change", facet="directive", earliest=FOUNDED.isoformat())
    twice = (*GOVERNED, in_program(happened.program_directive_revised(effective_from=MARCH)))
    third = {"directive": make.document("Programdirektiv", version="3.0")}
    given(*twice).when(make.revise_program_directive(effective_from=MARCH, **third)).then_accepted()
    given(*twice).when(
        make.revise_program_directive(effective_from=before(MARCH), **third)
    ).then_refused("precedes_latest_change", facet="directive", earliest=MARCH.isoformat())


@pytest.mark.parametrize(
    "changes",
    [{"effect_calculation": None}, {"no_effect_calculation_because": sealed("Både och.")}],
    ids=["neither", "both"],
)
def test_a_revised_directive_answers_for_its_effects_too(changes: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="effect_calculation_or_reason"):
        make.revise_program_directive(**changes)


def test_the_same_directive_with_the_same_calculation_or_reason_is_no_change() -> None:
    given(*GOVERNED).when(
        make.revise_program_directive(directive=make.document("Programdirektiv"))
    ).then_refused("changes_nothing")
    reason = {
        "effect_calculation": None,
        "no_effect_calculation_because": sealed("Lagkrav."),
    }
    without = (*GOVERNED, in_program(happened.program_directive_revised(**reason)))
    given(*without).when(make.revise_program_directive(**reason)).then_refused("changes_nothing")
    other = {**reason, "no_effect_calculation_because": sealed("Ett annat skäl.")}
    given(*without).when(make.revise_program_directive(**other)).then_accepted()
    given(*without).when(make.revise_program_directive()).then_accepted()


def test_a_plan_is_approved_on_the_directive_and_not_before_it() -> None:
    given(*GOVERNED).when(make.approve_program_plan()).then(happened.program_plan_approved())
    given(*GOVERNED).when(make.approve_program_plan(effective_from=FOUNDED)).then_accepted()
    given(*GOVERNED).when(make.approve_program_plan(effective_from=before(FOUNDED))).then_refused(
        "precedes_latest_change", facet="directive", earliest=FOUNDED.isoformat()
    )


def test_a_newer_plan_follows_from_its_day_and_not_before_and_the_same_is_no_change() -> None:
    planned = (*GOVERNED, in_program(happened.program_plan_approved(effective_from=MARCH)))
    newer = {"plan": make.document("Programplan", version="2.0")}
    given(*planned).when(make.approve_program_plan(effective_from=MARCH, **newer)).then_accepted()
    given(*planned).when(
        make.approve_program_plan(effective_from=before(MARCH), **newer)
    ).then_refused("precedes_latest_change", facet="plan", earliest=MARCH.isoformat())
    given(*planned).when(make.approve_program_plan(effective_from=JULY)).then_refused(
        "changes_nothing"
    )


# --- Pausing and resuming -----------------------------------------------------------------------

STARTED = (*GOVERNED, in_program(happened.program_started()))
PAUSED = (*STARTED, in_program(happened.program_paused(effective_from=MARCH)))


def test_a_started_program_is_paused_and_resumed_and_paused_again() -> None:
    given(*STARTED).when(make.pause_program()).then(happened.program_paused())
    given(*PAUSED).when(make.resume_program(effective_from=JULY)).then(
        happened.program_resumed(effective_from=JULY)
    )
    resumed = (*PAUSED, in_program(happened.program_resumed(effective_from=JULY)))
    given(*resumed).when(make.pause_program(effective_from=JULY)).then_accepted()


@pytest.mark.parametrize(
    ("past", "command", "status", "possible"),
    [
        (GOVERNED, make.pause_program(), "directed", ["started"]),
        (GOVERNED, make.resume_program(), "directed", ["paused"]),
        (PAUSED, make.start_program(effective_from=MARCH), "paused", ["directed"]),
    ],
)
def test_a_status_follows_only_what_it_can_follow(
    past: tuple[Happened, ...], command: Command, status: str, possible: list[str]
) -> None:
    given(*past).when(command).then_refused(
        "program_has_wrong_status", status=status, possible=possible
    )


def test_a_program_is_paused_and_resumed_once() -> None:
    given(*PAUSED).when(make.pause_program(effective_from=JULY)).then_refused("changes_nothing")
    given(*STARTED).when(make.resume_program(effective_from=MARCH)).then_refused("changes_nothing")


def test_a_pause_and_its_end_come_in_order() -> None:
    given(*STARTED).when(make.pause_program(effective_from=before(NEW_YEAR))).then_refused(
        "precedes_latest_change", facet="status", earliest=NEW_YEAR.isoformat()
    )
    given(*PAUSED).when(make.resume_program(effective_from=MARCH)).then_accepted()
    given(*PAUSED).when(make.resume_program(effective_from=before(MARCH))).then_refused(
        "changes_nothing"
    )


@pytest.mark.parametrize(
    ("day", "takes"),
    [
        (before(FOUNDED), True),
        (FOUNDED, True),
        (NEW_YEAR, True),
        (before(MARCH), True),
        (MARCH, False),
        (before(JULY), False),
        (JULY, True),
    ],
)
def test_money_is_taken_on_the_days_a_program_is_not_paused(day: date, takes: bool) -> None:
    events = (
        happened.program_directive_approved(),
        happened.program_started(),
        happened.program_paused(effective_from=MARCH),
        happened.program_resumed(effective_from=JULY),
    )
    program = state_of(in_program().stream, events)
    assert program.takes_money_on(day) is takes
    if takes:
        takes_money(program, day)
        return
    with pytest.raises(Refused) as refused:
        takes_money(program, day)
    assert refused.value.code == "program_takes_no_money"
    assert refused.value.facts["status"] == "paused"


def test_no_money_is_taken_on_any_day_by_a_program_that_closes_with_nothing_left() -> None:
    closed = happened.program_closed(effective_from=MARCH)
    program = state_of(in_program().stream, (happened.program_directive_approved(), closed))
    for day in (FOUNDED, before(MARCH), MARCH, JULY):
        with pytest.raises(Refused) as refused:
            takes_money(program, day)
        assert refused.value.code == "program_is_closed"
        assert refused.value.facts["since"] == "2026-03-01"


EVENTS = [
    happened.program_started(),
    happened.program_leader_appointed(),
    happened.program_directive_revised(),
    happened.program_directive_withdrawn(),
    happened.program_plan_approved(),
    happened.program_paused(),
    happened.program_resumed(),
    happened.program_closed(),
]


@pytest.mark.parametrize("event", EVENTS, ids=[event.TOPIC for event in EVENTS])
def test_a_program_that_does_not_begin_with_its_directive_is_corrupt(event: Event) -> None:
    with pytest.raises(CorruptStream):
        state_of(in_program().stream, [event])


def test_a_program_that_begins_twice_is_corrupt() -> None:
    with pytest.raises(CorruptStream):
        state_of(in_program().stream, [happened.program_directive_approved()] * 2)
