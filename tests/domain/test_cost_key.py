import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from domain.cost_key import Component, CostKey, Figures, ReferenceRule, ratio
from tests.cases import by_population, population

EQUALLY = {"basis": "equal", "weight": "1"}


def errors(model: type[BaseModel], value: object) -> list[str]:
    with pytest.raises(ValidationError) as problem:
        model.model_validate_json(json.dumps(value))
    return [error["type"] for error in problem.value.errors()]


def key(*components: Mapping[str, Any]) -> dict[str, Any]:
    return {"components": list(components)}


def rule(month: int, day: int) -> dict[str, int]:
    return {"month": month, "day": day, "yearsBefore": 1}


def figures(values: object, **others: object) -> dict[str, Any]:
    of_a_day = {"basis": "pupils", "referenceDate": "2025-10-15", "source": "Skolverket"}
    return {**of_a_day, "values": values, **others}


# --- the key ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("0.8", Fraction(4, 5)),
        ("0.80", Fraction(4, 5)),
        ("1/5", Fraction(1, 5)),
        ("2/10", Fraction(1, 5)),
        ("1", Fraction(1)),
        ("0", Fraction(0)),
        ("0.333333333333333333", Fraction(333333333333333333, 10**18)),
    ],
)
def test_a_weight_is_a_decimal_or_a_fraction(text: str, part: Fraction) -> None:
    assert Component(basis="population", weight=text).part == part


@pytest.mark.parametrize(
    "weight",
    [
        0.8,
        1,
        True,
        None,
        "",
        "0,8",
        "80 %",
        ".8",
        "1.",
        "1e0",
        "1_0",
        " 1",
        "1\n",
        "1/0",
        "1/-2",
        "1/2/3",
        "٤",
        "NaN",
        "9" * 19,
        "0." + "1" * 19,
        "1/" + "9" * 10,
        "1" * 1_000_000,
    ],
)
def test_anything_else_is_not_a_weight(weight: object) -> None:
    found = errors(Component, {"basis": "population", "weight": weight})
    assert found == ["weight_is_not_a_number"]


@pytest.mark.parametrize("weight", ["-0.2", "-1/5", "-0"])
def test_a_weight_is_not_negative(weight: str) -> None:
    assert errors(Component, {"basis": "equal", "weight": weight}) == ["weight_is_negative"]


@pytest.mark.parametrize(
    "basis", ["", "Population", "tax-base", "1st", "å", "a" * 51, "a b", "a\n"]
)
def test_a_basis_is_named_in_lower_snake_case(basis: str) -> None:
    found = errors(Component, {"basis": basis, "weight": "1"})
    assert found == ["string_pattern_mismatch"]


def test_the_weights_sum_to_exactly_one() -> None:
    with pytest.raises(ValidationError) as problem:
        CostKey(
            components=(
                Component(basis="population", weight="0.8"),
                Component(basis="equal", weight="1/3"),
            )
        )
    (error,) = problem.value.errors()
    assert error["type"] == "weights_do_not_sum_to_one"
    assert error["ctx"]["sum"] == "17/15"
    assert "17/15" in error["msg"]
    assert "17/15" in error["ctx"]["sv"]


