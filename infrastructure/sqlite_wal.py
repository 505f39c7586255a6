"""What SQLite says nothing about: entries lost in the write-ahead file beside a database.

SQLite takes the frames of that file up to the first that is not whole, and forgets the rest
without a word: right when the power went in the middle of the last commit, and wrong when
something has damaged the file. The two can be told apart, since each commit is on the disk
before the next one begins: beyond a frame that is not whole, there is at most one commit.

Source: the file format of SQLite, section 4 (The Write-Ahead Log).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import dropwhile
from pathlib import Path
from typing import Final

_HEADER: Final = struct.Struct(">8I")  # magic, version, page size, sequence, 2 salts, 2 sums
_FRAME: Final = struct.Struct(">6I")  # page, size after a commit or 0, 2 salts, 2 sums
_LITTLE, _BIG = 0x377F0682, 0x377F0683  # how the words that are summed are written
_WORD: Final = 0xFFFF_FFFF
_LOOKS: Final = 3
"""Somebody may be writing: what is really damaged looks so every time."""


def damage_of(path: Path) -> str | None:
    """Return what is lost in the write-ahead file at `path`; None when nothing tells of it.

    A file that is not there, or has nothing in it, has lost nothing.
    """
    found = None
    for _ in range(_LOOKS):
        try:
            found = _damage_in(path.read_bytes())
        except FileNotFoundError:
            return None
        if found is None:
            break
    return found


def _damage_in(data: bytes) -> str | None:
    head = data[: _HEADER.size]
    if not any(head):  # no file yet, or one whose first commit never came so far
        return None
    magic, _, page_size, _, *salts, first, second = _HEADER.unpack(head.ljust(_HEADER.size, b"\0"))
    words = _Sums("<" if magic == _LITTLE else ">")
    words.add(head[: _HEADER.size - 8])
    if magic not in (_LITTLE, _BIG) or (words.first, words.second) != (first, second):
        return "its header is damaged"
    frames = list(_frames(data, page_size, tuple(salts), words))
    beyond = [frame for frame in dropwhile(lambda frame: frame.whole, frames) if frame.commits]
    if len(beyond) > 1:
        number = next(number for number, frame in enumerate(frames, 1) if not frame.whole)
        return f"{len(beyond)} commits lie beyond frame {number}, which is damaged"
    return None


@dataclass(frozen=True, slots=True)
class _Frame:
    """Whether all is whole up to and with a frame, and whether it ends a commit of this file."""

    whole: bool
    commits: bool


@dataclass(slots=True)
class _Sums:
    """The running sums of the words of a file, in the order of bytes that its header names."""

    order: str
    first: int = 0
    second: int = 0

    def add(self, data: bytes) -> None:
        words = struct.unpack(f"{self.order}{len(data) // 4}I", data)
        first, second = self.first, self.second
        for one, other in zip(words[::2], words[1::2], strict=True):
            first = (first + one + second) & _WORD
            second = (second + other + first) & _WORD
        self.first, self.second = first, second


def _frames(data: bytes, page_size: int, salts: tuple[int, ...], sums: _Sums) -> Iterator[_Frame]:
    """Yield every frame; those that an earlier use of the file has left behind commit nothing."""
    whole, length = True, _FRAME.size + page_size
    for start in range(_HEADER.size, len(data) - length + 1, length):
        _, size, *own, first, second = _FRAME.unpack_from(data, start)
        of_this_file = tuple(own) == salts
        if whole and of_this_file:
            sums.add(data[start : start + 8])
            sums.add(data[start + _FRAME.size : start + length])
        whole = whole and of_this_file and (sums.first, sums.second) == (first, second)
        yield _Frame(whole, of_this_file and size > 0)
