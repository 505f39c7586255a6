import json
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from domain.budget.events import ProgramFunded
from domain.model import (
    MAX_PROSE,
    MAX_TITLE,
    Frozen,
    MemberCode,
    Period,
    Prose,
    Reference,
    Sealed,
    StatedPeriod,
    Timeline,
    Title,
    calendar_year,
    one_day,
    stated,
)
from tests.make import JULY, MARCH, NEW_YEAR, NEW_YEARS_EVE, after, before, day, document, sealed

TITLE: TypeAdapter[str] = TypeAdapter(Title)
PROSE: TypeAdapter[str] = TypeAdapter(Prose)
REFERENCE: TypeAdapter[str] = TypeAdapter(Reference)
TEXTS = pytest.mark.parametrize("text", [TITLE, PROSE, REFERENCE], ids=["title", "prose", "ref"])
PERSONNUMMER = "19121212-1212"
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def code_of(adapter: TypeAdapter[Any], value: object) -> str:
    """Return the code by which `value` is refused."""
    with pytest.raises(ValidationError) as caught:
        adapter.validate_python(value)
    [problem] = caught.value.errors()
    return problem["type"]


# --- texts --------------------------------------------------------------------------------------


@TEXTS
def test_a_text_loses_the_space_around_it(text: TypeAdapter[str]) -> None:
    assert text.validate_python("  Digital tillsyn\t\n ") == "Digital tillsyn"


@TEXTS
def test_a_text_is_kept_in_composed_form(text: TypeAdapter[str]) -> None:
    assert text.validate_python("A\u030amål") == "Åmål"


@TEXTS
@pytest.mark.parametrize("empty", ["", "   ", "\n\t", "\u00a0"])
def test_a_text_of_nothing_is_refused(text: TypeAdapter[str], empty: str) -> None:
    assert code_of(text, empty) == "string_too_short"


@TEXTS
@pytest.mark.parametrize(
    "character",
    ["\0", "\x01", "\x0b", "\r", "\x1b", "\x7f", "\x85", "\x9f", "\u202e", "\u2066"],
    ids=ascii,
)
def test_a_character_that_no_register_can_show_is_refused(
    text: TypeAdapter[str], character: str
) -> None:
    assert code_of(text, f"a{character}b") == "control_character"


@TEXTS
@pytest.mark.parametrize("half", [0xD800, 0xDBFF, 0xDC00, 0xDFFF], ids=hex)
def test_half_a_surrogate_pair_is_refused(text: TypeAdapter[str], half: int) -> None:
    assert code_of(text, f"a{chr(half)}b") == "control_character"


@TEXTS
def test_a_character_beyond_the_basic_plane_is_a_character(text: TypeAdapter[str]) -> None:
    assert text.validate_python("Bra 👍") == "Bra 👍"


@pytest.mark.parametrize("text", [TITLE, REFERENCE], ids=["title", "reference"])
@pytest.mark.parametrize("between", ["\n", "\t", "\r\n", "\u2028"], ids=ascii)
def test_a_title_and_a_reference_are_one_line(text: TypeAdapter[str], between: str) -> None:
    assert code_of(text, f"a{between}b") == "control_character"


def test_prose_may_have_lines_and_tabs() -> None:
    assert PROSE.validate_python("Att\n\tgodkänna") == "Att\n\tgodkänna"


def test_prose_from_a_form_has_its_line_ends_made_plain() -> None:
    assert PROSE.validate_python("Att\r\ngodkänna") == "Att\ngodkänna"


@pytest.mark.parametrize(
    ("text", "longest"), [(TITLE, MAX_TITLE), (REFERENCE, MAX_TITLE), (PROSE, MAX_PROSE)]
)
def test_a_text_may_be_this_long_and_no_longer(text: TypeAdapter[str], longest: int) -> None:
    assert text.validate_python("å" * longest) == "å" * longest
    assert code_of(text, "å" * (longest + 1)) == "string_too_long"


@TEXTS
def test_length_counts_the_composed_form(text: TypeAdapter[str]) -> None:
    """Otherwise the log could hold what it cannot read: U+0958 becomes two characters."""
    grows = "\u0958" * MAX_TITLE
    assert len(unicodedata.normalize("NFC", grows)) > MAX_TITLE
    if text is not PROSE:
        assert code_of(text, grows) == "string_too_long"
    assert text.validate_python("A\u030a" * MAX_TITLE) == "Å" * MAX_TITLE


@TEXTS
@given(given_text=st.text(max_size=250))
def test_a_text_that_is_taken_in_is_read_back_as_it_is(
    text: TypeAdapter[str], given_text: str
) -> None:
    try:
        kept = text.validate_python(given_text)
    except ValidationError:
        return
    assert text.validate_python(kept) == kept
    assert text.validate_json(json.dumps(kept)) == kept


