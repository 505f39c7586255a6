"""Examples of what is decided and registered of a person."""

from __future__ import annotations

from typing import Any, Final

from interfaces.http.examples.things import NEW

FACTS: Final[dict[str, dict[str, Any]]] = {
    "RegisterPerson": {"person": {"personId": NEW, "name": "Kim Andersson"}},
}
