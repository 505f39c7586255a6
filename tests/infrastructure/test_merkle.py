from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infrastructure.merkle import (
    EMPTY_ROOT,
    Frontier,
    commitment,
    leaf_bytes,
    leaf_hash,
    node_hash,
)

SIGNED_LOG = Path(__file__).parents[1] / "vectors" / "signed-log"
TILE = (SIGNED_LOG / "tile-0-000.p15").read_bytes()
TILE_HASHES = [TILE[start : start + 32] for start in range(0, len(TILE), 32)]


def root_in_checkpoint(size: int) -> bytes:
    lines = (SIGNED_LOG / f"checkpoint.{size}").read_text().split("\n")
    assert lines[1] == str(size)
    return base64.b64decode(lines[2])


def frontier_of(leaves: Sequence[bytes]) -> Frontier:
    frontier = Frontier()
    for leaf in leaves:
        frontier = frontier.append(leaf)
    return frontier


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """RFC 9162, section 2.1.1, as it stands there, of leaf hashes."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(tree_hash(leaves[:split]), tree_hash(leaves[split:]))


@pytest.mark.parametrize("size", range(16))
def test_roots_are_those_of_signed_checkpoints(size: int) -> None:
    assert frontier_of(TILE_HASHES[:size]).root() == root_in_checkpoint(size)


def test_leaf_hashes_are_those_of_the_public_tile() -> None:
    bundle = (SIGNED_LOG / "entries-000.p15").read_bytes()
    entries = []
    while bundle:
        length = int.from_bytes(bundle[:2], "big")
        entries.append(bundle[2 : 2 + length])
        bundle = bundle[2 + length :]
    assert [leaf_hash(entry) for entry in entries] == TILE_HASHES


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert Frontier().root() == EMPTY_ROOT == sha256(b"").digest()


@given(st.integers(0, 300))
def test_the_root_is_that_of_the_definition_at_every_size(size: int) -> None:
    leaves = [sha256(str(number).encode()).digest() for number in range(size)]
    frontier = frontier_of(leaves)
    assert frontier.root() == tree_hash(leaves)
    assert frontier.size == size
    assert len(frontier.roots) == size.bit_count()


@given(st.integers(0, 300))
def test_a_frontier_survives_its_bytes(size: int) -> None:
    frontier = frontier_of([sha256(str(number).encode()).digest() for number in range(size)])
    assert Frontier.from_bytes(frontier.to_bytes()) == frontier


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes(7),
        bytes(9),
        bytes(8) + bytes(32),
        (1).to_bytes(8, "big"),
        (1).to_bytes(8, "big") + bytes(31),
        (3).to_bytes(8, "big") + bytes(32),
    ],
)
def test_bytes_that_are_no_frontier_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="are not the frontier"):
        Frontier.from_bytes(data)


def test_leaf_bytes_are_documented_to_the_byte() -> None:
    leaf = leaf_bytes(
        7,
        "budget/6f1c2a54-2f0e-4f7e-9d38-0d6cf2a4f2b1/2026",
        3,
        "budget.reallocated",
        datetime(2026, 3, 1, 12, 0, tzinfo=UTC),
        commitment(bytes(16), b'{"amount":1}'),
    )
    assert leaf == (
        b'["samsyn-leaf-1",7,"budget/6f1c2a54-2f0e-4f7e-9d38-0d6cf2a4f2b1/2026",3,'
        b'"budget.reallocated","2026-03-01T12:00:00.000000Z",'
        b'"' + sha256(bytes(16) + b'{"amount":1}').hexdigest().encode() + b'"]'
    )
    assert json.loads(leaf)[0] == "samsyn-leaf-1"


def test_the_commitment_depends_on_the_salt() -> None:
    assert commitment(bytes(16), b"{}") != commitment(b"\x01" * 16, b"{}")
