"""How days, periods, documents, lists and numbers read in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from domain.model import Bilingual, Document, StatedPeriod
from domain.money import MINUS, NO_BREAK_SPACE, Language

# fmt: off
_MONTHS_SV = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
# fmt: on


def on(day: date) -> Bilingual:
    """Return a day: ``den 1 mars 2026``, ``1 March 2026``."""
    return Bilingual(sv=f"den {_day(day, _MONTHS_SV)}", en=_day(day, _MONTHS_EN))


def since(day: date) -> Bilingual:
    """Return a first day: ``från och med den 1 mars 2026``, ``from 1 March 2026``."""
    return Bilingual(sv=f"från och med {on(day).sv}", en=f"from {on(day).en}")


def during(period: StatedPeriod) -> Bilingual:
    """Return a period, its year once if it can be: ``1 mars–30 april 2026``."""

    def between(months: Sequence[str]) -> str:
        first, last = _day(period.first, months), _day(period.last, months)
        if period.first.year == period.last.year:
            first = first.removesuffix(f" {period.first.year}")
        return f"{first}–{last}"

    return Bilingual(sv=between(_MONTHS_SV), en=between(_MONTHS_EN))


def named(document: Document) -> Bilingual:
    """Return a document with its version."""
    name = f"{document.title}, version {document.version}"
    return Bilingual(sv=name, en=name)


def with_effects(directive: Document, effect_calculation: Document | None) -> Bilingual:
    """Return a directive and the effect calculation that is approved with it, or that none is."""
    order = named(directive)
    if effect_calculation is None:
        return Bilingual(
            sv=f"{order.sv}; utan effektberäkning", en=f"{order.en}; without effect calculation"
        )
    effects = named(effect_calculation)
    return Bilingual(
        sv=f"{order.sv}; effektberäkning: {effects.sv}",
        en=f"{order.en}; effect calculation: {effects.en}",
    )


def listed(names: Sequence[str]) -> Bilingual:
    """Return ``A, B och C`` and ``A, B and C``."""
    if len(names) < 2:  # noqa: PLR2004 - a list of one needs no "and"
        return Bilingual(sv="".join(names), en="".join(names))
    most = ", ".join(names[:-1])
    return Bilingual(sv=f"{most} och {names[-1]}", en=f"{most} and {names[-1]}")


MOST_DECIMALS: Final = 4


def per_cent(part: Fraction) -> Bilingual:
    """Return a part of 1 in per cent when four decimals say it exactly, else as it is."""
    scaled = part * 100
    if round(scaled, MOST_DECIMALS) != scaled:
        return Bilingual(sv=str(part), en=str(part))
    return Bilingual(sv=f"{number(scaled, 'sv')} %", en=f"{number(scaled, 'en')} %")


def number(value: Fraction, language: Language, at_least: int = 0) -> str:
    """Return `value` with at most four decimals, grouped by thousands as the language does.

    `at_least` so many decimals are written, also when they are zeros.
    """
    digits = f"{abs(round(value * 10**MOST_DECIMALS)):0{MOST_DECIMALS + 1}}"
    whole, decimals = digits[:-MOST_DECIMALS], digits[-MOST_DECIMALS:].rstrip("0")
    decimals = decimals.ljust(at_least, "0")
    english = f"{int(whole):,}" + (f".{decimals}" if decimals else "")
    sign = MINUS if value < 0 else ""
    if language == "en":
        return sign + english
    return sign + english.replace(",", NO_BREAK_SPACE).replace(".", ",")


def kronor_about(value: Fraction, language: Language) -> str:
    """Return kronor to a hundredth of an öre, and say so when that is not all of it."""
    said = number(value, language, at_least=MOST_DECIMALS)
    exact = round(value, MOST_DECIMALS) == value
    if language == "sv":
        return f"{'' if exact else 'cirka '}{said}{NO_BREAK_SPACE}kr"
    return f"{'' if exact else 'about '}SEK {said}"


def _day(day: date, months: Sequence[str]) -> str:
    return f"{day.day} {months[day.month - 1]} {day.year}"
