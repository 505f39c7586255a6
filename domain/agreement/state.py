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
    CostKeyRepealed,
    DecisionEnteredIntoForce,
    DecisionHeld,
    DecisionLapsed,
    DecisionRule,
    DecisionRuleAdopted,
    FiguresApplied,
    HeldResolution,
    HostDesignated,
    LegalForm,
    LegalFormChanged,
    MemberFrameDecided,
    MemberJoined,
    MemberLeft,
    ObserverAdmitted,
    ObserverDismissed,
    ResourceRateDecided,
    ResourceRateRepealed,
    StatisticCorrected,
    StatisticRegistered,
)
from domain.cost_key import CostKey, Figures
from domain.errors import CorruptStream
from domain.model import KeyId, StreamId, Timeline
from domain.rules import begins
from domain.segments import AdoptedKey, StatisticVersion, Terms


@dataclass(frozen=True, slots=True)
class PendingKey:
    """An adopted key that is not in force yet."""

    key_id: KeyId
    scope: StreamId
    key: CostKey
    effective_from: date


@dataclass(frozen=True, slots=True)
class Held:
    """A decision that waits for the required members' own decisions.

    ``subject`` is its id. A log of the first version held keys by themselves; then it is the
    key's. ``commands`` are as they were posted, texts sealed.
    """

    subject: UUID
    commands: tuple[HeldResolution, ...]
    required: frozenset[str]
    consented: frozenset[str] = frozenset()

    @property
    def key_ids(self) -> frozenset[UUID]:
        """The cost keys that the decision adopts."""
        return frozenset(
            UUID(str(held.command["keyId"]))
            for held in self.commands
            if held.command["kind"] == "adoptCostKey"
        )

    @property
    def named(self) -> frozenset[str]:
        """The codes of those whom it is about by name: that it admits, or gives a frame."""
        named = ((held.command, _NAMES.get(str(held.command["kind"]))) for held in self.commands)
        return frozenset(str(command[field]) for command, field in named if field)

    @property
    def effective_from(self) -> date:
        """The first day on which anything of the decision would apply."""
        return min(
            date.fromisoformat(str(held.command["effectiveFrom"]))
            for held in self.commands
            if "effectiveFrom" in held.command
        )


_NAMES: Mapping[str, str] = {"admitMember": "code", "decideMemberFrame": "member"}
"""The field that names whom a command is about, which asks that one whether a member or not."""


