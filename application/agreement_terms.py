"""The agreement's own terms as they are shown: decision rules, and the members' frames."""

from __future__ import annotations

from uuid import UUID

from application.member_frames import used
from application.queries import At, Queries
from application.views import DecisionRuleView, MemberFrameView
from domain.authority import AUTHORITY


def decision_rules_of(reader: Queries, agreement_id: UUID, at: At) -> tuple[DecisionRuleView, ...]:
    """Return how every kind of decision is taken under an agreement.

    Raises:
        NotFound: there is no such agreement at that pair of times.
    """
    named = reader.decision_rules(agreement_id, at)
    views = []
    for kind, authority in AUTHORITY.items():
        rule, since = named.get(kind, (authority.rule, None))
        views.append(DecisionRuleView(kind=kind, rule=rule, since=since))
    return tuple(views)


def member_frames_of(reader: Queries, agreement_id: UUID, at: At) -> tuple[MemberFrameView, ...]:
    """Return every frame with what is used of it, by member, year and kind of money.

    Raises:
        NotFound: there is no such agreement at that pair of times.
    """
    reader.agreement(agreement_id, at)
    names = reader.member_names(at.known_at)
    frames = reader.member_frames(agreement_id, at.known_at)
    return tuple(
        MemberFrameView.model_validate(
            {
                "member": member,
                "name": names.get(member, member),
                "fiscal_year": fiscal_year,
                "money_kind": money_kind,
                "frame": frame,
                "used": share,
                "left": frame - share,
            }
        )
        for (member, fiscal_year, money_kind), frame, share in used(
            reader, agreement_id, frames, at
        )
    )
