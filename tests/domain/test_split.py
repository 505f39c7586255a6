from collections.abc import Collection, Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cost_key import Component, CostKey, MemberFigures
from domain.errors import Malformed
from domain.money import MAX_ORE
from domain.split import Unsplittable, exact_shares, split, split_by
from tests.cases import by_population, members_of, population

CODES = ("1438", "1439", "1460", "1461", "1487", "1492")
ORE = st.integers(-MAX_ORE, MAX_ORE)
UNITS = st.sampled_from([1, 100, 100_000])
SOME = st.sets(st.sampled_from(CODES), min_size=1)
EIGHTIETHS = st.integers(0, 80)


def fixed(**shares: str) -> CostKey:
    return CostKey(components=(Component(basis="fixed", weight="1", shares=shares),))


def pupils(**values: int | str) -> Mapping[str, MemberFigures]:
    return {"pupils": MemberFigures(basis="pupils", values=values)}


def by_pupils(weight: str = "1") -> CostKey:
    rest = str(1 - Fraction(weight))
    return CostKey(
        components=(
            Component(basis="pupils", weight=weight),
            Component(basis="equal", weight=rest),
        )
    )


def refusal(
    key: CostKey, participants: Collection[str], figures: Mapping[str, MemberFigures]
) -> Unsplittable:
    with pytest.raises(Unsplittable) as refused:
        exact_shares(key, participants, figures)
    assert refused.value.sv
    assert refused.value.en
    return refused.value


# --- laws ------------------------------------------------------------------------------------


@given(SOME, EIGHTIETHS)
def test_the_exact_parts_sum_to_one(participants: set[str], eightieths: int) -> None:
    key = by_population(str(Fraction(eightieths, 80)))
    parts = exact_shares(key, participants, {"population": population(2024)})
    assert sum(parts.values()) == 1
    assert list(parts) == sorted(participants)


@given(ORE, SOME, EIGHTIETHS, UNITS)
def test_a_split_adds_up_and_no_share_is_a_unit_off(
    amount: int, participants: set[str], eightieths: int, unit: int
) -> None:
    key = by_population(str(Fraction(eightieths, 80)))
    answer = split(amount, key, participants, {"population": population(2024)}, unit)
    assert answer.total + answer.remainder == amount
    assert abs(answer.remainder) < unit
    assert sum(share.exact for share in answer.shares) == answer.total
    for share in answer.shares:
        assert abs(share.amount - share.exact) < unit
        assert share.rounded_up == (abs(share.amount) > abs(share.exact))


@given(ORE, UNITS)
def test_a_negative_amount_is_split_as_the_positive_and_negated(amount: int, unit: int) -> None:
    given_back = split(-amount, by_population(), CODES, {"population": population(2024)}, unit)
    taken = split(amount, by_population(), CODES, {"population": population(2024)}, unit)
    assert {code: -share for code, share in given_back.amounts.items()} == taken.amounts


@given(st.permutations(CODES))
def test_the_order_of_the_participants_does_not_matter(codes: list[str]) -> None:
    figures = {"population": population(2024)}
    shuffled = split(100_000_001, by_population(), codes, figures)
    assert shuffled == split(100_000_001, by_population(), CODES, figures)


def test_a_zero_balance_has_zero_shares() -> None:
    answer = split(0, by_population(), CODES, {"population": population(2024)})
    assert answer.amounts == dict.fromkeys(CODES, 0)
    assert not any(share.rounded_up for share in answer.shares)


def test_the_largest_key_that_can_be_written_can_be_split_and_shown() -> None:
    shares = {f"{code:04}": f"1/{10**9 - 1 - code}" for code in range(350)}
    answer = split(MAX_ORE, fixed(**shares), shares, {})
    assert answer.total == MAX_ORE
    assert all(str(share.exact) for share in answer.shares)


# --- the components --------------------------------------------------------------------------


def test_the_denominator_is_the_participants_own_sum() -> None:
    parts = exact_shares(by_population("1"), members_of("4D"), {"population": population(2024)})
    assert parts["1438"] == Fraction(4606, 4606 + 6376 + 9076 + 9052)


def test_fixed_shares_are_renormalised_among_the_participants() -> None:
    key = fixed(a="0.5", b="0.3", c="1/5")
    assert exact_shares(key, ["a", "b"], {}) == {"a": Fraction(5, 8), "b": Fraction(3, 8)}


def test_decimal_figures_are_exact() -> None:
    parts = exact_shares(by_pupils(), ["a", "b"], pupils(a="0.1", b="0.2"))
    assert parts == {"a": Fraction(1, 3), "b": Fraction(2, 3)}


def test_zero_is_a_fact_and_that_member_pays_nothing_of_the_component() -> None:
    half = exact_shares(by_pupils("1/2"), ["a", "b"], pupils(a=0, b=7))
    assert half == {"a": Fraction(1, 4), "b": Fraction(3, 4)}


def test_a_component_of_weight_zero_asks_for_no_figures() -> None:
    assert exact_shares(by_pupils("0"), ["a", "b"], {}) == dict.fromkeys("ab", Fraction(1, 2))


# --- what cannot be split --------------------------------------------------------------------


def test_without_participants_nothing_is_split() -> None:
    assert refusal(by_population(), [], {}).code == "no_participants"


def test_without_figures_nothing_is_split_and_the_refusal_names_the_basis() -> None:
    refused = refusal(by_population(), CODES, {})
    assert (refused.code, refused.facts) == ("no_figures", {"basis": "population"})


def test_a_participant_without_a_figure_is_named() -> None:
    refused = refusal(by_pupils(), ["a", "c", "b"], pupils(a=1))
    assert refused.code == "figures_lack_a_participant"
    assert refused.facts == {"basis": "pupils", "missing": ["b", "c"]}


def test_a_participant_without_a_fixed_share_is_named() -> None:
    refused = refusal(fixed(a="1"), ["a", "b"], {})
    assert (refused.code, refused.facts) == ("fixed_share_missing", {"missing": ["b"]})


@pytest.mark.parametrize(
    ("key", "figures"),
    [(by_pupils(), pupils(a=0, b=0, c=1)), (fixed(a="0", b="0", c="1"), {})],
)
def test_figures_that_are_all_zero_among_the_participants_split_nothing(
    key: CostKey, figures: Mapping[str, MemberFigures]
) -> None:
    assert refusal(key, ["a", "b"], figures).code == "figures_sum_to_zero"


def test_a_unit_is_positive() -> None:
    with pytest.raises(Malformed):
        split_by(100, {"a": Fraction(1)}, 0)
