"""What a decision changes for each member: shares after it less shares before it.

Source: settled question 7: shares at 31 December of each open year, at the decision's position
and before it, per member, year, kind of money and budget or cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

from application.queries import At, Consequence, Queries
from application.shares import year_shares, year_shares_if_known
from domain.agreement.events import (
    ConstellationDefined,
    CostKeyEnteredIntoForce,
    CostKeyRepealed,
    DecisionEnteredIntoForce,
    DecisionHeld,
    ExpectedChange,
    FiguresApplied,
    MemberJoined,
    MemberLeft,
    StatisticCorrected,
    StatisticRegistered,
)
from domain.budget import budget_of, is_budget
from domain.decision import DecisionAnnulled, DecisionTaken
from domain.model import Position
from domain.project.events import ProjectConstellationChanged
from domain.recorded import Recorded

_TERMS_CHANGE = (
    ConstellationDefined,
    CostKeyEnteredIntoForce,
    CostKeyRepealed,
    FiguresApplied,
    MemberJoined,
    MemberLeft,
    StatisticCorrected,
    StatisticRegistered,
)
OWN = (DecisionTaken, DecisionAnnulled, StatisticRegistered, StatisticCorrected)
"""Events whose entry has consequences: it decides, or changes what shares are read from."""
OF_EARLIER = (DecisionEnteredIntoForce, CostKeyEnteredIntoForce)
"""Events that bring about the consequences of an earlier decision, which waited for consents."""
MONEY_ONLY = ("budget/", "decision/")
"""Streams whose events move money or tell of a decision: they never change who pays."""
ProgramYear = tuple[UUID, int]


def actual(
    reader: Queries, recorded: Sequence[Recorded], before: Position, after: Position
) -> tuple[Consequence, ...]:
    """Return what the events of one transaction change, by member, in the programs they touch."""
    money_only = all(one.stream.startswith(MONEY_ONLY) for one in recorded)
    return tuple(
        consequence
        for touched in sorted(_touched(reader, recorded, after))
        for consequence in _of_year(reader, touched, before, after, money_only=money_only)
    )


def expected(held: DecisionHeld) -> tuple[Consequence, ...]:
    """Return what a pending decision will change, as it was computed when it was taken."""
    return tuple(
        Consequence(
            program_id=one.program_id,
            fiscal_year=one.fiscal_year,
            money_kind=one.money_kind,
            measure=one.measure,
            member=one.member,
            before=one.before,
            after=one.after,
        )
        for one in held.expected
    )


def _touched(reader: Queries, recorded: Sequence[Recorded], after: Position) -> set[ProgramYear]:
    touched: set[ProgramYear] = set()
    for one in recorded:
        if is_budget(one.stream):
            touched.add(budget_of(one.stream))
        elif isinstance(one.event, _TERMS_CHANGE):
            touched.update(reader.budget_years(after))
        elif isinstance(one.event, ProjectConstellationChanged):
            project_id = UUID(one.stream.partition("/")[2])
            touched.update(_years_of_project(reader, project_id, after))
    return touched


def _years_of_project(
    reader: Queries, project_id: UUID, known_at: Position
) -> Iterable[ProgramYear]:
    programs = reader.project(project_id, At(date.max, known_at)).programs
    been_in = {each.program_id for each in programs if each.program_id is not None}
    return (pair for one in been_in for pair in reader.budget_years(known_at, one))


def _of_year(
    reader: Queries,
    touched: ProgramYear,
    before: Position,
    after: Position,
    *,
    money_only: bool,
) -> Iterator[Consequence]:
    program_id, fiscal_year = touched
    year_end = date(fiscal_year, 12, 31)
    earlier = year_shares_if_known(reader, *touched, At(year_end, before))
    later = year_shares(reader, *touched, At(year_end, after), like=earlier, same_terms=money_only)
    was, becomes = earlier.by_payer(), later.by_payer()
    for key in sorted(was.keys() | becomes.keys()):
        money_kind, measure, member = key
        if was.get(key, 0) != becomes.get(key, 0):
            yield Consequence(
                program_id=program_id,
                fiscal_year=fiscal_year,
                money_kind=money_kind,
                measure=measure,
                member=member,
                before=was.get(key, 0),
                after=becomes.get(key, 0),
            )


def as_expected(consequence: Consequence) -> ExpectedChange:
    """Return a consequence as a pending decision keeps it in the log."""
    return ExpectedChange.model_validate(
        {
            "program_id": consequence.program_id,
            "fiscal_year": consequence.fiscal_year,
            "money_kind": consequence.money_kind,
            "measure": consequence.measure,
            "member": consequence.member,
            "before": consequence.before,
            "after": consequence.after,
        }
    )
