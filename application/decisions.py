"""Take a decision: the one path of every command.

A decision is one transaction of the log: its envelope, the events of its resolutions and their
consequences stand or fall together. Under the rule *each member* it is recorded and held: it is
tried as if it were in force, which shows what it will change, and then waits for the consents.
"""

from __future__ import annotations

from uuid import uuid4

from application.log import Transaction
from application.refusals import raise_first
from application.taking import Taking
from application.views import DecisionView
from domain.decision import Decision
from domain.model import DecisionId


def take_in(transaction: Transaction, decision: Decision, recorded_by: str) -> DecisionView:
    """Record a decision in a transaction.

    Raises:
        DomainError: the first refusal, with the resolution it concerns; nothing is recorded.
    """
    taking = taken(transaction, decision, recorded_by)
    raise_first(taking.refusals)
    return taking.view()


def taken(
    transaction: Transaction, decision: Decision, recorded_by: str, *, rehearsing: bool = False
) -> Taking:
    """Take a decision into a transaction, and return how it went.

    With a refusal nothing is written; a rehearsal goes on, to show what the rest would change.
    """
    decision_id = decision.decision_id or DecisionId(uuid4())
    taking = Taking(transaction, decision, decision_id, recorded_by)
    if not taking.asking:
        taking.run(rehearsing=rehearsing)
        return taking
    with transaction.trial():
        tried = Taking(transaction, decision, decision_id, recorded_by)
        tried.run(rehearsing=rehearsing)
        expected = tried.changes() if tried.written else ()
    taking.refusals.extend(tried.refusals)
    if rehearsing or not taking.refusals:
        taking.hold(tried.sentences, expected)
    return taking
