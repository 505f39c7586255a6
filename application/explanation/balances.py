"""A balance explained: the postings it is the sum of, and how its split came about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal
from uuid import UUID

from application.explanation.provenance import Provenance
from application.explanation.sources import Sources
from application.explanation.who_pays import keys_of, who_pays
from application.explanation.words import account_named, of_kind, signed
from application.queries import Balance, Participation
from application.shares import SharedBalance, YearShares
from application.views import MemberShare, PostingView
from application.views.explanations import (
    BalanceBehind,
    ComponentPart,
    KeyBehind,
    PeriodBehind,
    PostingBehind,
    SegmentBehind,
    SegmentPart,
    ShareBehind,
    SourceView,
    UnsharedBehind,
    WhoPaysBehind,
)
from domain.balance import PeriodSpread, SegmentSplit
from domain.cost_key import ratio
from domain.model import Bilingual, stated
from domain.money import LANGUAGES, kronor
from domain.segments import Segment
from domain.split import Share, Split, Weighing
from domain.split_explanation import (
    days_of,
    not_split,
    period_and_amount,
    rounding,
    share_told,
    shares_weighed,
    spread_told,
)

MOST_POSTINGS: Final = 500
"""How many postings of a balance are listed; the rest are counted, and their sum is told."""

Account = tuple[UUID | None, str, str]


def account_of(one: Balance | PostingView) -> Account:
    """Return what tells the balances of a program's year apart."""
    return one.project_id, one.account, one.money_kind


@dataclass(frozen=True, slots=True)
class Telling:
    """What the balances of a program's year are explained with; `member`: only that one's."""

    sources: Sources
    provenance: Provenance
    participation: Mapping[UUID | None, Participation]
    titles: Mapping[UUID | None, str]
    names: Mapping[str, str]
    member: str | None = None

    def who_pays(self, shares: YearShares, project_id: UUID | None) -> tuple[WhoPaysBehind, ...]:
        """Return who pays a project's money, or the reserve, segment by segment of the year."""
        cut, taking_part = shares.segments[project_id], self.participation[project_id]
        return who_pays(cut, taking_part, self.provenance, self.names)

    def keys(self, shared: Iterable[SharedBalance]) -> tuple[KeyBehind, ...]:
        """Return every key that splits one of some balances."""
        return keys_of(
            (part.segment for one in shared for part in one.split.segments), self.provenance
        )

    # A balance

    def balance(self, shared: SharedBalance, postings: Sequence[PostingView]) -> BalanceBehind:
        """Explain a balance from its split and the postings that it is the sum of (öre)."""
        balance, split = shared.balance, shared.split
        year_segments = [part.segment for part in split.segments]
        return BalanceBehind.model_validate(
            {
                "account": balance.account,
                "account_name": account_named(balance.account),
                "money_kind": balance.money_kind,
                "measure": shared.measure,
                "preliminary": balance.account == "reserve",
                "amount": balance.amount,
                **self._listed(postings),
                "periods": tuple(_period(one, year_segments) for one in split.spreads),
                "segments": tuple(self.segments(shared)),
                "shares": tuple(
                    MemberShare(member=code, name=self._name(code), amount=amount)
                    for code, amount in split.shares.items()
                    if self.member in (None, code)
                ),
                "summed": tuple(self._summed(shared)),
                "unsplit": split.unsplit,
                "sentences": tuple(self._told(balance, postings)),
            }
        )

    def unshared(self, balance: Balance, postings: Sequence[PostingView]) -> UnsharedBehind:
        """Explain a balance that nobody shares in yet."""
        return UnsharedBehind.model_validate(
            {
                "account": balance.account,
                "account_name": account_named(balance.account),
                "money_kind": balance.money_kind,
                "amount": balance.amount,
                **self._listed(postings),
                "sentences": tuple(self._told(balance, postings)),
            }
        )

    def _listed(self, postings: Sequence[PostingView]) -> dict[str, Any]:
        return {
            "postings": tuple(postings_behind(postings[:MOST_POSTINGS], self.sources)),
            "further_postings": len(postings[MOST_POSTINGS:]),
            "further_amount": sum(one.amount for one in postings[MOST_POSTINGS:]),
        }

    def named(self, balance: Balance) -> Bilingual:
        """Say which balance it is: ``Lön/HR, anslag 2026``."""
        title, account = self.titles[balance.project_id], account_named(balance.account)
        year = balance.fiscal_year
        return Bilingual(sv=f"{title}, {account.sv} {year}", en=f"{title}, {account.en} {year}")

    def _told(self, balance: Balance, postings: Sequence[PostingView]) -> Iterator[Bilingual]:
        name, kind, count = self.named(balance), of_kind(balance.money_kind), len(postings)
        lines_sv = "en kontering" if count == 1 else f"{count} konteringar"
        lines_en = "one posting" if count == 1 else f"{count} postings"
        yield Bilingual(
            sv=f"{name.sv}: {kronor(balance.amount, 'sv')}{kind.sv}, summan av {lines_sv}.",
            en=f"{name.en}: {kronor(balance.amount, 'en')}{kind.en}, the sum of {lines_en}.",
        )
        if balance.account == "reserve":
            yield Bilingual(
                sv="Reserven är inte anslagen till något projekt; den fördelas preliminärt.",
                en="The reserve is allocated to no project; it is split preliminarily.",
            )

    def _summed(self, shared: SharedBalance) -> Iterator[Bilingual]:
        """Yield each member's shares in several segments, added up."""
        parts = [part.split.amounts for part in shared.split.segments if part.split]
        for code, amount in shared.split.shares.items():
            terms = [found for part in parts if (found := part.get(code, 0))]
            if len(terms) > 1 and self.member in (None, code):
                sv, en = (
                    f"{' + '.join(kronor(one, language) for one in terms)} = "
                    f"{kronor(amount, language)}"
                    for language in LANGUAGES
                )
                name = self._name(code)
                yield Bilingual(sv=f"{name} tillsammans: {sv}.", en=f"{name} together: {en}.")

    # Its segments

    def segments(self, shared: SharedBalance) -> Iterator[SegmentBehind]:
        """Yield what of a balance falls in each segment of its year, and who pays it."""
        for number, part in enumerate(shared.split.segments, start=1):
            rounded = rounding(part.split, self.names) if part.split else None
            why = part.segment.why
            unsplit = (not_split(why),) if why and part.amount else ()
            yield SegmentBehind(
                segment=number,
                period=stated(part.segment.period),
                amount=part.amount,
                shares=tuple(self._shares(part)),
                unsplit=part.amount if part.segment.reason else 0,
                rounding=(rounded,) if rounded else (),
                sentences=(period_and_amount(part), *unsplit) if part.amount else (),
            )

    def _shares(self, part: SegmentSplit) -> Iterator[ShareBehind]:
        for share, weighed in shares_weighed(part):
            if part.split is None or self.member not in (None, share.code):
                continue
            told = share_told(share, weighed, part.amount, self.names)
            yield ShareBehind(
                member=share.code,
                name=self._name(share.code),
                part=ratio(part.segment.parts[share.code]),
                components=tuple(map(_component, weighed)),
                exact=ratio(share.exact / 100),
                remainder=ratio(share.remainder(part.split.unit)),
                amount=share.amount,
                left_over=_left_over(share, part.split),
                sentences=(told,) if part.amount else (),
            )

    def _name(self, code: str) -> str:
        return self.names.get(code, code)


