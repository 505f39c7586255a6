"""Follow-up of decisions as read: what each asked for, and how far it has come on a day."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    bindparam,
    exists,
    func,
    literal_column,
    not_,
    select,
)

from application.queries import At, FollowUpCount, FollowUpFilter, Listed, Page
from application.views import FollowedUpView, FollowUpView
from application.views.follow_ups import Standing, age_group
from domain.errors import NotFound
from infrastructure.prepared import PLANNED_EACH_TIME
from infrastructure.read_models.decision_subjects import SUBJECT
from infrastructure.read_models.decisions import DECISION, STANDING
from infrastructure.read_models.follow_ups import FACETS, FOLLOW_UP, FOLLOWED_UP, STANDS
from infrastructure.read_models.log_entries import open_texts
from infrastructure.tables import events

_DONE: Final = ("carried_out", "written_off")
_ENDED: Final = ("lapsed", "reversed")
"""The standings of a decision that leave nothing to carry out."""

# --- Which decisions, and how they stand --------------------------------------------------------

_U, _F, _S = FOLLOW_UP.c, FACETS.table.c, STANDING.c


_KNOWN: Final = (_F.position <= bindparam("known_at")) & (_F.valid_from <= bindparam("valid_at"))
_FOLLOWED_UP: Final = exists(select(_F.thing).where(_F.thing == _U.decision_id, _KNOWN))
_HAS_ENDED: Final = exists(
    select(_S.decision_id).where(
        _S.decision_id == _U.decision_id,
        _S.position <= bindparam("known_at"),
        _S.standing.in_([literal_column(f"'{standing}'") for standing in _ENDED]),
    )
)
_NOT_STARTED: Final = literal_column("'\"not_started\"'", _F.value.type)
_STANDS: Final = func.coalesce(
    select(_F.value)
    .where(_F.thing == _U.decision_id, _F.facet == STANDS, _F.item == "", _KNOWN)
    .order_by(_F.valid_from.desc(), _F.position.desc())
    .limit(1)
    .scalar_subquery(),
    _NOT_STARTED,
)
"""How far a decision had come, in canonical JSON."""
_OVERDUE: Final = func.coalesce(_U.due < bindparam("valid_at"), literal_column("false")) & (
    _STANDS.not_in([literal_column(f"'\"{standing}\"'") for standing in _DONE])
)
_WANTED: Final = select(FOLLOW_UP).where(
    _U.decided_on <= bindparam("valid_at"),
    _U.position <= bindparam("known_at"),
    _U.asks | _FOLLOWED_UP,
)
_CONDITIONS: Final[Mapping[str, ColumnElement[bool]]] = {
    "standing": bindparam("stands") == _STANDS,
    "overdue": _OVERDUE,
    "not_overdue": not_(_OVERDUE),
    "body_id": _U.body_id == bindparam("body_id"),
    "subject": exists(
        select(SUBJECT.c.subject).where(
            SUBJECT.c.subject == bindparam("subject"),
            SUBJECT.c.event_position == _U.event_position,
        )
    ),
    "min_age": _U.decided_on <= bindparam("decided_by"),
}
_PLACE: Final = bindparam("limit", type_=Integer), bindparam("offset", type_=Integer)


def _asked_for(chosen: FollowUpFilter, at: At) -> tuple[tuple[str, ...], dict[str, Any]]:
    """Return which conditions a filter has, and the values of a statement with them."""
    conditions = {
        "standing": chosen.standing is not None,
        "overdue": chosen.overdue is True,
        "not_overdue": chosen.overdue is False,
        "body_id": chosen.body_id is not None,
        "subject": chosen.program_id is not None,
        "min_age": chosen.min_age > 0,
    }
    days = min(chosen.min_age, (at.valid_at - date.min).days)
    values = {
        "valid_at": at.valid_at,
        "known_at": at.known_at,
        "stands": f'"{chosen.standing}"',
        "body_id": str(chosen.body_id),
        "subject": f"program/{chosen.program_id}",
        "decided_by": at.valid_at - timedelta(days=days),
    }
    return tuple(name for name, asked in conditions.items() if asked), values


@cache
def _matching(conditions: tuple[str, ...]) -> Select[Any]:
    return _WANTED.where(~_HAS_ENDED, *(_CONDITIONS[name] for name in conditions))


@cache
def _page(conditions: tuple[str, ...]) -> Select[Any]:
    limit, offset = _PLACE
    of_page = (
        _matching(conditions)
        .order_by(_U.decided_on, _U.event_position)
        .limit(limit)
        .offset(offset)
        .subquery("of_page")
    )
    place = of_page.c.event_position
    return (
        select(DECISION, of_page.c.due, events.c.state)
        .join(of_page, place == DECISION.c.event_position)
        .join(events, events.c.position == place)
        .order_by(DECISION.c.decided_on, DECISION.c.event_position)
        .execution_options(**PLANNED_EACH_TIME)
    )


@cache
def _count(conditions: tuple[str, ...]) -> Select[Any]:
    counted = select(func.count()).select_from(_matching(conditions).subquery("matching"))
    return counted.execution_options(**PLANNED_EACH_TIME)


@cache
def _counts(conditions: tuple[str, ...]) -> Select[Any]:
    counted = (
        _matching(conditions)
        .with_only_columns(_U.decided_on, _STANDS.label("stands"), _OVERDUE.label("overdue"))
        .subquery("counted")
    )
    key = (counted.c.decided_on, counted.c.stands, counted.c.overdue)
    of_each = select(*key, func.count().label("decisions")).group_by(*key)
    return of_each.execution_options(**PLANNED_EACH_TIME)


_ONE: Final = (
    _WANTED.join(DECISION, DECISION.c.event_position == _U.event_position)
    .join(events, events.c.position == _U.event_position)
    .where(_U.event_position == bindparam("event_position"))
    .with_only_columns(*DECISION.columns, _U.due, events.c.state)
)
_PLACE_OF: Final = select(DECISION.c.event_position).where(
    DECISION.c.decision_id == bindparam("decision_id")
)


def counts(connection: Connection, chosen: FollowUpFilter, at: At) -> tuple[FollowUpCount, ...]:
    """Return how many decisions of each age stand how, in no order."""
    conditions, values = _asked_for(chosen, at)
    return tuple(
        FollowUpCount(
            age_group((at.valid_at - row.decided_on).days),
            json.loads(row.stands),
            bool(row.overdue),
            row.decisions,
        )
        for row in connection.execute(_counts(conditions), values)
    )


# --- What is answered ---------------------------------------------------------------------------


def follow_ups(
    connection: Connection, chosen: FollowUpFilter, at: At, page: Page, bodies: Mapping[str, str]
) -> Listed[FollowUpView]:
    """Return a page of what is to be followed up, the oldest decision first, and how many in all.

    Of one day, in the order of the log.
    """
    conditions, values = _asked_for(chosen, at)
    in_all = connection.execute(_count(conditions), values).scalar_one()
    place = {"limit": page.limit, "offset": page.offset}
    rows = connection.execute(_page(conditions), {**values, **place}).all()
    return Listed(tuple(_views(connection, rows, at, bodies)), int(in_all))


def follow_up(
    connection: Connection, decision_id: UUID, at: At, bodies: Mapping[str, str]
) -> FollowUpView:
    """Return the follow-up of one decision.

    Raises:
        NotFound: there is no such decision at that pair of times, or nothing to follow up.
    """
    place = connection.execute(_PLACE_OF, {"decision_id": str(decision_id)}).scalar()
    chosen = {"event_position": place, "valid_at": at.valid_at, "known_at": at.known_at}
    found = _views(connection, connection.execute(_ONE, chosen).all(), at, bodies)
    if not found:
        raise NotFound("follow-up", decision_id)
    return found[0]


def histories(
    connection: Connection, decisions: Sequence[str], at: At
) -> Mapping[str, tuple[FollowedUpView, ...]]:
    """Return how far each decision had come, by the day it was so, then as recorded."""
    recorded = [
        (thing, one)
        for thing, facets in FACETS.standing(connection, decisions, at).items()
        for (facet, _), one in facets.items()
        if facet == FOLLOWED_UP
    ]
    texts = open_texts(connection, [one.value for _, one in recorded])
    found: dict[str, list[FollowedUpView]] = {}
    for (thing, one), value in zip(recorded, texts, strict=True):
        said = {**value, "dated": one.valid_from, "position": one.position}
        found.setdefault(thing, []).append(FollowedUpView.model_validate(said))
    return {
        thing: tuple(sorted(history, key=lambda one: (one.dated, one.position)))
        for thing, history in found.items()
    }


def _views(
    connection: Connection, rows: Sequence[Any], at: At, bodies: Mapping[str, str]
) -> list[FollowUpView]:
    told = histories(connection, [row.decision_id for row in rows], at)
    asked = open_texts(connection, [_asked(json.loads(row.state)["event"]) for row in rows])
    return [
        _view(row, one, told.get(row.decision_id, ()), at.valid_at, bodies)
        for row, one in zip(rows, asked, strict=True)
    ]


def _asked(decision: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a decision asks for, its texts still sealed."""
    envelope, first = decision["envelope"], decision["resolutions"][0]
    assignment, follow_up_ = envelope["assignment"], envelope["followUp"]
    asked = assignment or follow_up_ or {}
    return {
        "heading": envelope["heading"],
        "paragraph": envelope["paragraph"],
        "askedFor": "assignment" if assignment else "follow_up" if follow_up_ else "nothing",
        "what": assignment["what"] if assignment else first["wording"],
        "responsible": asked.get("to") or asked.get("responsible"),
    }


def _view(
    row: Any,
    asked: Mapping[str, Any],
    history: tuple[FollowedUpView, ...],
    today: date,
    bodies: Mapping[str, str],
) -> FollowUpView:
    standing: Standing = history[-1].standing if history else "not_started"
    due = row.due
    age = (today - row.decided_on).days
    late = (today - due).days if due and standing not in _DONE else 0
    return FollowUpView.model_validate(
        {
            **asked,
            "decision_id": UUID(row.decision_id),
            "number": row.number,
            "decided_on": row.decided_on,
            "body_id": UUID(row.body_id),
            "body": bodies.get(row.body_id, row.body_id),
            "due": due,
            "standing": standing,
            "since": _since(history) or row.decided_on,
            "age_days": age,
            "age_group": age_group(age),
            "overdue_days": max(late, 0) if due else None,
            "history": history,
        }
    )


def _since(history: Sequence[FollowedUpView]) -> date | None:
    """Return the first day of the last unbroken run of one standing."""
    since = None
    for one in reversed(history):
        if one.standing != history[-1].standing:
            break
        since = one.dated
    return since
