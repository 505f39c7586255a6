"""What the rules of an agreement read of other streams."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from domain.agreement.events import DecisionRule
from domain.model import StreamId
from domain.rules import Ordering


class AgreementSurroundings(Ordering, Protocol):
    """What the rules of an agreement read of other streams."""

    @property
    def holding(self) -> bool:
        """Whether the decision is to wait for the members' consents."""

    @property
    def entering(self) -> bool:
        """Whether the decision has waited, and enters into force now."""

    @property
    def decision_rules(self) -> Mapping[str, DecisionRule]:
        """Every kind of decision, and its rule where the agreement names none."""

    def agreement_of(self, stream: StreamId) -> UUID: ...
