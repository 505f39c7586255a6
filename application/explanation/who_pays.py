"""Who pays, from which day to which: the segments of a year and what decided each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from application.explanation.provenance import Provenance
from application.queries import Participation
from application.views.explanations import KeyBehind, SourceView, WhoPaysBehind
from domain.key_wording import described
from domain.model import Bilingual, stated
from domain.segment_changes import differences
from domain.segments import Segment, at_or_first
from domain.split_explanation import agreed_shares_of, days_counted, days_of, not_split
from domain.wording import listed


def who_pays(
    cut: Sequence[Segment],
    taking_part: Participation,
    provenance: Provenance,
    names: Mapping[str, str],
) -> tuple[WhoPaysBehind, ...]:
    """Return who pays in each segment of a year, in order, and by whose decision."""
    return tuple(_who_pays(cut, taking_part, provenance, names))


def keys_of(cut: Iterable[Segment], provenance: Provenance) -> tuple[KeyBehind, ...]:
    """Return the keys of some segments, each once, in the order they are met."""
    found = {one.key_id: one.key for one in cut if one.key_id is not None and one.key is not None}
    return tuple(provenance.key(key_id, key) for key_id, key in found.items())


def _who_pays(
    cut: Sequence[Segment],
    taking_part: Participation,
    provenance: Provenance,
    names: Mapping[str, str],
) -> Iterator[WhoPaysBehind]:
    before: Segment | None = None
    for number, segment in enumerate(cut, start=1):
        because = provenance.participants(segment, before, taking_part)
        key = described(segment.key) if segment.key else None
        yield WhoPaysBehind(
            segment=number,
            period=stated(segment.period),
            days=segment.period.days,
            participants=segment.participants,
            because=because,
            key_id=segment.key_id,
            key=key,
            figures=tuple(provenance.figures(segment)),
            reason=segment.reason,
            sentences=tuple(_told(segment, before, _cited(segment, taking_part, because), names)),
        )
        before = segment


def _told(
    segment: Segment,
    before: Segment | None,
    cited: Bilingual,
    names: Mapping[str, str],
) -> Iterator[Bilingual]:
    yield _head(segment, before, names)
    yield _participants(segment, cited, names)
    if segment.key is not None:
        key = described(segment.key)
        yield Bilingual(sv=f"Fördelningsnyckel: {key.sv}.", en=f"Cost key: {key.en}.")
    yield from agreed_shares_of(segment, names)
    if segment.why is not None:
        yield not_split(segment.why)


def _head(segment: Segment, before: Segment | None, names: Mapping[str, str]) -> Bilingual:
    """Say the days, and what is other than in the segment before them."""
    days, count = days_of(segment.period), days_counted(segment.period.days)
    sv, en = f"{days.sv} ({count.sv})", f"{days.en} ({count.en})"
    changed = tuple(differences(before, segment, names)) if before else ()
    if changed:
        sv += f": {'; '.join(one.sv for one in changed)}"
        en += f": {'; '.join(one.en for one in changed)}"
    return Bilingual(sv=f"{sv}.", en=f"{en}.")


def _participants(segment: Segment, cited: Bilingual, names: Mapping[str, str]) -> Bilingual:
    who = listed([names.get(code, code) for code in segment.participants])
    return Bilingual(
        sv=f"Deltagare: {who.sv or 'ingen'}{cited.sv}.",
        en=f"Participants: {who.en or 'nobody'}{cited.en}.",
    )


def _cited(
    segment: Segment, taking_part: Participation, because: Sequence[SourceView]
) -> Bilingual:
    """Say what makes these the participants: by whose decision, or that it is every member."""
    everyone = at_or_first(taking_part.constellation, segment.period.start) is None
    sv, en = (" (alla medlemmar)", " (every member)") if everyone else ("", "")
    by = tuple(dict.fromkeys((one.cited.sv, one.cited.en) for one in because))
    if by:
        sv += f", enligt {listed([one for one, _ in by]).sv}"
        en += f", by {listed([one for _, one in by]).en}"
    return Bilingual(sv=sv, en=en)
