"""The cost key, what a cost is shared out by, and the figures it reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Final, TypeGuard

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema, model_validator

from domain.errors import Malformed, invalid
from domain.model import Frozen, MemberCode, Reference
from domain.money import MAX_ORE

EQUAL: Final = "equal"
FIXED: Final = "fixed"
MOST_COMPONENTS: Final = 20
MOST_MEMBERS: Final = 350
"""Room for every Swedish municipality and region; with the bounds on digits it bounds a sum."""

_WEIGHT = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?|-?[0-9]{1,9}/[1-9][0-9]{0,8}")
_FIGURE = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?")


def ratio(value: Fraction) -> str:
    """Return `value` exactly, as ``p/q`` in lowest terms."""
    return f"{value.numerator}/{value.denominator}"


def _weight(value: object) -> str:
    """Let through a weight or agreed share: bounded digits, a number, not below zero."""
    if not isinstance(value, str) or not _WEIGHT.fullmatch(value):
        raise invalid(
            Malformed(
                "weight_is_not_a_number",
                'En vikt skrivs som text, "0.8" eller "4/5", med högst 18 siffror.',
                'A weight is written as text, "0.8" or "4/5", with at most 18 digits.',
            )
        )
    if value.startswith("-"):
        raise invalid(
            Malformed(
                "weight_is_negative",
                f"En vikt kan inte vara negativ: {value}.",
                f"A weight cannot be less than zero: {value}.",
            )
        )
    return value


Basis = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,49}$")]
"""``equal``, ``fixed`` or the name of a statistic, such as ``population``."""

Weight = Annotated[
    str,
    BeforeValidator(_weight),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^([0-9]{1,18}(\.[0-9]{1,18})?|[0-9]{1,9}/[1-9][0-9]{0,8})$",
            "examples": ["0.8", "1/5"],
        }
    ),
]
"""A decimal or ``p/q``, kept as it was written."""


class Component(Frozen):
    """One part of a key: so much of the cost is shared out by this basis."""

    basis: Basis
    weight: Weight = Field(description="The part of the whole. Delen av helheten.")
    shares: Mapping[MemberCode, Weight] | None = Field(
        default=None,
        max_length=MOST_MEMBERS,
        description="The agreed shares of the basis `fixed`, by member; they are renormalised "
        "among the participants. De fasta andelarna, per kommun.",
    )

    @property
    def part(self) -> Fraction:
        """The weight as a fraction of 1."""
        return Fraction(self.weight)

    @model_validator(mode="after")
    def _shares_go_with_fixed(self) -> Component:
        if self.basis != FIXED and self.shares is not None:
            raise invalid(
                Malformed(
                    "shares_only_for_fixed",
                    "Andelar anges bara för grunden fixed.",
                    "Shares are given only for the basis fixed.",
                )
            )
        if self.basis == FIXED and not any(map(Fraction, (self.shares or {}).values())):
            raise invalid(
                Malformed(
                    "fixed_needs_shares",
                    "Grunden fixed behöver medlemmarnas andelar, någon större än noll.",
                    "The basis fixed needs the members' shares, at least one above zero.",
                )
            )
        return self


class ReferenceRule(Frozen):
    """Which day's figures a fiscal year is split by: 31 December two years before, say."""

    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=31)
    years_before: int = Field(ge=0, le=10)

    @model_validator(mode="after")
    def _is_a_day_of_every_year(self) -> ReferenceRule:
        try:
            date(2001, self.month, self.day)
        except ValueError:
            raise invalid(
                Malformed(
                    "reference_day_does_not_exist",
                    "Referensdagen ska finnas alla år.",
                    "The reference day must exist in every year.",
                )
            ) from None
        return self

    def reference_date(self, fiscal_year: int) -> date:
        """Return the reference date of the figures for `fiscal_year`."""
        return date(fiscal_year - self.years_before, self.month, self.day)


class CostKey(Frozen):
    """The decided rule by which a cost is split: components whose weights sum to exactly 1."""

    components: tuple[Component, ...] = Field(
        max_length=MOST_COMPONENTS,
        # Stated only: weights of nothing do not sum to 1, and pydantic's own check would add
        # "too short" to every component that is wrong.
        json_schema_extra={"minItems": 1},
    )
    reference_rule: ReferenceRule | None = None

    @property
    def effective(self) -> tuple[Component, ...]:
        """The components that weigh anything; one of weight 0 asks for no figures.

        Source: domain.md, settled question 15.
        """
        return tuple(component for component in self.components if component.part)

    @property
    def statistics(self) -> tuple[str, ...]:
        """The statistics that the key needs figures of."""
        bases = (component.basis for component in self.effective)
        return tuple(basis for basis in bases if basis not in {EQUAL, FIXED})

    @model_validator(mode="after")
    def _each_basis_stands_once(self) -> CostKey:
        bases = [component.basis for component in self.components]
        for basis in bases:
            if bases.count(basis) > 1:
                raise invalid(
                    Malformed(
                        "duplicate_basis",
                        f"Grunden {basis} står mer än en gång.",
                        f"The basis {basis} stands more than once.",
                        basis=basis,
                    )
                )
        return self

    @model_validator(mode="after")
    def _weights_sum_to_one(self) -> CostKey:
        total = sum((component.part for component in self.components), Fraction(0))
        if total != 1:
            raise invalid(
                Malformed(
                    "weights_do_not_sum_to_one",
                    f"Vikterna ska ha summan 1, men har {ratio(total)}.",
                    f"The weights must sum to 1, but sum to {ratio(total)}.",
                    sum=ratio(total),
                )
            )
        return self


def _is_figure(value: object) -> TypeGuard[int | str]:
    if isinstance(value, str):
        return _FIGURE.fullmatch(value) is not None
    return type(value) is int and abs(value) <= MAX_ORE


def _figure(value: object) -> int | str:
    """Let through a figure: a whole number, or a decimal as text; not below zero."""
    if not _is_figure(value):
        raise invalid(
            Malformed(
                "figure_is_not_a_number",
                'Ett tal skrivs 9076 eller "9076.5", med högst 15 siffror och 9 decimaler.',
                'A figure is written 9076 or "9076.5", with at most 15 digits and 9 decimals.',
            )
        )
    if str(value).startswith("-"):
        raise invalid(
            Malformed(
                "figures_are_negative",
                f"En kostnad kan inte fördelas efter ett negativt tal: {value}.",
                f"A cost cannot be split by a figure less than zero: {value}.",
            )
        )
    return value


Figure = Annotated[
    int | str,
    BeforeValidator(_figure),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": MAX_ORE},
                {"type": "string", "pattern": r"^[0-9]{1,15}(\.[0-9]{1,9})?$"},
            ],
            "examples": [9076, "9076.5"],
        }
    ),
]
"""A member's number, exact: whole, or a decimal as text; kept as it was written."""


class MemberFigures(Frozen):
    """Each member's figure of one basis. Zero is a fact: that member pays nothing by it."""

    basis: Basis
    values: Mapping[MemberCode, Figure] = Field(min_length=1, max_length=MOST_MEMBERS)

    @model_validator(mode="after")
    def _basis_is_a_statistic(self) -> MemberFigures:
        if self.basis in {EQUAL, FIXED}:
            raise invalid(
                Malformed(
                    "basis_is_reserved",
                    f"Grunden {self.basis} har ingen statistik.",
                    f"The basis {self.basis} has no statistic.",
                )
            )
        return self


class Figures(MemberFigures):
    """A statistic: the members' figures as they were on one day, and who says so."""

    reference_date: date
    source: Reference
