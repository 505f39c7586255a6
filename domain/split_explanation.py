"""How a split came about, in sentences for the one who is to pay it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Final

from domain.balance import BalanceSplit, SegmentSplit
from domain.cost_key import FIXED, Component, CostKey, Figures
from domain.model import Bilingual
from domain.money import MINUS, NO_BREAK_SPACE, Language, kronor
from domain.segments import Segment
from domain.split import Share

_BASES: Final = {
    "equal": Bilingual(sv="lika delar", en="equal parts"),
    "fixed": Bilingual(sv="fasta andelar", en="agreed shares"),
    "population": Bilingual(sv="folkmängd", en="population"),
}
_SHOWN_DECIMALS: Final = 4


def explanation(
    balance_split: BalanceSplit, member_names: Mapping[str, str]
) -> tuple[Bilingual, ...]:
    """Tell how each segment was split: period, amount, key, figures, shares and rounding.

    `member_names` are by code; a member without a name is called by its code.
    """
    return tuple(
        sentence for part in balance_split.segments for sentence in _of_segment(part, member_names)
    )


def _of_segment(part: SegmentSplit, names: Mapping[str, str]) -> Iterator[Bilingual]:
    segment = part.segment
    yield _period_and_amount(part)
    if not part.amount:
        return
    if part.split is None or segment.key is None:
        if segment.why is not None:
            yield _not_split(segment.why)
        return
    yield _key(segment.key)
    for component in segment.key.effective:
        yield from _weighed_by(component, segment, names)
    for share in part.split.shares:
        yield _share(share, names)
    if any(share.rounded_up for share in part.split.shares):
        yield _rounding()


def _period_and_amount(part: SegmentSplit) -> Bilingual:
    period = part.segment.period
    first, last = period.start, period.end - timedelta(days=1)
    return Bilingual(
        sv=f"{first} – {last} ({_days(period.days, 'dag', 'dagar')}): {kronor(part.amount, 'sv')}.",
        en=f"{first} – {last} ({_days(period.days, 'day', 'days')}): {kronor(part.amount, 'en')}.",
    )


def _days(days: int, one: str, many: str) -> str:
    return f"{days} {one if days == 1 else many}"


def _not_split(why: Bilingual) -> Bilingual:
    return Bilingual(sv=f"Beloppet är ofördelat. {why.sv}", en=f"The amount is unsplit. {why.en}")


def _key(key: CostKey) -> Bilingual:
    def listed(language: Language) -> str:
        return ", ".join(
            f"{_basis(component.basis, language)} {_percent(component.part, language)}"
            for component in key.effective
        )

    return Bilingual(sv=f"Fördelningsnyckel: {listed('sv')}.", en=f"Cost key: {listed('en')}.")


def _weighed_by(
    component: Component, segment: Segment, names: Mapping[str, str]
) -> Iterator[Bilingual]:
    """Yield what the participants are weighed by; equal parts need no telling."""
    if component.basis == FIXED:
        yield _agreed_shares(component, segment, names)
    elif component.basis in segment.figures:
        yield _figures(segment.figures[component.basis], segment, names)


def _agreed_shares(component: Component, segment: Segment, names: Mapping[str, str]) -> Bilingual:
    agreed = component.shares or {}
    listed = ", ".join(f"{names.get(code, code)} {agreed[code]}" for code in segment.participants)
    return Bilingual(sv=f"Fasta andelar: {listed}.", en=f"Agreed shares: {listed}.")


def _figures(figures: Figures, segment: Segment, names: Mapping[str, str]) -> Bilingual:
    numbers = {code: Fraction(figures.values[code]) for code in segment.participants}
    total = sum(numbers.values(), Fraction(0))

    def listed(language: Language) -> str:
        return ", ".join(
            f"{names.get(code, code)} {_number(number, language)}"
            for code, number in numbers.items()
        )

    return Bilingual(
        sv=f"Tal för {_basis(figures.basis, 'sv')} {figures.reference_date}, källa "
        f"{figures.source}: {listed('sv')}; tillsammans {_number(total, 'sv')}.",
        en=f"Figures for {_basis(figures.basis, 'en')} {figures.reference_date}, source "
        f"{figures.source}: {listed('en')}; together {_number(total, 'en')}.",
    )


def _share(share: Share, names: Mapping[str, str]) -> Bilingual:
    name = names.get(share.code, share.code)
    if share.exact == share.amount:
        return Bilingual(
            sv=f"{name}: {kronor(share.amount, 'sv')}, utan avrundning.",
            en=f"{name}: {kronor(share.amount, 'en')}, without rounding.",
        )
    in_kronor = share.exact / 100
    sv = f"{name}: {_about(in_kronor, 'sv')}, avrundat till {kronor(share.amount, 'sv')}"
    en = f"{name}: {_about(in_kronor, 'en')}, rounded to {kronor(share.amount, 'en')}"
    if share.rounded_up:
        return Bilingual(sv=f"{sv} med ett överblivet öre.", en=f"{en} with an öre left over.")
    return Bilingual(sv=f"{sv}.", en=f"{en}.")


def _rounding() -> Bilingual:
    return Bilingual(
        sv="Alla andelar räknas ned till hela öre; de öre som blir över går till dem som har "
        "störst rest, vid lika rest till lägsta kommunkod.",
        en="Every share is cut to whole öre; the öre left over go to those with the largest "
        "remainder, of equal ones to the lower member code.",
    )


# --- numbers ---------------------------------------------------------------------------------


def _basis(basis: str, language: Language) -> str:
    name = _BASES.get(basis, Bilingual(sv=basis, en=basis))
    return name.sv if language == "sv" else name.en


def _percent(part: Fraction, language: Language) -> str:
    """Return a weight in per cent when decimals can say it exactly, else as a fraction."""
    if round(part * 100, _SHOWN_DECIMALS) != part * 100:
        return str(part)
    space = NO_BREAK_SPACE if language == "sv" else ""
    return f"{_number(part * 100, language)}{space}%"


def _about(in_kronor: Fraction, language: Language) -> str:
    """Return an exact share to a hundredth of an öre, and say so when that is not all of it."""
    number = _number(in_kronor, language, at_least=_SHOWN_DECIMALS)
    exact = round(in_kronor, _SHOWN_DECIMALS) == in_kronor
    if language == "sv":
        return f"{'' if exact else 'cirka '}{number}{NO_BREAK_SPACE}kr"
    return f"{'' if exact else 'about '}SEK {number}"


def _number(value: Fraction, language: Language, at_least: int = 0) -> str:
    """Return `value` with at most four decimals, grouped by thousands as the language does."""
    digits = f"{abs(round(value * 10**_SHOWN_DECIMALS)):0{_SHOWN_DECIMALS + 1}}"
    whole, decimals = digits[:-_SHOWN_DECIMALS], digits[-_SHOWN_DECIMALS:].rstrip("0")
    decimals = decimals.ljust(at_least, "0")
    english = f"{int(whole):,}" + (f".{decimals}" if decimals else "")
    sign = MINUS if value < 0 else ""
    if language == "en":
        return sign + english
    return sign + english.replace(",", NO_BREAK_SPACE).replace(".", ",")
