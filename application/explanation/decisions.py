"""A decision's consequences explained: which balances and shares it changed, and by what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from application.explanation.changes import (
    ChangedYear,
    change_of,
    changed_balances,
    changed_year,
    keys_of_both,
    member_named,
    share_changes,
)
from application.explanation.sources import Sources
from application.explanation.words import measure_named, of_kind, signed
from application.explanation.years import term_of
from application.queries import At, Consequence, Effect, Queries
from application.shares import UNSPLIT, SharedBalance
from application.views.explained_changes import (
    BalanceChange,
    ConsequenceBehind,
    DecisionExplanation,
    EffectBehind,
)
from application.views.explanations import (
    SourceView,
    Term,
)
from domain.decision import DecisionTaken
from domain.model import Bilingual, Position
from domain.money import Language, kronor

_EVERY_EVENT = 1_000_000
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


def _effect(reader: Queries, effect: Effect, sources: Sources) -> EffectBehind:
    before = reader.complete(Position(effect.position - 1))
    years = sorted({(one.program_id, one.fiscal_year) for one in effect.consequences})
    told = [changed_year(reader, *one, (before, effect.position), sources) for one in years]
    changes: list[BalanceChange] = []
    terms: dict[_Figure, list[Term]] = defaultdict(list)
    for year in told:
        for was, now in changed_balances(year):
            changes.append(change_of(year, was, now))
            for figure, term in _terms(year, was, now):
                terms[figure].append(term)
    names = reader.member_names(effect.position)
    return EffectBehind(
        known_before=before,
        known_after=effect.position,
        events=tuple(_events(reader, before, effect.position, sources)),
        consequences=tuple(_consequences(effect, terms, names)),
        keys=tuple(keys_of_both(told)),
        changes=tuple(changes),
    )


def _events(
    reader: Queries, before: Position, after: Position, sources: Sources
) -> Iterator[SourceView]:
    found = reader.events(before, _EVERY_EVENT, after)
    yield from sources.of(one.position for one in found if one.topic != DecisionTaken.TOPIC)


# --- Consequences -------------------------------------------------------------------------------


def _terms(
    year: ChangedYear, was: SharedBalance | None, now: SharedBalance
) -> Iterator[tuple[_Figure, Term]]:
    balance = now.balance
    for one in share_changes(was, now, year.telling.names):
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
        name = member_named(member, names)
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
