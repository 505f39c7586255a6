"""What waits for each member's own decision: cost keys and whole decisions, and their consents."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from application.queries import At
from application.views import ConsentView, CostKeyView, PendingDecisionView
from domain.agreement.events import HeldResolution
from domain.agreement.state import Held, waited_for
from domain.cost_key import CostKey
from domain.model import Timeline
from infrastructure.history import Standing
from infrastructure.read_models.agreement_answers import Standings, items_of, standing_of
from infrastructure.read_models.agreements import FACETS

_Members = Mapping[str, Timeline[bool]]


def cost_keys(connection: Connection, agreement_id: UUID, at: At) -> tuple[CostKeyView, ...]:
    """Return every key that was adopted, with its consents, by id."""
    standing = standing_of(connection, agreement_id, at)
    members = _members(connection, agreement_id, at)
    return tuple(
        _cost_key(item, one.value, standing, members) for item, one in items_of(standing, "adopted")
    )


def _cost_key(
    key_id: str, value: dict[str, Any], standing: Standings, members: _Members
) -> CostKeyView:
    key = CostKey.model_validate_json(json.dumps(value["key"]))
    decision_id = value["decisionId"]
    # A key waits with its decision; in a log of the first version it waited by itself.
    consents = _consents(standing, {key_id, decision_id})
    held = standing.get(("held", decision_id))
    by_itself = {"kind": "adoptCostKey", "keyId": key_id, "effectiveFrom": value["effectiveFrom"]}
    waiting = (
        held.value
        if held
        else {
            "resolutions": [{"resolution": 1, "command": by_itself}],
            "required": value["required"],
        }
    )
    pending = standing["key_standing", key_id].value == "pending"
    return CostKeyView(
        key_id=UUID(key_id),
        scope=value["scope"],
        components=key.components,
        reference_rule=key.reference_rule,
        standing=standing["key_standing", key_id].value,
        effective_from=date.fromisoformat(value["effectiveFrom"]),
        decision_id=UUID(decision_id),
        required=tuple(value["required"]),
        consents=consents,
        waiting_for=_waited_for(decision_id, waiting, consents, members) if pending else (),
    )


def _consents(standing: Standings, subjects: Collection[str]) -> tuple[ConsentView, ...]:
    return tuple(
        _consent(one.value)
        for item, one in items_of(standing, "consent")
        if item.partition("/")[0] in subjects
    )


def pending_decisions(
    connection: Connection, agreement_id: UUID, at: At
) -> tuple[PendingDecisionView, ...]:
    """Return every decision that waits, or waited, for consents, in the order they were taken."""
    standing = standing_of(connection, agreement_id, at)
    held = sorted(items_of(standing, "held"), key=lambda found: found[1].position)
    members = _members(connection, agreement_id, at)
    return tuple(_pending(item, one, standing, members) for item, one in held)


def _pending(
    decision_id: str, held: Standing, standing: Standings, members: _Members
) -> PendingDecisionView:
    became = standing["held_standing", decision_id].value
    consents = _consents(standing, {decision_id})
    commands = [one["command"] for one in held.value["resolutions"]]
    pending = became["standing"] == "pending"
    return PendingDecisionView(
        decision_id=UUID(decision_id),
        kinds=tuple(each["kind"] for each in commands),
        standing=became["standing"],
        required=tuple(held.value["required"]),
        consents=consents,
        waiting_for=_waited_for(decision_id, held.value, consents, members) if pending else (),
        refused_by=became.get("refusedBy"),
        because=became.get("because"),
        position=held.position,
    )


def _members(connection: Connection, agreement_id: UUID, at: At) -> _Members:
    """Return who is a member when, past and to come, as known at a position."""
    thing = str(agreement_id)
    lines = FACETS.timelines(connection, (thing,), at.known_at, "member").get(thing, {})
    return {code: line for (_, code), line in lines.items()}


def _waited_for(
    subject: str, value: dict[str, Any], consents: Collection[ConsentView], members: _Members
) -> tuple[str, ...]:
    """Return whose own decision is still needed, in order of code, as the rules have it."""
    held = Held(
        subject=UUID(subject),
        commands=tuple(HeldResolution.model_validate(one) for one in value["resolutions"]),
        required=frozenset(value["required"]),
        consented=frozenset(one.member for one in consents if one.outcome == "given"),
    )
    return tuple(sorted(waited_for(held, members)))


def _consent(value: dict[str, Any]) -> ConsentView:
    return ConsentView(
        member=value["member"],
        outcome=value["outcome"],
        body=value["body"],
        decided_on=date.fromisoformat(value["decidedOn"]),
        paragraph=value["paragraph"],
        case_number=value["caseNumber"],
    )