@dataclass(frozen=True)
class Agreement:
    """What the rules read of an agreement."""

    name: str
    established: date
    hosts: Timeline[str | None]
    legal_forms: Timeline[LegalForm]
    names: Mapping[str, str]
    bodies: Mapping[UUID, Body]
    formed: Mapping[UUID, date]
    members: Mapping[str, Timeline[bool]]
    constellation_names: Mapping[UUID, str] = field(default_factory=dict)
    constellations: Mapping[UUID, Timeline[tuple[str, ...]]] = field(default_factory=dict)
    keys: Mapping[str, Timeline[AdoptedKey | None]] = field(default_factory=dict)
    known_keys: Mapping[UUID, tuple[StreamId, CostKey]] = field(default_factory=dict)
    pending: Mapping[UUID, PendingKey] = field(default_factory=dict)
    held: Mapping[UUID, Held] = field(default_factory=dict)
    settled: frozenset[UUID] = frozenset()
    lapsed: frozenset[UUID] = frozenset()
    figures: tuple[StatisticVersion, ...] = ()
    applied: Mapping[str, Timeline[date]] = field(default_factory=dict)
    observers: Mapping[str, Timeline[bool]] = field(default_factory=dict)
    rules: Mapping[str, Timeline[DecisionRule]] = field(default_factory=dict)
    rates: Mapping[str, Timeline[int | None]] = field(default_factory=dict)
    frames: Mapping[tuple[str, int, str], Timeline[int]] = field(default_factory=dict)

    @property
    def host(self) -> str | None:
        """The last host decided on."""
        return self.hosts.last

    def waits_with(self, subject: UUID) -> Held | None:
        """Return the held decision that a consent to `subject`, it or a key of it, is about."""
        return self.held.get(subject) or next(
            (held for held in self.held.values() if subject in held.key_ids), None
        )

    def waiting_for(self, held: Held) -> frozenset[str]:
        """Return the codes of those whose own decision is still needed."""
        return waited_for(held, self.members)

    def members_on(self, day: date) -> tuple[str, ...]:
        """Return the codes of the members on `day`, in code order."""
        return tuple(sorted(code for code, line in self.members.items() if line.at(day)))

    def members_from(self, day: date) -> tuple[str, ...]:
        """Return the codes of those who are members on `day` or on any later day, in order."""
        return tuple(
            sorted(code for code, line in self.members.items() if is_member_from(line, day))
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


def waited_for(held: Held, members: Mapping[str, Timeline[bool]]) -> frozenset[str]:
    """Return the codes of those whose own decision is still needed.

    A member that has left before the decision would apply is not asked any more, unless the
    decision is about it by name: one that joins again, or whose frame it is.
    """
    day = held.effective_from
    left = {code for code, line in members.items() if not is_member_from(line, day)}
    return held.required - held.consented - (left - held.named)


def is_member_from(line: Timeline[bool], day: date) -> bool:
    """Tell whether one is a member on `day` or on any later day."""
    return bool(line.at(day)) or any(joins for since, joins in line.steps if since > day)


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
        case CostKeyAdopted() | CostKeyEnteredIntoForce() | CostKeyLapsed() | CostKeyRepealed():
            return _cost_key(state, event)
        case StatisticCorrected(figures=figures):
            return replace(state, figures=(*state.figures, _in_place_of(state, figures)))
        case ConsentGiven() | DecisionHeld() | DecisionEnteredIntoForce() | DecisionLapsed():
            return _held(state, event)
        case ConsentRefused():
            return state
        case _:
            return _terms_of_the_agreement(state, event)


def _established(event: AgreementEstablished) -> Agreement:
    start = event.effective_from
    return Agreement(
        name=event.name,
        established=start,
        hosts=Timeline(((start, event.host),)),
        legal_forms=Timeline(((start, event.legal_form),)),
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


def _terms_of_the_agreement(
    state: Agreement,
    event: ObserverAdmitted
    | ObserverDismissed
    | HostDesignated
    | LegalFormChanged
    | DecisionRuleAdopted
    | ResourceRateDecided
    | ResourceRateRepealed
    | MemberFrameDecided,
) -> Agreement:
    day = event.effective_from
    match event:
        case ObserverAdmitted(observer=observer):
            line = state.observers.get(observer.code, Timeline()).then(day, value=True)
            names = {**state.names, observer.code: observer.name}
            return replace(state, names=names, observers={**state.observers, observer.code: line})
        case ObserverDismissed(code=code):
            line = state.observers.get(code, Timeline()).then(day, value=False)
            return replace(state, observers={**state.observers, code: line})
        case HostDesignated(code=code):
            return replace(state, hosts=state.hosts.then(day, code))
        case LegalFormChanged(legal_form=form):
            return replace(state, legal_forms=state.legal_forms.then(day, form))
        case DecisionRuleAdopted(decision_kind=kind, rule=rule):
            adopted = state.rules.get(kind, Timeline()).then(day, rule)
            return replace(state, rules={**state.rules, kind: adopted})
        case ResourceRateDecided(category=category, rate=rate):
            rates = state.rates.get(category, Timeline()).then(day, rate)
            return replace(state, rates={**state.rates, category: rates})
        case ResourceRateRepealed(category=category):
            rates = state.rates.get(category, Timeline()).then(day, None)
            return replace(state, rates={**state.rates, category: rates})
        case MemberFrameDecided():
            frame = (event.member, event.fiscal_year, event.money_kind)
            frames = state.frames.get(frame, Timeline()).then(day, event.amount)
            return replace(state, frames={**state.frames, frame: frames})


def _in_place_of(state: Agreement, figures: Figures) -> StatisticVersion:
    """Return right figures; they apply from when the wrong ones did."""
    same = (figures.basis, figures.reference_date)
    wrong = [v for v in state.figures if (v.figures.basis, v.figures.reference_date) == same]
    return StatisticVersion(figures, wrong[-1].applies_from if wrong else None)


def _cost_key(
    state: Agreement,
    event: CostKeyAdopted | CostKeyEnteredIntoForce | CostKeyLapsed | CostKeyRepealed,
) -> Agreement:
    if isinstance(event, CostKeyAdopted):
        return _key_adopted(state, event)
    if isinstance(event, CostKeyRepealed):
        line = state.keys.get(event.scope, Timeline()).then(event.effective_from, None)
        return replace(state, keys={**state.keys, event.scope: line})
    pending = {key: one for key, one in state.pending.items() if key != event.key_id}
    held = {subject: one for subject, one in state.held.items() if subject != event.key_id}
    state = replace(state, pending=pending, held=held, settled=state.settled | {event.key_id})
    if isinstance(event, CostKeyLapsed):
        return replace(state, lapsed=state.lapsed | {event.key_id})
    line = state.keys.get(event.scope, Timeline())
    line = line.then(event.effective_from, AdoptedKey(event.key_id, event.key))
    known = {**state.known_keys, event.key_id: (event.scope, event.key)}
    return replace(state, keys={**state.keys, event.scope: line}, known_keys=known)


def _key_adopted(state: Agreement, event: CostKeyAdopted) -> Agreement:
    pending = PendingKey(
        key_id=event.key_id,
        scope=event.scope,
        key=event.key,
        effective_from=event.effective_from,
    )
    # Until the decision says that it is held as a whole, the key waits by itself.
    held = Held(event.key_id, (_as_posted(event),), frozenset(event.required))
    return replace(
        state,
        pending={**state.pending, event.key_id: pending},
        held={**state.held, event.key_id: held},
        known_keys={**state.known_keys, event.key_id: (event.scope, event.key)},
    )


def _as_posted(event: CostKeyAdopted) -> HeldResolution:
    kind, _, identity = event.scope.partition("/")
    key = event.key.model_dump(mode="json")
    command = {
        "kind": "adoptCostKey",
        "keyId": str(event.key_id),
        "scope": {f"{kind}Id": identity},
        "effectiveFrom": event.effective_from.isoformat(),
        **key,
    }
    return HeldResolution(resolution=1, command=command)


def _held(
    state: Agreement,
    event: ConsentGiven | DecisionHeld | DecisionEnteredIntoForce | DecisionLapsed,
) -> Agreement:
    if isinstance(event, DecisionHeld):
        held = Held(event.decision_id, event.resolutions, frozenset(event.required))
        by_itself = held.key_ids
        others = {one: each for one, each in state.held.items() if one not in by_itself}
        return replace(state, held={**others, held.subject: held})
    found = state.held.get(event.subject)
    if found is None:
        raise CorruptStream(f"{event.TOPIC} for what was not pending: {event.subject}")
    if isinstance(event, ConsentGiven):
        found = replace(found, consented=found.consented | {event.member})
        return replace(state, held={**state.held, event.subject: found})
    rest = {subject: one for subject, one in state.held.items() if subject != event.subject}
    state = replace(state, held=rest, settled=state.settled | {event.subject, *found.key_ids})
    if isinstance(event, DecisionEnteredIntoForce):
        return state
    pending = {key: one for key, one in state.pending.items() if key not in event.key_ids}
    lapsed = state.lapsed | {event.subject, *event.key_ids}
    return replace(state, pending=pending, lapsed=lapsed)
