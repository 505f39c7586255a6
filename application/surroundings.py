"""What the rules of one stream may read of the others, under the same lock."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from application.calendar import day_in_sweden
from application.governed_states import GovernedStates
from application.log import Transaction
from domain import agreement, decision
from domain.agreement import Agreement, Body
from domain.agreement.events import DecisionRule
from domain.authority import AUTHORITY
from domain.decision import TakenDecision, parse_command
from domain.errors import NotFound
from domain.model import Command, Resolution, StreamId
from domain.recorded import Recorded
from domain.rules import already_recorded


class Surroundings(GovernedStates):
    """Every stream's state as the transaction sees it; the Protocols of the deciders."""

    def __init__(self, transaction: Transaction, *, correcting: bool = False) -> None:
        super().__init__(transaction)
        self.correcting = correcting
        self.holding = False
        self.entering = False
        self._deciding_body: Body | None = None
        self._decided_on: date | None = None

    @property
    def head(self) -> int:
        """The last position before the transaction."""
        return self._transaction.before

    @property
    def today(self) -> date:
        """The day in Sweden on which the transaction is recorded."""
        return day_in_sweden(self._transaction.recorded)

    def entry_is_new(self, entry: UUID) -> None:
        """Refuse the id of an earlier entry: the whole log knows a decision or fact by it.

        Raises:
            Conflict: ``already_recorded`` with what has the id.
        """
        kind = self._transaction.reader.entry_kind(entry)
        if kind is not None:
            raise already_recorded(kind, entry)

    def same_text(self, one: str, other: str) -> bool:
        """Tell whether two sealed texts say the same; of one that was erased nobody can tell."""
        text = self._transaction.text(one)
        return text is not None and text == self._transaction.text(other)

    # The decision itself, and earlier ones

    @property
    def deciding_body(self) -> Body:
        """The body that takes the decision.

        Raises:
            LookupError: nobody decides; a fact is registered.
        """
        if self._deciding_body is None:
            raise LookupError("Nobody decides")
        return self._deciding_body

    @property
    def decided_on(self) -> date | None:
        """The day on which it is decided, if that is known."""
        return self._decided_on

    def decided_by(self, body: Body, decided_on: date | None) -> None:
        """Say who decides, and on what day if that is known."""
        self._deciding_body, self._decided_on = body, decided_on

    @property
    def decision_rules(self) -> Mapping[str, DecisionRule]:
        """Every kind of decision, and its rule where the agreement names none."""
        return {kind: authority.rule for kind, authority in AUTHORITY.items()}

    def decision(self, decision_id: UUID) -> TakenDecision:
        return self._found(decision.stream(decision_id), TakenDecision)

    def is_held(self, decision_id: UUID) -> bool:
        """Tell whether a decision, or a key that it adopts, still waits for consents."""
        return any(self._awaited(decision_id, lambda agreement: agreement.held))

    def has_lapsed(self, decision_id: UUID) -> bool:
        """Tell whether a decision that waited, or every key that it adopts, came to nothing."""
        decided, *keys = self._awaited(decision_id, lambda agreement: agreement.lapsed)
        return decided or (bool(keys) and all(keys))

    def _awaited(
        self, decision_id: UUID, among: Callable[[Agreement], Collection[UUID]]
    ) -> tuple[bool, ...]:
        """Tell of a decision and each key that it adopts whether it is among some of them."""
        taken = self.decision(decision_id)
        keys = [UUID(each["keyId"]) for each in taken.commands if each["kind"] == "adoptCostKey"]
        found = among(self.agreement(self.agreement_of_body(taken.body_id)))
        return tuple(subject in found for subject in (decision_id, *keys))

    def decided_as(self, decision_id: UUID, agreement_id: UUID) -> Body:
        """Go by who took a decision; of a key that waited by itself, the board.

        It is decided for good today, when the last of those who were to consent has.
        """
        taken = self._transaction.load(decision.stream(decision_id)).state
        if isinstance(taken, TakenDecision):
            body = self.body(taken.body_id)
            self.decided_by(body, self.today)
            return body
        bodies = self.agreement(agreement_id).bodies.values()
        board = next(body for body in bodies if body.body_kind == "board")
        self.decided_by(board, None)
        return board

    def state(self, stream: StreamId) -> Any:
        """Return what a stream has become."""
        return self._transaction.load(stream).state

    def state_before(self, recorded: Recorded) -> Any:
        """Return what a stream was just before an event of it."""
        return self._transaction.load_before(recorded).state

    def streams_decided_on(self, decision_id: UUID) -> tuple[StreamId, ...]:
        """Return the streams that a decision's commands concerned, in order."""
        recorded = self.decision(decision_id).commands
        commands = (parse_command(each) for each in recorded if each["kind"] != "text")
        return tuple(
            dict.fromkeys(
                part.stream
                for command in commands
                if isinstance(command, Command)
                for part in command.parts()
            )
        )

    def programs_of(self, resolution: Resolution) -> frozenset[UUID | None]:
        """Return the programs that a resolution concerns; None for a project outside them.

        What is decided of a project concerns the program it is in when it takes effect, and the
        one it is in when it is decided.
        """
        named = dict(resolution)
        fields = {"program_id", "source_program_id", "target_program_id"} & named.keys()
        # None: a proposal for no program in particular, which concerns none yet.
        concerned = {named[field] for field in fields} - {None}
        if "project_id" in named and "program_id" not in named:
            day = named["effective_from"]
            days = {day, self._decided_on or day}
            project = self.project(named["project_id"])
            concerned |= {project.program_on(each) for each in days}
        return frozenset(concerned)

    # Agreement

    def agreement(self, agreement_id: UUID) -> Agreement:
        return self._found(agreement.stream(agreement_id), Agreement)

    def agreement_of_portfolio(self, portfolio_id: UUID) -> Agreement:
        return self.agreement(self.portfolio(portfolio_id).agreement_id)

    def agreements(self) -> Iterator[tuple[UUID, Agreement]]:
        """Yield every agreement of the log by its id, in the order they were registered."""
        return self._all("agreement", Agreement)

    def agreement_of(self, stream: StreamId) -> UUID:
        """Return the agreement that a portfolio, program or project belongs to.

        Raises:
            NotFound: there is no such thing.
        """
        kind, identity = stream.split("/", 1)
        match kind:
            case "portfolio":
                return self.portfolio(UUID(identity)).agreement_id
            case "program":
                return self.portfolio(self.program(UUID(identity)).portfolio_id).agreement_id
            case "project":
                return self.portfolio(self.project(UUID(identity)).portfolio_id).agreement_id
            case _:
                raise NotFound(kind, identity)

    def agreement_of_body(self, body_id: UUID) -> UUID:
        """Return the agreement that has a body.

        Raises:
            NotFound: no agreement has it.
        """
        for stream in self._transaction.streams("agreement"):
            if body_id in self._found(stream, Agreement).bodies:
                return UUID(stream.partition("/")[2])
        raise NotFound("body", body_id)

    def body(self, body_id: UUID) -> Body:
        """Return a body of any agreement.

        Raises:
            NotFound: no agreement has it.
        """
        return self.agreement(self.agreement_of_body(body_id)).bodies[body_id]

    def body_formed(self, body_id: UUID) -> date:
        """Return the day a body was formed."""
        return self.agreement(self.agreement_of_body(body_id)).formed[body_id]

    def body_kind(self, agreement_id: UUID, body_id: UUID) -> str | None:
        body = self.agreement(agreement_id).bodies.get(body_id)
        return body.body_kind if body else None

    def constellation_exists(self, portfolio_id: UUID, constellation_id: UUID) -> bool:
        return constellation_id in self.agreement_of_portfolio(portfolio_id).constellations

    def knows_proposer(self, portfolio_id: UUID, member: str | None, body_id: UUID | None) -> bool:
        known = self.agreement_of_portfolio(portfolio_id)
        return (
            (member is not None or body_id is not None)
            and (member is None or member in known.members)
            and (body_id is None or body_id in known.bodies)
        )
