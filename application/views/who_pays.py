"""Who pays what more and less by a decision, as figures and as a sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Final, Protocol

from pydantic import Field

from application.views.money import Measure
from application.views.totals import Total
from domain.fiscal_year import MoneyKind
from domain.model import Bilingual, Frozen
from domain.money import Language, Ore, kronor

_OF: Final[dict[str, tuple[str, str]]] = {
    "budget": ("av budgeten", "of the budget for"),
    "cost": ("av kostnaden", "of the cost of"),
    "income": ("av intäkten", "of the income of"),
    "adjustment": ("av justeringen av", "of the adjustment of"),
}
_ONCE_ALL_CONSENT: Final = Bilingual(sv=" när alla har samtyckt", en=" once all have consented")
_NOTHING: Final = Bilingual(sv="", en="")
_LANGUAGES: Final[tuple[Language, Language]] = ("sv", "en")


class WhoPaysView(Frozen):
    """What one member pays more or less in one year, in all programs; without a member, unsplit."""

    member: str | None
    name: str
    fiscal_year: int
    money_kind: MoneyKind
    measure: Measure
    more: Total
    less: Total
    expected: bool = Field(
        description="Only when every member has consented. Först när alla har samtyckt."
    )
    sentence: Bilingual


class Change(Protocol):
    """What a decision changes for a member (öre)."""

    @property
    def member(self) -> str | None: ...
    @property
    def name(self) -> str: ...
    @property
    def fiscal_year(self) -> int: ...
    @property
    def money_kind(self) -> MoneyKind: ...
    @property
    def measure(self) -> Measure: ...
    @property
    def difference(self) -> Ore: ...


def who_pays(changes: Iterable[Change], *, expected: bool = False) -> tuple[WhoPaysView, ...]:
    """Return what each member pays more or less, by year, then as the changes come.

    A decision that took effect twice (its own, and that of a key when all had consented) is
    summed. What nets to nothing is left out.
    """
    sums: dict[tuple[int, MoneyKind, Measure, str | None, str], Ore] = defaultdict(int)
    for one in changes:
        key = (one.fiscal_year, one.money_kind, one.measure, one.member, one.name)
        sums[key] += one.difference
    return tuple(
        _pays(*key, difference, expected=expected)
        for key, difference in sorted(sums.items(), key=lambda item: item[0][0])
        if difference
    )


def _pays(
    year: int,
    money_kind: MoneyKind,
    measure: Measure,
    member: str | None,
    name: str,
    difference: Ore,
    *,
    expected: bool,
) -> WhoPaysView:
    return WhoPaysView(
        member=member,
        name=name,
        fiscal_year=year,
        money_kind=money_kind,
        measure=measure,
        more=max(difference, 0),
        less=max(-difference, 0),
        expected=expected,
        sentence=_sentence(name, year, (money_kind, measure), difference, expected=expected),
    )


def _sentence(
    name: str, year: int, what: tuple[MoneyKind, Measure], difference: Ore, *, expected: bool
) -> Bilingual:
    of, once = of_year(*what, year), _ONCE_ALL_CONSENT if expected else _NOTHING
    name_sv, _, name_en = name.partition(" · ")
    amount_sv, amount_en = (_short(abs(difference), language) for language in _LANGUAGES)
    more_sv, more_en = ("mer", "more") if difference > 0 else ("mindre", "less")
    return Bilingual(
        sv=f"{name_sv}: {amount_sv} {more_sv} {of.sv}{once.sv}",
        en=f"{name_en or name_sv}: {amount_en} {more_en} {of.en}{once.en}",
    )


@cache
def of_year(money_kind: MoneyKind, measure: Measure, fiscal_year: int) -> Bilingual:
    """Return what it is a part of: ``av budgeten 2026``, ``of the budget for 2026``."""
    sv, en = _OF[measure]
    if money_kind == "in_kind":
        sv, en = f"{sv} i interna resurser", en.replace("the ", "the in-kind ")
    return Bilingual(sv=f"{sv} {fiscal_year}", en=f"{en} {fiscal_year}")


def _short(ore: Ore, language: Language) -> str:
    """Return an amount without its decimals when they are zeros."""
    said = kronor(ore, language)
    return said if ore % 100 else said.replace(",00\u00a0kr", "\u00a0kr").removesuffix(".00")
