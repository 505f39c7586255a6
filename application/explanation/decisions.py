"""A decision's consequences explained: which balances and shares it changed, and by what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from application.explanation.balances import Telling, account_of, by_account, postings_behind
from application.explanation.sources import Sources
from application.explanation.words import NOT_SPLIT, measure_named, of_kind, signed
from application.explanation.years import EVERY_ONE, telling_of, term_of
from application.queries import At, Consequence, Effect, PostingFilter, Queries
from application.shares import UNSPLIT, SharedBalance, YearShares, year_shares, year_shares_if_known
from application.views import PostingView
from application.views.explanations import (
    BalanceChange,
    ConsequenceBehind,
    DecisionExplanation,
    EffectBehind,
    KeyBehind,
    ShareChange,
    SourceView,
    SplitBehind,
    Term,
)
from domain.decision import DecisionTaken
from domain.model import Bilingual, Position
from domain.money import Language, kronor
from domain.segment_changes import changes_told

_EVERY_EVENT = 1_000_000
_BEFORE: Final = Bilingual(sv="före", en="before")
_AFTER: Final = Bilingual(sv="efter", en="after")
_Figure = tuple[int, str, str, str]
"""Fiscal year, kind of money, measure and member (UNSPLIT: what no key could split)."""


def explained_decision(reader: Queries, decision_id: UUID, at: At) -> DecisionExplanation:
    """Explain each consequence of a decision that has taken effect.

    Raises:
        NotFound: there is no such decision at that pair of times.
    """
    view = reader.decision(decision_id, at)
    sources = Sources(reader, at.known_at)
    effects = tuple(
        _effect(reader, one, sources) for one in reader.effects(decision_id, at.known_at)
    )
    cited = sources.at(view.position or 0).cited
    return DecisionExplanation(
        decision_id=decision_id,
        number=view.number,
        cited=cited,
        standing=view.standing,
        effects=effects,
        sentences=(_summary(cited, view.standing, changed=bool(effects)),),
    )


def _summary(cited: Bilingual, standing: str, *, changed: bool) -> Bilingual:
    if changed:
        return Bilingual(
            sv=f"Så här ändrade {cited.sv} vad kommunerna betalar: andelen av varje saldo efter "
            "beslutet minus andelen före, den 31 december varje berört år.",
            en=f"How {cited.en} changed what the members pay: the share of each balance after it "
            "less the share before, on 31 December of each year concerned.",
        )
    if standing == "pending":
        return Bilingual(
            sv=f"För {cited.sv} väntas ännu samtycken; det har inte ändrat någon andel.",
            en=f"For {cited.en} consents are awaited; it has changed no share yet.",
        )
    return Bilingual(
        sv=f"Enligt {cited.sv} betalar alla kommuner detsamma som förut.",
        en=f"By {cited.en} every member pays the same as before.",
    )


# --- One time it took effect --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Year:
    """One program's year before and after, and what each is told with."""

    known_before: Position
    known_after: Position
    before: YearShares
    after: YearShares
    telling_before: Telling | None
    telling: Telling
    posted: Mapping[Any, Sequence[PostingView]]


def _effect(reader: Queries, effect: Effect, sources: Sources) -> EffectBehind:
    before = reader.complete(Position(effect.position - 1))
    years = sorted({(one.program_id, one.fiscal_year) for one in effect.consequences})
    told = [_year(reader, *one, (before, effect.position), sources) for one in years]
    changes: list[BalanceChange] = []
    terms: dict[_Figure, list[Term]] = defaultdict(list)
    for year in told:
        for was, now in _pairs(year):
            changes.append(_change(year, was, now))
            for figure, term in _terms(year, was, now):
                terms[figure].append(term)
    names = reader.member_names(effect.position)
    return EffectBehind(
        known_before=before,
        known_after=effect.position,
        events=tuple(_events(reader, before, effect.position, sources)),
        consequences=tuple(_consequences(effect, terms, names)),
        keys=tuple(_keys(told)),
        changes=tuple(changes),
    )


