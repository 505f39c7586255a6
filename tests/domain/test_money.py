import json
from collections.abc import Mapping
from fractions import Fraction
from random import Random
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from pydantic.json_schema import JsonSchemaMode

from domain.errors import Malformed
from domain.model import Frozen
from domain.money import (
    MAX_ORE,
    Money,
    OreAmount,
    PositiveMoney,
    amount_text,
    apportion,
    kronor,
    parse_amount,
    spread,
)

Weights: TypeAlias = dict[str, int | Fraction]

ORE = st.integers(-MAX_ORE, MAX_ORE)
UNITS = st.sampled_from([1, 100, 100_000])
WEIGHT = st.integers(0, 10**6) | st.fractions(0, 1, max_denominator=10**6)
WEIGHTS = st.dictionaries(st.text("0123456789", min_size=1, max_size=4), WEIGHT, min_size=1).filter(
    lambda weights: any(weights.values())
)


# --- the laws of largest remainder -----------------------------------------------------------


@given(ORE, WEIGHTS, UNITS)
def test_the_parts_sum_to_the_whole_units_of_the_total(
    total: int, weights: Weights, unit: int
) -> None:
    parts = apportion(total, weights, unit)
    assert all(part % unit == 0 for part in parts.values())
    assert abs(total) - abs(sum(parts.values())) == abs(total) % unit
    assert sum(parts.values()) * total >= 0


@given(ORE, WEIGHTS, UNITS)
def test_no_part_is_a_unit_or_more_from_its_exact_share(
    total: int, weights: Weights, unit: int
) -> None:
    parts = apportion(total, weights, unit)
    shared, whole = sum(parts.values()), sum(map(Fraction, weights.values()))
    for code, part in parts.items():
        assert abs(part - shared * Fraction(weights[code]) / whole) < unit


@given(ORE, WEIGHTS)
def test_who_is_rounded_up_had_at_least_the_remainder_of_who_is_not(
    total: int, weights: Weights
) -> None:
    parts = apportion(total, weights)
    whole = sum(map(Fraction, weights.values()))
    exact = {code: abs(total) * Fraction(weight) / whole for code, weight in weights.items()}
    up = [(exact[code] % 1, code) for code, part in parts.items() if abs(part) > exact[code]]
    down = [(exact[code] % 1, code) for code, part in parts.items() if abs(part) <= exact[code]]
    for remainder, code in up:
        for other_remainder, other in down:
            assert remainder > other_remainder or (remainder == other_remainder and code < other)


@given(ORE, WEIGHTS, UNITS)
def test_a_negative_total_is_the_mirror_image_of_the_positive(
    total: int, weights: Weights, unit: int
) -> None:
    mirrored = {code: -part for code, part in apportion(total, weights, unit).items()}
    assert apportion(-total, weights, unit) == mirrored


@given(ORE, WEIGHTS, st.fractions(min_value=Fraction(1, 1000), max_value=1000))
def test_only_the_proportions_of_the_weights_matter(
    total: int, weights: Weights, factor: Fraction
) -> None:
    scaled = {code: weight * factor for code, weight in weights.items()}
    assert apportion(total, scaled) == apportion(total, weights)


@given(ORE, WEIGHTS, st.randoms(use_true_random=False))
def test_the_order_of_the_weights_does_not_matter(
    total: int, weights: Weights, random: Random
) -> None:
    shuffled = list(weights.items())
    random.shuffle(shuffled)
    assert list(apportion(total, dict(shuffled)).items()) == list(apportion(total, weights).items())
    assert list(apportion(total, weights)) == sorted(weights)


@given(ORE, WEIGHTS)
def test_a_weight_of_zero_gets_nothing(total: int, weights: Weights) -> None:
    parts = apportion(total, weights)
    assert all(parts[code] == 0 for code, weight in weights.items() if weight == 0)


@given(WEIGHTS, UNITS)
def test_nothing_is_split_into_nothing(weights: Weights, unit: int) -> None:
    assert set(apportion(0, weights, unit).values()) == {0}


@pytest.mark.parametrize(
    ("total", "expected"), [(1, [1, 0, 0]), (2, [1, 1, 0]), (-1, [-1, 0, 0]), (-2, [-1, -1, 0])]
)
def test_ties_go_to_the_lower_code(total: int, expected: list[int]) -> None:
    assert list(apportion(total, {"1461": 1, "1438": 1, "1439": 1}).values()) == expected


