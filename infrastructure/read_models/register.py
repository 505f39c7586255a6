"""The register of decisions as read: filters, one decision, its standing and consequences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select

from application.queries import At, DecisionFilter, Listed, Page
from application.views import (
    ConsequenceView,
    DecisionLinks,
    DecisionView,
    EventView,
    ResolutionView,
    consequence_view,
    who_pays,
)
from domain.errors import NotFound
from domain.model import Bilingual, Position
from infrastructure.read_models import pending, register_pages
from infrastructure.read_models.agreement_answers import Named
from infrastructure.read_models.decision_links import links_of
from infrastructure.read_models.decisions import CONSEQUENCE, DECISION, STANDING
from infrastructure.read_models.follow_up_answers import histories
from infrastructure.read_models.log_entries import entries


@dataclass(frozen=True)
class Names:
    """What bodies (by id) and members (by code) are called, asked for when something is named."""

    find: Callable[[], Named]

    @cached_property
    def _found(self) -> Named:
        return self.find()

    @property
    def bodies(self) -> Mapping[str, str]:
        """The names of bodies, by id."""
        return self._found.bodies

    @property
    def members(self) -> Mapping[str, str]:
        """The names of members, by code."""
        return self._found.members


def decisions(
    connection: Connection, chosen: DecisionFilter, at: At, page: Page, names: Names
) -> Listed[DecisionView]:
    """Return a page of the register, newest first, and how many decisions match in all."""
    found = register_pages.page_of(connection, chosen, at, page)
    return Listed(_views(connection, found.items, at, names), found.total)


_ONE = select(DECISION).where(
    DECISION.c.decision_id == bindparam("decision_id"),
    DECISION.c.position <= bindparam("known_at"),
    DECISION.c.decided_on <= bindparam("valid_at"),
)


def decision(connection: Connection, decision_id: UUID, at: At, names: Names) -> DecisionView:
    """Return one decision.

    Raises:
        NotFound: there is no such decision at that pair of times.
    """
    row = connection.execute(
        _ONE,
        {"decision_id": str(decision_id), "known_at": at.known_at, "valid_at": at.valid_at},
    ).first()
    if row is None:
        raise NotFound("decision", decision_id)
    return _views(connection, [row], at, names)[0]


def _views(
    connection: Connection, rows: Sequence[Any], at: At, names: Names
) -> tuple[DecisionView, ...]:
    """Return decisions with what they are tied to and what has become of them."""
    links = links_of(connection, rows, at, names.bodies)
    # Nothing has come of a decision yet where it was taken.
    older = [row.decision_id for row in rows if row.position < at.known_at]
    told = histories(connection, older, at)
    return tuple(
        _view(connection, row, at, names).model_copy(
            update={
                "links": links.get(row.decision_id, DecisionLinks()),
                "follow_ups": told.get(row.decision_id, ()),
            }
        )
        for row in rows
    )


def _view(connection: Connection, row: Any, at: At, names: Names) -> DecisionView:
    taken, *caused = entries(
        connection, Position(row.event_position - 1), _ALL, Position(row.position)
    )
    data: dict[str, Any] = taken.data
    *before, standing = _standings(connection, row.decision_id, at.known_at)
    has_waited = "pending" in (*before, standing)
    changed = _consequences(connection, row.decision_id, "actual", at, names)
    expected = (
        _consequences(connection, row.decision_id, "expected", at, names) if has_waited else ()
    )
    to_come = who_pays(expected, expected=True) if standing == "pending" else ()
    return DecisionView.model_validate(
        {
            "decision_id": UUID(row.decision_id),
            "number": row.number,
            "body": names.bodies.get(row.body_id, row.body_id),
            "standing": standing,
            "recorded": row.recorded,
            "recorded_by": taken.recorded_by,
            "position": row.position,
            "envelope": data["envelope"],
            "resolutions": tuple(
                _resolution(number, one) for number, one in enumerate(data["resolutions"], 1)
            ),
            "events": (
                *(one for one in caused if str(one.entry) == row.decision_id),
                *(_became(connection, row.decision_id, at.known_at) if has_waited else ()),
            ),
            "consequences": changed,
            "expected": expected,
            "who_pays": (*who_pays(changed), *to_come),
        }
    )


_ALL = 10_000


def _became(connection: Connection, decision_id: str, known_at: Position) -> Iterator[EventView]:
    """Yield what became of a decision that waited: what it caused in the end, or that it lapsed."""
    spans = (
        *pending.entered(connection, decision_id, known_at),
        *pending.lapsed(connection, decision_id, known_at),
    )
    for after, until in spans:
        yield from entries(connection, after, _ALL, until)


def _resolution(number: int, recorded: dict[str, Any]) -> ResolutionView:
    sv, en = recorded["sentenceSv"], recorded["sentenceEn"]
    return ResolutionView(
        resolution=number,
        kind=recorded["command"]["kind"],
        wording=recorded["wording"],
        sentence=Bilingual(sv=sv, en=en) if sv and en else None,
        command=recorded["command"],
    )


_STANDINGS = (
    select(STANDING.c.standing)
    .where(
        STANDING.c.decision_id == bindparam("decision_id"),
        STANDING.c.position <= bindparam("known_at"),
    )
    .order_by(STANDING.c.position)
)


def _standings(connection: Connection, decision_id: str, known_at: Position) -> tuple[str, ...]:
    """Return each standing that a decision has had, in order; the last is what it has."""
    chosen = {"decision_id": decision_id, "known_at": known_at}
    return tuple(row.standing for row in connection.execute(_STANDINGS, chosen))


_K = CONSEQUENCE.c
_BY_MEMBER = (_K.position, _K.fiscal_year, _K.money_kind, _K.measure, _K.member)
_CONSEQUENCES = (
    select(
        *_BY_MEMBER,
        func.sum(_K.before).label("before"),
        func.sum(_K.after).label("after"),
    )
    .where(
        _K.decision_id == bindparam("decision_id"),
        _K.stage == bindparam("stage"),
        _K.position <= bindparam("known_at"),
    )
    .group_by(*_BY_MEMBER)
    .order_by(*_BY_MEMBER)
)


def _consequences(
    connection: Connection, decision_id: str, stage: str, at: At, names: Names
) -> tuple[ConsequenceView, ...]:
    chosen = {"decision_id": decision_id, "stage": stage, "known_at": at.known_at}
    rows = connection.execute(_CONSEQUENCES, chosen).all()
    called = names.members if rows else {}
    return tuple(
        consequence_view(member, called.get(member, ""), tuple(what), int(before), int(after))
        for *what, member, before, after in rows
    )


def consequences(
    connection: Connection, entry: UUID, at: At, names: Names
) -> tuple[ConsequenceView, ...]:
    """Return what a decision or a registration changed for each member."""
    return _consequences(connection, str(entry), "actual", at, names)


_PLACE = select(DECISION.c.event_position, DECISION.c.position).where(
    DECISION.c.decision_id == bindparam("decision_id"),
    DECISION.c.position <= bindparam("known_at"),
)


def spans(
    connection: Connection, decision_id: UUID, known_at: Position
) -> tuple[tuple[Position, Position], ...]:
    """Return where in the log a decision took effect: after one position, up to another.

    Where it was taken, and where it entered into force if it waited for consents.
    """
    chosen = {"decision_id": str(decision_id), "known_at": known_at}
    taken = connection.execute(_PLACE, chosen).first()
    if taken is None:
        return ()
    own = (Position(taken.event_position), Position(taken.position))
    return (own, *pending.entered(connection, str(decision_id), known_at))
