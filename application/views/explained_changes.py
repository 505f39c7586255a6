"""Why a decision costs what it does, and what is left of a ceiling, as shown."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from application.views.explanations import (
    KeyBehind,
    PostingBehind,
    SegmentBehind,
    SourceView,
    Term,
    WhoPaysBehind,
)
from application.views.money import Measure
from application.views.totals import Total
from domain.fiscal_year import MoneyKind
from domain.model import Bilingual, Frozen


class ShareChange(Frozen):
    """What changes for a member, of one balance or in a year; null: what no key could split."""

    member: str | None
    name: str
    before: Total
    after: Total
    difference: Total


class SplitBehind(Frozen):
    """How a balance was split at one position of the log."""

    known_at: int
    who_pays: tuple[WhoPaysBehind, ...]
    segments: tuple[SegmentBehind, ...]
    sentences: tuple[Bilingual, ...]


class BalanceChange(Frozen):
    """A balance before and after an entry, and each member's share of it."""

    program_id: UUID
    project_id: UUID | None
    title: str
    fiscal_year: int
    account: str
    money_kind: MoneyKind
    measure: Measure
    before: Total
    after: Total
    difference: Total
    postings: tuple[PostingBehind, ...] = Field(
        description="What the entry posted; empty when only who pays changed. "
        "Det som posten konterade; tomt när bara fördelningen ändrades."
    )
    who_pays_changes: tuple[Bilingual, ...]
    members: tuple[ShareChange, ...]
    before_by: SplitBehind | None
    after_by: SplitBehind
    sentences: tuple[Bilingual, ...]


class ConsequenceBehind(Frozen):
    """One consequence as it was stored, and the balances whose changes it is the sum of."""

    member: str | None
    name: str
    fiscal_year: int
    money_kind: MoneyKind
    measure: Measure
    position: int
    before: Total
    after: Total
    difference: Total
    terms: tuple[Term, ...] = Field(description="Their sum is the difference. Summan är ändringen.")
    sentences: tuple[Bilingual, ...]


class EffectBehind(Frozen):
    """One time that a decision took effect: between two positions of the log."""

    known_before: int
    known_after: int
    events: tuple[SourceView, ...]
    consequences: tuple[ConsequenceBehind, ...]
    keys: tuple[KeyBehind, ...]
    changes: tuple[BalanceChange, ...]


class DecisionExplanation(Frozen):
    """Why a decision changes what each member pays by so much."""

    decision_id: UUID
    number: str | None
    cited: Bilingual
    standing: str
    effects: tuple[EffectBehind, ...]
    sentences: tuple[Bilingual, ...]


class CeilingStep(Frozen):
    """The ceiling from a day, and the decision that set it."""

    since: date
    amount: Total
    source: SourceView
    sentences: tuple[Bilingual, ...]


class FundingBehind(Frozen):
    """What one program has been funded with, posting by posting."""

    program_id: UUID
    title: str
    amount: Total
    postings: tuple[PostingBehind, ...]
    sentences: tuple[Bilingual, ...]


class CeilingDay(Frozen):
    """What is left of the ceiling from a day on which something changes."""

    day: date
    ceiling: Total | None
    funded: Total
    left: Total | None
    sentences: tuple[Bilingual, ...]


class CeilingOfKind(Frozen):
    money_kind: MoneyKind
    ceiling: Total | None
    funded: Total
    left: Total | None
    steps: tuple[CeilingStep, ...]
    programs: tuple[FundingBehind, ...]
    days: tuple[CeilingDay, ...]
    sentences: tuple[Bilingual, ...]


class CeilingExplanation(Frozen):
    """A portfolio's ceiling for a year, what it has been given to, and what is left."""

    portfolio_id: UUID
    name: str
    fiscal_year: int
    kinds: tuple[CeilingOfKind, ...]
