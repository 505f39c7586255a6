"""How a cost key, and what it shares out by, read in sentences."""

from __future__ import annotations

from typing import Final

from domain.cost_key import EQUAL, FIXED, Component, CostKey
from domain.model import Bilingual
from domain.wording import listed, per_cent

_BY: Final = {
    "population": Bilingual(sv="efter invånarantal", en="by population"),
    EQUAL: Bilingual(sv="i lika delar", en="in equal parts"),
    FIXED: Bilingual(sv="efter fasta andelar", en="by agreed shares"),
}
_NAMES: Final = {"population": Bilingual(sv="invånarantal", en="population")}


def described(key: CostKey) -> Bilingual:
    """Say a key as people do: "80 % by population and 20 % in equal parts"."""
    parts = [_part(component) for component in key.effective]
    return Bilingual(
        sv=listed([part.sv for part in parts]).sv, en=listed([part.en for part in parts]).en
    )


def basis_named(basis: str) -> Bilingual:
    """Return what a statistic is called; one without a name of its own reads as itself."""
    return _NAMES.get(basis, Bilingual(sv=basis, en=basis))


def _part(component: Component) -> Bilingual:
    size, basis = per_cent(component.part), component.basis
    by = _BY.get(basis, Bilingual(sv=f"efter {basis}", en=f"by {basis}"))
    return Bilingual(sv=f"{size.sv} {by.sv}", en=f"{size.en} {by.en}")
