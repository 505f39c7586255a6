"""What undoes what was decided: for each reversible event the command that reverses it.

Source: domain.md, "Two kinds of entry in the log": reversible are key, rate, ceiling, funding,
transfer, allocation, reallocation, constellation, priority and an unused directive. What is not
reversible is decided anew. The command is then judged as if it had been decided by itself, so
that every rule holds for it too: nothing is undone that a registration rests on.
"""

from __future__ import annotations

from collections.abc import Mapping
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
from domain.project.commands import ChangeProjectConstellation
from domain.project.events import ProjectConstellationChanged
from domain.project.state import Project

T = TypeVar("T")
C = TypeVar("C", bound=Command)


class ReversalSurroundings(Protocol):
    """What stands now of the things that were decided about."""

    def agreement(self, agreement_id: UUID) -> Agreement: ...

    def project(self, project_id: UUID) -> Project: ...

    def ceiling(self, portfolio_id: UUID, fiscal_year: int, money_kind: str) -> Timeline[int]: ...


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


def inverse(recorded: Recorded, day: date, around: ReversalSurroundings) -> Command | None:
    """Return the command that undoes an event from `day`; None when there is nothing to undo.

    Raises:
        Refused: ``not_reversible`` with what to do instead.
        Conflict: ``changed_since``: a later decision has changed the same thing.
    """
    event = recorded.event
    if event.TOPIC in _ASIDE:
        return None
    kind, *ids = recorded.stream.split("/")
    match kind:
        case "budget":
            found = _of_budget(event, UUID(ids[0]), int(ids[1]), day)
        case "fiscal_year":
            found = _of_fiscal_year(event, UUID(ids[0]), int(ids[1]), day, around)
        case "agreement":
            found = _of_agreement(event, UUID(ids[0]), day, around.agreement(UUID(ids[0])))
        case "project":
            found = _of_project(event, UUID(ids[0]), day, around.project(UUID(ids[0])))
        case _:
            found = None
    if found is None:
        raise _not_reversible(recorded.stream, event)
    return found


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
    event: Event, portfolio_id: UUID, fiscal_year: int, day: date, around: ReversalSurroundings
) -> Command | None:
    if not isinstance(event, CeilingDecided):
        return None
    line = around.ceiling(portfolio_id, fiscal_year, event.money_kind)
    return _command(
        DecideCeiling,
        portfolio_id=portfolio_id,
        fiscal_year=fiscal_year,
        amount=_before(line, event.effective_from, event.amount) or 0,
        money_kind=event.money_kind,
        effective_from=day,
    )


# --- Agreement ----------------------------------------------------------------------------------


def _of_agreement(
    event: Event, agreement_id: UUID, day: date, agreement: Agreement
) -> Command | None:
    same = {"agreement_id": agreement_id, "effective_from": day}
    match event:
        case CostKeyEnteredIntoForce() | CostKeyRepealed():
            return _key(event, same, agreement)
        case ResourceRateDecided() | ResourceRateRepealed():
            return _rate(event, same, agreement)
        case ConstellationDefined(constellation_id=constellation, members=members):
            line = agreement.constellations[constellation]
            earlier = _before(line, event.effective_from, tuple(sorted(members)))
            if earlier is None:
                return None
            return _command(
                DefineConstellation,
                constellation_id=constellation,
                name=agreement.constellation_names[constellation],
                members=earlier,
                **same,
            )
        case _:
            return None


def _key(
    event: CostKeyEnteredIntoForce | CostKeyRepealed, same: Mapping[str, Any], agreement: Agreement
) -> Command:
    line = agreement.keys[event.scope]
    decided = event.key_id if isinstance(event, CostKeyEnteredIntoForce) else None
    ids = Timeline(tuple((since, one.key_id if one else None) for since, one in line.steps))
    earlier = _before(ids, event.effective_from, decided)
    scope = _scope(event.scope)
    if earlier is None:
        return _command(RepealCostKey, scope=scope, **same)
    return _command(ReinstateCostKey, scope=scope, key_id=earlier, **same)


def _scope(stream: StreamId) -> KeyScope:
    kind, _, identity = stream.partition("/")
    named: dict[str, Any] = {f"{kind}_id": UUID(identity)}
    return KeyScope(**named)


def _rate(
    event: ResourceRateDecided | ResourceRateRepealed,
    same: Mapping[str, Any],
    agreement: Agreement,
) -> Command:
    decided = event.rate if isinstance(event, ResourceRateDecided) else None
    earlier = _before(agreement.rates[event.category], event.effective_from, decided)
    if earlier is None:
        return _command(RepealResourceRate, category=event.category, **same)
    return _command(DecideResourceRate, category=event.category, rate=earlier, **same)


# --- Projects -----------------------------------------------------------------------------------


def _of_project(event: Event, project_id: UUID, day: date, project: Project) -> Command | None:
    if isinstance(event, ProjectConstellationChanged):
        line, decided = project.constellation, event.constellation_id
        earlier = _before(line, event.effective_from, decided)
        if earlier is not None:
            return _command(
                ChangeProjectConstellation,
                project_id=project_id,
                constellation_id=earlier,
                effective_from=day,
            )
    return None


# --- What stood before --------------------------------------------------------------------------


def _before(line: Timeline[T], day: date, decided: T) -> T | None:
    """Return what held before a step; it must be the last one still.

    Raises:
        Conflict: ``changed_since`` with the day of the later change.
    """
    if not line.steps or line.steps[-1] != (day, decided):
        since = line.latest_day
        raise Conflict(
            "changed_since",
            f"Ett senare beslut, gällande från {since}, har ändrat samma sak. Upphäv det först, "
            "eller fatta ett nytt beslut.",
            f"A later decision, in effect from {since}, has changed the same thing. Reverse that "
            "one first, or decide anew.",
            changed_from=str(since),
        )
    return Timeline(line.steps[:-1]).last


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
