"""Record facts: the second kind of entry, through the same transaction as decisions.

A fact is never refused for being unwelcome: only if malformed, duplicate or unauthorised. Cost
beyond the allocation is recorded, and the answer says by how much it deviates.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from application.calendar import day_in_sweden
from application.log import Entry, Transaction
from application.surroundings import Surroundings
from application.texts import seal, seal_text
from application.views import DeviationView, RegisteredView
from domain.agreement import EstablishAgreement, RegisterConsent, RegisterStatistic
from domain.budget import RegisterCost
from domain.catalogue import kind_of
from domain.model import Bilingual, Cause, Fact, Position
from domain.money import kronor
from domain.person import RegisterPerson
from domain.review import RegisterReview
from domain.rules import not_ahead

AnyFact = (
    EstablishAgreement
    | RegisterStatistic
    | RegisterConsent
    | RegisterCost
    | RegisterPerson
    | RegisterReview
)


def register(transaction: Transaction, fact: AnyFact, recorded_by: str) -> RegisteredView:
    """Record a fact in a transaction.

    Raises:
        DomainError: it is malformed, a duplicate or not the registrar's to record.
    """
    entry = _identity(fact)
    cause = Cause(entry, None, recorded_by)
    around = Surroundings(transaction)
    around.entry_is_new(entry)
    if isinstance(fact, RegisterReview):
        not_ahead(fact.initiated_on, day_in_sweden(transaction.recorded))

    def keep(text: str) -> str:
        kept = seal_text(text, secrets.token_bytes(16))
        transaction.keep(kept)
        return kept.sealed

    for part in _parts(seal(fact, keep)):
        state = transaction.load(part.stream).state
        events = kind_of(part.stream).decide(state, part, around)
        transaction.append(Entry(part.stream, events, cause))
    position = transaction.write()
    deviations = tuple(_deviations(fact, around)) if isinstance(fact, RegisterCost) else ()
    return _view(transaction, entry, recorded_by, position, deviations)


def _identity(fact: AnyFact) -> UUID:
    """Return the id that the registration is known by: that of the new thing, if it has one."""
    match fact:
        case EstablishAgreement(agreement_id=identity):
            return identity
        case RegisterCost(cost_id=identity):
            return identity
        case RegisterPerson(person_id=identity):
            return identity
        case RegisterReview(review_id=identity):
            return identity
        case _:
            return uuid4()


def _parts(fact: AnyFact) -> Iterable[Fact]:
    """Return what each stream takes in: a cost goes to one budget for each fiscal year."""
    return fact.parts() if isinstance(fact, RegisterCost) else (fact,)


def _view(
    transaction: Transaction,
    entry: UUID,
    recorded_by: str,
    position: Position,
    deviations: tuple[DeviationView, ...],
) -> RegisteredView:
    events = transaction.reader.events(transaction.before, 10_000, position)
    return RegisteredView(
        entry=entry,
        position=position,
        recorded=transaction.recorded,
        recorded_by=recorded_by,
        events=tuple(event for event in events if event.entry == entry),
        deviations=deviations,
    )


# --- Deviations ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Excess:
    """Öre above what was given, in a fiscal year."""

    fiscal_year: int
    given: int
    spent: int

    @property
    def amount(self) -> int:
        return self.spent - self.given


def _deviations(cost: RegisterCost, around: Surroundings) -> Iterator[DeviationView]:
    """Yield how the recorded cost departs from what was decided."""
    for part in cost.parts():
        purse = around.budget(cost.program_id, part.fiscal_year).purse("cash")
        if cost.project_id is None:
            given = purse.reserve.final + purse.reserve_spent.final
            excess = _Excess(part.fiscal_year, given, purse.reserve_spent.final)
        else:
            money = purse.project(cost.project_id)
            excess = _Excess(part.fiscal_year, money.allocated.final, money.spent.final)
        if excess.amount > 0:
            yield _above(cost.project_id, excess)
        if cost.project_id is not None and _is_closed(cost.project_id, cost.dated, around):
            yield _closed(cost.project_id, part.fiscal_year, part.amount)


def _above(project_id: UUID | None, excess: _Excess) -> DeviationView:
    given, spent, above = excess.given, excess.spent, excess.amount
    what_sv, what_en = ("anslaget", "the allocation") if project_id else ("reserven", "the reserve")
    return _deviation(
        "cost_above_allocation" if project_id else "cost_above_funding",
        project_id,
        excess.fiscal_year,
        above,
        Bilingual(
            sv=f"Kostnaden {excess.fiscal_year} är {kronor(spent, 'sv')} och {what_sv} "
            f"{kronor(given, 'sv')}: {kronor(above, 'sv')} över.",
            en=f"The cost of {excess.fiscal_year} is {kronor(spent, 'en')} and {what_en} "
            f"{kronor(given, 'en')}: {kronor(above, 'en')} above.",
        ),
    )


def _is_closed(project_id: UUID, day: date, around: Surroundings) -> bool:
    return around.project(project_id).status.at(day) in ("rejected", "completed")


def _closed(project_id: UUID, fiscal_year: int, amount: int) -> DeviationView:
    return _deviation(
        "project_is_closed",
        project_id,
        fiscal_year,
        amount,
        Bilingual(
            sv="Kostnaden avser ett avslutat eller avslaget projekt.",
            en="The cost is of a completed or rejected project.",
        ),
    )


def _deviation(
    code: str, project_id: UUID | None, fiscal_year: int, excess: int, sentence: Bilingual
) -> DeviationView:
    return DeviationView.model_validate(
        {
            "code": code,
            "project_id": project_id,
            "fiscal_year": fiscal_year,
            "excess": excess,
            "sentence": sentence,
        }
    )
