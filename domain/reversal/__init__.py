"""What undoes what was decided: for each reversible event the command that reverses it.

Source: domain.md, "Two kinds of entry in the log": reversible are key, rate, ceiling, funding,
transfer, allocation, reallocation, constellation, priority and an unused directive. What is not
reversible is decided anew. The command is then judged as if it had been decided by itself, so
that every rule holds for it too: nothing is undone that a registration rests on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, Protocol
from uuid import UUID

from domain.budget.events import budget_of, is_budget
from domain.errors import Refused
from domain.fiscal_year import fiscal_year_of
from domain.model import Bilingual, Command, StreamId
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


def inverses(
    done: Sequence[Recorded], day: date, reason: str, around: ReversalSurroundings
) -> Iterator[Command]:
    """Yield the commands that undo events from `day`; each may be applied before the next.

    Args:
        done: the events in the order of the log. Of several that changed the same thing, the
            first says what it goes back to and the last must still stand.
        day: the first day on which what they did no longer applies.
        reason: the sealed text that says why.
        around: what stands.

    Raises:
        Refused: ``not_reversible`` with what to do instead, or ``reversal_before_effect``.
        Conflict: ``changed_since``: a later decision has changed the same thing.
    """
    first: dict[object, Recorded] = {}
    last: dict[object, Recorded] = {}
    for one in done:
        if one.event.TOPIC not in _ASIDE:
            thing = changed_thing(one)
            first.setdefault(thing, one)
            last[thing] = one
    for thing, one in reversed(last.items()):
        _not_before_its_effect(one, day)
        yield _inverse(one, around.state_before(first[thing]), day, reason, around)


def changed_thing(recorded: Recorded) -> object:
    """Return what an event changed, so that two changes of one thing are told apart from two.

    Money is added up and each movement undone by itself; of the rest it is the facet.
    """
    event: Any = recorded.event
    if is_budget(recorded.stream):
        return recorded.position
    named = (getattr(event, name, None) for name in _FACETS)
    return (recorded.stream, _LINES.get(event.TOPIC, event.TOPIC), *named)


_FACETS: Final = ("money_kind", "scope", "category", "constellation_id", "member", "fiscal_year")
_LINES: Final[Mapping[str, str]] = {
    "agreement.cost_key_entered_into_force": "key",
    "agreement.cost_key_repealed": "key",
    "agreement.resource_rate_decided": "rate",
    "agreement.resource_rate_repealed": "rate",
    "project.constellation_changed": "constellation",
}
"""Topics that change the same line."""


def _not_before_its_effect(recorded: Recorded, day: date) -> None:
    effective: date | None = getattr(recorded.event, "effective_from", None)
    if effective is not None and day < effective:
        raise Refused(
            "reversal_before_effect",
            f"Det beslutade gäller från och med {effective} och kan upphävas tidigast den dagen; "
            f"{day} ligger före.",
            f"What was decided applies from {effective} and can be reversed from that day at the "
            f"earliest; {day} is before.",
            effective_from=day.isoformat(),
            earliest=effective.isoformat(),
        )


def _inverse(
    recorded: Recorded, earlier: Any, day: date, reason: str, around: ReversalSurroundings
) -> Command:
    event = recorded.event
    found: Command | None
    kind, identity = recorded.stream.split("/")[:2]
    states = States(around.state(recorded.stream), earlier, day)
    match kind:
        case "budget":
            found = of_budget(event, *budget_of(recorded.stream), day)
        case "fiscal_year":
            found = of_fiscal_year(event, *fiscal_year_of(recorded.stream), states)
        case "agreement":
            found = of_agreement(event, UUID(identity), states)
        case "portfolio":
            found = of_portfolio(event, UUID(identity), states)
        case "program" if isinstance(event, ProgramDirectiveApproved):
            found = withdraw(WithdrawProgramDirective, recorded, day, reason)
        case "project" if isinstance(event, ProjectDirectiveApproved):
            found = withdraw(WithdrawProjectDirective, recorded, day, reason)
        case "project":
            found = of_project(event, UUID(identity), states)
        case _:
            found = None
    if found is None:
        raise _not_reversible(recorded)
    return found


_ANEW: Final[Mapping[str, Bilingual]] = {
    "agreement": Bilingual(
        sv="ändra avtalets villkor genom ett nytt beslut",
        en="change the terms of the agreement by a new decision",
    ),
    "fiscal_year": Bilingual(
        sv="registrera justeringar (kostnader, krediteringar, intäkter) i det stängda året",
        en="register adjustments (costs, credits, incomes) of the closed year",
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


def _not_reversible(recorded: Recorded) -> Refused:
    instead = _ANEW.get(recorded.stream.partition("/")[0], _SOMETHING_NEW)
    number = recorded.cause.resolution
    return Refused(
        "not_reversible",
        f"Att-sats {number} i beslutet kan inte upphävas: det som är gjort står fast. Gör så här i "
        f"stället: {instead.sv}.",
        f"Resolution {number} of the decision cannot be reversed: what is done stands. Instead: "
        f"{instead.en}.",
        reversed_resolution=number,
        topic=recorded.event.TOPIC,
        stream=recorded.stream,
        instead_sv=instead.sv,
        instead_en=instead.en,
    )
