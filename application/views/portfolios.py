"""Portfolios, their fiscal years and programs, as shown."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from application.views.totals import Total
from domain.fiscal_year import MoneyKind
from domain.model import Document, Frozen
from domain.money import Money
from domain.portfolio.events import SteeringDocumentKind
from domain.portfolio.priority import Criterion, Score


class CeilingView(Frozen):
    fiscal_year: int
    money_kind: MoneyKind
    amount: Money
    since: date
    decision_id: UUID


class ClosingView(Frozen):
    """That a fiscal year is closed: from which day, by which decision."""

    fiscal_year: int
    closed_from: date
    decision_id: UUID
    note: str | None


class DocumentVersion(Frozen):
    document: Document
    summary: str | None
    since: date
    decision_id: UUID


class SteeringDocumentView(DocumentVersion):
    """The version in force of a vision, strategy or roadmap, and those before it."""

    document_kind: SteeringDocumentKind
    earlier: tuple[DocumentVersion, ...] = Field(
        description="Earlier versions, oldest first. Tidigare versioner, äldst först."
    )


class RankedView(Frozen):
    place: int
    program_id: UUID
    title: str
    reason: str | None
    scores: tuple[Score, ...]
    weighted: str | None = Field(
        description="The sum of weight times score, exactly, p/q. Summan av vikt gånger poäng."
    )


class NotChosenView(Frozen):
    """What was weighed and not chosen: a program, an initiative, or a proposal in words."""

    program_id: UUID | None
    project_id: UUID | None
    title: str | None
    proposal: str | None
    why_not: str | None


class PriorityView(Frozen):
    order: tuple[RankedView, ...]
    criteria: tuple[Criterion, ...]
    not_chosen: tuple[NotChosenView, ...]
    reason: str | None
    since: date
    decision_id: UUID


class PortfolioView(Frozen):
    portfolio_id: UUID
    agreement_id: UUID
    name: str
    purpose: str | None
    currency: str
    established_from: date
    ceilings: tuple[CeilingView, ...]
    closed_years: tuple[ClosingView, ...]
    steering_documents: tuple[SteeringDocumentView, ...]
    priority: PriorityView | None = Field(
        description="The order of the programs in force. Programmens gällande prioritering."
    )
    earlier_priorities: tuple[PriorityView, ...]


class FiscalYearMoney(Frozen):
    """One kind of money of a portfolio in a year."""

    money_kind: MoneyKind
    ceiling: Total | None = Field(description="Null until decided. Null tills den är beslutad.")
    ceiling_since: date | None
    funded: Total
    left: Total | None = Field(description="What may still be given. Vad som kan delas ut än.")
    allocated: Total
    spent: Total
    unspent: Total = Field(
        description="Given to projects or in reserves, and not spent. "
        "Anslaget eller i reserv, och inte förbrukat."
    )


class FiscalYearView(Frozen):
    fiscal_year: int
    money: tuple[FiscalYearMoney, ...]
    closing: ClosingView | None = Field(
        description="Null while it is open. Null när året är öppet."
    )


class LeaderView(Frozen):
    person_id: UUID
    name: str | None = Field(description="Absent when erased. Saknas när namnet är gallrat.")
    since: date


class DirectiveVersion(Frozen):
    directive: Document
    effect_calculation: Document | None
    no_effect_calculation_because: str | None
    since: date
    decision_id: UUID


class PlanVersion(Frozen):
    plan: Document
    since: date
    decision_id: UUID


class ProgramStatusView(Frozen):
    """A status a program has had; ``reason`` is why it was paused or withdrawn."""

    status: str
    since: date
    reason: str | None
    decision_id: UUID


class ProgramView(Frozen):
    program_id: UUID
    portfolio_id: UUID
    title: str
    status: str
    status_since: date
    status_reason: str | None = Field(
        description="Why it is paused or withdrawn. Varför det är pausat eller upphävt."
    )
    statuses: tuple[ProgramStatusView, ...] = Field(
        description="Every status it has had, in order. Varje läge det har haft, i ordning."
    )
    directive: Document
    effect_calculation: Document | None
    no_effect_calculation_because: str | None
    directives: tuple[DirectiveVersion, ...] = Field(
        description="Every version of the directive, the last in force. "
        "Direktivets alla versioner; den sista gäller."
    )
    plan: Document | None
    plans: tuple[PlanVersion, ...]
    constellation_id: UUID | None
    leader: LeaderView | None
    lessons: str | None = Field(
        description="What was learnt, when it is closed. Lärdomarna, när det är avslutat."
    )
    final_report: Document | None
