"""What governs money on one connection, kept while it stands; a part of the `Queries`."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Final, TypeVar
from uuid import UUID

from application.kept import Kept
from application.queries import Participation
from domain.model import Position, Timeline
from domain.segments import Terms
from infrastructure.money_reader import MoneyReader
from infrastructure.read_models import (
    agreement_answers,
    agreement_terms,
    balances,
    governing,
    portfolios,
    programs,
    project_answers,
)

T = TypeVar("T")
_KEPT: Final = Kept(4_096)
_TERMS: Final = Kept(32)
"""Apart from the rest, since each may be large."""


class GoverningReader(MoneyReader):
    """Answers who takes part, by which terms, and under what name.

    Kept from one reader to the next for as long as it stands (docs/adr/0023).
    """

    def _governing(self, known_at: Position, question: Hashable, ask: Callable[[], T]) -> T:
        """Return what governs as known at a position, kept since it was asked last or read."""
        # Asked each time: within a transaction a position may be written again after a trial.
        return _KEPT.get(governing.token_at(self._connection, known_at), question, ask)

    def year_token(self, program_id: UUID, fiscal_year: int, known_at: Position) -> bytes | None:
        """Return what stands for all that a year's shares follow from, besides the valid day."""
        return balances.year_token(self._connection, program_id, fiscal_year, known_at)

    def terms(self, agreement_id: UUID, known_at: Position) -> Terms:
        return _TERMS.get(
            governing.token_at(self._connection, known_at),
            agreement_id,
            lambda: agreement_terms.terms(self._connection, agreement_id, known_at),
        )

    def participation(
        self, program_id: UUID, project_ids: Sequence[UUID], known_at: Position
    ) -> Mapping[UUID | None, Participation]:
        """Return whose money the program's reserve (None) and each project's is.

        A project that is not known at that position is left out.

        Raises:
            NotFound: the program is not known at that position.
        """
        return self._governing(
            known_at,
            ("participation", program_id, tuple(project_ids)),
            lambda: self._participation(program_id, project_ids, known_at),
        )

    def _participation(
        self, program_id: UUID, project_ids: Sequence[UUID], known_at: Position
    ) -> Mapping[UUID | None, Participation]:
        portfolio_id, own = programs.home(self._connection, program_id, known_at)
        agreement_id = portfolios.agreement_of(self._connection, portfolio_id, known_at)
        wide = (f"program/{program_id}", f"portfolio/{portfolio_id}")
        lines: dict[UUID | None, Timeline[UUID | None]] = {None: own}
        lines |= project_answers.constellation_timelines(self._connection, project_ids, known_at)
        return {
            thing: Participation(
                agreement_id=agreement_id,
                portfolio_id=portfolio_id,
                scopes=wide if thing is None else (f"project/{thing}", *wide),
                constellation=line,
            )
            for thing, line in lines.items()
        }

    def closed_at(
        self, portfolio_id: UUID, fiscal_year: int, known_at: Position
    ) -> Position | None:
        """Return where a fiscal year was closed, or None while it is not known to be."""
        return self._governing(
            known_at,
            ("closed", portfolio_id, fiscal_year),
            lambda: portfolios.closed_at(self._connection, portfolio_id, fiscal_year, known_at),
        )

    def names(self, known_at: Position) -> agreement_answers.Named:
        """Return what bodies (by id) and members (by code) are called."""
        return self._governing(
            known_at, "names", lambda: agreement_answers.names(self._connection, known_at)
        )

    def member_names(self, known_at: Position) -> Mapping[str, str]:
        return self.names(known_at).members
