"""Values by id, to which one more can be added without copying all that are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from uuid import UUID

T = TypeVar("T")

_BUCKETS = 64
"""A change copies the buckets and what is in one: least work when these are as many, some 4 000."""


@dataclass(frozen=True, slots=True)
class ById(Generic[T]):
    """A frozen mapping from ids; a state that grows by every fact is made of these.

    Ids are spread over buckets, and a change copies only the bucket that it falls in.
    """

    buckets: Mapping[int, Mapping[UUID, T]] = field(default_factory=dict)

    def get(self, identity: UUID) -> T | None:
        """Return the value of an id, or None when there is none."""
        return self.buckets.get(identity.int % _BUCKETS, {}).get(identity)

    def having(self, identity: UUID, value: T) -> ById[T]:
        """Return the same with the value of an id set."""
        place = identity.int % _BUCKETS
        bucket = {**self.buckets.get(place, {}), identity: value}
        return ById({**self.buckets, place: bucket})

    def __contains__(self, identity: UUID) -> bool:
        return identity in self.buckets.get(identity.int % _BUCKETS, {})

    def __iter__(self) -> Iterator[tuple[UUID, T]]:
        for bucket in self.buckets.values():
            yield from bucket.items()
