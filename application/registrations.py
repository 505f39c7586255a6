"""Record facts: the second kind of entry, through the same transaction as decisions.

A fact is never refused for being unwelcome: only if malformed, duplicate or unauthorised. Cost
beyond the allocation is recorded, and the answer says by how much it deviates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from uuid import UUID, uuid4

from application import consequences
from application.calendar import day_in_sweden
from application.consents import settle
from application.deciding import decide_and_append
from application.deviations import deviations_in
from application.log import Log, Transaction
from application.queries import At
from application.reversals import annulled
from application.surroundings import Surroundings
from application.texts import keep_text, seal
from application.views import ConsequenceView, DeviationView, EventView, RegisteredView
from domain.agreement import (
    CorrectStatistic,
    EstablishAgreement,
    RegisterConsent,
    RegisterStatistic,
)
from domain.budget import (
    RegisterCommitment,
    RegisterCommitmentEnd,
    RegisterCost,
    RegisterCredit,
    RegisterIncome,
    budget_of,
    is_budget,
)
from domain.budget.deviations import departs
from domain.budget.events import AdjustmentRegistered
from domain.decision import RegisterAnnulment, RegisterFollowUp
from domain.model import Fact, Position
from domain.person import RegisterPerson
from domain.recorded import Cause
from domain.review import RegisterReview
from domain.rules import not_ahead

AnyFact = (
    EstablishAgreement
    | RegisterStatistic
    | CorrectStatistic
    | RegisterConsent
    | RegisterCost
    | RegisterCredit
    | RegisterCommitment
    | RegisterCommitmentEnd
    | RegisterIncome
    | RegisterAnnulment
    | RegisterFollowUp
    | RegisterPerson
    | RegisterReview
)

_WITH_CONSEQUENCES = {event.TOPIC for event in (*consequences.OWN, *consequences.OF_EARLIER)}


def register(transaction: Transaction, fact: AnyFact, recorded_by: str) -> RegisteredView:
    """Record a fact in a transaction.

    Raises:
        DomainError: it is malformed, a duplicate or not the registrar's to record.
    """
    entry = fact.entry or uuid4()
    cause = Cause(entry, None, recorded_by)
    around = Surroundings(transaction)
    around.entry_is_new(entry)
    if fact.happened_on is not None:
        not_ahead(fact.happened_on, day_in_sweden(transaction.recorded))
    sealed: Fact = seal(fact, partial(keep_text, transaction))
    if isinstance(sealed, RegisterAnnulment):
        sealed = annulled(sealed, transaction, cause)
    decide_and_append(transaction, sealed.parts(around), around, cause)
    if isinstance(fact, RegisterConsent):
        settle(transaction, fact.agreement_id, entry, recorded_by)
    position = transaction.write()
    return _view(transaction, entry, recorded_by, position)


def _view(
    transaction: Transaction, entry: UUID, recorded_by: str, position: Position
) -> RegisteredView:
    every = transaction.reader.events(transaction.before, 10_000, position)
    events = tuple(event for event in every if event.entry == entry)
    return RegisteredView(
        entry=entry,
        position=position,
        recorded=transaction.recorded,
        recorded_by=recorded_by,
        events=events,
        consequences=_consequences(transaction, every, entry, position),
        deviations=tuple(_deviations(transaction, events, At(date.max, position))),
        adjusted_years=tuple(
            budget_of(event.stream)[1]
            for event in events
            if event.topic == AdjustmentRegistered.TOPIC
        ),
    )


def _consequences(
    transaction: Transaction, events: Sequence[EventView], entry: UUID, position: Position
) -> tuple[ConsequenceView, ...]:
    """Return what the registration changed, itself or by bringing decisions into force.

    `events` are all that it led to. A cost, say, has none.
    """
    if not any(event.topic in _WITH_CONSEQUENCES for event in events):
        return ()
    reader, before = transaction.reader, transaction.before
    return tuple(
        one
        for cause in (entry, *reader.entered_between(before, position))
        for one in reader.consequences(cause, At(date.max, position))
        if one.position > before
    )


def rehearse_registration(
    log: Log, fact: AnyFact, recorded_by: str
) -> tuple[RegisteredView, Position]:
    """Check and compute everything that a registration leads to; record nothing.

    Returns the registration as it would be, and the position of the log it was tried at.

    Raises:
        DomainError: it would be refused.
    """
    with log.transaction(rehearse=True) as transaction:
        before = transaction.before
        return register(transaction, fact, recorded_by), before


def _deviations(
    transaction: Transaction, events: Sequence[EventView], at: At
) -> Iterator[DeviationView]:
    """Yield how what was registered departs from what was decided."""
    around = Surroundings(transaction)
    for stream in dict.fromkeys(event.stream for event in events):
        if is_budget(stream):
            program_id, year = budget_of(stream)
            if departs(around.budget(program_id, year)):
                entry = events[0].entry
                yield from deviations_in(transaction.reader, program_id, year, at, entry=entry)
