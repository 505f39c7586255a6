"""Rules and refusals that hold for every stream."""

from __future__ import annotations

from datetime import date
from typing import Protocol, TypeVar
from uuid import UUID

from domain.errors import Conflict, CorruptStream, Malformed, Refused, in_swedish
from domain.model import Command, StreamId, Timeline

T = TypeVar("T")

EFFECTS_UNANSWERED = Malformed(
    "effect_calculation_or_reason",
    "Ett direktiv har antingen sin effektberäkning eller ett angivet skäl till att den saknas.",
    "A directive has either its effect calculation or a stated reason why it has none.",
)
"""Source: domain.md, Rules: a program starts on an approved directive with its calculation."""


def already_recorded(thing: str, identity: object) -> Conflict:
    """Return the refusal of an id that is taken."""
    return Conflict(
        "already_recorded",
        f"Finns redan i loggen: {in_swedish(thing)} {identity}. Något nytt ska ha ett nytt id.",
        f"There already is {thing} {identity}. A new thing needs a new id.",
        thing=thing,
        id=str(identity),
    )


def not_ahead(day: date, today: date) -> None:
    """Refuse that something was decided on a day that has not come.

    Raises:
        Refused: ``decided_ahead`` with the day it is.
    """
    if day > today:
        raise Refused(
            "decided_ahead",
            f"{day} har inte kommit än; i dag är {today}. Det som ska gälla senare anges med "
            "effectiveFrom.",
            f"{day} has not come yet; today is {today}. What is to apply later is said by "
            "effectiveFrom.",
            day=day.isoformat(),
            today=today.isoformat(),
        )


def of_the_agreement(stream: StreamId, wanted: UUID, actual: UUID) -> None:
    """Refuse what belongs to another agreement.

    Raises:
        Refused: ``of_another_agreement`` with both agreements.
    """
    if wanted != actual:
        raise Refused(
            "of_another_agreement",
            f"{stream} hör till ett annat samverkansavtal ({actual}).",
            f"{stream} belongs to another agreement ({actual}).",
            thing=stream,
            agreement_id=str(wanted),
            actual_agreement_id=str(actual),
        )


def changes_nothing(sv: str, en: str) -> Refused:
    """Return the refusal of a command whose event would change nothing; say what is so already."""
    return Refused(
        "changes_nothing",
        f"Beslutet skulle inte ändra något: {sv}.",
        f"The decision would change nothing: {en}.",
        what=en,
    )


def begins(state: object | None, topic: str) -> None:
    """Check that an event which begins a stream is the first of it.

    Raises:
        CorruptStream: the stream has begun already.
    """
    if state is not None:
        raise CorruptStream(f"{topic} after the stream had begun")


class Ordering(Protocol):
    """What decides whether a change may take effect before a later one."""

    @property
    def correcting(self) -> bool:
        """Whether the decision corrects an earlier one."""


def in_order(facet: str, latest: date | None, command: Command, around: Ordering) -> None:
    """Refuse a change that would take effect before the latest change of the same facet.

    A correction may: what is right may have been so before what has been decided since.

    Source: domain.md, Rules: "State changes of one thing take effect in the order they are
    recorded … (a correction may)"; settled question 11: the order is per facet.

    Raises:
        Refused: ``precedes_latest_change`` with the earliest possible day.
    """
    if latest is None or command.effective_from >= latest or around.correcting:
        return
    raise Refused(
        "precedes_latest_change",
        f"Ändringen kan gälla tidigast från {latest}, dagen för den senaste ändringen; "
        f"{command.effective_from} ligger före. Rätta i stället det tidigare beslutet.",
        f"The change can apply from {latest} at the earliest, the day of the latest change; "
        f"{command.effective_from} is before that. Correct the earlier decision instead.",
        facet=facet,
        effective_from=command.effective_from.isoformat(),
        earliest=latest.isoformat(),
    )


def stands_in_order(
    facet: str, line: Timeline[T], becomes: T, command: Command, around: Ordering
) -> None:
    """Refuse a step of a standing (a status, a membership) that comes before the latest.

    Each step is judged by the one before it, so a correction may only move a step to an earlier
    day: what follows it must be the same.

    Raises:
        Refused: as `in_order`, or ``correction_breaks_order`` with the step that follows.
    """
    if not around.correcting:
        in_order(facet, line.latest_day, command, around)
        return
    later = [step for step in line.steps if step[0] > command.effective_from]
    if later and later[0][1] != becomes:
        since = later[0][0]
        raise Refused(
            "correction_breaks_order",
            f"En rättelse kan bara flytta en ändring till en tidigare dag. Här följer en annan "
            f"ändring {since}; rätta eller ändra den först.",
            f"A correction can only move a change to an earlier day. Here another change follows "
            f"on {since}; correct or change that first.",
            facet=facet,
            effective_from=command.effective_from.isoformat(),
            followed_on=since.isoformat(),
        )
