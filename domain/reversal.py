"""What undoes what was decided: for each reversible event the command that reverses it.

Source: domain.md, "Two kinds of entry in the log": reversible are key, rate, ceiling, funding,
transfer, allocation, reallocation, constellation, priority and an unused directive. What is not
reversible is decided anew. The command is then judged as if it had been decided by itself, so
that every rule holds for it too: nothing is undone that a registration rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol, TypeVar, get_args
from uuid import UUID

from domain.agreement.commands import DecideResourceRate, DefineConstellation, RepealResourceRate
from domain.agreement.events import (
    ConstellationDefined,
    CostKeyEnteredIntoForce,
    CostKeyRepealed,
    ResourceRateDecided,
    ResourceRateRepealed,
)
from domain.agreement.key_commands import KeyScope, ReinstateCostKey, RepealCostKey
from domain.agreement.state import Agreement
from domain.budget.commands import (
    AllocateBudget,
    FundProgram,
    ReallocateBudget,
    ReturnFunding,
    TransferBudget,
)
from domain.budget.events import (
    BudgetAllocated,
    BudgetReallocated,
    BudgetReleased,
    BudgetTransferredOut,
    FundingReturned,
    ProgramFunded,
)
from domain.errors import Conflict, Refused
from domain.fiscal_year import CeilingDecided, DecideCeiling
from domain.model import Bilingual, Command, Event, Recorded, StreamId, Timeline, stated
from domain.portfolio.commands import PrioritisePrograms
from domain.portfolio.events import ProgramsPrioritised
from domain.portfolio.priority import NotChosen, Ranked
from domain.program.commands import WithdrawProgramDirective
from domain.program.events import ProgramDirectiveApproved
from domain.project.commands import ChangeProjectConstellation
from domain.project.document_commands import WithdrawProjectDirective
from domain.project.events import ProjectConstellationChanged, ProjectDirectiveApproved

T = TypeVar("T")
C = TypeVar("C", bound=Command)


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
    states = _States(around.state(recorded.stream), around.state_before(recorded), day)
    match kind:
        case "budget":
            found = _of_budget(event, UUID(ids[0]), int(ids[1]), day)
        case "fiscal_year":
            found = _of_fiscal_year(event, UUID(ids[0]), int(ids[1]), states)
        case "agreement":
            found = _of_agreement(event, UUID(ids[0]), states)
        case "portfolio":
            found = _of_portfolio(event, UUID(ids[0]), states)
        case "program" if isinstance(event, ProgramDirectiveApproved):
            found = _withdraw(WithdrawProgramDirective, recorded, day, reason)
        case "project" if isinstance(event, ProjectDirectiveApproved):
            found = _withdraw(WithdrawProjectDirective, recorded, day, reason)
        case "project":
            found = _of_project(event, UUID(ids[0]), states)
        case _:
            found = None
    if found is None:
        raise _not_reversible(recorded.stream, event)
    return found


@dataclass(frozen=True, slots=True)
class _States:
    """A stream's state now and before an event, and the day from which the event is undone."""

    now: Any
    earlier: Any
    day: date

    def before(self, line: Callable[[Any], Timeline[T]], since: date, decided: T) -> T | None:
        """Return what would hold on the day without the event, which must stand still.

        Raises:
            Conflict: ``changed_since`` with the day of the later change.
        """
        stands = line(self.now)
        if not stands.steps or stands.steps[-1] != (since, decided):
            raise _changed_since(stands.latest_day)
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


def _command(form: type[C], **fields: Any) -> C:
    """Return a command of a form; its kind is the only one that the form allows."""
    [kind] = get_args(form.model_fields["kind"].annotation)
    return form(kind=kind, **fields)


# --- Money --------------------------------------------------------------------------------------


def _of_budget(event: Event, program_id: UUID, fiscal_year: int, day: date) -> Command | None:
    moved: Any = event
    if not hasattr(moved, "money_kind") or not hasattr(moved, "period"):
        return None
    same = {
        "fiscal_year": fiscal_year,
        "money_kind": moved.money_kind,
        "period": stated(moved.period),
        "effective_from": day,
    }
    of_program = {**same, "program_id": program_id}
    match event:
        case ProgramFunded(amount=amount):
            return _command(ReturnFunding, amount=amount, **of_program)
        case FundingReturned(amount=amount):
            return _command(FundProgram, amount=amount, **of_program)
        case BudgetAllocated(project_id=project, amount=amount):
            return _allocate(project, -amount, of_program)
        case BudgetReleased(project_id=project, amount=amount):
            return _allocate(project, amount, of_program)
        case BudgetReallocated(source=source, target=target, amount=amount):
            return _command(
                ReallocateBudget, source=target, target=source, amount=amount, **of_program
            )
        case BudgetTransferredOut(target=target, amount=amount):
            return _command(
                TransferBudget,
                source_program_id=target,
                target_program_id=program_id,
                amount=amount,
                **same,
            )
        case _:
            return None


