"""The fiscal year of a portfolio: its ceiling, and its closing.

Source: domain.md, "Streams" (fiscal_year) and Rules: funding never exceeds the ceiling, on any
day, like compared with like (cash, in_kind); a closed fiscal year takes only adjustments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, Literal, Protocol, get_args
from uuid import UUID

from domain.daily import Daily, steps
from domain.errors import NotFound, Refused
from domain.model import (
    Bilingual,
    Command,
    Event,
    Frozen,
    Names,
    PortfolioId,
    ProgramId,
    ProjectId,
    Prose,
    Sealed,
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
MONEY_KINDS: Final[tuple[MoneyKind, ...]] = get_args(MoneyKind)


def money_of_kind(amount: int, money_kind: MoneyKind) -> Bilingual:
    """Return an amount (öre) as people write it, and that it is paid in hours if it is."""
    sv, en = kronor(amount, "sv"), kronor(amount, "en")
    if money_kind == "cash":
        return Bilingual(sv=sv, en=en)
    return Bilingual(sv=f"{sv} i interna resurser", en=f"{en} in kind")


def stream(portfolio_id: UUID, year: int) -> StreamId:
    """Return the stream of a portfolio's fiscal year."""
    return StreamId(f"fiscal_year/{portfolio_id}/{year}")


def fiscal_year_of(stream: str) -> tuple[UUID, int]:
    """Return the portfolio and the year of a fiscal year's stream."""
    _, portfolio_id, year = stream.split("/")
    return UUID(portfolio_id), int(year)


class CeilingDecided(Event):
    TOPIC = "fiscal_year.ceiling_decided"
    amount: OreAmount
    money_kind: MoneyKind
    effective_from: date


class Unspent(Frozen):
    """What is given and neither spent nor returned (öre); without a project, in the reserve."""

    program_id: ProgramId
    project_id: ProjectId | None
    money_kind: MoneyKind
    amount: OreAmount


class FiscalYearClosed(Event):
    """The year takes only adjustments; ``unspent`` is what was left of it then, to be settled."""

    TOPIC = "fiscal_year.closed"
    note: Sealed | None
    unspent: tuple[Unspent, ...]
    effective_from: date


FiscalYearEvent = CeilingDecided | FiscalYearClosed


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


class CloseFiscalYear(Command):
    """Close a fiscal year that has ended: what is found later is an adjustment of it.

    Each share of the year stays as it is: later keys, figures, members and constellations change
    open years only. Money that is left does not hinder; the answer shows it.
    """

    kind: Literal["closeFiscalYear"]
    portfolio_id: PortfolioId
    fiscal_year: Year
    note: Prose | None = None

    @property
    def stream(self) -> StreamId:
        return stream(self.portfolio_id, self.fiscal_year)

    def sentence(self, names: Names) -> Bilingual:
        portfolio, start = names.portfolio(self.portfolio_id), since(self.effective_from)
        return Bilingual(
            sv=f"Räkenskapsåret {self.fiscal_year} för {portfolio} stängs {start.sv}.",
            en=f"The fiscal year {self.fiscal_year} of {portfolio} is closed {start.en}.",
        )


FiscalYearCommand = DecideCeiling | CloseFiscalYear


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

    @property
    def today(self) -> date:
        """The day on which the decision is recorded."""

    def funded(self, portfolio_id: UUID, fiscal_year: int, money_kind: str) -> Daily: ...

    def unspent(self, portfolio_id: UUID, fiscal_year: int) -> tuple[Unspent, ...]: ...


def decide(
    state: FiscalYear | None, command: FiscalYearCommand, around: FiscalYearSurroundings
) -> list[FiscalYearEvent]:
    """Return the events `command` causes, or raise the rule that refuses it."""
    if not around.exists(StreamId(f"portfolio/{command.portfolio_id}")):
        raise NotFound("portfolio", command.portfolio_id)
    year = state or FiscalYear()
    match command:
        case DecideCeiling():
            return [_ceiling_decided(year, command, around)]
        case CloseFiscalYear():
            return [_closed(year, command, around)]


def _ceiling_decided(
    year: FiscalYear, command: DecideCeiling, around: FiscalYearSurroundings
) -> CeilingDecided:
    year_is_open(year.closed_from, command.fiscal_year)
    in_fiscal_year(command.fiscal_year, command.effective_from)
    line = year.ceiling(command.money_kind)
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
    return CeilingDecided(
        amount=command.amount,
        money_kind=command.money_kind,
        effective_from=command.effective_from,
    )


def _closed(
    year: FiscalYear, command: CloseFiscalYear, around: FiscalYearSurroundings
) -> FiscalYearClosed:
    if year.closed_from is not None:
        raise changes_nothing(
            f"räkenskapsåret {command.fiscal_year} är stängt från och med {year.closed_from}",
            f"the fiscal year {command.fiscal_year} is closed from {year.closed_from}",
        )
    _has_ended(command, around.today)
    return FiscalYearClosed(
        note=command.note,
        unspent=around.unspent(command.portfolio_id, command.fiscal_year),
        effective_from=command.effective_from,
    )


def _has_ended(command: CloseFiscalYear, today: date) -> None:
    """Refuse to close a year that goes on, or ahead: what happens until then belongs to it.

    Raises:
        Refused: ``fiscal_year_not_ended`` with the first and the last possible day.
    """
    earliest = calendar_year(command.fiscal_year).end
    if earliest <= command.effective_from <= today:
        return
    raise Refused(
        "fiscal_year_not_ended",
        f"Räkenskapsåret {command.fiscal_year} kan stängas tidigast från och med {earliest}, och "
        f"inte i förväg: {command.effective_from} går inte (i dag är {today}).",
        f"The fiscal year {command.fiscal_year} can be closed from {earliest} at the earliest, and "
        f"not ahead: {command.effective_from} is not possible (today is {today}).",
        fiscal_year=command.fiscal_year,
        effective_from=command.effective_from.isoformat(),
        earliest=earliest.isoformat(),
        today=today.isoformat(),
    )


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


def year_is_open(closed_from: date | None, fiscal_year: int) -> None:
    """Refuse what would change a closed year, which takes only adjustments.

    Args:
        closed_from: the first day on which the year is closed; None while it is open.
        fiscal_year: the year.

    Source: domain.md, Rules: "A closed fiscal year takes only adjustments."

    Raises:
        Refused: ``fiscal_year_is_closed`` with the day.
    """
    if closed_from is not None:
        raise Refused(
            "fiscal_year_is_closed",
            f"Räkenskapsåret {fiscal_year} är stängt från och med {closed_from}. Det tar bara "
            "emot justeringar: en kostnad, kreditering eller intäkt som registreras.",
            f"The fiscal year {fiscal_year} is closed from {closed_from}. It takes only "
            "adjustments: a cost, credit or income that is registered.",
            fiscal_year=fiscal_year,
            closed_from=closed_from.isoformat(),
        )


def evolve(state: FiscalYear | None, event: FiscalYearEvent) -> FiscalYear:
    """Return the state after `event`."""
    state = state or FiscalYear()
    match event:
        case CeilingDecided(money_kind=money_kind, effective_from=day, amount=amount):
            line = state.ceiling(money_kind).then(day, amount)
            return replace(state, ceilings={**state.ceilings, money_kind: line})
        case FiscalYearClosed(effective_from=day):
            return replace(state, closed_from=day)
