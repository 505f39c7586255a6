"""Dated facets: what is true of a thing from a day, as known from a position of the log.

A read model of things that change is a table of facets. Rows are only ever added: the value of a
facet on a valid day, as known at a position, is that of the latest day not after it among the
rows recorded by then, and of two rows for one day the later recorded. So any pair of times is a
filter, and nothing that was known is ever overwritten (docs/adr/0006).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Column, Connection, Date, Index, Table, bindparam, func, select

from application.queries import At
from domain.model import Position, Timeline
from domain.recorded import Recorded
from infrastructure.canonical import canonical_json
from infrastructure.tables import Whole, Words, metadata

ALWAYS: Final = date(1, 1, 1)
"""The valid day of what holds without a date of its own."""

_LISTED: Final = "listed"


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet's value from a day; `item` tells apart facets of one name (a member's code)."""

    thing: str
    facet: str
    value: Any
    valid_from: date = ALWAYS
    item: str = ""


def listed(recorded: Recorded, item: str = "", thing: str | None = None) -> Facet:
    """Return the facet that lists what an event has begun, where it stands: its stream's thing."""
    begun = thing or recorded.stream.partition("/")[2]
    return Facet(begun, _LISTED, recorded.position, item=item)


@dataclass(frozen=True, slots=True)
class Standing:
    """The value of a facet at a pair of times, since which day and by which position."""

    value: Any
    valid_from: date
    position: int


class Facets:
    """A table of dated facets and the statements that read it, built once."""

    def __init__(self, name: str) -> None:
        self.table = Table(
            name,
            metadata,
            Column("thing", Words, primary_key=True),
            Column("facet", Words, primary_key=True),
            Column("item", Words, primary_key=True),
            Column("valid_from", Date, primary_key=True),
            Column("position", Whole, primary_key=True, autoincrement=False),
            Column("value", Words, nullable=False),
            Index(None, "facet", "item", "position"),
        )
        columns = self.table.c
        known = select(
            columns.thing,
            columns.facet,
            columns.item,
            columns.valid_from,
            columns.position,
            columns.value,
        ).where(
            columns.thing.in_(bindparam("things", expanding=True)),
            columns.position <= bindparam("known_at"),
        )
        order = (columns.thing, columns.facet, columns.item, columns.valid_from, columns.position)
        self._known = known.order_by(*order)
        self._known_facet = known.where(columns.facet == bindparam("facet")).order_by(*order)
        self._valid = known.where(columns.valid_from <= bindparam("valid_at")).order_by(*order)
        self._known_since = select(func.min(columns.position)).where(
            columns.thing == bindparam("thing"),
            columns.facet == bindparam("facet"),
            columns.item == bindparam("item"),
            columns.position <= bindparam("known_at"),
        )
        self._insert = self.table.insert()
        self._listed = select(columns.thing, columns.value).where(
            columns.facet == _LISTED,
            columns.item == bindparam("item"),
            columns.position <= bindparam("known_at"),
        )

    def add(self, connection: Connection, position: Position, facets: Iterable[Facet]) -> None:
        """Add facets as known from `position`; of two for one day and item the last stands."""
        rows = {
            (facet.thing, facet.facet, facet.item, facet.valid_from): {
                "thing": facet.thing,
                "facet": facet.facet,
                "item": facet.item,
                "valid_from": facet.valid_from,
                "position": position,
                "value": canonical_json(facet.value).decode(),
            }
            for facet in facets
        }
        if rows:
            connection.execute(self._insert, list(rows.values()))

    def things(self, connection: Connection, known_at: Position, item: str = "") -> tuple[str, ...]:
        """Return the things that are `listed` under an item, in the order of the log."""
        rows = connection.execute(self._listed, {"item": item, "known_at": known_at})
        return tuple(row.thing for row in sorted(rows, key=lambda row: int(row.value)))

    def standing(
        self, connection: Connection, things: Sequence[str], at: At
    ) -> Mapping[str, Mapping[tuple[str, str], Standing]]:
        """Return what stands of each thing at a pair of times, by facet and item."""
        return {
            thing: {key: versions[-1] for key, versions in facets.items()}
            for thing, facets in self.versions(connection, things, at).items()
        }

    def versions(
        self, connection: Connection, things: Sequence[str], at: At
    ) -> Mapping[str, Mapping[tuple[str, str], Sequence[Standing]]]:
        """Return all that has been said of each thing by a pair of times, by facet and item.

        In the order of days and, for one day, of positions: the last is what stands.
        """
        found: dict[str, dict[tuple[str, str], list[Standing]]] = defaultdict(dict)
        if not things:
            return found
        rows = connection.execute(
            self._valid,
            {"things": things, "known_at": at.known_at, "valid_at": at.valid_at},
        )
        for row in rows:
            versions = found[row.thing].setdefault((row.facet, row.item), [])
            versions.append(Standing(json.loads(row.value), row.valid_from, row.position))
        return found

    def known_since(
        self, connection: Connection, thing: str, facet: str, item: str, known_at: Position
    ) -> Position | None:
        """Return the position from which a facet has had a value, or None when it has none."""
        chosen = {"thing": thing, "facet": facet, "item": item, "known_at": known_at}
        since = connection.execute(self._known_since, chosen).scalar()
        return None if since is None else Position(since)

    def timelines(
        self,
        connection: Connection,
        things: Sequence[str],
        known_at: Position,
        facet: str | None = None,
    ) -> Mapping[str, Mapping[tuple[str, str], Timeline[Any]]]:
        """Return whole timelines, past and to come, as known at a position.

        Of one facet of each thing, or of all.
        """
        if not things:
            return {}
        values = {"things": things, "known_at": known_at, "facet": facet}
        rows = connection.execute(self._known_facet if facet else self._known, values)
        # In the order of days and, for one day, of positions: the later recorded replaces.
        steps: dict[str, dict[tuple[str, str], dict[date, Any]]] = {}
        for row in rows:
            lines = steps.setdefault(row.thing, {})
            lines.setdefault((row.facet, row.item), {})[row.valid_from] = json.loads(row.value)
        return {
            thing: {key: Timeline(tuple(line.items())) for key, line in lines.items()}
            for thing, lines in steps.items()
        }
