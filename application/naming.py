"""What things are called, for the sentences of decisions."""

from __future__ import annotations

from uuid import UUID

from application.log import Transaction
from application.queries import At
from application.surroundings import Surroundings
from domain import agreement, decision, portfolio, program, project
from domain.errors import NotFound
from domain.model import Position


class StateNames:
    """What things are called, for sentences; an unknown id reads as itself."""

    def __init__(self, transaction: Transaction, around: Surroundings) -> None:
        self._transaction = transaction
        self._around = around

    def agreement(self, agreement_id: UUID) -> str:
        state = self._transaction.load(agreement.stream(agreement_id)).state
        return state.name if state else str(agreement_id)

    def body(self, body_id: UUID) -> str:
        try:
            return self._around.body(body_id).name
        except NotFound:
            return str(body_id)

    def constellation(self, constellation_id: UUID) -> str:
        for _, found in self._around.agreements():
            if constellation_id in found.constellation_names:
                return found.constellation_names[constellation_id]
        return str(constellation_id)

    def decision(self, decision_id: UUID) -> str:
        state = self._transaction.load(decision.stream(decision_id)).state
        return state.number if state else str(decision_id)

    def member(self, code: str) -> str:
        for _, found in self._around.agreements():
            if code in found.names:
                return found.names[code]
        return code

    def person(self, person_id: UUID) -> str:
        at = At(self._transaction.recorded.date(), Position(self._transaction.before))
        try:
            return self._transaction.reader.person(person_id, at).name or str(person_id)
        except NotFound:
            return str(person_id)

    def portfolio(self, portfolio_id: UUID) -> str:
        state = self._transaction.load(portfolio.stream(portfolio_id)).state
        return state.name if state else str(portfolio_id)

    def program(self, program_id: UUID) -> str:
        state = self._transaction.load(program.stream(program_id)).state
        return state.title if state else str(program_id)

    def project(self, project_id: UUID) -> str:
        state = self._transaction.load(project.stream(project_id)).state
        return state.title if state else str(project_id)
