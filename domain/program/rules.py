"""The rules of a program's standing, which its projects, budgets and portfolio obey as well."""

from __future__ import annotations

from datetime import date

from domain.errors import Refused
from domain.program.state import STATUS_EN, STATUS_SV, TAKES_MONEY, Program


def takes_more(program: Program, day: date) -> None:
    """Refuse what is done in a program that is closed or withdrawn on `day`.

    Raises:
        Refused: ``program_is_closed`` with its status and since when.
    """
    if program.has_ended_by(day):
        raise _closed(program, day)


def takes_more_for_good(program: Program, day: date) -> None:
    """Refuse what would still be there when a program has ended, on `day` or any later one.

    Money, and a project that runs: a program closes with nothing left in it.

    Raises:
        Refused: ``program_is_closed`` with its status and since when.
    """
    if program.ended_from(day) is not None:
        raise _closed(program, day)


def _closed(program: Program, day: date) -> Refused:
    since, status = program.ended_from(day) or (day, None)
    return Refused(
        "program_is_closed",
        f"Programmet {program.title} är {STATUS_SV[status]} från och med {since} och tar inte emot "
        "något mer.",
        f"The program {program.title} is {STATUS_EN[status]} from {since} and takes nothing more.",
        title=program.title,
        status=status,
        since=since.isoformat(),
    )


def takes_money(program: Program, day: date) -> None:
    """Refuse an allocation or a commitment while a program is paused, or after its end.

    Source: domain.md, Rules: "A paused program or project gets no allocations or commitments."

    Raises:
        Refused: ``program_is_closed``, or ``program_takes_no_money`` with its status.
    """
    takes_more_for_good(program, day)
    if program.takes_money_on(day):
        return
    status = program.status.at(day)
    raise Refused(
        "program_takes_no_money",
        f"Programmet {program.title} är {STATUS_SV[status]} den {day}. Pengar kan anslås när det "
        "har återupptagits.",
        f"The program {program.title} is {STATUS_EN[status]} on {day}. Money can be allocated when "
        "it has been resumed.",
        title=program.title,
        status=status,
        day=day.isoformat(),
        possible=list(TAKES_MONEY),
    )
