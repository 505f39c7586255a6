"""What differs between two ways of cutting a year: participants, key and figures, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from domain.cost_key import Figures
from domain.key_wording import basis_named, described
from domain.model import Bilingual, Period
from domain.segments import Segment
from domain.split_explanation import days_of
from domain.wording import listed, on


def changes_told(
    before: Sequence[Segment], after: Sequence[Segment], names: Mapping[str, str]
) -> tuple[Bilingual, ...]:
    """Say, for each run of days, which participants, key or figures are other than before.

    Both cover the same year; where either is empty nothing is said.
    """
    told: list[Bilingual] = []
    for period, found in _runs(before, after, names):
        days = days_of(period)
        told.extend(
            Bilingual(sv=f"{days.sv}: {one.sv}.", en=f"{days.en}: {one.en}.") for one in found
        )
    return tuple(told)


def _runs(
    before: Sequence[Segment], after: Sequence[Segment], names: Mapping[str, str]
) -> Iterator[tuple[Period, tuple[Bilingual, ...]]]:
    """Yield the longest runs of days with the same differences, in order."""
    run: tuple[Period, tuple[Bilingual, ...]] | None = None
    for now in after:
        for was in before:
            days = now.period.overlap(was.period)
            if days is None:
                continue
            found = tuple(differences(was, now, names))
            if run is not None and run[1] == found:
                run = Period(start=run[0].start, end=days.end), found
                continue
            if run is not None:
                yield run
            run = days, found
    if run is not None:
        yield run


def differences(was: Segment, now: Segment, names: Mapping[str, str]) -> Iterator[Bilingual]:
    """Yield what is other in `now` than it was, as the end of a sentence without its stop."""
    yield from _participants(was, now, names)
    if was.key != now.key:
        yield _other_key(was, now)
    elif was.key_id != now.key_id:  # other days are a segment now, which may move an öre
        yield _SAME_KEY
    for basis in sorted(was.figures.keys() | now.figures.keys()):
        one, other = was.figures.get(basis), now.figures.get(basis)
        if one != other and (was.key == now.key or (one and other)):  # another key, other bases
            yield _other_figures(basis, one, other)


_SAME_KEY = Bilingual(
    sv="samma nyckel gäller enligt ett annat beslut",
    en="the same key applies by another decision",
)


def _other_figures(basis: str, was: Figures | None, now: Figures | None) -> Bilingual:
    name = basis_named(basis)
    if now is None:
        return Bilingual(
            sv=f"uppgifter om {name.sv} saknas nu", en=f"figures for {name.en} are now missing"
        )
    day = on(now.reference_date)
    sv, en = f"{name.sv} {day.sv}", f"{name.en} on {day.en}"
    if was is None:
        return Bilingual(sv=f"{sv} gäller nu", en=f"{en} now applies")
    if was.reference_date == now.reference_date:
        return Bilingual(sv=f"{sv} är rättat", en=f"{en} is corrected")
    old = on(was.reference_date)
    return Bilingual(
        sv=f"{sv} gäller nu i stället för {old.sv}", en=f"{en} now applies instead of {old.en}"
    )


def _participants(was: Segment, now: Segment, names: Mapping[str, str]) -> Iterator[Bilingual]:
    added = [names.get(code, code) for code in now.participants if code not in was.participants]
    gone = [names.get(code, code) for code in was.participants if code not in now.participants]
    if added:
        verb = "takes" if len(added) == 1 else "take"
        yield Bilingual(
            sv=f"{listed(added).sv} deltar nu", en=f"{listed(added).en} now {verb} part"
        )
    if gone:
        verb = "takes" if len(gone) == 1 else "take"
        yield Bilingual(
            sv=f"{listed(gone).sv} deltar inte längre",
            en=f"{listed(gone).en} no longer {verb} part",
        )


def _other_key(was: Segment, now: Segment) -> Bilingual:
    none = Bilingual(sv="ingen", en="none")
    old = described(was.key) if was.key else none
    if now.key is None:
        return Bilingual(
            sv=f"ingen nyckel gäller nu (förut: {old.sv})",
            en=f"no key is in force now (before: {old.en})",
        )
    new = described(now.key)
    return Bilingual(
        sv=f"nyckeln är nu {new.sv} (förut: {old.sv})",
        en=f"the key is now {new.en} (before: {old.en})",
    )