def postings_behind(lines: Sequence[PostingView], sources: Sources) -> Iterator[PostingBehind]:
    """Yield postings with what is behind each."""
    for one, source in zip(lines, sources.of(line.position for line in lines), strict=True):
        yield PostingBehind(
            position=one.position,
            line=one.line,
            amount=one.amount,
            valid_from=one.valid_from,
            period=one.period,
            source=source,
            sentences=(_posted(one, source),),
        )


def _posted(line: PostingView, source: SourceView) -> Bilingual:
    """Say a posting: the sentence of its decision, or the days of what was registered."""
    amount, said = signed(line.amount), source.sentence
    if said is not None:
        return Bilingual(
            sv=f"{amount.sv}: {source.cited.sv}: ”{said.sv}”",
            en=f"{amount.en}: {source.cited.en}: “{said.en}”",
        )
    days = days_of(line.period.half_open())
    return Bilingual(
        sv=f"{amount.sv} för {days.sv}: {source.cited.sv}.",
        en=f"{amount.en} for {days.en}: {source.cited.en}.",
    )


def _period(one: PeriodSpread, year_segments: Sequence[Segment]) -> PeriodBehind:
    # A day's money lies where the day does; and one segment holds everything.
    told = one.period.days > 1 and len(year_segments) > 1
    return PeriodBehind(
        period=stated(one.period),
        amount=one.amount,
        segments=tuple(
            SegmentPart(segment=falls.index + 1, days=falls.days, amount=falls.amount)
            for falls in one.segments
        ),
        sentences=(spread_told(one, year_segments),) if one.amount and told else (),
    )


def _component(weighed: Weighing) -> ComponentPart:
    return ComponentPart(
        basis=weighed.component.basis,
        weight=ratio(weighed.component.part),
        number=ratio(weighed.number),
        whole=ratio(weighed.whole),
        part=ratio(weighed.part),
    )


def _left_over(share: Share, split: Split) -> Literal["largest_remainder", "lower_code"] | None:
    if not share.rounded_up:
        return None
    return "lower_code" if share.code in split.by_lower_code else "largest_remainder"


def by_account(lines: Iterable[PostingView]) -> Mapping[Account, Sequence[PostingView]]:
    """Return postings by the balance they belong to, in the order of the log."""
    found: dict[Account, list[PostingView]] = {}
    for one in lines:
        found.setdefault(account_of(one), []).append(one)
    return found
