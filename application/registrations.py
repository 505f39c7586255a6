"""Record facts: the second kind of entry, through the same transaction as decisions.

A fact is never refused for being unwelcome: only if malformed, duplicate or unauthorised. Cost
beyond the allocation is recorded, and the answer says by how much it deviates.
"""

from __future__ import annotations

import secrets
from uuid import UUID, uuid4

from application.calendar import day_in_sweden
from application.deviations import deviations_of
from application.log import Entry, Transaction
from application.surroundings import Surroundings
from application.texts import seal, seal_text
from application.views import DeviationView, RegisteredView
from domain.agreement import EstablishAgreement, RegisterConsent, RegisterStatistic
from domain.budget import RegisterCost
from domain.catalogue import kind_of
from domain.model import Cause, Position
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
    entry = fact.entry or uuid4()
    cause = Cause(entry, None, recorded_by)
    around = Surroundings(transaction)
    around.entry_is_new(entry)
    if fact.happened_on is not None:
        not_ahead(fact.happened_on, day_in_sweden(transaction.recorded))

    def keep(text: str) -> str:
        kept = seal_text(text, secrets.token_bytes(16))
        transaction.keep(kept)
        return kept.sealed

    for part in seal(fact, keep).parts():
        state = transaction.load(part.stream).state
        events = kind_of(part.stream).decide(state, part, around)
        transaction.append(Entry(part.stream, events, cause))
    position = transaction.write()
    deviations = tuple(deviations_of(fact, around)) if isinstance(fact, RegisterCost) else ()
    return _view(transaction, entry, recorded_by, position, deviations)


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
