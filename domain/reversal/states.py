"""What stood before something was decided, and the commands that bring it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, get_args

from domain.errors import Conflict
from domain.model import Command, Timeline

T = TypeVar("T")
C = TypeVar("C", bound=Command)


@dataclass(frozen=True, slots=True)
class States:
    """A stream's state now and before an event, and the day from which the event is undone."""

    now: Any
    earlier: Any
    day: date

    def before(self, line: Callable[[Any], Timeline[T]], since: date, decided: T) -> T | None:
        """Return what would hold on the day without the event.

        The event must be what holds on that day: of two in one § the earlier has been undone with
        the later.

        Raises:
            Conflict: ``changed_since`` with the day of the later change.
        """
        stands = [step for step in line(self.now).steps if step[0] <= self.day]
        if not stands or stands[-1] != (since, decided):
            raise _changed_since(stands[-1][0] if stands else None)
        return line(self.earlier).at(self.day)


def _changed_since(day: date | None) -> Conflict:
    return Conflict(
        "changed_since",
        f"Ett senare beslut, gällande från {day}, har ändrat samma sak. Upphäv det först, eller "
        "fatta ett nytt beslut.",
        f"A later decision, in effect from {day}, has changed the same thing. Reverse that one "
        "first, or decide anew.",
        changed_from=str(day),
    )


def command(form: type[C], **fields: Any) -> C:
    """Return a command of a form; its kind is the only one that the form allows."""
    [kind] = get_args(form.model_fields["kind"].annotation)
    return form(kind=kind, **fields)


def at(event: Any, decided: T) -> tuple[date, T]:
    """Return the step that an event made in the timeline of its facet."""
    return event.effective_from, decided