@pytest.mark.parametrize("text", [TITLE, PROSE], ids=["title", "prose"])
def test_a_personal_identity_number_is_refused(text: TypeAdapter[str]) -> None:
    assert code_of(text, f"Avser {PERSONNUMMER}.") == "personnummer"


def test_a_reference_may_read_as_a_personal_identity_number() -> None:
    assert REFERENCE.validate_python(PERSONNUMMER) == PERSONNUMMER


def test_the_digits_of_a_sealed_text_are_no_identity_number() -> None:
    digits = "sha256:" + "a" + "191212121212" + "b" * 51
    assert PROSE.validate_python(digits) == digits


@pytest.mark.parametrize("text", [TITLE, REFERENCE], ids=["title", "reference"])
def test_a_text_that_is_never_sealed_does_not_read_as_sealed(text: TypeAdapter[str]) -> None:
    assert code_of(text, f" {sealed('Kim')} ") == "reads_as_sealed"
    assert text.validate_python(f"bild {sealed('Kim')}")


@pytest.mark.parametrize(
    "disguised",
    [
        f"sha256:{PERSONNUMMER}",
        f"sha256: avser {PERSONNUMMER}",
        sealed("x") + f" {PERSONNUMMER}",
        f"{PERSONNUMMER} sha256:{'0' * 64}",
    ],
)
def test_no_text_hides_an_identity_number_by_looking_sealed(disguised: str) -> None:
    assert code_of(PROSE, disguised) == "personnummer"


def test_a_sealed_text_is_the_whole_hash_and_nothing_else() -> None:
    adapter: TypeAdapter[str] = TypeAdapter(Sealed)
    assert adapter.validate_python(sealed("Kim")) == sealed("Kim")
    for other in ("Kim", sealed("Kim")[:-1], sealed("Kim") + "0", sealed("Kim").upper()):
        assert code_of(adapter, other) == "string_pattern_mismatch"


@pytest.mark.parametrize("code", ["1487", "0180", "FI-091", "a" * 20])
def test_a_member_code_is_any_short_code(code: str) -> None:
    assert TypeAdapter(MemberCode).validate_python(code) == code


@pytest.mark.parametrize("code", ["", "14 87", "1487\n", "Åmål", "a" * 21])
def test_a_member_code_is_nothing_else(code: str) -> None:
    assert code_of(TypeAdapter(MemberCode), code) == "string_pattern_mismatch"


# --- frozen values ------------------------------------------------------------------------------


def test_a_value_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen_instance"):
        document().title = "Annan"  # type: ignore[misc]


def test_a_value_takes_no_field_that_it_does_not_know() -> None:
    with pytest.raises(ValidationError, match="extra_forbidden"):
        document(pages=3)


def test_a_value_takes_no_type_for_another() -> None:
    with pytest.raises(ValidationError, match="string_type"):
        document(version=1)


def test_a_value_is_read_by_either_name_and_written_in_camel_case() -> None:
    class Named(Frozen):
        first_day: int

    assert Named.model_validate({"first_day": 1}) == Named.model_validate({"firstDay": 1})
    assert Named(first_day=1).model_dump() == {"firstDay": 1}


# --- periods ------------------------------------------------------------------------------------


def test_a_period_holds_its_first_day_and_not_its_end() -> None:
    period = Period(start=MARCH, end=JULY)
    assert MARCH in period
    assert before(JULY) in period
    assert before(MARCH) not in period
    assert JULY not in period


def test_a_period_has_the_days_from_its_start_to_its_end() -> None:
    assert Period(start=MARCH, end=after(MARCH)).days == 1
    assert calendar_year(2026).days == 365
    assert calendar_year(2028).days == 366


@pytest.mark.parametrize("end", [MARCH, before(MARCH)])
def test_a_period_without_days_is_refused(end: date) -> None:
    with pytest.raises(PydanticCustomError) as refused:
        Period(start=MARCH, end=end)
    assert refused.value.type == "empty_period"


@pytest.mark.parametrize(
    "period",
    [
        {"start": "2026-03-01", "end": "2026-03-01"},
        {"start": "2026-03-01"},
        {"start": "2026-03-01", "end": "2026-04-01", "days": 31},
        {"start": "2026-03-01", "end": "2026-04-01T00:00:00"},
        {"start": "2026-03-01", "end": 20544},
        ["2026-03-01", "2026-04-01"],
    ],
    ids=["without days", "without end", "with more", "with a time", "a number", "a list"],
)
def test_a_stored_period_is_read_as_strictly_as_any_event(period: object) -> None:
    stored = {"amount": 1, "moneyKind": "cash", "effectiveFrom": "2026-03-01", "v": 1}
    whole = {"start": "2026-03-01", "end": "2026-04-01"}
    funded = ProgramFunded.model_validate_json(json.dumps({**stored, "period": whole}))
    assert funded.period == Period(MARCH, date(2026, 4, 1))
    with pytest.raises(ValidationError):
        ProgramFunded.model_validate_json(json.dumps({**stored, "period": period}))


