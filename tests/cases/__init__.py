"""The worked cases and the reference data of Dalsland, as the tests read them."""

import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from domain.cost_key import Component, CostKey, Figures
from domain.money import parse_amount

HERE = Path(__file__).parent


@cache
def allocation() -> Mapping[str, Any]:
    """Return the worked splits and stories."""
    cases: Mapping[str, Any] = json.loads((HERE / "allocation.json").read_text("utf-8"))
    return cases


@cache
def dalsland() -> Mapping[str, Any]:
    """Return the municipalities, constellations and statistics of Dalsland."""
    data: Mapping[str, Any] = json.loads((HERE / "dalsland.json").read_text("utf-8"))
    return data


def story(name: str) -> Mapping[str, Any]:
    """Return the story called `name`."""
    (found,) = (each for each in allocation()["stories"] if each["name"] == name)
    return dict(found)


def in_ore(kronor: Mapping[str, str]) -> dict[str, int]:
    """Return amounts in kronor as öre."""
    return {code: parse_amount(amount.removeprefix("+")) for code, amount in kronor.items()}


def members_of(constellation: str) -> tuple[str, ...]:
    """Return the codes of a constellation, such as 4D."""
    (found,) = (c["members"] for c in dalsland()["constellations"] if c["name"] == constellation)
    return tuple(found)


def population(year: int) -> Figures:
    """Return the populations on 31 December of `year`."""
    reference_date = f"{year}-12-31"
    (found,) = (s for s in dalsland()["statistics"] if s["referenceDate"] == reference_date)
    return Figures(
        basis="population",
        reference_date=date.fromisoformat(reference_date),
        source=found["source"],
        values=found["figures"],
    )


def by_population(weight: str = "4/5") -> CostKey:
    """Return the key that shares out `weight` by population and the rest equally."""
    rest = str(1 - Fraction(weight))
    return CostKey(
        components=(
            Component(basis="population", weight=weight),
            Component(basis="equal", weight=rest),
        )
    )
