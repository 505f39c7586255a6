"""What a split reads of an agreement: members, constellations, keys and figures, by day."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection

from domain.cost_key import CostKey, Figures
from domain.model import Position, Timeline
from domain.segments import AdoptedKey, StatisticVersion, Terms
from infrastructure.read_models.agreements import FACETS

T = TypeVar("T")


def terms(connection: Connection, agreement_id: UUID, known_at: Position) -> Terms:
    """Return what a split reads of an agreement, past and to come, as known at a position."""
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
        figures=tuple(_figures(dict(of("statistic")), dict(of("statistic_corrected")))),
        applied={basis: _each(line, date.fromisoformat) for basis, line in of("applied")},
    )


def _each(line: Timeline[Any], read: Callable[[Any], T]) -> Timeline[T]:
    return Timeline(tuple((day, read(value)) for day, value in line.steps))


def _adopted_key(value: dict[str, Any] | None) -> AdoptedKey | None:
    if value is None:
        return None
    key = CostKey.model_validate_json(json.dumps(value["key"]))
    return AdoptedKey(UUID(value["keyId"]), key)


def _figures(
    registered: dict[str, Timeline[Any]], corrected: dict[str, Timeline[Any]]
) -> Iterator[StatisticVersion]:
    """Yield the registered figures, each followed by what has been put in their place."""
    for item, line in registered.items():
        [(_, value), *_] = line.steps
        applies_from = date.fromisoformat(value["appliesFrom"]) if value["appliesFrom"] else None
        yield StatisticVersion(_read(value), applies_from)
        for each in sorted(one for one in corrected if one.partition("#")[0] == item):
            [(_, right), *_] = corrected[each].steps
            yield StatisticVersion(_read(right), applies_from)


def _read(value: dict[str, Any]) -> Figures:
    return Figures.model_validate_json(json.dumps(value["figures"]))
