"""The follow-up of a decision: what may be said of it, when, and with a note or without."""

import json
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from domain import decision
from domain.decision import FOLLOWED_UP, Assignment, FollowUp, Outcome, RegisterFollowUp
from domain.errors import Conflict, CorruptStream, NotFound
from tests import happened, make
from tests.make import DECISION, day, sealed
from tests.spec import Given, given
from tests.surroundings import state_of

ASSIGNMENT = Assignment(to=sealed("Kansliet"), what=sealed("Utreda."))


def decided(outcome: str = "approved", **changes: Any) -> Given:
    """Return that a decision was taken on 10 December 2025."""
    assignment = ASSIGNMENT if outcome == "assigned" else None
    envelope = make.envelope(outcome=outcome, assignment=assignment, **changes)
    return given(happened.in_decision(happened.decision_taken(envelope=envelope)))


def after(*events: Any) -> Given:
    return given(happened.in_decision(happened.decision_taken(), *events))


def recorded(standing: str, dated: str = "2026-03-01", note: str | None = None) -> Any:
    return happened.follow_up_recorded(
        standing=standing, dated=day(dated), note=note and sealed(note)
    )


def register(standing: str, dated: str = "2026-04-01", note: str | None = None) -> Any:
    return make.register_follow_up(standing=standing, dated=day(dated), note=note and sealed(note))


@pytest.mark.parametrize(
    ("standing", "note"),
    [
        ("in_progress", None),
        ("carried_out", None),
        ("written_off", "Ersatt."),
        ("in_progress", "x"),
    ],
)
def test_how_far_a_decision_has_come_is_recorded_with_its_day(
    standing: str, note: str | None
) -> None:
    decided().when(register(standing, note=note)).then(recorded(standing, "2026-04-01", note=note))


@pytest.mark.parametrize("outcome", get_args(Outcome))
def test_what_took_effect_or_was_an_assignment_can_be_followed_up(outcome: str) -> None:
    when = decided(outcome).when(register("in_progress"))
    if outcome in ("approved", "approved_with_changes", "assigned"):
        when.then_accepted()
    else:
        when.then_refused("nothing_to_follow_up", outcome=outcome, possible=sorted(FOLLOWED_UP))


@pytest.mark.parametrize("outcome", ["referred_back", "rejected", "tabled", "noted"])
def test_what_asks_for_follow_up_can_be_followed_up_whatever_its_outcome(outcome: str) -> None:
    asking = decided(outcome, follow_up=FollowUp(responsible=sealed("Programledaren")))
    asking.when(register("in_progress")).then_accepted()


def test_a_decision_is_followed_up_from_its_own_day() -> None:
    decided().when(register("carried_out", "2025-12-10")).then_accepted()
    decided().when(register("carried_out", "2025-12-09")).then_refused(
        "follow_up_before_decision", dated="2025-12-09", earliest="2025-12-10"
    )


def test_a_decision_that_is_not_there_is_not_followed_up() -> None:
    given().when(register("in_progress")).then_not_found("decision", DECISION)


# --- notes --------------------------------------------------------------------------------------


def test_what_is_written_off_has_a_note() -> None:
    with pytest.raises(ValidationError, match="written_off_without_note") as caught:
        register("written_off")
    assert caught.value.errors()[0]["ctx"]["sv"]
    assert register("written_off", note="Ersatt.").standing == "written_off"


@pytest.mark.parametrize(("ended", "note"), [("carried_out", None), ("written_off", "Ersatt.")])
def test_what_had_ended_is_taken_up_again_with_a_note(ended: str, note: str | None) -> None:
    ended_in_march = after(recorded(ended, note=note))
    refusal = ended_in_march.when(register("in_progress")).then_refused(
        "taken_up_without_note", standing=ended
    )
    assert ("genomfört" in refusal.sv) == (ended == "carried_out")
    ended_in_march.when(register("in_progress", note="Brister.")).then_accepted()
    # Before it had ended it was in progress, and nothing is taken up again.
    ended_in_march.when(register("in_progress", "2026-02-28")).then_accepted()


def test_what_was_written_off_may_turn_out_to_be_carried_out() -> None:
    after(recorded("written_off", note="Ersatt.")).when(register("carried_out")).then_accepted()


# --- nothing new --------------------------------------------------------------------------------

SAID: list[tuple[str | None, str | None, bool]] = [
    (None, None, False),
    (None, "Halvvägs.", True),
    ("Halvvägs.", "Halvvägs.", False),
    ("Halvvägs.", "Snart klart.", True),
    ("Halvvägs.", None, False),
]


@pytest.mark.parametrize(("before", "note", "new"), SAID)
def test_the_same_standing_is_recorded_again_only_with_other_words(
    before: str | None, note: str | None, *, new: bool
) -> None:
    when = after(recorded("in_progress", note=before)).when(register("in_progress", note=note))
    if new:
        when.then(recorded("in_progress", "2026-04-01", note=note))
    else:
        when.then_refused("follow_up_says_so_already", Conflict, standing="in_progress")


def test_what_is_new_is_judged_on_the_day_it_was_so() -> None:
    followed = after(recorded("in_progress", "2026-03-01"), recorded("carried_out", "2026-05-01"))
    followed.when(register("carried_out", "2026-05-01")).then_refused(
        "follow_up_says_so_already", Conflict, dated="2026-05-01"
    )
    followed.when(register("carried_out", "2026-04-30")).then_accepted()
    followed.when(register("in_progress", "2026-04-30")).then_refused(
        "follow_up_says_so_already", Conflict
    )


# --- the fact and the stream ---------------------------------------------------------------------


def test_a_follow_up_may_not_be_dated_ahead_of_its_registration() -> None:
    assert register("in_progress", "2026-04-01").happened_on == day("2026-04-01")


@pytest.mark.parametrize("field", ["note", "reportedBy"])
def test_no_text_of_a_follow_up_holds_an_identity_number(field: str) -> None:
    posted = json.loads(register("in_progress", note="x").model_dump_json())
    posted[field] = "Avser 19121212-1212"
    with pytest.raises(ValidationError, match="personnummer"):
        RegisterFollowUp.model_validate_json(json.dumps(posted))


def test_a_follow_up_before_the_decision_was_taken_is_corrupt() -> None:
    with pytest.raises(CorruptStream):
        state_of(decision.stream(DECISION), [recorded("in_progress")])


def test_nothing_is_decided_of_a_decision_that_is_not_there() -> None:
    with pytest.raises(NotFound):
        decision.decide(None, register("in_progress"), None)  # type: ignore[arg-type]
