"""The portfolio: what the members govern together under an agreement."""

from domain.portfolio.commands import (
    AdoptSteeringDocument,
    EstablishPortfolio,
    PortfolioCommand,
    PrioritisePrograms,
)
from domain.portfolio.decider import decide
from domain.portfolio.events import PortfolioEvent, stream
from domain.portfolio.state import Portfolio, evolve

__all__ = [
    "AdoptSteeringDocument",
    "EstablishPortfolio",
    "Portfolio",
    "PortfolioCommand",
    "PortfolioEvent",
    "PrioritisePrograms",
    "decide",
    "evolve",
    "stream",
]
