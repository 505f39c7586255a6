"""What undoes a change of the agreement: a key, a rate, a constellation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from domain.agreement.commands import DecideResourceRate, DefineConstellation, RepealResourceRate
from domain.agreement.events import (
    ConstellationDefined,
    CostKeyEnteredIntoForce,
    CostKeyRepealed,
    ResourceRateDecided,
    ResourceRateRepealed,
)
from domain.agreement.key_commands import KeyScope, ReinstateCostKey, RepealCostKey
from domain.agreement.state import Agreement
from domain.model import Command, Event, StreamId, Timeline
from domain.reversal.states import States, at, command

C = TypeVar("C", bound=Command)


def of_agreement(event: Event, agreement_id: UUID, states: States) -> Command | None:
    same = {"agreement_id": agreement_id, "effective_from": states.day}
    match event:
        case CostKeyEnteredIntoForce() | CostKeyRepealed():
            return _key(event, same, states)
        case ResourceRateDecided() | ResourceRateRepealed():
            return _rate(event, same, states)
        case ConstellationDefined():
            return _constellation(event, same, states)
        case _:
            return None


def _key(
    event: CostKeyEnteredIntoForce | CostKeyRepealed, same: Mapping[str, Any], states: States
) -> Command:
    decided = _key_in_force(event)
    earlier = states.before(lambda agreement: _ids(agreement, event.scope), *at(event, decided))
    scope = _scope(event.scope)
    if earlier is None:
        return command(RepealCostKey, scope=scope, **same)
    return command(ReinstateCostKey, scope=scope, key_id=earlier, **same)


def _key_in_force(event: CostKeyEnteredIntoForce | CostKeyRepealed) -> UUID | None:
    return event.key_id if isinstance(event, CostKeyEnteredIntoForce) else None


def _ids(agreement: Agreement, scope: StreamId) -> Timeline[UUID | None]:
    line = agreement.keys.get(scope, Timeline())
    return Timeline(tuple((since, one.key_id if one else None) for since, one in line.steps))


def _scope(stream: StreamId) -> KeyScope:
    kind, _, identity = stream.partition("/")
    named: dict[str, Any] = {f"{kind}_id": UUID(identity)}
    return KeyScope(**named)


def _rate(
    event: ResourceRateDecided | ResourceRateRepealed, same: Mapping[str, Any], states: States
) -> Command:
    decided = event.rate if isinstance(event, ResourceRateDecided) else None
    earlier = states.before(
        lambda agreement: agreement.rates.get(event.category, Timeline()), *at(event, decided)
    )
    if earlier is None:
        return command(RepealResourceRate, category=event.category, **same)
    return command(DecideResourceRate, category=event.category, rate=earlier, **same)


def _constellation(
    event: ConstellationDefined, same: Mapping[str, Any], states: States
) -> Command | None:
    identity = event.constellation_id
    earlier = states.before(
        lambda agreement: agreement.constellations.get(identity, Timeline()),
        *at(event, tuple(sorted(event.members))),
    )
    if earlier is None:
        return None  # the first: what has been named may be paying already
    name = states.earlier.constellation_names[identity]
    return command(
        DefineConstellation, constellation_id=identity, name=name, members=earlier, **same
    )
