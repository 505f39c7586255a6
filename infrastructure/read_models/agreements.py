"""Agreements as read: members, bodies, constellations, statistics, keys and consents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import singledispatch

from sqlalchemy import Connection

from domain.agreement.events import (
    AgreementEstablished,
    BodyFormed,
    ConsentGiven,
    ConsentRefused,
    ConstellationDefined,
    CostKeyAdopted,
    CostKeyEnteredIntoForce,
    CostKeyLapsed,
    FiguresApplied,
    Member,
    MemberJoined,
    MemberLeft,
    StatisticRegistered,
)
from domain.model import Event, Position, Recorded
from infrastructure.history import Facet, Facets, listed

FACETS = Facets("agreement_facet")
ESTABLISHED = "established"


def project(connection: Connection, recorded: Sequence[Recorded], position: Position) -> None:
    """Bring the read model up to the events of one transaction."""
    FACETS.add(
        connection,
        position,
        (
            facet
            for one in recorded
            if one.stream.startswith("agreement/")
            for facet in _facets(one.event, one.stream.partition("/")[2], one)
        ),
    )


@singledispatch
def _facets(event: Event, thing: str, recorded: Recorded) -> Iterator[Facet]:
    raise NotImplementedError(event.TOPIC)


@_facets.register
def _(event: AgreementEstablished, thing: str, recorded: Recorded) -> Iterator[Facet]:
    day = event.effective_from
    value = {"name": event.name, "legalForm": event.legal_form, "host": event.host}
    yield listed(recorded)
    yield Facet(thing, ESTABLISHED, value, day)
    for member in event.members:
        yield from _joined(thing, member, day)
    for body in event.bodies:
        yield Facet(thing, "body", body.model_dump(mode="json"), day, str(body.body_id))


def _joined(thing: str, member: Member, day: date) -> Iterator[Facet]:
    yield Facet(thing, "member", value=True, valid_from=day, item=member.code)
    yield Facet(thing, "member_name", member.name, day, member.code)


@_facets.register
def _(event: BodyFormed, thing: str, recorded: Recorded) -> Iterator[Facet]:
    value = event.body.model_dump(mode="json")
    yield Facet(thing, "body", value, event.effective_from, str(event.body.body_id))


@_facets.register
def _(event: MemberJoined, thing: str, recorded: Recorded) -> Iterator[Facet]:
    yield from _joined(thing, event.member, event.effective_from)


@_facets.register
def _(event: MemberLeft, thing: str, recorded: Recorded) -> Iterator[Facet]:
    yield Facet(thing, "member", value=False, valid_from=event.effective_from, item=event.code)


@_facets.register
def _(event: ConstellationDefined, thing: str, recorded: Recorded) -> Iterator[Facet]:
    value = {"name": event.name, "members": list(event.members)}
    item = str(event.constellation_id)
    yield Facet(thing, "constellation", value, event.effective_from, item)


@_facets.register
def _(event: StatisticRegistered, thing: str, recorded: Recorded) -> Iterator[Facet]:
    applies = event.applies_from.isoformat() if event.applies_from else None
    value = {"figures": event.figures.model_dump(mode="json"), "appliesFrom": applies}
    item = f"{event.figures.basis}@{event.figures.reference_date}"
    yield Facet(thing, "statistic", value, item=item)


@_facets.register
def _(event: FiguresApplied, thing: str, recorded: Recorded) -> Iterator[Facet]:
    value = event.reference_date.isoformat()
    yield Facet(thing, "applied", value, event.effective_from, event.basis)


@_facets.register
def _(event: CostKeyAdopted, thing: str, recorded: Recorded) -> Iterator[Facet]:
    item = str(event.key_id)
    value = {
        "scope": event.scope,
        "key": event.key.model_dump(mode="json"),
        "required": list(event.required),
        "effectiveFrom": event.effective_from.isoformat(),
        "decisionId": str(recorded.cause.entry),
    }
    yield Facet(thing, "adopted", value, item=item)
    yield Facet(thing, "key_standing", "pending", item=item)


@_facets.register
def _(event: CostKeyEnteredIntoForce, thing: str, recorded: Recorded) -> Iterator[Facet]:
    value = {"keyId": str(event.key_id), "key": event.key.model_dump(mode="json")}
    yield Facet(thing, "key", value, event.effective_from, event.scope)
    yield Facet(thing, "key_standing", "in_force", item=str(event.key_id))


@_facets.register
def _(event: CostKeyLapsed, thing: str, recorded: Recorded) -> Iterator[Facet]:
    yield Facet(thing, "key_standing", "lapsed", item=str(event.key_id))


@_facets.register(ConsentGiven)
@_facets.register(ConsentRefused)
def _(event: ConsentGiven | ConsentRefused, thing: str, recorded: Recorded) -> Iterator[Facet]:
    value = event.model_dump(mode="json", exclude={"v"})
    value["outcome"] = "given" if isinstance(event, ConsentGiven) else "refused"
    yield Facet(thing, "consent", value, item=f"{event.subject}/{event.member}")
