"""The state of an agreement that its rules and the split read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from uuid import UUID

from domain.agreement.events import (
    AgreementEstablished,
    AgreementEvent,
    Body,
    BodyFormed,
    ConsentGiven,
    ConsentRefused,
    ConstellationDefined,
    CostKeyAdopted,
    CostKeyEnteredIntoForce,
    CostKeyLapsed,
    FiguresApplied,
    MemberJoined,
    MemberLeft,
    StatisticRegistered,
)
from domain.cost_key import CostKey
from domain.errors import CorruptStream
from domain.model import KeyId, StreamId, Timeline
from domain.rules import begins
from domain.segments import AdoptedKey, StatisticVersion, Terms


@dataclass(frozen=True, slots=True)
class PendingKey:
    """An adopted key that still waits for consents."""

    key_id: KeyId
    scope: StreamId
    key: CostKey
    effective_from: date
    required: frozenset[str]
    consented: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Agreement:
    """What the rules read of an agreement."""

    name: str
    established: date
    host: str | None
    names: Mapping[str, str]
    bodies: Mapping[UUID, Body]
    formed: Mapping[UUID, date]
    members: Mapping[str, Timeline[bool]]
    constellation_names: Mapping[UUID, str] = field(default_factory=dict)
    constellations: Mapping[UUID, Timeline[tuple[str, ...]]] = field(default_factory=dict)
    keys: Mapping[str, Timeline[AdoptedKey | None]] = field(default_factory=dict)
    key_ids: frozenset[UUID] = frozenset()
    pending: Mapping[UUID, PendingKey] = field(default_factory=dict)
    figures: tuple[StatisticVersion, ...] = ()
    applied: Mapping[str, Timeline[date]] = field(default_factory=dict)

    def members_on(self, day: date) -> tuple[str, ...]:
        """Return the codes of the members on `day`, in code order."""
        return tuple(sorted(code for code, line in self.members.items() if line.at(day)))

    def members_from(self, day: date) -> tuple[str, ...]:
        """Return the codes of those who are members on `day` or on any later day, in order."""
        return tuple(
            sorted(
                code
                for code, line in self.members.items()
                if line.at(day) or any(joins for since, joins in line.steps if since > day)
            )
        )

    @cached_property
    def terms(self) -> Terms:
        """What a split reads of the agreement; it keeps the segments it has been cut into."""
        return Terms(
            members=self.members,
            constellations=self.constellations,
            keys=self.keys,
            figures=self.figures,
            applied=self.applied,
        )


def evolve(state: Agreement | None, event: AgreementEvent) -> Agreement:
    """Return the state after `event`; the past is not judged again.

    Raises:
        CorruptStream: the stream does not begin with its establishment, or begins twice.
    """
    if isinstance(event, AgreementEstablished):
        begins(state, event.TOPIC)
        return _established(event)
    if state is None:
        raise CorruptStream(f"{event.TOPIC} before {AgreementEstablished.TOPIC}")
    match event:
        case BodyFormed(body=body):
            formed = {**state.formed, body.body_id: event.effective_from}
            return replace(state, bodies={**state.bodies, body.body_id: body}, formed=formed)
        case MemberJoined() | MemberLeft():
            return _membership(state, event)
        case ConstellationDefined():
            return _constellation(state, event)
        case StatisticRegistered():
            version = StatisticVersion(event.figures, event.applies_from)
            return replace(state, figures=(*state.figures, version))
        case FiguresApplied(basis=basis):
            line = state.applied.get(basis, Timeline())
            line = line.then(event.effective_from, event.reference_date)
            return replace(state, applied={**state.applied, basis: line})
        case CostKeyAdopted() | CostKeyEnteredIntoForce() | CostKeyLapsed():
            return _cost_key(state, event)
        case ConsentGiven():
            return _consent(state, event)
        case ConsentRefused():
            return state


def _established(event: AgreementEstablished) -> Agreement:
    start = event.effective_from
    return Agreement(
        name=event.name,
        established=start,
        host=event.host,
        names={member.code: member.name for member in event.members},
        bodies={body.body_id: body for body in event.bodies},
        formed=dict.fromkeys((body.body_id for body in event.bodies), start),
        members={member.code: Timeline(((start, True),)) for member in event.members},
    )


def _membership(state: Agreement, event: MemberJoined | MemberLeft) -> Agreement:
    joins = isinstance(event, MemberJoined)
    code = event.member.code if isinstance(event, MemberJoined) else event.code
    line = state.members.get(code, Timeline()).then(event.effective_from, joins)
    names = state.names
    if isinstance(event, MemberJoined):
        names = {**names, code: event.member.name}
    return replace(state, names=names, members={**state.members, code: line})


def _constellation(state: Agreement, event: ConstellationDefined) -> Agreement:
    line = state.constellations.get(event.constellation_id, Timeline())
    line = line.then(event.effective_from, tuple(sorted(event.members)))
    return replace(
        state,
        constellation_names={**state.constellation_names, event.constellation_id: event.name},
        constellations={**state.constellations, event.constellation_id: line},
    )


def _cost_key(
    state: Agreement, event: CostKeyAdopted | CostKeyEnteredIntoForce | CostKeyLapsed
) -> Agreement:
    pending = dict(state.pending)
    if isinstance(event, CostKeyAdopted):
        pending[event.key_id] = PendingKey(
            key_id=event.key_id,
            scope=event.scope,
            key=event.key,
            effective_from=event.effective_from,
            required=frozenset(event.required),
        )
        return replace(state, pending=pending, key_ids=state.key_ids | {event.key_id})
    adopted = pending.pop(event.key_id, None)
    if adopted is None:
        raise CorruptStream(f"{event.TOPIC} for a key that was not pending: {event.key_id}")
    if isinstance(event, CostKeyLapsed):
        return replace(state, pending=pending)
    line = state.keys.get(event.scope, Timeline())
    line = line.then(event.effective_from, AdoptedKey(event.key_id, event.key))
    return replace(state, pending=pending, keys={**state.keys, event.scope: line})


def _consent(state: Agreement, event: ConsentGiven) -> Agreement:
    pending = state.pending.get(event.subject)
    if pending is None:
        raise CorruptStream(f"{event.TOPIC} for what was not pending: {event.subject}")
    pending = replace(pending, consented=pending.consented | {event.member})
    return replace(state, pending={**state.pending, event.subject: pending})
