"""What every rule of a project asks first: whether it is open, and its status allows this."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.errors import Refused
from domain.project.state import ENDED, STATUS_EN, STATUS_SV, Project, ProjectStatus


def is_open(state: Project, day: date) -> None:
    """Refuse to change what has ended by `day`.

    Raises:
        Refused: ``project_is_closed`` with its status and since when.
    """
    status = state.status.at(day)
    if status in ENDED:
        since = max(start for start in state.status.days() if start <= day)
        raise Refused(
            "project_is_closed",
            f"{state.title} är {STATUS_SV[status]} från och med {since} och kan inte ändras.",
            f"{state.title} is {STATUS_EN[status]} from {since} and cannot be changed.",
            title=state.title,
            status=status,
            since=str(since),
        )


def status_is(state: Project, day: date, expected: tuple[ProjectStatus, ...], wanted: str) -> None:
    """Refuse what is `wanted` of a project that has another status than expected on `day`.

    Raises:
        Refused: ``wrong_status`` with the status there is and those that would do.
    """
    status = state.status.at(day)
    if status not in expected:
        raise Refused(
            "wrong_status",
            f"{state.title} är {STATUS_SV[status]}; för {_WANTED_SV[wanted]} ska det "
            f"vara {' eller '.join(STATUS_SV[each] for each in expected)}.",
            f"{state.title} is {STATUS_EN[status]}; {wanted} needs it to be "
            f"{' or '.join(expected)}.",
            title=state.title,
            status=status,
            possible=list(expected),
            wanted=wanted,
        )


_WANTED_SV: Mapping[str, str] = {
    "approval": "godkännande",
    "rejection": "avslag",
    "parking": "parkering",
    "a directive": "ett direktiv",
    "a new version of the directive": "en ny version av direktivet",
    "withdrawing the directive": "att direktivet återtas",
    "a start": "start",
    "a pause": "paus",
    "resuming": "återupptagande",
    "a stop": "stopp",
    "completion": "avslut",
}


def has_directive(state: Project, day: date) -> None:
    """Refuse what an initiative without directive on `day` cannot do.

    Raises:
        Refused: ``directive_missing``.
    """
    if not state.directed.at(day):
        raise Refused(
            "directive_missing",
            f"{state.title} har inget godkänt direktiv och är ännu ett initiativ.",
            f"{state.title} has no approved directive and is still an initiative.",
            title=state.title,
        )
