"""What a body may decide: by its kind, its programs, its agreement, and who pays.

Source: domain.md, "Legal form, rules and consent"; the table is `domain.authority`.
"""

from __future__ import annotations

from application.jurisdiction import governs_what_is_decided
from application.surroundings import Surroundings
from application.who_pays import changes_who_pays
from domain.agreement import Body
from domain.authority import AUTHORITY, body_may_decide
from domain.model import Command, Resolution


def is_authorised(body: Body, resolution: Resolution, around: Surroundings) -> None:
    """Refuse what is not the body's to decide.

    Raises:
        NotPermitted: ``body_may_not_decide``, ``program_of_another_body`` or
            ``thing_of_another_agreement``.
    """
    body_may_decide(body, resolution.kind, around.programs_of(resolution))
    governs_what_is_decided(body, resolution, around)


def may_move_cost(body: Body) -> bool:
    """Tell whether who pays is the body's to change, and so need not be looked into."""
    return body.body_kind == "board"


def moves_cost(body: Body, command: Command, around: Surroundings) -> bool:
    """Tell whether a command moves cost between members that is not the body's to move.

    Judged before the command takes effect.
    """
    strategic = AUTHORITY[command.kind].who_pays_must_stay and not may_move_cost(body)
    return strategic and changes_who_pays(command, around)