def _allocate(project_id: UUID, amount: int, same: Mapping[str, Any]) -> AllocateBudget:
    return _command(AllocateBudget, project_id=project_id, amount=amount, **same)


def _of_fiscal_year(
    event: Event, portfolio_id: UUID, fiscal_year: int, states: _States
) -> Command | None:
    if not isinstance(event, CeilingDecided):
        return None
    money_kind = event.money_kind
    before = states.before(
        lambda year: year.ceiling(money_kind) if year else Timeline(),
        event.effective_from,
        event.amount,
    )
    return _command(
        DecideCeiling,
        portfolio_id=portfolio_id,
        fiscal_year=fiscal_year,
        amount=before or 0,
        money_kind=event.money_kind,
        effective_from=states.day,
    )


# --- Agreement ----------------------------------------------------------------------------------


def _of_agreement(event: Event, agreement_id: UUID, states: _States) -> Command | None:
    same = {"agreement_id": agreement_id, "effective_from": states.day}
    match event:
        case CostKeyEnteredIntoForce() | CostKeyRepealed():
            return _key(event, same, states)
        case ResourceRateDecided() | ResourceRateRepealed():
            return _rate(event, same, states)
        case ConstellationDefined():
            return _constellation(event, same, states)
        case _:
            return None


def _key(
    event: CostKeyEnteredIntoForce | CostKeyRepealed, same: Mapping[str, Any], states: _States
) -> Command:
    decided = _key_in_force(event)
    earlier = states.before(lambda agreement: _ids(agreement, event.scope), *_at(event, decided))
    scope = _scope(event.scope)
    if earlier is None:
        return _command(RepealCostKey, scope=scope, **same)
    return _command(ReinstateCostKey, scope=scope, key_id=earlier, **same)


def _key_in_force(event: CostKeyEnteredIntoForce | CostKeyRepealed) -> UUID | None:
    return event.key_id if isinstance(event, CostKeyEnteredIntoForce) else None


def _ids(agreement: Agreement, scope: StreamId) -> Timeline[UUID | None]:
    line = agreement.keys.get(scope, Timeline())
    return Timeline(tuple((since, one.key_id if one else None) for since, one in line.steps))


def _scope(stream: StreamId) -> KeyScope:
    kind, _, identity = stream.partition("/")
    named: dict[str, Any] = {f"{kind}_id": UUID(identity)}
    return KeyScope(**named)


def _rate(
    event: ResourceRateDecided | ResourceRateRepealed, same: Mapping[str, Any], states: _States
) -> Command:
    decided = event.rate if isinstance(event, ResourceRateDecided) else None
    earlier = states.before(
        lambda agreement: agreement.rates.get(event.category, Timeline()), *_at(event, decided)
    )
    if earlier is None:
        return _command(RepealResourceRate, category=event.category, **same)
    return _command(DecideResourceRate, category=event.category, rate=earlier, **same)


def _constellation(
    event: ConstellationDefined, same: Mapping[str, Any], states: _States
) -> Command | None:
    identity = event.constellation_id
    earlier = states.before(
        lambda agreement: agreement.constellations.get(identity, Timeline()),
        *_at(event, tuple(sorted(event.members))),
    )
    if earlier is None:
        return None  # the first: what has been named may be paying already
    name = states.earlier.constellation_names[identity]
    return _command(
        DefineConstellation, constellation_id=identity, name=name, members=earlier, **same
    )


# --- Portfolio, programs, projects ----------------------------------------------------------------


def _of_portfolio(event: Event, portfolio_id: UUID, states: _States) -> Command | None:
    if not isinstance(event, ProgramsPrioritised):
        return None
    earlier = states.before(lambda portfolio: portfolio.priority, *_at(event, event))
    if earlier is None:
        return None  # the first: there is no order to go back to
    return _command(
        PrioritisePrograms,
        portfolio_id=portfolio_id,
        order=tuple(Ranked(**dict(each)) for each in earlier.order),
        criteria=earlier.criteria,
        not_chosen=tuple(NotChosen(**dict(each)) for each in earlier.not_chosen),
        reason=earlier.reason,
        effective_from=states.day,
    )


def _withdraw(form: type[C], recorded: Recorded, day: date, reason: str) -> C:
    """Return the end of a directive, which its stream refuses when it has been used."""
    kind, identity = recorded.stream.split("/")
    thing = {f"{kind}_id": UUID(identity)}
    return _command(form, **thing, reason=reason, effective_from=day)


def _of_project(event: Event, project_id: UUID, states: _States) -> Command | None:
    if not isinstance(event, ProjectConstellationChanged):
        return None
    earlier = states.before(
        lambda project: project.constellation, *_at(event, event.constellation_id)
    )
    return _command(
        ChangeProjectConstellation,
        project_id=project_id,
        constellation_id=earlier,
        effective_from=states.day,
    )


# --- What stood before --------------------------------------------------------------------------


def _at(event: Any, decided: T) -> tuple[date, T]:
    return event.effective_from, decided


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
