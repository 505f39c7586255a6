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
    CostKeyRepealed,
    DecisionEnteredIntoForce,
    DecisionHeld,
    DecisionLapsed,
    DecisionRuleAdopted,
    FiguresApplied,
    HostDesignated,
    LegalFormChanged,
    Member,
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
from domain.model import Event, Position
from domain.recorded import Recorded
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
    yield listed(recorded)
    yield Facet(thing, ESTABLISHED, {"name": event.name}, day)
    yield Facet(thing, "legal_form", event.legal_form, day)
    yield Facet(thing, "host", event.host, day)
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


@_facets.register
def _(event: CostKeyRepealed, thing: str, recorded: Recorded) -> Iterator[Facet]:
    yield Facet(thing, "key", None, event.effective_from, event.scope)


@_facets.register
def _(event: StatisticCorrected, thing: str, recorded: Recorded) -> Iterator[Facet]:
    value = {
        "figures": event.figures.model_dump(mode="json"),
        "reason": event.reason,
        "entry": str(recorded.cause.entry),
    }
    item = f"{event.figures.basis}@{event.figures.reference_date}"
    yield Facet(thing, "statistic_corrected", value, item=f"{item}#{recorded.position:012}")


@_facets.register
def _(event: ObserverAdmitted, thing: str, recorded: Recorded) -> Iterator[Facet]:
    code, day = event.observer.code, event.effective_from
    yield Facet(thing, "observer", value=True, valid_from=day, item=code)
    yield Facet(thing, "member_name", event.observer.name, day, code)


@_facets.register
def _(event: ObserverDismissed, thing: str, recorded: Recorded) -> Iterator[Facet]:
    yield Facet(thing, "observer", value=False, valid_from=event.effective_from, item=event.code)


@_facets.register
def _(event: HostDesignated, thing: str, recorded: Recorded) -> Iterator[Facet]:
    yield Facet(thing, "host", event.code, event.effective_from)


@_facets.register
def _(event: LegalFormChanged, thing: str, recorded: Recorded) -> Iterator[Facet]:
    yield Facet(thing, "legal_form", event.legal_form, event.effective_from)


@_facets.register
def _(event: DecisionRuleAdopted, thing: str, recorded: Recorded) -> Iterator[Facet]:
    yield Facet(thing, "rule", event.rule, event.effective_from, event.decision_kind)


@_facets.register(ResourceRateDecided)
@_facets.register(ResourceRateRepealed)
def _(
    event: ResourceRateDecided | ResourceRateRepealed, thing: str, recorded: Recorded
) -> Iterator[Facet]:
    rate = event.rate if isinstance(event, ResourceRateDecided) else None
    yield Facet(thing, "rate", rate, event.effective_from, event.category)


@_facets.register
def _(event: MemberFrameDecided, thing: str, recorded: Recorded) -> Iterator[Facet]:
    item = f"{event.member}/{event.fiscal_year}/{event.money_kind}"
    yield Facet(thing, "frame", event.amount, event.effective_from, item)


@_facets.register
def _(event: DecisionHeld, thing: str, recorded: Recorded) -> Iterator[Facet]:
    value = event.model_dump(mode="json", exclude={"v", "decision_id", "expected"})
    item = str(event.decision_id)
    yield Facet(thing, "held", value, item=item)
    yield Facet(thing, "held_standing", {"standing": "pending"}, item=item)


@_facets.register
def _(event: DecisionEnteredIntoForce, thing: str, recorded: Recorded) -> Iterator[Facet]:
    yield Facet(thing, "held_standing", {"standing": "in_force"}, item=str(event.subject))


@_facets.register
def _(event: DecisionLapsed, thing: str, recorded: Recorded) -> Iterator[Facet]:
    value = {
        "standing": "lapsed",
        "refusedBy": event.refused_by,
        "because": event.because,
    }
    yield Facet(thing, "held_standing", value, item=str(event.subject))
    for key_id in event.key_ids:
        yield Facet(thing, "key_standing", "lapsed", item=str(key_id))


@_facets.register(ConsentGiven)
@_facets.register(ConsentRefused)
def _(event: ConsentGiven | ConsentRefused, thing: str, recorded: Recorded) -> Iterator[Facet]:
    value = event.model_dump(mode="json", exclude={"v"})
    value["outcome"] = "given" if isinstance(event, ConsentGiven) else "refused"
    yield Facet(thing, "consent", value, item=f"{event.subject}/{event.member}")
