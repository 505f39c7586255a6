"""How a split came about, in sentences for the one who is to pay it.

Every sentence is made of what `split_balance` returned; nothing is computed a second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from domain.balance import BalanceSplit, PeriodSpread, SegmentSplit
from domain.cost_key import FIXED, Component, CostKey, Figures
from domain.key_wording import basis_named, described
from domain.model import Bilingual, Period, stated
from domain.money import Language, Ore, kronor
from domain.segments import Segment
from domain.split import Share, Split, Weighing, weighings
from domain.wording import (
    MOST_DECIMALS,
    during,
    kronor_about,
    listed,
    number,
    on,
    per_cent,
)


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
    yield period_and_amount(part)
    if not part.amount:
        return
    if part.split is None or segment.key is None:
        if segment.why is not None:
            yield not_split(segment.why)
        return
    yield key_used(segment.key)
    yield from weighed_by(segment, names)
    for share, weighed in shares_weighed(part):
        yield share_told(share, weighed, part.amount, names)
    if rounded := rounding(part.split, names):
        yield rounded


def shares_weighed(part: SegmentSplit) -> Iterator[tuple[Share, tuple[Weighing, ...]]]:
    """Yield each share of a segment with what the components of the key gave it."""
    segment = part.segment
    if part.split is None or segment.key is None:
        return
    found = weighings(segment.key, segment.participants, segment.figures)
    for share in part.split.shares:
        yield share, found[share.code]


# --- Days ---------------------------------------------------------------------------------------


def period_and_amount(part: SegmentSplit) -> Bilingual:
    """Say the days of a segment and what falls in it."""
    days, count = days_of(part.segment.period), days_counted(part.segment.period.days)
    return Bilingual(
        sv=f"{days.sv} ({count.sv}): {kronor(part.amount, 'sv')}.",
        en=f"{days.en} ({count.en}): {kronor(part.amount, 'en')}.",
    )


def days_of(period: Period) -> Bilingual:
    """Return the days of a period: a single one by itself."""
    return on(period.start) if period.days == 1 else during(stated(period))


def days_counted(days: int) -> Bilingual:
    """Return a number of days in words."""
    return Bilingual(
        sv=f"{days} {'dag' if days == 1 else 'dagar'}",
        en=f"{days} {'day' if days == 1 else 'days'}",
    )


def spread_told(one: PeriodSpread, year_segments: Sequence[Segment]) -> Bilingual:
    """Say how the money of a period falls in the segments of the year."""
    days = days_of(one.period)
    head = Bilingual(
        sv=f"{kronor(one.amount, 'sv')} avser {days.sv}",
        en=f"{kronor(one.amount, 'en')} covers {days.en}",
    )
    if len(one.segments) == 1:
        within = days_of(year_segments[one.segments[0].index].period)
        return Bilingual(
            sv=f"{head.sv} och hör helt till {within.sv}.",
            en=f"{head.en} and lies wholly in {within.en}.",
        )
    counted = [(days_counted(falls.days), falls.amount) for falls in one.segments]
    sv = listed([f"{days.sv}: {kronor(amount, 'sv')}" for days, amount in counted]).sv
    en = listed([f"{days.en}: {kronor(amount, 'en')}" for days, amount in counted]).en
    return Bilingual(
        sv=f"{head.sv} och delas upp efter antal dagar ({sv}).",
        en=f"{head.en} and is divided by number of days ({en}).",
    )


# --- Key and figures ----------------------------------------------------------------------------


def not_split(why: Bilingual) -> Bilingual:
    """Say why nothing can be split."""
    return Bilingual(sv=f"Beloppet är ofördelat. {why.sv}", en=f"The amount is unsplit. {why.en}")


def key_used(key: CostKey) -> Bilingual:
    """Say which key splits."""
    said = described(key)
    return Bilingual(sv=f"Fördelningsnyckel: {said.sv}.", en=f"Cost key: {said.en}.")


def weighed_by(segment: Segment, names: Mapping[str, str]) -> Iterator[Bilingual]:
    """Yield what the participants are weighed by; equal parts need no telling."""
    for component in segment.key.effective if segment.key else ():
        if component.basis == FIXED:
            yield agreed_shares(component, segment, names)
        elif component.basis in segment.figures:
            yield figures_read(segment.figures[component.basis], segment, names)


def agreed_shares_of(segment: Segment, names: Mapping[str, str]) -> Iterator[Bilingual]:
    """Yield the agreed shares of a segment's key, if it has any."""
    for component in segment.key.effective if segment.key else ():
        if component.basis == FIXED and segment.parts:
            yield agreed_shares(component, segment, names)


