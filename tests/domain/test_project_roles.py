"""Who leads a project, and which roles it wants, has filled and lacks."""

from typing import Any

import pytest
from pydantic import ValidationError

from domain.model import PersonId
from domain.project import Project, Role
from tests import happened, make
from tests.domain.test_project import FILLED, LED, PROPOSED, WANTED
from tests.happened import THE_ROLE, in_project
from tests.make import JULY, LEADER, MARCH, NEW_YEAR, NOWHERE, before
from tests.spec import given
from tests.surroundings import state_of

LOCAL: dict[str, Any] = {"role": "Informationsägare", "reach": "local", "member": "1460"}
LOCAL_ROLE = Role(name="Informationsägare", reach="local", member="1460")


def test_a_project_gets_its_leader_once() -> None:
    given(*LED).when(make.appoint_project_leader()).then(happened.project_leader_appointed())
    led = (*LED, in_project(happened.project_leader_appointed()))
    given(*led).when(make.appoint_project_leader(effective_from=JULY)).then_refused(
        "changes_nothing"
    )


def test_a_leader_is_a_person_there_is() -> None:
    given(*PROPOSED).when(make.appoint_project_leader()).then_not_found("person", LEADER)


def test_a_role_is_wanted_in_common_or_by_a_member() -> None:
    given(*PROPOSED).when(make.want_project_role()).then(happened.project_role_wanted())
    given(*PROPOSED).when(make.want_project_role(**LOCAL, extent=None)).then(
        happened.project_role_wanted(role=LOCAL_ROLE, extent=None)
    )


@pytest.mark.parametrize(
    "build",
    [
        make.want_project_role,
        make.drop_project_role,
        make.fill_project_role,
        make.vacate_project_role,
    ],
)
def test_a_local_role_names_its_member_and_a_common_one_names_none(build: Any) -> None:
    for wrong in ({"reach": "local"}, {"reach": "common", "member": "1460"}):
        with pytest.raises(ValidationError, match="local_role_names_its_member"):
            build(**wrong)


@pytest.mark.parametrize("extent", [0, 1001])
def test_a_role_takes_some_of_the_time_of_at_most_ten_persons(extent: int) -> None:
    assert make.want_project_role(extent=1).extent == 1
    assert make.want_project_role(extent=1000).extent == 1000
    with pytest.raises(ValidationError):
        make.want_project_role(extent=extent)


def test_a_role_is_wanted_by_a_member_there_is() -> None:
    given(*PROPOSED).when(make.want_project_role(**{**LOCAL, "member": "0180"})).then_not_found(
        "member", "0180"
    )


def test_the_same_want_again_is_refused_and_another_extent_is_not() -> None:
    given(*WANTED).when(make.want_project_role(effective_from=JULY)).then_refused("changes_nothing")
    given(*WANTED).when(make.want_project_role(extent=None)).then_accepted()
    given(*WANTED).when(
        make.want_project_role(extent=1, effective_from=before(NEW_YEAR))
    ).then_refused("precedes_latest_change", facet="role wanted")


def test_a_role_is_filled_by_a_person_or_by_a_member() -> None:
    given(*WANTED).when(make.fill_project_role()).then(happened.project_role_filled())
    by_member = {"person_id": None, "filled_by": "1460"}
    given(*WANTED).when(make.fill_project_role(**by_member)).then(
        happened.project_role_filled(**by_member)
    )
    for wrong in ({"filled_by": "1460"}, {"person_id": None}):
        with pytest.raises(ValidationError, match="role_filled_by_one"):
            make.fill_project_role(**wrong)


def test_who_fills_a_role_is_known() -> None:
    given(*WANTED).when(make.fill_project_role(person_id=PersonId(NOWHERE))).then_not_found(
        "person", NOWHERE
    )
    given(*WANTED).when(make.fill_project_role(person_id=None, filled_by="0180")).then_not_found(
        "member", "0180"
    )


def test_a_role_that_is_not_wanted_on_the_day_is_not_filled_or_dropped() -> None:
    local = in_project(happened.project_role_wanted(role=LOCAL_ROLE))
    for command in (make.fill_project_role(), make.drop_project_role()):
        given(*LED, local).when(command).then_refused(
            "role_is_not_wanted",
            role="Förändringsledare",
            member=None,
            day="2026-01-01",
            possible=["Informationsägare (1460)"],
        )
    given(*LED).when(make.fill_project_role()).then_refused("role_is_not_wanted", possible=[])
    given(*WANTED).when(make.fill_project_role(effective_from=before(NEW_YEAR))).then_refused(
        "precedes_latest_change", facet="role wanted"
    )


def test_a_role_is_filled_by_another_and_not_by_the_same_again() -> None:
    given(*FILLED).when(make.fill_project_role(effective_from=JULY)).then_refused("changes_nothing")
    given(*FILLED).when(make.fill_project_role(person_id=None, filled_by="1487")).then_accepted()


def test_a_role_is_vacated_once() -> None:
    given(*FILLED).when(make.vacate_project_role()).then(happened.project_role_vacated())
    given(*WANTED).when(make.vacate_project_role()).then_refused("changes_nothing")
    vacated = (*FILLED, in_project(happened.project_role_vacated(effective_from=MARCH)))
    given(*vacated).when(make.vacate_project_role(effective_from=JULY)).then_refused(
        "changes_nothing"
    )
    given(*vacated).when(make.fill_project_role(effective_from=before(MARCH))).then_refused(
        "precedes_latest_change", facet="role filled"
    )


def test_a_role_that_is_dropped_is_vacant_when_it_is_wanted_again() -> None:
    given(*FILLED).when(make.drop_project_role(effective_from=MARCH)).then(
        happened.project_role_dropped(effective_from=MARCH)
    )
    state: Project = state_of(
        in_project().stream,
        [
            happened.project_proposed(),
            happened.project_role_wanted(),
            happened.project_role_filled(),
            happened.project_role_dropped(effective_from=MARCH),
            happened.project_role_wanted(effective_from=JULY),
        ],
    )
    staffing = state.staffing(THE_ROLE)
    assert [bool(staffing.wanted.at(day)) for day in (NEW_YEAR, MARCH, JULY)] == [True, False, True]
    assert [bool(staffing.filled.at(day)) for day in (NEW_YEAR, MARCH, JULY)] == [
        True,
        False,
        False,
    ]
