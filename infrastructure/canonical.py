"""The one byte form of a JSON value and of a time: what is stored is what is hashed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
)


def canonical_json(value: Any) -> bytes:
    """Return the canonical JSON of `value` in UTF-8.

    Equals RFC 8785 for what the log holds: ASCII keys, text in NFC, no floats, and whole
    numbers within ±(2⁵³ − 1), since JavaScript and RFC 8785 read a larger one as a float.

    Raises:
        TypeError: `value` holds something that is not JSON.
        ValueError: `value` holds NaN, an infinity or half a surrogate pair.

    Source: RFC 8785 (JSON Canonicalization Scheme), section 3.2.
    """
    return _ENCODER.encode(value).encode()


def utc_text(instant: datetime) -> str:
    """Return an aware time as ``2026-03-01T12:00:00.000000Z``: UTC, always microseconds.

    Text of this form sorts as time does.
    """
    naive = instant.astimezone(UTC).replace(tzinfo=None)
    return naive.isoformat(timespec="microseconds") + "Z"
