"""What the log says of money that departs from what was decided; deviations are told from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.budget.events import DeviationCode


@dataclass(frozen=True, slots=True)
class FoundDeviation:
    """A cost or commitment that fell at a time which takes none, as found when registered."""

    deviation_id: UUID
    code: DeviationCode
    cause: UUID
    project_id: UUID | None
    since: date


@dataclass(frozen=True, slots=True)
class NotedDeviation:
    """How large a deviation was (öre) when a body took note of it, and by which decision."""

    amount: int
    decision_id: UUID


@dataclass(frozen=True, slots=True)
class Overrun:
    """What an entry left a project, or the reserve (None), at that was or came above what is given.

    Sums of everything entered so far (öre), by position; ``before`` is what was left before the
    entry, below 0 when it was above. ``day`` is the first on which the entry applies, and
    ``is_cost`` says whether more is spent by it.
    """

    project_id: UUID | None
    position: int
    entry: UUID
    is_cost: bool
    day: date
    given: int
    spent: int
    committed: int
    before: int

    @property
    def left(self) -> int:
        """What is neither spent nor committed, below 0 while it is above."""
        return self.given - self.spent - self.committed


@dataclass(frozen=True, slots=True)
class Remaining:
    """What remained (öre) of a cost or commitment after an entry about it, and from which day."""

    amount: int
    entry: UUID
    day: date
