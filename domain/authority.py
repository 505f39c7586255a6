"""Which body may take which kind of decision, and under which decision rule.

Source: domain.md, "Legal form, rules and consent". This table is the only place that says so.
A body's kind is data: one that is not named here decides nothing. A steering group decides only
about the programs it steers. "Who pays is strategic": kinds marked so are the steering group's
only as long as no participant and no key changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.agreement.events import Body, DecisionRule
from domain.agreement.wording import DECISION_RULES
from domain.decision.envelope import Votes
from domain.errors import NotPermitted, Refused
from domain.model import Timeline


@dataclass(frozen=True, slots=True)
class Authority:
    """Who decides one kind: bodies by kind, the rule, and whether who pays must stay the same."""

    bodies: tuple[str, ...]
    rule: DecisionRule = "majority"
    who_pays_must_stay: bool = False


_BOARD = Authority(("board",))
_EACH_MEMBER = Authority(("board",), rule="each_member")
_STEERING = Authority(("board", "steering_group"))
_WHO_PAYS = Authority(("board", "steering_group"), who_pays_must_stay=True)
_PROPOSING = Authority(("board", "steering_group", "preparatory_group", "member_body"))
_ANY_BODY = Authority(("board", "steering_group", "preparatory_group", "member_body", "auditors"))

AUTHORITY: Mapping[str, Authority] = {
    "formBody": _BOARD,
    "admitMember": _EACH_MEMBER,
    "withdrawMember": _EACH_MEMBER,
    "admitObserver": _BOARD,
    "dismissObserver": _BOARD,
    "designateHost": _EACH_MEMBER,
    "changeLegalForm": _EACH_MEMBER,
    "adoptDecisionRule": _EACH_MEMBER,
    "decideResourceRate": _EACH_MEMBER,
    "repealResourceRate": _EACH_MEMBER,
    "decideMemberFrame": _EACH_MEMBER,
    "defineConstellation": _BOARD,
    "adoptCostKey": _EACH_MEMBER,
    "repealCostKey": _EACH_MEMBER,
    "reinstateCostKey": _EACH_MEMBER,
    "applyFigures": _BOARD,
    "establishPortfolio": _BOARD,
    "adoptSteeringDocument": _BOARD,
    "prioritisePrograms": _BOARD,
    "decideCeiling": _BOARD,
    "closeFiscalYear": _BOARD,
    "approveProgramDirective": _BOARD,
    "reviseProgramDirective": _BOARD,
    "withdrawProgramDirective": _BOARD,
    "approveProgramPlan": _STEERING,
    "startProgram": _BOARD,
    "pauseProgram": _BOARD,
    "resumeProgram": _BOARD,
    "closeProgram": _BOARD,
    "appointProgramLeader": _BOARD,
    "proposeProject": _PROPOSING,
    "describeProject": _STEERING,
    "approveProject": _BOARD,
    "rejectProject": _BOARD,
    "parkProject": _BOARD,
    "approveProjectDirective": _BOARD,
    "reviseProjectDirective": _BOARD,
    "withdrawProjectDirective": _BOARD,
    "approveProjectPlan": _STEERING,
    "startProject": _BOARD,
    "pauseProject": _STEERING,
    "resumeProject": _STEERING,
    "stopProject": _BOARD,
    "completeProject": _BOARD,
    "moveProject": _BOARD,
    "changeProjectConstellation": _WHO_PAYS,
    "classifyProject": _STEERING,
    "estimateProjectCost": _STEERING,
    "decideProjectFrame": _BOARD,
    "appointProjectLeader": _STEERING,
    "wantProjectRole": _STEERING,
    "dropProjectRole": _STEERING,
    "fillProjectRole": _STEERING,
    "vacateProjectRole": _STEERING,
    "fundProgram": _BOARD,
    "returnFunding": _BOARD,
    "transferBudget": _BOARD,
    "allocateBudget": _WHO_PAYS,
    "reallocateBudget": _WHO_PAYS,
    "releaseBudget": _STEERING,
    "noteDeviation": _STEERING,
    "initiateReview": _BOARD,
    "correctDecision": _ANY_BODY,
    "reverseDecision": _STEERING,
    "text": _ANY_BODY,
}


BODY_KINDS_SV: Mapping[str, str] = {
    "board": "portföljstyrgruppen",
    "steering_group": "programmets styrgrupp",
    "preparatory_group": "beredningsgruppen",
    "member_body": "en medlems eget organ",
    "auditors": "de valda revisorerna",
}
"""What the kinds of body that may decide something are called in Swedish."""


def rule_of(adopted: Timeline[DecisionRule] | None, kind: str, day: date) -> DecisionRule:
    """Return how a kind of decision is taken on a day.

    As the agreement has adopted it, or else by the table: majority, as committees decide, and
    the consent of each member for what changes the agreement or a member's money.
    """
    chosen = adopted.at(day) if adopted is not None else None
    return chosen or AUTHORITY[kind].rule


def votes_suffice(rule: DecisionRule, votes: Votes | None, reservations: Sequence[str]) -> None:
    """Refuse what the recorded votes did not decide.

    By majority: no more against than for (of equal votes the chair's decides); by consensus:
    nobody against; unanimously: nobody against or abstaining. A reservation is against. Without
    a counted vote the minutes say that the body agreed.

    Source: domain.md, "Legal form, rules and consent".

    Raises:
        Refused: ``votes_do_not_suffice`` with the votes and the rule.
    """
    against = votes.no if votes else 0
    for_it, abstained = (votes.yes, votes.abstained) if votes else (0, 0)
    decided = {
        "consensus": not against and not reservations,
        "unanimous": not against and not reservations and not abstained,
    }.get(rule, for_it >= against)
    if not decided:
        raise Refused(
            "votes_do_not_suffice",
            f"Rösterna räcker inte: {for_it} för, {against} mot, {abstained} avstod och "
            f"{len(reservations)} reservationer. Beslutet fattas {DECISION_RULES[rule].sv}.",
            f"The votes do not suffice: {for_it} for, {against} against, {abstained} abstained "
            f"and {len(reservations)} reservations. It is decided {DECISION_RULES[rule].en}.",
            rule=rule,
            votes_for=for_it,
            votes_against=against,
            abstained=abstained,
            reservations=len(reservations),
        )


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
