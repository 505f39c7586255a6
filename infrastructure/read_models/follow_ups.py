"""Follow-up of decisions as read: what each asked for, and how far it has come on a day."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, exists, select

from application.queries import At, FollowUpFilter
from application.views import FollowedUpView, FollowUpView
from application.views.follow_ups import Standing, age_group
from domain.decision import DecisionTaken, FollowUpRecorded
from domain.errors import NotFound
from domain.model import Position
from domain.recorded import Recorded
from infrastructure.history import Facet, Facets
from infrastructure.read_models.decision_subjects import SUBJECT
from infrastructure.read_models.decisions import DECISION, STANDING
from infrastructure.read_models.log_entries import open_texts
from infrastructure.tables import events

FACETS = Facets("follow_up_facet")
ASKS, FOLLOWED_UP = "asks", "followed_up"
_DONE = ("carried_out", "written_off")


def project(connection: Connection, recorded: Sequence[Recorded], position: Position) -> None:
    """Bring the read model up to the events of one transaction."""
    FACETS.add(connection, position, (facet for one in recorded for facet in _facets(one)))


def _facets(recorded: Recorded) -> Iterator[Facet]:
    event, thing = recorded.event, recorded.stream.partition("/")[2]
    if isinstance(event, DecisionTaken):
        envelope = event.envelope
        if envelope.assignment or envelope.follow_up:
            yield Facet(thing, ASKS, event.number, envelope.decided_on)
    elif isinstance(event, FollowUpRecorded):
        value = event.model_dump(mode="json", exclude={"v", "dated"})
        value["recordedBy"] = recorded.cause.recorded_by
        # An item for each, so that of two for one day both are told.
        yield Facet(thing, FOLLOWED_UP, value, event.dated, item=f"{recorded.position:020}")


# --- Reading ------------------------------------------------------------------------------------


_F = FACETS.table.c
_S = STANDING.c
_ENDED = ("lapsed", "reversed")
"""The standings of a decision that leave nothing to carry out."""


def follow_ups(
    connection: Connection, chosen: FollowUpFilter, at: At, bodies: Mapping[str, str]
) -> tuple[FollowUpView, ...]:
    """Return what is to be followed up, the oldest decision first, then in the order of the log."""
    ended = exists(
        select(_S.decision_id).where(
            _S.decision_id == DECISION.c.decision_id,
            _S.position <= at.known_at,
            _S.standing.in_(_ENDED),
        )
    )
    found = _found(connection, _wanted(chosen, at).where(~ended), at, bodies)
    return tuple(one for one in found if _holds(chosen, one))


def follow_up(
    connection: Connection, decision_id: UUID, at: At, bodies: Mapping[str, str]
) -> FollowUpView:
    """Return the follow-up of one decision.

    Raises:
        NotFound: there is no such decision at that pair of times, or nothing to follow up.
    """
    wanted = _wanted(FollowUpFilter(), at).where(DECISION.c.decision_id == str(decision_id))
    found = _found(connection, wanted, at, bodies)
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


def _wanted(chosen: FollowUpFilter, at: At) -> Select[Any]:
    """Return the decisions that ask for something or have been followed up, at a pair of times."""
    asked = exists(
        select(_F.thing).where(
            _F.thing == DECISION.c.decision_id,
            _F.position <= at.known_at,
            _F.valid_from <= at.valid_at,
        )
    )
    wanted = (
        select(DECISION, events.c.state)
        .join(events, events.c.position == DECISION.c.event_position)
        .where(asked, DECISION.c.decided_on <= at.valid_at, DECISION.c.position <= at.known_at)
        .order_by(DECISION.c.decided_on, DECISION.c.event_position)
    )
    if chosen.body_id:
        wanted = wanted.where(DECISION.c.body_id == str(chosen.body_id))
    if chosen.program_id:
        wanted = wanted.where(
            exists(
                select(SUBJECT.c.subject).where(
                    SUBJECT.c.event_position == DECISION.c.event_position,
                    SUBJECT.c.subject == f"program/{chosen.program_id}",
                )
            )
        )
    return wanted


def _found(
    connection: Connection, wanted: Select[Any], at: At, bodies: Mapping[str, str]
) -> list[FollowUpView]:
    rows = connection.execute(wanted).all()
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
    days = [one["due"] for one in (assignment, follow_up_) if one and one["due"]]
    return {
        "heading": envelope["heading"],
        "paragraph": envelope["paragraph"],
        "askedFor": "assignment" if assignment else "follow_up" if follow_up_ else "nothing",
        "what": assignment["what"] if assignment else first["wording"],
        "responsible": asked.get("to") or asked.get("responsible"),
        "due": min(days, default=None),
    }


def _view(
    row: Any,
    asked: Mapping[str, Any],
    history: tuple[FollowedUpView, ...],
    today: date,
    bodies: Mapping[str, str],
) -> FollowUpView:
    standing: Standing = history[-1].standing if history else "not_started"
    due = date.fromisoformat(asked["due"]) if asked["due"] else None
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


def _holds(chosen: FollowUpFilter, one: FollowUpView) -> bool:
    return (
        (chosen.standing is None or one.standing == chosen.standing)
        and (chosen.overdue is None or bool(one.overdue_days) == chosen.overdue)
        and one.age_days >= chosen.min_age
    )
