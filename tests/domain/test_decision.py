import json
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from domain import decision
from domain.decision import (
    TAKES_EFFECT,
    Alternative,
    Assignment,
    CaseNumber,
    Decision,
    Envelope,
    FollowUp,
    Outcome,
    TextResolution,
    Votes,
)
from domain.errors import CorruptStream
from domain.model import Command, Event
from tests import happened, make
from tests.domain.test_sentences import SENTENCES
from tests.make import document
from tests.surroundings import state_of

TEXT = TextResolution(kind="text", wording="Portföljstyrgruppen noterar rapporten.")
ASSIGNED = {
    "outcome": "assigned",
    "assignment": Assignment(to="Programledaren", what="Återkomma med plan"),
}


def taken(**changes: Any) -> Decision:
    return Decision(
        **{
            "body_id": make.BOARD,
            "decided_on": make.day("2025-12-10"),
            "heading": "Programmets budget 2026",
            "resolutions": (TEXT,),
            **changes,
        }
    )


def code_of(**changes: Any) -> tuple[str, str]:
    """Return the code and the Swedish sentence by which a decision is refused."""
    with pytest.raises(ValidationError) as caught:
        taken(**changes)
    [problem] = caught.value.errors()
    return problem["type"], problem.get("ctx", {}).get("sv", "")


# --- the envelope -------------------------------------------------------------------------------


def test_the_least_of_a_decision_is_body_day_heading_and_one_resolution() -> None:
    least = taken()
    assert least.form == "meeting"
    assert least.outcome == "approved"
    assert least.decision_id is None


@pytest.mark.parametrize("field", ["body_id", "decided_on", "heading", "resolutions"])
def test_a_decision_without_one_of_them_is_refused(field: str) -> None:
    given = taken().model_dump(mode="json", by_alias=False, exclude={field})
    with pytest.raises(ValidationError, match="missing"):
        Decision.model_validate_json(json.dumps(given))


def test_the_most_of_a_decision_is_read_back_from_its_json() -> None:
    most = taken(
        decision_id=make.uid("decision"),
        form="delegation",
        delegation_reference="Delegationsordning 4.2",
        meeting="2025-12-10",
        paragraph="§ 14",
        outcome="approved_with_changes",
        matter=make.uid("matter"),
        case_numbers=(
            CaseNumber(authority="Bengtsfors", number="KS 2025/88"),
            CaseNumber(authority="Åmål", number="KS 2025/88"),
        ),
        proposed_by="Beredningsgruppen",
        documents=(document(sha256="a" * 64, address="https://example.org/1"),),
        rationale="Behovet är stort.",
        alternatives=(Alternative(proposal="Avvakta", why_not="Lagkrav"),),
        votes=Votes(yes=4, no=2),
        reservations=("Vänersborg reserverar sig.",),
        expedited_to=("Kommunstyrelserna",),
        follow_up=FollowUp(responsible="Programledaren", due=make.NEW_YEARS_EVE),
        resolutions=(TEXT, make.fund_program(), make.allocate()),
    )
    assert Decision.model_validate_json(most.model_dump_json()) == most


def test_who_gets_an_assignment_is_said_when_and_only_when_there_is_one() -> None:
    assert taken(**ASSIGNED).assignment is not None
    wrong = {"outcome": "assigned"}, {"assignment": ASSIGNED["assignment"]}
    for changes in wrong:
        code, swedish = code_of(**changes)
        assert code == "assignment_goes_with_outcome"
        assert swedish


def test_the_delegation_is_named_when_and_only_when_there_is_one() -> None:
    assert taken(form="delegation", delegation_reference="4.2").delegation_reference == "4.2"
    for changes in ({"form": "delegation"}, {"delegation_reference": "4.2"}):
        code, swedish = code_of(**changes)
        assert code == "delegation_has_reference"
        assert swedish


def test_an_authority_has_one_case_number() -> None:
    twice = tuple(CaseNumber(authority="Åmål", number=f"KS 2025/{n}") for n in (1, 2))
    code, swedish = code_of(case_numbers=twice)
    assert code == "case_number_twice"
    assert swedish


@pytest.mark.parametrize("votes", [{"yes": -1, "no": 0}, {"yes": 0, "no": 0, "abstained": -1}])
def test_votes_are_counted_from_zero(votes: dict[str, int]) -> None:
    with pytest.raises(ValidationError, match="greater_than_equal"):
        Votes(**votes)


