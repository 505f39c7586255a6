"""Where a segment's key, figures and participants come from: events of the agreement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from application.explanation.sources import Sources
from application.queries import Participation, Queries
from application.views import EventView
from application.views.explanations import FiguresBehind, KeyBehind, SourceView
from domain.agreement.events import (
    ConsentGiven,
    ConstellationDefined,
    CostKeyAdopted,
    CostKeyEnteredIntoForce,
    FiguresApplied,
    MemberJoined,
    MemberLeft,
    StatisticRegistered,
)
from domain.cost_key import CostKey, Figures, ratio
from domain.key_wording import described
from domain.model import Bilingual, Position, StreamId
from domain.segments import Segment, at_or_first
from domain.split_explanation import figures_read
from domain.wording import listed, since

_WHOLE_STREAM = 1_000_000


class Provenance:
    """What of the log decided who pays by what, as known at a position."""

    def __init__(
        self, reader: Queries, agreement_id: UUID, known_at: Position, sources: Sources
    ) -> None:
        self._reader, self._known_at, self._sources = reader, known_at, sources
        self._names = reader.member_names(known_at)
        self._agreement = self._events(f"agreement/{agreement_id}")
        self._streams: dict[str, tuple[EventView, ...]] = {}
        self._keys: dict[UUID, KeyBehind] = {}

    def _events(self, stream: str) -> tuple[EventView, ...]:
        return self._reader.events(Position(0), _WHOLE_STREAM, self._known_at, StreamId(stream))

    def _about(self, topic: str, **data: Any) -> Iterator[EventView]:
        """Yield the agreement's events of a topic with such data, in order."""
        for event in self._agreement:
            if event.topic == topic and data.items() <= event.data.items():
                yield event

    # The key

    def key(self, key_id: UUID, key: CostKey) -> KeyBehind:
        """Return who decided a key, who consented to it, and from when it is in force."""
        if key_id not in self._keys:
            self._keys[key_id] = self._key(str(key_id), key)
        return self._keys[key_id]

    def _key(self, key_id: str, key: CostKey) -> KeyBehind:
        adopted = next(self._about(CostKeyAdopted.TOPIC, keyId=key_id), None)
        in_force = next(self._about(CostKeyEnteredIntoForce.TOPIC, keyId=key_id), None)
        consents = tuple(self._consents(key_id, adopted))
        source = self._sources.at(adopted.position) if adopted else None
        from_day = date.fromisoformat(str(in_force.data["effectiveFrom"])) if in_force else None
        given = [str(one.data["member"]) for one in consents]
        return KeyBehind(
            key_id=UUID(key_id),
            described=described(key),
            scope=str(adopted.data["scope"]) if adopted else None,
            adopted=source,
            consents=self._sources.of(one.position for one in consents),
            in_force_from=from_day,
            in_force_at=in_force.position if in_force else None,
            sentences=tuple(self._decided(described(key), source, given, from_day)),
        )

    def _consents(self, key_id: str, adopted: EventView | None) -> Iterator[EventView]:
        """Yield the consents to a key, or to the decision that adopted it."""
        subjects = {key_id, str(adopted.entry) if adopted else key_id}
        for one in self._about(ConsentGiven.TOPIC):
            if one.data["subject"] in subjects:
                yield one

    def _decided(
        self, key: Bilingual, source: SourceView | None, given: list[str], from_day: date | None
    ) -> Iterator[Bilingual]:
        sv, en = f"Nyckeln {key.sv}", f"The key {key.en}"
        if source is not None:
            sv, en = (
                f"{sv} antogs genom {source.cited.sv}",
                f"{en} was adopted by {source.cited.en}",
            )
        if given:
            who = listed([self._names.get(code, code) for code in given])
            sv, en = f"{sv}, med samtycke av {who.sv},", f"{en}, with the consent of {who.en},"
        if from_day is not None:
            start = since(from_day)
            sv, en = f"{sv} och gäller {start.sv}", f"{en} and applies {start.en}"
        yield Bilingual(sv=f"{sv}.", en=f"{en}.")

    # Figures

    def figures(self, segment: Segment) -> Iterator[FiguresBehind]:
        """Yield the figures a segment is split by, with their registration and decision."""
        for figures in segment.figures.values():
            day = figures.reference_date.isoformat()
            registered = [
                one.position
                for one in self._agreement
                if one.topic.startswith(_STATISTIC) and _is_of(one.data.get("figures"), figures)
            ]
            applied = [
                one.position
                for one in self._about(FiguresApplied.TOPIC, basis=figures.basis, referenceDate=day)
                if str(one.data["effectiveFrom"]) <= segment.period.start.isoformat()
            ]
            yield self._figures(segment, figures, registered[-1:], applied[-1:])

    def _figures(
        self, segment: Segment, figures: Figures, registered: list[int], applied: list[int]
    ) -> FiguresBehind:
        by_decision = self._sources.at(applied[0]) if applied else None
        rule = segment.key.reference_rule if segment.key else None
        year = segment.period.start.year
        by_rule = rule is not None and rule.reference_date(year) == figures.reference_date
        # Figures that lack a participant split nothing: those there are stand, and the reason.
        values = {
            code: figures.values[code] for code in segment.participants if code in figures.values
        }
        return FiguresBehind(
            basis=figures.basis,
            reference_date=figures.reference_date,
            source=figures.source,
            figures=values,
            sum=ratio(sum(map(Fraction, values.values()), Fraction(0))),
            registered=self._sources.at(registered[0]) if registered else None,
            applied=by_decision,
            by_rule=by_rule,
            sentences=(
                figures_read(figures, segment, self._names),
                *_in_force(by_decision, by_rule=by_rule),
            ),
        )

    # Participants

    def participants(
        self, segment: Segment, before: Segment | None, taking_part: Participation
    ) -> tuple[SourceView, ...]:
        """Return what makes a segment's participants: the constellation, who joined and left."""
        found = {*self._chosen(segment, taking_part), *self._moved(segment, before)}
        return self._sources.of(sorted(found))

    def _chosen(self, segment: Segment, taking_part: Participation) -> Iterator[int]:
        """Yield where a constellation was chosen for the money, and where it was defined."""
        day = segment.period.start
        chosen = at_or_first(taking_part.constellation, day)
        if chosen is None:
            return
        definitions = list(self._about(ConstellationDefined.TOPIC, constellationId=str(chosen)))
        yield from _in_force_on(day, definitions)
        for stream in taking_part.scopes:
            choices = [
                one
                for one in self._of_stream(stream)
                if one.data.get("constellationId") == str(chosen)
            ]
            if choices:
                yield from _in_force_on(day, choices)
                return

    def _of_stream(self, stream: str) -> tuple[EventView, ...]:
        if stream not in self._streams:
            self._streams[stream] = self._events(stream)
        return self._streams[stream]

    def _moved(self, segment: Segment, before: Segment | None) -> Iterator[int]:
        """Yield where those joined or left who take part in one of two segments only."""
        if before is None:
            return
        changed = {*segment.participants} ^ {*before.participants}
        day = segment.period.start.isoformat()
        for one in self._agreement:
            if one.topic in (MemberJoined.TOPIC, MemberLeft.TOPIC):
                joined: Any = one.data.get("member") or one.data
                if joined["code"] in changed and one.data["effectiveFrom"] == day:
                    yield one.position


_STATISTIC = StatisticRegistered.TOPIC.rpartition("_")[0]
"""Figures are registered, and corrected, by topics that begin so."""


def _is_of(stored: Any, figures: Figures) -> bool:
    """Whether stored figures are these: of two for one day the later corrects the earlier."""
    wanted = figures.model_dump(mode="json", by_alias=True)
    return isinstance(stored, Mapping) and dict(stored) == wanted


def _in_force_on(day: date, events: list[EventView]) -> Iterator[int]:
    """Yield the last that took effect by a day; before the first, the first."""
    by_day = sorted(events, key=lambda one: (str(one.data["effectiveFrom"]), one.position))
    earlier = [one for one in by_day if str(one.data["effectiveFrom"]) <= day.isoformat()]
    yield from (one.position for one in (earlier[-1:] or by_day[:1]))


def _in_force(applied: SourceView | None, *, by_rule: bool) -> Iterator[Bilingual]:
    if applied is not None:
        yield Bilingual(
            sv=f"De tillämpas enligt {applied.cited.sv}.", en=f"They apply by {applied.cited.en}."
        )
    elif by_rule:
        yield Bilingual(
            sv="De tillämpas enligt nyckelns regel.", en="They apply by the rule of the key."
        )
