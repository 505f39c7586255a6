"""A history, and the one who tells it: each entry is rehearsed, and taken or refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import select

from application.decisions import take_in
from application.log import Transaction
from application.queries import At, Page
from application.registrations import register, rehearse_registration
from application.rehearsals import Rehearsal, rehearse, rehearse_in_order
from application.views import DecisionView, RegisteredView
from domain.agreement import RegisterConsent
from domain.decision import Decision, RegisterAnnulment, RegisterFollowUp
from domain.errors import DomainError
from domain.model import Fact, Position
from infrastructure.event_log import EventLog
from infrastructure.tables import metadata
from tests.application.histories.drawn import Drawn, any_of
from tests.application.histories.facts import any_fact, money_facts
from tests.application.histories.kinds import days, resolutions
from tests.interfaces import world
from tests.interfaces.world import (
    AGREEMENT,
    JsonObject,
    consent,
    decision,
    fund,
    resolution,
    text_of,
)
from tests.make import uid

DECIDED = "2027-01-20"
"""The day on which everything is decided that does not say otherwise: nothing lies ahead."""


@dataclass(frozen=True)
class Decide:
    """A § of one body."""

    resolutions: tuple[JsonObject, ...]
    body_id: UUID
    outcome: str = "approved"


@dataclass(frozen=True)
class Register:
    """A fact."""

    kind: type[Fact]
    body: JsonObject


@dataclass(frozen=True)
class Consents:
    """All whom a waiting decision waits for answer, or but one does; the last may refuse."""

    which: int
    all_of_them: bool
    refused: bool


@dataclass(frozen=True)
class Amend:
    """An earlier decision is reversed, corrected, annulled by a court, or followed up."""

    how: str
    which: int
    day: str
    righted: JsonObject


Told = Decide | Register | Consents | Amend


def _decided(random: Random) -> Told:
    body_id = random.choice((world.BOARD,) * 4 + (world.STEERING,))
    outcome = random.choice(("approved",) * 12 + ("tabled",))
    count = random.choice((1, 1, 1, 2, 3))
    return Decide(tuple(resolutions(random) for _ in range(count)), body_id, outcome)


def _registered(random: Random) -> Told:
    return Register(*random.choice((money_facts, money_facts, any_fact))(random))


def _consented(random: Random) -> Told:
    refused = random.randint(1, 6) == 1
    return Consents(random.randint(0, 3), all_of_them=random.randint(1, 4) > 1, refused=refused)


def _amended(random: Random) -> Told:
    how = random.choice(("reverse", "reverse", "correct", "annul", "follow_up"))
    return Amend(how, random.randint(0, 5), days(random), resolutions(random))


_ENTRIES: Drawn[Told] = any_of(
    [*([_decided] * 6), *([_registered] * 3), *([_consented] * 3), *([_amended] * 2)]
)


def history(seed: int, length: int) -> list[Told]:
    """Draw a history: of the same seed, a shorter one is the beginning of a longer."""
    random = Random(seed)
    return [_ENTRIES(random) for _ in range(length)]


@dataclass(frozen=True)
class Step:
    """What one entry that was let in did: from one position to another."""

    told: Told
    before: Position
    after: Position
    view: DecisionView | RegisteredView


def _parsed(made: tuple[JsonObject, ...], body_id: UUID, **envelope: Any) -> Decision | None:
    """Return a decision, or None of what may not stand together in a §."""
    body = decision(*made, bodyId=body_id, **{"decidedOn": DECIDED, **envelope})
    try:
        return Decision.model_validate_json(json.dumps(body))
    except ValidationError:
        return None


@dataclass
class Teller:
    """Lets entries in, or sees them refused and nothing recorded."""

    log: EventLog
    watch: Callable[[Teller, Step], None] = lambda _teller, _step: None
    accepted: list[Step] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    decided: int = 0

    @property
    def head(self) -> Position:
        with self.log.snapshot() as snapshot:
            return snapshot.reader.head().position

    def tell(self, one: Told) -> None:
        match one:
            case Decide(resolutions=made, body_id=body_id, outcome=outcome):
                self.decide(one, made, body_id, outcome=outcome)
            case Register(kind=kind, body=body):
                self.register(one, kind, body)
            case Consents():
                self._consent(one)
            case Amend():
                self._amend(one)

    # Decisions

    def decide(
        self, told: Told, made: tuple[JsonObject, ...], body_id: UUID, **envelope: Any
    ) -> Step | None:
        """Rehearse a decision and take it: both say the same, also when it is refused.

        Every other has an id from its draft on, by which something else was rehearsed before.
        """
        self.decided += 1
        if self.decided % 2:
            envelope.setdefault("decisionId", uid(f"from its draft on {self.decided}"))
        taken = _parsed(made, body_id, **envelope)
        if taken is None:
            self.refused.append("malformed")
            return None
        stored = self.stored()
        self._rehearse_drafts(made, body_id, **envelope)
        try:
            tried, position = rehearse(self.log, taken, "local")
        except DomainError as refusal:
            tried, position = None, self.head
            self.refused.append(refusal.code)
        assert self.stored() == stored, "nothing of a rehearsal is left"
        assert position == self.head
        view = self._let_in(lambda transaction: take_in(transaction, taken, "local"), stored)
        if view is None:
            assert tried is None or tried.refusals[0].code == self.refused[-1]
            return None
        assert tried is not None
        assert tried.refusals == ()
        for part in ("consequences", "expected", "who_pays"):
            assert getattr(view, part) == getattr(tried, part), part
        assert [one.topic for one in view.events] == [one.topic for one in tried.events]
        return self._step(told, position, view)

    def _rehearse_drafts(
        self, made: tuple[JsonObject, ...], body_id: UUID, **envelope: Any
    ) -> None:
        """Rehearse what else the decision might have said, alone and as one of a list."""
        if "decisionId" not in envelope:
            return
        for draft in ((*made, fund(1)), (fund(1), *made)):
            one = _parsed(draft, body_id, **envelope)
            if one is not None:
                with suppress(DomainError):
                    rehearse(self.log, one, "local")
                rehearse_in_order(self.log, Rehearsal(decisions=(one,)), "local")

    # Facts

    def register(self, told: Told, kind: type[Fact], body: JsonObject) -> Step | None:
        """Rehearse a fact and register it: both say the same, also when it is refused."""
        fact: Any = kind.model_validate_json(json.dumps(text_of(body)))
        stored, before = self.stored(), self.head
        try:
            tried = rehearse_registration(self.log, fact, "local")[0]
        except DomainError:
            tried = None
        assert self.stored() == stored, "nothing of a rehearsal is left"
        view = self._let_in(lambda transaction: register(transaction, fact, "local"), stored)
        assert (view is None) == (tried is None)
        if view is None or tried is None:
            return None
        for part in ("consequences", "deviations", "adjusted_years"):
            assert getattr(view, part) == getattr(tried, part), part
        return self._step(told, before, view)

    def _consent(self, one: Consents) -> None:
        with self.log.snapshot() as snapshot:
            at = At(date.max, self.head)
            held = snapshot.reader.pending_decisions(UUID(str(AGREEMENT)), at)
        waiting = [each for each in held if each.standing == "pending"]
        if not waiting:
            return
        chosen = waiting[one.which % len(waiting)]
        asked = chosen.waiting_for if one.all_of_them else chosen.waiting_for[:-1]
        assert chosen.waiting_for, "what waits for nobody is in force or has lapsed"
        for code in asked:
            last = code == chosen.waiting_for[-1]
            outcome = "refused" if one.refused and last else "given"
            body = consent(code, chosen.decision_id, outcome=outcome)
            self.register(one, RegisterConsent, body)

    def _amend(self, one: Amend) -> None:
        taken = [step.view for step in self.accepted if isinstance(step.view, DecisionView)]
        if not taken:
            return
        earlier = taken[-1 - one.which % len(taken)].decision_id
        said = {"decisionId": earlier, "effectiveFrom": one.day}
        match one.how:
            case "reverse":
                made = (resolution("reverseDecision", **said, reason="Underlaget var fel."),)
                self.decide(one, made, world.BOARD)
            case "correct":
                texts = {"wrong": "Fel.", "right": "Rätt."}
                corrects = resolution("correctDecision", **said, **texts)
                righted = (one.righted,) if one.which % 2 else ()
                self.decide(one, (corrects, *righted), world.BOARD)
            case "annul":
                by_court = {"court": "Förvaltningsrätten", "caseNumber": "1234-26"}
                body = {**said, **by_court, "decidedOn": one.day}
                self.register(one, RegisterAnnulment, body)
            case _:
                fact = {"standing": "in_progress", "dated": DECIDED, "reportedBy": "Sekreteraren"}
                body = {"decisionId": earlier, **fact}
                self.register(one, RegisterFollowUp, body)

    # Either

    def _let_in(self, entry: Callable[[Transaction], Any], stored: object) -> Any:
        before = self.head
        try:
            with self.log.transaction() as transaction:
                view = entry(transaction)
        except DomainError as refusal:
            self.refused.append(refusal.code)
            assert self.stored() == stored, "nothing of what is refused is left"
            return None
        assert self.head > before
        return view

    def _step(self, told: Told, before: Position, view: Any) -> Step:
        step = Step(told, before, self.head, view)
        self.accepted.append(step)
        self.watch(self, step)
        return step

    def stored(self) -> dict[str, list[Any]]:
        """Return every row of every table."""
        with self.log.database.read() as connection:
            return {
                table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
                for table in metadata.sorted_tables
            }


EVERY = Page(1, 10_000)
