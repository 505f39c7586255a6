"""A portfolio's ceiling explained: who set it, what was given of it, what is left day by day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, get_args
from uuid import UUID

from application.explanation.balances import postings_behind
from application.explanation.sources import Sources
from application.explanation.words import of_kind
from application.explanation.years import EVERY_ONE
from application.queries import At, PostingFilter, Queries
from application.views import EventView, PostingView, ProgramView
from application.views.explained_changes import (
    CeilingDay,
    CeilingExplanation,
    CeilingOfKind,
    CeilingStep,
    FundingBehind,
)
from domain.daily import Daily, total
from domain.fiscal_year import CeilingDecided, MoneyKind, stream
from domain.model import Bilingual, Position, Timeline
from domain.money import kronor
from domain.wording import since

_EVERY_EVENT = 1_000_000
_GIVEN_FROM = ("funding", "transferred")
"""The accounts that a program is given money from: what it has been given is their other side."""

_Given = tuple[ProgramView, Sequence[PostingView]]


def explained_ceiling(
    reader: Queries, portfolio_id: UUID, fiscal_year: int, at: At
) -> CeilingExplanation:
    """Explain a portfolio's ceiling for a year, for each kind of money that has one or is given.

    Raises:
        NotFound: there is no such portfolio at that position.
    """
    ever = At(date.max, at.known_at)
    portfolio = reader.portfolio(portfolio_id, ever)
    sources = Sources(reader, at.known_at)
    decided = tuple(_decided(reader, portfolio_id, fiscal_year, at))
    given = tuple(
        (program, tuple(_given(reader, program, fiscal_year, at)))
        for program in reader.programs(ever, portfolio_id)
    )
    about = f"{portfolio.name} {fiscal_year}"
    kinds = (_of_kind(kind, decided, given, about, sources) for kind in get_args(MoneyKind))
    return CeilingExplanation(
        portfolio_id=portfolio_id,
        name=portfolio.name,
        fiscal_year=fiscal_year,
        kinds=tuple(one for one in kinds if one is not None),
    )


def _given(
    reader: Queries, program: ProgramView, fiscal_year: int, at: At
) -> Iterator[PostingView]:
    for account in _GIVEN_FROM:
        chosen = PostingFilter(program.program_id, None, fiscal_year, account)
        yield from reader.postings(chosen, at, EVERY_ONE).items


def _decided(reader: Queries, portfolio_id: UUID, fiscal_year: int, at: At) -> Iterator[EventView]:
    """Yield the decisions of the ceiling that are valid by the day asked for, as recorded."""
    of_year = stream(portfolio_id, fiscal_year)
    for one in reader.events(Position(0), _EVERY_EVENT, at.known_at, of_year):
        if one.topic == CeilingDecided.TOPIC and _day(one) <= at.valid_at:
            yield one


def _day(event: EventView) -> date:
    return date.fromisoformat(str(event.data["effectiveFrom"]))


def _of_kind(
    money_kind: MoneyKind,
    decided: Sequence[EventView],
    given: Sequence[_Given],
    about: str,
    sources: Sources,
) -> CeilingOfKind | None:
    steps: dict[date, EventView] = {}
    for one in decided:
        if one.data["moneyKind"] == money_kind:
            steps[_day(one)] = one  # of two for one day the later recorded stands
    programs = tuple(_funding(money_kind, one, sources) for one in given)
    programs = tuple(one for one in programs if one.postings)
    if not steps and not programs:
        return None
    line: Timeline[int] = Timeline()
    for day, one in sorted(steps.items()):
        line = line.then(day, _amount(one))
    funded = total(
        Daily().plus(posting.valid_from, posting.amount)
        for program in programs
        for posting in program.postings
    )
    ceiling = line.last
    left = None if ceiling is None else ceiling - funded.final
    return CeilingOfKind(
        money_kind=money_kind,
        ceiling=ceiling,
        funded=funded.final,
        left=left,
        steps=tuple(_step(day, one, money_kind, sources) for day, one in sorted(steps.items())),
        programs=programs,
        days=tuple(_days(line, funded)),
        sentences=(_prefixed(about, _left_told(ceiling, funded.final, of_kind(money_kind))),),
    )


def _amount(event: EventView) -> int:
    amount: Any = event.data["amount"]
    return int(amount)


def _step(day: date, event: EventView, money_kind: str, sources: Sources) -> CeilingStep:
    source, start, kind = sources.at(event.position), since(day), of_kind(money_kind)
    amount = _amount(event)
    return CeilingStep(
        since=day,
        amount=amount,
        source=source,
        sentences=(
            Bilingual(
                sv=f"Ramen är {kronor(amount, 'sv')}{kind.sv} {start.sv} enligt {source.cited.sv}.",
                en=f"The ceiling is {kronor(amount, 'en')}{kind.en} {start.en} by "
                f"{source.cited.en}.",
            ),
        ),
    )


def _funding(money_kind: str, given: _Given, sources: Sources) -> FundingBehind:
    program, lines = given
    mirrored = [
        one.model_copy(update={"amount": -one.amount})
        for one in lines
        if one.money_kind == money_kind
    ]
    postings = tuple(postings_behind(mirrored, sources))
    amount, kind = sum(one.amount for one in postings), of_kind(money_kind)
    return FundingBehind(
        program_id=program.program_id,
        title=program.title,
        amount=amount,
        postings=postings,
        sentences=(
            Bilingual(
                sv=f"{program.title} har tilldelats {kronor(amount, 'sv')}{kind.sv}.",
                en=f"{program.title} has been given {kronor(amount, 'en')}{kind.en}.",
            ),
        ),
    )


def _days(line: Timeline[int], funded: Daily) -> Iterator[CeilingDay]:
    """Yield each day on which the ceiling or what is given of it changes."""
    for day in sorted({*line.days(), *funded.changes}):
        ceiling, used = line.at(day), funded.on(day)
        told = _left_told(ceiling, used, Bilingual(sv="", en=""))
        yield CeilingDay(
            day=day,
            ceiling=ceiling,
            funded=used,
            left=None if ceiling is None else ceiling - used,
            sentences=(_prefixed(day.isoformat(), told),),
        )


def _prefixed(about: str, told: Bilingual) -> Bilingual:
    return Bilingual(sv=f"{about}: {told.sv}", en=f"{about}: {told.en}")


def _left_told(ceiling: int | None, funded: int, kind: Bilingual) -> Bilingual:
    if ceiling is None:
        return Bilingual(
            sv=f"ingen ram är beslutad; tilldelat {kronor(funded, 'sv')}{kind.sv}.",
            en=f"no ceiling is decided; given {kronor(funded, 'en')}{kind.en}.",
        )
    left = ceiling - funded
    return Bilingual(
        sv=f"ram {kronor(ceiling, 'sv')}{kind.sv} − tilldelat {kronor(funded, 'sv')} = "
        f"{kronor(left, 'sv')} kvar.",
        en=f"ceiling {kronor(ceiling, 'en')}{kind.en} − given {kronor(funded, 'en')} = "
        f"{kronor(left, 'en')} left.",
    )
