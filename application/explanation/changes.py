"""What an entry changed in a program's year: balances and shares, before it and after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from application.explanation.balances import Telling, account_of, by_account, postings_behind
from application.explanation.sources import Sources
from application.explanation.words import NOT_SPLIT, of_kind, signed
from application.explanation.years import EVERY_ONE, telling_of
from application.queries import At, PostingFilter, Queries
from application.shares import UNSPLIT, SharedBalance, YearShares, year_shares, year_shares_if_known
from application.views import PostingView
from application.views.explained_changes import (
    BalanceChange,
    ShareChange,
    SplitBehind,
)
from application.views.explanations import (
    KeyBehind,
)
from domain.model import Bilingual, Position
from domain.money import kronor
from domain.segment_changes import changes_told

_BEFORE: Final = Bilingual(sv="före", en="before")
_AFTER: Final = Bilingual(sv="efter", en="after")


@dataclass(frozen=True, slots=True)
class _Side:
    """A program's year at one position, and what it is told with; None when there was nothing."""

    known_at: Position
    shares: YearShares
    telling: Telling | None


@dataclass(frozen=True, slots=True)
class ChangedYear:
    """One program's year before and after, and what was posted between."""

    before: _Side
    after: _Side
    telling: Telling
    posted: Mapping[Any, Sequence[PostingView]]


def changed_year(
    reader: Queries,
    program_id: UUID,
    fiscal_year: int,
    between: tuple[Position, Position],
    sources: Sources,
) -> ChangedYear:
    """Return a year at the pair of times that its consequences were computed for."""
    earlier, later = (At(date(fiscal_year, 12, 31), position) for position in between)
    before = year_shares_if_known(reader, program_id, fiscal_year, earlier, exact=True)
    after = year_shares(reader, program_id, fiscal_year, later, like=before, exact=True)
    of_year = PostingFilter(program_id=program_id, fiscal_year=fiscal_year)
    lines = reader.postings(of_year, later, EVERY_ONE).items
    telling = telling_of(reader, after, later, sources)
    told_before = telling_of(reader, before, earlier, sources) if before.segments else None
    return ChangedYear(
        before=_Side(earlier.known_at, before, told_before),
        after=_Side(later.known_at, after, telling),
        telling=telling,
        posted=by_account(one for one in lines if one.position > earlier.known_at),
    )


def changed_balances(year: ChangedYear) -> Iterator[tuple[SharedBalance | None, SharedBalance]]:
    """Yield each balance that differs, before and after; accounts only ever come to be."""
    was = {account_of(one.balance): one for one in year.before.shares.balances}
    for now in year.after.shares.balances:
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


def change_of(year: ChangedYear, was: SharedBalance | None, now: SharedBalance) -> BalanceChange:
    """Explain what changed of a balance, for each member, and how it was and is split."""
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
            "before_by": _split(year.before, was, _BEFORE),
            "after_by": _split(year.after, now, _AFTER),
            "who_pays_changes": changes_told(segments_before, segments_after, telling.names),
            "members": tuple(share_changes(was, now, telling.names)),
            "sentences": (_change_told(telling.named(balance), balance.money_kind, before, after),),
        }
    )


def _split(side: _Side, shared: SharedBalance | None, when: Bilingual) -> SplitBehind | None:
    if shared is None or side.telling is None:
        return None
    known_at = side.known_at
    return SplitBehind(
        known_at=known_at,
        who_pays=side.telling.who_pays(side.shares, shared.balance.project_id),
        segments=tuple(side.telling.segments(shared)),
        sentences=(
            Bilingual(
                sv=f"Fördelningen {when.sv} (loggens position {known_at}):",
                en=f"The split {when.en} (position {known_at} of the log):",
            ),
        ),
    )


def keys_of_both(years: Iterable[ChangedYear]) -> Iterator[KeyBehind]:
    """Yield the keys that split before or after, each once."""
    found = [
        key
        for year in years
        for side in (year.before, year.after)
        if side.telling is not None
        for key in side.telling.keys(side.shares.balances)
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


def share_changes(
    was: SharedBalance | None, now: SharedBalance, names: Mapping[str, str]
) -> Iterator[ShareChange]:
    """Yield what changed of a balance for each member (öre), and of what no key could split."""
    before, after = _paid(was), _paid(now)
    for code in sorted(before.keys() | after.keys()):
        one, other = before.get(code, 0), after.get(code, 0)
        if one != other:
            yield ShareChange(
                member=code or None,
                name=member_named(code, names),
                before=one,
                after=other,
                difference=other - one,
            )


def member_named(code: str, names: Mapping[str, str]) -> str:
    """Return what a member is called; the empty code stands for what no key could split."""
    return names.get(code, code) if code else f"{NOT_SPLIT.sv} · {NOT_SPLIT.en}"