def test_a_calendar_year_is_its_first_day_to_its_last() -> None:
    year = calendar_year(2026)
    assert NEW_YEAR in year
    assert NEW_YEARS_EVE in year
    assert before(NEW_YEAR) not in year
    assert after(NEW_YEARS_EVE) not in year


def test_one_day_is_a_period_of_that_day() -> None:
    assert one_day(MARCH).days == 1
    assert MARCH in one_day(MARCH)


def test_periods_that_only_touch_share_no_day() -> None:
    assert Period(start=NEW_YEAR, end=MARCH).overlap(Period(start=MARCH, end=JULY)) is None
    assert Period(start=NEW_YEAR, end=after(MARCH)).overlap(
        Period(start=MARCH, end=JULY)
    ) == one_day(MARCH)


@given(DAYS, DAYS, DAYS, DAYS, DAYS)
def test_an_overlap_holds_the_days_that_both_hold(
    a: date, b: date, c: date, d: date, some_day: date
) -> None:
    first = Period(start=min(a, b), end=after(max(a, b)))
    second = Period(start=min(c, d), end=after(max(c, d)))
    both = first.overlap(second)
    assert both == second.overlap(first)
    assert (some_day in first and some_day in second) == (both is not None and some_day in both)


def test_a_stated_period_holds_both_its_days() -> None:
    period = StatedPeriod(first=MARCH, last=JULY).half_open()
    assert MARCH in period
    assert JULY in period
    assert after(JULY) not in period


def test_a_stated_period_may_be_one_day() -> None:
    assert StatedPeriod(first=MARCH, last=MARCH).half_open() == one_day(MARCH)


@pytest.mark.parametrize(
    ("first", "last"), [(MARCH, before(MARCH)), (MARCH, date.max)], ids=["backwards", "for ever"]
)
def test_a_stated_period_that_ends_before_it_starts_or_never_is_refused(
    first: date, last: date
) -> None:
    with pytest.raises(ValidationError, match="empty_period"):
        StatedPeriod(first=first, last=last)


@given(DAYS, st.integers(0, 800))
def test_a_period_is_the_same_stated_and_half_open(first: date, more: int) -> None:
    as_stated = StatedPeriod(first=first, last=first + timedelta(days=more))
    assert stated(as_stated.half_open()) == as_stated


# --- timelines ----------------------------------------------------------------------------------

STEPS = st.lists(st.tuples(DAYS, st.integers(0, 9)), max_size=8)


def line(steps: list[tuple[date, int]]) -> Timeline[int]:
    timeline: Timeline[int] = Timeline()
    for when, value in steps:
        timeline = timeline.then(when, value)
    return timeline


def days_around(steps: list[tuple[date, int]]) -> Iterator[date]:
    for when, _ in steps:
        yield from (before(when), when, after(when))


def test_an_empty_timeline_has_no_value_on_any_day() -> None:
    empty: Timeline[int] = Timeline()
    assert empty.at(NEW_YEAR) is None
    assert empty.last is None
    assert empty.latest_day is None
    assert list(empty.days()) == []


def test_a_value_holds_from_its_day_until_the_next() -> None:
    timeline = line([(MARCH, 1), (JULY, 2)])
    assert timeline.at(before(MARCH)) is None
    assert timeline.at(MARCH) == timeline.at(before(JULY)) == 1
    assert timeline.at(JULY) == timeline.at(date.max) == timeline.last == 2
    assert timeline.latest_day == JULY


def test_of_two_changes_on_one_day_the_later_recorded_stands() -> None:
    assert line([(MARCH, 1), (MARCH, 2)]).steps == ((MARCH, 2),)


def test_an_earlier_change_recorded_later_leaves_the_next_step_alone() -> None:
    timeline = line([(JULY, 2), (MARCH, 1)])
    assert timeline.at(MARCH) == 1
    assert timeline.last == 2


@given(STEPS)
def test_steps_are_in_order_and_one_a_day(steps: list[tuple[date, int]]) -> None:
    days = list(line(steps).days())
    assert days == sorted({when for when, _ in steps})


@given(STEPS)
def test_the_value_on_a_day_is_the_last_recorded_of_the_latest_day_before(
    steps: list[tuple[date, int]],
) -> None:
    timeline = line(steps)
    recorded = dict(steps)
    for when in days_around(steps):
        earlier = [changed for changed in recorded if changed <= when]
        assert timeline.at(when) == (recorded[max(earlier)] if earlier else None)


@given(STEPS, DAYS, st.integers(0, 9))
def test_a_change_touches_no_day_before_it(
    steps: list[tuple[date, int]], when: date, value: int
) -> None:
    timeline = line(steps)
    changed = timeline.then(when, value)
    assert changed.at(when) == value
    for other in days_around(steps):
        if other < when:
            assert changed.at(other) == timeline.at(other)


def test_a_timeline_takes_any_day_there_is() -> None:
    assert line([(date.min, 1), (date.max, 2)]).at(day("2026-01-01")) == 1
