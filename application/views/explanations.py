"""Why a figure is what it is, as shown: data, and the same in sentences.

Each part carries its own sentences; money is an amount in kronor, exact shares are p/q.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from application.views.money import Measure, MemberShare
from application.views.totals import Total
from domain.fiscal_year import MoneyKind
from domain.model import Bilingual, Frozen, StatedPeriod


class SourceView(Frozen):
    """The decision or the registration behind something, and where in the log it stands."""

    entry: UUID
    position: int
    topic: str
    recorded: datetime
    recorded_by: str
    number: str | None = Field(description="Of a decision; null for a registration. Beslutsnummer.")
    resolution: int | None
    body: str | None
    paragraph: str | None
    decided_on: date | None
    heading: str | None
    reference: str | None = Field(
        description="Voucher or source of a registration. Verifikat eller källa."
    )
    cited: Bilingual = Field(description="How it is cited. Så som källan anges.")
    wording: str | None = Field(description="The adopted text. Den antagna texten.")
    sentence: Bilingual | None = Field(description="As recorded. Så som den antecknades.")


class PostingBehind(Frozen):
    """One line of the double entry that a balance is the sum of."""

    position: int
    line: int
    amount: Total
    valid_from: date
    period: StatedPeriod
    source: SourceView
    sentences: tuple[Bilingual, ...]


class SegmentPart(Frozen):
    segment: int = Field(description="Which segment, from 1. Vilket avsnitt, från 1.")
    days: int
    amount: Total


class PeriodBehind(Frozen):
    """What a balance holds for one period, and how it falls in the segments by days."""

    period: StatedPeriod
    amount: Total
    segments: tuple[SegmentPart, ...]
    sentences: tuple[Bilingual, ...]


class KeyBehind(Frozen):
    """The key in force, who decided it and who consented."""

    key_id: UUID
    described: Bilingual
    scope: str | None
    adopted: SourceView | None
    consents: tuple[SourceView, ...]
    in_force_from: date | None
    in_force_at: int | None = Field(
        description="Position of the last consent. Position för sista samtycket."
    )
    sentences: tuple[Bilingual, ...]


class FiguresBehind(Frozen):
    """The figures of one basis: each participant's number and their sum, the denominator."""

    basis: str
    reference_date: date
    source: str
    figures: dict[str, int | str]
    sum: str = Field(description="p/q")
    registered: SourceView | None
    applied: SourceView | None = Field(
        description="The decision that put them in force; null when the key's rule does. "
        "Beslutet som satte dem i kraft; null när nyckelns regel gör det."
    )
    by_rule: bool
    sentences: tuple[Bilingual, ...]


class ComponentPart(Frozen):
    """What one component of the key gives: weight × number / whole."""

    basis: str
    weight: str
    number: str
    whole: str
    part: str


class ShareBehind(Frozen):
    """A member's share of a segment: exact, and the whole öre it became."""

    member: str
    name: str
    part: str = Field(description="Exact part of 1, p/q. Exakt andel av 1.")
    components: tuple[ComponentPart, ...]
    exact: str = Field(description="Exact share in kronor, p/q. Exakt andel i kronor.")
    remainder: str = Field(description="What is cut off, in öre, p/q. Det som räknas ned.")
    amount: Total
    left_over: Literal["largest_remainder", "lower_code"] | None = Field(
        description="Why it got an öre left over. Varför den fick ett överblivet öre."
    )
    sentences: tuple[Bilingual, ...]


class WhoPaysBehind(Frozen):
    """Days of a year with the same participants, one key and one set of figures."""

    segment: int = Field(description="From 1. Från 1.")
    period: StatedPeriod
    days: int
    participants: tuple[str, ...]
    because: tuple[SourceView, ...] = Field(
        description="What makes these the participants. Det som gör att just dessa deltar."
    )
    key_id: UUID | None = Field(description="One of `keys`. En av `keys`.")
    key: Bilingual | None
    figures: tuple[FiguresBehind, ...]
    reason: str | None = Field(description="Why nothing can be split. Varför inget kan fördelas.")
    sentences: tuple[Bilingual, ...]


class SegmentBehind(Frozen):
    """What of a balance falls in a segment, and each member's share of it."""

    segment: int
    period: StatedPeriod
    amount: Total
    shares: tuple[ShareBehind, ...]
    unsplit: Total
    rounding: tuple[Bilingual, ...]
    sentences: tuple[Bilingual, ...]


class BalanceBehind(Frozen):
    """A balance: the postings it is the sum of, and its split."""

    account: str
    account_name: Bilingual
    money_kind: MoneyKind
    measure: Measure
    preliminary: bool
    amount: Total
    postings: tuple[PostingBehind, ...]
    further_postings: int = Field(
        description="More postings than are listed; see /postings. Fler än de som visas."
    )
    further_amount: Total
    periods: tuple[PeriodBehind, ...]
    segments: tuple[SegmentBehind, ...]
    shares: tuple[MemberShare, ...] = Field(
        description="Sums of the shares in the segments. Summor av andelarna i segmenten."
    )
    summed: tuple[Bilingual, ...]
    unsplit: Total
    sentences: tuple[Bilingual, ...]


class UnsharedBehind(Frozen):
    """A balance that nobody pays yet, as open commitments: the postings it is the sum of."""

    account: str
    account_name: Bilingual
    money_kind: MoneyKind
    amount: Total
    postings: tuple[PostingBehind, ...]
    further_postings: int
    further_amount: Total
    sentences: tuple[Bilingual, ...]


class MoneyBehind(Frozen):
    """The money of a project, or of the program's reserve: who pays it when, and its balances."""

    project_id: UUID | None
    title: str
    who_pays: tuple[WhoPaysBehind, ...]
    balances: tuple[BalanceBehind, ...]
    unshared: tuple[UnsharedBehind, ...]
    sentences: tuple[Bilingual, ...]


class Term(Frozen):
    """One part of a sum: what it is, and its amount with its sign."""

    name: Bilingual
    program_id: UUID
    project_id: UUID | None
    account: str
    amount: Total


class MemberFigure(Frozen):
    """A member's total: the terms sum to the amount."""

    member: str
    name: str
    fiscal_year: int
    money_kind: MoneyKind
    measure: Measure
    amount: Total
    terms: tuple[Term, ...]
    sentences: tuple[Bilingual, ...]


class DerivedFigure(Frozen):
    """A figure that is made of balances: the terms sum to it, a deviation never below 0."""

    figure: str
    project_id: UUID | None
    title: str
    money_kind: MoneyKind
    amount: Total
    formula: Bilingual
    terms: tuple[Term, ...]
    sentences: tuple[Bilingual, ...]


class BudgetExplanation(Frozen):
    """Every figure of a program's year explained."""

    program_id: UUID
    title: str
    fiscal_year: int
    members: tuple[MemberFigure, ...]
    unsplit: dict[str, Total] = Field(
        description="What no key could split. Det som ingen nyckel kunde fördela."
    )
    derived: tuple[DerivedFigure, ...]
    keys: tuple[KeyBehind, ...]
    money: tuple[MoneyBehind, ...]
    sentences: tuple[Bilingual, ...]


class SharesExplanation(Frozen):
    """Each member's totals as sums of balances, and each program's year explained."""

    totals: tuple[MemberFigure, ...]
    unsplit: dict[str, Total] = Field(
        description="What no key could split. Det som ingen nyckel kunde fördela."
    )
    budgets: tuple[BudgetExplanation, ...]
