"""The fiscal year of a portfolio: its ceiling.

Source: domain.md, "Streams" (fiscal_year) and Rules: funding never exceeds the ceiling, on any
day, like compared with like (cash, in_kind).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol
from uuid import UUID

from domain.daily import Daily, steps
from domain.errors import NotFound, Refused
from domain.model import (
    Bilingual,
    Command,
    Event,
    Names,
    PortfolioId,
    StreamId,
    Timeline,
    Year,
    calendar_year,
)
from domain.money import Money, OreAmount, kronor
from domain.rules import changes_nothing
from domain.wording import since

MoneyKind = Literal["cash", "in_kind"]
"""Money, or the value of hours that members put in; the two are never added up."""


def money_of_kind(amount: int, money_kind: MoneyKind) -> Bilingual:
    """Return an amount (öre) as people write it, and that it is paid in hours if it is."""
    sv, en = kronor(amount, "sv"), kronor(amount, "en")
    if money_kind == "cash":
        return Bilingual(sv=sv, en=en)
    return Bilingual(sv=f"{sv} i interna resurser", en=f"{en} in kind")


def stream(portfolio_id: UUID, year: int) -> StreamId:
    """Return the stream of a portfolio's fiscal year."""
    return StreamId(f"fiscal_year/{portfolio_id}/{year}")


class CeilingDecided(Event):
    TOPIC = "fiscal_year.ceiling_decided"
    amount: OreAmount
    money_kind: MoneyKind
    effective_from: date


FiscalYearEvent = CeilingDecided


class DecideCeiling(Command):
    """Decide the most that the portfolio's programs together may be funded with in a year."""

    kind: Literal["decideCeiling"]
    portfolio_id: PortfolioId
    fiscal_year: Year
    amount: Money
    money_kind: MoneyKind = "cash"

    @property
    def stream(self) -> StreamId:
        return stream(self.portfolio_id, self.fiscal_year)

    def sentence(self, names: Names) -> Bilingual:
        portfolio, start = names.portfolio(self.portfolio_id), since(self.effective_from)
        amount = money_of_kind(self.amount, self.money_kind)
        return Bilingual(
            sv=f"Ramen för {portfolio} {self.fiscal_year} fastställs till {amount.sv} {start.sv}.",
            en=f"The ceiling of {portfolio} for {self.fiscal_year} is decided at {amount.en} "
            f"{start.en}.",
        )


FiscalYearCommand = DecideCeiling


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """What the rules read of a fiscal year: the ceiling of each kind of money, in öre.

    ``closed_from`` is the first day on which the year is closed; a closed year takes only
    adjustments.
    """

    ceilings: Mapping[str, Timeline[int]] = field(default_factory=dict)
    closed_from: date | None = None

    def ceiling(self, money_kind: str) -> Timeline[int]:
        """Return the ceiling of a kind of money; without steps when none is decided."""
        return self.ceilings.get(money_kind, Timeline())


class FiscalYearSurroundings(Protocol):
    """What the rules of a fiscal year read of other streams."""

    def exists(self, stream: StreamId) -> bool: ...

    def funded(self, portfolio_id: UUID, fiscal_year: int, money_kind: str) -> Daily: ...


def decide(
    state: FiscalYear | None, command: FiscalYearCommand, around: FiscalYearSurroundings
) -> list[FiscalYearEvent]:
    """Return the events `command` causes, or raise the rule that refuses it."""
    if not around.exists(StreamId(f"portfolio/{command.portfolio_id}")):
        raise NotFound("portfolio", command.portfolio_id)
    in_fiscal_year(command.fiscal_year, command.effective_from)
    line = (state or FiscalYear()).ceiling(command.money_kind)
    _not_negative(command)
    if line.at(command.effective_from) == command.amount:
        amount = money_of_kind(command.amount, command.money_kind)
        raise changes_nothing(
            f"ramen {command.fiscal_year} är {amount.sv}",
            f"the ceiling of {command.fiscal_year} is {amount.en}",
        )
    funded = around.funded(command.portfolio_id, command.fiscal_year, command.money_kind)
    lowered = line.then(command.effective_from, command.amount)
    ceiling_covers_funding(lowered, funded, command.effective_from, asked=command.amount)
    return [
        CeilingDecided(
            amount=command.amount,
            money_kind=command.money_kind,
            effective_from=command.effective_from,
        )
    ]


def in_fiscal_year(fiscal_year: int, day: date) -> None:
    """Refuse a day outside the fiscal year.

    Raises:
        Refused: ``outside_fiscal_year`` with the first and the last day.
    """
    period = calendar_year(fiscal_year)
    if day not in period:
        first, last = f"{fiscal_year}-01-01", f"{fiscal_year}-12-31"
        raise Refused(
            "outside_fiscal_year",
            f"{day} ligger utanför räkenskapsåret {fiscal_year} ({first} till {last}).",
            f"{day} is outside the fiscal year {fiscal_year} ({first} to {last}).",
            day=day.isoformat(),
            fiscal_year=fiscal_year,
            first=first,
            last=last,
        )


def ceiling_covers_funding(
    ceiling: Timeline[int], funded: Daily, effective_from: date, *, asked: int
) -> None:
    """Refuse funding above the ceiling on any day from `effective_from` on (amounts in öre).

    Raises:
        Refused: ``funding_above_ceiling`` with the day, the ceiling and what is funded then.
    """
    if not ceiling.steps:
        raise Refused(
            "no_ceiling_decided",
            f"Ingen ram är beslutad för året; {kronor(asked, 'sv')} kan inte tilldelas.",
            f"No ceiling is decided for the year; {kronor(asked, 'en')} cannot be given.",
            asked_ore=asked,
        )
    lowest = steps(ceiling.steps).minus(funded).lowest_from(effective_from)
    if lowest.amount >= 0:
        return
    there, used = ceiling.at(lowest.day) or 0, funded.on(lowest.day)
    raise Refused(
        "funding_above_ceiling",
        f"Den {lowest.day} skulle programmen ha {kronor(used, 'sv')} och ramen vara "
        f"{kronor(there, 'sv')}: {kronor(-lowest.amount, 'sv')} för mycket.",
        f"On {lowest.day} the programs would have {kronor(used, 'en')} and the ceiling be "
        f"{kronor(there, 'en')}: {kronor(-lowest.amount, 'en')} too much.",
        day=lowest.day.isoformat(),
        ceiling_ore=there,
        funded_ore=used,
        asked_ore=asked,
        above_ore=-lowest.amount,
    )


def _not_negative(command: DecideCeiling) -> None:
    if command.amount < 0:
        raise Refused(
            "ceiling_is_negative",
            "En ram kan inte vara negativ.",
            "A ceiling cannot be negative.",
            asked_ore=command.amount,
        )


def evolve(state: FiscalYear | None, event: FiscalYearEvent) -> FiscalYear:
    """Return the state after `event`."""
    state = state or FiscalYear()
    line = state.ceiling(event.money_kind).then(event.effective_from, event.amount)
    return FiscalYear({**state.ceilings, event.money_kind: line})
