"""Agreements as read: members, bodies, constellations, statistics, keys, and what splits."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select

from application.queries import At
from application.views import (
    AgreementView,
    BodyView,
    ConsentView,
    ConstellationView,
    CostKeyView,
    MemberView,
    StatisticView,
)
from domain.cost_key import CostKey, Figures
from domain.errors import NotFound
from domain.model import Position, Timeline
from domain.segments import AdoptedKey, StatisticVersion, Terms
from infrastructure.history import Standing
from infrastructure.read_models.agreements import ESTABLISHED, FACETS
from infrastructure.tables import events

T = TypeVar("T")

_Standings = Mapping[tuple[str, str], Standing]


def agreements(connection: Connection, at: At) -> tuple[AgreementView, ...]:
    """Return every agreement as it stands, in the order they were registered."""
    things = FACETS.things(connection, at.known_at)
    standing = FACETS.standing(connection, things, at)
    return tuple(
        _agreement(thing, standing[thing])
        for thing in things
        if (ESTABLISHED, "") in standing.get(thing, {})
    )


def agreement(connection: Connection, agreement_id: UUID, at: At) -> AgreementView:
    """Return one agreement as it stands.

    Raises:
        NotFound: there is none at that pair of times.
    """
    return _agreement(str(agreement_id), _standing(connection, agreement_id, at))


def _standing(connection: Connection, agreement_id: UUID, at: At) -> _Standings:
    thing = str(agreement_id)
    found = FACETS.standing(connection, (thing,), at).get(thing)
    if not found or (ESTABLISHED, "") not in found:
        raise NotFound("agreement", agreement_id)
    return found


def _of(standing: _Standings, facet: str) -> Iterator[tuple[str, Standing]]:
    return ((item, one) for (name, item), one in standing.items() if name == facet)


def _agreement(thing: str, standing: _Standings) -> AgreementView:
    established = standing[ESTABLISHED, ""]
    return AgreementView(
        agreement_id=UUID(thing),
        name=established.value["name"],
        legal_form=established.value["legalForm"],
        host=established.value["host"],
        established_from=established.valid_from,
        members=tuple(
            MemberView(
                code=code,
                name=standing["member_name", code].value,
                is_member=one.value,
                since=one.valid_from,
            )
            for code, one in _of(standing, "member")
        ),
        bodies=tuple(_body(one) for _, one in _of(standing, "body")),
        constellations=tuple(
            ConstellationView(
                constellation_id=UUID(item),
                name=one.value["name"],
                members=tuple(one.value["members"]),
                since=one.valid_from,
            )
            for item, one in _of(standing, "constellation")
        ),
    )


def _body(standing: Standing) -> BodyView:
    body = standing.value
    return BodyView(
        body_id=UUID(body["bodyId"]),
        name=body["name"],
        body_kind=body["bodyKind"],
        programs=tuple(map(UUID, body["programs"])),
        since=standing.valid_from,
    )


def statistics(connection: Connection, agreement_id: UUID, at: At) -> tuple[StatisticView, ...]:
    """Return every registered statistic, by basis and reference date."""
    standing = _standing(connection, agreement_id, at)
    return tuple(_statistic(one.value, standing) for _, one in _of(standing, "statistic"))


def _statistic(value: dict[str, Any], standing: _Standings) -> StatisticView:
    figures = Figures.model_validate_json(json.dumps(value["figures"]))
    applied = standing.get(("applied", figures.basis))
    in_force = applied is not None and applied.value == figures.reference_date.isoformat()
    return StatisticView(
        basis=figures.basis,
        reference_date=figures.reference_date,
        applies_from=_day(value["appliesFrom"]),
        source=figures.source,
        figures=dict(figures.values),
        in_force_from=applied.valid_from if applied is not None and in_force else None,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def cost_keys(connection: Connection, agreement_id: UUID, at: At) -> tuple[CostKeyView, ...]:
    """Return every key that was adopted, with its consents, by id."""
    standing = _standing(connection, agreement_id, at)
    return tuple(_cost_key(item, one.value, standing) for item, one in _of(standing, "adopted"))


def _cost_key(key_id: str, value: dict[str, Any], standing: _Standings) -> CostKeyView:
    key = CostKey.model_validate_json(json.dumps(value["key"]))
    consents = [
        one.value for item, one in _of(standing, "consent") if item.partition("/")[0] == key_id
    ]
    given = {consent["member"] for consent in consents if consent["outcome"] == "given"}
    pending = standing["key_standing", key_id].value == "pending"
    return CostKeyView(
        key_id=UUID(key_id),
        scope=value["scope"],
        components=key.components,
        reference_rule=key.reference_rule,
        standing=standing["key_standing", key_id].value,
        effective_from=date.fromisoformat(value["effectiveFrom"]),
        decision_id=UUID(value["decisionId"]),
        required=tuple(value["required"]),
        consents=tuple(_consent(consent) for consent in consents),
        waiting_for=tuple(code for code in value["required"] if pending and code not in given),
    )


def _consent(value: dict[str, Any]) -> ConsentView:
    return ConsentView(
        member=value["member"],
        outcome=value["outcome"],
        body=value["body"],
        decided_on=date.fromisoformat(value["decidedOn"]),
        paragraph=value["paragraph"],
        case_number=value["caseNumber"],
    )


_LATEST_LEAF = select(events.c.leaf).where(
    events.c.position
    == select(func.max(FACETS.table.c.position))
    .where(
        FACETS.table.c.thing == bindparam("thing"),
        FACETS.table.c.position <= bindparam("known_at"),
    )
    .scalar_subquery()
)
_MOST_KEPT = 64
_kept: dict[tuple[UUID, bytes], Terms] = {}


def terms(connection: Connection, agreement_id: UUID, known_at: Position) -> Terms:
    """Return what a split reads of an agreement, past and to come, as known at a position.

    Terms are kept by the leaf at the position of the latest facet that is known by then. No
    other log, and no transaction that was rolled back, has that leaf, and it stands for all
    that came before it.
    """
    chosen = {"thing": str(agreement_id), "known_at": known_at}
    leaf = connection.execute(_LATEST_LEAF, chosen).scalar()
    if leaf is None:  # read models that are made again aside have no log beside them
        return _terms(connection, agreement_id, known_at)
    found = _kept.get((agreement_id, leaf))
    if found is None:
        found = _terms(connection, agreement_id, known_at)
        while len(_kept) >= _MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[agreement_id, leaf] = found
    return found


def _terms(connection: Connection, agreement_id: UUID, known_at: Position) -> Terms:
    thing = str(agreement_id)
    lines = FACETS.timelines(connection, (thing,), known_at).get(thing, {})

    def of(facet: str) -> Iterator[tuple[str, Timeline[Any]]]:
        return ((item, line) for (name, item), line in lines.items() if name == facet)

    return Terms(
        members=dict(of("member")),
        constellations={
            UUID(item): _each(line, lambda value: tuple(value["members"]))
            for item, line in of("constellation")
        },
        keys={scope: _each(line, _adopted_key) for scope, line in of("key")},
        figures=tuple(
            _statistic_version(value) for _, line in of("statistic") for _, value in line.steps
        ),
        applied={basis: _each(line, date.fromisoformat) for basis, line in of("applied")},
    )


def _each(line: Timeline[Any], read: Callable[[Any], T]) -> Timeline[T]:
    return Timeline(tuple((day, read(value)) for day, value in line.steps))


def _adopted_key(value: dict[str, Any]) -> AdoptedKey:
    key = CostKey.model_validate_json(json.dumps(value["key"]))
    return AdoptedKey(UUID(value["keyId"]), key)


def _statistic_version(value: dict[str, Any]) -> StatisticVersion:
    figures = Figures.model_validate_json(json.dumps(value["figures"]))
    return StatisticVersion(figures, _day(value["appliesFrom"]))


def member_names(connection: Connection, known_at: Position) -> Mapping[str, str]:
    """Return the name of every member there has been, by code."""
    return dict(_all_items(connection, "member_name", known_at))


def body_names(connection: Connection, known_at: Position) -> Mapping[str, str]:
    """Return what every body is called, by its id."""
    found = _all_items(connection, "body", known_at)
    return {item: value["name"] for item, value in found}


def constellation_names(connection: Connection, known_at: Position) -> Mapping[str, str]:
    """Return what every constellation is called, by its id."""
    found = _all_items(connection, "constellation", known_at)
    return {item: value["name"] for item, value in found}


def _all_items(connection: Connection, facet: str, known_at: Position) -> Iterator[tuple[str, Any]]:
    """Yield a facet's item and last value, of every agreement."""
    things = FACETS.things(connection, known_at)
    for lines in FACETS.timelines(connection, things, known_at, facet).values():
        for (_, item), line in lines.items():
            yield item, line.last
