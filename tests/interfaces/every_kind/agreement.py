"""An example of every kind of resolution about an agreement."""

from __future__ import annotations

from collections.abc import Mapping

from tests.interfaces.every_kind.example import NEW, Example, Seen, found_in
from tests.interfaces.world import (
    AGREEMENT,
    KEY,
    PORTFOLIO,
    PROGRAM,
    Api,
    apply_figures,
    body,
    constellation,
    cost_key,
    resolution,
)
from tests.make import uid

NEW_KEY = uid("new key")


def _agreement(part: str, name: str, value: object) -> Seen:
    def seen(api: Api, day: str) -> object:
        whole = api.read(f"/agreements/{AGREEMENT}", validAt=day)
        return found_in(whole[part], name, value)

    return seen


def _segment(name: str) -> Seen:
    def seen(api: Api, day: str) -> object:
        query = {"programId": PROGRAM, "fiscalYear": day[:4], "validAt": day, "day": day}
        [found] = api.read("/segments", **query)
        return found[name]

    return seen


def _terms(name: str) -> Seen:
    def seen(api: Api, day: str) -> object:
        return api.read(f"/agreements/{AGREEMENT}", validAt=day)[name]

    return seen


def _list(path: str, **query: object) -> Seen:
    def seen(api: Api, day: str) -> object:
        return api.read(f"/agreements/{AGREEMENT}/{path}", validAt=day, limit=500, **query)

    return seen


_MUNKEDAL = {"agreementId": AGREEMENT, "code": "1430"}
_RATE = resolution(
    "decideResourceRate", agreementId=AGREEMENT, category="Projektledare", rate=650_00
)
_SCOPE = {"portfolioId": str(PORTFOLIO)}

EXAMPLES: Mapping[str, Example] = {
    "formBody": Example(
        body(NEW, "Kompetenscentrum", "competence_centre"),
        "agreement.body_formed",
        _agreement("bodies", "bodyId", NEW),
    ),
    "admitMember": Example(
        resolution("admitMember", agreementId=AGREEMENT, code="1430", name="Munkedal"),
        "agreement.member_joined",
        _agreement("members", "code", "1430"),
    ),
    "withdrawMember": Example(
        resolution("withdrawMember", agreementId=AGREEMENT, code="1487"),
        "agreement.member_left",
        _agreement("members", "code", "1487"),
    ),
    "defineConstellation": Example(
        constellation(NEW, "Dal norr", ["1438", "1460", "1492"]),
        "agreement.constellation_defined",
        _agreement("constellations", "constellationId", NEW),
    ),
    "adoptCostKey": Example(
        cost_key(NEW_KEY, "1/2", "0.5"),
        "agreement.cost_key_adopted",
        _segment("keyId"),
    ),
    "repealCostKey": Example(
        resolution("repealCostKey", agreementId=AGREEMENT, scope=_SCOPE),
        "agreement.cost_key_repealed",
        _segment("keyId"),
    ),
    "reinstateCostKey": Example(
        resolution("reinstateCostKey", agreementId=AGREEMENT, scope=_SCOPE, keyId=KEY),
        "agreement.cost_key_entered_into_force",
        _segment("keyId"),
        (resolution("repealCostKey", agreementId=AGREEMENT, scope=_SCOPE),),
    ),
    "applyFigures": Example(
        apply_figures(2024, ""), "agreement.figures_applied", _segment("figures")
    ),
    "admitObserver": Example(
        resolution("admitObserver", **_MUNKEDAL, name="Munkedal"),
        "agreement.observer_admitted",
        _agreement("members", "code", "1430"),
    ),
    "dismissObserver": Example(
        resolution("dismissObserver", **_MUNKEDAL),
        "agreement.observer_dismissed",
        _agreement("members", "code", "1430"),
        (resolution("admitObserver", **_MUNKEDAL, name="Munkedal"),),
    ),
    "designateHost": Example(
        resolution("designateHost", agreementId=AGREEMENT, code="1492"),
        "agreement.host_designated",
        _terms("host"),
    ),
    "changeLegalForm": Example(
        resolution("changeLegalForm", agreementId=AGREEMENT, legalForm="joint_committee"),
        "agreement.legal_form_changed",
        _terms("legalForm"),
    ),
    "adoptDecisionRule": Example(
        resolution(
            "adoptDecisionRule",
            agreementId=AGREEMENT,
            decisionKind="decideCeiling",
            rule="unanimous",
        ),
        "agreement.decision_rule_adopted",
        _list("decision-rules"),
    ),
    "decideResourceRate": Example(
        _RATE, "agreement.resource_rate_decided", _list("resource-rates")
    ),
    "repealResourceRate": Example(
        resolution("repealResourceRate", agreementId=AGREEMENT, category="Projektledare"),
        "agreement.resource_rate_repealed",
        _list("resource-rates"),
        (_RATE,),
    ),
    "decideMemberFrame": Example(
        resolution(
            "decideMemberFrame",
            agreementId=AGREEMENT,
            member="1492",
            fiscalYear=2026,
            amount=900_000_00,
        ),
        "agreement.member_frame_decided",
        _list("member-frames"),
    ),
}
