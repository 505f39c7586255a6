from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from infrastructure.canonical import canonical_json, utc_text

TEXT = st.text(st.characters(codec="utf-8")).map(lambda text: unicodedata.normalize("NFC", text))
KEYS = st.text(st.characters(max_codepoint=0x7F))
WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
)
TIMES = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-7))]))


@given(VALUES)
def test_canonical_json_is_that_of_rfc_8785(value: Any) -> None:
    assert canonical_json(value) == rfc8785.dumps(value)


def test_swedish_letters_stand_as_they_are_and_keys_in_order() -> None:
    assert (
        canonical_json({"b": "Å", "a": [1, None, True]}) == '{"a":[1,null,true],"b":"Å"}'.encode()
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        canonical_json([value])


def test_a_time_is_written_in_utc_with_microseconds() -> None:
    stockholm = timezone(timedelta(hours=2))
    assert utc_text(datetime(2026, 7, 1, 1, tzinfo=stockholm)) == "2026-06-30T23:00:00.000000Z"


@given(TIMES, TIMES)
def test_times_sort_as_their_texts_do(one: datetime, other: datetime) -> None:
    assert (one < other) == (utc_text(one) < utc_text(other))


@given(TIMES)
def test_a_time_survives_its_text(one: datetime) -> None:
    assert datetime.fromisoformat(utc_text(one)) == one
