"""An example of every kind of resolution about an agreement."""

from __future__ import annotations

from collections.abc import Mapping

from tests.interfaces.every_kind.example import NEW, Example, Seen, found_in
from tests.interfaces.world import (
    AGREEMENT,
    PROGRAM,
    Api,
    apply_figures,
    body,
    consent,
    constellation,
    cost_key,
    resolution,
)
from tests.make import CODES, uid

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


def consents(api: Api) -> None:
    """Let every member consent to the new key."""
    for code in CODES:
        api.register("/consents", consent(code, NEW_KEY))


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
        then=consents,
    ),
    "applyFigures": Example(
        apply_figures(2024, ""), "agreement.figures_applied", _segment("figures")
    ),
}
