"""An example of every kind of resolution about an earlier decision."""

from __future__ import annotations

from collections.abc import Mapping

from tests.interfaces.every_kind.example import Example
from tests.interfaces.every_kind.project import of_project
from tests.interfaces.world import FIVE, OF_SIX, Api, noted, resolution
from tests.make import uid

EARLIER = uid("earlier decision")


def _links(api: Api, day: str) -> object:
    return api.read(f"/decisions/{EARLIER}", validAt=day)["links"]


EXAMPLES: Mapping[str, Example] = {
    "correctDecision": Example(
        resolution(
            "correctDecision", decisionId=EARLIER, wrong="Diarienumret.", right="KS 2026/18."
        ),
        "decision.corrected",
        _links,
        (noted(),),
        earlier=EARLIER,
    ),
    "reverseDecision": Example(
        resolution("reverseDecision", decisionId=EARLIER, reason="Underlaget var fel."),
        "decision.reversed",
        of_project(OF_SIX, "constellationId"),
        (resolution("changeProjectConstellation", projectId=OF_SIX, constellationId=FIVE),),
        earlier=EARLIER,
    ),
}
