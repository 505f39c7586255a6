"""The Merkle tree over the log: leaves, nodes and the frontier that grows with each entry.

Pure functions on bytes. The tree is that of RFC 9162 (Certificate Transparency 2.0): the hash of
a leaf is SHA-256(0x00 ‖ leaf), of a node SHA-256(0x01 ‖ left ‖ right), and of a log with nothing
in it SHA-256 of the empty string.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from infrastructure.canonical import canonical_json, utc_text

LEAF_FORMAT: Final = "samsyn-leaf-1"
HASH_BYTES: Final = 32
SALT_BYTES: Final = 16
EMPTY_ROOT: Final = sha256(b"").digest()
_SIZE_BYTES: Final = 8


def commitment(salt: bytes, state: bytes) -> bytes:
    """Return SHA-256(salt ‖ stored bytes): it proves an event without showing it."""
    return sha256(salt + state).digest()


def leaf_bytes(
    position: int, stream: str, version: int, topic: str, recorded: datetime, committed: bytes
) -> bytes:
    """Return the bytes of one leaf, a canonical JSON array.

    ``["samsyn-leaf-1", position, stream, version, topic, recorded, commitment]``, where
    `recorded` is UTC with microseconds and a Z, and the commitment lower-case hexadecimal. The
    leaf's index in the tree is `position` − 1.
    """
    return canonical_json(
        [LEAF_FORMAT, position, stream, version, topic, utc_text(recorded), committed.hex()]
    )


def leaf_hash(leaf: bytes) -> bytes:
    """Return SHA-256(0x00 ‖ leaf)."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The roots of the perfect subtrees that the first `size` leaves fall into, largest first.

    At most log₂(size) + 1 hashes: enough to add a leaf and to state the root.

    Source: RFC 9162, section 2.1.1.
    """

    size: int = 0
    roots: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> Frontier:
        """Return the frontier with one more leaf, given by its hash."""
        roots, carried, size = self.roots, leaf, self.size
        while size & 1:
            carried = node_hash(roots[-1], carried)
            roots = roots[:-1]
            size >>= 1
        return Frontier(self.size + 1, (*roots, carried))

    def root(self) -> bytes:
        """Return the root of the whole tree, 32 bytes."""
        if not self.roots:
            return EMPTY_ROOT
        root = self.roots[-1]
        for left in reversed(self.roots[:-1]):
            root = node_hash(left, root)
        return root

    def to_bytes(self) -> bytes:
        """Return the size (8 bytes, big-endian) followed by the hashes, largest subtree first."""
        return self.size.to_bytes(_SIZE_BYTES, "big") + b"".join(self.roots)

    @classmethod
    def from_bytes(cls, data: bytes) -> Frontier:
        """Read what `to_bytes` wrote.

        Raises:
            ValueError: the bytes are not a frontier.
        """
        size = int.from_bytes(data[:_SIZE_BYTES], "big")
        if len(data) != _SIZE_BYTES + HASH_BYTES * size.bit_count():
            raise ValueError(f"{len(data)} bytes are not the frontier of {size} leaves")
        starts = range(_SIZE_BYTES, len(data), HASH_BYTES)
        return cls(size, tuple(data[start : start + HASH_BYTES] for start in starts))