def test_what_is_less_than_a_unit_is_left_out() -> None:
    assert apportion(199, {"a": 1}, 100) == {"a": 100}
    assert apportion(-199, {"a": 1}, 100) == {"a": -100}
    assert apportion(99, {"a": 1}, 100) == {"a": 0}


@pytest.mark.parametrize(
    ("weights", "unit", "code"),
    [
        ({"a": 1, "b": -1}, 1, "weights_are_negative"),
        ({"a": 0, "b": Fraction(0)}, 1, "weights_sum_to_zero"),
        ({}, 1, "weights_sum_to_zero"),
        ({"a": 1}, 0, "unit_is_not_positive"),
        ({"a": 1}, -100, "unit_is_not_positive"),
    ],
)
def test_meaningless_weights_and_units_are_refused(weights: Weights, unit: int, code: str) -> None:
    with pytest.raises(Malformed) as refused:
        apportion(100, weights, unit)
    assert refused.value.code == code


@given(ORE, st.lists(st.integers(0, 366), min_size=1).filter(any))
def test_money_spread_over_days_sums_to_the_amount(amount: int, days: list[int]) -> None:
    parts = spread(amount, days)
    assert sum(parts) == amount
    assert spread(-amount, days) == tuple(-part for part in parts)
    for part, number in zip(parts, days, strict=True):
        assert abs(part - Fraction(amount * number, sum(days))) < 1


def test_ties_between_days_go_to_the_earliest() -> None:
    assert spread(1, [31, 31]) == (1, 0)
    assert spread(-1, [31, 31]) == (-1, 0)
    assert spread(5, [1, 1, 1]) == (2, 2, 1)


def test_no_days_hold_no_money() -> None:
    with pytest.raises(Malformed) as refused:
        spread(100, [0, 0])
    assert refused.value.code == "weights_sum_to_zero"


# --- written forms ---------------------------------------------------------------------------


@given(ORE)
def test_an_amount_reads_back_as_it_was_written(ore: int) -> None:
    assert parse_amount(amount_text(ore)) == ore


@pytest.mark.parametrize(
    ("text", "ore"),
    [
        ("400000.00", 40_000_000),
        ("400000.5", 40_000_050),
        ("400000", 40_000_000),
        ("0.05", 5),
        ("-0.05", -5),
        ("-0", 0),
        ("90071992547409.91", MAX_ORE),
        ("-90071992547409.91", -MAX_ORE),
    ],
)
def test_amounts_are_decimal_strings_in_kronor(text: str, ore: int) -> None:
    assert parse_amount(text) == ore


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.000", "money_has_too_many_decimals"),
        ("0.005", "money_has_too_many_decimals"),
        ("90071992547409.92", "money_is_too_large"),
        ("-90071992547409.92", "money_is_too_large"),
        ("9" * 10_000, "money_is_too_large"),
        ("", "money_is_not_an_amount"),
        ("-", "money_is_not_an_amount"),
        ("+1", "money_is_not_an_amount"),
        ("1.", "money_is_not_an_amount"),
        (".5", "money_is_not_an_amount"),
        ("1,50", "money_is_not_an_amount"),
        ("1 000", "money_is_not_an_amount"),
        ("1,000.00", "money_is_not_an_amount"),
        ("1_000", "money_is_not_an_amount"),
        ("007", "money_is_not_an_amount"),
        ("1e5", "money_is_not_an_amount"),
        ("NaN", "money_is_not_an_amount"),
        ("Infinity", "money_is_not_an_amount"),
        ("٤", "money_is_not_an_amount"),
        ("1\n", "money_is_not_an_amount"),
        ("--1", "money_is_not_an_amount"),
    ],
)
def test_anything_else_is_not_an_amount(text: str, code: str) -> None:
    with pytest.raises(Malformed) as refused:
        parse_amount(text)
    assert refused.value.code == code
    assert refused.value.sv
    assert refused.value.en


@pytest.mark.parametrize(
    ("ore", "swedish", "english"),
    [
        (40_000_000, "400\u00a0000,00\u00a0kr", "SEK 400,000.00"),
        (123_456_789, "1\u00a0234\u00a0567,89\u00a0kr", "SEK 1,234,567.89"),
        (5, "0,05\u00a0kr", "SEK 0.05"),
        (0, "0,00\u00a0kr", "SEK 0.00"),
        (-17_140_900, "\u2212171\u00a0409,00\u00a0kr", "SEK \u2212171,409.00"),
    ],
)
def test_people_read_amounts_as_their_language_writes_them(
    ore: int, swedish: str, english: str
) -> None:
    assert kronor(ore, "sv") == swedish
    assert kronor(ore, "en") == english


