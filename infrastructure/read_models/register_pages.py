"""Which decisions a page of the register has, and how many there are in all.

The list of the rarest subject that is asked for is walked, newest first; what else is asked for
must hold of each.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, bindparam, exists, func, select

from application.queries import At, DecisionFilter, Listed, Page
from infrastructure.read_models.decision_subjects import EVERY, SUBJECT, count, total
from infrastructure.read_models.decisions import DECISION, TEXT
from infrastructure.tables import texts

_D, _S = DECISION.c, SUBJECT.c


def page_of(connection: Connection, chosen: DecisionFilter, at: At, page: Page) -> Listed[Any]:
    """Return the rows of the decisions on a page, newest first, and how many match in all."""
    subjects = sorted(
        _subjects(chosen), key=lambda subject: count(connection, subject, at.known_at).decisions
    )
    if not subjects and (chosen.decided_from or chosen.decided_to):
        matching = _decided(bool(chosen.decided_from), bool(chosen.decided_to), bool(chosen.text))
    else:
        matching = _listed(
            max(0, len(subjects) - 1),
            bool(chosen.decided_from),
            bool(chosen.decided_to),
            bool(chosen.text),
        )
    subject, *others = subjects or (EVERY,)
    values = {
        "known_at": at.known_at,
        "valid_at": at.valid_at,
        "decided_from": chosen.decided_from,
        "decided_to": chosen.decided_to,
        "subject": subject,
        "text": _like(chosen.text),
        **{f"other_{number}": other for number, other in enumerate(others)},
    }
    where = {"limit": page.limit, "offset": page.offset}
    rows = connection.execute(_page(matching), {**values, **where}).all()
    if others or chosen.decided_from or chosen.decided_to or chosen.text:
        in_all = connection.execute(_count(matching), values).scalar_one()
    else:
        in_all = total(connection, subject, at)
    return Listed(tuple(rows), int(in_all))


def _subjects(chosen: DecisionFilter) -> Iterator[str]:
    """Yield what the decisions that are asked for concern; every decision concerns each."""
    wanted = {
        "body": chosen.body_id,
        "program": chosen.program_id,
        "project": chosen.project_id,
        "kind": chosen.kind,
        "member": chosen.member,
        "outcome": chosen.outcome,
        "matter": chosen.matter,
    }
    return (f"{name}/{value}" for name, value in wanted.items() if value)


_ESCAPE: Final = "/"


def _like(text: str | None) -> str | None:
    """Return the pattern that finds a text, without regard to case, anywhere in another."""
    if not text:
        return None
    folded = text.casefold()
    for special in (_ESCAPE, "%", "_"):
        folded = folded.replace(special, _ESCAPE + special)
    return f"%{folded}%"


# --- Statements, each built once ----------------------------------------------------------------


@cache
def _listed(others: int, starts: bool, ends: bool, says: bool) -> Select[Any]:  # noqa: FBT001
    """Return the places of the decisions in a list, of so many others too."""
    found = select(_S.event_position).where(
        _S.subject == bindparam("subject"),
        _S.event_position <= bindparam("known_at"),
        _S.position <= bindparam("known_at"),
        *_days(_S.decided_on, starts, ends),
        *(_concerns(f"other_{number}") for number in range(others)),
    )
    if says:
        found = found.join(DECISION, _D.event_position == _S.event_position).where(_says())
    return found


@cache
def _decided(starts: bool, ends: bool, says: bool) -> Select[Any]:  # noqa: FBT001
    """Return the places of the decisions between two days, by the index of their days."""
    found = select(_D.event_position).where(
        _D.position <= bindparam("known_at"), *_days(_D.decided_on, starts, ends)
    )
    return found.where(_says()) if says else found


def _days(decided_on: Any, starts: bool, ends: bool) -> Iterator[ColumnElement[bool]]:  # noqa: FBT001
    yield decided_on <= bindparam("valid_at")
    if starts:
        yield decided_on >= bindparam("decided_from")
    if ends:
        yield decided_on <= bindparam("decided_to")


def _concerns(name: str) -> ColumnElement[bool]:
    also = SUBJECT.alias()
    return exists(
        select(also.c.subject).where(
            also.c.subject == bindparam(name),
            also.c.event_position == _S.event_position,
            also.c.position <= bindparam("known_at"),
        )
    )


def _says() -> ColumnElement[bool]:
    return exists(
        select(TEXT.c.decision_id).where(
            TEXT.c.decision_id == _D.decision_id,
            TEXT.c.sealed == texts.c.sealed,
            texts.c.folded.like(bindparam("text"), escape=_ESCAPE),
        )
    )


@cache
def _page(matching: Select[Any]) -> Select[Any]:
    [place] = matching.selected_columns
    # SQLite would walk all decisions in their order to find those between two days: "+ 0" says
    # that they are to be sorted.
    order = place if place.table is SUBJECT else place + 0
    of_page = (
        matching.order_by(order.desc())
        .limit(bindparam("limit", type_=_D.event_position.type))
        .offset(bindparam("offset", type_=_D.event_position.type))
        .subquery("of_page")
    )
    return (
        select(DECISION)
        .join(of_page, of_page.c.event_position == _D.event_position)
        .order_by(_D.event_position.desc())
    )


@cache
def _count(matching: Select[Any]) -> Select[Any]:
    return select(func.count()).select_from(matching.subquery("matching"))
