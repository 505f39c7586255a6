import pytest
from pydantic import ValidationError

from domain.errors import Conflict, CorruptStream
from tests import happened, make
from tests.happened import in_person
from tests.make import LEADER
from tests.spec import given
from tests.surroundings import state_of


def test_a_person_is_registered_by_its_sealed_name() -> None:
    given().when(make.register_person()).then(happened.person_registered())


def test_a_person_is_registered_once() -> None:
    given(in_person(happened.person_registered())).when(make.register_person()).then_refused(
        "already_recorded", Conflict, thing="person", id=str(LEADER)
    )


def test_the_log_holds_no_name() -> None:
    with pytest.raises(ValidationError, match="string_pattern_mismatch"):
        happened.person_registered(name="Kim Ek")


def test_a_name_is_no_identity_number() -> None:
    with pytest.raises(ValidationError, match="personnummer"):
        make.register_person(name="Kim Ek 19121212-1212")


def test_a_person_that_is_registered_twice_is_corrupt() -> None:
    with pytest.raises(CorruptStream):
        state_of(in_person().stream, [happened.person_registered()] * 2)
