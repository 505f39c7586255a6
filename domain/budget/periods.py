"""Which days the money covers that is moved: it keeps the period for which it was given.

Source: settled questions 4 and 5: a release inherits the allocation's period; segments cover the
whole fiscal year. Money that was given for half a year is never spread over the whole of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from domain.budget.commands import AllocateBudget
from domain.budget.state import Pot
from domain.budget.surroundings import MoneyCommand
from domain.daily import Daily
from domain.errors import Refused
from domain.model import Period, calendar_year, stated
from domain.money import Language, kronor

_LANGUAGES: tuple[Language, ...] = ("sv", "en")


def period_given(reserve: Pot, command: AllocateBudget) -> Period:
    """Return what allocated money covers: the stated days, or else what the reserve's does.

    Stated days lie within a period that the reserve has enough for. Without them it is the one
    such period, or the whole year among several.

    Raises:
        Refused: ``period_unclear`` with the periods the reserve has money for.
    """
    held = _held(reserve.by_period, command.effective_from)
    enough = [period for period, least in held.items() if least >= command.amount]
    wanted, year = command.stated_period, calendar_year(command.fiscal_year)
    if wanted is not None:
        if any(one.start <= wanted.start and wanted.end <= one.end for one in enough):
            return wanted
    elif len(enough) == 1:
        return enough[0]
    elif year in enough:
        return year
    raise _period_unclear(held, command.project_id, command.amount)


def period_taken(pot: Pot, command: MoneyCommand, project_id: UUID | None, amount: int) -> Period:
    """Return what money covers that is taken from a project, or from the reserve (None).

    Raises:
        Refused: ``period_unclear`` with the periods it has money for on every day.
    """
    held = _held(pot.by_period, command.effective_from)
    wanted = command.stated_period
    if wanted is None and len(held) == 1:
        wanted = next(iter(held))
    if wanted is None or held.get(wanted, 0) < amount:
        raise _period_unclear(held, project_id, amount)
    return wanted


def _held(by_period: Mapping[Period, Daily], effective_from: date) -> dict[Period, int]:
    """Return what is held for each period on every day from `effective_from` on (öre)."""
    lowest = {period: line.lowest_from(effective_from).amount for period, line in by_period.items()}
    return {period: least for period, least in lowest.items() if least > 0}


def _period_unclear(held: Mapping[Period, int], project_id: UUID | None, amount: int) -> Refused:
    in_order = sorted(held, key=lambda period: (period.start, period.end))
    periods = {f"{stated(each).first}/{stated(each).last}": held[each] for each in in_order}
    sv, en = (
        ", ".join(f"{days} ({kronor(sum_, language)})" for days, sum_ in periods.items())
        for language in _LANGUAGES
    )
    return Refused(
        "period_unclear",
        f"Pengarna avser flera perioder, eller en annan än den angivna: {sv or 'inga'}. Ange en av "
        "dem och högst det belopp som avser den.",
        f"The money covers several periods, or another than the one stated: {en or 'none'}. State "
        "one of them and at most the amount that covers it.",
        project_id=str(project_id) if project_id else None,
        asked_ore=amount,
        periods_ore=periods,
    )
