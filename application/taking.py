"""One decision on its way into the log: each resolution judged, said in words, and written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from application.authorisation import is_authorised, may_move_cost, moves_cost
from application.calendar import day_in_sweden
from application.consents import settle
from application.consequences import as_expected
from application.deciding import decide_and_append
from application.log import Entry, Transaction
from application.member_frames import frames_exceeded
from application.naming import StateNames
from application.queries import At, Consequence
from application.refusals import Refusal, who_pays_is_strategic
from application.reversals import commands_of, corrects_only_that
from application.surroundings import Surroundings
from application.texts import keep_text, seal
from application.versions import Versions
from application.views import DecisionView
from application.who_pays import moves_between_payers
from domain import decision as decisions
from domain.agreement import AdoptCostKey, HoldDecision, WithdrawMember
from domain.agreement.events import DecisionRule, HeldResolution
from domain.authority import body_exists, rule_of, votes_suffice
from domain.decision import (
    POSTPONES,
    CorrectDecision,
    Decision,
    DecisionTaken,
    Envelope,
    RecordedResolution,
)
from domain.errors import DomainError
from domain.model import AgreementId, Bilingual, Command, DecisionId, Position, Resolution
from domain.recorded import Cause
from domain.rules import not_ahead


@dataclass
class Taking:
    """One decision on its way into the log."""

    transaction: Transaction
    decision: Decision
    decision_id: DecisionId
    recorded_by: str
    refusals: list[Refusal] = field(default_factory=list)
    sentences: list[Bilingual | None] = field(default_factory=list)
    position: Position | None = None
    _recorded: list[RecordedResolution] = field(default_factory=list)
    _moving: list[int] = field(default_factory=list)
    _resolved: list[tuple[int, Command]] = field(default_factory=list)

    def __post_init__(self) -> None:
        correcting = any(isinstance(one, CorrectDecision) for one in self.decision.resolutions)
        self._around = Surroundings(self.transaction, correcting=correcting)
        self._versions = Versions(self.transaction)
        self._names = StateNames(self.transaction, self._around)
        if self.decision.decision_id is not None:
            self._around.entry_is_new(self.decision_id)
        self.body = self._around.body(self.decision.body_id)
        decided_on = self.decision.decided_on
        self._around.decided_by(self.body, decided_on)
        not_ahead(decided_on, day_in_sweden(self.transaction.recorded))
        body_exists(self.body, self._around.body_formed(self.body.body_id), decided_on)

    @property
    def written(self) -> bool:
        """Whether the decision has its place in the log."""
        return self.position is not None

    @cached_property
    def _agreement_id(self) -> AgreementId:
        return AgreementId(self._around.agreement_of_body(self.body.body_id))

    @cached_property
    def asking(self) -> tuple[int, ...]:
        """The numbers of the resolutions that need each member's consent."""
        if not self.decision.takes_effect:
            return ()
        return tuple(
            number
            for number, resolution in enumerate(self.decision.resolutions, start=1)
            if any(self._rule(kind) == "each_member" for kind in self._kinds(resolution))
        )

    def _kinds(self, resolution: Resolution) -> tuple[str, ...]:
        """Return a resolution's kind, and of a reversal the kinds of what undoes."""
        try:
            commands = tuple(commands_of(resolution, self.transaction, self._around))
        except DomainError:
            commands = ()  # refused for the same when it is judged
        return (resolution.kind, *(command.kind for command in commands))

    def _rule(self, kind: str) -> DecisionRule:
        agreement = self._around.agreement(self._agreement_id)
        return rule_of(agreement.rules.get(kind), kind, self.decision.decided_on)

    # Taking effect at once

    def run(self, *, rehearsing: bool = False) -> None:
        """Judge every resolution, write, and judge what it changes."""
        for number, resolution in enumerate(self.decision.resolutions, start=1):
            self._take(number, resolution, effective=self.decision.takes_effect)
        if not may_move_cost(self.body):
            self._moving.extend(moves_between_payers(self._resolved, self._around))
        if self.refusals and not rehearsing:
            return
        if any(isinstance(command, WithdrawMember) for _, command in self._resolved):
            # Those who waited for the one that leaves wait no longer.
            settle(self.transaction, self._agreement_id, self.decision_id, self.recorded_by)
        self._write()
        self._keep_who_pays()
        self._keep_frames()

    def _take(
        self,
        number: int,
        resolution: Resolution,
        *,
        effective: bool,
        sentence: Bilingual | None = None,
    ) -> None:
        """Let one resolution be judged; it has at most one refusal."""
        sealed = seal(resolution, self._keep)
        try:
            self._judge(resolution)
            if isinstance(resolution, Command):
                sentence = sentence or resolution.sentence(self._names)
            if effective and isinstance(sealed, Command):
                self._take_effect(number, sealed)
        except DomainError as refusal:
            self.refusals.append(Refusal(number, refusal))
        self.sentences.append(sentence)
        self._record(sealed, self._said(sentence))

    def _judge(self, resolution: Resolution) -> None:
        """Judge whether the body may decide it, and has decided it as it should."""
        if self.decision.outcome in POSTPONES:
            return
        is_authorised(self.body, resolution, self._around)
        if self.decision.takes_effect and isinstance(resolution, Command):
            for kind in self._kinds(resolution):
                votes_suffice(self._rule(kind), self.decision.votes, self.decision.reservations)

    def _said(self, sentence: Bilingual | None) -> Bilingual | None:
        if sentence is None or self.decision.takes_effect:
            return sentence
        return Bilingual(sv=f"Förslag: {sentence.sv}", en=f"Proposal: {sentence.en}")

    def _take_effect(self, number: int, command: Command) -> None:
        self._versions.hold(command.stream, command.expected_version)
        if isinstance(command, CorrectDecision):
            corrects_only_that(self.decision, command, self._around)
        for effect in (command, *commands_of(command, self.transaction, self._around)):
            if effect is not command:
                is_authorised(self.body, effect, self._around)
            self._apply(number, effect)

    def _apply(self, number: int, command: Command) -> None:
        if moves_cost(self.body, command, self._around):
            self._moving.append(number)
        cause = Cause(self.decision_id, number, self.recorded_by)
        decide_and_append(self.transaction, command.parts(), self._around, cause)
        self._resolved.append((number, command))

    # Waiting for consents

    def hold(self, sentences: Sequence[Bilingual | None], expected: Sequence[Consequence]) -> None:
        """Record the decision and let it wait; only the keys it adopts are noted already.

        Args:
            sentences: what each resolution says, as it read when it was tried in force.
            expected: what the decision will change.
        """
        self._around.holding = True
        for number, resolution in enumerate(self.decision.resolutions, start=1):
            sealed = seal(resolution, self._keep)
            sentence = sentences[number - 1] if number <= len(sentences) else None
            if isinstance(sealed, AdoptCostKey) and not self.refusals:
                self._apply(number, sealed)
            self._record(sealed, sentence)
        held = HoldDecision(
            agreement_id=self._agreement_id,
            decision_id=self.decision_id,
            resolutions=tuple(
                HeldResolution(resolution=number, command=recorded.command)
                for number, recorded in enumerate(self._recorded, start=1)
                if recorded.command["kind"] != "text"
            ),
            asking=self.asking,
            expected=tuple(map(as_expected, expected)),
        )
        cause = Cause(self.decision_id, None, self.recorded_by)
        decide_and_append(self.transaction, held.parts(self._around), self._around, cause)
        self._write()

    # Writing

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
        return keep_text(self.transaction, text)

    def _write(self) -> None:
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
        self.position = self.transaction.write(Entry(stream, (taken,), cause))

    def _keep_who_pays(self) -> None:
        """Refuse another body than the board to move cost between members.

        The refusal shows every member's share before and after, as the decision would make it.
        """
        if self._moving:
            view = self.view()
            self.refusals.extend(
                Refusal(number, who_pays_is_strategic(self.body, view.consequences))
                for number in sorted(set(self._moving))
            )

    def _keep_frames(self) -> None:
        """Refuse to raise a member's share of a year above what the member has approved."""
        days = [command.effective_from for _, command in self._resolved]
        frames = self._around.agreement(self._agreement_id).frames
        if days and frames:
            reader, agreement_id = self.transaction.reader, self._agreement_id
            between = self.transaction.before, self._written_at
            exceeded = frames_exceeded(reader, agreement_id, frames, min(days), *between)
            self.refusals.extend(Refusal(self._resolved[0][0], one) for one in exceeded)

    def changes(self) -> tuple[Consequence, ...]:
        """Return what the decision changes, program by program, as it was stored."""
        effects = self.transaction.reader.effects(self.decision_id, self._written_at)
        return tuple(one for effect in effects for one in effect.consequences)

    @property
    def _written_at(self) -> Position:
        if self.position is None:
            raise RuntimeError("The decision has not been written")
        return self.position

    def view(self) -> DecisionView:
        """Return the decision as the register shows it."""
        return self.transaction.reader.decision(self.decision_id, At(date.max, self._written_at))
