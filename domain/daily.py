"""An amount that grows and shrinks on dated days, for rules that must hold on every day.

Source: domain.md, Rules: "A money rule must hold on every day from effective_from to the end of
the fiscal year, not only today."
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple


class Lowest(NamedTuple):
    """The least that an amount comes to (öre), and the first day on which it does."""

    amount: int
    day: date


class Daily(NamedTuple):
    """Changes in öre by day; the amount on a day is the sum of the changes up to and with it."""

    changes: Mapping[date, int] = {}

    def plus(self, day: date, amount: int) -> Daily:
        """Return the amount with one more change."""
        return Daily({**self.changes, day: self.changes.get(day, 0) + amount})

    def minus(self, other: Daily) -> Daily:
        """Return the amount less another."""
        return total((self, Daily({day: -amount for day, amount in other.changes.items()})))

    def on(self, day: date) -> int:
        """Return the amount on `day`, in öre."""
        return sum(amount for changed, amount in self.changes.items() if changed <= day)

    @property
    def final(self) -> int:
        """The amount after the last change, in öre."""
        return sum(self.changes.values())

    def lowest_from(self, day: date) -> Lowest:
        """Return the least amount on `day` or any later day, and the first such day."""
        amount = self.on(day)
        lowest = Lowest(amount, day)
        for changed in sorted(later for later in self.changes if later > day):
            amount += self.changes[changed]
            if amount < lowest.amount:
                lowest = Lowest(amount, changed)
        return lowest

    def highest_from(self, day: date) -> int:
        """Return the most öre on `day` or any later day."""
        return -Daily().minus(self).lowest_from(day).amount


def total(parts: Iterable[Daily]) -> Daily:
    """Return the sum of several amounts."""
    changes: dict[date, int] = {}
    for part in parts:
        for day, amount in part.changes.items():
            changes[day] = changes.get(day, 0) + amount
    return Daily(changes)


def steps(line: Iterable[tuple[date, int]]) -> Daily:
    """Return the amount that takes each given value from its day on; days in order."""
    changes: dict[date, int] = {}
    before = 0
    for day, value in line:
        changes[day] = value - before
        before = value
    return Daily(changes)
