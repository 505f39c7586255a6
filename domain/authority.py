"""Which body may take which kind of decision, and under which decision rule.

Source: domain.md, "Legal form, rules and consent". This table is the only place that says so.
A body's kind is data: one that is not named here decides nothing. A steering group decides only
about the programs it steers. "Who pays is strategic": kinds marked so are the steering group's
only as long as no participant and no key changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from domain.agreement.events import Body
from domain.errors import NotPermitted

DecisionRule = Literal["body", "each_member"]


@dataclass(frozen=True, slots=True)
class Authority:
    """Who decides one kind: bodies by kind, the rule, and whether who pays must stay the same."""

    bodies: tuple[str, ...]
    rule: DecisionRule = "body"
    who_pays_must_stay: bool = False


_BOARD = Authority(("board",))
_STEERING = Authority(("board", "steering_group"))
_WHO_PAYS = Authority(("board", "steering_group"), who_pays_must_stay=True)
_PROPOSING = Authority(("board", "steering_group", "preparatory_group", "member_body"))

AUTHORITY: Mapping[str, Authority] = {
    "formBody": _BOARD,
    "admitMember": _BOARD,
    "withdrawMember": _BOARD,
    "defineConstellation": _BOARD,
    "adoptCostKey": Authority(("board",), rule="each_member"),
    "applyFigures": _BOARD,
    "establishPortfolio": _BOARD,
    "decideCeiling": _BOARD,
    "approveProgramDirective": _BOARD,
    "startProgram": _BOARD,
    "appointProgramLeader": _BOARD,
    "proposeProject": _PROPOSING,
    "describeProject": _STEERING,
    "approveProject": _BOARD,
    "rejectProject": _BOARD,
    "approveProjectDirective": _BOARD,
    "approveProjectPlan": _STEERING,
    "startProject": _BOARD,
    "completeProject": _BOARD,
    "changeProjectConstellation": _WHO_PAYS,
    "classifyProject": _STEERING,
    "fundProgram": _BOARD,
    "allocateBudget": _WHO_PAYS,
    "reallocateBudget": _WHO_PAYS,
    "releaseBudget": _STEERING,
    "initiateReview": _BOARD,
    "text": Authority(("board", "steering_group", "preparatory_group", "member_body", "auditors")),
}


BODY_KINDS_SV: Mapping[str, str] = {
    "board": "portföljstyrgruppen",
    "steering_group": "programmets styrgrupp",
    "preparatory_group": "beredningsgruppen",
    "member_body": "en medlems eget organ",
    "auditors": "de valda revisorerna",
}
"""What the kinds of body that may decide something are called in Swedish."""


def body_exists(body: Body, formed: date, decided_on: date) -> None:
    """Refuse a decision by a body that was formed later.

    Raises:
        NotPermitted: ``body_not_formed_yet`` with the day it was formed.
    """
    if decided_on < formed:
        raise NotPermitted(
            "body_not_formed_yet",
            f"{body.name} finns från och med {formed} och kunde inte besluta {decided_on}.",
            f"{body.name} exists from {formed} and could not decide on {decided_on}.",
            body_id=str(body.body_id),
            formed=formed.isoformat(),
            decided_on=decided_on.isoformat(),
        )


def body_may_decide(body: Body, kind: str, programs: frozenset[UUID | None]) -> None:
    """Refuse a kind that is not the body's to decide, or a program it does not steer.

    Args:
        body: the deciding body.
        kind: the kind of resolution.
        programs: the programs that the resolution concerns; None among them stands for a
            project outside every program.

    Raises:
        NotPermitted: ``body_may_not_decide`` or ``program_of_another_body``, with who may.
    """
    allowed = AUTHORITY[kind].bodies
    if body.body_kind not in allowed:
        raise NotPermitted(
            "body_may_not_decide",
            f"{body.name} får inte fatta beslut av slaget {kind}. Det får: "
            f"{', '.join(BODY_KINDS_SV[each] for each in allowed)}.",
            f"{body.name} ({body.body_kind}) may not decide {kind}. Who may: {', '.join(allowed)}.",
            body_id=str(body.body_id),
            body_kind=body.body_kind,
            kind=kind,
            possible=list(allowed),
        )
    foreign = programs - set(body.programs)
    if body.body_kind == "steering_group" and foreign:
        named = sorted(str(program) for program in foreign if program is not None)
        raise NotPermitted(
            "program_of_another_body",
            f"{body.name} styr inte programmet {', '.join(named)}."
            if named
            else f"{body.name} styr inga projekt utanför sina program.",
            f"{body.name} does not steer the program {', '.join(named)}."
            if named
            else f"{body.name} steers no project outside its programs.",
            body_id=str(body.body_id),
            kind=kind,
            programs=named,
            steers=[str(program) for program in body.programs],
        )
