import pytest
from pydantic import ValidationError

from domain.errors import Conflict, CorruptStream
from domain.model import ConstellationId, Event, PersonId, PortfolioId
from tests import happened, make
from tests.happened import GOVERNED, in_person, in_program
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


@pytest.mark.parametrize("command", [make.start_program, make.appoint_program_leader])
def test_a_program_without_directive_neither_starts_nor_is_led(command: object) -> None:
    assert callable(command)
    given(*WITHOUT_PROGRAM, PEOPLE).when(command()).then_not_found("program", PROGRAM)


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


@pytest.mark.parametrize("event", [happened.program_started(), happened.program_leader_appointed()])
def test_a_program_that_does_not_begin_with_its_directive_is_corrupt(event: Event) -> None:
    with pytest.raises(CorruptStream):
        state_of(in_program().stream, [event])


def test_a_program_that_begins_twice_is_corrupt() -> None:
    with pytest.raises(CorruptStream):
        state_of(in_program().stream, [happened.program_directive_approved()] * 2)
