"""Which decisions a page of the register has, and how many there are in all.

The list of the rarest subject that is asked for is walked, newest first; what else is asked for
must hold of each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Integer, Select, bindparam, exists, func, select

from application.queries import At, DecisionFilter, Listed, Page
from infrastructure.prepared import PLANNED_EACH_TIME
from infrastructure.read_models.decision_subjects import EVERY, SUBJECT, count, total
from infrastructure.read_models.decisions import DECISION, TEXT
from infrastructure.tables import texts

_D, _S = DECISION.c, SUBJECT.c


def page_of(connection: Connection, chosen: DecisionFilter, at: At, page: Page) -> Listed[Any]:
    """Return the rows of the decisions on a page, newest first, and how many match in all."""
    counts = {
        subject: count(connection, subject, at.known_at).decisions for subject in _subjects(chosen)
    }
    subject, *others = sorted(counts, key=lambda one: counts[one]) or (EVERY,)
    shape = _Shape(
        by_day=not counts and bool(chosen.decided_from or chosen.decided_to),
        others=len(others),
        starts=chosen.decided_from is not None,
        ends=chosen.decided_to is not None,
        says=bool(chosen.text),
        few=counts.get(subject, _MANY) < _MANY or _few_days(chosen),
    )
    values = {
        "known_at": at.known_at,
        "valid_at": at.valid_at,
        "decided_from": chosen.decided_from,
        "decided_to": chosen.decided_to,
        "subject": subject,
        "text": _like(chosen.text),
        "limit": page.limit,
        "offset": page.offset,
        **{f"other_{number}": other for number, other in enumerate(others)},
    }
    rows = connection.execute(_page(shape), values).all()
    if shape.is_one_list:
        return Listed(tuple(rows), total(connection, subject, at))
    if rows and shape.says:
        return Listed(tuple(rows), int(rows[0].in_all))
    return Listed(tuple(rows), int(connection.execute(_count(shape), values).scalar_one()))


_MANY: Final = 2000
"""From how many decisions on all texts are searched, and not those of each decision."""
_FEW_DAYS: Final = 92


def _few_days(chosen: DecisionFilter) -> bool:
    first, last = chosen.decided_from, chosen.decided_to
    return first is not None and last is not None and (last - first).days <= _FEW_DAYS


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


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a statement asks for: by day or in a list, in so many others too, and what it says."""

    by_day: bool
    others: int
    starts: bool
    ends: bool
    says: bool
    few: bool

    @property
    def is_one_list(self) -> bool:
        """Whether all of one list is asked for, and nothing else of its decisions."""
        return not (self.by_day or self.others or self.starts or self.ends or self.says)


def _matching(shape: _Shape) -> tuple[Select[Any], ColumnElement[Any]]:
    """Return the places of the decisions that match, and what they are sorted by."""
    found = _by_day() if shape.by_day else _listed(shape.others)
    [place] = found.selected_columns
    decided_on = _D.decided_on if shape.by_day else _S.decided_on
    found = found.where(decided_on <= bindparam("valid_at"))
    if shape.starts:
        found = found.where(decided_on >= bindparam("decided_from"))
    if shape.ends:
        found = found.where(decided_on <= bindparam("decided_to"))
    if shape.says:
        found = found.where(_each_says(place) if shape.few else _says(place))
    # SQLite would walk all decisions in their order to find those between two days: "+ 0" says
    # that they are to be sorted.
    return found, place + 0 if shape.by_day else place


def _listed(others: int) -> Select[Any]:
    return select(_S.event_position).where(
        _S.subject == bindparam("subject"),
        _S.event_position <= bindparam("known_at"),
        _S.position <= bindparam("known_at"),
        *(_concerns(f"other_{number}") for number in range(others)),
    )


def _by_day() -> Select[Any]:
    return select(_D.event_position).where(_D.position <= bindparam("known_at"))


def _concerns(name: str) -> ColumnElement[bool]:
    also = SUBJECT.alias()
    return exists(
        select(also.c.subject).where(
            also.c.subject == bindparam(name),
            also.c.event_position == _S.event_position,
            also.c.position <= bindparam("known_at"),
        )
    )


_FOUND: Final = texts.c.folded.like(bindparam("text"), escape=_ESCAPE)


def _says(place: ColumnElement[Any]) -> ColumnElement[bool]:
    """Tell whether a decision is among those found by walking every text once."""
    found = TEXT.c.sealed.in_(select(texts.c.sealed).where(_FOUND))
    return place.in_(select(TEXT.c.event_position).where(found))


def _each_says(place: ColumnElement[Any]) -> ColumnElement[bool]:
    """Tell whether a decision has such a text, by walking its texts."""
    said = select(TEXT.c.event_position).where(
        TEXT.c.event_position == place, TEXT.c.sealed == texts.c.sealed, _FOUND
    )
    return exists(said.correlate_except(TEXT, texts))


@cache
def _page(shape: _Shape) -> Select[Any]:
    found, order = _matching(shape)
    if shape.says:  # the texts are walked once
        found = found.add_columns(func.count().over().label("in_all"))
    of_page = (
        found.order_by(order.desc())
        .limit(bindparam("limit", type_=Integer))
        .offset(bindparam("offset", type_=Integer))
        .subquery("of_page")
    )
    return (
        select(DECISION, *(of_page.c[name] for name in ("in_all",) if shape.says))
        .join(of_page, of_page.c.event_position == _D.event_position)
        .order_by(_D.event_position.desc())
        .execution_options(**PLANNED_EACH_TIME)
    )


@cache
def _count(shape: _Shape) -> Select[Any]:
    found, _ = _matching(shape)
    counted = select(func.count()).select_from(found.subquery("matching"))
    return counted.execution_options(**PLANNED_EACH_TIME)
