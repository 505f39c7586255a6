"""What to think of before a decision is taken: limits nearly reached, shares that rise.

A caution hinders nothing; a rehearsal shows it as a warning. The limits are the asker's: how many
per cent of a ceiling or a frame is nearly all of it, and how many per cent a share may rise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Final, Protocol
from uuid import UUID

from pydantic import Field, StringConstraints

from application import member_frames
from application.queries import At, Queries
from application.shares import member_totals, year_shares_if_known
from application.surroundings import Surroundings
from application.views import ConsequenceView, WarningView
from application.views.who_pays import of_year
from domain.budget.events import BudgetAllocated, BudgetReallocated, ProgramFunded, budget_of
from domain.daily import Daily
from domain.fiscal_year import CeilingDecided, MoneyKind, fiscal_year_of, money_of_kind
from domain.model import Bilingual, Frozen, Position, Timeline
from domain.money import kronor
from domain.project.events import ProjectFrameDecided
from domain.recorded import Recorded
from domain.wording import number

_PER_CENT = r"^(0|[1-9][0-9]{0,2})(\.[0-9]{1,4})?$"
PerCent = Annotated[str, StringConstraints(pattern=_PER_CENT)]
"""A number of per cent as text, below 1 000."""


class Limits(Frozen):
    """From how many per cent on there is a warning."""

    share_rise: PerCent = Field(
        default="5",
        description="A member's share of a year rises by more than so many per cent. "
        "En kommuns andel av ett år stiger med mer än så många procent.",
    )
    nearly_reached: PerCent = Field(
        default="90",
        description="At least so many per cent of a ceiling or a frame is used. "
        "Minst så många procent av ett tak eller en ram är använda.",
    )


@dataclass(frozen=True, slots=True)
class Change:
    """What was decided between two positions: the events, and what they change for members."""

    before: Position
    after: Position
    events: Sequence[Recorded]
    consequences: Sequence[ConsequenceView]


def cautions(
    reader: Queries, around: Surroundings, change: Change, limits: Limits
) -> tuple[WarningView, ...]:
    """Return what to think of in a change: ceilings, shares, members' and projects' frames.

    Of a limit only a change towards it is told: more money under a ceiling, a lower ceiling, a
    higher share.
    """
    most = Fraction(limits.nearly_reached) / 100
    return (
        *_ceilings(around, change, most),
        *_rising_shares(reader, change, Fraction(limits.share_rise) / 100),
        *_member_frames(reader, around, change, most),
        *_project_frames(around, change, most),
    )


# --- Limits -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Used:
    """How much of a limit is used on a day (öre)."""

    day: date
    limit: int
    used: int

    @property
    def part(self) -> Fraction:
        """The part of the limit that is used, of 1."""
        return Fraction(self.used, self.limit)


def _most_used(limit: Timeline[int], used: Daily, since: date) -> _Used | None:
    """Return the day from `since` on when most of a limit is used, the first of equals."""
    days = {since, *(day for day in (*limit.days(), *used.changes) if day > since)}
    found = (_Used(day, limit.at(day) or 0, used.on(day)) for day in sorted(days))
    return max((one for one in found if one.limit > 0), key=lambda one: one.part, default=None)


def _nearly(
    code: str, what: Bilingual, used: _Used, money_kind: MoneyKind, **facts: Any
) -> WarningView:
    limit, amount = money_of_kind(used.limit, money_kind), money_of_kind(used.used, money_kind)
    part = _per_cent(used.part)
    return WarningView.model_validate(
        {
            "code": code,
            "sv": f"{what.sv} är använd till {part.sv} den {used.day}: {amount.sv} av {limit.sv}.",
            "en": f"{part.en} of {what.en} is used on {used.day}: {amount.en} of {limit.en}.",
            "facts": {
                **facts,
                "money_kind": money_kind,
                "day": used.day.isoformat(),
                "limit_ore": used.limit,
                "used_ore": used.used,
                "left_ore": used.limit - used.used,
                "per_cent": part.en.removesuffix(" %"),
            },
        }
    )


def _ceilings(around: Surroundings, change: Change, most: Fraction) -> Iterator[WarningView]:
    """Yield the ceilings that funding comes near, by portfolio, year and kind of money."""
    touched: dict[tuple[UUID, int, MoneyKind], date] = {}
    for one in change.events:
        match one.event:
            case ProgramFunded():
                program_id, year = budget_of(one.stream)
                portfolio_id = around.portfolio_of_program(program_id)
            case CeilingDecided():
                portfolio_id, year = fiscal_year_of(one.stream)
            case _:
                continue
        _earliest(touched, (portfolio_id, year, one.event.money_kind), one.event)
    for of, since in sorted(touched.items()):
        portfolio_id, fiscal_year, money_kind = of
        used = _most_used(around.ceiling(*of), around.funded(*of), since)
        if used and used.part >= most:
            name = around.portfolio(portfolio_id).name
            what = Bilingual(
                sv=f"Ramen {fiscal_year} för {name}", en=f"the ceiling of {name} for {fiscal_year}"
            )
            named = {"portfolio_id": str(portfolio_id), "fiscal_year": fiscal_year}
            yield _nearly("ceiling_nearly_reached", what, used, money_kind, **named)


def _project_frames(around: Surroundings, change: Change, most: Fraction) -> Iterator[WarningView]:
    """Yield the projects' frames, over their whole lives, that allocations come near."""
    touched: dict[tuple[UUID, MoneyKind], date] = {}
    for one in change.events:
        match one.event:
            case BudgetAllocated(project_id=given) | BudgetReallocated(target=given):
                _earliest(touched, (given, one.event.money_kind), one.event)
            case ProjectFrameDecided():
                framed = UUID(one.stream.partition("/")[2])
                _earliest(touched, (framed, one.event.money_kind), one.event)
    for (project_id, money_kind), since in sorted(touched.items()):
        project = around.project(project_id)
        allocated = around.allocated_to(project_id, money_kind)
        used = _most_used(project.frame(money_kind), allocated, since)
        if used and used.part >= most:
            what = Bilingual(sv=f"Ramen för {project.title}", en=f"the frame of {project.title}")
            named = {"project_id": str(project_id)}
            yield _nearly("project_frame_nearly_used", what, used, money_kind, **named)


