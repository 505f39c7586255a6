"""Agreements as read: members, bodies, constellations, statistics, keys, and what splits."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import Connection

from application.queries import At
from application.views import (
    AgreementView,
    BodyView,
    ConstellationView,
    MemberView,
    ResourceRateView,
    StatisticView,
    WrongFigures,
)
from domain.agreement.events import DecisionRule
from domain.cost_key import Figures
from domain.errors import NotFound
from domain.model import Position, Timeline
from infrastructure.history import Standing
from infrastructure.read_models.agreements import ESTABLISHED, FACETS

T = TypeVar("T")

Standings = Mapping[tuple[str, str], Standing]


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
    return _agreement(str(agreement_id), standing_of(connection, agreement_id, at))


def standing_of(connection: Connection, agreement_id: UUID, at: At) -> Standings:
    thing = str(agreement_id)
    found = FACETS.standing(connection, (thing,), at).get(thing)
    if not found or (ESTABLISHED, "") not in found:
        raise NotFound("agreement", agreement_id)
    return found


def items_of(standing: Standings, facet: str) -> Iterator[tuple[str, Standing]]:
    return ((item, one) for (name, item), one in standing.items() if name == facet)


def _agreement(thing: str, standing: Standings) -> AgreementView:
    established = standing[ESTABLISHED, ""]
    return AgreementView(
        agreement_id=UUID(thing),
        name=established.value["name"],
        legal_form=standing["legal_form", ""].value,
        host=standing["host", ""].value,
        established_from=established.valid_from,
        members=tuple(_members(standing)),
        bodies=tuple(_body(one) for _, one in items_of(standing, "body")),
        constellations=tuple(
            ConstellationView(
                constellation_id=UUID(item),
                name=one.value["name"],
                members=tuple(one.value["members"]),
                since=one.valid_from,
            )
            for item, one in items_of(standing, "constellation")
        ),
    )


def _members(standing: Standings) -> Iterator[MemberView]:
    """Yield all who are or have been members or observers, in code order."""
    members, observers = dict(items_of(standing, "member")), dict(items_of(standing, "observer"))
    for code in sorted(members | observers):
        member, observer = members.get(code), observers.get(code)
        is_member = member is not None and member.value
        observes = observer is not None and observer.value and not is_member
        one = observer if member is None or observes else member
        if one is not None:
            yield MemberView(
                code=code,
                name=standing["member_name", code].value,
                is_member=is_member,
                is_observer=observes,
                since=one.valid_from,
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
    standing = standing_of(connection, agreement_id, at)
    corrected = dict(items_of(standing, "statistic_corrected"))
    return tuple(
        _statistic(item, one.value, standing, corrected)
        for item, one in items_of(standing, "statistic")
    )


def _statistic(
    item: str,
    value: dict[str, Any],
    standing: Standings,
    corrected: Mapping[str, Standing],
) -> StatisticView:
    later = sorted(one for one in corrected if one.partition("#")[0] == item)
    versions = [value, *(corrected[one].value for one in later)]
    figures = _figures(versions[-1])
    applied = standing.get(("applied", figures.basis))
    in_force = applied is not None and applied.value == figures.reference_date.isoformat()
    return StatisticView(
        basis=figures.basis,
        reference_date=figures.reference_date,
        applies_from=_day(value["appliesFrom"]),
        source=figures.source,
        figures=dict(figures.values),
        in_force_from=applied.valid_from if applied is not None and in_force else None,
        corrected=tuple(
            WrongFigures(
                figures=dict(_figures(wrong).values),
                source=_figures(wrong).source,
                corrected_at=corrected[one].position,
                corrected_by=UUID(corrected[one].value["entry"]),
                reason=corrected[one].value["reason"],
            )
            for wrong, one in zip(versions, later, strict=False)
        ),
    )


def _figures(value: dict[str, Any]) -> Figures:
    return Figures.model_validate_json(json.dumps(value["figures"]))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def decision_rules(
    connection: Connection, agreement_id: UUID, at: At
) -> Mapping[str, tuple[DecisionRule, date]]:
    """Return the rules that the agreement names for kinds of decision, with their first day."""
    standing = standing_of(connection, agreement_id, at)
    return {kind: (one.value, one.valid_from) for kind, one in items_of(standing, "rule")}


def resource_rates(
    connection: Connection, agreement_id: UUID, at: At
) -> tuple[ResourceRateView, ...]:
    """Return what an hour of each category of staff is worth, by category."""
    standing = standing_of(connection, agreement_id, at)
    return tuple(
        ResourceRateView.model_validate(
            {"category": category, "rate": one.value, "since": one.valid_from}
        )
        for category, one in items_of(standing, "rate")
        if one.value is not None
    )


def member_frames(
    connection: Connection, agreement_id: UUID, known_at: Position
) -> Mapping[tuple[str, int, str], Timeline[int]]:
    """Return what each member has approved, by member, fiscal year and kind of money (öre)."""
    thing = str(agreement_id)
    lines = FACETS.timelines(connection, (thing,), known_at, "frame").get(thing, {})
    found = {}
    for (_, item), line in lines.items():
        member, year, money_kind = item.split("/")
        found[member, int(year), money_kind] = line
    return found


class Named(NamedTuple):
    """What bodies, by id, and members, by code, are called: every one there has been."""

    bodies: Mapping[str, str]
    members: Mapping[str, str]


def names(connection: Connection, known_at: Position) -> Named:
    """Return what bodies and members are called, as known at a position."""
    bodies = _all_items(connection, "body", known_at)
    return Named(
        bodies={item: value["name"] for item, value in bodies},
        members=dict(_all_items(connection, "member_name", known_at)),
    )


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
