"""Portfolios, programs and projects, as shown."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.fiscal_year import MoneyKind
from domain.model import Document, Frozen
from domain.money import Money


class CeilingView(Frozen):
    fiscal_year: int
    money_kind: MoneyKind
    amount: Money
    since: date


class PortfolioView(Frozen):
    portfolio_id: UUID
    agreement_id: UUID
    name: str
    purpose: str | None
    currency: str
    established_from: date
    ceilings: tuple[CeilingView, ...]


class LeaderView(Frozen):
    person_id: UUID
    name: str | None = Field(description="Absent when erased. Saknas när namnet är gallrat.")
    since: date


class ProgramView(Frozen):
    program_id: UUID
    portfolio_id: UUID
    title: str
    status: str
    status_since: date
    directive: Document
    effect_calculation: Document | None
    no_effect_calculation_because: str | None
    constellation_id: UUID | None
    leader: LeaderView | None


class ProjectView(Frozen):
    project_id: UUID
    portfolio_id: UUID
    program_id: UUID | None
    title: str
    stage: Literal["initiative", "project"]
    status: str
    status_since: date
    constellation_id: UUID
    constellation: str
    sides: tuple[str, ...]
    level: int | None
    summary: str | None
    proposed_by: dict[str, str | None]
    description: Document | None
    directive: Document | None
    plan: Document | None
    handover: Document | None