def agreed_shares(component: Component, segment: Segment, names: Mapping[str, str]) -> Bilingual:
    """Say the agreed shares of the participants, as they were written."""
    agreed = component.shares or {}
    named = (code for code in segment.participants if code in agreed)
    shares = ", ".join(f"{names.get(code, code)} {agreed[code]}" for code in named)
    return Bilingual(sv=f"Fasta andelar: {shares}.", en=f"Agreed shares: {shares}.")


def figures_read(figures: Figures, segment: Segment, names: Mapping[str, str]) -> Bilingual:
    """Say each participant's figure and their sum, which is the denominator.

    Of figures that lack a participant, and so split nothing, those there are.
    """
    there = (code for code in segment.participants if code in figures.values)
    numbers = {code: Fraction(figures.values[code]) for code in there}
    total = sum(numbers.values(), Fraction(0))
    basis, day = basis_named(figures.basis), on(figures.reference_date)

    def each(language: Language) -> str:
        told = (f"{names.get(code, code)} {number(one, language)}" for code, one in numbers.items())
        return ", ".join(told)

    return Bilingual(
        sv=f"{_capital(basis.sv)} {day.sv}, källa {figures.source}: {each('sv')}; "
        f"tillsammans {number(total, 'sv')}.",
        en=f"{_capital(basis.en)} on {day.en}, source {figures.source}: {each('en')}; "
        f"together {number(total, 'en')}.",
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- Shares -------------------------------------------------------------------------------------


def share_told(
    share: Share, weighed: Sequence[Weighing], amount: Ore, names: Mapping[str, str]
) -> Bilingual:
    """Say a share of `amount` (öre): its working, the exact share and the whole öre it became."""
    name = names.get(share.code, share.code)

    def told(language: Language, rounded: str) -> str:
        exact = kronor_about(share.exact / 100, language)
        if share.exact == share.amount:
            exact = kronor(share.amount, language)
        working = _working(weighed, amount, language)
        return f"{name}: {working} = {exact}, {rounded}."

    if share.exact == share.amount:
        return Bilingual(sv=told("sv", "utan avrundning"), en=told("en", "without rounding"))
    more = share.rounded_up
    sv = f"avrundat till {kronor(share.amount, 'sv')}{' med ett överblivet öre' if more else ''}"
    en = f"rounded to {kronor(share.amount, 'en')}{' with an öre left over' if more else ''}"
    return Bilingual(sv=told("sv", sv), en=told("en", en))


def _working(weighed: Sequence[Weighing], amount: Ore, language: Language) -> str:
    """Return ``(80 % × 4 606/81 057 + 20 % × 1/6) × 1 000 000,00 kr``."""
    terms = []
    for one in weighed:
        size = per_cent(one.component.part)
        ratio = f"{_exactly(one.number, language)}/{_exactly(one.whole, language)}"
        size_said = size.sv if language == "sv" else size.en
        terms.append(ratio if one.component.part == 1 else f"{size_said} × {ratio}")
    parts = terms[0] if len(terms) == 1 else f"({' + '.join(terms)})"
    return f"{parts} × {kronor(amount, language)}"


def _exactly(value: Fraction, language: Language) -> str:
    """Return a number as people write it, or as ``(p/q)`` when its decimals do not end soon."""
    if round(value, MOST_DECIMALS) == value:
        return number(value, language)
    return f"({value})"


def rounding(split: Split, names: Mapping[str, str]) -> Bilingual | None:
    """Say who got the öre left over, and why; None when every share is whole."""
    got = split.left_over
    if not got:
        return None
    who = listed([names.get(code, code) for code in got])
    tied = listed([names.get(code, code) for code in got if code in split.by_lower_code])
    sv = f"Andelarna räknas ned till hela öre; {len(got)} öre blir över och går till "
    en = f"Shares are cut to whole öre; {len(got)} öre are left over and go to "
    sv += f"{'den' if len(got) == 1 else 'dem'} med störst rest: {who.sv}."
    en += f"the largest remainders: {who.en}."
    if tied.sv:
        sv += f" Flera har lika rest; lägst kommunkod går före: {tied.sv}."
        en += f" Of equal remainders the lower member code comes first: {tied.en}."
    return Bilingual(sv=sv, en=en)