# --- pydantic types --------------------------------------------------------------------------


class Grant(Frozen):
    """A command, as far as money goes."""

    amount: Money
    extra: PositiveMoney | None = None


class Granted(Frozen):
    """An event, as far as money goes."""

    amount: OreAmount


def read(amount: object) -> int:
    return Grant.model_validate_json(json.dumps({"amount": amount})).amount


def errors(problem: pytest.ExceptionInfo[ValidationError]) -> list[str]:
    return [error["type"] for error in problem.value.errors()]


def sek(amount: object, **others: object) -> Mapping[str, Any]:
    return {"amount": amount, "currency": "SEK", **others}


def test_money_in_json_is_an_object_with_a_decimal_string() -> None:
    assert read(sek("400000.00")) == 40_000_000
    assert read(sek("-0.05")) == -5


@given(ORE)
def test_money_survives_json(ore: int) -> None:
    grant = Grant(amount=ore)
    assert Grant.model_validate_json(grant.model_dump_json()) == grant
    assert grant.model_dump(mode="json")["amount"] == sek(amount_text(ore))
    assert grant.model_dump()["amount"] == ore


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (400000.0, "money_is_a_float"),
        (sek(400000.0), "money_is_a_float"),
        (sek(0.5, currency="EUR"), "money_is_a_float"),
        (sek("1.005"), "money_has_too_many_decimals"),
        (sek("90071992547409.92"), "money_is_too_large"),
        (sek("1 000"), "money_is_not_an_amount"),
        (sek(400000), "money_is_not_an_amount"),
        (sek(True), "money_is_not_an_amount"),
        (sek("1", note="x"), "money_is_not_an_amount"),
        ("400000.00", "money_is_not_an_amount"),
        (400000, "money_is_not_an_amount"),
        (True, "money_is_not_an_amount"),
        (None, "money_is_not_an_amount"),
        ([], "money_is_not_an_amount"),
        ({"currency": "SEK"}, "money_is_not_an_amount"),
        ({"amount": "1"}, "money_currency"),
        (sek("1", currency="EUR"), "money_currency"),
        (sek("1", currency="sek"), "money_currency"),
        (sek("1", currency=None), "money_currency"),
    ],
)
def test_the_json_problem_says_what_is_wrong_in_both_languages(amount: object, code: str) -> None:
    with pytest.raises(ValidationError) as problem:
        read(amount)
    assert errors(problem) == [code]
    assert problem.value.errors()[0]["ctx"]["sv"]


def test_a_bare_number_is_ore_to_python_only() -> None:
    assert Grant(amount=40_000_000).amount == 40_000_000
    with pytest.raises(ValidationError):
        read(40_000_000)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (MAX_ORE + 1, "money_is_too_large"),
        (-MAX_ORE - 1, "money_is_too_large"),
        (True, "money_is_not_an_amount"),
        (1.0, "money_is_a_float"),
    ],
)
def test_python_values_are_bounded_integers(value: Any, code: str) -> None:
    with pytest.raises(ValidationError) as problem:
        Grant(amount=value)
    assert errors(problem) == [code]


@pytest.mark.parametrize("ore", [0, -1])
def test_positive_money_is_more_than_nothing(ore: int) -> None:
    assert Grant(amount=ore, extra=1).extra == 1
    with pytest.raises(ValidationError) as problem:
        Grant(amount=ore, extra=ore)
    assert errors(problem) == ["money_is_not_positive"]


@pytest.mark.parametrize("value", [MAX_ORE + 1, -MAX_ORE - 1, 1.0, True, "1"])
def test_money_in_an_event_is_a_bounded_integer_of_ore(value: Any) -> None:
    assert Granted(amount=-MAX_ORE).model_dump_json() == '{"amount":-9007199254740991}'
    with pytest.raises(ValidationError):
        Granted(amount=value)


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_the_description_of_money_is_an_object_with_an_example(mode: JsonSchemaMode) -> None:
    schema = Grant.model_json_schema(mode=mode)["properties"]["amount"]
    assert schema["type"] == "object"
    assert schema["required"] == ["amount", "currency"]
    assert schema["additionalProperties"] is False
    assert schema["examples"] == [sek("400000.00")]