@given(st.integers(1, 19), st.integers(1, 10**6))
def test_weights_that_are_thirds_or_worse_still_sum_to_one(count: int, denominator: int) -> None:
    rest = Fraction(1) - Fraction(count, 20 * denominator)
    components = [
        Component(basis=f"basis_{i}", weight=f"1/{20 * denominator}") for i in range(count)
    ]
    components.append(Component(basis="equal", weight=ratio(rest)))
    assert len(CostKey(components=tuple(components)).components) == count + 1


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (key(EQUALLY, {"basis": "equal", "weight": "0"}), "duplicate_basis"),
        (key({"basis": "fixed", "weight": "1"}), "fixed_needs_shares"),
        (key({"basis": "fixed", "weight": "1", "shares": {}}), "fixed_needs_shares"),
        (key({"basis": "fixed", "weight": "1", "shares": {"a": "0"}}), "fixed_needs_shares"),
        (key({**EQUALLY, "shares": {"a": "1"}}), "shares_only_for_fixed"),
        (key({**EQUALLY, "shares": {}}), "shares_only_for_fixed"),
        (key({"basis": "fixed", "weight": "1", "shares": {"a": "-1"}}), "weight_is_negative"),
        (key({"basis": "fixed", "weight": "1", "shares": {"a": 1}}), "weight_is_not_a_number"),
        (key(), "weights_do_not_sum_to_one"),
        (key(*({"basis": f"b{i}", "weight": "1/21"} for i in range(21))), "too_long"),
        (key({**EQUALLY, "note": "x"}), "extra_forbidden"),
        (key(EQUALLY) | {"referenceRule": rule(month=2, day=29)}, "reference_day_does_not_exist"),
        (key(EQUALLY) | {"referenceRule": rule(month=4, day=31)}, "reference_day_does_not_exist"),
    ],
)
def test_a_key_without_meaning_is_refused(value: object, code: str) -> None:
    assert errors(CostKey, value) == [code]


def test_a_key_survives_json_as_it_was_written() -> None:
    written = {
        "components": [
            {"basis": "population", "weight": "0.80", "shares": None},
            {"basis": "fixed", "weight": "2/10", "shares": {"1438": "0.175", "1439": "7/40"}},
        ],
        "referenceRule": {"month": 12, "day": 31, "yearsBefore": 2},
    }
    read = CostKey.model_validate_json(json.dumps(written))
    assert json.loads(read.model_dump_json()) == written
    assert CostKey.model_validate_json(read.model_dump_json()) == read


def test_a_key_knows_the_statistics_that_weigh_anything() -> None:
    assert by_population("4/5").statistics == ("population",)
    assert by_population("0").statistics == ()
    assert [component.basis for component in by_population("1").effective] == ["population"]


def test_a_reference_rule_names_one_day_for_each_fiscal_year() -> None:
    rule = ReferenceRule(month=12, day=31, years_before=2)
    assert rule.reference_date(2026) == date(2024, 12, 31)
    assert ReferenceRule(month=1, day=1, years_before=0).reference_date(2026) == date(2026, 1, 1)


@given(st.fractions())
def test_a_ratio_is_always_two_numbers(value: Fraction) -> None:
    numerator, denominator = ratio(value).split("/")
    assert Fraction(int(numerator), int(denominator)) == value


# --- the figures -----------------------------------------------------------------------------


def test_figures_are_whole_numbers_or_decimals_as_text() -> None:
    written = figures({"1438": 0, "1439": "120.5", "1460": 300})
    read = Figures.model_validate_json(json.dumps(written))
    assert json.loads(read.model_dump_json()) == written
    assert population(2024).values["1487"] == 40041


@pytest.mark.parametrize(
    "figure", [1.5, 1.0, True, None, "", "1,5", "1e3", "1/2", "9" * 16, 2**53, "٤", "0." + "1" * 10]
)
def test_anything_else_is_not_a_figure(figure: object) -> None:
    assert errors(Figures, figures({"1438": figure})) == ["figure_is_not_a_number"]


@pytest.mark.parametrize("figure", [-1, "-1", "-0.5"])
def test_a_figure_is_not_negative(figure: object) -> None:
    assert errors(Figures, figures({"1438": figure})) == ["figures_are_negative"]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (figures({}), "too_short"),
        (figures({str(code): 1 for code in range(351)}), "too_long"),
        (figures({"1438 ": 1}), "string_pattern_mismatch"),
        (figures({"1438": 1}, basis="equal"), "basis_is_reserved"),
        (figures({"1438": 1}, basis="fixed"), "basis_is_reserved"),
        (figures({"1438": 1}, source=""), "string_too_short"),
    ],
)
def test_figures_without_meaning_are_refused(value: object, code: str) -> None:
    assert errors(Figures, value) == [code]


@pytest.mark.parametrize("model", [CostKey, Figures])
def test_the_description_has_patterns_that_the_values_match(model: type[BaseModel]) -> None:
    assert '"pattern"' in json.dumps(model.model_json_schema())
