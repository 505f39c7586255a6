"""Which version of Samsyn this is, and when it was made."""

from __future__ import annotations

from datetime import date
from typing import Final

VERSION: Final = "0.1.0"
RELEASED: Final = date(2026, 11, 24)
