"""The portfolio: what the members govern together under an agreement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol
from uuid import UUID

from domain.errors import NotFound
from domain.model import (
    AgreementId,
    Bilingual,
    Command,
    Event,
    Names,
    PortfolioId,
    StreamId,
    Title,
)
from domain.rules import already_recorded, begins
from domain.wording import since


def stream(portfolio_id: UUID) -> StreamId:
    """Return the stream of a portfolio."""
    return StreamId(f"portfolio/{portfolio_id}")


class PortfolioEstablished(Event):
    TOPIC = "portfolio.established"
    agreement_id: AgreementId
    name: Title
    purpose: Title | None
    currency: Literal["SEK"]
    effective_from: date


PortfolioEvent = PortfolioEstablished


class EstablishPortfolio(Command):
    """Establish a portfolio under an agreement."""

    kind: Literal["establishPortfolio"]
    portfolio_id: PortfolioId
    agreement_id: AgreementId
    name: Title
    purpose: Title | None = None
    currency: Literal["SEK"] = "SEK"

    @property
    def stream(self) -> StreamId:
        return stream(self.portfolio_id)

    def sentence(self, names: Names) -> Bilingual:
        agreement, start = names.agreement(self.agreement_id), since(self.effective_from)
        return Bilingual(
            sv=f"Portföljen {self.name} inrättas inom {agreement} {start.sv}.",
            en=f"The portfolio {self.name} is established under {agreement} {start.en}.",
        )


PortfolioCommand = EstablishPortfolio


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What the rules read of a portfolio."""

    agreement_id: AgreementId
    name: str


class PortfolioSurroundings(Protocol):
    """What the rules of a portfolio read of other streams."""

    def exists(self, stream: StreamId) -> bool: ...


def decide(
    state: Portfolio | None, command: PortfolioCommand, around: PortfolioSurroundings
) -> list[PortfolioEvent]:
    """Return the events `command` causes, or raise the rule that refuses it."""
    if state is not None:
        raise already_recorded("portfolio", command.portfolio_id)
    if not around.exists(StreamId(f"agreement/{command.agreement_id}")):
        raise NotFound("agreement", command.agreement_id)
    return [
        PortfolioEstablished(
            agreement_id=command.agreement_id,
            name=command.name,
            purpose=command.purpose,
            currency=command.currency,
            effective_from=command.effective_from,
        )
    ]


def evolve(state: Portfolio | None, event: PortfolioEvent) -> Portfolio:
    """Return the state after `event`.

    Raises:
        CorruptStream: the stream has begun already.
    """
    begins(state, event.TOPIC)
    return Portfolio(agreement_id=event.agreement_id, name=event.name)