class _Dated(Protocol):
    @property
    def effective_from(self) -> date: ...


def _earliest(touched: dict[Any, date], key: Any, event: _Dated) -> None:
    touched[key] = min(event.effective_from, touched.get(key, date.max))


def _member_frames(
    reader: Queries, around: Surroundings, change: Change, most: Fraction
) -> Iterator[WarningView]:
    """Yield the members' frames that a higher share comes near, at the end of the year."""
    higher = {
        (one.member, one.fiscal_year, one.money_kind)
        for one in change.consequences
        if one.measure == "budget" and one.member and one.difference > 0
    }
    names = reader.member_names(change.after)
    for agreement_id, agreement in around.agreements():
        frames = {key: line for key, line in agreement.frames.items() if key in higher}
        for fiscal_year in sorted({key[1] for key in frames}):
            of_the_year: dict[member_frames.Frame, Timeline[int]] = {
                key: line for key, line in frames.items() if key[1] == fiscal_year
            }
            day = date(fiscal_year, 12, 31)
            at = At(day, change.after)
            for key, limit, share in member_frames.used(reader, agreement_id, of_the_year, at):
                used = _Used(day, limit, share)
                if limit > 0 and used.part >= most:
                    yield _member_frame(key, names, used)


def _member_frame(key: tuple[str, int, str], names: Mapping[str, str], used: _Used) -> WarningView:
    member, fiscal_year, kind = key
    money_kind: MoneyKind = "in_kind" if kind == "in_kind" else "cash"
    name = names.get(member, member)
    what = Bilingual(
        sv=f"Ramen {fiscal_year} för {name}", en=f"the frame of {name} for {fiscal_year}"
    )
    named = {"member": member, "fiscal_year": fiscal_year}
    return _nearly("member_frame_nearly_used", what, used, money_kind, **named)


# --- Shares -------------------------------------------------------------------------------------

_Share = tuple[int, MoneyKind, Any]
"""A fiscal year, a kind of money and a measure."""
_PAID: Final = ("budget", "cost")
"""What a member pays its share of; of income it gets more."""


def _rising_shares(reader: Queries, change: Change, most: Fraction) -> Iterator[WarningView]:
    """Yield the members whose share of a year, in all programs, rises by more than `most`.

    One that had no share of what others paid begins to pay, which is told whatever the amount;
    a year that nobody paid anything of has no share that can rise.
    """
    rises: dict[tuple[_Share, str, str], int] = defaultdict(int)
    for one in change.consequences:
        if one.member and one.measure in _PAID:
            share = (one.fiscal_year, one.money_kind, one.measure)
            rises[share, one.member, one.name] += one.difference
    years = {share[0] for share, _, _ in rises}
    totals = {year: _totals(reader, year, change.before) for year in sorted(years)}
    for (share, member, name), rise in rises.items():
        year, money_kind, measure = share
        before = totals[year].get((money_kind, measure), {})
        was = before.get(member, 0)
        if rise > 0 and (was > 0 or any(before.values())) and rise > was * most:
            yield _rises(share, (member, name), was, rise)


def _totals(
    reader: Queries, fiscal_year: int, known_at: Position
) -> dict[tuple[str, str], dict[str, int]]:
    """Return each member's share of a year in all programs, by kind of money and measure (öre)."""
    at = At(date(fiscal_year, 12, 31), known_at)
    years = (
        year_shares_if_known(reader, program_id, year, at)
        for program_id, year in reader.budget_years(known_at)
        if year == fiscal_year
    )
    totals: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for (_, money_kind, member), measures in member_totals(years).items():
        for measure, amount in measures.items():
            totals[money_kind, measure][member] = amount
    return totals


def _rises(share: _Share, member: tuple[str, str], was: int, rise: int) -> WarningView:
    (year, money_kind, measure), (code, name) = share, member
    of = of_year(money_kind, measure, year)
    before, after = (
        Bilingual(sv=kronor(amount, "sv"), en=kronor(amount, "en")) for amount in (was, was + rise)
    )
    facts: dict[str, Any] = {
        "member": code,
        "fiscal_year": year,
        "money_kind": money_kind,
        "measure": measure,
        "before_ore": was,
        "after_ore": was + rise,
        "difference_ore": rise,
    }
    if was <= 0:
        return WarningView(
            code="share_begins",
            sv=f"{name} har ingen andel {of.sv} och får {after.sv}.",
            en=f"{name} has no share {of.en} and gets {after.en}.",
            facts=facts,
        )
    part = _per_cent(Fraction(rise, was))
    return WarningView(
        code="share_rises",
        sv=f"{name}: andelen {of.sv} stiger med {part.sv}, från {before.sv} till {after.sv}.",
        en=f"{name}: the share {of.en} rises by {part.en}, from {before.en} to {after.en}.",
        facts={**facts, "per_cent": part.en.removesuffix(" %")},
    )


_ONE_DECIMAL: Final = 10


def _per_cent(part: Fraction) -> Bilingual:
    """Return a part of 1 in per cent with one decimal at most."""
    rounded = Fraction(round(part * 100 * _ONE_DECIMAL), _ONE_DECIMAL)
    return Bilingual(sv=f"{number(rounded, 'sv')} %", en=f"{number(rounded, 'en')} %")
