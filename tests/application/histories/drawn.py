"""Values that are drawn at random, each equally likely: histories of all kinds, not small ones.

A history is drawn from a seed, and hypothesis draws seed and length: what fails is shortened.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")
Drawn = Callable[[Random], T]


def always(value: T) -> Drawn[T]:
    return lambda _random: value


def one_of(*values: T) -> Drawn[T]:
    return lambda random: random.choice(values)


def any_of(drawn: Sequence[Drawn[T]]) -> Drawn[T]:
    return lambda random: random.choice(drawn)(random)


def between(first: int, last: int) -> Drawn[int]:
    return lambda random: random.randint(first, last)


def day_between(first: date, last: date) -> Drawn[str]:
    return lambda random: str(first + timedelta(days=random.randint(0, (last - first).days)))


def fields(random: Random, of: dict[str, Any]) -> dict[str, Any]:
    """Return fields drawn: each that is to be drawn, in turn; the others as they are."""
    return {name: value(random) if callable(value) else value for name, value in of.items()}
