"""Rehearse: try one decision, or a list in order, and record nothing.

A rehearsal is the transaction of a decision, rolled back: what it shows is what the decision
right after it would do. In a list each decision builds on those before it; one that a rule
refuses is undone at once, and the others are tried as if it had not been taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from pydantic import Field

from application.cautions import Change, Limits, cautions
from application.consequences import actual
from application.decisions import taken
from application.log import Log, Transaction
from application.queries import Consequence
from application.surroundings import Surroundings
from application.taking import Taking
from application.views import (
    DecisionLinks,
    DecisionView,
    LinkedDecision,
    RefusalView,
    RehearsalView,
    RehearsedDecision,
    consequence_view,
    who_pays,
)
from domain.decision import Decision
from domain.errors import DomainError
from domain.model import Bilingual, Frozen, Position
from domain.wording import listed

MOST_DECISIONS = 50
_DEFAULT = Limits()


class Rehearsal(Frozen):
    """Decisions to try in order, each as it would be posted, and when to warn."""

    decisions: Annotated[tuple[Decision, ...], Field(min_length=1, max_length=MOST_DECISIONS)]
    warnings: Limits = _DEFAULT


def rehearse(
    log: Log, decision: Decision, recorded_by: str, limits: Limits = _DEFAULT
) -> tuple[DecisionView, Position]:
    """Check and compute everything of one decision; refusals are part of the answer.

    Returns the decision as it would be, and the position of the log that it was tried at.

    Raises:
        DomainError: the decision as a whole cannot be tried: its body is not there, say.
    """
    with log.transaction(rehearse=True) as transaction:
        before = transaction.before
        tried = taken(transaction, decision, recorded_by, rehearsing=True)
        return _shown(transaction, tried, before, limits), before


def rehearse_in_order(
    log: Log, rehearsal: Rehearsal, recorded_by: str
) -> tuple[RehearsalView, Position]:
    """Check and compute everything of a list of decisions, each after those before it.

    Returns how each went and what all that could be taken change, and the position of the log
    that they were tried at.
    """
    with log.transaction(rehearse=True) as transaction:
        start = transaction.before
        tried = tuple(
            _tried(transaction, number, decision, recorded_by, rehearsal.warnings)
            for number, decision in enumerate(rehearsal.decisions, start=1)
        )
        changed = _changed(transaction, start)
        warned = cautions(
            transaction.reader, Surroundings(transaction), changed, rehearsal.warnings
        )
        view = RehearsalView(
            summary=_summary(tried),
            decisions=_without_numbers(tried),
            consequences=tuple(changed.consequences),
            who_pays=who_pays(changed.consequences),
            warnings=warned,
        )
        return view, start


def _tried(
    transaction: Transaction, number: int, decision: Decision, recorded_by: str, limits: Limits
) -> RehearsedDecision:
    """Try one decision of a list; it stands for those after it unless a rule refuses it."""
    before = _head(transaction)
    try:
        with transaction.trial() as trial:
            tried = taken(transaction, decision, recorded_by, rehearsing=True)
            view = _shown(transaction, tried, before, limits)
            if not view.refusals:
                trial.keep()
    except DomainError as error:
        return _refused(number, (_refusal(error),), None)
    if view.refusals:
        return _refused(number, view.refusals, view)
    return RehearsedDecision(
        decision=number,
        taken=True,
        sentence=Bilingual(
            sv=f"Beslut {number} kan fattas.", en=f"Decision {number} can be taken."
        ),
        refusals=(),
        view=view,
    )


def _head(transaction: Transaction) -> Position:
    return transaction.reader.head().position


def _shown(
    transaction: Transaction, tried: Taking, before: Position, limits: Limits
) -> DecisionView:
    """Return a decision as it would be, with its refusals and what to think of."""
    view = tried.view()
    after = _head(transaction)
    change = Change(
        before, after, transaction.events(before, after), view.consequences or view.expected
    )
    return view.model_copy(
        update={
            "standing": "rehearsed",
            "number": None,
            "position": None,
            "recorded": None,
            "refusals": tuple(one.view() for one in tried.refusals),
            "warnings": cautions(transaction.reader, Surroundings(transaction), change, limits),
        }
    )


def _refusal(error: DomainError) -> RefusalView:
    """Return why a decision cannot be tried at all."""
    return RefusalView(
        resolution=None, code=error.code, sv=error.sv, en=error.en, facts=dict(error.facts)
    )


def _refused(
    number: int, refusals: tuple[RefusalView, ...], view: DecisionView | None
) -> RehearsedDecision:
    first = refusals[0]
    at_sv = f" i att-sats {first.resolution}" if first.resolution else ""
    at_en = f" in resolution {first.resolution}" if first.resolution else ""
    return RehearsedDecision(
        decision=number,
        taken=False,
        sentence=Bilingual(
            sv=f"Beslut {number} kan inte fattas: en regel bryts{at_sv}. {first.sv} Det som följer "
            "har prövats som om beslutet inte hade fattats.",
            en=f"Decision {number} cannot be taken: a rule is broken{at_en}. {first.en} What "
            "follows has been tried as if the decision had not been taken.",
        ),
        refusals=refusals,
        view=view,
    )


# --- The whole list -----------------------------------------------------------------------------


def _changed(transaction: Transaction, start: Position) -> Change:
    """Return what all decisions that could be taken change together."""
    reader, after = transaction.reader, _head(transaction)
    events = transaction.events(start, after)
    changed = actual(reader, events, start, after)
    names = reader.member_names(after)
    sums: dict[tuple[int, str, str, str], list[Consequence]] = defaultdict(list)
    for one in changed:
        sums[one.fiscal_year, one.money_kind, one.measure, one.member].append(one)
    return Change(
        start,
        after,
        events,
        tuple(
            consequence_view(
                member,
                names.get(member, ""),
                (after, fiscal_year, money_kind, measure),
                sum(one.before for one in parts),
                sum(one.after for one in parts),
            )
            for (fiscal_year, money_kind, measure, member), parts in sorted(sums.items())
        ),
    )


def _summary(tried: tuple[RehearsedDecision, ...]) -> Bilingual:
    refused = [str(one.decision) for one in tried if not one.taken]
    sv = f"{len(tried)} beslut prövades i ordning. Inget har antecknats."
    en = f"{len(tried)} decisions were tried in order. Nothing was recorded."
    if not refused:
        return Bilingual(
            sv=f"{sv} Alla kan fattas i den ordningen.", en=f"{en} All can be taken in that order."
        )
    which = listed(refused)
    return Bilingual(
        sv=f"{sv} Beslut {which.sv} bryter mot en regel; de andra prövades som om det inte hade "
        "fattats.",
        en=f"{en} Decision {which.en} breaks a rule; the others were tried as if it had not been "
        "taken.",
    )


def _without_numbers(tried: Iterable[RehearsedDecision]) -> tuple[RehearsedDecision, ...]:
    """Return the list with no running number for what has none: links within the list."""
    listed_ = tuple(tried)
    own = {one.view.decision_id for one in listed_ if one.view}
    return tuple(
        one.model_copy(update={"view": _unnumbered(one.view, own)}) if one.view else one
        for one in listed_
    )


def _unnumbered(view: DecisionView, own: set[UUID]) -> DecisionView:
    def shown(one: LinkedDecision) -> LinkedDecision:
        return one.model_copy(update={"number": None}) if one.decision_id in own else one

    links = {relation: tuple(map(shown, tied)) for relation, tied in view.links}
    return view.model_copy(update={"links": DecisionLinks(**links)})
