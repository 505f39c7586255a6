"""The same budget as the library's own example would have it."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate

_SOURCE, _TARGET = uuid4(), uuid4()
_YEAR: Final = 2025


class StockBudget(Aggregate):
    """A budget that knows what each project has."""

    def __init__(self) -> None:
        self.allocated: dict[UUID, int] = {}

    class Reallocated(Aggregate.Event):
        """An entry with the fields of ours."""

        entry: UUID
        resolution: int
        recorded_by: str
        source: UUID
        target: UUID
        amount: int
        money_kind: str
        period_start: str
        period_end: str
        effective_from: str

        def apply(self, aggregate: Any) -> None:
            """Move the money."""
            allocated = aggregate.allocated
            allocated[self.source] = allocated.get(self.source, 0) - self.amount
            allocated[self.target] = allocated.get(self.target, 0) + self.amount

    def reallocate(self) -> None:
        """Move a krona from one project to another."""
        self.trigger_event(
            StockBudget.Reallocated,
            entry=uuid4(),
            resolution=1,
            recorded_by="local",
            source=_SOURCE,
            target=_TARGET,
            amount=100,
            money_kind="cash",
            period_start=f"{_YEAR}-01-01",
            period_end=f"{_YEAR + 1}-01-01",
            effective_from=f"{_YEAR}-01-01",
        )