@pytest.mark.parametrize(
    "changes",
    [
        {"heading": "Avser 19121212-1212"},
        {"rationale": "Avser 19121212-1212"},
        {"reservations": ("Avser 19121212-1212",)},
        {"alternatives": ({"proposal": "Avser 19121212-1212"},)},
        {"proposed_by": "19121212-1212"},
        {"expedited_to": ("19121212-1212",)},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_no_free_text_of_a_decision_holds_an_identity_number(changes: dict[str, Any]) -> None:
    assert code_of(**changes)[0] == "personnummer"


def test_a_decision_has_at_least_one_resolution_and_at_most_fifty() -> None:
    assert len(taken(resolutions=(TEXT,) * 50).resolutions) == 50
    assert code_of(resolutions=())[0] == "too_short"
    assert code_of(resolutions=(TEXT,) * 51)[0] == "too_long"


@pytest.mark.parametrize("outcome", get_args(Outcome))
def test_only_an_approved_decision_takes_effect(outcome: str) -> None:
    changes = ASSIGNED if outcome == "assigned" else {"outcome": outcome}
    assert taken(**changes).takes_effect == (outcome in ("approved", "approved_with_changes"))
    assert {"approved", "approved_with_changes"} == TAKES_EFFECT


# --- resolutions --------------------------------------------------------------------------------

COMMANDS: tuple[type[Command], ...] = get_args(decision.AnyCommand)
EXAMPLES = {type(command): command for command, _, _ in SENTENCES}
"""A command of every kind: the last of those whose sentences are tested."""


def test_there_is_an_example_of_every_command() -> None:
    assert EXAMPLES.keys() == set(COMMANDS)


@pytest.mark.parametrize("command", EXAMPLES.values(), ids=lambda command: str(command.kind))
def test_every_command_is_read_as_a_resolution(command: Command) -> None:
    posted = taken(resolutions=(command,)).model_dump_json()
    [resolution] = Decision.model_validate_json(posted).resolutions
    assert resolution == command
    assert resolution.kind == command.kind


def test_a_resolution_of_no_known_kind_is_refused() -> None:
    posted = json.loads(taken().model_dump_json())
    posted["resolutions"][0]["kind"] = "abolishEverything"
    with pytest.raises(ValidationError, match="union_tag_invalid"):
        Decision.model_validate_json(json.dumps(posted))


def test_a_text_resolution_has_its_text() -> None:
    with pytest.raises(ValidationError, match="missing"):
        TextResolution.model_validate({"kind": "text"})


@pytest.mark.parametrize("version", [0, 7])
def test_a_resolution_may_say_what_version_it_builds_on(version: int) -> None:
    assert make.fund_program(expected_version=version).expected_version == version
    with pytest.raises(ValidationError, match="greater_than_equal"):
        make.fund_program(expected_version=-1)


# --- the stream itself --------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["2025-001", "2025-014", "2026-1234"])
def test_a_decision_has_a_running_number_of_its_year(number: str) -> None:
    state = state_of(
        decision.stream(make.uid("decision")), [happened.decision_taken(number=number)]
    )
    assert (state.number, state.outcome) == (number, "approved")


@pytest.mark.parametrize("number", ["2025-1", "25-001", "2025/001", "2025-001 "])
def test_a_running_number_has_no_other_form(number: str) -> None:
    with pytest.raises(ValidationError, match="string_pattern_mismatch"):
        happened.decision_taken(number=number)


def test_a_decision_that_is_taken_twice_is_corrupt() -> None:
    twice: list[Event] = [happened.decision_taken()] * 2
    with pytest.raises(CorruptStream):
        state_of(decision.stream(make.uid("decision")), twice)


def test_an_envelope_alone_is_what_is_recorded() -> None:
    assert set(Decision.model_fields) - set(Envelope.model_fields) == {"resolutions"}


def test_a_fiscal_year_is_closed_in_a_paragraph_of_its_own() -> None:
    closing = make.close_fiscal_year()
    assert len(taken(resolutions=(closing, TEXT)).resolutions) == 2
    assert code_of(resolutions=(closing, make.apply_figures()))[0] == "closing_stands_alone"
