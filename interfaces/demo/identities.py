"""The ids of the Dalsland case: the same on every machine, so that examples can name them."""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid5

_DALSLAND: Final = UUID("5a6d7379-6e00-5000-8000-64616c736c61")


def identity(kind: str, name: str) -> UUID:
    """Return the id of a thing of the case, made from its kind and name."""
    return uuid5(_DALSLAND, f"{kind}/{name}")
