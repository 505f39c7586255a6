"""How decisions are tied to each other: what they correct, reverse and follow, both ways."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Column, Connection, Table, bindparam, or_, select

from application.queries import At
from application.views import DecisionLinks, LinkedDecision
from domain.decision import DecisionCorrected, DecisionReversed
from domain.model import Bilingual, Event, Position
from domain.recorded import Recorded
from infrastructure.read_models.decisions import DECISION
from infrastructure.read_models.log_entries import open_texts
from infrastructure.tables import Whole, Words, events, metadata

LINK = Table(
    "decision_link",
    metadata,
    Column("decision_id", Words, primary_key=True),
    Column("relation", Words, primary_key=True),
    Column("target", Words, primary_key=True, index=True),
    Column("position", Whole, nullable=False),
)
"""That a decision corrects or reverses another, from which position."""

_INSERT: Final = LINK.insert()

_RELATIONS: Final[Mapping[type[Event], str]] = {
    DecisionCorrected: "corrects",
    DecisionReversed: "reverses",
}
"""By the event on the stream of the decision that was corrected or reversed."""
_INVERSE: Final = {"corrects": "corrected_by", "reverses": "reversed_by"}


def project(connection: Connection, recorded: Sequence[Recorded], position: Position) -> None:
    """Enter what the decision of one transaction corrects and reverses."""
    rows = {
        (one.cause.entry, relation, one.stream): {
            "decision_id": str(one.cause.entry),
            "relation": relation,
            "target": one.stream.partition("/")[2],
            "position": position,
        }
        for one in recorded
        if (relation := _RELATIONS.get(type(one.event)))
    }
    if rows:
        connection.execute(_INSERT, list(rows.values()))


# --- Reading ------------------------------------------------------------------------------------

_LINKS = select(LINK.c.decision_id, LINK.c.relation, LINK.c.target).where(
    or_(
        LINK.c.decision_id.in_(bindparam("ids", expanding=True)),
        LINK.c.target.in_(bindparam("ids", expanding=True)),
    ),
    LINK.c.position <= bindparam("known_at"),
)
_LINE = (
    select(
        DECISION.c.decision_id,
        DECISION.c.number,
        DECISION.c.decided_on,
        DECISION.c.body_id,
        DECISION.c.matter,
        DECISION.c.event_position,
        events.c.state,
    )
    .join(events, events.c.position == DECISION.c.event_position)
    .where(
        or_(
            DECISION.c.decision_id.in_(bindparam("ids", expanding=True)),
            DECISION.c.matter.in_(bindparam("matters", expanding=True)),
        ),
        DECISION.c.position <= bindparam("known_at"),
        DECISION.c.decided_on <= bindparam("valid_at"),
    )
    .order_by(DECISION.c.event_position)
)


def links_of(
    connection: Connection, decisions: Sequence[Any], at: At, bodies: Mapping[str, str]
) -> Mapping[str, DecisionLinks]:
    """Return what each decision (a row of the register) is tied to, at a pair of times."""
    ids = {row.decision_id for row in decisions}
    matters = {row.matter for row in decisions if row.matter}
    links = connection.execute(_LINKS, {"ids": list(ids), "known_at": at.known_at}).all()
    linked = {end for link in links for end in (link.decision_id, link.target)}
    if not linked and not matters:
        return {}
    others = connection.execute(
        _LINE,
        {
            "ids": list(linked),
            "matters": list(matters),
            "known_at": at.known_at,
            "valid_at": at.valid_at,
        },
    ).all()
    lines = _lines(connection, others, bodies)
    tied = _tied(ids, links, others)
    return {
        decision_id: DecisionLinks(
            **{
                relation: tuple(line for other, line in lines.items() if other in ends)
                for relation, ends in relations.items()
            }
        )
        for decision_id, relations in tied.items()
    }


def _tied(
    ids: Iterable[str], links: Sequence[Any], others: Sequence[Any]
) -> dict[str, dict[str, set[str]]]:
    """Return the ids of what each decision is tied to, by relation."""
    tied: dict[str, dict[str, set[str]]] = {one: defaultdict(set) for one in ids}
    for link in links:
        if link.decision_id in tied:
            tied[link.decision_id][link.relation].add(link.target)
        if link.target in tied:
            tied[link.target][_INVERSE[link.relation]].add(link.decision_id)
    by_matter: dict[str, list[str]] = defaultdict(list)
    for other in others:
        if other.matter:
            by_matter[other.matter].append(other.decision_id)
    for matter in by_matter.values():
        for place, one in enumerate(matter):
            if one in tied:
                tied[one]["follows"].update(matter[:place])
                tied[one]["followed_by"].update(matter[place + 1 :])
    return tied


def _lines(
    connection: Connection, rows: Sequence[Any], bodies: Mapping[str, str]
) -> dict[str, LinkedDecision]:
    """Return decisions in a line each, in the order of the log."""
    stored = [json.loads(row.state)["event"] for row in rows]
    said = [
        {"paragraph": one["envelope"]["paragraph"], **_first(one["resolutions"][0])}
        for one in stored
    ]
    return {
        row.decision_id: LinkedDecision(
            decision_id=UUID(row.decision_id),
            number=row.number,
            decided_on=row.decided_on,
            body=bodies.get(row.body_id, row.body_id),
            paragraph=one["paragraph"],
            sentence=_in_a_line(one["sv"], one["en"]),
        )
        for row, one in zip(rows, open_texts(connection, said), strict=True)
    }


def _first(resolution: Mapping[str, Any]) -> dict[str, str]:
    """Return what a resolution says in both languages: its sentence, or else its wording."""
    sv, en = resolution["sentenceSv"], resolution["sentenceEn"]
    return {"sv": sv or resolution["wording"], "en": en or resolution["wording"]}


_LONGEST_LINE: Final = 200


def _in_a_line(sv: str | None, en: str | None) -> Bilingual | None:
    """Return a sentence as one line, cut when it is long; None when it has been erased."""
    if not sv or not en:
        return None
    lines = (text.partition("\n")[0] for text in (sv, en))
    sv, en = (
        line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1].rstrip()}…"
        for line in lines
    )
    return Bilingual(sv=sv, en=en)
