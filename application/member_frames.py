"""The member frame: no decision may raise a member's share of a year above what it approved.

Source: domain.md, "Legal form, rules and consent". It must hold on every day from the one on
which the decision takes effect to the end of the fiscal year.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from uuid import UUID

from application.queries import At, Queries
from application.shares import BUDGET, year_shares_if_known
from domain.errors import Refused
from domain.fiscal_year import MoneyKind, money_of_kind
from domain.model import Position, Timeline

Frame = tuple[str, int, str]
"""A member's code, a fiscal year and a kind of money."""


def frames_exceeded(
    reader: Queries,
    agreement_id: UUID,
    frames: Mapping[Frame, Timeline[int]],
    since: date,
    before: Position,
    after: Position,
) -> Iterator[Refused]:
    """Yield the refusal for each frame that would be exceeded, on the first such day.

    Args:
        reader: the read models, with what the decision changes.
        agreement_id: whose members have approved the frames.
        frames: what each member has approved, by day (öre).
        since: the first day on which the decision changes anything.
        before: the position before the decision.
        after: its position.
    """
    for fiscal_year in sorted({year for _, year, _ in frames}):
        of_year = {frame: line for frame, line in frames.items() if frame[1] == fiscal_year}
        exceeded: set[Frame] = set()
        budget_days = reader.budget_days(fiscal_year, after)
        for day in _days(fiscal_year, since, budget_days, of_year.values()):
            was, becomes = (
                _shares(reader, agreement_id, fiscal_year, At(day, known_at))
                for known_at in (before, after)
            )
            for frame, line in sorted(of_year.items(), key=lambda item: item[0]):
                approved, key = line.at(day), (frame[2], frame[0])
                share, earlier = becomes.get(key, 0), was.get(key, 0)
                if approved is None or frame in exceeded or share <= approved:
                    continue
                if share - earlier <= becomes[_ROUNDING]:
                    continue
                exceeded.add(frame)
                yield _refusal(reader, frame, day, approved, earlier, share)


def _days(
    fiscal_year: int, since: date, budget_days: Iterable[date], frames: Iterable[Timeline[int]]
) -> list[date]:
    """Return the days on which a budget or a frame changes from `since` on, and the last day."""
    last = date(fiscal_year, 12, 31)
    days = (*budget_days, *(day for line in frames for day in line.days()))
    return sorted({min(since, last), last, *(day for day in days if since <= day <= last)})


_ROUNDING = ("", "")
"""Stands for how many balances there are, each of which is rounded by less than an öre."""


def _shares(
    reader: Queries, agreement_id: UUID, fiscal_year: int, at: At
) -> dict[tuple[str, str], int]:
    """Return each member's share of an agreement's budget of a year, by kind of money (öre).

    Under `_ROUNDING` is by how much a share may differ without anything having been decided:
    money that moves between a reserve and a project is rounded in other balances.
    """
    sums: dict[tuple[str, str], int] = {_ROUNDING: 0}
    for program_id, year in reader.budget_years(at.known_at):
        if year == fiscal_year and _is_of(reader, program_id, agreement_id, at.known_at):
            shares = year_shares_if_known(reader, program_id, year, at)
            sums[_ROUNDING] += len(shares.balances)
            for (money_kind, measure, member), amount in shares.by_member().items():
                if measure == BUDGET:
                    key = (money_kind, member)
                    sums[key] = sums.get(key, 0) + amount
    return sums


def _is_of(reader: Queries, program_id: UUID, agreement_id: UUID, known_at: Position) -> bool:
    """Tell whether a program that has had money is an agreement's: a log may hold several."""
    return reader.participation(program_id, (), known_at)[None].agreement_id == agreement_id


def used(
    reader: Queries, agreement_id: UUID, frames: Mapping[Frame, Timeline[int]], at: At
) -> Iterator[tuple[Frame, int, int]]:
    """Yield each frame that stands, what it is and what is used of it at a pair of times (öre)."""
    years: dict[int, dict[tuple[str, str], int]] = {}
    for frame, line in sorted(frames.items(), key=lambda item: item[0]):
        member, fiscal_year, money_kind = frame
        approved = line.at(at.valid_at)
        if approved is not None:
            if fiscal_year not in years:
                years[fiscal_year] = _shares(reader, agreement_id, fiscal_year, at)
            yield frame, approved, years[fiscal_year].get((money_kind, member), 0)


def _refusal(
    reader: Queries, frame: Frame, day: date, approved: int, before: int, share: int
) -> Refused:
    member, fiscal_year, money_kind = frame
    name = reader.member_names(reader.head().position).get(member, member)
    kind: MoneyKind = "in_kind" if money_kind == "in_kind" else "cash"
    limit, asked = money_of_kind(approved, kind), money_of_kind(share, kind)
    return Refused(
        "member_frame_exceeded",
        f"{name} har godkänt högst {limit.sv} för {fiscal_year}; den {day} skulle kommunens andel "
        f"bli {asked.sv}. Kommunen kan godkänna en högre ram, eller beloppet sänkas.",
        f"{name} has approved at most {limit.en} for {fiscal_year}; on {day} its share would be "
        f"{asked.en}. The member can approve a higher frame, or the amount be lowered.",
        member=member,
        fiscal_year=fiscal_year,
        money_kind=money_kind,
        day=day.isoformat(),
        frame_ore=approved,
        before_ore=before,
        asked_ore=share,
        above_ore=share - approved,
    )
