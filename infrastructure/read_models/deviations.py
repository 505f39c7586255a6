"""Deviations: those found when something was registered, those noted, and what the postings say.

What goes above its money is read off the postings; what was untimely is recorded with its fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, case, func, or_, select

from application.departures import FoundDeviation, NotedDeviation, Overrun, Remaining
from application.queries import At
from domain import budget
from domain.budget.events import DeviationFound, DeviationNoted
from domain.model import Position
from domain.recorded import Recorded
from infrastructure.history import Facet, Facets, Standing, listed
from infrastructure.read_models.postings import POSTING

FACETS = Facets("deviation_facet")
_FOUND, _NOTED = "found", "noted"


def project(connection: Connection, recorded: Sequence[Recorded], position: Position) -> None:
    """Bring the read model up to the events of one transaction."""
    FACETS.add(connection, position, (facet for one in recorded for facet in _facets(one)))


def _facets(recorded: Recorded) -> Iterator[Facet]:
    match recorded.event:
        case DeviationFound() as event:
            value = {
                "code": event.code,
                "cause": str(event.cause),
                "projectId": str(event.project_id) if event.project_id else None,
                "amount": event.amount,
            }
            thing = str(event.deviation_id)
            yield listed(recorded, recorded.stream, thing)
            yield Facet(thing, _FOUND, value, event.dated)
        case DeviationNoted() as event:
            value = {"amount": event.amount, "entry": str(recorded.cause.entry)}
            yield Facet(str(event.deviation_id), _NOTED, value, event.effective_from)


def found_in(
    connection: Connection, program_id: UUID, fiscal_year: int, at: At
) -> tuple[FoundDeviation, ...]:
    """Return the costs and commitments of a program's year that were untimely, in log order."""
    things = FACETS.things(connection, at.known_at, budget.stream(program_id, fiscal_year))
    standing = FACETS.standing(connection, things, at)
    return tuple(
        _found(thing, standing[thing][_FOUND, ""])
        for thing in things
        if (_FOUND, "") in standing.get(thing, {})
    )


def _found(thing: str, standing: Standing) -> FoundDeviation:
    value = standing.value
    return FoundDeviation(
        deviation_id=UUID(thing),
        code=value["code"],
        cause=UUID(value["cause"]),
        project_id=UUID(value["projectId"]) if value["projectId"] else None,
        since=standing.valid_from,
    )


def noted(
    connection: Connection, deviations: Sequence[UUID], at: At
) -> Mapping[UUID, NotedDeviation]:
    """Return how large each deviation was when a body last took note of it; others are left out."""
    standing = FACETS.standing(connection, [str(one) for one in deviations], at)
    return {
        UUID(thing): NotedDeviation(
            found[_NOTED, ""].value["amount"], UUID(found[_NOTED, ""].value["entry"])
        )
        for thing, found in standing.items()
        if (_NOTED, "") in found
    }


# --- What the postings say ----------------------------------------------------------------------

_C = POSTING.c
_SPENT = func.sum(case((_C.account == "spent", _C.amount), else_=0))
_COMMITTED = func.sum(case((_C.account == "committed", _C.amount), else_=0))
_GIVEN = func.sum(case((_C.account.in_(("reserve", "allocated")), _C.amount), else_=0))
_BY_ENTRY = (
    select(
        _C.project_id,
        _C.position,
        func.min(_C.entry).label("entry"),
        func.min(_C.valid_from).label("day"),
        _GIVEN.label("given"),
        _SPENT.label("spent"),
        _COMMITTED.label("committed"),
    )
    .where(
        _C.program_id == bindparam("program_id"),
        _C.fiscal_year == bindparam("fiscal_year"),
        _C.money_kind == "cash",
        _C.account.in_(("reserve", "allocated", "spent", "committed")),
        _C.position <= bindparam("known_at"),
        _C.valid_from <= bindparam("valid_at"),
    )
    .group_by(_C.project_id, _C.position)
    .cte("by_entry")
)
_E = _BY_ENTRY.c


def _so_far(amount: Any) -> Any:
    return func.sum(amount).over(partition_by=_E.project_id, order_by=_E.position)


_SO_FAR = select(
    _E.project_id,
    _E.position,
    _E.entry,
    _E.day,
    _so_far(_E.given).label("given"),
    _so_far(_E.spent).label("spent"),
    _so_far(_E.committed).label("committed"),
    _so_far(_E.given - _E.spent - _E.committed).label("left"),
    (_E.given - _E.spent - _E.committed).label("change"),
    _E.spent.label("cost"),
).cte("so_far")
_S = _SO_FAR.c
_OVERRUNS = (
    select(_SO_FAR)
    .where(or_(_S.left < 0, _S.left - _S.change < 0))
    .order_by(_S.project_id, _S.position)
)


def overruns(
    connection: Connection, program_id: UUID, fiscal_year: int, at: At
) -> tuple[Overrun, ...]:
    """Return what each entry left that found, or left, a project or the reserve above its money.

    By project and then in the order of the log; sums of the same postings as every balance.
    """
    rows = connection.execute(
        _OVERRUNS,
        {
            "program_id": str(program_id),
            "fiscal_year": fiscal_year,
            "known_at": at.known_at,
            "valid_at": at.valid_at,
        },
    )
    return tuple(
        Overrun(
            project_id=UUID(row.project_id) if row.project_id else None,
            position=row.position,
            entry=UUID(row.entry),
            is_cost=row.cost > 0,
            day=row.day,
            given=int(row.given),
            spent=int(row.spent),
            committed=int(row.committed),
            before=int(row.left) - int(row.change),
        )
        for row in rows
    )


_ABOUT = (
    select(
        _C.concerns,
        _C.position,
        func.min(_C.entry).label("entry"),
        func.min(_C.valid_from).label("day"),
        func.sum(_C.amount).label("amount"),
    )
    .where(
        _C.concerns.in_(bindparam("facts", expanding=True)),
        _C.account.in_(("spent", "committed", "adjustment")),
        _C.program_id == bindparam("program_id"),
        _C.fiscal_year == bindparam("fiscal_year"),
        _C.position <= bindparam("known_at"),
        _C.valid_from <= bindparam("valid_at"),
    )
    .group_by(_C.concerns, _C.position)
    .order_by(_C.concerns, _C.position)
)


def remaining(
    connection: Connection, facts: Sequence[UUID], program_id: UUID, fiscal_year: int, at: At
) -> Mapping[UUID, tuple[Remaining, ...]]:
    """Return what remained of costs and commitments in a program's year after each entry."""
    if not facts:
        return {}
    rows = connection.execute(
        _ABOUT,
        {
            "facts": [str(fact) for fact in facts],
            "program_id": str(program_id),
            "fiscal_year": fiscal_year,
            "known_at": at.known_at,
            "valid_at": at.valid_at,
        },
    )
    found: dict[UUID, tuple[Remaining, ...]] = {}
    for row in rows:
        earlier = found.get(fact := UUID(row.concerns), ())
        before = earlier[-1].amount if earlier else 0
        after = Remaining(before + int(row.amount), UUID(row.entry), row.day)
        found[fact] = (*earlier, after)
    return found
