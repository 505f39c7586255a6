"""Take a decision, or rehearse it: the one path of every command.

A decision is one transaction of the log: its envelope, the events of its resolutions and their
consequences stand or fall together. A rehearsal is the same transaction, rolled back.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from application.calendar import day_in_sweden
from application.jurisdiction import governs_what_is_decided
from application.log import Entry, Log, Transaction
from application.queries import At
from application.surroundings import StateNames, Surroundings
from application.texts import seal, seal_text
from application.views import DecisionView, RefusalView
from application.who_pays import changes_who_pays, moves_between_payers
from domain import decision as decisions
from domain.agreement import Body
from domain.authority import AUTHORITY, body_exists, body_may_decide
from domain.catalogue import kind_of
from domain.decision import (
    POSTPONES,
    Decision,
    DecisionTaken,
    Envelope,
    RecordedResolution,
)
from domain.errors import Conflict, DomainError, NotPermitted
from domain.model import Bilingual, Cause, Command, DecisionId, Position, Resolution, StreamId
from domain.rules import not_ahead


def rehearse(log: Log, decision: Decision, recorded_by: str) -> tuple[DecisionView, Position]:
    """Check and compute everything, record nothing; refusals are part of the answer.

    Returns the decision as it would be, and the position of the log that it was tried at.
    """
    with log.transaction(rehearse=True) as transaction:
        taking = _Taking(transaction, decision, recorded_by)
        taking.decide()
        position = taking.write()
        taking.keep_who_pays(position)
        view = taking.view(position).model_copy(
            update={
                "standing": "rehearsed",
                "number": None,
                "position": None,
                "recorded": None,
                "refusals": tuple(map(_refusal_view, taking.refusals)),
            }
        )
        return view, transaction.before


def take_in(transaction: Transaction, decision: Decision, recorded_by: str) -> DecisionView:
    """Record a decision in a transaction.

    Raises:
        DomainError: the first refusal, with the resolution it concerns; nothing is recorded.
    """
    taking = _Taking(transaction, decision, recorded_by)
    taking.decide()
    taking.raise_refusals()
    position = taking.write()
    taking.keep_who_pays(position)
    taking.raise_refusals()
    return taking.view(position)


@dataclass(frozen=True, slots=True)
class _Refusal:
    """What a resolution (counted from 1) was refused for."""

    resolution: int
    error: DomainError


@dataclass
class _Taking:
    """One decision on its way into the log."""

    transaction: Transaction
    decision: Decision
    recorded_by: str
    refusals: list[_Refusal] = field(default_factory=list)
    decision_id: DecisionId = field(init=False)
    body: Body = field(init=False)
    _around: Surroundings = field(init=False)
    _names: StateNames = field(init=False)
    _recorded: list[RecordedResolution] = field(default_factory=list)
    _versions: dict[StreamId, int] = field(default_factory=dict)
    _moving: list[int] = field(default_factory=list)
    _resolved: list[tuple[int, Command]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.decision_id = self.decision.decision_id or DecisionId(uuid4())
        self._around = Surroundings(self.transaction)
        self._names = StateNames(self.transaction, self._around)
        if self.decision.decision_id is not None:
            self._around.entry_is_new(self.decision_id)
        self.body = self._around.body(self.decision.body_id)
        decided_on = self.decision.decided_on
        not_ahead(decided_on, day_in_sweden(self.transaction.recorded))
        body_exists(self.body, self._around.body_formed(self.body.body_id), decided_on)

    @property
    def _may_move_cost(self) -> bool:
        """Whether who pays is the body's to change, and so need not be looked into."""
        return self.body.body_kind == "board"

    # Deciding

    def decide(self) -> None:
        """Let each resolution be judged in order; each has at most one refusal."""
        for number, resolution in enumerate(self.decision.resolutions, start=1):
            sealed = seal(resolution, self._keep)
            sentence = None
            try:
                sentence = self._resolve(number, resolution, sealed)
            except DomainError as refusal:
                self.refusals.append(_Refusal(number, refusal))
            self._record(sealed, sentence)
        if not self._may_move_cost:
            self._moving.extend(moves_between_payers(self._resolved, self._around))

    def _resolve(self, number: int, resolution: Resolution, sealed: Resolution) -> Bilingual | None:
        """Judge one resolution, let its command take effect, and say what it does."""
        if self.decision.outcome not in POSTPONES:
            body_may_decide(self.body, resolution.kind, self._programs(resolution))
            governs_what_is_decided(self.body, resolution, self._around)
        if not isinstance(resolution, Command) or not isinstance(sealed, Command):
            return None
        sentence = resolution.sentence(self._names)
        if not self.decision.takes_effect:
            return Bilingual(sv=f"Förslag: {sentence.sv}", en=f"Proposal: {sentence.en}")
        self._take_effect(number, sealed)
        return sentence

    def _programs(self, resolution: Resolution) -> frozenset[UUID | None]:
        """Return the programs that a resolution concerns; None for a project outside them."""
        named: Any = resolution
        fields = type(resolution).model_fields
        if "program_id" in fields:
            # None: a proposal for no program in particular, which concerns none yet.
            return frozenset() if named.program_id is None else frozenset({named.program_id})
        if "project_id" in fields:
            return frozenset({self._around.project(named.project_id).program_id})
        return frozenset()

    def _take_effect(self, number: int, command: Command) -> None:
        stream = command.stream
        self._expected_version_holds(stream, command.expected_version)
        strategic = AUTHORITY[command.kind].who_pays_must_stay and not self._may_move_cost
        if strategic and changes_who_pays(command, self._around):
            self._moving.append(number)
        cause = Cause(self.decision_id, number, self.recorded_by)
        for part in command.parts():
            state = self.transaction.load(part.stream).state
            events = kind_of(part.stream).decide(state, part, self._around)
            self.transaction.append(Entry(part.stream, events, cause))
        self._resolved.append((number, command))

    def _expected_version_holds(self, stream: StreamId, expected: int | None) -> None:
        """Compare with the version before the decision (settled question 10)."""
        actual = self._versions.setdefault(stream, self.transaction.load(stream).version)
        if expected is not None and expected != actual:
            raise self._stale(stream, expected, actual)

    def _stale(self, stream: StreamId, expected: int, actual: int) -> Conflict:
        since = [
            {"position": event.position, "topic": event.topic, "entry": str(event.entry)}
            for event in self.transaction.reader.events(
                Position(0), 10_000, self.transaction.before, stream
            )
            if event.version > expected
        ]
        return Conflict(
            "stale_expected_version",
            f"Förslaget byggde på version {expected} av {stream}, som nu har version {actual}.",
            f"The proposal was built on version {expected} of {stream}, which now has version "
            f"{actual}.",
            stream=stream,
            expected_version=expected,
            actual_version=actual,
            since=since,
        )

    def _record(self, sealed: Resolution, sentence: Bilingual | None) -> None:
        """Keep a resolution as it will stand in the register, its texts sealed."""
        said = self._keep(sentence.sv) if sentence else None
        self._recorded.append(
            RecordedResolution(
                command=sealed.model_dump(mode="json", exclude={"wording", "expected_version"}),
                wording=sealed.wording or said or self._keep(sealed.kind),
                sentence_sv=said,
                sentence_en=self._keep(sentence.en) if sentence else None,
            )
        )

    def _keep(self, text: str) -> str:
        kept = seal_text(text, secrets.token_bytes(16))
        self.transaction.keep(kept)
        return kept.sealed

    # Writing

    def write(self) -> Position:
        """Write the decision first, then what it causes."""
        year = self.decision.decided_on.year
        number = f"{year:04}-{self.transaction.reader.next_sequence(year):03}"
        fields = {name: getattr(self.decision, name) for name in Envelope.model_fields}
        envelope = Envelope(**{**fields, "decision_id": self.decision_id})
        taken = DecisionTaken(
            number=number,
            envelope=seal(envelope, self._keep),
            resolutions=tuple(self._recorded),
        )
        cause = Cause(self.decision_id, None, self.recorded_by)
        stream = decisions.stream(self.decision_id)
        return self.transaction.write(Entry(stream, (taken,), cause))

    def keep_who_pays(self, position: Position) -> None:
        """Refuse another body than the board to move cost between members.

        The refusal shows every member's share before and after, as the decision would make it.
        """
        if not self._moving:
            return
        view = self.view(position)
        self.refusals.extend(
            _Refusal(number, _strategic(self.body, view)) for number in sorted(set(self._moving))
        )

    def view(self, position: Position) -> DecisionView:
        """Return the decision as the register shows it."""
        return self.transaction.reader.decision(self.decision_id, At(date.max, position))

    def raise_refusals(self) -> None:
        """Raise the first refusal, telling of all of them."""
        if not self.refusals:
            return
        first = self.refusals[0]
        facts: dict[str, Any] = {"resolution": first.resolution}
        if len(self.refusals) > 1:
            facts["refusals"] = [
                _refusal_view(one).model_dump(mode="json") for one in self.refusals
            ]
        first.error.facts = {**first.error.facts, **facts}
        raise first.error


def _refusal_view(refusal: _Refusal) -> RefusalView:
    error = refusal.error
    return RefusalView(
        resolution=refusal.resolution,
        code=error.code,
        sv=error.sv,
        en=error.en,
        facts=dict(error.facts),
    )


def _strategic(body: Body, view: DecisionView) -> NotPermitted:
    members = [one.model_dump(mode="json") for one in view.consequences]
    return NotPermitted(
        "who_pays_is_strategic",
        f"Beslutet ändrar vilka som betalar. Det fattas därför av portföljstyrgruppen, inte av "
        f"{body.name}. Varje kommuns andel före och efter framgår.",
        f"The decision changes who pays. It is therefore taken by the board, not by {body.name}. "
        "Every member's share before and after is shown.",
        body_id=str(body.body_id),
        possible=["board"],
        members=members,
    )