def _events(
    reader: Queries, before: Position, after: Position, sources: Sources
) -> Iterator[SourceView]:
    found = reader.events(before, _EVERY_EVENT, after)
    yield from sources.of(one.position for one in found if one.topic != DecisionTaken.TOPIC)


def _year(
    reader: Queries,
    program_id: UUID,
    fiscal_year: int,
    between: tuple[Position, Position],
    sources: Sources,
) -> _Year:
    """Return a year at the pair of times that its consequences were computed for."""
    earlier, later = (At(date(fiscal_year, 12, 31), position) for position in between)
    before = year_shares_if_known(reader, program_id, fiscal_year, earlier)
    after = year_shares(reader, program_id, fiscal_year, later, like=before)
    of_year = PostingFilter(program_id=program_id, fiscal_year=fiscal_year)
    lines = reader.postings(of_year, later, EVERY_ONE).items
    return _Year(
        known_before=earlier.known_at,
        known_after=later.known_at,
        before=before,
        after=after,
        telling_before=telling_of(reader, before, earlier, sources) if before.segments else None,
        telling=telling_of(reader, after, later, sources),
        posted=by_account(one for one in lines if one.position > earlier.known_at),
    )


def _pairs(year: _Year) -> Iterator[tuple[SharedBalance | None, SharedBalance]]:
    """Yield each balance that differs, before and after; accounts only ever come to be."""
    was = {account_of(one.balance): one for one in year.before.balances}
    for now in year.after.balances:
        earlier = was.get(account_of(now.balance))
        if _paid(earlier) != _paid(now) or _amount(earlier) != _amount(now):
            yield earlier, now


def _amount(shared: SharedBalance | None) -> int:
    return shared.balance.amount if shared else 0


def _paid(shared: SharedBalance | None) -> dict[str, int]:
    """Return what each pays of a balance (öre); under UNSPLIT what no key could split."""
    if shared is None:
        return {}
    paid = {**shared.split.shares, UNSPLIT: shared.split.unsplit}
    return {code: amount for code, amount in paid.items() if amount}


def _change(year: _Year, was: SharedBalance | None, now: SharedBalance) -> BalanceChange:
    balance, telling = now.balance, year.telling
    before, after = _amount(was), balance.amount
    segments_before = [part.segment for part in was.split.segments] if was else []
    segments_after = [part.segment for part in now.split.segments]
    return BalanceChange.model_validate(
        {
            "program_id": balance.program_id,
            "project_id": balance.project_id,
            "title": telling.titles[balance.project_id],
            "fiscal_year": balance.fiscal_year,
            "account": balance.account,
            "money_kind": balance.money_kind,
            "measure": now.measure,
            "before": before,
            "after": after,
            "difference": after - before,
            "postings": tuple(
                postings_behind(year.posted.get(account_of(balance), ()), telling.sources)
            ),
            "before_by": _split(was, year.telling_before, year.known_before, _BEFORE)
            if was
            else None,
            "after_by": _split(now, telling, year.known_after, _AFTER),
            "who_pays_changes": changes_told(segments_before, segments_after, telling.names),
            "members": tuple(_share_changes(was, now, telling.names)),
            "sentences": (_change_told(telling.named(balance), balance.money_kind, before, after),),
        }
    )


def _split(
    shared: SharedBalance, telling: Telling | None, known_at: Position, when: Bilingual
) -> SplitBehind | None:
    if telling is None:
        return None
    return SplitBehind(
        known_at=known_at,
        who_pays=telling.who_pays(shared),
        segments=tuple(telling.segments(shared)),
        sentences=(
            Bilingual(
                sv=f"Fördelningen {when.sv} (loggens position {known_at}):",
                en=f"The split {when.en} (position {known_at} of the log):",
            ),
        ),
    )


