"""What undoes what was decided: for each reversible event the command that reverses it.

Source: domain.md, "Two kinds of entry in the log": reversible are key, rate, ceiling, funding,
transfer, allocation, reallocation, constellation, priority and an unused directive. What is not
reversible is decided anew. The command is then judged as if it had been decided by itself, so
that every rule holds for it too: nothing is undone that a registration rests on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Protocol
from uuid import UUID

from domain.errors import Refused
from domain.model import Bilingual, Command, Event, StreamId
from domain.program.commands import WithdrawProgramDirective
from domain.program.events import ProgramDirectiveApproved
from domain.project.document_commands import WithdrawProjectDirective
from domain.project.events import ProjectDirectiveApproved
from domain.recorded import Recorded
from domain.reversal.agreement import of_agreement
from domain.reversal.money import of_budget, of_fiscal_year
from domain.reversal.states import States
from domain.reversal.things import of_portfolio, of_project, withdraw


class ReversalSurroundings(Protocol):
    """What stands of the things that were decided about, now and before it was decided."""

    def state(self, stream: StreamId) -> Any: ...

    def state_before(self, recorded: Recorded) -> Any:
        """Return the state of an event's stream just before the event."""


_ASIDE: Final = frozenset(
    {
        "agreement.cost_key_adopted",
        "agreement.decision_held",
        "agreement.decision_entered_into_force",
        "budget.transferred_in",
        "decision.taken",
        "decision.corrected",
    }
)
"""What needs no undoing of its own: another event of the same resolution is undone."""


def inverse(
    recorded: Recorded, day: date, reason: str, around: ReversalSurroundings
) -> Command | None:
    """Return the command that undoes an event from `day`; None when there is nothing to undo.

    `reason` is the sealed text that says why.

    Raises:
        Refused: ``not_reversible`` with what to do instead.
        Conflict: ``changed_since``: a later decision has changed the same thing.
    """
    event = recorded.event
    if event.TOPIC in _ASIDE:
        return None
    kind, *ids = recorded.stream.split("/")
    states = States(around.state(recorded.stream), around.state_before(recorded), day)
    match kind:
        case "budget":
            found = of_budget(event, UUID(ids[0]), int(ids[1]), day)
        case "fiscal_year":
            found = of_fiscal_year(event, UUID(ids[0]), int(ids[1]), states)
        case "agreement":
            found = of_agreement(event, UUID(ids[0]), states)
        case "portfolio":
            found = of_portfolio(event, UUID(ids[0]), states)
        case "program" if isinstance(event, ProgramDirectiveApproved):
            found = withdraw(WithdrawProgramDirective, recorded, day, reason)
        case "project" if isinstance(event, ProjectDirectiveApproved):
            found = withdraw(WithdrawProjectDirective, recorded, day, reason)
        case "project":
            found = of_project(event, UUID(ids[0]), states)
        case _:
            found = None
    if found is None:
        raise _not_reversible(recorded.stream, event)
    return found


_ANEW: Final[Mapping[str, Bilingual]] = {
    "agreement": Bilingual(
        sv="ändra avtalets villkor genom ett nytt beslut",
        en="change the terms of the agreement by a new decision",
    ),
    "portfolio": Bilingual(sv="anta en ny version", en="adopt a new version"),
    "program": Bilingual(sv="pausa eller avsluta programmet", en="pause or close the program"),
    "project": Bilingual(
        sv="pausa, stoppa eller avsluta projektet", en="pause, stop or complete the project"
    ),
    "review": Bilingual(sv="avsluta revisionen", en="conclude the review"),
}
"""What can be done instead, by kind of stream."""
_SOMETHING_NEW: Final = Bilingual(sv="fatta ett nytt beslut", en="decide anew")


def _not_reversible(stream: StreamId, event: Event) -> Refused:
    instead = _ANEW.get(stream.partition("/")[0], _SOMETHING_NEW)
    return Refused(
        "not_reversible",
        f"Det beslutade ({event.TOPIC}) kan inte upphävas: det som är gjort står fast. Gör så "
        f"här i stället: {instead.sv}.",
        f"What was decided ({event.TOPIC}) cannot be reversed: what is done stands. Instead: "
        f"{instead.en}.",
        topic=event.TOPIC,
        stream=stream,
        instead_sv=instead.sv,
        instead_en=instead.en,
    )
