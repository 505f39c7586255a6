"""The state of a portfolio that its rules read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from domain.errors import CorruptStream
from domain.model import AgreementId, Document, Timeline
from domain.portfolio.events import (
    PortfolioEstablished,
    PortfolioEvent,
    ProgramsPrioritised,
    SteeringDocumentAdopted,
)
from domain.rules import begins


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What the rules read of a portfolio; documents are by kind, each with its sealed summary."""

    agreement_id: AgreementId
    name: str
    documents: Mapping[str, Timeline[tuple[Document, str | None]]] = field(default_factory=dict)
    priority: Timeline[ProgramsPrioritised] = Timeline()

    def adopted(self, document_kind: str) -> Timeline[tuple[Document, str | None]]:
        """Return the versions of a kind of document; without steps when none is adopted."""
        return self.documents.get(document_kind, Timeline())


def evolve(state: Portfolio | None, event: PortfolioEvent) -> Portfolio:
    """Return the state after `event`; the past is not judged again.

    Raises:
        CorruptStream: the stream does not begin with its establishment, or begins twice.
    """
    if isinstance(event, PortfolioEstablished):
        begins(state, event.TOPIC)
        return Portfolio(agreement_id=event.agreement_id, name=event.name)
    if state is None:
        raise CorruptStream(f"{event.TOPIC} before {PortfolioEstablished.TOPIC}")
    day = event.effective_from
    match event:
        case SteeringDocumentAdopted(document_kind=kind, document=document, summary=summary):
            line = state.adopted(kind).then(day, (document, summary))
            return replace(state, documents={**state.documents, kind: line})
        case ProgramsPrioritised():
            return replace(state, priority=state.priority.then(day, event))