def _keys(years: Iterable[_Year]) -> Iterator[KeyBehind]:
    """Yield the keys that split before or after, each once."""
    found = [
        key
        for year in years
        for telling, shares in ((year.telling_before, year.before), (year.telling, year.after))
        if telling is not None
        for key in telling.keys(shares.balances)
    ]
    yield from {key.key_id: key for key in found}.values()


def _change_told(name: Bilingual, money_kind: str, before: int, after: int) -> Bilingual:
    kind, more = of_kind(money_kind), signed(after - before)
    if before == after:
        return Bilingual(
            sv=f"{name.sv}: oförändrat {kronor(after, 'sv')}{kind.sv}; fördelningen ändras.",
            en=f"{name.en}: unchanged {kronor(after, 'en')}{kind.en}; the split changes.",
        )
    return Bilingual(
        sv=f"{name.sv}: {kronor(before, 'sv')} blir {kronor(after, 'sv')}{kind.sv} ({more.sv}).",
        en=f"{name.en}: {kronor(before, 'en')} becomes {kronor(after, 'en')}{kind.en} ({more.en}).",
    )


def _share_changes(
    was: SharedBalance | None, now: SharedBalance, names: Mapping[str, str]
) -> Iterator[ShareChange]:
    before, after = _paid(was), _paid(now)
    for code in sorted(before.keys() | after.keys()):
        one, other = before.get(code, 0), after.get(code, 0)
        if one != other:
            yield ShareChange(
                member=code or None,
                name=_name(code, names),
                before=one,
                after=other,
                difference=other - one,
            )


def _name(code: str, names: Mapping[str, str]) -> str:
    return names.get(code, code) if code else f"{NOT_SPLIT.sv} · {NOT_SPLIT.en}"


# --- Consequences -------------------------------------------------------------------------------


def _terms(
    year: _Year, was: SharedBalance | None, now: SharedBalance
) -> Iterator[tuple[_Figure, Term]]:
    balance = now.balance
    for one in _share_changes(was, now, year.telling.names):
        figure = balance.fiscal_year, balance.money_kind, now.measure, one.member or UNSPLIT
        yield figure, term_of(now, year.telling, one.difference)


def _consequences(
    effect: Effect, terms: Mapping[_Figure, Sequence[Term]], names: Mapping[str, str]
) -> Iterator[ConsequenceBehind]:
    """Yield the stored consequences, added up over programs, with the terms of each."""
    stored: dict[_Figure, list[Consequence]] = defaultdict(list)
    for one in effect.consequences:
        stored[one.fiscal_year, one.money_kind, one.measure, one.member].append(one)
    for figure, rows in sorted(stored.items()):
        fiscal_year, money_kind, measure, member = figure
        before, after = sum(one.before for one in rows), sum(one.after for one in rows)
        parts = tuple(terms.get(figure, ()))
        name = _name(member, names)
        yield ConsequenceBehind.model_validate(
            {
                "member": member or None,
                "name": name,
                "fiscal_year": fiscal_year,
                "money_kind": money_kind,
                "measure": measure,
                "position": effect.position,
                "before": before,
                "after": after,
                "difference": after - before,
                "terms": parts,
                "sentences": (_told(name, figure, before, after, parts),),
            }
        )


def _told(name: str, figure: _Figure, before: int, after: int, terms: Iterable[Term]) -> Bilingual:
    fiscal_year, money_kind, measure, _ = figure
    measured, kind, more = measure_named(measure), of_kind(money_kind), signed(after - before)
    parts = tuple(terms)

    def summed(language: Language) -> str:
        return " ".join(
            f"{getattr(signed(one.amount), language)} ({getattr(one.name, language)})"
            for one in parts
        )

    return Bilingual(
        sv=f"{name}, {measured.sv} {fiscal_year}: {kronor(before, 'sv')} blir "
        f"{kronor(after, 'sv')}{kind.sv}, {more.sv} = {summed('sv')}.",
        en=f"{name}, {measured.en} {fiscal_year}: {kronor(before, 'en')} becomes "
        f"{kronor(after, 'en')}{kind.en}, {more.en} = {summed('en')}.",
    )
