"""How days, periods, documents and lists read in the sentences of decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.model import Bilingual, Document, StatedPeriod

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


def _day(day: date, months: Sequence[str]) -> str:
    return f"{day.day} {months[day.month - 1]} {day.year}"
