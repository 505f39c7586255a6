"""The split of one amount: each participant's exact part of 1, and its share in whole units."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from domain.cost_key import EQUAL, FIXED, Component, CostKey, MemberFigures
from domain.errors import Refused
from domain.money import Ore, apportion


class Unsplittable(Refused):
    """What the key says cannot be done with these participants and figures."""


@dataclass(frozen=True, slots=True)
class Share:
    """One participant's share of `total`, which is in öre as its `amount`; `part` is of 1."""

    code: str
    part: Fraction
    total: Ore
    amount: Ore

    @property
    def exact(self) -> Fraction:
        """What it would be without whole units, in öre."""
        return self.total * self.part

    @property
    def rounded_up(self) -> bool:
        """Whether this share got one of the units left over, away from zero."""
        return abs(self.amount) > abs(self.exact)

    def remainder(self, unit: Ore = 1) -> Fraction:
        """Return what is cut from the exact share to whole units, in öre."""
        return abs(self.exact) % unit


@dataclass(frozen=True, slots=True)
class Split:
    """An amount in öre shared out in whole units, in code order.

    ``|share.amount - share.exact| < unit`` for every share.
    """

    amount: Ore
    unit: Ore
    shares: tuple[Share, ...]

    @property
    def total(self) -> Ore:
        """What was shared out: the whole units of the amount."""
        return sum(share.amount for share in self.shares)

    @property
    def remainder(self) -> Ore:
        """What is less than a unit and stays on the common account."""
        return self.amount - self.total

    @property
    def amounts(self) -> dict[str, Ore]:
        """Each participant's amount."""
        return {share.code: share.amount for share in self.shares}

    @property
    def left_over(self) -> tuple[str, ...]:
        """The participants that got one of the units left over, in code order."""
        return tuple(share.code for share in self.shares if share.rounded_up)

    @property
    def by_lower_code(self) -> frozenset[str]:
        """Those of `left_over` whose remainder someone with a higher code had too, in vain."""
        cut = {share.remainder(self.unit) for share in self.shares if not share.rounded_up}
        return frozenset(
            share.code
            for share in self.shares
            if share.rounded_up and share.remainder(self.unit) in cut
        )


def split(
    amount: Ore,
    key: CostKey,
    participants: Collection[str],
    figures: Mapping[str, MemberFigures],
    unit: Ore = 1,
) -> Split:
    """Split `amount` between `participants` by `key`; `figures` are by basis.

    Raises:
        Unsplittable: see `exact_shares`.
        Malformed: the unit is not positive.

    Source: domain.md, The cost key and the split.
    """
    return split_by(amount, exact_shares(key, participants, figures), unit)


def split_by(amount: Ore, parts: Mapping[str, Fraction], unit: Ore = 1) -> Split:
    """Split `amount` by exact `parts` of 1, in whole units by largest remainder."""
    amounts = apportion(amount, parts, unit)
    total = sum(amounts.values())
    shares = (Share(code, parts[code], total, amounts[code]) for code in amounts)
    return Split(amount, unit, tuple(shares))


@dataclass(frozen=True, slots=True)
class Weighing:
    """What one component of a key gives a participant: its number out of the whole."""

    component: Component
    number: Fraction
    whole: Fraction

    @property
    def part(self) -> Fraction:
        """The exact part of 1."""
        return self.component.part * self.number / self.whole


def exact_shares(
    key: CostKey, participants: Collection[str], figures: Mapping[str, MemberFigures]
) -> dict[str, Fraction]:
    """Return each participant's exact part of 1, in code order.

    Raises:
        Unsplittable: see `weighings`.

    Source: domain.md, The cost key and the split.
    """
    found = weighings(key, participants, figures)
    return {code: sum((one.part for one in each), Fraction(0)) for code, each in found.items()}


def weighings(
    key: CostKey, participants: Collection[str], figures: Mapping[str, MemberFigures]
) -> dict[str, tuple[Weighing, ...]]:
    """Return what each component gives each participant, in code order.

    The denominator of a basis is the participants' own sum, never a published total.

    Raises:
        Unsplittable: no_participants, no_figures, figures_lack_a_participant,
            figures_sum_to_zero or fixed_share_missing.

    Source: domain.md, The cost key and the split.
    """
    codes = sorted(set(participants))
    if not codes:
        raise Unsplittable(
            "no_participants",
            "Det finns ingen deltagare att fördela på.",
            "There is no participant to split between.",
        )
    found: dict[str, list[Weighing]] = {code: [] for code in codes}
    for component in key.effective:
        numbers = _numbers(component, codes, figures)
        whole = _positive_sum(component.basis, numbers)
        for code in codes:
            found[code].append(Weighing(component, numbers[code], whole))
    return {code: tuple(each) for code, each in found.items()}


def _numbers(
    component: Component, codes: Collection[str], figures: Mapping[str, MemberFigures]
) -> dict[str, Fraction]:
    """Return what `component` weighs each participant by."""
    basis = component.basis
    if basis == EQUAL:
        return dict.fromkeys(codes, Fraction(1))
    if basis == FIXED:
        return _agreed(component.shares or {}, codes)
    if basis in figures:
        return _found(figures[basis], codes)
    raise Unsplittable(
        "no_figures",
        f"Det finns inga gällande tal för grunden {basis}.",
        f"There are no figures in force for the basis {basis}.",
        basis=basis,
    )


def _agreed(shares: Mapping[str, str], codes: Collection[str]) -> dict[str, Fraction]:
    if missing := [code for code in codes if code not in shares]:
        raise Unsplittable(
            "fixed_share_missing",
            f"Nyckeln anger ingen fast andel för {', '.join(missing)}.",
            f"The key names no fixed share for {', '.join(missing)}.",
            missing=missing,
        )
    return {code: Fraction(shares[code]) for code in codes}


def _found(figures: MemberFigures, codes: Collection[str]) -> dict[str, Fraction]:
    if missing := [code for code in codes if code not in figures.values]:
        raise Unsplittable(
            "figures_lack_a_participant",
            f"Talen för grunden {figures.basis} saknar {', '.join(missing)}.",
            f"The figures for the basis {figures.basis} lack {', '.join(missing)}.",
            basis=figures.basis,
            missing=missing,
        )
    return {code: Fraction(figures.values[code]) for code in codes}


def _positive_sum(basis: str, numbers: Mapping[str, Fraction]) -> Fraction:
    whole = sum(numbers.values(), Fraction(0))
    if not whole:
        raise Unsplittable(
            "figures_sum_to_zero",
            f"Deltagarnas tal för grunden {basis} är alla noll.",
            f"The participants' figures for the basis {basis} are all zero.",
            basis=basis,
        )
    return whole
