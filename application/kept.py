"""What has been worked out and may be worked out again to the same: kept while there is room."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Final, TypeVar

T = TypeVar("T")


class Kept:
    """Answers by question, and by a token that stands for all that an answer follows from.

    For every thread. Nothing is ever invalidated: what has changed has another token. The `most`
    that were asked for last are kept.
    """

    def __init__(self, most: int) -> None:
        self._most: Final = most
        self._lock: Final = Lock()
        self._found: dict[tuple[bytes, Hashable], Any] = {}

    def get(self, token: bytes, question: Hashable, ask: Callable[[], T]) -> T:
        """Return the answer that is kept, or ask and keep it. A refusal is not kept."""
        key = (token, question)
        try:
            with self._lock:
                found: T = self._found.pop(key)
                self._found[key] = found  # so that those asked for last are last
        except KeyError:
            found = ask()
            with self._lock:
                self._found[key] = found
                while len(self._found) > self._most:
                    del self._found[next(iter(self._found))]
        return found
